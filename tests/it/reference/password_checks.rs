//! `POST /v1/password-checks`, and that it says what the setting of a password says.

use std::cell::Cell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use tegata_tests::harness::{PASSWORD, Reply, TestApp, registration_form};
use tegata_tests::on_both;

use crate::account::{sign_in, with};

const CHECK: &str = "/v1/password-checks";

/// Pieces of candidates that some rule has an eye on.
const WORDS: &[&str] = &[
    "zq",
    "taro-cargo",
    "Yamada",
    "password",
    "1234",
    "空輸",
    "が",
    "か\u{3099}",
    " ",
    "-",
    "\u{7}",
];

fn candidate(password: &str) -> Value {
    json!({
        "account_kind": "general", "password": password, "login_id": "taro-cargo",
        "email": "hanako.yamada+mail@example.jp", "company_name": "株式会社空輸ロジスティクス"
    })
}

/// The codes with which a reply refuses `/password`, and the rule of each.
fn refusals(reply: &Reply) -> BTreeSet<(String, String)> {
    let errors = reply.body["errors"].as_array().cloned().unwrap_or_default();
    let of_password = errors.iter().filter(|error| error["pointer"] == "/password");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    of_password.map(|error| (text(&error["code"]), text(&error["rule"]))).collect()
}

/// Whether the reply repeats the candidate anywhere, as it is or as JSON writes it.
fn echoes(reply: &Reply, password: &str) -> bool {
    let escaped = json!(password).to_string();
    let whole = format!("{:?} {}", reply.headers, reply.text);
    whole.contains(password) || whole.contains(escaped.trim_matches('"'))
}

on_both! {
    /// PWD-01: 12 to 128 characters of any kind, not common, nothing of its owner.
    fn the_standard_policy(app) {
        let long = "plum river, ".repeat(10) + "xk7 w4v!";
        let (short, common, personal) = ("password_too_short", "password_common", "password_personal");
        let table: [(&str, &[&str]); 27] = [
            ("xk7 plum w4v", &[]),
            ("xk7 plum w4", &[short]),
            (&long, &[]),
            (&format!("{long}z"), &["password_too_long"]),
            // No composition is asked; any character of any script counts as one.
            ("correct horse battery staple", &[]),
            ("雪の朝に鳩と鯨が歌う庭", &[short]),
            ("雪の朝に鳩と鯨が歌う庭に", &[]),
            // In NFC these are twelve, and eleven.
            ("雪の朝に鳩と鯨か\u{3099}歌う庭に", &[]),
            ("雪の朝に鳩と鯨か\u{3099}歌う庭", &[short]),
            ("🦀 drifts over 7 🌊", &[]),
            ("plum river\tw4v", &["password_character"]),
            ("plum river\u{b}w4v", &["password_character"]),
            ("plum \u{202E}river w4v", &["password_character"]),
            ("password", &[short, common]),
            ("Password1234", &[common]),
            ("p4ssw0rd2026!", &[common]),
            ("ＰＡＳＳＷＯＲＤ１２３４", &[common]),
            ("123456789012", &[common]),
            ("qwertyuiop123", &[common]),
            ("aaaaaaaaaaaaaa", &[common]),
            ("abcabcabcabcabc", &[common]),
            ("xx-taro-cargo-9", &[personal]),
            ("xx TARO_CARGO 9", &[personal]),
            ("9 Hanako.Yamada 9", &[personal]),
            ("空輸ロジスティクスの九番の倉庫", &[personal]),
            ("example.jp 株式会社 mail", &[]),
            ("taro-cargo", &[short, personal]),
        ];
        for (password, expected) in table {
            let reply = app.stranger().post(CHECK, candidate(password));
            assert_eq!(reply.status, if expected.is_empty() { 200 } else { 422 }, "{password}: {}", reply.text);
            let found = refusals(&reply);
            let expected: BTreeSet<_> =
                expected.iter().map(|code| ((*code).to_owned(), "PWD-01".to_owned())).collect();
            assert_eq!(found, expected, "{password}");
            if !expected.is_empty() {
                reply.refused(422, "invalid_fields", "PWD-01");
            }
        }
        for kind in ["general", "agency", "deferred_payment", "operator"] {
            let body = with(candidate("password"), json!({ "account_kind": kind }));
            app.stranger().post(CHECK, body).refused(422, "invalid_fields", "PWD-01");
            let body = with(candidate("xk7 plum w4v"), json!({ "account_kind": kind }));
            assert_eq!(app.stranger().post(CHECK, body).expect(200).text("/policy"), "standard");
        }
        let body = with(candidate("xk7 plum w4v"), json!({ "account_kind": "baron" }));
        app.stranger().post(CHECK, body).expect(422).fields(&[("/account_kind", "not_allowed")]);
        // Without an owner nothing is personal.
        let alone = json!({ "account_kind": "general", "password": "xx-taro-cargo-9" });
        app.stranger().post(CHECK, alone).expect(200);
    }

    /// PWD-01: one password typed on two keyboards is one password; the present one does not come again.
    fn a_password_is_kept_in_nfc(app) {
        let (composed, parts) = ("雪の朝に鳩と鯨が歌う庭に", "雪の朝に鳩と鯨か\u{3099}歌う庭に");
        let answers = json!({ "password": parts, "password_confirmation": parts });
        let taro = app.person_with("taro_cargo", answers);
        for typed in [composed, parts] {
            sign_in(app, "taro_cargo", typed).expect(201);
        }
        for typed in [composed, parts] {
            let change = json!({
                "current_password": parts, "new_password": typed, "password_confirmation": typed
            });
            taro.post("/v1/me/password", change)
                .refused(422, "invalid_fields", "PWD-01")
                .fields(&[("/new_password", "password_previous")]);
        }
        // Both entries are equal in NFC, too.
        let change = json!({
            "current_password": composed, "new_password": "庭に雪の朝に鳩と鯨が歌う",
            "password_confirmation": "庭に雪の朝に鳩と鯨か\u{3099}歌う"
        });
        taro.post("/v1/me/password", change).expect(204);
    }

    /// PWD-06: wherever a password is set, a refusal names all that it breaks and never repeats it.
    fn every_refusal_names_all_and_echoes_nothing(app) {
        let taro = app.person("taro_cargo");
        let token = app.registration_link("jiro@example.jp");
        let recovery = crate::account::recovery_link(app, "taro_cargo");
        // No id has these letters in it.
        let password = "zqiltaro_cargo\u{7}";
        let twice = json!({ "password": password, "password_confirmation": "zqil-other" });
        let form = with(registration_form(&token, "taro_cargo"), twice.clone());
        let login_id = json!({ "login_id": "taro_cargo" });
        let calls = [
            ("/v1/registrations/complete", form),
            ("/v1/registrations/complete?dry_run=true", with(registration_form(&token, "taro_cargo"), twice.clone())),
            ("/v1/recoveries/complete", with(json!({ "token": recovery }), twice.clone())),
            ("/v1/recoveries/complete?dry_run=true", with(json!({ "token": recovery }), twice)),
            (CHECK, with(candidate(password), login_id)),
        ];
        for (path, body) in calls {
            let reply = app.stranger().post(path, body).expect(422);
            let codes: Vec<String> = refusals(&reply).into_iter().map(|(code, _)| code).collect();
            assert_eq!(codes, ["password_character", "password_personal"], "{path}: {}", reply.text);
            assert!(!echoes(&reply, password) && !reply.text.contains("zqil"), "{path}: {}", reply.text);
        }
        let change = json!({
            "current_password": PASSWORD, "new_password": password, "password_confirmation": "zqil"
        });
        let reply = taro.post("/v1/me/password", change).refused(422, "invalid_fields", "PWD-01").fields(&[
            ("/new_password", "password_character"),
            ("/new_password", "password_personal"),
            ("/password_confirmation", "confirmation_differs"),
        ]);
        assert!(!echoes(&reply, password) && !echoes(&reply, PASSWORD));
        // Nor where the shape alone is wrong.
        for wrong in [json!([password]), json!({ "zqil": password }), json!(format!("zqil{}", "x".repeat(300)))] {
            let reply = app.stranger().post(CHECK, with(candidate(""), json!({ "password": wrong })));
            assert!(!reply.expect(422).text.contains("zqil"));
        }
    }
}

/// PWD-01, PWD-06: whatever is typed, a check says exactly what registration says, and echoes nothing.
#[test]
fn a_check_is_the_very_policy_of_registration() {
    let app = TestApp::sqlite();
    // One link lets sixty login ids be tried in an hour.
    let tokens = [0, 1, 2].map(|_| app.registration_link("hanako.yamada@example.jp"));
    let count = Cell::new(0);
    let typed = prop_oneof![
        "\\PC{5,40}",
        prop::collection::vec(select(WORDS), 2..20).prop_map(|parts| parts.concat()),
        (prop::collection::vec(select(WORDS), 1..4), "[a-zA-Z0-9 ]{0,30}")
            .prop_map(|(parts, rest)| parts.concat() + &rest),
    ];
    let config = Config { cases: 150, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&typed, |typed| {
        let checked = app.stranger().post(CHECK, candidate(&typed));
        let owner = json!({
            "company_name": "株式会社空輸ロジスティクス", "password": typed, "password_confirmation": typed
        });
        count.set(count.get() + 1);
        let token = &tokens[count.get() / 55];
        let form = with(registration_form(token, "taro-cargo"), owner);
        let preview = app.stranger().post("/v1/registrations/complete?dry_run=true", form);
        prop_assert!([200, 422].contains(&preview.status), "{}", preview.text);
        prop_assert_eq!(refusals(&checked), refusals(&preview), "{:?}", typed);
        prop_assert_eq!(checked.status == 200, refusals(&checked).is_empty());
        // A candidate that is part of the API's own words cannot be told from them.
        let told = typed.chars().count() >= 5 && !"/v1/password-checks".contains(typed.as_str());
        prop_assert!(!told || !echoes(&checked, &typed), "{:?}: {}", typed, checked.text);
        Ok(())
    });
    result.unwrap();
}
