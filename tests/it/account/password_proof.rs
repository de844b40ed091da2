//! `POST /v1/me/password-proofs`: what recovery compares changes only with the current password.

use serde_json::{Value, json};
use tegata_tests::harness::{MINUTE, PASSWORD};
use tegata_tests::on_both;

use super::{sign_in, versioned};

const PROVE: &str = "/v1/me/password-proofs";

on_both! {
    /// ACC-PRO-07: e-mail, phone and name need the password of the last five minutes; the rest does not.
    fn what_recovery_compares_needs_a_proof(app) {
        let taro = app.person("taro_cargo");
        let page = taro.get("/v1/me").expect(200);
        let guarded: [(&str, Value); 3] = [
            ("family_name", json!("鈴木")),
            ("given_name", json!("次郎")),
            ("phone", json!("03-9999-0000")),
        ];
        let free: [(&str, Value); 4] = [
            ("family_name_kana", json!("スズキ")),
            ("address", json!("東京都港区")),
            ("department", json!(null)),
            ("dangerous_goods_qualified", json!(true)),
        ];
        for (field, told) in page.body["fields"].as_object().unwrap() {
            let named = field == "email" || guarded.iter().any(|(name, _)| name == field);
            assert_eq!(told["needs_password_proof"], named, "{field}");
        }

        app.advance(5 * MINUTE);
        for (field, value) in &guarded {
            for path in ["/v1/me", "/v1/me?dry_run=true"] {
                versioned(&taro)
                    .patch(path, json!({ *field: value }))
                    .refused(403, "password_proof_required", "ACC-PRO-07");
            }
        }
        taro.post("/v1/me/email-changes", json!({ "email": "new@example.jp" }))
            .refused(403, "password_proof_required", "ACC-PRO-07");
        for (field, value) in &free {
            versioned(&taro).patch("/v1/me", json!({ *field: value })).expect(200);
        }
        // Written otherwise, the same is no change.
        versioned(&taro).patch("/v1/me", json!({ "phone": "(03)1234-5678" })).expect(200);
        let now = taro.get("/v1/me").expect(200);
        for (field, _) in &guarded {
            assert_eq!(now.body["profile"][*field], page.body["profile"][*field], "{field}");
        }
        assert!(app.mails("new@example.jp").is_empty());
        let operator = app.operator();
        let refused = operator.get("/v1/admin/audit-entries?action=call.refused").expect(200);
        assert_eq!(refused.text("/items/0/refused"), "password_proof_required");

        taro.post(PROVE, json!({ "password": PASSWORD })).expect(200);
        app.advance(5 * MINUTE - 20);
        for (field, value) in &guarded {
            versioned(&taro).patch("/v1/me", json!({ *field: value })).expect(200);
        }
        taro.post("/v1/me/email-changes", json!({ "email": "new@example.jp" })).expect(202);
        app.advance(20);
        versioned(&taro)
            .patch("/v1/me", json!({ "given_name": "三郎" }))
            .refused(403, "password_proof_required", "ACC-PRO-07");
    }

    /// ACC-PRO-07: a proof is of one session, and a new sign-in is one.
    fn a_proof_is_of_one_session(app) {
        let first = app.person("taro_cargo");
        app.advance(5 * MINUTE);
        let second = app.sign_in("taro_cargo");
        let change = json!({ "given_name": "次郎" });
        versioned(&first)
            .patch("/v1/me", change.clone())
            .refused(403, "password_proof_required", "ACC-PRO-07");
        versioned(&second).patch("/v1/me", change).expect(200);
    }

    /// ACC-PRO-07, ACC-LCK-01: wrong proofs count towards the lock, as wrong sign-ins do.
    fn wrong_proofs_count_to_the_lock(app) {
        let taro = app.person("taro_cargo");
        let wrong = json!({ "password": "not-my-password" });
        for _ in 0..2 {
            sign_in(app, "taro_cargo", "not-my-password").expect(401);
        }
        for _ in 0..3 {
            let refused = taro.post(PROVE, wrong.clone());
            refused.refused(403, "password_proof_wrong", "ACC-PRO-07");
        }
        app.mail("taro_cargo@example.jp", "account_locked");
        taro.post(PROVE, json!({ "password": PASSWORD }))
            .refused(403, "password_proof_wrong", "ACC-PRO-07");
        sign_in(app, "taro_cargo", PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");
        // The lock keeps strangers out, not the session that is in.
        taro.get("/v1/me").expect(200);

        // A right proof in between starts the count again.
        let hanako = app.person("hanako_cargo");
        for _ in 0..2 {
            for _ in 0..4 {
                hanako.post(PROVE, wrong.clone()).refused(403, "password_proof_wrong", "ACC-PRO-07");
            }
            hanako.post(PROVE, json!({ "password": PASSWORD })).expect(200);
        }
    }
}
