//! Pickup requests.

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply};
use tegata_tests::on_both;

use super::{PICKUPS, awb, consolidator, qualify, request, share, trader, with};

fn change(person: &Client, id: &str, version: i64, body: Value) -> Reply {
    person.with("if-match", &format!("\"{version}\"")).patch(&format!("{PICKUPS}/{id}"), body)
}

fn set(person: &Client, id: &str, body: Value) -> Reply {
    person.post(&format!("{PICKUPS}/{id}/status"), body)
}

fn cancel(person: &Client, id: &str) -> Reply {
    person.send("POST", &format!("{PICKUPS}/{id}/cancel"), None)
}

on_both! {
    /// CGO-REC-02: a request with everything, as it was typed and as it is kept.
    fn a_request_is_made(app) {
        let taro = consolidator(app);
        let body = json!({
            "awbs": ["131-12345675", "２０５1234567 5"], "shed": " 成田第一上屋 ",
            "trucking_company": "東京運送株式会社", "shipper": "株式会社山田電子",
            "vehicle_number": "品川100あ1234", "scheduled_at": "2026-11-24T01:00:00Z",
            "alerts": ["damage"]
        });
        let made = taro.post(PICKUPS, body).expect(201);
        let expected = json!({
            "own": true, "awbs": ["131-12345675", "205-12345675"], "shed": "成田第一上屋",
            "trucking_company": "東京運送株式会社", "shipper": "株式会社山田電子",
            "vehicle_number": "品川 100 あ 12-34", "scheduled_at": "2026-11-24T10:00:00+09:00",
            "request_status": "requested", "pickup_status": "waiting", "alerts": ["damage"],
            "assignment": "none", "warnings": [], "version": 1
        });
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(&made.body[name], value, "{name}");
        }
        assert_eq!(made.header("location"), Some(format!("{PICKUPS}/{}", made.text("/id")).as_str()));
        let shown = taro.post(&format!("{PICKUPS}?dry_run=true"), request(9)).expect(200);
        assert_eq!(shown.body["awbs"], json!([awb(131, 9)]));
        assert_eq!(app.sql_number("(SELECT count(*) FROM pickup_requests)"), 1);
    }

    /// CGO-REC-02: consolidators, customs brokers, trucking companies and shippers, and nobody else.
    fn a_business_role_is_needed(app) {
        let operator = app.operator();
        let person = app.person("taro_cargo");
        person.post(PICKUPS, request(1)).refused(403, "business_role_required", "CGO-REC-02");
        for (role, may) in [
            ("consolidator", true), ("customs_broker", true), ("trucking_company", true),
            ("shipper", true), ("bonded_warehouse", false), ("shed", false), ("airline", false),
        ] {
            qualify(&operator, &person, &[role]);
            let reply = person.post(PICKUPS, request(1));
            if may {
                reply.expect(201);
            } else {
                reply.refused(403, "business_role_required", "CGO-REC-02");
            }
        }
        operator.post(PICKUPS, request(1)).refused(403, "wrong_actor", "OPS-AUD-01");
    }

    /// CGO-REC-02: everything that is wrong is named at once.
    fn everything_wrong_is_named_at_once(app) {
        let taro = consolidator(app);
        let body = json!({
            "awbs": ["131-12345675", "13112345675", "x"], "shed": "", "vehicle_number": "abc",
            "scheduled_at": "tomorrow", "alerts": ["discrepancy"]
        });
        taro.post(PICKUPS, body).refused(422, "invalid_fields", "CGO-REC-02").fields(&[
            ("/awbs/1", "duplicate"), ("/awbs/2", "awb_form"), ("/shed", "required"),
            ("/vehicle_number", "vehicle_number_form"), ("/scheduled_at", "invalid_format"),
            ("/alerts/0", "not_allowed"),
        ]);
        for at in ["-004713-01-01T00:00:00Z", "1969-12-31T23:59:59+09:00"] {
            taro.post(PICKUPS, with(request(1), json!({ "scheduled_at": at })))
                .fields(&[("/scheduled_at", "invalid_format")]);
        }
        taro.post(PICKUPS, with(request(1), json!({ "awbs": [] }))).fields(&[("/awbs", "required")]);
        let many: Vec<String> = (0..51).map(|serial| awb(131, serial)).collect();
        taro.post(PICKUPS, with(request(1), json!({ "awbs": many }))).fields(&[("/awbs", "too_long")]);
        let fifty: Vec<String> = (0..50).map(|serial| awb(131, serial)).collect();
        taro.post(PICKUPS, with(request(1), json!({ "awbs": fifty }))).expect(201);
    }

    /// CGO-REC-02: what is named changes; a stale version is refused (ACC-PRO-06).
    fn a_change_puts_its_fields_in(app) {
        let taro = consolidator(app);
        let body = with(request(1), json!({ "vehicle_number": "品川 100 あ 12-34", "shipper": "山田電子" }));
        let id = taro.post(PICKUPS, body).expect(201).text("/id");
        let body = json!({
            "awbs": [awb(131, 3), awb(131, 2)], "vehicle_number": "", "shed": "成田第二上屋",
            "scheduled_at": "2026-11-25T09:30:00+09:00"
        });
        let changed = change(&taro, &id, 1, body).expect(200);
        assert_eq!(changed.body["awbs"], json!([awb(131, 3), awb(131, 2)]));
        assert_eq!(changed.body["shed"], "成田第二上屋");
        assert_eq!(changed.body["scheduled_at"], "2026-11-25T09:30:00+09:00");
        assert_eq!(changed.body["shipper"], "山田電子");
        assert!(changed.body["vehicle_number"].is_null());
        assert_eq!(changed.header("etag"), Some("\"2-none\""));
        change(&taro, &id, 1, json!({ "shed": "x" })).refused(412, "version_stale", "ACC-PRO-06");
        taro.patch(&format!("{PICKUPS}/{id}"), json!({ "shed": "x" }))
            .refused(428, "version_required", "ACC-PRO-06");
        change(&taro, &id, 2, json!({ "awbs": [] })).fields(&[("/awbs", "required")]);
    }

    /// CGO-REC-02: statuses go forward; picked up is final.
    fn statuses_go_forward(app) {
        let taro = consolidator(app);
        let id = taro.post(PICKUPS, request(1)).expect(201).text("/id");
        set(&taro, &id, json!({})).fields(&[("/request_status", "required")]);
        set(&taro, &id, json!({ "request_status": "cancelled" }))
            .fields(&[("/request_status", "not_allowed")]);
        set(&taro, &id, json!({ "request_status": "confirmed" })).expect(200);
        let both = set(&taro, &id, json!({ "request_status": "confirmed", "pickup_status": "arrived" }));
        assert_eq!(both.expect(200).body["version"], 3);
        // The present ones change nothing.
        assert_eq!(set(&taro, &id, json!({ "pickup_status": "arrived" })).expect(200).body["version"], 3);
        set(&taro, &id, json!({ "pickup_status": "waiting", "request_status": "requested" }))
            .refused(422, "invalid_fields", "CGO-REC-02")
            .fields(&[("/pickup_status", "not_allowed"), ("/request_status", "not_allowed")]);
        set(&taro, &id, json!({ "pickup_status": "partly_picked_up" })).expect(200);
        cancel(&taro, &id).refused(409, "record_closed", "CGO-REC-02");
        set(&taro, &id, json!({ "pickup_status": "picked_up" })).expect(200);
        set(&taro, &id, json!({ "pickup_status": "picked_up" })).refused(409, "record_closed", "CGO-REC-02");
        change(&taro, &id, 5, json!({ "shed": "x" })).refused(409, "record_closed", "CGO-REC-02");
        let steps = "SELECT status AS value FROM pickup_steps ORDER BY number";
        assert_eq!(app.sql_texts(steps), [
            "requested/waiting", "confirmed/waiting", "confirmed/arrived",
            "confirmed/partly_picked_up", "confirmed/picked_up",
        ]);
    }

    /// CGO-REC-02: cancelled is final; `actions` say what the calls then do.
    fn a_cancelled_request_is_final(app) {
        let taro = consolidator(app);
        let id = taro.post(PICKUPS, request(1)).expect(201).text("/id");
        let cancelled = cancel(&taro, &id).expect(200);
        assert_eq!(cancelled.body["request_status"], "cancelled");
        let allowed = |name: &str| {
            let actions = cancelled.body["actions"].as_array().expect("actions");
            actions.iter().find(|one| one["name"] == name).expect("an action")["allowed"].clone()
        };
        for name in ["change", "set_status", "cancel"] {
            assert_eq!(allowed(name), false, "{name}");
        }
        cancel(&taro, &id).refused(409, "record_closed", "CGO-REC-02");
        set(&taro, &id, json!({ "pickup_status": "arrived" })).refused(409, "record_closed", "CGO-REC-02");
        change(&taro, &id, 2, json!({ "shed": "x" })).refused(409, "record_closed", "CGO-REC-02");
    }

    /// CGO-VIS-01: to another company it does not exist; who only sees it is told that it is not its own.
    fn another_company_changes_nothing(app) {
        let taro = consolidator(app);
        let id = taro.post(PICKUPS, request(1)).expect(201).text("/id");
        let operator = app.operator_named("operator-2");
        let hanako = trader(app, &operator, "hanako_cargo", &["consolidator"]);
        let tries = |expected: u16, code: &str, rule: &str| {
            change(&hanako, &id, 1, json!({ "shed": "x" })).refused(expected, code, rule);
            set(&hanako, &id, json!({ "pickup_status": "arrived" })).refused(expected, code, rule);
            cancel(&hanako, &id).refused(expected, code, rule);
        };
        tries(404, "not_found", "");
        share(app, &taro, "pickup", &[&id], (&hanako, "hanako_cargo@example.jp"));
        tries(403, "not_record_owner", "CGO-VIS-01");
    }
}
