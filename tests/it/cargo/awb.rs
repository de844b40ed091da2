//! Air waybill numbers in requests.

use std::process::Command;

use serde_json::json;
use tegata_tests::harness::{Folder, Process};
use tegata_tests::on_both;

use super::{CARGO, PICKUPS, awb, consolidator, qualify, record, request, with};
use crate::replicas::program;

on_both! {
    /// CGO-AWB-01: hyphens, spaces and width do not matter; the canonical form is stored and shown.
    fn a_number_is_read_in_every_spelling(app) {
        let taro = consolidator(app);
        for (typed, shown) in [
            ("131-12345675", "131-12345675"), ("13122345676", "131-22345676"),
            (" 131 3234 5670", "131-32345670"), ("１３１－４２３４５６７１", "131-42345671"),
        ] {
            let body = json!({ "direction": "export", "mawb": typed });
            assert_eq!(taro.post(CARGO, body).expect(201).text("/mawb"), shown);
        }
        // One number, however it is written.
        taro.post(CARGO, json!({ "direction": "export", "mawb": "１３１ 1234 5675" }))
            .refused(422, "invalid_fields", "CGO-REC-01")
            .fields(&[("/mawb", "taken")]);
        for typed in ["131-1234567", "131-123456755", "ABC-12345675", "-"] {
            taro.post(CARGO, json!({ "direction": "export", "mawb": typed }))
                .refused(422, "invalid_fields", "CGO-AWB-01")
                .fields(&[("/mawb", "awb_form")]);
        }
    }

    /// CGO-AWB-02: a wrong check digit is refused with the right one, and with own numbers close to it;
    /// never with another company's.
    fn a_wrong_check_digit_hints_at_own_records_alone(app) {
        let taro = consolidator(app);
        let hanako = app.person("hanako_cargo");
        qualify(&app.operator_named("operator-2"), &hanako, &["customs_broker"]);
        hanako.post(CARGO, record(1_234_567)).expect(201);
        let wrong = json!({ "direction": "import", "mawb": "131-12345674" });
        let reply = taro.post(CARGO, wrong.clone()).refused(422, "invalid_fields", "CGO-AWB-02");
        let error = reply.body["errors"][0].clone();
        assert_eq!(error["code"], "awb_check_digit");
        assert_eq!(error["params"], json!({ "expected": "5" }), "nothing of another company's");
        taro.post(CARGO, record(1_234_567)).expect(201);
        taro.post(CARGO, with(record(1_234_567), json!({ "hawb": "H1" }))).expect(201);
        let reply = taro.post(CARGO, wrong).refused(422, "invalid_fields", "CGO-AWB-02");
        let error = reply.body["errors"][0].clone();
        assert_eq!(error["params"], json!({ "expected": "5", "similar": awb(131, 1_234_567) }));
        let body = with(request(1), json!({ "awbs": [awb(131, 5), "131-12345674"] }));
        let reply = taro.post(PICKUPS, body).fields(&[("/awbs/1", "awb_check_digit")]);
        assert_eq!(reply.body["errors"][0]["params"]["similar"], awb(131, 1_234_567));
    }

    /// CGO-AWB-01: an unknown airline prefix is a warning, until an operator knows the airline.
    fn an_unknown_prefix_is_a_warning(app) {
        let taro = consolidator(app);
        let register = |prefix, serial| {
            let body = json!({ "direction": "import", "mawb": awb(prefix, serial) });
            taro.post(CARGO, body).expect(201).body["warnings"].clone()
        };
        assert_eq!(register(131, 1), json!([]));
        assert_eq!(register(997, 1), json!(["airline_prefix_unknown"]));
        let body = with(request(1), json!({ "awbs": [awb(131, 1), awb(997, 1)] }));
        let made = taro.post(PICKUPS, body).expect(201);
        assert_eq!(made.body["warnings"], json!(["airline_prefix_unknown"]));
        let operator = app.operator_named("operator-2");
        let airline = json!({ "designator": "ｂｇ", "name": "Biman", "reason": "New at Narita." });
        let put = operator.send("PUT", "/v1/admin/airlines/997", Some(&airline.to_string()));
        assert_eq!(put.expect(200).body, json!({ "prefix": "997", "designator": "BG", "name": "Biman" }));
        assert_eq!(register(997, 2), json!([]));
        let renamed = with(airline, json!({ "name": "Biman Bangladesh Airlines" }));
        operator.send("PUT", "/v1/admin/airlines/997", Some(&renamed.to_string())).expect(200);
        let listed = app.stranger().get("/v1/airlines").expect(200);
        let items = listed.body["items"].as_array().expect("items");
        let of = |prefix: &str| items.iter().filter(|one| one["prefix"] == prefix).count();
        assert_eq!((of("997"), of("131"), of("205")), (1, 1, 1));
        assert!(app.audit(&operator).iter().any(|one| one["action"] == "airline.changed"));
    }

    /// What is no prefix is nothing that could be put; what is no designator is refused.
    fn an_airline_is_checked(app) {
        let operator = app.operator();
        let put = |prefix: &str, designator: &str| {
            let body = json!({ "designator": designator, "name": "X Air", "reason": "Test." });
            operator.send("PUT", &format!("/v1/admin/airlines/{prefix}"), Some(&body.to_string()))
        };
        put("12", "XX").refused(404, "not_found", "");
        put("1a1", "XX").refused(404, "not_found", "");
        put("111", "X").fields(&[("/designator", "invalid_format")]);
    }
}

/// The code lists are there for everybody.
#[test]
fn codes_are_listed() {
    let app = tegata_tests::harness::TestApp::sqlite();
    let list = |query: &str| app.stranger().get(&format!("/v1/cargo-codes{query}"));
    let perishable = list("?list=special_handling&q=pe").expect(200);
    let items = perishable.body["items"].as_array().expect("items");
    assert!(items.iter().any(|one| one["code"] == "PER" && one["meaning"] == "Perishable Cargo"));
    assert!(
        items.iter().all(|one| one["code"].as_str().is_some_and(|code| code.starts_with("PE")))
    );
    let narita = list("?list=airport&q=NRT").expect(200);
    assert_eq!(narita.body["items"][0]["country"], "JP");
    list("").fields(&[("?list", "required")]);
    list("?list=nothing").fields(&[("?list", "not_allowed")]);
}

/// Whoever runs the server puts newer lists in the place of the built-in ones, when it starts.
#[test]
fn code_lists_are_those_of_the_files_that_are_set() {
    let folder = Folder::new();
    let place = |name: &str| folder.0.join(name).display().to_string();
    std::fs::write(place("airports.csv"), "iata,name,city,country\nZZZ,New Airport,Chiba,JP\n")
        .expect("a file");
    let (database, airports) = (place("a.db"), place("airports.csv"));
    let process = Process::start(program(), &database, &[("AIRPORTS", &airports)]);
    let list = |query: &str| process.stranger().get(&format!("/v1/cargo-codes{query}")).expect(200);
    assert_eq!(list("?list=airport").body["items"][0]["meaning"], "New Airport");
    assert_eq!(list("?list=airport&q=NRT").body["items"], json!([]));
    assert_ne!(list("?list=status").body["items"], json!([]));
    std::fs::write(&airports, "iata,name,city,country\nzzz,New Airport,Chiba,JP\n")
        .expect("a file");
    let check = Command::new(program())
        .arg("check-config")
        .env("TEGATA_AIRPORTS", &airports)
        .output()
        .expect("the program");
    let said = String::from_utf8_lossy(&check.stderr);
    assert!(!check.status.success() && said.contains("airport \"zzz\": a code is"), "{said}");
}
