//! The assignment FAQ, question by question: each is impossible, or explains itself.

use serde_json::json;
use tegata_tests::on_both;

use super::{ADDRESSEE, Community, accept_cargo, bare, pin_of};

on_both! {
    /// ASG-SND-05, ASG-SND-06: question 1. No mail arrived: the sender sees where it is, the addressee
    /// finds what waits, and has the PIN sent again.
    fn question_1_no_mail_arrived(app) {
        let community = Community::new(app);
        let (record, assignment) = community.assigned(1);
        let seen = community.sender.get(&format!("/v1/assignments/{assignment}")).expect(200);
        assert!(["queued", "sent"].contains(&seen.body["mail"]["state"].as_str().unwrap()));
        let inbox = community.addressee.get("/v1/assignments/inbox").expect(200);
        let item = &inbox.body["items"][0];
        assert_eq!(item["kind"], "cargo");
        assert_eq!(item["count"], 1);
        assert_eq!(item["company_name"], "A航空貨物株式会社");
        assert!(!inbox.text.contains(&record) && !inbox.text.contains("131-"), "{}", inbox.text);
        app.advance(60);
        let old = community.pin();
        let id = item["assignment_id"].as_str().unwrap();
        community.addressee.post(&format!("/v1/assignments/{id}/pin"), json!({})).expect(200);
        assert_ne!(community.pin(), old);
        accept_cargo(&community.addressee, &old).refused(404, "pin_unknown", "ASG-ACC-04");
        community.accept().expect(200);
    }

    /// ASG-ACC-02: question 2. The PIN at the wrong list: told which is right, as often as it takes, and
    /// no try is used up.
    fn question_2_the_wrong_list(app) {
        let community = Community::new(app);
        community.assigned(1);
        let cargo_pin = community.pin();
        let pickup = community.pickup(2, 3);
        community.try_assign("pickup", &[&pickup], ADDRESSEE).expect(201);
        let pickup_pin = community.pin();
        let (cargo, pickups) =
            ("/v1/cargo-records/assignment-acceptances", "/v1/pickup-requests/assignment-acceptances");
        for (wrong, right, pin) in [(pickups, cargo, &cargo_pin), (cargo, pickups, &pickup_pin)] {
            for _ in 0..7 {
                let reply = community.addressee.post(wrong, json!({ "pin": pin }));
                let reply = reply.refused(409, "pin_of_other_kind", "ASG-ACC-02");
                assert_eq!(reply.body["links"].as_array().unwrap().len(), 1);
                assert_eq!(reply.text("/links/0/href"), right);
                let word = if right == cargo { "種類：貨物情報" } else { "種類：搬出依頼情報" };
                assert!(reply.text("/detail").contains(word), "{}", reply.text);
            }
            community.addressee.post(right, json!({ "pin": pin })).expect(200);
        }
    }

    /// ASG-ACC-01, ASG-ACC-03, ASG-ACC-04: question 2, the example with B, C and D.
    fn question_2_who_can_accept(app) {
        let community = Community::new(app);
        let (record, _) = community.assigned(1);
        let pin = community.pin();
        let refused = accept_cargo(&community.colleague, &pin)
            .refused(403, "addressed_to_colleague", "ASG-ACC-03");
        assert!(refused.text("/detail").contains("b***@e***.jp"), "{}", refused.text);
        assert!(!refused.text.contains(ADDRESSEE));
        let foreign = accept_cargo(&community.other, &pin).refused(404, "pin_unknown", "ASG-ACC-04");
        let unknown = accept_cargo(&community.other, "XXXX-XXXX");
        assert_eq!(bare(&foreign), bare(&unknown));
        let path = format!("/v1/cargo-records/{record}");
        for person in [&community.addressee, &community.colleague, &community.other] {
            person.get(&path).refused(404, "not_found", "");
        }
        community.accept().expect(200);
        community.addressee.get(&path).expect(200);
        community.colleague.get(&path).expect(200);
        community.other.get(&path).refused(404, "not_found", "");
    }

    /// ASG-CAN-01, ASG-EXP-01, ASG-EXP-02: question 3. Day 6 may be cancelled, day 7 not, day 8 from six
    /// in the morning it is assigned again.
    fn question_3_cancelling(app) {
        let community = Community::new(app);
        let (record, kept) = community.assigned(1);
        let pin = community.pin();
        let (_, cancelled) = community.assigned(2);
        community.go_to(6, "23:59:50");
        community.act(&cancelled, "cancel").expect(200);
        community.go_to(7, "00:00:00");
        let refused =
            community.act(&kept, "cancel").refused(409, "assignment_day_seven", "ASG-CAN-01");
        let day_8 = community.instant(8, "06:00");
        let shown = format!("{} 06:00", &day_8[..10]);
        assert!(refused.text("/remedy").contains(&shown), "{}", refused.text);
        assert_eq!(refused.text("/params/expires_at"), community.instant(8, "00:00:00"));
        assert_eq!(refused.text("/params/again_from"), community.instant(8, "06:00:00"));
        community.try_assign("cargo", &[&record], ADDRESSEE).refused(422, "invalid_fields", "ASG-SND-04");
        community.go_to(8, "00:00:00");
        assert_eq!(community.state(&kept), "expired");
        accept_cargo(&community.addressee, &pin).refused(409, "assignment_expired", "ASG-EXP-01");
        community.go_to(8, "05:59:50");
        let early = community.try_assign("cargo", &[&record], ADDRESSEE);
        let early = early.refused(409, "assignment_too_early", "ASG-EXP-02");
        assert_eq!(early.text("/available_from"), community.instant(8, "06:00:00"));
        community.go_to(8, "06:00:00");
        community.try_assign("cargo", &[&record], ADDRESSEE).expect(201);
        community.accept().expect(200);
    }

    /// ASG-SND-03: question 4. Nothing is assigned to the own company.
    fn question_4_the_own_company(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        let refused = community.try_assign("cargo", &[&record], "sender_a@example.jp");
        refused.refused(409, "own_company_assignment", "ASG-SND-03");
        let body = json!({
            "kind": "cargo", "record_ids": [record], "email": ADDRESSEE,
            "company_id": community.company_of(&community.sender)
        });
        let refused = community.sender.post("/v1/assignments", body);
        refused.refused(409, "own_company_assignment", "ASG-SND-03");
        assert!(app.mails(ADDRESSEE).iter().all(|mail| mail["letter"] != "assignment_pin"));
    }

    /// ASG-ACC-08: question 5. The answer says where and under which period the records list.
    fn question_5_it_does_not_list(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        community.go_to(20, "09:00:00");
        let later = community.cargo(2);
        community.go_to(40, "09:00:00");
        community.assign(&[&record, &later]);
        let accepted = community.accept().expect(200);
        let lists = accepted.body["lists"].as_array().unwrap().clone();
        assert_eq!(lists.len(), 1, "{}", accepted.text);
        assert_eq!(lists[0]["from"], community.instant(0, "00:00:00"));
        assert_eq!(lists[0]["until"], community.instant(21, "00:00:00"));
        let found = community.colleague.get(lists[0]["href"].as_str().unwrap()).expect(200);
        for id in [&record, &later] {
            assert!(found.text.contains(id.as_str()), "{}", found.text);
        }
    }

    /// ASG-ACC-08: an acceptance of more than a month gives a search for each, all of them allowed.
    fn a_long_batch_gives_several_searches(app) {
        let community = Community::new(app);
        let pickups: Vec<String> =
            [1, 20, 45, 80].iter().map(|day| community.pickup(*day, i32::try_from(*day).unwrap())).collect();
        let ids: Vec<&str> = pickups.iter().map(String::as_str).collect();
        community.try_assign("pickup", &ids, ADDRESSEE).expect(201);
        let body = json!({ "pin": pin_of(app, ADDRESSEE) });
        let path = "/v1/pickup-requests/assignment-acceptances";
        let accepted = community.addressee.post(path, body).expect(200);
        let lists = accepted.body["lists"].as_array().unwrap();
        assert_eq!(lists.len(), 3, "{}", accepted.text);
        let found: String = lists
            .iter()
            .map(|list| community.addressee.get(list["href"].as_str().unwrap()).expect(200).text)
            .collect();
        assert!(pickups.iter().all(|id| found.contains(id.as_str())), "{found}");
    }
}
