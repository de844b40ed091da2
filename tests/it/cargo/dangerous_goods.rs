//! `/v1/cargo-records/{id}/dangerous-goods-declaration`

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tegata_domain::cargo::dangerous_goods::{Fault, remedy, rules};
use tegata_domain::kernel::Language;
use tegata_tests::harness::{Client, Reply, TestApp, at_once};
use tegata_tests::{on_both, on_postgres};

use super::{CARGO, qualify, record, share, with};

const CODE: &str = "dangerous_goods_inconsistent";

/// Somebody of a consolidator who is qualified for dangerous goods.
fn qualified(app: &TestApp, login_id: &str) -> Client {
    let person = app.person_with(login_id, json!({ "dangerous_goods_qualified": true }));
    qualify(&app.operator(), &person, &["consolidator"]);
    person
}

/// The place of the declaration of a new record with these special handling codes.
fn place(person: &Client, codes: &[&str]) -> String {
    let body = with(record(1), json!({ "special_handling": codes, "weight_kg": 100 }));
    let id = person.post(CARGO, body).expect(201).text("/id");
    format!("{CARGO}/{id}/dangerous-goods-declaration")
}

fn id_of(place: &str) -> &str {
    place.split('/').nth(3).expect("an id")
}

/// Paint: a declaration that keeps every rule on a record with `RFL`.
pub fn paint() -> Value {
    json!({
        "items": [{
            "un_number": "UN1263", "proper_shipping_name": "Paint", "hazard_class": "3",
            "packing_group": "II", "packing_instruction": "353", "quantity": 5, "unit": "l",
            "packages": 4
        }],
        "aircraft": "passenger_and_cargo",
        "emergency_contact": { "name": "山田化学 当直", "phone": "03-1234-5678" },
        "place": "成田", "date": "2026-11-20",
        "signatory": { "name": "山田 太郎", "title": "危険物担当" }
    })
}

/// The same with other members in its first item.
fn item(more: Value) -> Value {
    let mut body = paint();
    body["items"][0] = with(body["items"][0].clone(), more);
    body
}

/// Sets the special handling codes of a record.
fn set_codes(person: &Client, place: &str, codes: &[&str]) {
    let record = format!("{CARGO}/{}", id_of(place));
    person.with("if-match", "*").patch(&record, json!({ "special_handling": codes })).expect(200);
}

fn replace(person: &Client, place: &str, version: i64, body: Value) -> Reply {
    person.with("if-match", &format!("\"{version}\"")).put(place, body)
}

/// The broken rules of a refusal: where and with which key.
fn broken(reply: &Reply) -> Vec<(String, String)> {
    assert_eq!(reply.status, 422, "{}", reply.text);
    let errors = reply.body["errors"].as_array().expect("errors").iter();
    let broken = errors.map(|error| {
        assert_eq!(
            (&error["code"], &error["rule"]),
            (&json!(CODE), &json!("ACC-DG-01")),
            "{error}"
        );
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        (text(&error["pointer"]), text(&error["params"]["key"]))
    });
    broken.collect()
}

on_both! {
    /// ACC-DG-01: a qualified account declares, and reads what it declared, in canonical form.
    fn a_qualified_account_declares(app) {
        let taro = qualified(app, "taro_cargo");
        let place = place(&taro, &["RFL"]);
        taro.get(&place).refused(404, "not_found", "");
        let body = with(
            item(json!({
                "un_number": "ｕｎ １２６３", "hazard_class": "３", "packing_group": "Ⅱ",
                "packing_instruction": " y341 ", "quantity": 0.5, "technical_name": " ",
                "subsidiary_hazards": ["8", "8"]
            })),
            json!({ "handling_information": "天地無用" }),
        );
        let filed = taro.put(&place, body).expect(201);
        assert_eq!((filed.header("etag"), filed.header("location")), (Some("\"1\""), Some(place.as_str())));
        let read = taro.get(&place).expect(200);
        assert_eq!(read.body, filed.body);
        let expected = json!({
            "un_number": "UN1263", "proper_shipping_name": "Paint", "hazard_class": "3",
            "subsidiary_hazards": ["8"], "packing_group": "II", "packing_instruction": "Y341",
            "excepted_quantity": false, "quantity": 0.5, "unit": "l", "packages": 4
        });
        assert_eq!(read.body["items"], json!([expected]));
        assert_eq!(read.body["emergency_contact"]["phone"], "+81312345678");
        assert_eq!((&read.body["findings"], &read.body["version"]), (&json!([]), &json!(1)));
        assert!(read.text("/notice").contains("最新のIATA危険物規則書"));
        let english = taro.with("accept-language", "en").get(&place).expect(200).text("/notice");
        assert!(english.contains("does not replace") && english.is_ascii());
        let tag = read.header("etag").expect("a tag").to_owned();
        taro.with("if-none-match", &tag).get(&place).expect(304);
        let trail = app.audit(&app.operator_named("operator-2"));
        let entry = trail.iter().find(|one| one["action"] == "cargo.dangerous_goods_declared");
        assert_eq!(entry.expect("an entry")["subject_id"], id_of(&place));
    }

    /// ACC-DG-01, ACC-DG-02: an account that is not qualified is told so, and who changes that; the
    /// record says it before.
    fn an_account_that_is_not_qualified_is_told_so(app) {
        let hanako = app.person("hanako_cargo");
        qualify(&app.operator(), &hanako, &["consolidator"]);
        let place = place(&hanako, &["RFL"]);
        let action = |client: &Client| {
            let read = client.get(&format!("{CARGO}/{}", id_of(&place))).expect(200);
            let actions = read.body["record"]["actions"].as_array().expect("actions").clone();
            actions.into_iter().find(|one| one["name"] == "declare_dangerous_goods").expect("it")
        };
        let foreseen = action(&hanako);
        assert_eq!(foreseen["code"], "dangerous_goods_not_qualified");
        assert_eq!((&foreseen["method"], &foreseen["href"]), (&json!("PUT"), &json!(place)));
        let refused = hanako.put(&place, paint()).refused(403, "dangerous_goods_not_qualified", "ACC-DG-01");
        let links: Vec<&Value> =
            refused.body["links"].as_array().expect("links").iter().map(|link| &link["href"]).collect();
        assert_eq!(links, ["/v1/me", "/v1/inquiries"]);
        hanako.with("if-match", "*").delete(&place).refused(403, "dangerous_goods_not_qualified", "ACC-DG-01");
        let answer = json!({ "dangerous_goods_qualified": true });
        hanako.with("if-match", "*").patch("/v1/me", answer).expect(200);
        assert_eq!(action(&hanako)["allowed"], true);
        hanako.put(&place, paint()).expect(201);
    }

    /// ACC-DG-01: every way in which a rule of the table is broken, with its key and what to do, in both
    /// languages; the same goods keep it otherwise.
    fn every_fault_is_named_with_its_remedy(app) {
        let taro = qualified(app, "taro_cargo");
        let place = place(&taro, &["RFL"]);
        let lithium = json!({
            "un_number": "UN3480", "hazard_class": "9", "packing_group": "",
            "packing_instruction": "965-IB", "unit": "kg"
        });
        let radioactive = json!({
            "un_number": "UN2915", "hazard_class": "7", "packing_group": "",
            "packing_instruction": "", "unit": "gbq"
        });
        let fireworks = json!({
            "un_number": "UN0336", "hazard_class": "1.4", "compatibility_group": "G",
            "packing_group": "", "packing_instruction": "135", "unit": "kg", "approval": "JCAB 1"
        });
        let bombs = json!({
            "un_number": "UN0033", "hazard_class": "1.1", "compatibility_group": "F",
            "packing_group": "", "packing_instruction": "130", "unit": "kg"
        });
        let cargo_only = json!({ "aircraft": "cargo_aircraft_only" });
        let cases: Vec<(Fault, &[&str], Value, &str, &str)> = vec![
            (Fault::UnNumber, &["RXS"], item(with(fireworks.clone(), json!({ "un_number": "UN1436", "compatibility_group": "S" }))), "/items/0/un_number", "un-number.1"),
            (Fault::HazardClass, &["RCM"], item(json!({ "hazard_class": "8", "packing_instruction": "855" })), "/items/0/hazard_class", "class.3"),
            (Fault::CompatibilityGroup, &["RFL"], item(with(fireworks.clone(), json!({ "compatibility_group": "N" }))), "/items/0/compatibility_group", "compatibility-group.1.4"),
            (Fault::CompatibilityGroupNone, &["RFL"], item(json!({ "compatibility_group": "S" })), "/items/0/compatibility_group", "compatibility-group.none"),
            (Fault::SubsidiaryHazard, &["RFL"], item(json!({ "subsidiary_hazards": ["8", "3"] })), "/items/0/subsidiary_hazards/1", "subsidiary.3"),
            (Fault::PackingGroup, &["RFL"], item(json!({ "packing_group": "" })), "/items/0/packing_group", "packing-group.3"),
            (Fault::PackingGroupNone, &["RXG"], item(with(fireworks.clone(), json!({ "packing_group": "II" }))), "/items/0/packing_group", "packing-group.none"),
            (Fault::PackingInstruction, &["RFL"], item(json!({ "packing_instruction": "855" })), "/items/0/packing_instruction", "packing-instruction.3"),
            (Fault::PackingInstructionNone, &["RRY"], item(with(radioactive.clone(), json!({ "radioactive_category": "ii_yellow", "packing_instruction": "353" }))), "/items/0/packing_instruction", "packing-instruction.7"),
            (Fault::LimitedQuantity, &["RFL"], item(json!({ "packing_instruction": "Y341", "packing_group": "I" })), "/items/0/packing_instruction", "limited-quantity.ii-iii"),
            (Fault::LimitedQuantityNever, &["RXG"], item(with(fireworks.clone(), json!({ "packing_instruction": "Y135" }))), "/items/0/packing_instruction", "limited-quantity.never"),
            (Fault::ExceptedQuantity, &["REQ"], item(json!({ "un_number": "UN1830", "hazard_class": "8", "packing_instruction": "", "excepted_quantity": true, "packing_group": "I" })), "/items/0/excepted_quantity", "excepted-quantity.ii-iii"),
            (Fault::ExceptedQuantityNever, &["REQ"], item(with(fireworks, json!({ "packing_instruction": "", "excepted_quantity": true }))), "/items/0/excepted_quantity", "excepted-quantity.never"),
            (Fault::Aircraft, &["RBI"], item(lithium.clone()), "/aircraft", "aircraft.lithium"),
            (Fault::Approval, &["REX", "CAO"], with(item(bombs), cargo_only.clone()), "/items/0/approval", "approval.1"),
            (Fault::Unit, &["RFL"], item(json!({ "unit": "gbq" })), "/items/0/unit", "unit.others"),
            (Fault::Category, &["RFL"], item(radioactive), "/items/0/radioactive_category", "category.7"),
            (Fault::CategoryNone, &["RFL"], item(json!({ "radioactive_category": "i_white" })), "/items/0/radioactive_category", "category.others"),
            (Fault::TechnicalName, &["RFL"], item(json!({ "un_number": "UN1993", "proper_shipping_name": "Flammable liquid, N.O.S." })), "/items/0/technical_name", "technical-name.nos"),
            (Fault::CodeMissing, &[], paint(), "/items/0/un_number", "code.RFL"),
            (Fault::CodeWithoutGoods, &["RFL", "ICE"], paint(), "/items", "code.ICE"),
            (Fault::AircraftCodeMissing, &["RFL"], with(paint(), cargo_only), "/aircraft", "code.CAO"),
            (Fault::AircraftCodeContradicted, &["RFL", "CAO"], paint(), "/aircraft", "code.CAO"),
            (Fault::NetWeight, &["RFL"], item(json!({ "unit": "kg", "quantity": 25.001 })), "/items", "weight.net"),
        ];
        let proven: BTreeSet<&str> = cases.iter().map(|case| case.0.as_str()).collect();
        assert_eq!(proven.len(), Fault::ALL.len());
        for (fault, codes, body, pointer, key) in cases {
            set_codes(&taro, &place, codes);
            let refused = taro.put(&place, body.clone());
            let found = broken(&refused);
            assert!(found.contains(&(pointer.to_owned(), key.to_owned())), "{fault:?}: {found:?}");
            assert!(rules().iter().any(|rule| rule.key == key));
            for (language, tag) in [(Language::Ja, "ja"), (Language::En, "en")] {
                let refused = taro.with("accept-language", tag).put(&place, body.clone());
                let errors = refused.body["errors"].as_array().expect("errors");
                let error = errors.iter().find(|one| one["params"]["key"] == key).expect("it");
                let words = error["params"]["remedy"].as_str().expect("words");
                let begin = remedy(fault, language).split('{').next().expect("words");
                assert!(words.starts_with(begin) && !words.contains('{'), "{words}");
                assert!(error["detail"].as_str().expect("words").contains(words));
            }
        }
        taro.get(&place).refused(404, "not_found", "");
        // The refusal leads to the whole table, which anybody reads.
        let refused = taro.put(&place, item(json!({ "packing_group": "" })));
        assert_eq!(refused.text("/links/0/href"), "/v1/dangerous-goods-rules");
        let table = app.stranger().get("/v1/dangerous-goods-rules").expect(200);
        assert_eq!(table.body["items"].as_array().map(Vec::len), Some(rules().len()));
        assert_eq!(table.body["remedies"].as_array().map(Vec::len), Some(Fault::ALL.len()));
        assert!(table.text("/notice/en").contains("does not replace"));
        set_codes(&taro, &place, &["RFL"]);
        taro.put(&place, item(json!({ "unit": "kg", "quantity": 25 }))).expect(201);
        set_codes(&taro, &place, &["RBI", "CAO", "PER"]);
        let lithium = with(item(lithium), json!({ "aircraft": "cargo_aircraft_only" }));
        replace(&taro, &place, 1, lithium).expect(200);
    }

    /// ACC-DG-01: what cannot be read is named at once, with the rules that the readable items break.
    fn everything_wrong_is_named_at_once(app) {
        let taro = qualified(app, "taro_cargo");
        let place = place(&taro, &["RFL"]);
        let mut body = item(json!({
            "un_number": "1263", "hazard_class": "10", "packing_group": "IV",
            "packing_instruction": "Y12", "quantity": 0.0001, "unit": "t", "packages": 0,
            "compatibility_group": "Z", "subsidiary_hazards": ["x"], "radioactive_category": "red"
        }));
        let second = item(json!({ "packing_group": "" }))["items"][0].clone();
        body["items"].as_array_mut().expect("items").push(second);
        let body = with(body, json!({
            "aircraft": "helicopter", "emergency_contact": { "name": "当直", "phone": "0" },
            "date": "2999-01-01", "place": "　"
        }));
        taro.put(&place, body).fields(&[
            ("/items/0/un_number", "invalid_format"),
            ("/items/0/hazard_class", "not_allowed"),
            ("/items/0/packing_group", "code_unknown"),
            ("/items/0/packing_instruction", "invalid_format"),
            ("/items/0/quantity", "too_short"),
            ("/items/0/unit", "not_allowed"),
            ("/items/0/packages", "too_short"),
            ("/items/0/compatibility_group", "code_unknown"),
            ("/items/0/subsidiary_hazards/0", "not_allowed"),
            ("/items/0/radioactive_category", "not_allowed"),
            ("/items/1/packing_group", CODE),
            ("/aircraft", "not_allowed"),
            ("/emergency_contact/phone", "phone_invalid"),
            ("/date", "date_too_late"),
            ("/place", "required"),
        ]);
        let many = vec![paint()["items"][0].clone(); 51];
        taro.put(&place, with(paint(), json!({ "items": many }))).fields(&[("/items", "too_long")]);
        taro.put(&place, with(paint(), json!({ "items": [] }))).fields(&[("/items", "required")]);
        let exact = vec![item(json!({ "quantity": 999_999, "packages": 9_999 }))["items"][0].clone(); 50];
        taro.put(&place, with(paint(), json!({ "items": exact }))).expect(201);
        let beyond = item(json!({ "quantity": 999_999.001, "packages": 10_000 }));
        replace(&taro, &place, 1, beyond)
            .fields(&[("/items/0/quantity", "too_long"), ("/items/0/packages", "too_long")]);
    }

    /// ACC-PRO-06: a standing declaration is replaced and withdrawn by naming its version; one that was
    /// withdrawn gives no stale version a second life.
    fn a_stale_version_is_refused(app) {
        let taro = qualified(app, "taro_cargo");
        let place = place(&taro, &["RFL"]);
        replace(&taro, &place, 1, paint()).refused(412, "version_stale", "ACC-PRO-06");
        taro.with("if-none-match", "\"1\"").put(&place, paint()).refused(400, "malformed_request", "");
        taro.with("if-none-match", "*").put(&place, paint()).expect(201);
        taro.with("if-none-match", "*").put(&place, paint()).refused(412, "version_stale", "ACC-PRO-06");
        taro.put(&place, paint()).refused(428, "version_required", "ACC-PRO-06");
        // Nothing new is no new version.
        assert_eq!(replace(&taro, &place, 1, paint()).expect(200).body["version"], 1);
        let other = item(json!({ "packages": 5 }));
        let dry = format!("{place}?dry_run=true");
        assert_eq!(replace(&taro, &dry, 1, other.clone()).expect(200).body["version"], 2);
        assert_eq!(taro.get(&place).expect(200).body["version"], 1);
        let replaced = replace(&taro, &place, 1, other).expect(200);
        assert_eq!((replaced.header("etag"), &replaced.body["items"][0]["packages"]), (Some("\"2\""), &json!(5)));
        replace(&taro, &place, 1, paint()).refused(412, "version_stale", "ACC-PRO-06");
        taro.delete(&place).refused(428, "version_required", "ACC-PRO-06");
        taro.with("if-match", "\"1\"").delete(&place).refused(412, "version_stale", "ACC-PRO-06");
        taro.with("if-match", "\"2\"").delete(&place).expect(204);
        taro.get(&place).refused(404, "not_found", "");
        taro.with("if-match", "*").delete(&place).refused(404, "not_found", "");
        replace(&taro, &place, 3, paint()).refused(412, "version_stale", "ACC-PRO-06");
        assert_eq!(taro.put(&place, paint()).expect(201).header("etag"), Some("\"4\""));
        replace(&taro, &place, 1, paint()).refused(412, "version_stale", "ACC-PRO-06");
        let trail = app.audit(&app.operator_named("operator-2"));
        let written = |action: &str| trail.iter().filter(|one| one["action"] == action).count();
        assert_eq!(written("cargo.dangerous_goods_declared"), 3);
        assert_eq!(written("cargo.dangerous_goods_withdrawn"), 1);
        assert_eq!(app.sql_number("(SELECT count(*) FROM dangerous_goods_declarations)"), 1);
    }

    /// ACC-DG-01: a record that changes afterwards is not refused; the declaration tells what no longer
    /// fits, until it is declared anew. A delivered record is final.
    fn what_no_longer_fits_is_told(app) {
        let taro = qualified(app, "taro_cargo");
        let place = place(&taro, &["RFL"]);
        taro.put(&place, paint()).expect(201);
        let tag = taro.get(&place).expect(200).header("etag").expect("a tag").to_owned();
        set_codes(&taro, &place, &["PER"]);
        let read = taro.with("if-none-match", &tag).get(&place).expect(200);
        let finding = &read.body["findings"][0];
        assert_eq!((&finding["key"], &finding["pointer"]), (&json!("code.RFL"), &json!("/items/0/un_number")));
        assert!(read.text("/findings/0/remedy").contains("RFL"));
        replace(&taro, &place, 1, item(json!({ "packages": 5 }))).fields(&[("/items/0/un_number", CODE)]);
        set_codes(&taro, &place, &["RFL", "PER"]);
        replace(&taro, &place, 1, item(json!({ "packages": 5 }))).expect(200);
        let status = format!("{CARGO}/{}/status", id_of(&place));
        taro.post(&status, json!({ "status": "delivered" })).expect(200);
        let read = taro.get(&place).expect(200);
        for action in read.body["actions"].as_array().expect("actions") {
            assert_eq!((&action["allowed"], &action["code"]), (&json!(false), &json!("record_closed")));
        }
        replace(&taro, &place, 2, paint()).refused(409, "record_closed", "CGO-REC-01");
        taro.with("if-match", "\"2\"").delete(&place).refused(409, "record_closed", "CGO-REC-01");
    }

    /// CGO-VIS-01, CGO-VIS-02: another company finds nothing; one that it was assigned to reads, and
    /// changes nothing; an office and a terminal have no part in it.
    fn who_sees_the_record_reads_its_declaration(app) {
        let taro = qualified(app, "taro_cargo");
        let operator = app.operator_named("operator-2");
        let place = place(&taro, &["RFL"]);
        taro.put(&place, paint()).expect(201);
        let hanako = app.person_with("hanako_cargo", json!({ "dangerous_goods_qualified": true }));
        let unknown = format!("{CARGO}/carg_01kabd3ns8e9bv4r8j7xq7s0yz/dangerous-goods-declaration");
        for place in [&place, &unknown, &format!("{CARGO}/nonsense/dangerous-goods-declaration")] {
            hanako.get(place).refused(404, "not_found", "");
            hanako.put(place, paint()).refused(404, "not_found", "");
            hanako.with("if-match", "*").delete(place).refused(404, "not_found", "");
        }
        share(app, &taro, "cargo", &[id_of(&place)], (&hanako, "hanako_cargo@example.jp"));
        let read = hanako.get(&place).expect(200);
        assert_eq!(read.body["items"][0]["un_number"], "UN1263");
        for action in read.body["actions"].as_array().expect("actions") {
            assert_eq!((&action["allowed"], &action["code"]), (&json!(false), &json!("not_record_owner")));
        }
        hanako.with("if-match", "*").put(&place, paint()).refused(403, "not_record_owner", "CGO-VIS-01");
        hanako.with("if-match", "*").delete(&place).refused(403, "not_record_owner", "CGO-VIS-01");
        let explained = taro.get(&format!("{CARGO}/{}/visibility", id_of(&place))).expect(200);
        assert!(explained.body["grants"][0]["last_seen_at"].is_string(), "{}", explained.text);
        let company = taro.get("/v1/companies/current").expect(200).text("/id");
        let office = app.office(&operator, &company, "1ATYO");
        for reply in [office.get(&place), office.put(&place, paint()), operator.get(&place)] {
            assert_eq!(reply.expect(403).body["code"], "wrong_actor");
        }
    }
}

on_postgres! {
    /// ACC-PRO-06: of many who declare first, or replace the same version, one does.
    fn one_declaration_wins(app) {
        let taro = qualified(app, "taro_cargo");
        let place = place(&taro, &["RFL"]);
        let declare = |number: usize, version: Option<i64>| {
            let body = item(json!({ "packages": number + 1 }));
            match version {
                None => taro.with("if-none-match", "*").put(&place, body),
                Some(version) => replace(&taro, &place, version, body),
            }
        };
        for (version, won) in [(None, 201), (Some(1), 200)] {
            let replies = at_once(20, |number| declare(number + 30 * usize::from(version.is_some()) + 50, version));
            let statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
            assert_eq!(statuses.iter().filter(|status| **status == won).count(), 1, "{statuses:?}");
            assert!(statuses.iter().all(|status| *status == won || *status == 412), "{statuses:?}");
        }
        assert_eq!(taro.get(&place).expect(200).body["version"], 2);
    }
}
