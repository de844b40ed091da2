//! Mails over real SMTP, to a server in a process of its own that fails as it is told.

mod at_rest;
mod delivery;
mod injection;
mod leases;
mod letters;
mod wake;

use std::path::Path;

use serde_json::{Value, json};
use tegata_tests::harness::{Client, TestApp, eventually};
use tegata_tests::smtp::SmtpSink;

/// An application that hands its mails to a sink.
fn mailing() -> (TestApp, SmtpSink) {
    let sink = SmtpSink::start(Path::new(env!("CARGO_BIN_EXE_smtp-sink")), None);
    let port = sink.port().to_string();
    let app = TestApp::sqlite_with(&[
        ("SMTP_HOST", "127.0.0.1"),
        ("SMTP_PORT", &port),
        ("SMTP_SECURITY", "none"),
        ("SMTP_FROM", "貨物 Tegata <no-reply@tegata.example>"),
        ("SMTP_TIMEOUT_SECONDS", "1"),
    ]);
    (app, sink)
}

/// Asks for a registration link.
fn register(client: &Client, email: &str) {
    let terms = client.get("/v1/terms").expect(200).text("/version");
    let body = json!({ "email": email, "accept_terms": true, "terms_version": terms });
    client.post("/v1/registrations", body).expect(202);
}

/// The mails to an address as operators see them, newest first.
fn outbox(app: &TestApp, operator: &Client, email: &str) -> Vec<Value> {
    // Tries again are due by a clock that the test moves, and the worker looks at it once a second.
    app.app.database.mail_due().notify_one();
    let reply = operator.get(&format!("/v1/admin/mails?recipient={email}")).expect(200);
    reply.body["items"].as_array().expect("items").clone()
}

/// Waits until the one mail to an address is in this state; gives it with its tries.
#[track_caller]
fn settled(app: &TestApp, operator: &Client, email: &str, state: &str) -> Value {
    let mut last = Value::Null;
    eventually(&format!("a mail to {email} that is {state}"), || {
        last = outbox(app, operator, email)[0].clone();
        last["state"] == state
    });
    let id = last["id"].as_str().expect("an id");
    operator.get(&format!("/v1/admin/mails/{id}")).expect(200).body
}

/// The reply codes of a mail's tries, oldest first; 0 where the server said nothing.
fn codes(detail: &Value) -> Vec<u64> {
    let attempts = detail["attempts"].as_array().expect("attempts");
    attempts.iter().map(|attempt| attempt["reply_code"].as_u64().unwrap_or_default()).collect()
}
