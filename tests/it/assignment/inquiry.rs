//! `POST /v1/inquiries` about an assignment

use serde_json::json;
use tegata_tests::on_both;

use super::Community;

on_both! {
    /// ASG-INQ-01: a sender names an assignment of their company; operators see it.
    fn an_inquiry_names_an_assignment(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        let body = json!({
            "topic": "assignment", "message": "至急、再アサインを希望します。", "assignment_id": assignment
        });
        let filed = community.sender.post("/v1/inquiries", body.clone()).expect(201);
        assert_eq!(filed.text("/assignment_id"), assignment);
        let path = format!("/v1/admin/inquiries/{}", filed.text("/id"));
        let seen = community.operator.get(&path).expect(200);
        assert_eq!(seen.text("/assignment_id"), assignment);
        let path = format!("/v1/admin/assignments/{assignment}");
        assert_eq!(community.operator.get(&path).expect(200).text("/state"), "pending");
        // Not another company's, and not one that does not exist.
        let foreign = community.addressee.post("/v1/inquiries", body);
        foreign.fields(&[("/assignment_id", "not_allowed")]);
        let body = json!({ "topic": "assignment", "message": "?", "assignment_id": "asgn_x" });
        community.sender.post("/v1/inquiries", body).fields(&[("/assignment_id", "not_allowed")]);
    }
}
