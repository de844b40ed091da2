//! Bodies that come slowly, come too large, or are no JSON that a parser should trust.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tegata_tests::harness::{TestApp, Wire};
use tegata_tests::on_both;

use super::{answer, lives, post};

/// What stands before a body of this many bytes that never comes.
fn promise(length: u64) -> String {
    format!(
        "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n"
    )
}

/// An application that waits 0.7 s for a request.
fn impatient() -> TestApp {
    TestApp::sqlite_with(&[("BODY_TIMEOUT_MS", "700")])
}

#[test]
fn a_slow_body_is_answered_in_time() {
    let app = impatient();
    let started = Instant::now();
    let mut slow: Vec<Wire> = (0..20).map(|_| Wire::open(&app)).collect();
    for wire in &mut slow {
        wire.say(promise(100)).say("{\"login_id\":");
    }
    // Those who wait take nobody's place.
    lives(&app);
    for wire in &mut slow {
        let reply = wire.reply().refused(408, "request_timeout", "");
        assert_eq!(reply.body["retryable"], true);
    }
    let waited = started.elapsed();
    assert!((Duration::from_millis(700)..Duration::from_secs(5)).contains(&waited), "{waited:?}");
    // The rest of that body is not the next request.
    slow[0].say("\"x\"}                                        ");
    assert_eq!(slow[0].rest(), b"", "the connection goes on");
    lives(&app);
}

#[test]
fn slow_headers_are_hung_up_on() {
    let app = impatient();
    let mut wire = Wire::open(&app);
    wire.say("GET /livez HTTP/1.1\r\nHost: local");
    let started = Instant::now();
    let answer = String::from_utf8(wire.rest()).expect("text");
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(started.elapsed() < Duration::from_secs(10));
    lives(&app);
}

#[test]
fn a_large_body_is_refused_without_reading_it() {
    let app = TestApp::sqlite();
    let limit = app.app.settings.body_limit_bytes;
    for length in [5 * 1024 * 1024 * 1024, limit as u64 + 1] {
        let started = Instant::now();
        let reply = answer(&app, promise(length)).refused(413, "body_too_large", "");
        assert!(started.elapsed() < Duration::from_millis(600), "it waited for the body");
        assert!(reply.text("/detail").contains(&limit.to_string()));
    }
    // Of unknown length: as far as the limit, no further.
    let mut wire = Wire::open(&app);
    wire.say(
        "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
    );
    for _ in 0..=limit / 4096 {
        wire.say(format!("1000\r\n{}\r\n", " ".repeat(4096)));
    }
    wire.reply().refused(413, "body_too_large", "");
    // To the limit it is read.
    let body = format!("{{\"login_id\":\"{}\"}}", "x".repeat(limit - 15));
    assert_eq!(body.len(), limit);
    answer(&app, post("/v1/sessions", "", &body)).fields(&[("/password", "required")]);
    lives(&app);
}

#[test]
fn what_is_no_json_is_no_request() {
    let app = TestApp::sqlite();
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    let bodies: Vec<Vec<u8>> = vec![
        b"{\"login_id\":\"\xff\xfe\"}".to_vec(),
        b"{\"login_id\":\"\xc0\xaf\"}".to_vec(),
        b"{\"login_id\":\"a\0b\"}".to_vec(),
        b"\xef\xbb\xbf{}".to_vec(),
        b"\xff\xfe{\0}\0".to_vec(),
        b"{}{}".to_vec(),
        b"{} trailing".to_vec(),
        b"{\"a\":1e999}".to_vec(),
        b"{\"a\":NaN}".to_vec(),
        b"{\"a\":\"\\ud800\"}".to_vec(),
        b"{\"a\":01}".to_vec(),
        b"{/**/}".to_vec(),
        nested(200).into_bytes(),
        nested(30_000).into_bytes(),
        vec![b'['; 65_536],
        b"{\"a\":".repeat(10_000),
    ];
    for body in bodies {
        let head = format!(
            "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let reply = answer(&app, [head.as_bytes(), &body].concat());
        reply.refused(400, "malformed_json", "");
    }
    answer(&app, post("/v1/sessions", "", &nested(100))).expect(422);
    answer(&app, post("/v1/sessions", "", "[{\"login_id\":\"a\"}]")).refused(
        400,
        "not_an_object",
        "",
    );
    lives(&app);
}

/// Nothing typed may reach a database that cannot store it.
const CHARACTERS: [&str; 6] =
    ["\\u0000", "a\\u0000b", "\\u0007", "\\ud83d\\ude00", "\\u202e", "'; DROP TABLE accounts; --"];

on_both! {
    fn no_character_breaks_anything(app) {
        let token = app.registration_link("taro@example.jp");
        let form = tegata_tests::harness::registration_form(&token, "taro_cargo");
        let terms = app.stranger().get("/v1/terms").expect(200).text("/version");
        let inquiry = json!({
            "topic": "other", "name": "n", "email": "taro@example.jp", "phone": "03-1234-5678",
            "message": "m"
        });
        let registration =
            json!({ "email": "taro@example.jp", "accept_terms": true, "terms_version": terms });
        let items = json!({
            "login_id": "taro_cargo", "email": "taro@example.jp", "full_name": "n",
            "phone": "03-1234-5678"
        });
        for (path, body) in [
            ("/v1/registrations/complete?dry_run=true", form),
            ("/v1/support-inquiries", inquiry),
            ("/v1/registrations", registration),
            ("/v1/recoveries", items),
            ("/v1/sessions", json!({ "login_id": "taro", "password": "p", "device_token": "d" })),
            ("/v1/sessions/refresh", json!({ "refresh_token": "r" })),
            ("/v1/registrations/inspect", json!({ "token": "t" })),
            ("/v1/login-id-reminders", json!({ "email": "e" })),
        ] {
            for name in body.as_object().unwrap().keys().cloned().collect::<Vec<_>>() {
                if !body[&name].is_string() {
                    continue;
                }
                for character in CHARACTERS {
                    let mut body = body.clone();
                    body[&name] = serde_json::from_str(&format!("\"{character}\"")).unwrap();
                    let reply = app.stranger().post(path, body);
                    assert!(reply.status < 500, "{path} {name} {character}: {}", reply.text);
                    let echoed = reply.body["detail"].as_str().unwrap_or_default();
                    assert!(!echoed.contains("DROP"), "{}", reply.text);
                }
            }
        }
        let found = app.operator().get("/v1/admin/accounts?login_id=a%00b");
        found.fields(&[("?login_id", "unprintable_character")]);
        app.stranger().get("/v1/problems/a%00b").refused(404, "not_found", "");
        assert_eq!(app.stranger().get("/readyz").expect(200).body["state"], Value::from("ready"));
    }
}

/// Where no body is asked for, nothing but an object without fields is taken: what is sent is never
/// silently left aside, and is part of what an idempotency key stands for.
#[test]
fn a_body_that_nobody_asked_for_is_refused() {
    let app = TestApp::sqlite();
    let desk = tegata_tests::harness::Desk::new(&app);
    let boss = app.administrator(&desk.operator, &desk.company, "boss_cargo");
    let path = format!("/v1/companies/current/offices/{}/unlock", desk.office_id);
    for (body, status) in
        [(None, 200), (Some("{}"), 200), (Some(r#"{"x":1}"#), 422), (Some("[]"), 400)]
    {
        boss.send("POST", &path, body).expect(status);
    }
    let keyed = boss.with("idempotency-key", "unlock-1");
    keyed.send("POST", &path, None).expect(200);
    keyed.send("POST", &path, Some("{}")).refused(422, "idempotency_key_reused", "");
}
