//! `GET /v1/assignments/inbox`, `POST /v1/assignments/{id}/pin`

use serde_json::json;
use tegata_tests::on_both;

use super::{ADDRESSEE, Community};

on_both! {
    /// ASG-SND-06: what waits shows to its addressee alone, newest first, page by page.
    fn it_shows_to_the_addressee_alone(app) {
        let community = Community::new(app);
        for serial in 1..=3 {
            community.assigned(serial);
            app.advance(1);
        }
        let first = community.addressee.get("/v1/assignments/inbox?limit=2").expect(200);
        let cursor = first.text("/next_cursor");
        let path = format!("/v1/assignments/inbox?limit=2&cursor={cursor}");
        let second = community.addressee.get(&path).expect(200);
        let ids = |reply: &tegata_tests::harness::Reply| {
            let items = reply.body["items"].as_array().unwrap().clone();
            items.iter().map(|item| item["batch_id"].clone()).collect::<Vec<_>>()
        };
        let mut all = [ids(&first), ids(&second)].concat();
        assert_eq!(all.len(), 3);
        all.dedup();
        assert_eq!(all.len(), 3);
        for person in [&community.colleague, &community.other, &community.sender] {
            assert_eq!(person.get("/v1/assignments/inbox").expect(200).body["items"], json!([]));
        }
        // An account is not needed for what follows the address.
        let late = "late_one@example.jp";
        let record = community.cargo(4);
        community.try_assign("cargo", &[&record], late).expect(201);
        let newcomer = app.person_with("late_one", json!({ "company_name": "F商事株式会社" }));
        assert_eq!(newcomer.get("/v1/assignments/inbox").expect(200).body["items"][0]["count"], 1);
    }

    /// ASG-SND-06: the PIN is sent again to the addressee's own address, and to nobody else.
    fn the_pin_is_sent_to_the_address(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        app.advance(60);
        let path = format!("/v1/assignments/{assignment}/pin");
        for person in [&community.colleague, &community.other, &community.sender] {
            person.post(&path, json!({})).refused(404, "not_found", "");
        }
        let before = app.mails(ADDRESSEE).len();
        let sent = community.addressee.post(&path, json!({})).expect(200);
        assert_eq!(sent.body["resends_left"], 4);
        assert_eq!(app.mails(ADDRESSEE).len(), before + 1);
        assert!(!sent.text.contains(&community.pin()));
        community.addressee.post(&path, json!({})).refused(429, "too_many_requests", "ASG-SND-05");
        community.accept().expect(200);
        let over = community.addressee.post(&path, json!({}));
        over.refused(409, "assignment_ended", "ASG-SND-06");
    }
}
