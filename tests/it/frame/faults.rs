//! Programs break: a panic is one refused request, and a database that is away is said to be.

use std::panic::panic_any;
use std::sync::Arc;

use serde_json::json;
use tegata::server::{compose_with, database, prepare};
use tegata_domain::kernel::{Digest, Keys, Purpose, Sealed, Token};
use tegata_tests::harness::{TestApp, TestClock, Wire, own_folder, settings};

use super::{lives, post};

/// Keys that break when they are asked for this purpose.
struct Broken(Arc<dyn Keys>, Purpose);

impl Keys for Broken {
    fn digest(&self, token: &Token) -> Digest {
        self.0.digest(token)
    }

    fn keyed(&self, purpose: Purpose, parts: &[&[u8]]) -> Digest {
        if purpose == self.1 {
            panic_any("the key for idempotency broke");
        }
        self.0.keyed(purpose, parts)
    }

    fn seal(&self, purpose: Purpose, plain: &[u8]) -> Sealed {
        self.0.seal(purpose, plain)
    }

    fn open(&self, purpose: Purpose, sealed: &Sealed) -> Option<Vec<u8>> {
        self.0.open(purpose, sealed)
    }
}

/// An application whose keys break for this purpose, on a file of its own.
fn breaking(purpose: Purpose) -> TestApp {
    let folder = own_folder();
    let settings = settings(&folder.join("broken.db").display().to_string(), &[]);
    let database = database(&settings);
    let clock = Arc::new(TestClock::new(Arc::clone(&database)));
    let mut app = compose_with(&settings, None, database, clock.clone()).expect("an application");
    prepare(&app).expect("a database");
    app.env.keys = Arc::new(Broken(Arc::clone(&app.env.keys), purpose));
    TestApp::serving(app, clock, Some(folder))
}

/// Where the framework alone would hang up without a word: on its own thread.
#[test]
fn a_handler_that_panics_is_a_500_and_costs_nothing_else() {
    let app = breaking(Purpose::Idempotency);
    let mut wire = Wire::open(&app);
    for _ in 0..5 {
        let body =
            json!({ "account_kind": "general", "password": "purple-window-tiger" }).to_string();
        let request = post("/v1/password-checks", "Idempotency-Key: k\r\n", &body);
        let reply = wire.say(request).reply().refused(500, "internal", "");
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert!(!reply.text.contains("idempotency broke"), "{}", reply.text);
        // The same connection, the same worker.
        wire.say(post("/v1/password-checks", "", &body)).reply().expect(200);
    }
    lives(&app);
}

/// The same on a blocking thread, where a use case runs.
#[test]
fn a_use_case_that_panics_is_a_500_and_costs_nothing_else() {
    let app = breaking(Purpose::Guard);
    let wrong = json!({ "login_id": "taro_cargo", "password": "wrong-password" });
    for _ in 0..5 {
        app.stranger().post("/v1/sessions", wrong.clone()).refused(500, "internal", "");
    }
    lives(&app);
}

/// A database that cannot be reached is 503 with a time to wait, not a hang; what needs none is
/// answered all along.
#[test]
fn a_database_that_is_away_is_said_to_be() {
    let url = "postgres://nobody@127.0.0.1:1/none";
    let settings = settings(url, &[("DATABASE_TIMEOUT_MS", "200")]);
    let database = database(&settings);
    let clock = Arc::new(TestClock::new(Arc::clone(&database)));
    let app = compose_with(&settings, None, database, clock.clone()).expect("an application");
    let app = TestApp::serving(app, clock, None);
    for path in ["/readyz", "/v1/me", "/v1/sandbox/mails"] {
        let client = app.with_token("a.b.c");
        let reply = client.get(path);
        if path == "/v1/me" {
            assert!([401, 503].contains(&reply.status), "{}", reply.text);
            continue;
        }
        let reply = reply.refused(503, "unavailable", "");
        assert_eq!(reply.header("retry-after"), Some("2"));
        assert!(!reply.text.contains("127.0.0.1:1") && !reply.text.contains("postgres"));
    }
    app.stranger().get("/livez").expect(200);
}
