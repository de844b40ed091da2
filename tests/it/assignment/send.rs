//! `POST /v1/assignments`, `GET /v1/assignments`

use serde_json::json;
use tegata_tests::on_both;

use super::{ADDRESSEE, Community, accept_cargo, cargo_of, pin_of};

on_both! {
    /// ASG-SND-01, ASG-SND-02: many records, one batch, one mail, one PIN, which stands in the mail
    /// alone.
    fn many_records_are_one_batch(app) {
        let community = Community::new(app);
        let records: Vec<String> = (1..=3).map(|serial| community.cargo(serial)).collect();
        let ids: Vec<&str> = records.iter().map(String::as_str).collect();
        let sent = community.try_assign("cargo", &ids, ADDRESSEE).expect(201);
        assert_eq!(sent.body["items"].as_array().unwrap().len(), 3);
        assert_eq!(sent.text("/cancel_until"), community.instant(7, "00:00:00"));
        assert_eq!(sent.text("/accept_until"), community.instant(8, "00:00:00"));
        let mails = app.mails(ADDRESSEE);
        let pins: Vec<_> = mails.iter().filter(|mail| mail["letter"] == "assignment_pin").collect();
        assert_eq!(pins.len(), 1);
        let text = pins[0]["text"].as_str().unwrap();
        for part in ["貨物情報", "3件", "A航空貨物株式会社", "運営者は確認していません"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("131-"), "a record in the mail: {text}");
        let pin = community.pin();
        let list = community.sender.get("/v1/assignments").expect(200);
        for shown in [&sent.text, &list.text] {
            assert!(!shown.contains(&pin) && !shown.contains(&pin.replace('-', "")), "{shown}");
        }
        let batch = sent.text("/batch_id");
        let items = list.body["items"].as_array().unwrap();
        assert!(items.iter().all(|one| one["batch_id"] == batch.as_str()));
        assert_eq!(items.len(), 3);
    }

    /// ASG-SND-01: the confirm screen shows the exact result and changes nothing.
    fn a_dry_run_changes_nothing(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        let body = json!({ "kind": "cargo", "record_ids": [record], "email": ADDRESSEE });
        let preview = community.sender.post("/v1/assignments?dry_run=true", body.clone()).expect(200);
        assert!(preview.body["batch_id"].is_null());
        assert_eq!(preview.body["items"][0]["record_name"], "131-00000011");
        assert!(app.mails(ADDRESSEE).iter().all(|mail| mail["letter"] != "assignment_pin"));
        community.sender.post("/v1/assignments", body.clone()).expect(201);
        // What is refused is refused in the preview, too.
        let preview = community.sender.post("/v1/assignments?dry_run=true", body);
        preview.refused(422, "invalid_fields", "ASG-SND-04");
    }

    /// ASG-SND-04: what cannot be assigned says why, beside what is.
    fn each_record_says_what_became_of_it(app) {
        let community = Community::new(app);
        let (pending, _) = community.assigned(1);
        let fresh = community.cargo(2);
        let foreign = cargo_of(&community.other, 3);
        let pickup = community.pickup(4, 1);
        let records = [pending.as_str(), &fresh, &foreign, &pickup, "carg_x"];
        let sent = community.try_assign("cargo", &records, ADDRESSEE).expect(201);
        let code = |index: usize| sent.body["items"][index]["refused"]["code"].clone();
        assert_eq!(code(0), "already_assigned");
        assert!(code(1).is_null());
        assert_eq!([code(2), code(3), code(4)], ["record_unknown", "record_of_other_kind", "record_unknown"]);
        assert!(sent.text("/items/1/assignment_id").starts_with("asgn_"));
        let none = community.try_assign("cargo", &[&pending, &foreign, &pickup], ADDRESSEE);
        none.fields(&[
            ("/record_ids/0", "already_assigned"),
            ("/record_ids/1", "record_unknown"),
            ("/record_ids/2", "record_of_other_kind"),
        ]);
        // The kind is told by the id alone, whosever it is.
        let unknown = community.try_assign("pickup", &[&foreign], ADDRESSEE);
        unknown.fields(&[("/record_ids/0", "record_of_other_kind")]);
        // To another address it is another assignment.
        community.try_assign("cargo", &[&pending], "someone@example.com").expect(201);
    }

    /// ASG-SND-01: everything that is wrong is named at once.
    fn all_violations_at_once(app) {
        let community = Community::new(app);
        let body = json!({
            "kind": "both", "record_ids": ["x", "x"], "email": "nobody", "company_id": "comp_x",
            "language": "fr"
        });
        community.sender.post("/v1/assignments", body).fields(&[
            ("/kind", "not_allowed"),
            ("/record_ids/1", "duplicate"),
            ("/email", "email_invalid"),
            ("/company_id", "not_allowed"),
            ("/language", "not_allowed"),
        ]);
        let many: Vec<String> = (0..201).map(|number| format!("carg_{number}")).collect();
        let body = json!({ "kind": "cargo", "record_ids": many, "email": ADDRESSEE });
        community.sender.post("/v1/assignments", body).fields(&[("/record_ids", "too_long")]);
        let body = json!({ "kind": "cargo", "record_ids": [], "email": ADDRESSEE });
        community.sender.post("/v1/assignments", body).fields(&[("/record_ids", "required")]);
    }

    /// ASG-SND-03: a named company alone may accept, and naming one tells nothing about the address.
    fn a_named_company_alone_may_accept(app) {
        let community = Community::new(app);
        let send = |record: &str, company: &str| {
            let body = json!({
                "kind": "cargo", "record_ids": [record], "email": ADDRESSEE, "company_id": company
            });
            community.sender.post("/v1/assignments", body)
        };
        let (first, second) = (community.cargo(1), community.cargo(2));
        // Nobody of D holds the address: it is sent all the same, and nobody can accept it.
        send(&first, &community.company_of(&community.other)).expect(201);
        for person in [&community.addressee, &community.colleague, &community.other] {
            let refused = accept_cargo(person, &community.pin());
            let code = refused.body["code"].as_str().unwrap().to_owned();
            assert!(code == "pin_unknown" || code == "addressed_to_colleague", "{code}");
            assert_ne!(refused.status, 200);
        }
        assert_eq!(community.addressee.get("/v1/assignments/inbox").expect(200).body["items"], json!([]));
        send(&second, &community.company_of(&community.addressee)).expect(201);
        community.accept().expect(200);
        send(&first, "comp_01h2xcejqtf2nbrexx3vqjhp41").fields(&[("/company_id", "not_allowed")]);
    }

    /// ASG-SND-03: an address that the own company uses, too, is fine when another company is named.
    fn an_own_address_in_another_named_company(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        let body = json!({
            "kind": "cargo", "record_ids": [record], "email": "sender_a@example.jp",
            "company_id": community.company_of(&community.addressee)
        });
        community.sender.post("/v1/assignments", body).expect(201);
    }

    /// ASG-SND-05: a new PIN, the old one void; a minute apart, five times; the window stays.
    fn sent_again(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        let before = community.pin();
        community.act(&assignment, "resend").refused(429, "too_many_requests", "ASG-SND-05");
        for left in (0..5).rev() {
            app.advance(60);
            let again = community.act(&assignment, "resend").expect(200);
            assert_eq!(again.body["mail"]["resends_left"], left);
            assert_eq!(again.text("/accept_until"), community.instant(8, "00:00:00"));
        }
        app.advance(60);
        community.act(&assignment, "resend").refused(409, "resends_exhausted", "ASG-SND-05");
        accept_cargo(&community.addressee, &before).refused(404, "pin_unknown", "ASG-ACC-04");
        community.accept().expect(200);
        community.act(&assignment, "resend").refused(409, "assignment_state_conflict", "ASG-SND-05");
    }

    /// ASG-SND-05: nobody's mailbox is flooded.
    fn mails_to_one_address_are_limited(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        for _ in 0..60 {
            let assignment = community.assign(&[&record]).remove(0);
            community.act(&assignment, "cancel").expect(200);
        }
        let refused = community.try_assign("cargo", &[&record], ADDRESSEE);
        let refused = refused.refused(429, "assignment_mails_limited", "ASG-SND-05");
        assert_eq!(refused.text("/params/limit"), "60");
        let body = json!({ "kind": "cargo", "record_ids": [record], "email": ADDRESSEE });
        let preview = community.sender.post("/v1/assignments?dry_run=true", body);
        preview.refused(429, "assignment_mails_limited", "ASG-SND-05");
        community.try_assign("cargo", &[&record], "someone@example.com").expect(201);
        app.advance_real(3600);
        let sender = app.sign_in("sender_a");
        let body = json!({ "kind": "cargo", "record_ids": [record], "email": ADDRESSEE });
        sender.post("/v1/assignments", body).expect(201);
    }

    /// ASG-EXP-01: lists ask for the state as it is now.
    fn filters_know_the_time(app) {
        let community = Community::new(app);
        let (record, _) = community.assigned(1);
        let pickup = community.pickup(2, 1);
        community.try_assign("pickup", &[&pickup], "someone@example.com").expect(201);
        let count = |query: &str| {
            let list = community.sender.get(&format!("/v1/assignments?{query}")).expect(200);
            list.body["items"].as_array().unwrap().len()
        };
        for (query, expected) in [
            ("state=pending", 2),
            ("state=expired", 0),
            ("kind=cargo", 1),
            ("kind=pickup&state=pending", 1),
            ("email=someone%40example.com", 1),
            (&format!("record_id={record}"), 1),
            ("limit=1", 1),
        ] {
            assert_eq!(count(query), expected, "{query}");
        }
        community.go_to(8, "00:00:00");
        assert_eq!((count("state=pending"), count("state=expired")), (0, 2));
        let foreign = community.addressee.get("/v1/assignments").expect(200);
        assert_eq!(foreign.body["items"], json!([]));
        community.sender.get("/v1/assignments?state=gone").fields(&[("?state", "not_allowed")]);
    }

    /// ASG-SND-01: a repeated call assigns nothing twice, and sends no second mail.
    fn a_repeated_call_is_one(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        let sender = community.sender.with("idempotency-key", "a-b-c");
        let body = json!({ "kind": "cargo", "record_ids": [record], "email": ADDRESSEE });
        let first = sender.post("/v1/assignments", body.clone()).expect(201);
        let again = sender.post("/v1/assignments", body).expect(201);
        assert_eq!(first.body, again.body);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(app.sql_number("(SELECT count(*) FROM assignment_batches)"), 1);
        let _there = pin_of(app, ADDRESSEE);
    }
}
