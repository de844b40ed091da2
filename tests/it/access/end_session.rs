//! `DELETE /v1/sessions/{id}`

use serde_json::json;
use tegata_tests::on_both;

use super::right;

on_both! {
    /// An ended session is refused from the next request on, and its refresh token with it. What is
    /// not one's own live session is unknown, however it is unknown.
    fn an_ended_session_is_over_at_once(app) {
        let operator = app.operator();
        let (taro, jiro) = (app.person("taro_cargo"), app.person("jiro_cargo"));
        let lost = app.stranger().post("/v1/sessions", right("taro_cargo")).expect(201);
        let thief = app.with_token(&lost.text("/access_token"));
        thief.get("/v1/me").expect(200);

        let path = format!("/v1/sessions/{}", lost.text("/session_id"));
        jiro.delete(&path).refused(404, "not_found", "");
        thief.get("/v1/me").expect(200);
        taro.delete(&path).expect(204);
        thief.get("/v1/me").refused(401, "session_ended", "");
        let refresh = json!({ "refresh_token": lost.text("/refresh_token") });
        app.stranger()
            .post("/v1/sessions/refresh", refresh)
            .refused(401, "refresh_token_invalid", "");
        let me = taro.get("/v1/me").expect(200).text("/id");
        for unknown in [path.as_str(), "/v1/sessions/sess_1", &format!("/v1/sessions/{me}")] {
            taro.delete(unknown).refused(404, "not_found", "");
        }
        taro.get("/v1/me").expect(200);
        let ended = app.audit(&operator);
        let ended = ended.iter().filter(|entry| entry["action"] == "session.ended");
        assert_eq!(ended.count(), 1);
    }
}
