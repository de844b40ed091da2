//! What becomes of a mail when its server fails, and that no request notices.

use std::collections::BTreeSet;

use serde_json::json;
use tegata_tests::harness::{DAY, HOUR, MINUTE, eventually};
use tegata_tests::smtp::Behaviour;

use super::{codes, mailing, outbox, register, settled};

/// OPS-MAIL-01: a mail server that is down fails no request and loses nothing.
#[test]
fn a_server_that_is_down_loses_nothing() {
    let (app, mut sink) = mailing();
    let operator = app.operator();
    eventually("the operator's own mails", || {
        outbox(&app, &operator, "operator-1@tegata.example")
            .iter()
            .all(|mail| mail["state"] == "sent")
    });
    sink.forget();
    sink.set(Behaviour::Down);
    let addresses: Vec<String> = (0..8).map(|number| format!("taro{number}@example.jp")).collect();
    for address in &addresses {
        register(&app.stranger(), address);
    }
    for address in &addresses {
        let mail = settled(&app, &operator, address, "deferred");
        assert_eq!(codes(&mail), [0], "there was nobody to answer");
        assert!(mail["mail"]["next_attempt_at"].is_string());
    }
    assert_eq!(app.stranger().get("/readyz").expect(200).body["mails_waiting"], 8);

    sink.set(Behaviour::Accept);
    app.advance_real(2 * MINUTE);
    let operator = app.sign_in("operator-1");
    for address in &addresses {
        let mail = settled(&app, &operator, address, "sent");
        assert_eq!(codes(&mail), [0, 250]);
    }
    let arrived = sink.messages();
    let to: BTreeSet<&String> = arrived.iter().flat_map(|mail| &mail.to).collect();
    assert_eq!(to, addresses.iter().collect(), "everybody");
    assert_eq!(arrived.len(), addresses.len(), "once");
    let ids: BTreeSet<_> = arrived.iter().filter_map(|mail| mail.header("message-id")).collect();
    assert_eq!(ids.len(), addresses.len());
    assert_eq!(app.stranger().get("/readyz").expect(200).body["mails_waiting"], 0);
}

/// OPS-MAIL-01: a passing refusal is tried again, later each time, and each answer can be read.
#[test]
fn a_passing_refusal_is_tried_again() {
    let (app, mut sink) = mailing();
    let operator = app.operator();
    sink.set(Behaviour::RefuseRecipient(451));
    register(&app.stranger(), "taro@example.jp");
    let mail = settled(&app, &operator, "taro@example.jp", "deferred");
    assert_eq!(codes(&mail), [451]);
    assert!(!mail.to_string().contains("taro@"), "no address is shown: {mail}");
    assert!(mail["attempts"][0]["reply"].as_str().unwrap().contains("recipient refused"));
    // Not before its time, whatever else is going on.
    app.advance_real(MINUTE / 2);
    sink.set(Behaviour::Accept);
    register(&app.stranger(), "hanako@example.jp");
    settled(&app, &operator, "hanako@example.jp", "sent");
    let mail = settled(&app, &operator, "taro@example.jp", "deferred");
    assert_eq!(codes(&mail), [451]);
    sink.set(Behaviour::RefuseMessage(452));
    app.advance_real(MINUTE);
    eventually("a second try", || {
        codes(&settled(&app, &operator, "taro@example.jp", "deferred")) == [451, 452]
    });
    sink.set(Behaviour::Accept);
    app.advance_real(7 * MINUTE);
    let mail = settled(&app, &operator, "taro@example.jp", "sent");
    assert_eq!(codes(&mail), [451, 452, 250]);
    assert!(mail["mail"]["sent_at"].is_string());
}

/// OPS-MAIL-01: a refusal for good ends it, until an operator who mended the cause says otherwise.
#[test]
fn a_bounced_mail_waits_for_an_operator() {
    let (app, mut sink) = mailing();
    let operator = app.operator();
    sink.set(Behaviour::RefuseRecipient(550));
    register(&app.stranger(), "taro@example.jp");
    let mail = settled(&app, &operator, "taro@example.jp", "bounced");
    assert_eq!(codes(&mail), [550]);
    sink.set(Behaviour::Accept);
    app.advance_real(9 * MINUTE);
    register(&app.stranger(), "hanako@example.jp");
    settled(&app, &operator, "hanako@example.jp", "sent");
    assert_eq!(codes(&settled(&app, &operator, "taro@example.jp", "bounced")), [550]);

    let id = mail["mail"]["id"].as_str().unwrap();
    let retry = format!("/v1/admin/mails/{id}/retry");
    let why = json!({ "reason": "The mailbox exists now." });
    operator.post(&retry, json!({ "reason": "" })).fields(&[("/reason", "required")]);
    operator.post(&retry, why.clone()).expect(200);
    let mail = settled(&app, &operator, "taro@example.jp", "sent");
    assert_eq!(codes(&mail), [550, 250]);
    operator.post(&retry, why.clone()).refused(409, "mail_not_retryable", "OPS-MAIL-01");
    let none = "/v1/admin/mails/mail_01kabd3ns8e9bv4r8j7xq7s0yz/retry";
    operator.post(none, why).refused(404, "not_found", "");
    let trail = app.audit(&operator);
    let entry =
        trail.iter().find(|entry| entry["action"] == "mail.retried").expect("it is audited");
    assert_eq!(entry["subject_id"], id);
    assert_eq!(entry["reason"], "The mailbox exists now.");
}

/// OPS-MAIL-01: a server that takes a mail and then says nothing gets it once more, under the same
/// Message-ID, so that the receiving side can drop the second.
#[test]
fn a_swallowed_answer_costs_one_repetition_with_the_same_id() {
    for behaviour in [Behaviour::CloseAfterMessage, Behaviour::HangAfterMessage] {
        let (app, mut sink) = mailing();
        let operator = app.operator();
        eventually("the operator's own mails", || {
            outbox(&app, &operator, "operator-1@tegata.example")
                .iter()
                .all(|mail| mail["state"] == "sent")
        });
        sink.forget();
        sink.set(behaviour);
        register(&app.stranger(), "taro@example.jp");
        let mail = settled(&app, &operator, "taro@example.jp", "deferred");
        assert_eq!(codes(&mail), [0]);
        sink.set(Behaviour::Accept);
        app.advance_real(2 * MINUTE);
        settled(&app, &operator, "taro@example.jp", "sent");
        app.advance_real(HOUR);
        register(&app.stranger(), "hanako@example.jp");
        eventually("the next mail", || {
            sink.messages().iter().any(|one| one.to == ["hanako@example.jp"])
        });
        let messages = sink.messages();
        let ids: Vec<_> = messages
            .iter()
            .filter(|message| message.to == ["taro@example.jp"])
            .map(|message| message.header("message-id").expect("a Message-ID"))
            .collect();
        let id = mail["mail"]["id"].as_str().unwrap();
        assert_eq!(ids, [format!("<{id}@tegata.example>"), format!("<{id}@tegata.example>")]);
    }
}

/// OPS-MAIL-01: a slow server delays mails and nothing else.
#[test]
fn a_slow_server_slows_no_request() {
    let (app, mut sink) = mailing();
    let operator = app.operator();
    sink.set(Behaviour::Slow(150));
    for number in 0..5 {
        register(&app.stranger(), &format!("taro{number}@example.jp"));
    }
    // Five mails take seconds on such a line; the answers are there before the mails are.
    assert!(outbox(&app, &operator, "taro4@example.jp")[0]["state"] == "queued");
    sink.set(Behaviour::Accept);
    for number in 0..5 {
        settled(&app, &operator, &format!("taro{number}@example.jp"), "sent");
    }
}

/// OPS-MAIL-01: a link that is over is not mailed any more.
#[test]
fn a_mail_that_is_too_late_is_not_sent() {
    let (app, mut sink) = mailing();
    app.operator();
    sink.set(Behaviour::Down);
    register(&app.stranger(), "taro@example.jp");
    let operator = app.sign_in("operator-1");
    settled(&app, &operator, "taro@example.jp", "deferred");
    sink.forget();
    sink.set(Behaviour::Accept);
    app.advance_real(DAY + HOUR);
    let operator = app.sign_in("operator-1");
    settled(&app, &operator, "taro@example.jp", "expired");
    register(&app.stranger(), "hanako@example.jp");
    eventually("the next mail", || {
        sink.messages().iter().any(|one| one.to == ["hanako@example.jp"])
    });
    assert!(sink.messages().iter().all(|message| message.to != ["taro@example.jp"]));
}

/// OPS-MAIL-01: what is refused before a mail is named is nobody's bounce.
#[test]
fn a_server_that_refuses_everybody_bounces_nobody() {
    for behaviour in [Behaviour::RefuseSession(554), Behaviour::RefuseRecipient(421)] {
        let (app, mut sink) = mailing();
        let operator = app.operator();
        sink.set(Behaviour::Down);
        sink.set(behaviour);
        register(&app.stranger(), "taro@example.jp");
        let mail = settled(&app, &operator, "taro@example.jp", "deferred");
        assert_ne!(codes(&mail), [250]);
    }
}
