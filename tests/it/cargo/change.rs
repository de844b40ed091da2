//! Changing cargo records and moving them on.

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply};
use tegata_tests::on_both;

use super::{CARGO, awb, consolidator, record, share, trader, with};

fn change(person: &Client, id: &str, version: i64, body: Value) -> Reply {
    person.with("if-match", &format!("\"{version}\"")).patch(&format!("{CARGO}/{id}"), body)
}

fn set(person: &Client, id: &str, status: &str) -> Reply {
    person.post(&format!("{CARGO}/{id}/status"), json!({ "status": status }))
}

on_both! {
    /// CGO-REC-01: what is named changes, what is left out stays, an empty text takes away.
    fn a_change_puts_its_fields_in(app) {
        let taro = consolidator(app);
        let body = with(record(1), json!({
            "hawb": "H1", "shipper": "山田電子", "pieces": 3, "weight_kg": 2.5, "flight": "NH1",
            "alerts": ["damage"]
        }));
        let id = taro.post(CARGO, body).expect(201).text("/id");
        let body = json!({ "direction": "export", "shipper": "", "pieces": 0, "reservation": true });
        let changed = change(&taro, &id, 1, body).expect(200);
        assert_eq!(changed.header("etag"), Some("\"2-none\""));
        assert_eq!(changed.body["direction"], "export");
        assert_eq!(changed.body["reservation"], true);
        assert_eq!(changed.body["flight"], "NH1");
        assert_eq!(changed.body["alerts"], json!(["damage"]));
        assert_eq!(changed.body["weight_kg"], json!(2.5));
        assert!(changed.body["shipper"].is_null() && changed.body["pieces"].is_null());
        // Nothing new is no new version.
        assert_eq!(change(&taro, &id, 2, json!({ "direction": "export" })).expect(200).body["version"], 2);
        let trail = app.audit(&app.operator_named("operator-2"));
        let entry = trail.iter().find(|one| one["action"] == "cargo.changed").expect("an entry");
        assert_eq!(entry["detail"], "direction,reservation,shipper,pieces");
        change(&taro, &id, 2, json!({ "mawb": awb(131, 5) })).fields(&[("/mawb", "waybill_fixed")]);
        change(&taro, &id, 2, json!({ "origin": "?", "flight": "1" }))
            .fields(&[("/origin", "code_unknown"), ("/flight", "invalid_format")]);
    }

    /// ACC-PRO-06: a stale version is refused, and one must be named.
    fn a_stale_version_is_refused(app) {
        let taro = consolidator(app);
        let id = taro.post(CARGO, record(1)).expect(201).text("/id");
        change(&taro, &id, 1, json!({ "reservation": true })).expect(200);
        change(&taro, &id, 1, json!({ "reservation": false }))
            .refused(412, "version_stale", "ACC-PRO-06");
        taro.patch(&format!("{CARGO}/{id}"), json!({ "reservation": false }))
            .refused(428, "version_required", "ACC-PRO-06");
        taro.with("if-match", "\"1\"").post(&format!("{CARGO}/{id}/status"), json!({ "status": "booked" }))
            .refused(412, "version_stale", "ACC-PRO-06");
        // A weak tag says that the version is like another, not which one it is.
        taro.with("if-match", "W/\"2\"").patch(&format!("{CARGO}/{id}"), json!({ "reservation": false }))
            .refused(412, "version_stale", "ACC-PRO-06");
    }

    /// The tag of an answer is that of the record: who holds it is not sent the record again.
    fn every_answer_has_the_tag_of_the_record(app) {
        let taro = consolidator(app);
        let made = taro.post(CARGO, record(1)).expect(201);
        let path = format!("{CARGO}/{}", made.text("/id"));
        let body = json!({ "kind": "cargo", "record_ids": [made.text("/id")], "email": "b@example.jp" });
        let holds = |reply: &Reply| {
            let tag = reply.header("etag").expect("a tag").to_owned();
            taro.with("if-none-match", &tag).get(&path).expect(304);
            tag
        };
        holds(&made);
        taro.post("/v1/assignments", body).expect(201);
        let changed = taro.with("if-match", "\"1-none\"").patch(&path, json!({ "pieces": 1 }));
        let tag = holds(&changed.expect(200));
        let moved = taro.with("if-match", &tag).post(&format!("{path}/status"), json!({ "status": "booked" }));
        holds(&moved.expect(200));
    }

    /// CGO-REC-01: any status after any other, and delivered is final.
    fn a_delivered_record_is_final(app) {
        let taro = consolidator(app);
        let id = taro.post(CARGO, record(1)).expect(201).text("/id");
        for (status, iata) in [
            ("arrived", "ARR"), ("departed", "DEP"), ("booked", "BKD"), ("customs_cleared", "CCD"),
        ] {
            let moved = set(&taro, &id, status).expect(200);
            assert_eq!((&moved.body["status"], &moved.body["iata_status"]), (&json!(status), &json!(iata)));
        }
        // The status that it has changes nothing.
        assert_eq!(set(&taro, &id, "customs_cleared").expect(200).body["version"], 5);
        set(&taro, &id, "lost").refused(422, "invalid_fields", "CGO-REC-01").fields(&[("/status", "not_allowed")]);
        let delivered = set(&taro, &id, "delivered").expect(200);
        for action in delivered.body["actions"].as_array().expect("actions").iter().take(2) {
            assert_eq!((&action["allowed"], &action["code"]), (&json!(false), &json!("record_closed")));
        }
        set(&taro, &id, "arrived").refused(409, "record_closed", "CGO-REC-01");
        change(&taro, &id, 6, json!({ "pieces": 1 })).refused(409, "record_closed", "CGO-REC-01");
        assert_eq!(app.sql_number("(SELECT max(number) FROM cargo_steps)"), 6);
    }

    /// CGO-REC-01: the alert of a discrepancy comes and goes with its status; others are the owner's.
    fn a_discrepancy_is_an_alert(app) {
        let taro = consolidator(app);
        let body = with(record(1), json!({ "alerts": ["damage"] }));
        let id = taro.post(CARGO, body).expect(201).text("/id");
        let alerts = |reply: Reply| reply.expect(200).body["alerts"].clone();
        assert_eq!(alerts(set(&taro, &id, "discrepancy")), json!(["discrepancy", "damage"]));
        let kept = change(&taro, &id, 2, json!({ "alerts": [] }));
        assert_eq!(alerts(kept), json!(["discrepancy"]));
        assert_eq!(alerts(set(&taro, &id, "arrived")), json!([]));
        change(&taro, &id, 4, json!({ "alerts": ["discrepancy"] }))
            .fields(&[("/alerts/0", "not_allowed")]);
    }

    /// CGO-VIS-01: to another company it does not exist.
    fn another_company_changes_nothing(app) {
        let taro = consolidator(app);
        let id = taro.post(CARGO, record(1)).expect(201).text("/id");
        let operator = app.operator_named("operator-2");
        let hanako = trader(app, &operator, "hanako_cargo", &["consolidator"]);
        let unknown = "carg_01kabd3ns8e9bv4r8j7xq7s0yz";
        for id in [id.as_str(), unknown, "nonsense"] {
            change(&hanako, id, 1, json!({ "pieces": 1 })).refused(404, "not_found", "");
            set(&hanako, id, "arrived").refused(404, "not_found", "");
        }
    }

    /// CGO-VIS-01: a company that sees a record by an assignment is told that it is not its own.
    fn who_only_sees_it_is_told_so(app) {
        let taro = consolidator(app);
        let id = taro.post(CARGO, record(1)).expect(201).text("/id");
        let hanako = app.person("hanako_cargo");
        share(app, &taro, "cargo", &[&id], (&hanako, "hanako_cargo@example.jp"));
        change(&hanako, &id, 1, json!({ "pieces": 1 })).refused(403, "not_record_owner", "CGO-VIS-01");
        set(&hanako, &id, "arrived").refused(403, "not_record_owner", "CGO-VIS-01");
    }
}
