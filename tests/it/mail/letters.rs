//! What arrives: one message per mail, in the reader's language, as text and as HTML.

use serde_json::json;
use tegata_tests::harness::eventually;
use tegata_tests::smtp::{Received, SmtpSink};

use super::{mailing, register};

/// The only message to an address, when it is there.
pub fn arrived(sink: &mut SmtpSink, email: &str) -> Received {
    let mut found = None;
    eventually(&format!("a mail to {email}"), || {
        found = sink.messages().into_iter().find(|message| message.to == [email]);
        found.is_some()
    });
    found.expect("it is there")
}

/// The names of a message's headers.
pub fn header_names(message: &Received) -> Vec<String> {
    let head = message.data.split("\r\n\r\n").next().expect("a head");
    let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    lines.map(|line| line.split(':').next().expect("a name").to_owned()).collect()
}

/// Every header that a mail has.
pub const HEADERS: [&str; 8] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
];

#[test]
fn a_mail_speaks_the_language_of_who_asked() {
    let (app, mut sink) = mailing();
    register(&app.stranger().with("accept-language", "en"), "john@example.com");
    register(&app.stranger(), "taro@example.jp");
    let en = arrived(&mut sink, "john@example.com");
    let ja = arrived(&mut sink, "taro@example.jp");
    assert!(en.header("subject").expect("a subject").starts_with("[Tegata] "));
    assert!(ja.header("subject").expect("a subject").contains("=?utf-8?b?"));
    for (message, to) in [(&en, "john@example.com"), (&ja, "taro@example.jp")] {
        assert_eq!(header_names(message), HEADERS);
        assert_eq!(message.header("to").as_deref(), Some(to));
        assert_eq!(message.from, "no-reply@tegata.example");
        assert_eq!(message.header("auto-submitted").as_deref(), Some("auto-generated"));
        let kind = message.header("content-type").expect("a type");
        assert!(kind.starts_with("multipart/alternative"), "{kind}");
        let parts = ["text/plain; charset=utf-8", "text/html; charset=utf-8"];
        let places: Vec<_> = parts.iter().filter_map(|part| message.data.find(part)).collect();
        assert!(places.len() == 2 && places.is_sorted(), "text first, then HTML");
        assert!(message.data.is_ascii(), "no server needs 8 bits");
        assert!(message.data.split("\r\n").all(|line| line.len() <= 998));
    }
    assert!(en.data.contains("<html lang=3D\"en\">") || en.data.contains("<html lang=\"en\">"));
}

/// The account's language, not that of whoever acts on it, is the one of its mails.
#[test]
fn a_mail_about_an_account_speaks_its_language() {
    let (app, mut sink) = mailing();
    let agency = json!({
        "kind": "agency", "login_id": "haneda_agency", "email": "desk@agency.example.com",
        "family_name": "Sato", "given_name": "Hanako", "family_name_kana": "サトウ",
        "given_name_kana": "ハナコ", "company_name": "Haneda Agency", "industry": "freight_forwarder",
        "phone": "03-9876-5432", "postal_code": "144-0041", "address": "Haneda 2-6-5",
        "dangerous_goods_qualified": true, "language": "en", "reason": "Contract"
    });
    let operator = app.operator().with("accept-language", "ja");
    operator.post("/v1/admin/accounts", agency).expect(201);
    let mail = arrived(&mut sink, "desk@agency.example.com");
    let subject = mail.header("subject").expect("a subject");
    assert!(subject.starts_with("[Tegata] "), "{subject}");
}
