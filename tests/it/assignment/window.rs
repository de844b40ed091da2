//! The window, and what stores that it is over.

use tegata_domain::assignment::expiry::expire;
use tegata_tests::harness::TestApp;
use tegata_tests::on_both;

use super::{ADDRESSEE, Community};

on_both! {
    /// ASG-EXP-01: that nobody accepted in time holds without any sweep; the sweep stores it, writes it
    /// down and tells the sender, once.
    fn expiry_is_evaluated_and_then_stored(app) {
        let community = Community::new(app);
        let (record, assignment) = community.assigned(1);
        let (_, accepted) = community.assigned(2);
        community.accept().expect(200);
        let env = &app.app.env;
        community.go_to(7, "23:59:50");
        assert_eq!(expire(env, 100).unwrap(), 0);
        community.go_to(8, "00:00:00");
        let before = community.sender.get(&format!("/v1/assignments/{assignment}")).expect(200);
        assert_eq!(expire(env, 100).unwrap(), 1);
        assert_eq!(expire(env, 100).unwrap(), 0);
        let after = community.sender.get(&format!("/v1/assignments/{assignment}")).expect(200);
        assert_eq!(before.body, after.body);
        assert_eq!(after.text("/state"), "expired");
        assert_eq!(community.state(&accepted), "accepted");
        let told = app.mail("sender_a@example.jp", "assignment_expired");
        assert!(told["text"].as_str().unwrap().contains("06:00"));
        let trail = app.audit(&community.operator);
        let entry = trail.iter().find(|one| one["action"] == "assignment.expired").unwrap();
        assert_eq!(entry["caller"], "system");
        community.try_assign("cargo", &[&record], ADDRESSEE).refused(409, "assignment_too_early", "ASG-EXP-02");
        community.go_to(8, "06:00:00");
        community.assign(&[&record]);
    }

    /// ASG-EXP-02: what waits for the morning of day 8 and what does not, in one request.
    fn too_early_is_said_of_each(app) {
        let community = Community::new(app);
        let (expired, _) = community.assigned(1);
        community.go_to(8, "05:00:00");
        let fresh = community.cargo(2);
        let sent = community.try_assign("cargo", &[&expired, &fresh], ADDRESSEE).expect(201);
        let refused = &sent.body["items"][0]["refused"];
        assert_eq!(refused["code"], "assignment_too_early");
        assert_eq!(refused["available_from"], community.instant(8, "06:00:00"));
        assert!(sent.body["items"][1]["refused"].is_null());
        // Nothing that can be assigned, for different reasons.
        let none = community.try_assign("cargo", &[&expired, &fresh], ADDRESSEE);
        none.fields(&[("/record_ids/0", "assignment_too_early"), ("/record_ids/1", "already_assigned")]);
        // To somebody else it is free.
        community.try_assign("cargo", &[&expired], "someone@example.com").expect(201);
    }
}

/// ASG-CAN-01, ASG-EXP-01, ASG-EXP-02: the window is configured as one value.
#[test]
fn the_window_is_configured() {
    let app = TestApp::sqlite_with(&[
        ("ASSIGNMENT_CANCEL_DAYS", "2"),
        ("ASSIGNMENT_ACCEPT_DAYS", "3"),
        ("ASSIGNMENT_AGAIN_HOUR", "8"),
    ]);
    let community = Community::new(&app);
    let (record, assignment) = community.assigned(1);
    community.go_to(3, "00:00:00");
    community.act(&assignment, "cancel").refused(409, "assignment_day_seven", "ASG-CAN-01");
    community.go_to(4, "07:59:50");
    let early = community.try_assign("cargo", &[&record], ADDRESSEE);
    let early = early.refused(409, "assignment_too_early", "ASG-EXP-02");
    assert_eq!(early.text("/available_from"), community.instant(4, "08:00:00"));
    community.go_to(4, "08:00:00");
    community.assign(&[&record]);
}
