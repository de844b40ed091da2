//! `DELETE /v1/sessions/current`

use serde_json::json;
use tegata_tests::on_both;

use super::right;

on_both! {
    /// Who signs out is signed out at once; other sessions go on.
    fn a_session_that_signed_out_is_over(app) {
        let other = app.person("taro_cargo");
        let session = app.stranger().post("/v1/sessions", right("taro_cargo")).expect(201);
        let taro = app.with_token(&session.text("/access_token"));
        taro.delete("/v1/sessions/current").expect(204);
        taro.get("/v1/me").refused(401, "session_ended", "");
        taro.delete("/v1/sessions/current").refused(401, "session_ended", "");
        let refresh = json!({ "refresh_token": session.text("/refresh_token") });
        app.stranger()
            .post("/v1/sessions/refresh", refresh)
            .refused(401, "refresh_token_invalid", "");
        other.get("/v1/me").expect(200);
    }
}
