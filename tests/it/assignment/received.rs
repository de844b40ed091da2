//! `GET /v1/assignments/{id}`: whoever sent it, and the company that sees a record through it.

use serde_json::json;
use tegata_tests::on_both;

use super::{ADDRESSEE, Community, awb, pin_of};

on_both! {
    /// ASG-WHY-01: the company that accepted reads through what it sees a record, without what is its
    /// sender's alone; nobody else does, and it neither before nor afterwards.
    fn the_company_reads_through_what_it_sees(app) {
        let community = Community::new(app);
        let (record, assignment) = community.assigned(1);
        let path = format!("/v1/assignments/{assignment}");
        for person in [&community.addressee, &community.colleague, &community.other] {
            person.get(&path).refused(404, "not_found", "");
        }
        community.accept().expect(200);
        let seen = community.colleague.get(&format!("/v1/cargo-records/{record}")).expect(200);
        assert_eq!(seen.text("/record/assignment_id"), assignment);
        let read = community.colleague.get(&path).expect(200);
        assert_eq!(read.body["received"], true);
        assert_eq!(read.text("/company_name"), "A航空貨物株式会社");
        assert_eq!([read.text("/record_id"), read.text("/state")], [record, "accepted".to_owned()]);
        assert_eq!(read.text("/email"), "b***@e***.jp");
        for hidden in ["sender_id", "mail"] {
            assert!(read.body.get(hidden).is_none(), "{hidden}: {}", read.text);
        }
        assert_eq!(read.body["actions"], json!([]));
        community.other.get(&path).refused(404, "not_found", "");
        community.act(&assignment, "revoke").expect(200);
        community.colleague.get(&path).refused(404, "not_found", "");
        assert_eq!(community.sender.get(&path).expect(200).body["received"], false);
    }

    /// ASG-ACT-01: who holds it as it is now needs no second copy; time and readers make it another.
    fn it_carries_a_tag_of_what_it_says(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        let own = format!("/v1/assignments/{assignment}");
        let admin = format!("/v1/admin/assignments/{assignment}");
        // Until its mail is under way, it says something else any moment.
        for _ in 0..500 {
            if community.sender.get(&own).expect(200).text("/mail/state") == "sent" {
                break;
            }
            std::thread::park_timeout(std::time::Duration::from_millis(20));
        }
        for (reader, path) in [(&community.sender, &own), (&community.operator, &admin)] {
            let tag = reader.get(path).expect(200).header("etag").unwrap().to_owned();
            let held = reader.with("if-none-match", &tag);
            let same = held.get(path).expect(304);
            assert_eq!((same.header("etag"), same.text.as_str()), (Some(tag.as_str()), ""));
        }
        let tag = community.sender.get(&own).expect(200).header("etag").unwrap().to_owned();
        community.accept().expect(200);
        let changed = community.sender.with("if-none-match", &tag).get(&own).expect(200);
        assert_eq!(changed.text("/state"), "accepted");
        let received = community.colleague.get(&own).expect(200);
        assert_ne!(received.header("etag"), changed.header("etag"));
    }

    /// CGO-VIS-01: a record that is seen through another assignment is another answer.
    fn the_tag_of_a_record_names_its_assignment(app) {
        let community = Community::new(app);
        let (record, assignment) = community.assigned(1);
        community.accept().expect(200);
        let path = format!("/v1/cargo-records/{record}");
        let tag = community.colleague.get(&path).expect(200).header("etag").unwrap().to_owned();
        let held = community.colleague.with("if-none-match", &tag);
        held.get(&path).expect(304);
        community.act(&assignment, "revoke").expect(200);
        let again = community.assign(&[&record]).remove(0);
        community.accept().expect(200);
        assert_eq!(held.get(&path).expect(200).text("/record/assignment_id"), again);
    }

    /// ASG-SND-01: what a pickup request is called follows its air waybills.
    fn what_a_record_is_called_follows_it(app) {
        let community = Community::new(app);
        let pickup = community.pickup(1, 3);
        let sent = community.try_assign("pickup", &[&pickup], ADDRESSEE).expect(201);
        assert_eq!(sent.text("/items/0/record_name"), awb(1));
        let body = json!({ "awbs": [awb(2), awb(3)] });
        let path = format!("/v1/pickup-requests/{pickup}");
        community.sender.with("if-match", "*").patch(&path, body).expect(200);
        let named = format!("{} +1", awb(2));
        let list = community.sender.get("/v1/assignments").expect(200);
        assert_eq!(list.text("/items/0/record_name"), named);
        let body = json!({ "pin": pin_of(app, ADDRESSEE) });
        let acceptances = "/v1/pickup-requests/assignment-acceptances";
        let accepted = community.addressee.post(acceptances, body).expect(200);
        assert_eq!(accepted.text("/items/0/record_name"), named);
    }
}
