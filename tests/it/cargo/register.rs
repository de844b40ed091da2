//! Registering cargo records.

use serde_json::json;
use tegata_tests::on_both;

use super::{CARGO, awb, consolidator, qualify, record, trader, with};

on_both! {
    /// CGO-REC-01: a record with everything, as it was typed and as it is kept.
    fn a_record_is_registered(app) {
        let taro = consolidator(app);
        let body = json!({
            "direction": "import", "mawb": "131-12345675", "hawb": "nax-0001", "status": "arrived",
            "alerts": ["temperature", "customs_hold"], "reservation": true,
            "bonded_warehouse": "成田第一保税蔵置場", "shipper": "株式会社山田電子",
            "customs_broker": "ナックス通関株式会社", "pieces": 12, "weight_kg": 1250.5,
            "flight": "nh 8401", "origin": "hkg", "destination": "NRT",
            "special_handling": ["per", "PER"]
        });
        let made = taro.post(CARGO, body).expect(201);
        let expected = json!({
            "own": true, "direction": "import", "mawb": "131-12345675", "hawb": "NAX0001",
            "status": "arrived", "iata_status": "ARR", "alerts": ["customs_hold", "temperature"],
            "reservation": true, "assignment": "none", "bonded_warehouse": "成田第一保税蔵置場",
            "shipper": "株式会社山田電子", "customs_broker": "ナックス通関株式会社", "pieces": 12,
            "weight_kg": 1250.5, "flight": "NH8401", "origin": "HKG", "destination": "NRT",
            "special_handling": ["PER"], "warnings": [], "version": 1
        });
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(&made.body[name], value, "{name}");
        }
        let id = made.text("/id");
        assert_eq!(made.header("location"), Some(format!("{CARGO}/{id}").as_str()));
        assert_eq!(made.header("etag"), Some("\"1-none\""));
        let names: Vec<&str> = made.body["actions"].as_array().expect("actions").iter()
            .map(|one| one["name"].as_str().expect("a name")).collect();
        assert_eq!(names, ["change", "set_status", "assign", "declare_dangerous_goods"]);
        let entry = app.audit(&app.operator_named("operator-2"));
        assert!(entry.iter().any(|one| one["action"] == "cargo.registered"));
    }

    /// CGO-REC-01: consolidators and customs brokers register, and nobody else.
    fn a_business_role_is_needed(app) {
        let operator = app.operator();
        let roles = [
            ("consolidator", true), ("customs_broker", true), ("trucking_company", false),
            ("bonded_warehouse", false), ("shed", false), ("shipper", false), ("airline", false),
        ];
        let person = app.person("taro_cargo");
        let refused = person.post(CARGO, record(1));
        let refused = refused.refused(403, "business_role_required", "CGO-REC-01");
        assert!(refused.text("/detail").contains("consolidator, customs_broker"));
        for (serial, (role, may)) in (1..).zip(roles) {
            qualify(&operator, &person, &[role]);
            let reply = person.post(CARGO, record(serial));
            if may {
                reply.expect(201);
            } else {
                reply.refused(403, "business_role_required", "CGO-REC-01");
            }
        }
    }

    /// CGO-VIS-02: who is no person of a company sees no cargo.
    fn operators_register_none(app) {
        app.operator().post(CARGO, record(1)).refused(403, "wrong_actor", "OPS-AUD-01");
    }

    /// CGO-REC-01: a house waybill is there once under its air waybill, within the company.
    fn a_waybill_is_unique_in_its_company(app) {
        let taro = consolidator(app);
        let house = |serial, hawb: &str| with(record(serial), json!({ "hawb": hawb }));
        taro.post(CARGO, record(1)).expect(201);
        taro.post(CARGO, house(1, "H1")).expect(201);
        taro.post(CARGO, house(1, "H2")).expect(201);
        taro.post(CARGO, house(2, "H1")).expect(201);
        taro.post(CARGO, house(1, "ｈ-1")).fields(&[("/hawb", "taken")]);
        taro.post(CARGO, record(1)).fields(&[("/mawb", "taken")]);
        // Another company's records never show through a refusal.
        let operator = app.operator_named("operator-2");
        let hanako = trader(app, &operator, "hanako_cargo", &["customs_broker"]);
        hanako.post(CARGO, record(1)).expect(201);
        hanako.post(CARGO, house(1, "H1")).expect(201);
    }

    /// CGO-REC-01: at most 9,999 house waybills under an air waybill, within the company.
    fn an_air_waybill_is_full_at_9999(app) {
        let taro = consolidator(app);
        let id = taro.post(CARGO, with(record(1), json!({ "hawb": "FIRST" }))).expect(201);
        let number = if app.postgres {
            "SELECT generate_series(1, 9997) AS n"
        } else {
            "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 9997) \
             SELECT n FROM c"
        };
        let new_id = if app.postgres {
            "gen_random_uuid()"
        } else {
            "randomblob(16)"
        };
        app.sql(&format!(
            "INSERT INTO cargo_records (id, company_id, direction, mawb, hawb, duplicate, status, \
             alert, alerts, reservation, special_handling, registered_at, version, updated_at) \
             SELECT {new_id}, company_id, direction, mawb, 'N' || n, duplicate, status, alert, alerts, \
             reservation, special_handling, registered_at, version, updated_at \
             FROM cargo_records, ({number}) AS numbers"
        ));
        assert!(!id.text("/id").is_empty());
        taro.post(CARGO, with(record(1), json!({ "hawb": "LAST" }))).expect(201);
        let full = taro.post(CARGO, with(record(1), json!({ "hawb": "MORE" })));
        let full = full.refused(409, "house_waybills_full", "CGO-REC-01");
        assert!(full.text("/detail").contains("9999"));
        // The master itself is none of them, and another air waybill has its own.
        taro.post(CARGO, record(1)).expect(201);
        taro.post(CARGO, with(record(2), json!({ "hawb": "MORE" }))).expect(201);
        let operator = app.operator_named("operator-2");
        let hanako = trader(app, &operator, "hanako_cargo", &["customs_broker"]);
        hanako.post(CARGO, with(record(1), json!({ "hawb": "MORE" }))).expect(201);
    }

    /// CGO-REC-01: everything that is wrong is named at once, limits of the form and rules together.
    fn everything_wrong_is_named_at_once(app) {
        let taro = consolidator(app);
        let body = json!({
            "direction": "sideways", "mawb": "1", "hawb": "日本", "status": "lost",
            "alerts": ["discrepancy"], "shipper": "x".repeat(101), "pieces": 100_000,
            "weight_kg": -1, "flight": "NH", "origin": "XXXX", "special_handling": ["PER", "QQQ"]
        });
        taro.post(CARGO, body).refused(422, "invalid_fields", "CGO-REC-01").fields(&[
            ("/direction", "not_allowed"), ("/mawb", "awb_form"), ("/hawb", "hawb_form"),
            ("/status", "not_allowed"), ("/alerts/0", "not_allowed"), ("/shipper", "too_long"),
            ("/pieces", "too_long"), ("/weight_kg", "too_short"), ("/flight", "invalid_format"),
            ("/origin", "code_unknown"), ("/special_handling/1", "code_unknown"),
        ]);
        taro.post(CARGO, json!({})).fields(&[("/direction", "required"), ("/mawb", "required")]);
    }

    /// A preview shows the exact result and changes nothing; it refuses what the real call refuses.
    fn a_preview_changes_nothing(app) {
        let taro = consolidator(app);
        let dry = format!("{CARGO}?dry_run=true");
        let shown = taro.post(&dry, record(1)).expect(200);
        assert_eq!(shown.text("/mawb"), awb(131, 1));
        assert_eq!(app.sql_number("(SELECT count(*) FROM cargo_records)"), 0);
        taro.post(CARGO, record(1)).expect(201);
        taro.post(&dry, record(1)).fields(&[("/mawb", "taken")]);
        let stranger = app.person("hanako_cargo");
        stranger.post(&dry, record(1)).refused(403, "business_role_required", "CGO-REC-01");
    }

    /// A repeated call with its key registers once and gets the first answer.
    fn a_key_registers_once(app) {
        let taro = consolidator(app).with("idempotency-key", "k1");
        let first = taro.post(CARGO, record(1)).expect(201);
        let again = taro.post(CARGO, record(1)).expect(201);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(first.body, again.body);
        assert_eq!(app.sql_number("(SELECT count(*) FROM cargo_records)"), 1);
        taro.post(CARGO, record(2)).refused(422, "idempotency_key_reused", "");
    }
}
