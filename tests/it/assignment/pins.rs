//! Wrong PINs, and where PINs stand.

use serde_json::json;
use tegata_tests::harness::{MINUTE, TestApp};
use tegata_tests::on_both;

use super::{ADDRESSEE, Community, accept_cargo, accept_named, bare, wrong_pin};
use crate::log;

on_both! {
    /// ASG-ACC-06: without an id, wrong PINs pause the account's tries, for longer each time, and close
    /// nothing.
    fn wrong_pins_pause_the_account(app) {
        let community = Community::new(app);
        community.assigned(1);
        let pin = community.pin();
        for number in 0..5 {
            let refused = accept_cargo(&community.other, &wrong_pin(number));
            refused.refused(404, "pin_unknown", "ASG-ACC-04");
        }
        for (number, minutes) in [1, 5, 15, 60, 60].into_iter().enumerate() {
            let paused = accept_cargo(&community.other, &wrong_pin(9));
            let paused = paused.refused(429, "pin_paused", "ASG-ACC-06");
            let wait: i64 = paused.header("retry-after").unwrap().parse().unwrap();
            assert!((minutes * MINUTE - 30..=minutes * MINUTE).contains(&wait), "{minutes}: {wait}");
            app.advance(wait);
            let refused = accept_cargo(&community.other, &wrong_pin(number));
            refused.refused(404, "pin_unknown", "ASG-ACC-04");
        }
        // It closed nothing, and paused nobody else.
        accept_cargo(&community.addressee, &pin).expect(200);
    }

    /// ASG-ACC-06: a pause tells nothing about the PIN, and what waits in the inbox goes around it.
    fn a_paused_addressee_names_the_assignment(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        for number in 0..5 {
            accept_cargo(&community.addressee, &wrong_pin(number)).expect(404);
        }
        let pin = community.pin();
        let right = accept_cargo(&community.addressee, &pin).refused(429, "pin_paused", "ASG-ACC-06");
        let wrong = accept_cargo(&community.addressee, &wrong_pin(5));
        assert_eq!(right.text("/title"), wrong.text("/title"));
        accept_named(&community.addressee, &pin, &assignment).expect(200);
    }

    /// ASG-ACC-06: with the id, five wrong PINs close it to PINs until it is sent again.
    fn five_wrong_pins_close_a_named_one(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        let pin = community.pin();
        for number in 0..5 {
            let refused = accept_named(&community.addressee, &wrong_pin(number), &assignment);
            refused.refused(404, "pin_unknown", "ASG-ACC-04");
        }
        let closed = accept_named(&community.addressee, &pin, &assignment);
        closed.refused(409, "pin_closed", "ASG-ACC-06");
        accept_cargo(&community.addressee, &pin).refused(409, "pin_closed", "ASG-ACC-06");
        let inbox = community.addressee.get("/v1/assignments/inbox").expect(200);
        assert_eq!(inbox.body["items"][0]["actions"][0]["code"], "pin_closed");
        app.advance(60);
        let path = format!("/v1/assignments/{assignment}/pin");
        community.addressee.post(&path, json!({})).expect(200);
        accept_named(&community.addressee, &community.pin(), &assignment).expect(200);
    }

    /// ASG-ACC-06: strangers close nothing, even with its id; each of their tries counts against them.
    fn strangers_close_nothing(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        let pin = community.pin();
        for number in 0..5 {
            let pin = if number == 0 { pin.clone() } else { wrong_pin(number) };
            let refused = accept_named(&community.other, &pin, &assignment);
            refused.refused(404, "pin_unknown", "ASG-ACC-04");
        }
        accept_named(&community.other, &pin, &assignment).refused(429, "pin_paused", "ASG-ACC-06");
        accept_named(&community.addressee, &pin, &assignment).expect(200);
    }

    /// ASG-ACC-04: the PIN of another company's assignment, one of none, one of a cancelled: the same
    /// bodies and headers, and each counts.
    fn a_foreign_pin_is_like_none(app) {
        let community = Community::new(app);
        let (_, cancelled) = community.assigned(1);
        let old = community.pin();
        community.act(&cancelled, "cancel").expect(200);
        community.assigned(2);
        let foreign = accept_cargo(&community.other, &community.pin());
        let names = |reply: &tegata_tests::harness::Reply| {
            let mut names: Vec<String> = reply.headers.iter().map(|(name, _)| name.clone()).collect();
            names.sort();
            names
        };
        for pin in [old.as_str(), "XXXX-XXXX"] {
            let other = accept_cargo(&community.other, pin).refused(404, "pin_unknown", "ASG-ACC-04");
            assert_eq!(bare(&other), bare(&foreign));
            assert_eq!(names(&other), names(&foreign));
            assert_eq!(other.header("content-length"), foreign.header("content-length"));
        }
    }

    /// OPS-AUD-01: each refused try is in the trail, without the PIN.
    fn refused_tries_are_written_down(app) {
        let community = Community::new(app);
        community.assigned(1);
        let pin = community.pin();
        accept_cargo(&community.other, &pin).expect(404);
        accept_cargo(&community.colleague, &pin).expect(403);
        community.accept().expect(200);
        let trail = app.audit(&community.operator);
        let of = |action: &str| trail.iter().filter(|one| one["action"] == action).count();
        assert_eq!((of("assignment.sent"), of("assignment.accepted")), (1, 1));
        let refused: Vec<_> =
            trail.iter().filter(|one| one["action"] == "assignment.refused").collect();
        assert_eq!(refused[0]["refused"], "addressed_to_colleague");
        assert_eq!(refused[1]["refused"], "pin_unknown");
        let text = serde_json::to_string(&trail).unwrap();
        assert!(!text.contains(&pin) && !text.contains(&pin.replace('-', "")), "{text}");
    }
}

/// ASG-SND-02: a PIN stands in no table and in no log: only the sealed mail holds it.
#[test]
fn no_pin_in_tables_and_logs() {
    log::capture();
    let app = TestApp::sqlite();
    let community = Community::new(&app);
    let (_, assignment) = community.assigned(1);
    let first = community.pin();
    app.advance(60);
    community.act(&assignment, "resend").expect(200);
    let second = community.pin();
    accept_cargo(&community.addressee, &first).expect(404);
    accept_cargo(&community.addressee, &second).expect(200);
    let url = &app.app.settings.database_url;
    let read = |end: &str| std::fs::read(format!("{url}{end}")).unwrap_or_default();
    let bytes = [read(""), read("-wal")].concat();
    let captured = log::captured();
    assert!(captured.contains("accept_cargo_assignments"), "the log is captured");
    for pin in [&first, &second] {
        for text in [pin.clone(), pin.replace('-', ""), pin.to_lowercase()] {
            let wanted = text.as_bytes();
            assert!(!bytes.windows(wanted.len()).any(|window| window == wanted), "in a table");
            assert!(!captured.contains(&text), "in the log");
        }
    }
    assert!(!captured.contains(ADDRESSEE), "an address in the log");
}
