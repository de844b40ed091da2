//! Assigning a record again: where it is seen already, where it waits, and where the address is one's own.

use serde_json::{Value, json};
use tegata_tests::harness::Reply;
use tegata_tests::on_both;

use super::{ADDRESSEE, Community, accept_cargo, pin_of};

/// What is told of one action of an assignment.
fn action(read: &Reply, name: &str) -> Value {
    let told = read.body["actions"].as_array().expect("actions").iter();
    told.clone().find(|one| one["name"] == name).expect("it is told").clone()
}

fn preview(community: &Community<'_>, record: &str, email: &str) -> Reply {
    let body = json!({ "kind": "cargo", "record_ids": [record], "email": email });
    community.sender.post("/v1/assignments?dry_run=true", body)
}

on_both! {
    /// ASG-SND-04, ASG-REV-01: what the address's company sees is not assigned there a second time, so
    /// that ending it ends sight; another address is another assignment.
    fn what_is_seen_there_is_not_assigned_again(app) {
        let community = Community::new(app);
        let (record, assignment) = community.assigned(1);
        community.accept().expect(200);
        community.try_assign("cargo", &[&record], ADDRESSEE).refused(409, "already_granted", "ASG-SND-04");
        preview(&community, &record, ADDRESSEE).refused(409, "already_granted", "ASG-SND-04");
        let read = community.sender.get(&format!("/v1/assignments/{assignment}")).expect(200);
        assert_eq!(action(&read, "assign-again")["code"], "already_granted");
        let fresh = community.cargo(2);
        let sent = community.try_assign("cargo", &[&record, &fresh], ADDRESSEE).expect(201);
        assert_eq!(sent.body["items"][0]["refused"]["code"], "already_granted");
        assert!(sent.body["items"][1]["refused"].is_null());
        let none = community.try_assign("cargo", &[&record, &fresh], ADDRESSEE);
        none.fields(&[("/record_ids/0", "already_granted"), ("/record_ids/1", "already_assigned")]);
        community.try_assign("cargo", &[&record], "broker_c@example.jp").expect(201);
        community.act(&assignment, "revoke").expect(200);
        community.colleague.get(&format!("/v1/cargo-records/{record}")).refused(404, "not_found", "");
        community.assign(&[&record]);
    }

    /// ASG-ACT-01, ASG-SND-03: an address that came to the own company is told before, whatever became of
    /// the assignment.
    fn an_address_that_became_an_own_one(app) {
        let community = Community::new(app);
        let (record, pending) = community.assigned(1);
        let (ended, cancelled) = community.assigned(2);
        community.act(&cancelled, "cancel").expect(200);
        community.move_to("broker_b", &community.sender);
        for (record, assignment) in [(&record, &pending), (&ended, &cancelled)] {
            let own = community.try_assign("cargo", &[record], ADDRESSEE);
            own.refused(409, "own_company_assignment", "ASG-SND-03");
            let read = community.sender.get(&format!("/v1/assignments/{assignment}")).expect(200);
            assert_eq!(action(&read, "assign-again")["code"], "own_company_assignment");
        }
        let list = community.sender.get("/v1/assignments").expect(200);
        for item in list.body["items"].as_array().unwrap() {
            assert_eq!(item["actions"][3]["code"], "own_company_assignment");
        }
    }

    /// ASG-SND-03, ASG-ACT-01: the same where companies were merged, with a company named or not.
    fn an_address_of_a_company_that_was_taken_over(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        let body = json!({
            "kind": "cargo", "record_ids": [record], "email": ADDRESSEE,
            "company_id": community.company_of(&community.addressee)
        });
        let sent = community.sender.post("/v1/assignments", body).expect(201);
        community.accept().expect(200);
        let path = format!("/v1/admin/companies/{}/merge", community.company_of(&community.addressee));
        let into = community.company_of(&community.sender);
        let body = json!({ "into_company_id": into, "reason": "Merger." });
        community.operator.post(&path, body).expect(200);
        let assignment = sent.text("/items/0/assignment_id");
        let read = community.sender.get(&format!("/v1/assignments/{assignment}")).expect(200);
        assert_eq!(action(&read, "assign-again")["code"], "own_company_assignment");
        let own = community.try_assign("cargo", &[&record], ADDRESSEE);
        own.refused(409, "own_company_assignment", "ASG-SND-03");
    }

    /// ASG-SND-03: an own account's address is an own one, also while the account is not used.
    fn an_address_of_an_account_that_is_disabled(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        let former = community.move_to("trader_d", &community.sender);
        let id = former.get("/v1/me").expect(200).text("/id");
        let body = json!({ "reason": "Left." });
        community.operator.post(&format!("/v1/admin/accounts/{id}/disable"), body).expect(200);
        let refused = community.try_assign("cargo", &[&record], "trader_d@example.jp");
        refused.refused(409, "own_company_assignment", "ASG-SND-03");
        assert!(app.mails("trader_d@example.jp").iter().all(|mail| mail["letter"] != "assignment_pin"));
        // Whom a disabled colleague's PIN comes to is nobody to ask.
        let (_, pending) = community.assigned(2);
        let id = community.addressee.get("/v1/me").expect(200).text("/id");
        let body = json!({ "reason": "Left." });
        community.operator.post(&format!("/v1/admin/accounts/{id}/disable"), body).expect(200);
        let refused = accept_cargo(&community.colleague, &pin_of(app, ADDRESSEE));
        refused.refused(404, "pin_unknown", "ASG-ACC-04");
        assert_eq!(community.state(&pending), "pending");
    }
}
