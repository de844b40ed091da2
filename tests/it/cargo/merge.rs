//! What becomes of cargo when a company takes another one over (ORG-02).

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply};
use tegata_tests::on_both;

use super::{CARGO, awb, record, with};
use crate::assignment::{ADDRESSEE, Community, accept_cargo, pin_of};

fn merge(community: &Community<'_>, from: &Client, into: &Client) -> Reply {
    let path = format!("/v1/admin/companies/{}/merge", community.company_of(from));
    let body = json!({ "into_company_id": community.company_of(into), "reason": "Ticket 4711." });
    community.operator.post(&path, body).expect(200)
}

fn change(person: &Client, id: &str, body: Value) -> Reply {
    person.with("if-match", "*").patch(&format!("{CARGO}/{id}"), body)
}

/// A record as somebody reads it.
fn read(person: &Client, id: &str) -> Value {
    person.get(&format!("{CARGO}/{id}")).expect(200).body["record"].clone()
}

on_both! {
    /// ORG-02, CGO-VIS-01: a record of a waybill that the other company has a record of comes as well, with
    /// those who see it, until its waybill is changed to a free one.
    fn a_merger_loses_no_record(app) {
        let community = Community::new(app);
        let (sender, other) = (&community.sender, &community.other);
        let own = sender.post(CARGO, with(record(1), json!({ "shipper": "A" }))).expect(201).text("/id");
        let make = |more: Value| other.post(CARGO, with(record(1), more)).expect(201).text("/id");
        let same = make(json!({ "shipper": "D", "alerts": ["damage"] }));
        let plain = make(json!({ "mawb": awb(131, 2) }));
        let house = make(json!({ "hawb": "H1" }));
        let body = json!({ "kind": "cargo", "record_ids": [same, plain], "email": ADDRESSEE });
        let sent = other.post("/v1/assignments", body).expect(201);
        let assignment = sent.text("/items/0/assignment_id");
        accept_cargo(&community.addressee, &pin_of(app, ADDRESSEE)).expect(200);

        let merged = merge(&community, other, sender);
        assert_eq!(merged.body["duplicate_waybills"], 1);
        let of_waybill = sender.get(&format!("{CARGO}?awb={}", awb(131, 1))).expect(200);
        assert_eq!(of_waybill.body["hits"]["count"], 3);
        let duplicate = read(sender, &same);
        assert_eq!(duplicate["alerts"], json!(["damage", "duplicate_waybill"]));
        assert_eq!((&duplicate["shipper"], &duplicate["own"]), (&json!("D"), &json!(true)));
        for (id, alerts) in [(&own, json!([])), (&plain, json!([])), (&house, json!([]))] {
            assert_eq!(read(sender, id)["alerts"], alerts);
        }
        // Who saw it sees it, and its owner now is told so.
        assert_eq!(read(&community.addressee, &same)["company_name"], "A航空貨物株式会社");
        let told = sender.get(&format!("{CARGO}/{same}/visibility")).expect(200);
        assert_eq!(told.text("/grants/0/assignment_id"), assignment);
        let listed = sender.get(&format!("{CARGO}?alert=true")).expect(200);
        assert_eq!(listed.body["hits"]["count"], 1);

        // It changes and moves on like any other; a file means the other one.
        let moved = sender.post(&format!("{CARGO}/{same}/status"), json!({ "status": "arrived" }));
        assert_eq!(moved.expect(200).body["alerts"], json!(["damage", "duplicate_waybill"]));
        let kept = change(sender, &same, json!({ "alerts": [] })).expect(200);
        assert_eq!(kept.body["alerts"], json!(["duplicate_waybill"]));
        let row = with(record(1), json!({ "shipper": "B" })).to_string();
        let file = sender.with("content-type", "application/x-ndjson");
        let rows = file.send("POST", "/v1/cargo-records/bulk", Some(&row)).expect(200);
        assert_eq!(rows.text("/rows/0/id"), own);
        sender.post(CARGO, record(1)).fields(&[("/mawb", "taken")]);

        // Its own waybill it gets once.
        change(sender, &own, json!({ "mawb": awb(131, 9) })).fields(&[("/mawb", "waybill_fixed")]);
        change(sender, &own, json!({ "mawb": awb(131, 1), "hawb": "" })).expect(200);
        change(sender, &same, json!({ "mawb": "131-12345674" })).fields(&[("/mawb", "awb_check_digit")]);
        change(sender, &same, json!({ "mawb": awb(131, 2) })).fields(&[("/mawb", "taken")]);
        change(sender, &same, json!({ "hawb": "h-1" })).fields(&[("/hawb", "taken")]);
        let cleared = change(sender, &same, json!({ "hawb": "H2" })).expect(200);
        assert_eq!((&cleared.body["alerts"], &cleared.body["hawb"]), (&json!([]), &json!("H2")));
        change(sender, &same, json!({ "hawb": "H3" })).fields(&[("/hawb", "waybill_fixed")]);
        let told = sender.get(&format!("/v1/assignments/{assignment}")).expect(200);
        assert!(told.text.contains(&format!("{} H2", awb(131, 1))), "{}", told.text);
        let trail = app.audit(&community.operator);
        let details = trail.iter().filter(|one| one["action"] == "cargo.changed");
        assert!(details.clone().any(|one| one["detail"] == "hawb,alerts"));
    }

    /// ORG-02: company after company, each brings what it has.
    fn mergers_add_up(app) {
        let community = Community::new(app);
        community.qualify(&community.addressee);
        for person in [&community.sender, &community.other, &community.addressee] {
            crate::assignment::cargo_of(person, 1);
        }
        assert_eq!(merge(&community, &community.other, &community.sender).body["duplicate_waybills"], 1);
        let merged = merge(&community, &community.sender, &community.addressee);
        assert_eq!(merged.body["duplicate_waybills"], 1);
        let all = community.addressee.get(&format!("{CARGO}?awb={}", awb(131, 1))).expect(200);
        assert_eq!(all.body["hits"]["count"], 3);
        let items = all.body["items"].as_array().expect("items").iter();
        let duplicates = items.filter(|one| one["alerts"] == json!(["duplicate_waybill"]));
        assert_eq!(duplicates.count(), 2);
    }
}
