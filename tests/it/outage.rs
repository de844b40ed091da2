//! A database that goes away under a running server, and comes back.

use std::time::{Duration, Instant};

use serde_json::json;
use tegata_tests::harness::{Cluster, PASSWORD, TestApp, at_once, eventually};

/// OPS-MAIL-01, OPS-ERR-01: while PostgreSQL is away every request that needs it is refused quickly,
/// with when to come again, and nothing else breaks; when it is back the server goes on by itself,
/// with what was there before.
#[test]
fn a_database_outage_is_told_and_heals() {
    let Some(cluster) = Cluster::own() else { return };
    let app = TestApp::on(&cluster.database(), &[("DATABASE_TIMEOUT_MS", "500")]);
    let taro = app.person("taro_cargo");
    // As many connections as there may be are open when it goes.
    let open_all = || at_once(16, |_| taro.get("/v1/me").expect(200));

    // A restart between two requests is noticed by nobody: the dead connections are replaced within
    // the request that finds them, whether it reads or writes.
    open_all();
    cluster.stop();
    cluster.start_again();
    taro.get("/v1/me").expect(200);
    open_all();
    cluster.stop();
    cluster.start_again();
    app.sign_in("taro_cargo");

    open_all();
    cluster.stop();
    let terms =
        json!({ "email": "new@example.jp", "accept_terms": true, "terms_version": "2026-11" });
    for (method, path, body) in [
        ("GET", "/v1/me", None),
        ("GET", "/readyz", None),
        ("POST", "/v1/sessions", Some(json!({ "login_id": "taro_cargo", "password": PASSWORD }))),
        ("POST", "/v1/registrations", Some(terms.clone())),
        ("POST", "/v1/sessions/refresh", Some(json!({ "refresh_token": "tgref_x" }))),
        ("GET", "/v1/sandbox/mails", None),
    ] {
        let started = Instant::now();
        let reply = taro.send(method, path, body.map(|body| body.to_string()).as_deref());
        let took = started.elapsed();
        let reply = reply.refused(503, "unavailable", "");
        assert!(took < Duration::from_secs(3), "{method} {path} took {took:?}");
        let wait: u32 = reply.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=30).contains(&wait), "{wait}");
        assert_eq!(reply.body["retryable"], true);
        for inside in ["postgres", "connection", "127.0.0.1:"] {
            let detail = reply.text("/detail") + &reply.text("/remedy");
            assert!(!detail.contains(inside), "{}", reply.text);
        }
    }
    app.stranger().get("/livez").expect(200);
    app.stranger().get("/openapi.json").expect(200);

    cluster.start_again();
    eventually("it heals", || app.stranger().get("/readyz").status == 200);
    taro.get("/v1/me").expect(200);
    app.sign_in("taro_cargo");
    app.stranger().post("/v1/registrations", terms).expect(202);
    eventually("mails go on", || !app.mails("new@example.jp").is_empty());
}
