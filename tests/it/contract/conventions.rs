//! What holds for every request: media types, query parameters, headers, languages, other origins.

use std::collections::BTreeSet;

use serde_json::json;
use tegata_tests::harness::{Client, TestApp};

use super::cast::{Cast, open_app};
use super::operations;

#[test]
fn a_body_is_a_json_object_or_refused() {
    let app = open_app();
    let cast = Cast::new(&app);
    for operation in operations().iter().filter(|operation| operation.body.is_some()) {
        let client = &cast.caller_of(operation);
        let send = |client: &Client, body: &str| {
            client.send(&operation.method, &operation.path, Some(body))
        };
        for (kind, value) in [
            ("content-type", "text/plain"),
            ("content-type", "application/x-www-form-urlencoded"),
            ("content-type", "application/json; charset=shift_jis"),
            ("content-encoding", "gzip"),
        ] {
            let reply = send(&client.with(kind, value), "{}");
            reply.refused(415, "unsupported_media_type", "");
        }
        for body in ["[]", "[{}]", "null", "1", "\"text\"", "true"] {
            send(client, body).refused(400, "not_an_object", "");
        }
        for body in ["", "{", "{}x", "{\"a\":1e999}", "\u{feff}{}", "{'a':1}", "{\"a\":\"\n\"}"] {
            let reply = send(client, body).refused(400, "malformed_json", "");
            assert!(!reply.text.contains("expected"), "a parser's own words: {}", reply.text);
        }
    }
}

#[test]
fn unknown_and_repeated_query_parameters_are_refused_everywhere() {
    let app = TestApp::sqlite();
    for operation in operations() {
        // More names than that are not looked at, because one of them must be wrong.
        assert!(operation.query.len() < 50, "{}", operation.id);
        let ask = |query: &str| {
            let body = operation.body.as_ref().map(|_| "{}");
            app.stranger().send(&operation.method, &operation.with(query), body)
        };
        ask("no_such=1&nor_this")
            .fields(&[("?no_such", "unknown_field"), ("?nor_this", "unknown_field")]);
        for parameter in &operation.query {
            let name = parameter["name"].as_str().expect("a name");
            let pointer = format!("?{name}");
            ask(&format!("{name}=1&{name}=1")).fields(&[(&pointer, "duplicate")]);
        }
    }
}

/// A cursor belongs to its own search, and is not made by hand.
#[test]
fn a_cursor_of_another_search_is_refused() {
    let app = TestApp::sqlite();
    let operator = app.operator();
    app.person("taro_cargo");
    let page = operator.get("/v1/admin/audit-entries?limit=1").expect(200);
    let cursor = page.text("/next_cursor");
    operator.get(&format!("/v1/admin/audit-entries?limit=2&cursor={cursor}")).expect(200);
    for path in [
        format!("/v1/admin/audit-entries?action=session.started&cursor={cursor}"),
        format!("/v1/admin/mails?cursor={cursor}"),
        format!("/v1/admin/audit-entries?cursor={}x", &cursor[..cursor.len() - 1]),
        "/v1/admin/audit-entries?cursor=bm9uc2Vuc2U".to_owned(),
        "/v1/admin/audit-entries?cursor=".to_owned(),
    ] {
        operator.get(&path).refused(400, "cursor_invalid", "");
    }
    let key = "k".repeat(256);
    for key in ["", &key] {
        let client = app.stranger().with("idempotency-key", key);
        let reply = client.post(
            "/v1/password-checks",
            json!({ "account_kind": "general", "password": "purple-window-tiger" }),
        );
        reply.refused(400, "malformed_request", "");
    }
}

/// Nothing may be kept by a browser or proxy but the public keys, whatever the answer is.
#[test]
fn every_answer_carries_the_protecting_headers() {
    let app = TestApp::sqlite();
    let person = app.person("taro_cargo");
    let stranger = app.stranger();
    let text = stranger.with("content-type", "text/plain");
    let replies = [
        ("200", person.get("/v1/me")),
        ("401", stranger.get("/v1/me")),
        ("403", person.get("/v1/admin/accounts")),
        ("404", stranger.get("/nowhere")),
        ("405", stranger.delete("/v1/me")),
        ("204", stranger.send("OPTIONS", "/v1/me", None)),
        ("415", text.send("POST", "/v1/sessions", Some("x"))),
        ("422", stranger.post("/v1/sessions", json!({}))),
        ("200", stranger.get("/openapi.json")),
        ("200", stranger.get("/docs/")),
    ];
    let mut ids = BTreeSet::new();
    for (status, reply) in replies {
        assert_eq!(reply.status.to_string(), status, "{}", reply.text);
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{status} {name}");
        }
        assert_eq!(reply.header("strict-transport-security"), None, "this one is not behind TLS");
        assert_eq!(reply.header("server"), None);
        assert!(ids.insert(reply.header("request-id").expect("an id").to_owned()));
    }
    let keys = stranger.get("/.well-known/jwks.json").expect(200);
    assert_eq!(keys.header("cache-control"), Some("public, max-age=300"));
    let secure = TestApp::sqlite_with(&[("PUBLIC_URL", "https://api.tegata.example")]);
    let reply = secure.stranger().get("/livez").expect(200);
    let expected = Some("max-age=31536000; includeSubDomains");
    assert_eq!(reply.header("strict-transport-security"), expected);
}

/// OPS-ERR-01: the words follow the wanted language, codes never do.
#[test]
fn a_refusal_speaks_japanese_or_english_as_asked() {
    let app = TestApp::sqlite();
    let ask = |language: &str| {
        let client = app.stranger().with("accept-language", language);
        client.post(
            "/v1/registrations",
            json!({ "email": "no", "accept_terms": false, "terms_version": "1" }),
        )
    };
    let (ja, en) = (ask("ja"), ask("en"));
    for (reply, tag) in [(&ja, "ja"), (&en, "en"), (&ask("fr, en;q=0.3"), "en"), (&ask("fr"), "ja")]
    {
        assert_eq!(reply.status, 422);
        assert_eq!(reply.header("content-language"), Some(tag));
        let mut varies = reply.headers.iter().filter(|(name, _)| name == "vary");
        assert!(varies.any(|(_, value)| value == "accept-language"));
        for member in ["title", "detail", "remedy"] {
            let words = reply.text(&format!("/{member}"));
            assert_eq!(words.is_ascii(), tag == "en", "{member}: {words}");
        }
        for error in reply.body["errors"].as_array().expect("errors") {
            assert_eq!(error["detail"].as_str().expect("words").is_ascii(), tag == "en", "{error}");
        }
    }
    let stable = ["code", "status", "rule", "type", "retryable", "links"];
    for member in stable {
        assert_eq!(ja.body[member], en.body[member], "{member}");
    }
    let fields = [
        ("/email", "email_invalid"),
        ("/accept_terms", "terms_not_accepted"),
        ("/terms_version", "terms_outdated"),
    ];
    ja.fields(&fields);
    en.fields(&fields);
}

#[test]
fn no_page_of_another_origin_may_call_unless_configured() {
    const PORTAL: &str = "https://portal.example.com";
    let preflight = |app: &TestApp, origin: &str| {
        let client = app.stranger().with("origin", origin);
        let client = client.with("access-control-request-method", "POST");
        let client = client.with("access-control-request-headers", "content-type,idempotency-key");
        client.send("OPTIONS", "/v1/sessions", None)
    };
    let called =
        |app: &TestApp, origin: &str| app.stranger().with("origin", origin).get("/v1/terms");
    let closed = TestApp::sqlite();
    let open = TestApp::sqlite_with(&[("CORS_ORIGINS", PORTAL)]);
    for (app, origin) in [
        (&closed, PORTAL),
        (&open, "https://evilportal.example.com"),
        (&open, "https://portal.example.com.evil.example"),
        (&open, "http://portal.example.com"),
        (&open, "null"),
    ] {
        for reply in [preflight(app, origin), called(app, origin)] {
            assert_eq!(reply.header("access-control-allow-origin"), None, "{origin}");
            if reply.status >= 400 {
                assert_eq!(reply.header("content-type"), Some("application/problem+json"));
            }
        }
    }
    let reply = preflight(&open, PORTAL);
    assert!((200..300).contains(&reply.status), "{}", reply.text);
    assert_eq!(reply.header("access-control-allow-origin"), Some(PORTAL));
    assert!(reply.header("access-control-allow-methods").is_some_and(|all| all.contains("POST")));
    assert!(
        reply
            .header("access-control-allow-headers")
            .is_some_and(|all| all.contains("idempotency-key"))
    );
    let reply = called(&open, PORTAL).expect(200);
    assert_eq!(reply.header("access-control-allow-origin"), Some(PORTAL));
    assert_eq!(reply.header("access-control-allow-credentials"), None);
    let exposed = reply.header("access-control-expose-headers").expect("exposed headers");
    for name in ["etag", "request-id", "retry-after", "ratelimit", "link", "location"] {
        assert!(exposed.contains(name), "{name}: {exposed}");
    }
}
