//! A PIN that comes too late: its addressee is told since when, and whom they may ask.

use serde_json::json;
use tegata_tests::on_both;

use super::{Community, accept_cargo, accept_named, wrong_pin};

on_both! {
    /// ASG-EXP-01: after day 7, with or without the assignment's id, closed or not: since when, who may
    /// assign again, and from when.
    fn after_day_seven(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        let pin = community.pin();
        for number in 0..5 {
            accept_named(&community.addressee, &wrong_pin(number), &assignment).expect(404);
        }
        community.go_to(8, "01:00:00");
        let pin_path = format!("/v1/assignments/{assignment}/pin");
        for refused in [
            accept_cargo(&community.addressee, &pin),
            accept_named(&community.addressee, &pin, &assignment),
            community.addressee.post(&pin_path, json!({})),
        ] {
            let refused = refused.refused(409, "assignment_expired", "ASG-EXP-01");
            assert_eq!(refused.text("/params/expired_at"), community.instant(8, "00:00:00"));
            assert_eq!(refused.text("/params/again_from"), community.instant(8, "06:00:00"));
            assert_eq!(refused.text("/params/company"), "A航空貨物株式会社");
            assert!(refused.text("/remedy").contains("A航空貨物株式会社"), "{}", refused.text);
            assert_eq!(refused.text("/links/0/href"), "/v1/assignments/inbox");
        }
        accept_cargo(&community.other, &pin).refused(404, "pin_unknown", "ASG-ACC-04");
        accept_named(&community.addressee, &wrong_pin(7), &assignment)
            .refused(404, "pin_unknown", "ASG-ACC-04");
        // An operator's release ends the wait for the morning.
        let path = format!("/v1/admin/assignments/{assignment}/release");
        community.operator.post(&path, json!({ "reason": "Urgent." })).expect(200);
        let refused = accept_cargo(&community.addressee, &pin);
        let refused = refused.refused(409, "assignment_expired", "ASG-EXP-01");
        assert!(refused.body["params"]["again_from"].is_null(), "{}", refused.text);
    }

    /// ASG-ACC-07: of a batch the state that explains most is told: time before what people did.
    fn of_a_batch_what_explains_most(app) {
        let community = Community::new(app);
        let records: Vec<String> = (1..=3).map(|serial| community.cargo(serial)).collect();
        let ids: Vec<&str> = records.iter().map(String::as_str).collect();
        let assignments = community.assign(&ids);
        let pin = community.pin();
        community.act(&assignments[0], "cancel").expect(200);
        community.go_to(8, "00:00:00");
        let refused = accept_cargo(&community.addressee, &pin);
        refused.refused(409, "assignment_expired", "ASG-EXP-01");
    }

    /// ASG-ACC-07: what its sender ended is said to be ended, in words.
    fn what_was_cancelled_or_revoked(app) {
        let community = Community::new(app);
        let (_, cancelled) = community.assigned(1);
        let pin = community.pin();
        community.act(&cancelled, "cancel").expect(200);
        let refused = accept_cargo(&community.addressee, &pin);
        let refused = refused.refused(409, "assignment_ended", "ASG-ACC-07");
        assert_eq!(refused.text("/params/state"), "cancelled");
        assert!(refused.text("/detail").contains("現在の状態：キャンセル済み"), "{}", refused.text);
        assert!(refused.text("/remedy").contains("A航空貨物株式会社"), "{}", refused.text);
        let (_, revoked) = community.assigned(2);
        let pin = community.pin();
        accept_cargo(&community.addressee, &pin).expect(200);
        community.act(&revoked, "revoke").expect(200);
        let english = community.addressee.with("accept-language", "en");
        let refused = accept_cargo(&english, &pin).refused(409, "assignment_ended", "ASG-ACC-07");
        assert!(refused.text("/detail").contains("ended by its owner"), "{}", refused.text);
    }
}
