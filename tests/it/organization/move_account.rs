//! `POST /v1/admin/accounts/{id}/move`

use serde_json::{Value, json};
use tegata_tests::harness::{Client, PASSWORD, Reply};
use tegata_tests::on_both;

use super::{COMPANIES, CURRENT, because, own_company, own_id, trail, versioned};

/// Moves an account to a company.
fn move_to(operator: &Client, account: &str, body: Value) -> Reply {
    operator.post(&format!("/v1/admin/accounts/{account}/move"), because(body))
}

on_both! {
    /// ORG-02: an operator moves an account; its sessions end, and it belongs there with the role named.
    fn an_operator_moves_an_account(app) {
        let operator = app.operator();
        let company = app.company(&operator, "みなと通関株式会社");
        for (login_id, role) in [("taro_cargo", None), ("jiro_cargo", Some("administrator"))] {
            let person = app.person(login_id);
            let (id, from) = (own_id(&person), own_company(&person));
            let body = json!({ "company_id": company, "company_role": role });
            let moved = move_to(&operator, &id, body).expect(200);
            assert_eq!(moved.text("/company_id"), company);
            assert_eq!(moved.text("/company_role"), role.unwrap_or("member"));
            person.get("/v1/me").refused(401, "session_ended", "");
            let me = app.sign_in(login_id).get("/v1/me").expect(200);
            assert_eq!(me.text("/profile/company_name"), "みなと通関株式会社");
            let written = trail(&operator, "account.moved", &id);
            assert_eq!(written[0]["reason"], "Ticket 4711.");
            assert_eq!(written[0]["detail"], format!("{from} {company}"));
        }
        // The one that was moved as administrator administers there.
        let list = app.sign_in("jiro_cargo").get(&format!("{CURRENT}/members")).expect(200);
        assert_eq!(list.body["items"].as_array().map(Vec::len), Some(2));
    }

    /// ORG-02: named its own company, an account is given a role there, and its sessions go on.
    fn an_operator_gives_a_role(app) {
        let operator = app.operator();
        let company = app.company(&operator, "みなと通関株式会社");
        let hanako = app.member(&operator, &company, "hanako_cargo");
        let id = own_id(&hanako);
        let body = json!({ "company_id": company, "company_role": "administrator" });
        move_to(&operator, &id, body.clone()).expect(200);
        hanako.get(&format!("{CURRENT}/members")).expect(200);
        assert_eq!(trail(&operator, "member.changed", &id)[0]["reason"], "Ticket 4711.");
        move_to(&operator, &id, body)
            .refused(422, "invalid_fields", "ORG-02")
            .fields(&[("/company_id", "unchanged")]);
        // The only person of a company may be anything there.
        move_to(&operator, &id, json!({ "company_id": company })).expect(200);
    }

    /// ORG-03: a company that keeps other members keeps an administrator.
    fn the_last_administrator_stays(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let (from, id) = (own_company(&taro), own_id(&taro));
        let hanako = app.member(&operator, &from, "hanako_cargo");
        let company = app.company(&operator, "みなと通関株式会社");
        let there = json!({ "company_id": company });
        move_to(&operator, &id, there.clone()).refused(409, "last_administrator", "ORG-03");
        move_to(&operator, &id, json!({ "company_id": from })).refused(409, "last_administrator", "ORG-03");
        taro.get("/v1/me").expect(200);
        move_to(&operator, &own_id(&hanako), there.clone()).expect(200);
        // Alone now, they may go; the company stays without anybody.
        move_to(&operator, &id, there).expect(200);
        operator.get(&format!("{COMPANIES}/{from}")).expect(200);
    }

    /// ORG-02: operators stay what they are, and nobody becomes staff; places that there are not are named.
    fn who_and_where_not(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let (id, own) = (own_id(&taro), own_company(&taro));
        let staff = own_id(&operator);
        let operating = operator.get("/v1/me").expect(200).text("/company_id");
        move_to(&operator, &staff, json!({ "company_id": own })).refused(409, "company_state_conflict", "ORG-02");
        move_to(&operator, &id, json!({ "company_id": operating })).refused(409, "company_state_conflict", "ORG-02");
        let merged = app.company(&operator, "消えた会社");
        let into = json!({ "into_company_id": app.company(&operator, "残る会社") });
        operator.post(&format!("{COMPANIES}/{merged}/merge"), because(into)).expect(200);
        move_to(&operator, &id, json!({ "company_id": merged })).refused(409, "company_state_conflict", "ORG-02");
        for (company, code) in [("x", "invalid_format"), ("comp_00000000000000000000000000", "not_allowed")] {
            move_to(&operator, &id, json!({ "company_id": company }))
                .refused(422, "invalid_fields", "ORG-02")
                .fields(&[("/company_id", code)]);
        }
        move_to(&operator, &id, json!({ "company_id": "x", "company_role": "owner" }))
            .expect(422)
            .fields(&[("/company_id", "invalid_format"), ("/company_role", "not_allowed")]);
        let nobody = "acct_00000000000000000000000000";
        move_to(&operator, nobody, json!({ "company_id": own })).refused(404, "not_found", "");
        // An office is no person: it stays with its company.
        let office = app.office(&operator, &own, "1ATYO");
        let office = office.get("/v1/offices/current").expect(200).text("/id").replace("offc_", "acct_");
        move_to(&operator, &office, json!({ "company_id": operating })).refused(404, "not_found", "");
        move_to(&taro, &id, json!({ "company_id": own })).refused(403, "wrong_actor", "OPS-AUD-01");
        taro.get("/v1/me").expect(200);
    }

    /// ORG-02: what was their right as an administrator is over with the company.
    fn rights_do_not_travel(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let company = app.company(&operator, "みなと通関株式会社");
        app.member(&operator, &company, "hanako_cargo");
        move_to(&operator, &own_id(&taro), json!({ "company_id": company })).expect(200);
        let taro = app.sign_in("taro_cargo");
        taro.get(&format!("{CURRENT}/members")).refused(403, "not_company_administrator", "ORG-03");
        let body = json!({ "name": "X" });
        versioned(&taro, CURRENT).patch(CURRENT, body).refused(403, "not_company_administrator", "ORG-03");
        let signed_in = json!({ "login_id": "taro_cargo", "password": PASSWORD });
        app.stranger().post("/v1/sessions", signed_in).expect(201);
    }
}
