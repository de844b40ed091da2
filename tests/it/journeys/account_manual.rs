//! The account manual, chapter 1-1, step by step.

use serde_json::json;
use tegata_tests::harness::{PASSWORD, registration_form};
use tegata_tests::on_both;

on_both! {
    /// 1-1-1: a new account, from the request to the main menu.
    fn chapter_1_1_1_a_new_account(app) {
        let stranger = app.stranger();

        // 3. The address and the terms are entered; a mail is sent.
        let terms = stranger.get("/v1/terms").expect(200).text("/version");
        let request = json!({ "email": "taro@example.jp", "accept_terms": true, "terms_version": terms });
        stranger.post("/v1/registrations", request).expect(202);

        // 4. The link in the mail is opened. It leads to the front end, with the token in its fragment.
        let mail = app.mail("taro@example.jp", "registration_link");
        let url = mail["links"][0]["url"].as_str().unwrap();
        assert!(url.starts_with("http://127.0.0.1:3000/register#token="), "{url}");
        let token = app.mailed_token("taro@example.jp", "registration_link");
        let link = stranger.post("/v1/registrations/inspect", json!({ "token": token })).expect(200);
        assert_eq!(link.text("/email"), "taro@example.jp");

        // 5. The customer form is filled in. 6. The confirm screen shows it.
        let form = registration_form(&token, "taro_cargo");
        let preview = stranger.post("/v1/registrations/complete?dry_run=true", form.clone()).expect(200);
        assert_eq!(preview.text("/profile/phone"), "+81312345678");

        // 7. It is completed, and the main menu follows, signed in.
        let done = stranger.post("/v1/registrations/complete", form).expect(201);
        let me = app.with_token(&done.text("/session/access_token")).get("/v1/me").expect(200);
        assert_eq!(me.text("/login_id"), "taro_cargo");
        assert_eq!(me.body["profile"], preview.body["profile"]);
    }

    /// 1-1-2: my page shows what is stored, is changed, confirmed, and the session goes on.
    fn chapter_1_1_2_my_page(app) {
        let taro = app.person("taro_cargo");
        let page = taro.get("/v1/me").expect(200);
        assert_eq!(page.body["fields"]["login_id"]["editable"], false);
        assert_eq!(page.body["fields"]["department"]["editable"], true);

        let change = json!({ "department": "輸入課" });
        let versioned = taro.with("if-match", page.header("etag").unwrap());
        let preview = versioned.patch("/v1/me?dry_run=true", change.clone()).expect(200);
        assert_eq!(preview.text("/profile/department"), "輸入課");
        assert_eq!(taro.get("/v1/me").expect(200).text("/profile/department"), "輸出課");

        versioned.patch("/v1/me", change).expect(200);
        assert_eq!(taro.get("/v1/me").expect(200).text("/profile/department"), "輸入課");
    }

    /// 1-1-3: a locked account is let in again by the four items and a new password.
    fn chapter_1_1_3_recovery_unlocks(app) {
        app.person("taro_cargo");
        let stranger = app.stranger();
        for _ in 0..5 {
            let wrong = json!({ "login_id": "taro_cargo", "password": "not-my-password" });
            stranger.post("/v1/sessions", wrong).refused(401, "sign_in_refused", "ACC-LCK-01");
        }
        let right = json!({ "login_id": "taro_cargo", "password": PASSWORD });
        stranger.post("/v1/sessions", right).refused(401, "sign_in_refused", "ACC-LCK-01");
        app.mail("taro_cargo@example.jp", "account_locked");

        let items = json!({
            "login_id": "TARO_CARGO", "email": "Taro_Cargo@Example.jp",
            "full_name": "山田　太郎", "phone": "０３−１２３４−５６７８"
        });
        stranger.post("/v1/recoveries", items).expect(202);
        let token = app.mailed_token("taro_cargo@example.jp", "recovery_link");
        let new = "seven-lanterns-drift";
        let body = json!({ "token": token, "password": new, "password_confirmation": new });
        let done = stranger.post("/v1/recoveries/complete", body).expect(201);
        app.with_token(&done.text("/session/access_token")).get("/v1/me").expect(200);
        stranger.post("/v1/sessions", json!({ "login_id": "taro_cargo", "password": new })).expect(201);
    }
}
