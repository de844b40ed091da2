//! Whatever is typed, a mail has its own headers, one recipient, and one message.

use serde_json::json;
use tegata_tests::harness::{MINUTE, eventually, registration_form};
use tegata_tests::smtp::Behaviour;

use super::letters::{HEADERS, arrived, header_names};
use super::{mailing, outbox};

/// What breaks naive mailers.
const PAYLOADS: &[&str] = &[
    "x\r\nBcc: evil@example.com",
    "x\nBcc: evil@example.com",
    "x\rBcc: evil@example.com",
    "x\r\n\r\nA body",
    "\r\n.\r\nMAIL FROM:<evil@example.com>\r\n",
    "x\0y",
    "x\u{85}Bcc: evil@example.com",
    "x\u{2028}Bcc: evil@example.com",
    "x\u{1b}[31m",
    "x\u{202e}y",
    ".",
    "..",
    "\"><script>alert(1)</script>",
    "=?utf-8?b?QmNjOiBldmls?=",
    "a@b <evil@example.com>, c@d",
    "🚚📦✈️",
    "%0d%0aBcc: evil@example.com",
    "{{token}} [x] {x}",
];

/// Fields of one line: refused, or kept within their line.
#[test]
fn no_name_or_company_adds_a_header_or_a_recipient() {
    let (app, mut sink) = mailing();
    // Links are read in the sandbox, where a mail stands until it is sent.
    sink.set(Behaviour::Down);
    let stranger = app.stranger();
    let token = app.registration_link("first@example.jp");
    let mut written = Vec::new();
    for (number, payload) in PAYLOADS.iter().enumerate() {
        let form = |token: &str| {
            let mut form = registration_form(token, &format!("payload_{number}"));
            form["company_name"] = json!(payload);
            form["department"] = json!(payload);
            form
        };
        let preview = stranger.post("/v1/registrations/complete?dry_run=true", form(&token));
        if payload.contains(char::is_control) || payload.contains(['\u{2028}', '\u{202e}']) {
            preview.fields(&[
                ("/company_name", "unprintable_character"),
                ("/department", "unprintable_character"),
            ]);
            continue;
        }
        if preview.status == 422 {
            // A name without a letter is none.
            preview
                .fields(&[("/company_name", "invalid_format"), ("/department", "invalid_format")]);
            assert!(!payload.contains(char::is_alphanumeric), "{payload:?}");
            continue;
        }
        preview.expect(200);
        let email = format!("payload{number}@example.jp");
        let own = app.registration_link(&email);
        stranger.post("/v1/registrations/complete", form(&own)).expect(201);
        // The company stands in the reminder.
        stranger.post("/v1/login-id-reminders", json!({ "email": email })).expect(202);
        written.push(email);
    }
    assert!(written.len() > 4, "{written:?}");
    let waiting = app.stranger().get("/readyz").expect(200).body["mails_waiting"].clone();
    sink.set(Behaviour::Accept);
    app.advance_real(2 * MINUTE);
    app.stranger().get("/readyz").expect(200);
    eventually("every mail", || json!(sink.count()) == waiting);
    let messages = sink.messages();
    for email in written {
        let to_it = messages.iter().filter(|message| message.to == [email.as_str()]);
        assert_eq!(to_it.count(), 2, "the link and the reminder");
    }
    for message in messages {
        assert_eq!(header_names(&message), HEADERS, "{}", message.data);
        assert_eq!(message.to.len(), 1);
        assert!(!message.data.contains("<script>"), "{}", message.data);
    }
}

/// A name that mails to strangers show is no link (ACC-REG-05, ORG-01).
#[test]
fn no_name_is_a_link() {
    let (app, mut sink) = mailing();
    // The link is read in the sandbox, where a mail stands until it is sent.
    sink.set(Behaviour::Down);
    let operator = app.operator();
    let token = app.registration_link("first@example.jp");
    for link in ["https://evil.example/", "www.evil.example", "evil.example/login"] {
        let mut form = registration_form(&token, "taro_cargo");
        form["company_name"] = json!(format!("貨物 {link}"));
        form["given_name"] = json!(link);
        let preview = app.stranger().post("/v1/registrations/complete?dry_run=true", form);
        preview
            .fields(&[("/company_name", "link_not_allowed"), ("/given_name", "link_not_allowed")]);
        let company = json!({ "name": link, "business_roles": [], "reason": "x" });
        operator.post("/v1/admin/companies", company).fields(&[("/name", "link_not_allowed")]);
    }
}

/// Text of many lines is quoted, and its lines stay in the body.
#[test]
fn no_message_leaves_its_quote() {
    let (app, mut sink) = mailing();
    let operator = app.operator();
    let long = "長い文章です。".repeat(500);
    let payloads = PAYLOADS.iter().copied().chain([long.as_str()]).enumerate();
    for (number, payload) in payloads {
        let email = format!("asks{number}@example.jp");
        let inquiry =
            json!({ "topic": "other", "name": "山田", "email": email, "message": payload });
        let reply = app.stranger().post("/v1/support-inquiries", inquiry);
        if reply.status == 422 {
            reply.fields(&[("/message", "unprintable_character")]);
            continue;
        }
        let id = reply.expect(201).text("/id");
        let answer = json!({ "answer": payload });
        operator.post(&format!("/v1/admin/inquiries/{id}/answer"), answer).expect(200);
        for mail in outbox(&app, &operator, &email) {
            assert_ne!(mail["state"], "failed", "{payload:?}");
        }
        let message = arrived(&mut sink, &email);
        assert_eq!(header_names(&message), HEADERS, "{payload:?}: {}", message.data);
        assert_eq!(message.header("bcc"), None);
    }
    // Nobody was written to but those who asked.
    for message in sink.messages() {
        let to = message.to.concat();
        assert!(to.starts_with("asks") || to.starts_with("operator-1@"), "{to}");
    }
}
