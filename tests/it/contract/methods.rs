//! Methods: HEAD wherever GET, OPTIONS and 405 with `Allow` everywhere, and paths that are none.

use std::collections::{BTreeMap, BTreeSet};

use tegata_tests::harness::{TestApp, Wire};

use super::cast::{Cast, open_app};
use super::operations;

/// The documented methods of each path, examples in place of parameters.
fn paths() -> BTreeMap<String, BTreeSet<String>> {
    let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for operation in operations() {
        paths.entry(operation.path).or_default().insert(operation.method);
    }
    paths
}

fn allow(methods: &BTreeSet<String>) -> String {
    let mut all: Vec<&str> = methods.iter().map(String::as_str).collect();
    if methods.contains("GET") {
        all.push("HEAD");
    }
    all.push("OPTIONS");
    all.sort_unstable();
    all.join(", ")
}

/// The answer to a bare request, over a connection that ends with it.
fn bare(app: &TestApp, method: &str, path: &str, token: &str) -> Wire {
    let mut wire = Wire::open(app);
    wire.say(format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{token}\r\n"
    ));
    wire
}

#[test]
fn head_is_get_without_its_body() {
    let app = open_app();
    let cast = Cast::new(&app);
    let mut found = 0;
    for operation in operations().iter().filter(|operation| operation.method == "GET") {
        let path = &cast.real(&operation.with(""));
        let caller = cast.caller_of(operation);
        let token = caller.sends("authorization");
        let token = token.map(|token| format!("Authorization: {token}\r\n")).unwrap_or_default();
        let (status, headers) = bare(&app, "GET", path, &token).head();
        let mut wire = bare(&app, "HEAD", path, &token);
        let (head_status, head_headers) = wire.head();
        assert_eq!(wire.rest(), b"", "HEAD {path} has a body");
        assert_eq!(head_status, status, "{path}");
        let same = |headers: Vec<(String, String)>| -> BTreeMap<String, String> {
            let own = ["request-id", "date"];
            headers.into_iter().filter(|(name, _)| !own.contains(&name.as_str())).collect()
        };
        let (headers, mut head_headers) = (same(headers), same(head_headers));
        // What tells an instant or a health may have grown by a digit between the two.
        let tells_now = ["/readyz", "/v1/sandbox/clock"].contains(&path.as_str());
        if tells_now || path.ends_with("/visibility") {
            head_headers.insert("content-length".to_owned(), headers["content-length"].clone());
        }
        assert_eq!(head_headers, headers, "{path}");
        found += usize::from(status == 200);
    }
    assert!(found > 40, "{found}");
}

#[test]
fn every_other_method_is_405_and_says_which_there_are() {
    let app = TestApp::sqlite();
    for (path, methods) in paths() {
        let allow = allow(&methods);
        let options = bare(&app, "OPTIONS", &path, "").reply();
        assert_eq!(
            (options.status, options.header("allow")),
            (204, Some(allow.as_str())),
            "{path}"
        );
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"] {
            if methods.contains(method) {
                continue;
            }
            let reply = bare(&app, method, &path, "").reply();
            let reply = reply.refused(405, "method_not_allowed", "");
            assert_eq!(reply.header("allow"), Some(allow.as_str()), "{method} {path}");
        }
        if !methods.contains("GET") {
            assert_eq!(bare(&app, "HEAD", &path, "").head().0, 405, "{path}");
        }
    }
}

#[test]
fn what_is_nowhere_is_404_by_any_method() {
    let app = TestApp::sqlite();
    for path in [
        "/",
        "/v1",
        "/v1/",
        "/v1/me/",
        "/V1/me",
        "//v1/me",
        "/v1/%6de/x",
        "/v1/admin",
        "/v1/sessions/a/b",
        "/.env",
        "/v1/../livez",
        "/openapi",
    ] {
        for method in ["GET", "POST", "DELETE", "TRACE", "OPTIONS"] {
            let reply = bare(&app, method, path, "").reply();
            assert_eq!(reply.refused(404, "not_found", "").body["instance"], path);
        }
    }
}

/// What is escaped without need is the same path, with the same rules.
#[test]
fn an_escaped_path_is_the_path_itself() {
    let app = TestApp::sqlite();
    let ask = |method: &str, path: &str| bare(&app, method, path, "").reply();
    ask("GET", "/v1/%74erms").expect(200);
    ask("GET", "/v1/%74erms?nosuch=1").fields(&[("?nosuch", "unknown_field")]);
    ask("DELETE", "/v1/%74erms").refused(405, "method_not_allowed", "");
    ask("GET", "/v1%2Fterms").refused(404, "not_found", "");
}
