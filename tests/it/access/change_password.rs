//! `POST /v1/me/password`

use serde_json::{Value, json};
use tegata_tests::harness::PASSWORD;
use tegata_tests::on_both;

const NEW: &str = "seven-lanterns-drift";

fn change(current: &str, new: &str, confirmation: &str) -> Value {
    json!({
        "current_password": current, "new_password": new, "password_confirmation": confirmation
    })
}

on_both! {
    /// PWD-01, RCV-05: everything that is wrong is told at once, and nothing is changed; nor by a
    /// preview.
    fn what_is_wrong_is_told_at_once(app) {
        let taro = app.person("taro_cargo");
        taro.post("/v1/me/password", change("not-my-password", NEW, NEW))
            .refused(403, "password_proof_wrong", "ACC-PRO-07");
        taro.post("/v1/me/password", change(PASSWORD, "taro_cargo", "other")).fields(&[
            ("/new_password", "password_too_short"),
            ("/new_password", "password_personal"),
            ("/password_confirmation", "confirmation_differs"),
        ]);
        taro.post("/v1/me/password", change(PASSWORD, PASSWORD, PASSWORD))
            .fields(&[("/new_password", "password_previous")]);
        taro.post("/v1/me/password?dry_run=true", change(PASSWORD, NEW, NEW)).expect(204);
        app.sign_in("taro_cargo");
    }

    /// PWD-01: the new password counts, the other sessions end, the owner is told.
    fn a_new_password_ends_the_other_sessions(app) {
        let taro = app.person("taro_cargo");
        let other = app.sign_in("taro_cargo");
        taro.post("/v1/me/password", change(PASSWORD, NEW, NEW)).expect(204);
        taro.get("/v1/me").expect(200);
        other.get("/v1/me").refused(401, "session_ended", "");
        app.mail("taro_cargo@example.jp", "password_changed");
        let sign_in = |password| {
            let body = json!({ "login_id": "taro_cargo", "password": password });
            app.stranger().post("/v1/sessions", body)
        };
        sign_in(PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");
        sign_in(NEW).expect(201);
    }
}
