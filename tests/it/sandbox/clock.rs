//! `GET /v1/sandbox/clock`, `POST /v1/sandbox/clock`

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};
use tegata::server::compose;
use tegata_tests::harness::{DAY, HOUR, Reply, TestApp, settings};
use tegata_tests::on_both;

fn instant(reply: &Reply, name: &str) -> i64 {
    let text = reply.text(&format!("/{name}"));
    assert!(text.ends_with("+09:00"), "{text} is not Japan time");
    text.parse::<Timestamp>().expect("an instant").as_second()
}

on_both! {
    /// OPS-SBX-01: business time goes forward as far as asked, and real time goes on by itself.
    fn the_clock_moves_forward(app) {
        let stranger = app.stranger();
        let before = stranger.get("/v1/sandbox/clock").expect(200);
        assert!((instant(&before, "now") - instant(&before, "real")).abs() <= 1);
        let day = json!({ "advance_seconds": DAY });
        let after = stranger.post("/v1/sandbox/clock", day).expect(200);
        let ahead = instant(&after, "now") - instant(&after, "real");
        assert!((ahead - DAY).abs() <= 1, "{ahead}");
        let target = Timestamp::from_second(instant(&after, "now") + DAY).unwrap();
        let to = json!({ "advance_to": target.to_string() });
        let after = stranger.post("/v1/sandbox/clock", to).expect(200);
        let ahead = instant(&after, "now") - instant(&after, "real");
        assert!((ahead - 2 * DAY).abs() <= 3, "{ahead}");
        let moves = app.audit(&app.operator());
        let moves = moves.iter().filter(|entry| entry["action"] == "sandbox.clock_moved");
        assert_eq!(moves.count(), 2);
    }

    /// OPS-SBX-01: never back, and not by halves: what is refused moves nothing.
    fn the_clock_never_goes_back(app) {
        let stranger = app.stranger();
        app.advance(DAY);
        let before = instant(&stranger.get("/v1/sandbox/clock").expect(200), "now");
        let post = |body: Value| stranger.post("/v1/sandbox/clock", body);
        post(json!({ "advance_seconds": -1 })).refused(422, "clock_backwards", "OPS-SBX-01");
        let past = Timestamp::from_second(before - HOUR).unwrap().to_string();
        let refused = post(json!({ "advance_to": past }));
        let refused = refused.refused(422, "clock_backwards", "OPS-SBX-01");
        assert!(refused.text("/detail").contains("20"), "it says what the clock shows");
        post(json!({})).fields(&[("/advance_seconds", "required")]);
        post(json!({ "advance_seconds": 1, "advance_to": past }))
            .fields(&[("/advance_to", "not_allowed")]);
        post(json!({ "advance_to": "tomorrow" })).fields(&[("/advance_to", "invalid_format")]);
        post(json!({ "advance_to": "9999-01-01T00:00:00Z" })).fields(&[("/advance_to", "too_long")]);
        post(json!({ "advance_seconds": i64::MAX })).fields(&[("/advance_seconds", "too_long")]);
        let after = instant(&stranger.get("/v1/sandbox/clock").expect(200), "now");
        assert!((before..before + 10).contains(&after));
    }

    /// OPS-SBX-01: rules follow the clock; tokens live on real time, and so do limits.
    fn rules_follow_it_and_tokens_do_not(app) {
        let taro = app.person("taro_cargo");
        let token = app.registration_link("hanako@example.jp");
        app.advance(DAY);
        let inspect = json!({ "token": token });
        app.stranger()
            .post("/v1/registrations/inspect", inspect)
            .refused(410, "link_expired", "ACC-REG-04");
        taro.get("/v1/me").expect(200);
        app.advance_real(11 * 60);
        taro.get("/v1/me").refused(401, "access_token_expired", "");
    }
}

/// OPS-SBX-01: the clock is stored: another process, and the next one, show the same.
#[test]
fn another_process_has_the_same_clock() {
    let app = TestApp::sqlite();
    app.advance(30 * DAY);
    let settings = settings(&app.app.settings.database_url, &[]);
    let other = compose(&settings, None).expect("another process");
    let ahead = other.env.clock.now().as_second() - other.env.clock.real().as_second();
    assert!((ahead - 30 * DAY).abs() <= 1, "{ahead}");
    assert!(!Arc::ptr_eq(&other.database, &app.app.database));
}
