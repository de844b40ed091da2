//! What `actions` tells is what the endpoints then do, in every state, at every edge of the window.

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply};
use tegata_tests::on_both;

use super::{ADDRESSEE, Community};

/// The edges of the window, and a little before each.
const INSTANTS: [(i32, &str); 9] = [
    (0, "12:30:00"),
    (3, "00:00:00"),
    (6, "23:59:40"),
    (7, "00:00:00"),
    (7, "23:59:40"),
    (8, "00:00:00"),
    (8, "05:59:40"),
    (8, "06:00:00"),
    (12, "12:00:00"),
];

/// Assignments that are in one state at day 0, each used up by one command.
struct Pool {
    name: &'static str,
    assignments: Vec<String>,
}

/// Assignments of so many fresh cargo records, sent together.
fn batch(community: &Community<'_>, from: u32, count: u32) -> Vec<String> {
    let records: Vec<String> = (from..from + count).map(|serial| community.cargo(serial)).collect();
    let ids: Vec<&str> = records.iter().map(String::as_str).collect();
    community.assign(&ids)
}

fn pools(community: &Community<'_>) -> Vec<Pool> {
    let accepted = batch(community, 100, 20);
    community.accept().expect(200);
    let revoked = batch(community, 200, 12);
    community.accept().expect(200);
    for one in &revoked {
        community.act(one, "revoke").expect(200);
    }
    let cancelled = batch(community, 300, 12);
    for one in &cancelled {
        community.act(one, "cancel").expect(200);
    }
    let pending = batch(community, 400, 60);
    [("accepted", accepted), ("revoked", revoked), ("cancelled", cancelled), ("pending", pending)]
        .map(|(name, assignments)| Pool { name, assignments })
        .into()
}

/// What somebody is told that they may do.
fn actions(reader: &Client, path: &str) -> Vec<Value> {
    reader.get(path).expect(200).body["actions"].as_array().expect("actions").clone()
}

/// Does what an action says.
fn perform(community: &Community<'_>, by: &Client, assignment: &str, action: &Value) -> Reply {
    let href = action["href"].as_str().expect("a path");
    let body = match action["name"].as_str().expect("a name") {
        "assign-again" => {
            let path = format!("/v1/assignments/{assignment}");
            let record = community.sender.get(&path).expect(200).text("/record_id");
            json!({ "kind": "cargo", "record_ids": [record], "email": ADDRESSEE })
        }
        _ if href.starts_with("/v1/admin/") => json!({ "reason": "A test." }),
        _ => json!({}),
    };
    by.send(action["method"].as_str().expect("a method"), href, Some(&body.to_string()))
}

/// Looks at one action of a fresh assignment of a pool and then does it; tells whether it was used up.
fn examine(community: &Community<'_>, by: &Client, prefix: &str, pool: &Pool, name: &str) -> bool {
    let assignment = pool.assignments.last().expect("one is left");
    let path = format!("{prefix}/{assignment}");
    let told = actions(by, &path);
    let action = told.iter().find(|one| one["name"] == name).expect("it is told");
    let reply = perform(community, by, assignment, action);
    let place = format!("{} {name} {}: {}", pool.name, community.now(), reply.text);
    if action["allowed"] == true {
        assert!([200, 201].contains(&reply.status), "{place}");
        return true;
    }
    let code = action["code"].as_str().expect("a code");
    match reply.body["code"].as_str() {
        // The sending names the record that is assigned already.
        Some("invalid_fields") => {
            assert_eq!(code, "assignment_state_conflict", "{place}");
            assert_eq!(reply.body["errors"][0]["code"], "already_assigned", "{place}");
        }
        answered => assert_eq!(answered, Some(code), "{place}"),
    }
    assert_eq!(reply.body["available_from"], action["available_from"], "{place}");
    false
}

on_both! {
    /// ASG-ACT-01: every state, every command of sender and operator, at every edge of the window.
    fn what_is_told_is_what_is_done(app) {
        let community = Community::new(app);
        let mut pools = pools(&community);
        let mut performed = std::collections::BTreeSet::new();
        for (day, time) in INSTANTS {
            community.go_to(day, time);
            for pool in &mut pools {
                for (by, prefix, names) in [
                    (&community.sender, "/v1/assignments", ["resend", "cancel", "revoke", "assign-again"].as_slice()),
                    (&community.operator, "/v1/admin/assignments", &["release", "cancel", "remove"]),
                ] {
                    for name in names {
                        let done = examine(&community, by, prefix, pool, name);
                        if done {
                            performed.insert(format!("{} {name}", pool.name));
                        }
                        // Sent again, it is as it was.
                        if done && *name != "resend" {
                            pool.assignments.pop();
                        }
                    }
                }
            }
        }
        let expected = [
            "accepted revoke",
            "cancelled assign-again",
            "pending assign-again",
            "pending cancel",
            "pending release",
            "pending resend",
            "revoked assign-again",
        ];
        assert_eq!(performed.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    }

    /// ASG-ACT-01: what is possible until an instant is not from there on.
    fn until_when_it_is_possible(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        app.advance(60);
        let told = actions(&community.sender, &format!("/v1/assignments/{assignment}"));
        let until = |name: &str| {
            let action = told.iter().find(|one| one["name"] == name).unwrap();
            action["available_until"].clone()
        };
        assert_eq!(until("cancel"), community.instant(7, "00:00:00"));
        assert_eq!(until("resend"), community.instant(8, "00:00:00"));
        assert!(until("revoke").is_null());
        // ASG-CAN-01: on day 7 it says until when it was possible.
        community.go_to(7, "00:00:00");
        let told = actions(&community.sender, &format!("/v1/assignments/{assignment}"));
        let cancel = told.iter().find(|one| one["name"] == "cancel").unwrap();
        assert_eq!(cancel["code"], "assignment_day_seven");
        assert_eq!(cancel["available_until"], community.instant(7, "00:00:00"));
        let inbox = community.addressee.get("/v1/assignments/inbox").expect(200);
        let accept = &inbox.body["items"][0]["actions"][0];
        assert_eq!(accept["href"], "/v1/cargo-records/assignment-acceptances");
        assert_eq!(accept["available_until"], community.instant(8, "00:00:00"));
        community.go_to(8, "00:00:00");
        let inbox = community.addressee.get("/v1/assignments/inbox").expect(200);
        assert_eq!(inbox.body["items"], json!([]));
    }
}
