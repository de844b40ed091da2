//! `POST /v1/sessions/refresh`: rotation, the forgiving window, reuse.

use serde_json::json;
use tegata_tests::harness::{DAY, Reply, TestApp};
use tegata_tests::on_both;

use super::right;

fn refresh(app: &TestApp, token: &str) -> Reply {
    app.stranger().post("/v1/sessions/refresh", json!({ "refresh_token": token }))
}

on_both! {
    /// A refresh token is spent once and has one successor, which a lost answer is repeated with.
    fn a_spent_token_gives_the_same_successor_for_a_while(app) {
        app.person("taro_cargo");
        let first = app.stranger().post("/v1/sessions", right("taro_cargo")).expect(201);
        let spent = first.text("/refresh_token");
        let second = refresh(app, &spent).expect(200);
        let successor = second.text("/refresh_token");
        assert_ne!(successor, spent);
        assert_eq!(second.text("/session_id"), first.text("/session_id"));
        app.with_token(&second.text("/access_token")).get("/v1/me").expect(200);

        app.advance_real(25);
        assert_eq!(refresh(app, &spent).expect(200).text("/refresh_token"), successor);
        let third = refresh(app, &successor).expect(200).text("/refresh_token");
        // The first one still leads to its own successor, never past it.
        assert_eq!(refresh(app, &spent).expect(200).text("/refresh_token"), successor);
        assert_eq!(refresh(app, &successor).expect(200).text("/refresh_token"), third);
    }

    /// A spent refresh token that comes back later was copied: the session ends, its owner is told, it
    /// stands in the audit trail. A token that never was ends nothing.
    fn a_reused_token_ends_the_session(app) {
        let operator = app.operator();
        app.person("taro_cargo");
        let other = app.sign_in("taro_cargo");
        let first = app.stranger().post("/v1/sessions", right("taro_cargo")).expect(201);
        let spent = first.text("/refresh_token");
        let second = refresh(app, &spent).expect(200);
        let taro = app.with_token(&second.text("/access_token"));

        refresh(app, "tgref_never-was").refused(401, "refresh_token_invalid", "");
        taro.get("/v1/me").expect(200);
        app.advance_real(31);
        refresh(app, &spent).refused(401, "refresh_token_reused", "");
        taro.get("/v1/me").refused(401, "session_ended", "");
        refresh(app, &second.text("/refresh_token")).refused(401, "refresh_token_invalid", "");
        refresh(app, &spent).refused(401, "refresh_token_invalid", "");
        other.get("/v1/me").expect(200);

        let mails = app.mails("taro_cargo@example.jp");
        assert_eq!(mails.iter().filter(|mail| mail["letter"] == "session_reuse").count(), 1);
        let reused = app.audit(&operator);
        let reused = reused.iter().find(|entry| entry["action"] == "session.refresh_reused");
        let entry = reused.expect("it is written down");
        assert_eq!(entry["refused"], "refresh_token_reused");
        assert_eq!(entry["subject_id"], first.body["session_id"]);
    }

    /// A session that is not refreshed for two weeks is over, and after ninety days every one is.
    fn a_session_grows_old(app) {
        app.person("taro_cargo");
        let sign_in = || {
            let reply = app.stranger().post("/v1/sessions", right("taro_cargo"));
            reply.expect(201).text("/refresh_token")
        };
        let idle = sign_in();
        app.advance_real(14 * DAY);
        refresh(app, &idle).refused(401, "refresh_token_invalid", "");

        let mut token = sign_in();
        for _ in 0..6 {
            app.advance_real(13 * DAY);
            token = refresh(app, &token).expect(200).text("/refresh_token");
        }
        app.advance_real(12 * DAY);
        refresh(app, &token).refused(401, "refresh_token_invalid", "");
    }

    /// OPS-SBX-01: a session lives on real time: the sandbox clock does not end it.
    fn business_time_ends_no_session(app) {
        app.person("taro_cargo");
        let session = app.stranger().post("/v1/sessions", right("taro_cargo")).expect(201);
        app.advance(100 * DAY);
        app.with_token(&session.text("/access_token")).get("/v1/me").expect(200);
        refresh(app, &session.text("/refresh_token")).expect(200);
    }
}
