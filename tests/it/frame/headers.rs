//! Heads of requests that are abused, and the id that every request gets.

use std::collections::BTreeSet;

use tegata_tests::harness::{TestApp, Wire};

use super::{answer, lives, post};

#[test]
fn what_two_servers_would_read_differently_is_refused() {
    let app = TestApp::sqlite();
    let head =
        "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    for bytes in [
        format!("{head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        format!("{head}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n"),
        format!("{head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"),
        format!("{head}Content-Length: +2\r\n\r\n{{}}"),
        format!("{head}Content-Length: -1\r\n\r\n"),
        format!("{head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        format!("{head}Transfer-Encoding: chunked\r\n\r\nZZ\r\n\r\n"),
        format!("{head}X : 1\r\nContent-Length: 2\r\n\r\n{{}}"),
        format!("{head}X: a\r\n folded\r\nContent-Length: 2\r\n\r\n{{}}"),
        "GET /livez HTTP/1.1\r\n\r\n".to_owned(),
        "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".to_owned(),
        "GET /livez HTTP/9.9\r\nHost: localhost\r\n\r\n".to_owned(),
        "nonsense\r\n\r\n".to_owned(),
        "GET /li\0vez HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(),
    ] {
        let mut wire = Wire::open(&app);
        // A request that was smuggled behind it would be answered too.
        wire.say(&bytes).say("GET /v1/terms HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let said = String::from_utf8_lossy(&wire.rest()).into_owned();
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{bytes:?}: {said}");
        assert!(!said.contains("terms_version") && !said.contains("\"url\""), "{bytes:?}: {said}");
    }
    lives(&app);
}

#[test]
fn too_many_or_too_long_headers_cost_their_sender_alone() {
    let app = TestApp::sqlite();
    let many: String = (0..500).map(|number| format!("X-{number}: 1\r\n")).collect();
    let long = format!("X: {}\r\n", "x".repeat(256 * 1024));
    let path = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(256 * 1024));
    for bytes in [
        format!("GET /livez HTTP/1.1\r\nHost: localhost\r\n{many}\r\n"),
        format!("GET /livez HTTP/1.1\r\nHost: localhost\r\n{long}\r\n"),
        path,
    ] {
        let mut wire = Wire::open(&app);
        wire.say(&bytes);
        let said = String::from_utf8_lossy(&wire.rest()).into_owned();
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
    }
    // What is read and ignored: long agents are cut, odd bytes are no text.
    let agent = format!("User-Agent: {}\r\n", "a".repeat(4000));
    for header in [agent.as_bytes(), b"User-Agent: \xff\xfe\r\n", b"Accept-Language: \xff\r\n"] {
        let request = [&b"GET /v1/terms HTTP/1.1\r\nHost: localhost\r\n"[..], header, b"\r\n"];
        answer(&app, request.concat()).expect(200);
    }
    lives(&app);
}

/// Of 200 requests none has the id of another, and a client does not choose it.
#[test]
fn every_request_has_an_id_of_its_own() {
    let app = TestApp::sqlite();
    let mut ids = BTreeSet::new();
    let mut wire = Wire::open(&app);
    for _ in 0..200 {
        let reply = wire.say(post("/v1/sessions", "Request-Id: mine\r\n", "{}")).reply();
        let id = reply.header("request-id").expect("an id").to_owned();
        assert!(id.starts_with("req_"), "{id}");
        assert_eq!(reply.text("/request_id"), id);
        assert!(ids.insert(id));
    }
}
