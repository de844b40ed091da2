//! `POST /v1/cargo-records/assignment-acceptances`, `POST /v1/pickup-requests/assignment-acceptances`

use serde_json::json;
use tegata_tests::on_both;

use super::{ADDRESSEE, Community, accept_cargo, accept_named, pin_of, wrong_pin};

on_both! {
    /// ASG-SND-01: acceptance takes what of the batch is still pending, for the company.
    fn what_is_pending_is_accepted(app) {
        let community = Community::new(app);
        let records: Vec<String> = (1..=3).map(|serial| community.cargo(serial)).collect();
        let ids: Vec<&str> = records.iter().map(String::as_str).collect();
        let assignments = community.assign(&ids);
        community.act(&assignments[1], "cancel").expect(200);
        let accepted = community.accept().expect(200);
        assert_eq!(accepted.body["items"].as_array().unwrap().len(), 2);
        assert_eq!(accepted.text("/company_name"), "A航空貨物株式会社");
        let states: Vec<String> = assignments.iter().map(|id| community.state(id)).collect();
        assert_eq!(states, ["accepted", "cancelled", "accepted"]);
        let path = |record: &str| format!("/v1/cargo-records/{record}");
        community.colleague.get(&path(&records[0])).expect(200);
        community.colleague.get(&path(&records[1])).refused(404, "not_found", "");
        let told = app.mail("sender_a@example.jp", "assignment_accepted");
        let text = told["text"].as_str().unwrap();
        assert!(text.contains("B通関株式会社") && text.contains("2件"), "{text}");
    }

    /// ASG-ACC-07: the account that accepted gets the first answer again while the grant lives, a
    /// conflict afterwards; another account of the address gets a conflict.
    fn a_repetition_gets_the_first_answer(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        let pin = community.pin();
        let first = accept_cargo(&community.addressee, &pin).expect(200);
        let again = accept_cargo(&community.addressee, &pin).expect(200);
        assert_eq!(first.body, again.body);
        let twin = app.person_with("broker_b2", json!({ "company_name": "E通関株式会社" }));
        take_address(app, &twin, ADDRESSEE);
        let twin = app.sign_in("broker_b2");
        accept_cargo(&twin, &pin).refused(409, "assignment_ended", "ASG-ACC-07");
        community.act(&assignment, "revoke").expect(200);
        let after = accept_cargo(&community.addressee, &pin);
        after.refused(409, "assignment_ended", "ASG-ACC-07");
    }

    /// ASG-ACC-07, ASG-LIFE-01: the grant outlives a change of address, and so does the answer.
    fn a_repetition_from_another_address(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        let pin = community.pin();
        let first = accept_cargo(&community.addressee, &pin).expect(200);
        take_address(app, &community.addressee, "broker_new@example.jp");
        let moved = app.sign_in("broker_b");
        // As often as it takes: no try is counted.
        for _ in 0..7 {
            assert_eq!(accept_cargo(&moved, &pin).expect(200).body, first.body);
        }
        assert_eq!(accept_named(&moved, &pin, &assignment).expect(200).body, first.body);
        community.act(&assignment, "revoke").expect(200);
        accept_cargo(&moved, &pin).refused(404, "pin_unknown", "ASG-ACC-04");
    }

    /// ASG-ACC-03, ASG-ACC-05: who may not accept is told so with the assignment's id, too, and no try is
    /// counted; with the id of another batch, or another company, the PIN is like none.
    fn naming_the_assignment_changes_no_answer(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        let pin = community.pin();
        let (_, elsewhere) = community.assigned(2);
        for _ in 0..7 {
            let colleague = accept_named(&community.colleague, &pin, &assignment);
            colleague.refused(403, "addressed_to_colleague", "ASG-ACC-03");
            let sender = accept_named(&community.sender, &pin, &assignment);
            sender.refused(409, "own_company_assignment", "ASG-ACC-05");
        }
        for (person, named) in [
            (&community.colleague, &elsewhere),
            (&community.sender, &elsewhere),
            (&community.other, &assignment),
        ] {
            accept_named(person, &pin, named).refused(404, "pin_unknown", "ASG-ACC-04");
        }
        accept_named(&community.addressee, &pin, &assignment).expect(200);
    }

    /// ASG-ACC-05: an account of the sender's own company accepts nothing.
    fn the_senders_company_cannot_accept(app) {
        let community = Community::new(app);
        let (record, assignment) = community.assigned(1);
        let pin = community.pin();
        accept_cargo(&community.sender, &pin).refused(409, "own_company_assignment", "ASG-ACC-05");
        // The addressee moves to the sender's company before they accept.
        let moved = community.move_to("broker_b", &community.sender);
        accept_cargo(&moved, &pin).refused(409, "own_company_assignment", "ASG-ACC-05");
        assert_eq!(moved.get("/v1/assignments/inbox").expect(200).body["items"], json!([]));
        moved.get(&format!("/v1/cargo-records/{record}")).expect(200);
        assert_eq!(community.state(&assignment), "pending");
    }

    /// ASG-ACC-07: a company that sees the record already accepts nothing a second time.
    fn what_is_visible_is_not_accepted_again(app) {
        let community = Community::new(app);
        let (record, _) = community.assigned(1);
        community.accept().expect(200);
        let fresh = community.cargo(2);
        let address = "broker_c@example.jp";
        let sent = community.try_assign("cargo", &[&record], address).expect(201);
        let alone = accept_cargo(&community.colleague, &pin_of(app, address));
        alone.refused(409, "already_visible", "ASG-ACC-07");
        assert_eq!(community.colleague.get("/v1/assignments/inbox").expect(200).body["items"], json!([]));
        community.act(&sent.text("/items/0/assignment_id"), "cancel").expect(200);
        let both = community.try_assign("cargo", &[&record, &fresh], address).expect(201);
        let inbox = community.colleague.get("/v1/assignments/inbox").expect(200);
        assert_eq!(inbox.body["items"][0]["count"], 1);
        let accepted = accept_cargo(&community.colleague, &pin_of(app, address)).expect(200);
        assert_eq!(accepted.body["items"][0]["code"], "already_visible");
        assert_eq!(accepted.body["items"][1]["accepted"], true);
        assert_eq!(community.state(&both.text("/items/0/assignment_id")), "pending");
    }

    /// ASG-LIFE-01: a grant belongs to the company at acceptance; it outlives the account's move,
    /// disabling and e-mail change. A pending one follows the address.
    fn grants_belong_to_the_company(app) {
        let community = Community::new(app);
        let (record, _) = community.assigned(1);
        community.accept().expect(200);
        let (pending, _) = community.assigned(2);
        let pin = community.pin();
        let moved = community.move_to("broker_b", &community.other);
        let path = format!("/v1/cargo-records/{record}");
        moved.get(&path).refused(404, "not_found", "");
        community.colleague.get(&path).expect(200);
        // The address is in D now, and so is what is pending.
        accept_cargo(&community.colleague, &pin).refused(404, "pin_unknown", "ASG-ACC-04");
        accept_cargo(&moved, &pin).expect(200);
        community.other.get(&format!("/v1/cargo-records/{pending}")).expect(200);
        let found = community.operator.get("/v1/admin/accounts?login_id=broker_b").expect(200);
        let id = found.text("/items/0/id");
        let reason = json!({ "reason": "Left." });
        community.operator.post(&format!("/v1/admin/accounts/{id}/disable"), reason).expect(200);
        community.other.get(&format!("/v1/cargo-records/{pending}")).expect(200);
        community.colleague.get(&path).expect(200);
    }

    /// ASG-REV-01: sight ends at once.
    fn revoking_ends_sight(app) {
        let community = Community::new(app);
        let (record, assignment) = community.assigned(1);
        let path = format!("/v1/cargo-records/{record}");
        community.act(&assignment, "revoke").refused(409, "assignment_state_conflict", "ASG-REV-01");
        community.accept().expect(200);
        let seen = community.colleague.get(&path).expect(200);
        assert_eq!(seen.status, 200);
        community.act(&assignment, "revoke").expect(200);
        for person in [&community.addressee, &community.colleague] {
            person.get(&path).refused(404, "not_found", "");
        }
        // And may be given again.
        community.assign(&[&record]);
        community.accept().expect(200);
        community.colleague.get(&path).expect(200);
    }

    /// ASG-ACC-01: a PIN is read however it is typed, and what is none is said to be none.
    fn a_pin_however_it_is_typed(app) {
        let community = Community::new(app);
        community.assigned(1);
        let pin = community.pin();
        accept_cargo(&community.addressee, "1234-ABCO").fields(&[("/pin", "pin_form")]);
        let body = json!({ "pin": "XXX", "assignment_id": "asgn_x" });
        community
            .addressee
            .post("/v1/cargo-records/assignment-acceptances", body)
            .fields(&[("/pin", "pin_form"), ("/assignment_id", "invalid_format")]);
        let wide: String = pin.to_lowercase().replace('-', "　").chars().map(wide).collect();
        accept_cargo(&community.addressee, &wide).expect(200);
    }

    /// CGO-LST-04: the lists tell how many assignments could be accepted.
    fn lists_count_what_could_be_accepted(app) {
        let community = Community::new(app);
        let acceptable = |person: &tegata_tests::harness::Client| {
            person.get("/v1/cargo-records").expect(200).body["acceptable"]["count"].clone()
        };
        let records: Vec<String> = (1..=3).map(|serial| community.cargo(serial)).collect();
        let ids: Vec<&str> = records.iter().map(String::as_str).collect();
        community.assign(&ids);
        assert_eq!(acceptable(&community.addressee), 3);
        for person in [&community.colleague, &community.other, &community.sender] {
            assert_eq!(acceptable(person), 0);
        }
        community.accept().expect(200);
        assert_eq!(acceptable(&community.addressee), 0);
        let (_, assignment) = community.assigned(4);
        assert_eq!(acceptable(&community.addressee), 1);
        // Wrong PINs close it until it is sent again.
        for number in 0..5 {
            accept_named(&community.addressee, &wrong_pin(number), &assignment).expect(404);
        }
        let list = community.addressee.get("/v1/cargo-records?assignment=received&from=2000-01-01&until=2000-01-01");
        let list = list.expect(200);
        assert_eq!(list.body["acceptable"]["count"], 0);
        assert!(!list.text.contains("assignments_waiting"), "{}", list.text);
        app.advance(60);
        community.act(&assignment, "resend").expect(200);
        assert_eq!(acceptable(&community.addressee), 1);
        community.go_to(8, "00:00:00");
        assert_eq!(acceptable(&community.addressee), 0);
    }
}

/// A letter in full width.
fn wide(letter: char) -> char {
    match letter {
        '!'..='~' => char::from_u32(letter as u32 + 0xFEE0).expect("a letter"),
        other => other,
    }
}

/// Gives an account another address, through its link.
fn take_address(
    app: &tegata_tests::harness::TestApp,
    person: &tegata_tests::harness::Client,
    address: &str,
) {
    let proof = json!({ "password": tegata_tests::harness::PASSWORD });
    person.post("/v1/me/password-proofs", proof).expect(200);
    person.post("/v1/me/email-changes", json!({ "email": address })).expect(202);
    let token = app.mailed_token(address, "email_change_link");
    let body = json!({ "token": token });
    app.stranger().post("/v1/me/email-changes/complete", body).expect(200);
}
