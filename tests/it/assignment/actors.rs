//! Every endpoint of assignments, called by everybody.

use serde_json::json;
use tegata_tests::harness::Client;
use tegata_tests::on_both;

use super::{Community, accept_cargo};

on_both! {
    /// ASG-ACC-04, CGO-VIS-02: state by state, who gets what at each endpoint.
    fn who_may_do_what(app) {
        let community = Community::new(app);
        let desk = app.company(&community.operator, "ナックス通関株式会社");
        let office = app.office(&community.operator, &desk, "1ATYO");
        let (_, pending) = community.assigned(1);
        let pin = community.pin();
        let everybody: [(&str, &Client); 6] = [
            ("addressee", &community.addressee),
            ("colleague", &community.colleague),
            ("other", &community.other),
            ("operator", &community.operator),
            ("office", &office),
            ("stranger", &app.stranger()),
        ];
        let of_sender = |command: &str| format!("/v1/assignments/{pending}/{command}");
        for (name, client) in everybody {
            let expected = match name {
                "operator" | "office" => (403, "wrong_actor"),
                "stranger" => (401, "unauthenticated"),
                _ => (404, "not_found"),
            };
            for command in ["cancel", "resend", "revoke"] {
                let reply = client.post(&of_sender(command), json!({}));
                let got = (reply.status, reply.body["code"].as_str().unwrap_or_default());
                assert_eq!(got, expected, "{name} {command}");
            }
            let reply = client.get(&format!("/v1/assignments/{pending}"));
            let got = (reply.status, reply.body["code"].as_str().unwrap_or_default());
            assert_eq!(got, expected, "{name} reads");
        }
        for (name, client) in everybody.into_iter().chain([("sender", &community.sender)]) {
            let expected = match name {
                "operator" | "office" => (403, "wrong_actor"),
                "stranger" => (401, "unauthenticated"),
                "colleague" => (403, "addressed_to_colleague"),
                "sender" => (409, "own_company_assignment"),
                "other" => (404, "pin_unknown"),
                _ => continue,
            };
            let reply = accept_cargo(client, &pin);
            let got = (reply.status, reply.body["code"].as_str().unwrap_or_default());
            assert_eq!(got, expected, "{name} accepts");
            if name == "operator" {
                continue;
            }
            for command in ["cancel", "release", "remove"] {
                let path = format!("/v1/admin/assignments/{pending}/{command}");
                let reply = client.post(&path, json!({ "reason": "A test." }));
                let status = if name == "stranger" { 401 } else { 403 };
                assert_eq!(reply.status, status, "{name} {command}");
            }
        }
        assert_eq!(community.state(&pending), "pending");
        // A colleague of the sender may do what the sender may.
        let twin = community.move_to("trader_d", &community.sender);
        twin.post(&of_sender("cancel"), json!({})).expect(200);
    }
}
