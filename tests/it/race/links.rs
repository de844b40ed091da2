//! One link used by many at once: one wins.

use serde_json::json;
use tegata_tests::harness::{at_once, registration_form};
use tegata_tests::on_postgres;

use super::one_wins;

on_postgres! {
    /// ACC-REG-04: a registration link makes one account, however many complete it at once.
    fn one_registration_link_makes_one_account(app) {
        let token = app.registration_link("taro@example.jp");
        let replies = at_once(50, |number| {
            let form = registration_form(&token, &format!("taro_cargo_{}", letters(number)));
            app.stranger().post("/v1/registrations/complete", form)
        });
        one_wins(&replies, 201, &["link_used"]);
        assert_eq!(app.sql_number("(SELECT count(*) FROM accounts)"), 1);
        assert_eq!(app.sql_number("(SELECT count(*) FROM companies)"), 1);
        assert_eq!(app.sql_number("(SELECT count(*) FROM sessions)"), 1);
    }

    /// RCV-04: a recovery link sets one password.
    fn one_recovery_link_sets_one_password(app) {
        app.person("taro_cargo");
        let items = json!({
            "login_id": "taro_cargo", "email": "taro_cargo@example.jp",
            "full_name": "山田太郎", "phone": "03-1234-5678"
        });
        app.stranger().post("/v1/recoveries", items).expect(202);
        let token = app.mailed_token("taro_cargo@example.jp", "recovery_link");
        let password = |number| format!("seven-lanterns-drift-{number}");
        let replies = at_once(50, |number| {
            let (new, token) = (password(number), token.clone());
            let body = json!({ "token": token, "password": new, "password_confirmation": new });
            app.stranger().post("/v1/recoveries/complete", body)
        });
        // Tries on their way count: ten at most are looked at (RCV-06).
        one_wins(&replies, 201, &["link_used", "link_exhausted"]);
        let winner = replies.iter().position(|reply| reply.status == 201).unwrap();
        for (number, status) in [(winner, 201), ((winner + 1) % 50, 401)] {
            let body = json!({ "login_id": "taro_cargo", "password": password(number) });
            app.stranger().post("/v1/sessions", body).expect(status);
        }
    }

    /// ACC-PRO-05: an e-mail change is completed once, and the old address told once.
    fn one_email_change_link_changes_once(app) {
        let taro = app.person("taro_cargo");
        taro.post("/v1/me/email-changes", json!({ "email": "new@example.jp" })).expect(202);
        let token = app.mailed_token("new@example.jp", "email_change_link");
        let replies = at_once(20, |_| {
            let body = json!({ "token": token.clone() });
            app.stranger().post("/v1/me/email-changes/complete", body)
        });
        one_wins(&replies, 200, &["link_used"]);
        let told = app.mails("taro_cargo@example.jp");
        assert_eq!(told.iter().filter(|mail| mail["letter"] == "email_changed").count(), 1);
    }

    /// ACC-REG-10: of many who want the same login id, in other cases and look-alikes, one gets it.
    fn one_gets_a_login_id(app) {
        let links: Vec<String> =
            (0..20).map(|number| app.registration_link(&format!("p{number}@example.jp"))).collect();
        let ids = ["oscar_lee", "0scar_lee", "OSCAR_LEE", "oscar_1ee"];
        let replies = at_once(20, |number| {
            let form = registration_form(&links[number], ids[number % 4]);
            app.stranger().post("/v1/registrations/complete", form)
        });
        one_wins(&replies, 201, &["invalid_fields", "concurrent_change"]);
        assert_eq!(app.sql_number("(SELECT count(*) FROM accounts)"), 1);
        assert_eq!(app.sql_number("(SELECT count(*) FROM companies)"), 1);
        // A refused one keeps its link.
        let loser = replies.iter().position(|reply| reply.status != 201).unwrap();
        let form = registration_form(&links[loser], "another_id");
        app.stranger().post("/v1/registrations/complete", form).expect(201);
    }
}

/// A number in letters that look like no digit.
fn letters(number: usize) -> String {
    let letter = |digit: usize| char::from(b"abcdefghjk"[digit]);
    [letter(number / 10), letter(number % 10)].iter().collect()
}
