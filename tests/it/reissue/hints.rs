//! Look-alikes of unknown terminal user ids (RIS-HINT-01).

use serde_json::Value;
use tegata_tests::harness::{Client, Desk};
use tegata_tests::on_both;

use super::{desk_with, form};

/// What an office is told of an id, but for what tells one request from another.
fn told(office: &Client, user_id: &str) -> String {
    let reply = office.post("/v1/reissue-applications?dry_run=true", form(&[user_id]));
    let request = reply.body["request_id"].as_str().unwrap_or_default().to_owned();
    reply.text.replace(&request, "")
}

on_both! {
    /// RIS-HINT-01: for an unknown id the office is offered those of its own that read alike: zero and oh,
    /// one and el and i; whatever their user code.
    fn look_alikes_of_the_own_office_are_offered(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANAC10I", "IANACA0A"]);
        let offered = |user_id: &str| -> Vec<String> {
            let reply = desk.office.post("/v1/reissue-applications", form(&[user_id]));
            let reply = reply
                .refused(422, "invalid_fields", "RIS-HINT-01")
                .fields(&[("/targets/0/user_id", "terminal_unknown")]);
            let detail = reply.text("/errors/0/detail");
            let alike = reply.text("/errors/0/params/lookalikes");
            assert!(detail.contains(&alike), "{detail}");
            alike.split(", ").map(str::to_owned).collect()
        };
        assert_eq!(offered("1ANACAOA"), ["1ANACA0A", "IANACA0A"]);
        assert_eq!(offered("lanacaoa"), ["1ANACA0A", "IANACA0A"]);
        assert_eq!(offered("1ANACIOL"), ["1ANAC10I"]);
        let reply = desk.office.post("/v1/reissue-applications", form(&["1ANACB0B"]));
        let reply = reply.refused(422, "invalid_fields", "RIS-APP-04");
        assert_eq!(reply.body["errors"][0]["params"], Value::Object(serde_json::Map::new()));
    }

    /// RIS-HINT-01: never across offices: an id of another office, one that reads like it, and one that
    /// nobody has are answered alike, byte by byte, also within one company.
    fn look_alikes_never_cross_offices(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let other = Desk::of(app, desk.operator.clone(), "別の通関株式会社", "2BTYO");
        other.terminal("2BNACA0A");
        let sister = app.office(&desk.operator, &desk.company, "1BTYO");
        let sister_id = sister.get("/v1/offices/current").expect(200).text("/id");
        app.terminal(&desk.operator, &sister_id, "3CNACA0A");

        let nobodys = told(&desk.office, "9ZZZZZZZ");
        assert!(nobodys.contains("terminal_unknown"));
        for foreign in ["2BNACA0A", "2BNACAOA", "ZBNACAOA", "3CNACA0A", "3CNACAOA"] {
            assert_eq!(told(&desk.office, foreign), nobodys, "{foreign}");
        }
        // Its own it is told of, and of nothing else.
        assert!(told(&desk.office, "1ANACAOA").contains("1ANACA0A"));
        let own = told(&other.office, "2BNACAOA");
        assert!(own.contains("2BNACA0A") && !own.contains("1ANAC"), "{own}");
        assert_eq!(told(&other.office, "1ANACA0A"), nobodys);
        // What another office applied for does not show, either.
        other.office.post("/v1/reissue-applications", form(&["2BNACA0A"])).expect(201);
        assert_eq!(told(&desk.office, "2BNACA0A"), nobodys);
    }
}
