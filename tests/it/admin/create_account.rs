//! `POST /v1/admin/accounts`

use serde_json::{Value, json};
use tegata_tests::harness::{DAY, MINUTE, PASSWORD};
use tegata_tests::on_both;

use super::dedicated;
use crate::account::{new_password, sign_in, with, without};

const CREATE: &str = "/v1/admin/accounts";

on_both! {
    /// ACC-REG-01: an operator makes agency and deferred-payment accounts; the person sets the password.
    fn operators_make_the_dedicated_kinds(app) {
        let operator = app.operator();
        for kind in ["agency", "deferred_payment"] {
            let login_id = format!("{}_desk", &kind[..6]);
            let email = format!("{login_id}@example.jp");
            let made = operator.post(CREATE, dedicated(kind, &login_id)).expect(201);
            let id = made.text("/id");
            assert_eq!(made.header("location"), Some(format!("{CREATE}/{id}").as_str()));
            assert_eq!(made.text("/kind"), kind);
            assert_eq!(made.body["has_password"], false);
            sign_in(app, &login_id, PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");

            let token = app.mailed_token(&email, "first_password");
            let link = app.stranger().post("/v1/recoveries/inspect", json!({ "token": token }));
            assert_eq!(link.expect(200).text("/purpose"), "first_password");
            let done = app.stranger().post("/v1/recoveries/complete", new_password(&token, PASSWORD));
            let desk = app.with_token(&done.expect(201).text("/session/access_token"));
            assert_eq!(desk.get("/v1/me").expect(200).text("/kind"), kind);
            sign_in(app, &login_id, PASSWORD).expect(201);
            let read = operator.get(&format!("{CREATE}/{id}")).expect(200);
            assert_eq!(read.body["has_password"], true);
            desk.post(CREATE, dedicated("agency", "another_desk")).refused(403, "wrong_actor", "OPS-AUD-01");

            let trail = operator
                .get(&format!("/v1/admin/audit-entries?action=account.created&subject_id={id}"))
                .expect(200);
            assert_eq!(trail.text("/items/0/reason"), "Contract 2026-118.");
            assert_eq!(trail.text("/items/0/detail"), kind);
            assert_eq!(trail.text("/items/0/account_id"), operator.get("/v1/me").expect(200).text("/id"));
        }
        app.stranger().post(CREATE, dedicated("agency", "another_desk")).refused(401, "unauthenticated", "");
    }

    /// ACC-REG-01, ACC-REG-12: no other kind is made here, and each account has a company of its own.
    fn no_other_kind_is_made(app) {
        let operator = app.operator();
        for kind in ["general", "operator", "office", "AGENCY", "agency "] {
            operator
                .post(CREATE, dedicated(kind, "another_desk"))
                .refused(422, "invalid_fields", "ACC-REG-01")
                .fields(&[("/kind", "not_allowed")]);
        }
        let company = |login_id: &str| {
            operator.post(CREATE, dedicated("agency", login_id)).expect(201).text("/company_id")
        };
        let (first, second) = (company("first_desk"), company("second_desk"));
        assert_ne!(first, second);
        assert_ne!(first, operator.get("/v1/me").expect(200).text("/company_id"));
    }

    /// ACC-REG-10, OPS-AUD-01: the login id is as unique as any; a reason is needed; all is named at once.
    fn what_a_new_account_must_say(app) {
        let operator = app.operator();
        app.person("cargo10");
        for alike in ["cargo10", "CARGO10", "cargolo", "carg0l0"] {
            operator
                .post(CREATE, dedicated("agency", alike))
                .refused(422, "invalid_fields", "ACC-REG-10")
                .fields(&[("/login_id", "login_id_taken")]);
        }
        let good = dedicated("agency", "haneda_desk");
        for reason in [json!(" "), json!("")] {
            operator
                .post(CREATE, with(good.clone(), json!({ "reason": reason })))
                .refused(422, "invalid_fields", "OPS-AUD-01")
                .fields(&[("/reason", "required")]);
        }
        operator
            .post(CREATE, without(good.clone(), "reason"))
            .refused(422, "invalid_fields", "OPS-AUD-01")
            .fields(&[("/reason", "required")]);
        let wrong = json!({
            "login_id": "desk", "email": "desk", "family_name": " ", "family_name_kana": "さとう",
            "phone": "1", "postal_code": "1", "industry": "piracy", "language": "tlh"
        });
        operator.post(CREATE, with(good, wrong)).expect(422).fields(&[
            ("/login_id", "login_id_form"),
            ("/email", "email_invalid"),
            ("/family_name", "required"),
            ("/family_name_kana", "not_katakana"),
            ("/phone", "phone_invalid"),
            ("/postal_code", "postal_code_invalid"),
            ("/industry", "not_allowed"),
            ("/language", "not_allowed"),
        ]);
        let made = operator.get("/v1/admin/accounts?kind=agency").expect(200);
        assert_eq!(made.body["items"], json!([]));
    }

    /// RCV-04: the link to the first password waits a week; after that the person asks for another.
    fn the_first_password_waits_a_week(app) {
        let operator = app.operator();
        operator.post(CREATE, dedicated("agency", "haneda_desk")).expect(201);
        let token = app.mailed_token("haneda_desk@example.jp", "first_password");
        let preview = |token: &str| {
            let body = new_password(token, PASSWORD);
            app.stranger().post("/v1/recoveries/complete?dry_run=true", body)
        };
        app.advance(7 * DAY - MINUTE);
        assert_eq!(preview(&token).expect(200).body["session"], Value::Null);
        app.advance(MINUTE);
        preview(&token).refused(410, "link_expired", "RCV-04");
        let items = json!({
            "login_id": "haneda_desk", "email": "haneda_desk@example.jp", "full_name": "佐藤 花子",
            "phone": "03-9876-5432"
        });
        app.stranger().post("/v1/recoveries", items).expect(202);
        preview(&app.mailed_token("haneda_desk@example.jp", "recovery_link")).expect(200);
    }
}
