//! What one network may send that nobody is known by (docs/decisions/flood-and-limits.md).

use tegata_tests::harness::{Client, TestApp};

/// How many of 100 calls were turned away, of an application that lets 20 through at once.
fn turned_away(client: impl Fn(&TestApp) -> Client, path: &str) -> usize {
    let app = TestApp::sqlite_with(&[("STRANGERS_PER_SECOND", "5")]);
    let client = client(&app);
    let turned_away = (0..100).filter(|_| client.get(path).status == 429).count();
    if turned_away > 0 {
        let reply = client.get(path).refused(429, "too_many_requests", "");
        assert!(reply.header("retry-after").is_some() && reply.body["retryable"] == true);
    }
    turned_away
}

fn sending(authorization: &'static str) -> impl Fn(&TestApp) -> Client {
    move |app| app.stranger().with("authorization", authorization)
}

/// A token that is none makes nobody known: it is counted like no token, and not twice.
#[test]
fn what_does_not_authenticate_is_counted() {
    let without = turned_away(TestApp::stranger, "/v1/me");
    assert!((1..=80).contains(&without), "{without}");
    for worthless in ["x", "Bearer x", "Bearer a.b.c", "Basic dXNlcjpwYXNz"] {
        let with = turned_away(sending(worthless), "/v1/me");
        assert!((1..=80).contains(&with), "{worthless}: {with}");
    }
    // Where nobody has to be known, the header changes nothing.
    assert!(turned_away(sending("Bearer x"), "/v1/terms") > 0);
}

/// Who is known is not counted.
#[test]
fn who_authenticates_is_not_counted() {
    assert_eq!(turned_away(|app| app.person("taro_cargo"), "/v1/me"), 0);
}
