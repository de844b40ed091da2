//! `GET /v1/cargo-records/{id}`, `GET …/{id}/visibility`, likewise of pickup requests: the look at one,
//! and who looks.

use serde_json::{Value, json};
use tegata_tests::harness::Reply;
use tegata_tests::on_both;

use super::{CARGO, PICKUPS};
use crate::assignment::{ADDRESSEE, Community};

/// An answer without what says which request it answers.
fn bare(reply: &Reply, id: &str) -> (u16, Vec<(String, String)>, Value) {
    let told = |name: &str| !["date", "request-id", "content-length"].contains(&name);
    let mut headers: Vec<(String, String)> =
        reply.headers.iter().filter(|(name, _)| told(name)).cloned().collect();
    headers.sort();
    let mut body = reply.body.clone();
    body["request_id"] = Value::Null;
    body["instance"] = json!(body["instance"].as_str().unwrap_or_default().replace(id, ""));
    (reply.status, headers, body)
}

on_both! {
    /// CGO-VIS-01: a record with its history, for its owner and for who was granted sight; its tag
    /// changes with the version and with the assignments.
    fn a_record_is_read(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        let path = format!("{CARGO}/{record}");
        let first = community.sender.get(&path).expect(200);
        assert_eq!(first.text("/record/id"), record);
        assert_eq!(first.body["record"]["assignment"], "none");
        assert_eq!(first.body["steps"].as_array().unwrap().len(), 1);
        assert_eq!(first.text("/steps/0/status"), "registered");
        let tag = first.header("etag").unwrap().to_owned();
        community.sender.with("if-none-match", &tag).get(&path).expect(304);
        community.assign(&[&record]);
        let pending = community.sender.with("if-none-match", &tag).get(&path).expect(200);
        assert_eq!(pending.body["record"]["assignment"], "pending");
        let tag = pending.header("etag").unwrap().to_owned();
        let change = json!({ "shipper": "山田電子" });
        community.sender.with("if-match", &tag).patch(&path, change.clone()).expect(200);
        community.sender.with("if-match", &tag).patch(&path, change)
            .refused(412, "version_stale", "ACC-PRO-06");
        community.accept().expect(200);
        let seen = community.colleague.get(&path).expect(200);
        assert_eq!(seen.body["record"]["shipper"], "山田電子");
        assert_eq!(seen.body["record"]["assignment"], "received");
        assert_eq!(seen.body["record"]["own"], false);
        // Whose it is says the name, too; on own ones there is none.
        assert_eq!(seen.body["record"]["company_name"], "A航空貨物株式会社");
        assert!(first.body["record"]["company_name"].is_null());
        let row = community.colleague.get(CARGO).expect(200).body["items"][0].clone();
        assert_eq!(row["company_name"], "A航空貨物株式会社");
        // What is odd about a record is told where somebody looked.
        assert!(row["warnings"].is_null() && seen.body["record"]["warnings"].is_array());
        let allowed = seen.body["record"]["actions"].as_array().unwrap().iter();
        assert!(allowed.clone().all(|action| action["code"] == "not_record_owner"));
    }

    /// CGO-VIS-01: another company never learns that there is something: the same answer, header by
    /// header, as for an id that nobody has.
    fn unknown_and_forbidden_are_one(app) {
        let community = Community::new(app);
        let (cargo, pickup) = (community.cargo(1), community.pickup(1, 2));
        let assignment = community.assign(&[&cargo]).remove(0);
        for (list, id, other) in [
            (CARGO, &cargo, "carg_01kabd3ns8e9bv4r8j7xq7s0yz"),
            (PICKUPS, &pickup, "pick_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ] {
            for path in ["", "/visibility", "/visibility?at=2020-01-01T00:00:00Z"] {
                let ask = |id: &str| community.other.get(&format!("{list}/{id}{path}"));
                let (forbidden, unknown) = (ask(id), ask(other));
                assert_eq!(bare(&forbidden, id), bare(&unknown, other), "{path}");
                forbidden.refused(404, "not_found", "");
            }
            community.other.get(&format!("{list}/nonsense")).refused(404, "not_found", "");
        }
        let path = format!("{CARGO}/{cargo}");
        community.addressee.get(&path).refused(404, "not_found", "");
        community.accept().expect(200);
        community.addressee.get(&path).expect(200);
        community.act(&assignment, "revoke").expect(200);
        for person in [&community.addressee, &community.colleague] {
            person.get(&path).refused(404, "not_found", "");
            person.get(&format!("{path}/visibility")).refused(404, "not_found", "");
        }
    }

    /// ASG-WHY-01: the owner is told who sees a record, through what, and when they looked; another
    /// company, through what it sees it itself.
    fn who_sees_it(app) {
        let community = Community::new(app);
        let (record, assignment) = community.assigned(1);
        let path = format!("{CARGO}/{record}/visibility");
        let ask = |at: &str| community.sender.get(&format!("{path}{at}")).expect(200);
        assert_eq!(ask("").body["grants"], json!([]));
        app.advance(60);
        community.accept().expect(200);
        let unseen = ask("");
        let grant = &unseen.body["grants"][0];
        assert_eq!(grant["assignment_id"], assignment);
        assert_eq!(grant["company_name"], "B通関株式会社");
        assert_eq!(grant["email"], ADDRESSEE);
        assert_eq!(grant["state"], "accepted");
        assert_eq!(grant["sees"], true);
        assert!(grant["first_seen_at"].is_null() && grant["last_seen_at"].is_null());
        // A list is no look at a record, nor is an answer without one; reading it is.
        community.colleague.get(CARGO).expect(200);
        community.colleague.send("HEAD", &format!("{CARGO}/{record}"), None).expect(200);
        let held = community.colleague.with("if-none-match", "*");
        held.get(&format!("{CARGO}/{record}")).expect(304);
        assert!(ask("").body["grants"][0]["first_seen_at"].is_null());
        app.advance(60);
        community.colleague.get(&format!("{CARGO}/{record}")).expect(200);
        let first = ask("").body["grants"][0].clone();
        assert!(first["first_seen_at"].is_string());
        app.advance(60);
        community.addressee.get(&format!("{CARGO}/{record}")).expect(200);
        let last = ask("").body["grants"][0].clone();
        assert_eq!(last["first_seen_at"], first["first_seen_at"]);
        assert!(last["last_seen_at"].as_str() > first["last_seen_at"].as_str());
        let own = community.colleague.get(&path).expect(200);
        assert_eq!(own.body["through"], assignment);
        assert_eq!(own.body["own"], false);
        assert_eq!(own.body["owner_company_name"], "A航空貨物株式会社");
        assert_eq!(ask("").body["owner_company_name"], "A航空貨物株式会社");
        assert_eq!(own.body["grants"].as_array().unwrap().len(), 1);
    }

    /// ASG-WHY-01: who could see it at a time: from acceptance to the moment it ended.
    fn who_could_see_it_at_a_time(app) {
        let community = Community::new(app);
        community.go_to(0, "13:00:00");
        let (record, assignment) = community.assigned(1);
        community.go_to(1, "13:00:00");
        community.accept().expect(200);
        community.go_to(3, "13:00:00");
        community.act(&assignment, "revoke").expect(200);
        community.go_to(4, "13:00:00");
        let path = format!("{CARGO}/{record}/visibility");
        let sees = |day: i32, time: &str| {
            let at = community.instant(day, time).replace('+', "%2B");
            let told = community.sender.get(&format!("{path}?at={at}")).expect(200);
            (told.body["existed"] == true, told.body["grants"][0]["sees"] == true)
        };
        assert_eq!(sees(0, "12:59:59"), (false, false));
        assert_eq!(sees(0, "13:30:00"), (true, false));
        assert_eq!(sees(1, "12:59:59"), (true, false));
        assert_eq!(sees(1, "13:00:30"), (true, true));
        assert_eq!(sees(3, "12:59:59"), (true, true));
        assert_eq!(sees(3, "13:00:30"), (true, false));
        let ended = community.sender.get(&path).expect(200);
        assert_eq!(ended.body["grants"][0]["state"], "revoked");
        assert!(ended.body["grants"][0]["ended_at"].is_string());
        let at = community.instant(9, "00:00:00").replace('+', "%2B");
        community.sender.get(&format!("{path}?at={at}")).fields(&[("?at", "date_too_late")]);
        for at in ["now", "-004713-01-01T00:00:00Z"] {
            community.sender.get(&format!("{path}?at={at}")).fields(&[("?at", "invalid_format")]);
        }
    }

    /// ASG-WHY-01: pickup requests likewise.
    fn who_sees_a_pickup_request(app) {
        let community = Community::new(app);
        let request = community.pickup(1, 2);
        community.try_assign("pickup", &[&request], ADDRESSEE).expect(201);
        let path = "/v1/pickup-requests/assignment-acceptances";
        community.addressee.post(path, json!({ "pin": community.pin() })).expect(200);
        let seen = community.colleague.get(&format!("{PICKUPS}/{request}")).expect(200);
        assert_eq!(seen.body["request"]["assignment"], "received");
        assert_eq!(seen.text("/steps/0/status"), "requested/waiting");
        assert_eq!(seen.body["request"]["company_name"], "A航空貨物株式会社");
        let told = community.sender.get(&format!("{PICKUPS}/{request}/visibility")).expect(200);
        assert!(told.body["grants"][0]["first_seen_at"].is_string());
        assert_eq!(told.body["own"], true);
    }
}
