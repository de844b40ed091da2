//! `POST /v1/admin/accounts/{id}/disable`, `…/enable`, `…/unlock`

use serde_json::{Value, json};
use tegata_tests::harness::{Client, PASSWORD, TestApp};
use tegata_tests::on_both;

use super::dedicated;
use crate::account::{account_id, act, lock, sign_in};

const COMMANDS: [&str; 3] = ["disable", "enable", "unlock"];

/// RCV-08, ACC-LCK-01: in every state, `actions` says exactly what the endpoints then do.
fn actions_say_what_the_endpoints_do(app: &TestApp) {
    let operator = app.operator();
    let states = [
        ("active", false, [true, false, false]),
        ("active", true, [true, false, true]),
        ("disabled", false, [false, true, false]),
        ("disabled", true, [false, true, true]),
    ];
    let mut number = 0;
    for (state, locked, expected) in states {
        for (command, possible) in COMMANDS.into_iter().zip(expected) {
            number += 1;
            let login_id = format!("desk_{number:03}");
            operator.post("/v1/admin/accounts", dedicated("agency", &login_id)).expect(201);
            if locked {
                lock(app, &login_id);
            }
            if state == "disabled" {
                act(&operator, &login_id, "disable").expect(200);
            }
            let path = format!("/v1/admin/accounts/{}", account_id(&operator, &login_id));
            let before = operator.get(&path).expect(200);
            assert_eq!(before.text("/state"), state);
            assert_eq!(before.body["locked_at"] != Value::Null, locked);
            let actions = before.body["actions"].as_array().unwrap();
            let names: Vec<&str> = actions.iter().filter_map(|one| one["name"].as_str()).collect();
            assert_eq!(names, [&COMMANDS[..], &["correct"]].concat());
            let action = actions.iter().find(|action| action["name"] == command).unwrap();
            assert_eq!(action["allowed"], possible, "{state} {locked} {command}");
            assert_eq!(action["method"], "POST");
            assert_eq!(action["href"], format!("{path}/{command}"));

            let href = action["href"].as_str().unwrap();
            let reply = operator.post(href, json!({ "reason": "Ticket 4711." }));
            if possible {
                let after = reply.expect(200);
                assert_eq!(action["code"], Value::Null);
                let (disabled, open) = match command {
                    "disable" => (true, !locked),
                    "enable" => (false, !locked),
                    _ => (state == "disabled", true),
                };
                assert_eq!(after.text("/state"), if disabled { "disabled" } else { "active" });
                assert_eq!(after.body["locked_at"] == Value::Null, open, "{}", after.text);
                assert_eq!(operator.get(&path).expect(200).body, after.body);
            } else {
                let rule = if command == "unlock" { "ACC-LCK-01" } else { "RCV-08" };
                let refused = reply.refused(409, "account_state_conflict", rule);
                assert_eq!(action["code"], refused.body["code"]);
                assert_eq!(operator.get(&path).expect(200).text, before.text);
            }
        }
    }
}

// Thirty wrong passwords from one client are more than the limit of clients lets through.
const MANY_FAILURES: [(&str, &str); 1] = [("FAILURES_PER_CLIENT", "1000")];

#[test]
fn actions_say_what_the_endpoints_do_sqlite() {
    actions_say_what_the_endpoints_do(&TestApp::sqlite_with(&MANY_FAILURES));
}

#[test]
fn actions_say_what_the_endpoints_do_postgres() {
    if let Some(app) = TestApp::postgres_with(&MANY_FAILURES) {
        actions_say_what_the_endpoints_do(&app);
    }
}

on_both! {
    /// RCV-08: disabling ends sessions at once and shuts the door; enabling opens it, sessions stay ended.
    fn disabling_ends_sessions_at_once(app) {
        let taro = app.person("taro_cargo");
        let operator = app.operator();
        let refresh = json!({
            "refresh_token": sign_in(app, "taro_cargo", PASSWORD).expect(201).text("/refresh_token")
        });
        act(&operator, "taro_cargo", "disable").expect(200);
        taro.get("/v1/me").refused(401, "session_ended", "");
        let stranger = app.stranger();
        stranger
            .post("/v1/sessions/refresh", refresh.clone())
            .refused(401, "refresh_token_invalid", "");
        let shut = sign_in(app, "taro_cargo", PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");
        let unknown = sign_in(app, "nobody_here", PASSWORD);
        assert_eq!(shut.text("/detail"), unknown.text("/detail"));

        act(&operator, "taro_cargo", "enable").expect(200);
        taro.get("/v1/me").refused(401, "session_ended", "");
        stranger.post("/v1/sessions/refresh", refresh).refused(401, "refresh_token_invalid", "");
        sign_in(app, "taro_cargo", PASSWORD).expect(201);
    }

    /// ACC-LCK-01, RCV-08: an operator unlocks, but not what is disabled; a disabled account's right
    /// password is no guess.
    fn unlocking_lets_the_owner_in_again(app) {
        app.person("taro_cargo");
        let operator = app.operator();
        lock(app, "taro_cargo");
        sign_in(app, "taro_cargo", PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");
        act(&operator, "taro_cargo", "unlock").expect(200);
        sign_in(app, "taro_cargo", PASSWORD).expect(201);

        act(&operator, "taro_cargo", "disable").expect(200);
        for _ in 0..6 {
            sign_in(app, "taro_cargo", PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");
        }
        act(&operator, "taro_cargo", "unlock").refused(409, "account_state_conflict", "ACC-LCK-01");
        act(&operator, "taro_cargo", "enable").expect(200);
        sign_in(app, "taro_cargo", PASSWORD).expect(201);
    }

    /// RCV-08: nobody disables themselves, and `actions` says so; another operator does it.
    fn no_operator_disables_himself(app) {
        let [first, second] = ["operator-1", "operator-2"].map(|login_id| app.operator_named(login_id));
        let disable = |who: &Client| {
            let path = format!("/v1/admin/accounts/{}", account_id(&first, "operator-1"));
            let told = who.get(&path).expect(200).body["actions"][0]["allowed"].clone();
            let reason = json!({ "reason": "Ticket 4711." });
            (told, who.post(&format!("{path}/disable"), reason))
        };
        let (told, reply) = disable(&first);
        assert_eq!(told, false);
        reply.refused(409, "account_state_conflict", "RCV-08");
        first.get("/v1/me").expect(200);
        let (told, reply) = disable(&second);
        assert_eq!(told, true);
        reply.expect(200);
        first.get("/v1/me").refused(401, "session_ended", "");
    }

    /// OPS-AUD-01: each action needs a reason, and the trail keeps it.
    fn each_action_has_a_reason(app) {
        let taro = app.person("taro_cargo");
        let operator = app.operator();
        let id = account_id(&operator, "taro_cargo");
        for command in COMMANDS {
            let path = format!("/v1/admin/accounts/{id}/{command}");
            for (body, code) in [
                (json!({}), "required"),
                (json!({ "reason": "" }), "required"),
                (json!({ "reason": " \u{3000}" }), "required"),
                (json!({ "reason": "x".repeat(501) }), "too_long"),
                (json!({ "reason": "two\nlines" }), "unprintable_character"),
            ] {
                operator
                    .post(&path, body)
                    .refused(422, "invalid_fields", "OPS-AUD-01")
                    .fields(&[("/reason", code)]);
            }
            taro.post(&path, json!({ "reason": "Mine." })).refused(403, "wrong_actor", "OPS-AUD-01");
        }
        let unknown = id.replace(&id[id.len() - 4..], "0000");
        operator
            .post(&format!("/v1/admin/accounts/{unknown}/disable"), json!({ "reason": "x" }))
            .refused(404, "not_found", "");

        lock(app, "taro_cargo");
        for (command, action) in
            [("unlock", "unlocked"), ("disable", "disabled"), ("enable", "enabled")]
        {
            let body = json!({ "reason": format!("Why to {command}.") });
            operator.post(&format!("/v1/admin/accounts/{id}/{command}"), body).expect(200);
            let query = format!("?action=account.{action}&subject_id={id}");
            let trail = operator.get(&format!("/v1/admin/audit-entries{query}")).expect(200);
            assert_eq!(trail.text("/items/0/reason"), format!("Why to {command}."));
            assert_eq!(trail.text("/items/0/subject_kind"), "acct");
        }
    }
}
