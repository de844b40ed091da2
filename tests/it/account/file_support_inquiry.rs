//! `POST /v1/support-inquiries`, `POST /v1/inquiries`, and their answers.

use serde_json::{Value, json};
use tegata_tests::on_both;

use super::{next_hour, with, without};

const FILE: &str = "/v1/support-inquiries";

fn inquiry() -> Value {
    json!({
        "topic": "cannot_recover", "name": "山田 太郎", "email": "taro@example.jp",
        "phone": "03-1234-5678", "message": "電話番号が分かりません。\r\n至急お願いします。"
    })
}

on_both! {
    /// RCV-03: who cannot give all four items asks without signing in; operators answer by mail, once.
    fn a_strangers_inquiry_is_kept_and_answered(app) {
        let stranger = app.stranger();
        let filed = stranger.post(FILE, inquiry()).expect(201);
        let id = filed.text("/id");
        let received = app.mail("taro@example.jp", "inquiry_received");
        assert!(received["text"].as_str().unwrap().contains(&id));
        // A stranger's words are not mailed to an address that they only typed.
        assert!(!received.to_string().contains("電話番号が分かりません"));

        let operator = app.operator();
        let listed = operator.get("/v1/admin/inquiries?state=open").expect(200);
        assert_eq!(listed.text("/items/0/id"), id);
        let read = operator.get(&format!("/v1/admin/inquiries/{id}")).expect(200);
        assert_eq!(read.text("/message"), "電話番号が分かりません。\n至急お願いします。");
        assert_eq!(read.text("/phone"), "+81312345678");
        assert_eq!(read.text("/state"), "open");

        let path = format!("/v1/admin/inquiries/{id}/answer");
        for (answer, code) in
            [("", "required"), (" \n ", "required"), ("a\u{202E}b", "unprintable_character")]
        {
            operator.post(&path, json!({ "answer": answer })).expect(422).fields(&[("/answer", code)]);
        }
        let answered = operator.post(&path, json!({ "answer": "お電話いたします。" })).expect(200);
        assert_eq!(answered.text("/state"), "answered");
        assert_eq!(answered.text("/answered_by"), operator.get("/v1/me").expect(200).text("/id"));
        let mail = app.mail("taro@example.jp", "inquiry_answered");
        assert!(mail["text"].as_str().unwrap().contains("お電話いたします。"));
        operator
            .post(&path, json!({ "answer": "もう一度。" }))
            .refused(409, "inquiry_answered", "RCV-03");
        assert_eq!(app.mails("taro@example.jp").len(), 2);
        let open = operator.get("/v1/admin/inquiries?state=open").expect(200);
        assert_eq!(open.body["items"], json!([]));
    }

    /// RCV-03: what an inquiry must say; all of it is named at once, and nothing is mailed.
    fn an_inquiry_says_who_asks_what(app) {
        let stranger = app.stranger();
        for field in ["topic", "name", "email", "message"] {
            stranger
                .post(FILE, without(inquiry(), field))
                .expect(422)
                .fields(&[(&format!("/{field}"), "required")]);
        }
        let wrong = json!({
            "topic": "weather", "name": " ", "email": "taro", "phone": "12", "message": "a\u{7}b"
        });
        stranger.post(FILE, with(inquiry(), wrong)).expect(422).fields(&[
            ("/topic", "not_allowed"),
            ("/name", "required"),
            ("/email", "email_invalid"),
            ("/phone", "phone_invalid"),
            ("/message", "unprintable_character"),
        ]);
        let long = json!({ "name": "x".repeat(61), "message": "x".repeat(4001) });
        stranger
            .post(FILE, with(inquiry(), long))
            .expect(422)
            .fields(&[("/name", "too_long"), ("/message", "too_long")]);
        assert!(app.mails("taro@example.jp").is_empty());
        for phone in [json!(null), json!("")] {
            stranger.post(FILE, with(inquiry(), json!({ "phone": phone }))).expect(201);
        }
        stranger.post(FILE, without(inquiry(), "phone")).expect(201);
    }

    /// RCV-03: inquiries are limited, for the mailbox that they name and for who files them.
    fn inquiries_are_limited(app) {
        next_hour(app);
        for _ in 0..5 {
            app.stranger().post(FILE, inquiry()).expect(201);
        }
        app.stranger().post(FILE, inquiry()).refused(429, "too_many_requests", "RCV-03");
        // A call is counted for its network before it is looked at: the refused one, too.
        for number in 0..54 {
            let email = json!({ "email": format!("mailbox-{number}@example.jp") });
            app.stranger().post(FILE, with(inquiry(), email)).expect(201);
        }
        let other = with(inquiry(), json!({ "email": "one-more@example.jp" }));
        app.stranger().post(FILE, other.clone()).refused(429, "too_many_requests", "RCV-03");
        next_hour(app);
        app.stranger().post(FILE, other).expect(201);
    }

    /// RCV-03: who is signed in asks as their account, and sees their own inquiries alone.
    fn a_signed_in_inquiry_is_the_accounts_own(app) {
        let [taro, hanako] = ["taro_cargo", "hanako_cargo"].map(|login_id| app.person(login_id));
        let body = json!({ "topic": "account", "message": "会社が合併します。" });
        let filed = taro.post("/v1/inquiries", body.clone()).expect(201);
        app.stranger().post("/v1/inquiries", body).refused(401, "unauthenticated", "");
        taro.post("/v1/inquiries", json!({ "topic": "x", "message": " " }))
            .expect(422)
            .fields(&[("/topic", "not_allowed"), ("/message", "required")]);
        let received = app.mail("taro_cargo@example.jp", "inquiry_received");
        assert!(received["text"].as_str().unwrap().contains("会社が合併します。"));

        let operator = app.operator();
        let id = filed.text("/id");
        let read = operator.get(&format!("/v1/admin/inquiries/{id}")).expect(200);
        assert_eq!(read.text("/account_id"), taro.get("/v1/me").expect(200).text("/id"));
        assert_eq!(read.text("/email"), "taro_cargo@example.jp");
        operator
            .post(&format!("/v1/admin/inquiries/{id}/answer"), json!({ "answer": "承りました。" }))
            .expect(200);
        let own = taro.get("/v1/inquiries").expect(200);
        assert_eq!(own.text("/items/0/answer"), "承りました。");
        assert_eq!(hanako.get("/v1/inquiries").expect(200).body["items"], json!([]));
        taro.get(&format!("/v1/admin/inquiries/{id}")).refused(403, "wrong_actor", "OPS-AUD-01");
    }
}
