//! Many passwords at once.

use serde_json::json;
use tegata_tests::harness::{PASSWORD, TestApp, at_once};
use tegata_tests::on_postgres;

use super::{count, statuses};

/// ACC-LCK-01: of two hundred guesses at once five are looked at,
/// the account is locked once and its owner told once.
#[test]
fn five_of_two_hundred_guesses_are_looked_at() {
    // One hash at a time and slow, so that all guesses are there before the fifth is looked at.
    let slow = [
        ("FAILURES_PER_CLIENT", "1000"),
        ("BODY_TIMEOUT_MS", "30000"),
        ("ARGON2_MEMORY_KIB", "65536"),
        ("ARGON2_PASSES", "3"),
        ("ARGON2_LANES", "1"),
    ];
    let Some(app) = TestApp::postgres_with(&slow) else { return };
    app.person("taro_cargo");
    let guess = |number: usize| format!("guess-number-{number}");
    let replies = at_once(200, |number| {
        let body = json!({ "login_id": "taro_cargo", "password": guess(number) });
        app.stranger().post("/v1/sessions", body)
    });
    assert_eq!((count(&replies, 401), count(&replies, 429)), (5, 195), "{:?}", statuses(&replies));
    assert_eq!(app.sql_number("(SELECT max(failures) FROM guards)"), 5);
    assert_eq!(app.sql_number("(SELECT sum(pending) FROM guards)"), 0);
    let mails = app.mails("taro_cargo@example.jp");
    assert_eq!(mails.iter().filter(|mail| mail["letter"] == "account_locked").count(), 1);
}

on_postgres! {
    /// ACC-LCK-01: right passwords at once, within the budget, all sign in, each to a session of its own.
    fn right_passwords_at_once_all_sign_in(app) {
        app.person("taro_cargo");
        let replies = at_once(5, |_| {
            let body = json!({ "login_id": "taro_cargo", "password": PASSWORD });
            app.stranger().post("/v1/sessions", body)
        });
        assert_eq!(statuses(&replies), [201; 5]);
        assert_eq!(app.sql_number("(SELECT count(*) FROM sessions)"), 6);
        assert_eq!(app.sql_number("(SELECT sum(pending) FROM guards)"), 0);
    }
}
