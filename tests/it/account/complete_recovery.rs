//! `POST /v1/recoveries/inspect`, `…/complete`, `…/disown`

use serde_json::{Value, json};
use tegata_tests::harness::{HOUR, MINUTE, PASSWORD};
use tegata_tests::on_both;

use super::{account_id, act, four_items, lock, new_password, recovery_link, sign_in, with};

const COMPLETE: &str = "/v1/recoveries/complete";
const PREVIEW: &str = "/v1/recoveries/complete?dry_run=true";
const INSPECT: &str = "/v1/recoveries/inspect";
const NEW: &str = "seven-lanterns-drift";

on_both! {
    /// RCV-04: a link is good for an hour, once, and a newer one makes it void.
    fn a_link_ends(app) {
        app.person("taro_cargo");
        let stranger = app.stranger().with("accept-language", "en");
        let older = recovery_link(app, "taro_cargo");
        let newer = recovery_link(app, "taro_cargo");
        for (path, body) in [
            (INSPECT, json!({ "token": older })),
            (PREVIEW, new_password(&older, NEW)),
            (COMPLETE, new_password(&older, NEW)),
            ("/v1/recoveries/disown", json!({ "token": older })),
        ] {
            stranger.post(path, body).refused(410, "link_void", "RCV-04");
        }
        app.advance(HOUR - MINUTE);
        stranger.post(PREVIEW, new_password(&newer, NEW)).expect(200);
        app.advance(MINUTE);
        for (path, body) in [
            (INSPECT, json!({ "token": newer })),
            (PREVIEW, new_password(&newer, NEW)),
            (COMPLETE, new_password(&newer, NEW)),
        ] {
            let refused = stranger.post(path, body).refused(410, "link_expired", "RCV-04");
            assert!(refused.text("/remedy").contains("Start again"), "{}", refused.text);
        }
        sign_in(app, "taro_cargo", PASSWORD).expect(201);

        let last = recovery_link(app, "taro_cargo");
        stranger.post(COMPLETE, new_password(&last, NEW)).expect(201);
        for (path, body) in [
            (INSPECT, json!({ "token": last })),
            (COMPLETE, new_password(&last, "nine-lanterns-drift")),
            ("/v1/recoveries/disown", json!({ "token": last })),
        ] {
            stranger.post(path, body).refused(410, "link_used", "RCV-04");
        }
        for unknown in ["tgrec_x", &app.registration_link("jiro@example.jp")] {
            stranger
                .post(COMPLETE, new_password(unknown, NEW))
                .refused(404, "link_unknown", "RCV-04");
        }
        sign_in(app, "taro_cargo", NEW).expect(201);
    }

    /// RCV-05, RCV-06: both entries are equal and not the previous password; all that is wrong is
    /// named at once, and the link stays good.
    fn a_refused_password_does_not_use_the_link_up(app) {
        app.person("taro_cargo");
        let token = recovery_link(app, "taro_cargo");
        let differs = with(
            new_password(&token, NEW),
            json!({ "password_confirmation": "seven-lanterns-drifT" }),
        );
        let stranger = app.stranger();
        for path in [PREVIEW, COMPLETE] {
            stranger
                .post(path, differs.clone())
                .refused(422, "invalid_fields", "RCV-05")
                .fields(&[("/password_confirmation", "confirmation_differs")]);
            stranger
                .post(path, new_password(&token, PASSWORD))
                .refused(422, "invalid_fields", "RCV-06")
                .fields(&[("/password", "password_previous")]);
        }
        stranger
            .post(COMPLETE, with(new_password(&token, "taro_cargo"), json!({ "password_confirmation": "x" })))
            .refused(422, "invalid_fields", "PWD-01")
            .fields(&[
                ("/password", "password_too_short"),
                ("/password", "password_personal"),
                ("/password_confirmation", "confirmation_differs"),
            ]);
        sign_in(app, "taro_cargo", PASSWORD).expect(201);
        stranger.post(COMPLETE, new_password(&token, NEW)).expect(201);
        sign_in(app, "taro_cargo", PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");

        // The one before the previous may come again (one generation is kept).
        let token = recovery_link(app, "taro_cargo");
        stranger.post(COMPLETE, new_password(&token, NEW)).expect(422);
        stranger.post(COMPLETE, new_password(&token, PASSWORD)).expect(201);
    }

    /// RCV-06: ten tries for a link, previews counted; looking is no try.
    fn a_link_has_ten_tries(app) {
        app.person("taro_cargo");
        let stranger = app.stranger();
        let left = |token: &str| {
            stranger.post(INSPECT, json!({ "token": token })).expect(200).body["tries_left"].clone()
        };
        let token = recovery_link(app, "taro_cargo");
        for spent in 0..9 {
            assert_eq!(left(&token), 10 - spent);
            match spent % 2 {
                0 => stranger.post(PREVIEW, new_password(&token, NEW)).expect(200),
                _ => stranger.post(COMPLETE, new_password(&token, "password")).expect(422),
            };
        }
        stranger.post(COMPLETE, new_password(&token, NEW)).expect(201);

        let token = recovery_link(app, "taro_cargo");
        for _ in 0..10 {
            stranger.post(PREVIEW, new_password(&token, PASSWORD)).expect(200);
        }
        for (path, body) in [
            (INSPECT, json!({ "token": token })),
            (PREVIEW, new_password(&token, PASSWORD)),
            (COMPLETE, new_password(&token, PASSWORD)),
        ] {
            stranger.post(path, body).refused(410, "link_exhausted", "RCV-06");
        }
        sign_in(app, "taro_cargo", NEW).expect(201);
        let token = recovery_link(app, "taro_cargo");
        assert_eq!(left(&token), 10);
    }

    /// RCV-07: completion unlocks, ends all other sessions, signs in and tells the owner.
    fn completion_lets_the_owner_in_and_others_out(app) {
        let first = app.person("taro_cargo");
        let signed_in = sign_in(app, "taro_cargo", PASSWORD).expect(201);
        let second = app.with_token(&signed_in.text("/access_token"));
        lock(app, "taro_cargo");
        sign_in(app, "taro_cargo", PASSWORD).expect(401);
        let operator = app.operator();
        let id = account_id(&operator, "taro_cargo");
        let locked = || operator.get(&format!("/v1/admin/accounts/{id}")).expect(200).body["locked_at"].clone();
        assert_ne!(locked(), Value::Null);

        let token = recovery_link(app, "taro_cargo");
        stranger_previews_in_vain(app, &token);
        first.get("/v1/me").expect(200);
        assert_ne!(locked(), Value::Null);

        let done = app.stranger().post(COMPLETE, new_password(&token, NEW)).expect(201);
        assert_eq!(done.text("/login_id"), "taro_cargo");
        let now = app.with_token(&done.text("/session/access_token"));
        assert_eq!(now.get("/v1/sessions").expect(200).body["items"].as_array().unwrap().len(), 1);
        for ended in [&first, &second] {
            ended.get("/v1/me").refused(401, "session_ended", "");
        }
        let refresh = json!({ "refresh_token": signed_in.text("/refresh_token") });
        app.stranger()
            .post("/v1/sessions/refresh", refresh)
            .refused(401, "refresh_token_invalid", "");
        assert_eq!(locked(), Value::Null);
        sign_in(app, "taro_cargo", NEW).expect(201);
        let told = app.mail("taro_cargo@example.jp", "password_changed");
        assert!(told["text"].as_str().unwrap().contains("ロックが解除されました"));
        assert!(!told.to_string().contains(NEW));
        let trail = operator.get(&format!("/v1/admin/audit-entries?subject_id={id}")).expect(200);
        let items = trail.body["items"].as_array().unwrap();
        for action in ["recovery.requested", "recovery.completed", "account.unlocked", "account.locked"] {
            assert!(items.iter().any(|entry| entry["action"] == action), "{action}: {items:?}");
        }
        assert!(!trail.text.contains(&token) && !trail.text.contains(NEW));
    }

    /// RCV-08: a disabled account stays disabled: it has its new password, but no session.
    fn recovery_does_not_enable(app) {
        app.person("taro_cargo");
        let operator = app.operator();
        act(&operator, "taro_cargo", "disable").expect(200);
        let token = recovery_link(app, "taro_cargo");
        for path in [PREVIEW, COMPLETE] {
            let done = app.stranger().post(path, new_password(&token, NEW));
            assert!([200, 201].contains(&done.status), "{}", done.text);
            assert_eq!(done.text("/state"), "disabled");
            assert_eq!(done.body["session"], Value::Null);
        }
        sign_in(app, "taro_cargo", NEW).refused(401, "sign_in_refused", "ACC-LCK-01");
        act(&operator, "taro_cargo", "enable").expect(200);
        sign_in(app, "taro_cargo", PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");
        sign_in(app, "taro_cargo", NEW).expect(201);
    }

    /// RCV-09: looking at a link uses nothing up, whoever looks, from wherever, signed in or not.
    fn looking_uses_nothing_up(app) {
        let hanako = app.person("hanako_cargo");
        let taro = app.person("taro_cargo");
        let token = recovery_link(app, "taro_cargo");
        let clients = [
            app.stranger(),
            app.stranger().with("user-agent", "MailScanner/1.0"),
            taro,
            hanako.clone(),
            app.with_token("not-a-token"),
        ];
        for _ in 0..4 {
            for client in &clients {
                let link = client.post(INSPECT, json!({ "token": token })).expect(200);
                assert_eq!(link.text("/login_id"), "taro_cargo");
                assert_eq!(link.text("/purpose"), "recovery");
                assert_eq!(link.text("/email"), "t***@e***.jp");
                assert_eq!(link.body["tries_left"], 10);
            }
        }
        // Signed in as somebody else, on another device: the link decides whose password it is.
        let done = hanako.post(COMPLETE, new_password(&token, NEW)).expect(201);
        let me = app.with_token(&done.text("/session/access_token")).get("/v1/me").expect(200);
        assert_eq!(me.text("/login_id"), "taro_cargo");
        hanako.get("/v1/me").expect(200);
        sign_in(app, "hanako_cargo", PASSWORD).expect(201);
    }

    /// RCV-09: "this was not me" voids the link and tells the operators; the password stays.
    fn a_disowned_link_is_void(app) {
        let taro = app.person("taro_cargo");
        let token = recovery_link(app, "taro_cargo");
        let mail = app.mail("taro_cargo@example.jp", "recovery_link");
        let urls = mail["links"].as_array().unwrap();
        assert!(urls.iter().any(|link| link["url"].as_str().unwrap().contains("/recover/not-me#token=")));
        let disown = json!({ "token": token });
        app.stranger().post("/v1/recoveries/disown", disown.clone()).expect(204);
        for (path, body) in [
            (INSPECT, disown.clone()),
            (COMPLETE, new_password(&token, NEW)),
            ("/v1/recoveries/disown", disown),
        ] {
            app.stranger().post(path, body).refused(410, "link_void", "RCV-04");
        }
        taro.get("/v1/me").expect(200);
        sign_in(app, "taro_cargo", PASSWORD).expect(201);
        let operator = app.operator();
        let trail = operator.get("/v1/admin/audit-entries?action=recovery.disowned").expect(200);
        assert_eq!(trail.text("/items/0/subject_id"), account_id(&operator, "taro_cargo"));

        // The owner may ask again.
        app.stranger().post("/v1/recoveries", four_items("taro_cargo")).expect(202);
        let token = app.mailed_token("taro_cargo@example.jp", "recovery_link");
        app.stranger().post(COMPLETE, new_password(&token, NEW)).expect(201);
    }
}

/// A preview and a refused try let nobody in.
fn stranger_previews_in_vain(app: &tegata_tests::harness::TestApp, token: &str) {
    let preview = app.stranger().post(PREVIEW, new_password(token, NEW)).expect(200);
    assert_eq!(preview.body["session"], Value::Null);
    app.stranger().post(COMPLETE, new_password(token, "short")).expect(422);
    sign_in(app, "taro_cargo", NEW).expect(401);
}
