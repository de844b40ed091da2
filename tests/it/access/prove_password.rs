//! `POST /v1/me/password-proofs`

use serde_json::json;
use tegata_tests::harness::{MINUTE, PASSWORD};
use tegata_tests::on_both;

use super::right;

on_both! {
    /// ACC-PRO-07: the current password counts as given for five minutes; a wrong one does not.
    fn a_proof_counts_for_five_minutes(app) {
        let taro = app.person("taro_cargo");
        let change = |phone| {
            let tag = taro.get("/v1/me").expect(200).header("etag").unwrap().to_owned();
            taro.with("if-match", &tag).patch("/v1/me", json!({ "phone": phone }))
        };
        app.advance(5 * MINUTE);
        change("03-9876-5430").refused(403, "password_proof_required", "ACC-PRO-07");
        taro.post("/v1/me/password-proofs", json!({ "password": "not-my-password" }))
            .refused(403, "password_proof_wrong", "ACC-PRO-07");
        change("03-9876-5431").refused(403, "password_proof_required", "ACC-PRO-07");
        taro.post("/v1/me/password-proofs", json!({ "password": PASSWORD })).expect(200);
        app.advance(5 * MINUTE - 30);
        change("03-9876-5432").expect(200);
        app.advance(30);
        change("03-9876-5433").refused(403, "password_proof_required", "ACC-PRO-07");
    }

    /// ACC-LCK-01: a stolen session is no way around the lock: its wrong passwords count.
    fn wrong_proofs_lock(app) {
        let taro = app.person("taro_cargo");
        for _ in 0..5 {
            taro.post("/v1/me/password-proofs", json!({ "password": "not-my-password" }))
                .refused(403, "password_proof_wrong", "ACC-PRO-07");
        }
        app.mail("taro_cargo@example.jp", "account_locked");
        taro.post("/v1/me/password-proofs", json!({ "password": PASSWORD }))
            .refused(403, "password_proof_wrong", "ACC-PRO-07");
        app.stranger()
            .post("/v1/sessions", right("taro_cargo"))
            .refused(401, "sign_in_refused", "ACC-LCK-01");
    }
}
