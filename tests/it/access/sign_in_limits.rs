//! ACC-LCK-03: locking somebody else out on purpose is not cheap.

use serde_json::{Value, json};
use tegata_tests::harness::{Client, DAY, MINUTE, TestApp};
use tegata_tests::on_both;

use super::{mistype, right, wrong};

/// A sign-in from a device that has this token.
fn from_device(mut body: Value, device: &str) -> Value {
    body["device_token"] = json!(device);
    body
}

/// The device token that a sign-in gives.
fn device_of(app: &TestApp, login_id: &str) -> String {
    app.stranger().post("/v1/sessions", right(login_id)).expect(201).text("/device_token")
}

on_both! {
    /// ACC-LCK-03: strangers lock the account, and the owner's device still signs in. No other
    /// account's device does, nor one that was not used for half a year.
    fn a_known_device_keeps_its_own_budget(app) {
        app.person("taro_cargo");
        app.person("jiro_cargo");
        let (mine, other) = (device_of(app, "taro_cargo"), device_of(app, "jiro_cargo"));
        mistype(app, "taro_cargo", 5);
        let sign_in = |device: &str| {
            app.stranger().post("/v1/sessions", from_device(right("taro_cargo"), device))
        };
        for device in [other.as_str(), "tgdev_unknown"] {
            sign_in(device).refused(401, "sign_in_refused", "ACC-LCK-01");
        }
        let again = sign_in(&mine).expect(201);
        assert!(again.body.get("device_token").is_none(), "it has one: {}", again.text);
        app.advance_real(179 * DAY);
        sign_in(&mine).expect(201);
        app.advance_real(180 * DAY);
        sign_in(&mine).refused(401, "sign_in_refused", "ACC-LCK-01");
    }

    /// ACC-LCK-03: a device's wrong passwords are its own: they lock nobody else out, and the fifth
    /// in a row makes the server forget the device.
    fn a_devices_own_failures_forget_it(app) {
        app.person("taro_cargo");
        let device = device_of(app, "taro_cargo");
        let sign_in = |body| app.stranger().post("/v1/sessions", from_device(body, &device));
        for _ in 0..5 {
            sign_in(wrong("taro_cargo")).refused(401, "sign_in_refused", "ACC-LCK-01");
        }
        let mails = app.mails("taro_cargo@example.jp");
        assert!(mails.iter().all(|mail| mail["letter"] != "account_locked"), "{mails:?}");
        // It is a device like any other now, and gets a new token.
        let new = sign_in(right("taro_cargo")).expect(201).text("/device_token");
        assert_ne!(new, device);
        mistype(app, "taro_cargo", 5);
        sign_in(right("taro_cargo")).refused(401, "sign_in_refused", "ACC-LCK-01");
    }

    /// ACC-LCK-03: who sets a new password takes the budget of every device away.
    fn a_new_password_forgets_the_devices(app) {
        let taro = app.person("taro_cargo");
        let device = device_of(app, "taro_cargo");
        let new = "seven-lanterns-drift";
        let change = json!({
            "current_password": right("")["password"], "new_password": new,
            "password_confirmation": new
        });
        taro.post("/v1/me/password", change).expect(204);
        mistype(app, "taro_cargo", 5);
        let body = json!({ "login_id": "taro_cargo", "password": new, "device_token": device });
        app.stranger()
            .post("/v1/sessions", body)
            .refused(401, "sign_in_refused", "ACC-LCK-01");
    }
}

/// Moves to the beginning of a window, so that none ends within the test.
fn begin_window(app: &TestApp) {
    let second = app.app.env.clock.real().as_second();
    app.advance_real(15 * MINUTE - second.rem_euclid(15 * MINUTE));
}

/// Somebody behind the proxy, whose address is the last in this header.
fn behind(app: &TestApp, forwarded: &str) -> Client {
    app.stranger().with("x-forwarded-for", forwarded)
}

/// ACC-LCK-03: a client's failures are limited before an account locks: across ids, whatever else it
/// claims of its way, for a quarter of an hour; the refused tries move no account's counter, and
/// other clients go on.
#[test]
fn a_clients_failures_are_limited() {
    let settings = [("TRUSTED_PROXIES", "127.0.0.1/32"), ("FAILURES_PER_CLIENT", "3")];
    let app = TestApp::sqlite_with(&settings);
    app.person("taro_cargo");
    begin_window(&app);
    for id in ["nobody_here", "taro_cargo", "taro_cargo"] {
        behind(&app, "203.0.113.5").post("/v1/sessions", wrong(id)).refused(
            401,
            "sign_in_refused",
            "ACC-LCK-01",
        );
    }
    for forwarded in ["203.0.113.5", "198.51.100.1, 203.0.113.5", "203.0.113.5, 127.0.0.1"] {
        for body in [wrong("taro_cargo"), right("taro_cargo"), wrong("somebody_else")] {
            let reply = behind(&app, forwarded).post("/v1/sessions", body);
            let reply = reply.refused(429, "too_many_requests", "ACC-LCK-03");
            let wait: i64 = reply.header("retry-after").unwrap().parse().unwrap();
            assert!((15 * MINUTE - 60..=15 * MINUTE).contains(&wait), "{wait}");
            assert!(reply.body["available_from"].is_string(), "{}", reply.text);
        }
    }
    assert_eq!(app.sql_number("(SELECT sum(failures) FROM guards)"), 3);
    behind(&app, "203.0.113.6").post("/v1/sessions", right("taro_cargo")).expect(201);

    // Of IPv6, a client has the whole /64.
    for host in 1..=3 {
        let client = behind(&app, &format!("2001:db8::{host}"));
        client.post("/v1/sessions", wrong("nobody_here")).expect(401);
    }
    let refused = |from| behind(&app, from).post("/v1/sessions", wrong("taro_cargo"));
    refused("2001:db8::4").refused(429, "too_many_requests", "ACC-LCK-03");
    refused("2001:db8:0:1::1").refused(401, "sign_in_refused", "ACC-LCK-01");

    app.advance_real(15 * MINUTE);
    behind(&app, "203.0.113.5").post("/v1/sessions", right("taro_cargo")).expect(201);
}

/// ACC-LCK-03: without a configured proxy nobody is believed about an address.
#[test]
fn a_forged_address_is_no_new_client() {
    let app = TestApp::sqlite_with(&[("FAILURES_PER_CLIENT", "3")]);
    begin_window(&app);
    for number in 1..=3 {
        let client = behind(&app, &format!("203.0.113.{number}"));
        client.post("/v1/sessions", wrong("nobody_here")).expect(401);
    }
    behind(&app, "203.0.113.4").post("/v1/sessions", wrong("nobody_here")).refused(
        429,
        "too_many_requests",
        "ACC-LCK-03",
    );
}
