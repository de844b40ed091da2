//! `/v1/companies/current/terminal-users`, `/v1/admin/offices/{id}/terminal-users`

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Desk, Reply, TERMINAL_PASSWORD};
use tegata_tests::on_both;

use super::{act, administrator, because, own_company, told, trail, versioned};
use crate::account::with;

const TERMINALS: &str = "/v1/companies/current/terminal-users";

/// A terminal user as it is typed.
fn terminal(office: &str, user_id: &str) -> Value {
    let (user_code, identification) = user_id.split_at(5);
    json!({
        "office_id": office, "user_code": user_code, "identification": identification,
        "business_kind": "customs_broker", "usage": "person"
    })
}

fn make(who: &Client, office: &str, user_id: &str) -> Reply {
    who.post(TERMINALS, terminal(office, user_id))
}

on_both! {
    /// ORG-03: an administrator makes terminal users of their offices; user code and number are kept in one
    /// spelling.
    fn an_administrator_makes_terminal_users(app) {
        let desk = Desk::new(app);
        let taro = app.administrator(&desk.operator, &desk.company, "taro_cargo");
        let typed = json!({ "user_code": "１ａｎａｃ", "identification": "a0a" });
        let made = taro.post(TERMINALS, with(terminal(&desk.office_id, "1ANACA0A"), typed)).expect(201);
        assert_eq!(made.text("/user_id"), "1ANACA0A");
        assert_eq!(made.text("/roman_name"), "TRADE COMPANY TOKYO OFFICE");
        let path = format!("{TERMINALS}/{}", made.text("/id"));
        assert_eq!(made.header("location"), Some(path.as_str()));
        assert_eq!(taro.get(&path).expect(200).body, made.body);
        let list = taro.get(&format!("{TERMINALS}?office_id={}", desk.office_id)).expect(200);
        assert_eq!(list.body["items"], json!([made.body]));
        assert!(!made.text.contains("password"), "{}", made.text);
        assert_eq!(trail(&desk.operator, "terminal.created", &made.text("/id")).len(), 1);
    }

    /// A user code is one office's, an id one terminal user's; whose it is, is not told.
    fn a_user_code_is_one_offices(app) {
        let desk = Desk::new(app);
        let taro = app.administrator(&desk.operator, &desk.company, "taro_cargo");
        make(&taro, &desk.office_id, "1ANACA0A").expect(201);
        make(&taro, &desk.office_id, "1ANACA0B").expect(201);
        make(&taro, &desk.office_id, "1anaca0b").expect(422).fields(&[("/identification", "taken")]);
        let jiro = administrator(app, &desk.operator, "jiro_cargo");
        let other = app.office(&desk.operator, &own_company(&jiro), "2BOSA");
        let other = other.get("/v1/offices/current").expect(200).text("/id");
        for user_id in ["1ANACA0A", "1ANACZ9Z"] {
            let refused = make(&jiro, &other, user_id).expect(422).fields(&[("/user_code", "taken")]);
            assert!(!refused.text.contains("1ATYO") && !refused.text.contains("ナックス"));
        }
        make(&jiro, &other, "IANACA0A").expect(201);
    }

    /// All that is wrong with a terminal user is named at once.
    fn what_a_terminal_user_must_say(app) {
        let desk = Desk::new(app);
        let taro = app.administrator(&desk.operator, &desk.company, "taro_cargo");
        for (code, number) in [("1ANA", "A0"), ("1ANACC", "A0AA"), ("1AN-C", "あ0A")] {
            let typed = json!({
                "user_code": code, "identification": number, "business_kind": "pirate", "usage": "robot"
            });
            taro.post(TERMINALS, with(terminal(&desk.office_id, "1ANACA0A"), typed)).expect(422).fields(&[
                ("/user_code", "invalid_format"),
                ("/identification", "invalid_format"),
                ("/business_kind", "not_allowed"),
                ("/usage", "not_allowed"),
            ]);
        }
    }

    /// ORG-03: what is done with an id changes; who uses it does not.
    fn the_business_kind_changes(app) {
        let desk = Desk::new(app);
        let taro = app.administrator(&desk.operator, &desk.company, "taro_cargo");
        let path = format!("{TERMINALS}/{}", desk.terminal("1ANACA0A"));
        let change = json!({ "business_kind": "customs_specialist" });
        let changed = versioned(&taro, &path).patch(&path, change.clone()).expect(200);
        assert_eq!(changed.text("/business_kind"), "customs_specialist");
        taro.patch(&path, change.clone()).refused(428, "version_required", "ACC-PRO-06");
        taro.with("if-match", "\"1\"").patch(&path, change).refused(412, "version_stale", "ACC-PRO-06");
        for (body, code) in [
            (json!({ "business_kind": "pirate" }), ("/business_kind", "not_allowed")),
            (json!({ "business_kind": "other", "usage": "own_system" }), ("/usage", "unknown_field")),
        ] {
            versioned(&taro, &path).patch(&path, body).expect(422).fields(&[code]);
        }
    }

    /// ORG-03: disabled, a terminal user is out at once; enabled, it is in again, by administrator and
    /// operator.
    fn a_terminal_user_is_disabled_and_enabled(app) {
        let desk = Desk::new(app);
        let taro = app.administrator(&desk.operator, &desk.company, "taro_cargo");
        let first = desk.ready("1ANACA0A");
        first.get("/v1/terminal").expect(200);
        let id = desk.terminal_id("1ANACA0A");
        for (who, base, body) in [
            (&taro, TERMINALS, None),
            (&desk.operator, "/v1/admin/terminal-users", Some(because(json!({})).to_string())),
        ] {
            let send = |command: &str| {
                who.send("POST", &format!("{base}/{id}/{command}"), body.as_deref())
            };
            let signed_in = app.at_terminal("1ANACA0A", TERMINAL_PASSWORD);
            let disabled = send("disable").expect(200);
            signed_in.get("/v1/terminal").refused(401, "session_ended", "");
            let refused = app.try_terminal("1ANACA0A", TERMINAL_PASSWORD);
            refused.refused(401, "terminal_sign_in_refused", "ACC-LCK-04");
            assert_eq!(told(&disabled.body, "disable")["code"], "account_state_conflict");
            send("disable").refused(409, "account_state_conflict", "ORG-03");
            send("enable").expect(200);
            send("enable").refused(409, "account_state_conflict", "ORG-03");
            app.at_terminal("1ANACA0A", TERMINAL_PASSWORD);
        }
    }

    /// ACC-LCK-04: a locked terminal user is let in again by an administrator.
    fn a_terminal_user_is_unlocked(app) {
        let desk = Desk::new(app);
        let taro = app.administrator(&desk.operator, &desk.company, "taro_cargo");
        desk.ready("1ANACA0A");
        for _ in 0..5 {
            app.try_terminal("1ANACA0A", "WRONG999").refused(401, "terminal_sign_in_refused", "ACC-LCK-04");
        }
        let locked = app.try_terminal("1ANACA0A", TERMINAL_PASSWORD);
        locked.refused(401, "terminal_sign_in_refused", "ACC-LCK-04");
        let id = desk.terminal_id("1ANACA0A");
        act(&taro, &format!("{TERMINALS}/{id}/unlock")).expect(200);
        app.at_terminal("1ANACA0A", TERMINAL_PASSWORD);
    }
}
