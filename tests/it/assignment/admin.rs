//! `GET /v1/admin/assignments`, `POST …/{id}/cancel`, `…/release`, `…/remove`

use serde_json::{Value, json};
use tegata_tests::harness::Reply;
use tegata_tests::on_both;

use super::{ADDRESSEE, Community, accept_cargo, pin_of};

fn operate(community: &Community<'_>, assignment: &str, command: &str) -> Reply {
    let path = format!("/v1/admin/assignments/{assignment}/{command}");
    community.operator.post(&path, json!({ "reason": "Asked for by inquiry 1." }))
}

on_both! {
    /// ASG-EXP-03: an operator cancels on day 7; it may be assigned again at once.
    fn an_operator_cancels_on_day_seven(app) {
        let community = Community::new(app);
        let (record, assignment) = community.assigned(1);
        community.go_to(7, "10:00:00");
        community.act(&assignment, "cancel").refused(409, "assignment_day_seven", "ASG-CAN-01");
        assert_eq!(operate(&community, &assignment, "cancel").expect(200).text("/state"), "cancelled");
        community.assign(&[&record]);
        let over = operate(&community, &assignment, "cancel");
        over.refused(409, "assignment_state_conflict", "ASG-EXP-03");
        let trail = app.audit(&community.operator);
        let entry = trail.iter().find(|one| one["action"] == "assignment.cancelled").unwrap();
        assert_eq!(entry["reason"], "Asked for by inquiry 1.");
    }

    /// ASG-EXP-03: an operator releases what expired; then it is assigned before the morning of day 8.
    fn an_operator_releases(app) {
        let community = Community::new(app);
        let (record, assignment) = community.assigned(1);
        operate(&community, &assignment, "release").refused(409, "assignment_state_conflict", "ASG-EXP-03");
        community.go_to(8, "01:00:00");
        community.try_assign("cargo", &[&record], ADDRESSEE).refused(409, "assignment_too_early", "ASG-EXP-02");
        let released = operate(&community, &assignment, "release").expect(200);
        assert_eq!(released.body["released"], true);
        assert_eq!(released.text("/ended_at"), community.instant(8, "00:00:00"));
        operate(&community, &assignment, "release").refused(409, "assignment_state_conflict", "ASG-EXP-03");
        community.assign(&[&record]);
    }

    /// ASG-SELF-01, ORG-02: companies that are merged carry their grants; one that thereby is within one
    /// company is left to operators.
    fn an_operator_removes_what_a_merger_left(app) {
        let community = Community::new(app);
        let (record, assignment) = community.assigned(1);
        community.accept().expect(200);
        let (foreign, kept) = community.assigned(2);
        community.accept().expect(200);
        operate(&community, &kept, "remove").refused(409, "assignment_state_conflict", "ASG-SELF-01");
        // B comes to A.
        let into = community.company_of(&community.sender);
        let path = format!("/v1/admin/companies/{}/merge", community.company_of(&community.addressee));
        let body = json!({ "into_company_id": into, "reason": "Merger." });
        community.operator.post(&path, body).expect(200);
        let refused = community.act(&assignment, "revoke");
        refused.refused(409, "own_company_assignment", "ASG-SELF-01");
        for id in [&assignment, &kept] {
            let trail = app.audit(&community.operator);
            let entries = trail.iter().filter(|one| one["subject_id"] == id.as_str());
            let carried: Vec<_> = entries.filter(|one| one["action"] == "assignment.carried").collect();
            assert_eq!(carried.len(), 1, "{id}");
            assert_eq!(carried[0]["reason"], "Merger.");
        }
        assert_eq!(operate(&community, &assignment, "remove").expect(200).text("/state"), "removed");
        community.sender.get(&format!("/v1/cargo-records/{record}")).expect(200);
        community.sender.get(&format!("/v1/cargo-records/{foreign}")).expect(200);
    }

    /// OPS-AUD-01, ORG-02: what a merger carries or ends is in the trail, each assignment by itself.
    fn the_trail_tells_of_each_assignment_of_a_merger(app) {
        let community = Community::new(app);
        let (record, kept) = community.assigned(1);
        community.accept().expect(200);
        // D sees the same record, and another one is sent to its company by name.
        let sent = community.try_assign("cargo", &[&record], "trader_d@example.jp").expect(201);
        let removed = sent.text("/items/0/assignment_id");
        accept_cargo(&community.other, &pin_of(app, "trader_d@example.jp")).expect(200);
        let (from, into) =
            (community.company_of(&community.other), community.company_of(&community.addressee));
        let body = json!({
            "kind": "cargo", "record_ids": [community.cargo(2)], "email": "trader_d@example.jp",
            "company_id": from
        });
        let named = community.sender.post("/v1/assignments", body).expect(201).text("/items/0/assignment_id");
        let path = format!("/v1/admin/companies/{from}/merge");
        let body = json!({ "into_company_id": into, "reason": "Merger." });
        community.operator.post(&path, body).expect(200);
        let trail = app.audit(&community.operator);
        let told = |id: &str, action: &str| {
            let of = |one: &&Value| one["subject_id"] == id && one["action"] == action;
            let entry = trail.iter().find(of)?;
            assert_eq!(entry["detail"], format!("{from} {into}"));
            Some(entry["reason"].clone())
        };
        assert_eq!(told(&removed, "assignment.removed"), Some(json!("Merger.")));
        assert_eq!(told(&removed, "assignment.carried"), None);
        assert_eq!(told(&named, "assignment.carried"), Some(json!("Merger.")));
        assert_eq!(told(&kept, "assignment.carried"), None);
        assert_eq!([community.state(&removed), community.state(&kept)], ["removed", "accepted"]);
    }

    /// OPS-AUD-01: every action needs a reason.
    fn a_reason_is_needed(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        for command in ["cancel", "release", "remove"] {
            let path = format!("/v1/admin/assignments/{assignment}/{command}");
            let refused = community.operator.post(&path, json!({ "reason": " " }));
            refused.refused(422, "invalid_fields", "OPS-AUD-01");
        }
    }

    /// ASG-INQ-01: operators find assignments of every company.
    fn operators_find_them(app) {
        let community = Community::new(app);
        community.assigned(1);
        let count = |query: &str| {
            let list = community.operator.get(&format!("/v1/admin/assignments?{query}")).expect(200);
            list.body["items"].as_array().map_or(0, Vec::len)
        };
        let sender = community.company_of(&community.sender);
        let addressee = community.company_of(&community.addressee);
        assert_eq!(count(&format!("company_id={sender}")), 1);
        assert_eq!(count(&format!("company_id={addressee}")), 0);
        assert_eq!((count("state=pending&kind=cargo"), count("kind=pickup")), (1, 0));
        let list = community.operator.get("/v1/admin/assignments").expect(200);
        let actions: Vec<&Value> =
            list.body["items"][0]["actions"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(actions, ["cancel", "release", "remove"]);
    }
}
