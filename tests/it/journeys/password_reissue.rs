//! The flow of a terminal user's password reissue, slide by slide.

use serde_json::{Value, json};
use tegata_tests::harness::{Desk, PASSWORD, TestApp, change};
use tegata_tests::on_both;

/// The Japan date of the sandbox clock, so many days later.
fn date(app: &TestApp, later: usize) -> String {
    let calendar = app.stranger().get("/v1/service-calendar").expect(200);
    calendar.body["days"][later]["date"].as_str().unwrap().to_owned()
}

/// What stands in a mail, with its subject.
fn letter(mail: &Value) -> String {
    format!("{} {}", mail["subject"].as_str().unwrap(), mail["text"].as_str().unwrap())
}

on_both! {
    /// RIS-APP-01 to RIS-CHG-03: slides 1 to 8, from the forgotten password to the new one.
    fn from_the_forgotten_password_to_the_new_one(app) {
        let desk = Desk::new(app);
        desk.ready("1ANACA0A");
        desk.ready("1ANACA0B");

        // 1-①: signed in with office code and office password, the menu shows the news.
        let sign_in = json!({ "realm": "office", "login_id": "1ATYO", "password": PASSWORD });
        let session = app.stranger().post("/v1/sessions", sign_in).expect(201);
        let office = app.with_token(&session.text("/access_token"));
        assert_eq!(office.get("/v1/news").expect(200).body["items"], json!([]));

        // ②: the guidance is read.
        let guidance = office.get("/v1/reissue-guidance").expect(200);
        assert!(guidance.text.contains("自社システム"), "{}", guidance.text);

        // ③: the applicant contact. ④: the target is selected from the office's own ids.
        let ids = office.get("/v1/offices/current/terminal-users").expect(200);
        let row = ids.body["items"].as_array().unwrap().iter().find(|id| id["user_id"] == "1ANACA0A");
        let row = row.expect("the forgotten one is in the list");
        assert_eq!(row["business_kind"], "customs_broker");
        assert_eq!(row["roman_address"], "TOKYO TO MINATO KU KOUNAN 10-100-1");

        // ⑤ to ⑦: what is to be initialised and why, and the desired registration date, not today.
        let form = |desired: &str| json!({
            "guidance_version": guidance.text("/version"),
            "contact": {
                "name": "鈴木 花子", "department": "輸入課", "phone": "03-5432-1001",
                "email": "hanako@example.jp"
            },
            "targets": [{ "user_id": "1ANACA0A", "reason": "パスワードを失念したため" }],
            "desired_date": desired
        });
        let applications = "/v1/reissue-applications";
        let preview = format!("{applications}?dry_run=true");
        office.post(&preview, form(&date(app, 0)))
            .refused(422, "invalid_fields", "RIS-APP-06")
            .fields(&[("/desired_date", "date_too_early")]);
        let shown = office.post(&preview, form(&date(app, 1))).expect(200);
        assert_eq!(shown.text("/notices/0/code"), "peer_is_faster");

        // ⑧, ⑨: it is filed; the receipt number is given, and both contacts are mailed.
        let filed = office.post(applications, form(&date(app, 1))).expect(201);
        let number = filed.text("/application/receipt_number");
        assert_eq!(number, "0000001C");
        let path = format!("{applications}/{}", filed.text("/application/id"));
        for contact in ["1atyo@example.jp", "hanako@example.jp"] {
            let received = letter(&app.mail(contact, "application_received"));
            assert!(received.contains(&number), "{received}");
        }
        assert_eq!(office.get(&path).expect(200).text("/application/state"), "filed");

        // 2-①: the centre looks at it, and finds a question.
        let queue = desk.operator.get("/v1/review/reissue-applications").expect(200);
        assert_eq!(queue.text("/items/0/receipt_number"), number);
        let review = format!("/v1/review{}", &path["/v1".len()..]);
        let question = json!({ "note": "どの窓口でお使いの利用者IDですか。" });
        let seen = desk.operator.get(&review).expect(200);
        desk.operator.with("if-match", seen.header("etag").unwrap())
            .post(&format!("{review}/request-correction"), question)
            .expect(200);
        let asked = letter(&app.mail("hanako@example.jp", "correction_requested"));
        assert!(asked.contains(&number) && asked.contains("http://127.0.0.1:3000"), "{asked}");

        // ①-2: the office corrects it (or could withdraw it).
        let read = office.get(&path).expect(200);
        let actions = read.body["application"]["actions"].as_array().unwrap();
        assert!(actions.iter().all(|action| action["allowed"] == true), "{}", read.text);
        office.with("if-match", read.header("etag").unwrap())
            .send("PUT", &path, Some(&form(&date(app, 2)).to_string()))
            .expect(200);

        // ①-1: it is approved. The mail says so, and holds no password.
        let seen = desk.operator.get(&review).expect(200);
        desk.operator.with("if-match", seen.header("etag").unwrap())
            .post(&format!("{review}/approve"), json!({}))
            .expect(200);

        // ②: the notice shows the temporary password, to the office alone.
        let notice = office.get(&format!("{path}/notice")).expect(200);
        let temporary = notice.text("/issued/0/temporary_password");
        for contact in ["1atyo@example.jp", "hanako@example.jp"] {
            let approved = letter(&app.mail(contact, "application_approved"));
            assert!(approved.contains(&number) && !approved.contains(&temporary), "{approved}");
        }
        let news = office.get("/v1/news").expect(200);
        assert_eq!(news.text("/items/0/topic"), "application_approved");

        // 3: signed in for air with the temporary password, URY「C」sets a new one.
        let session = app.at_terminal("1ANACA0A", &temporary);
        change(&session, "1ANACA0A", "MX4KT7QW").expect(204);
        app.at_terminal("1ANACA0A", "MX4KT7QW");
        let after = office.get(&format!("{path}/notice")).expect(200);
        assert_eq!(after.text("/issued/0/state"), "changed");
        assert!(!after.text.contains(&temporary));

        // The history of it all.
        let steps = office.get(&path).expect(200);
        let steps: Vec<&str> = steps.body["steps"].as_array().unwrap().iter()
            .map(|step| step["state"].as_str().unwrap()).collect();
        assert_eq!(steps, ["filed", "correction_requested", "filed", "approved"]);
    }
}
