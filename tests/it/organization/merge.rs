//! `POST /v1/admin/companies/{id}/merge`

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply};
use tegata_tests::on_both;

use super::{COMPANIES, CURRENT, because, own_company, own_id, told, trail, versioned};

fn merge(operator: &Client, company: &str, into: &str) -> Reply {
    let body = because(json!({ "into_company_id": into }));
    operator.post(&format!("{COMPANIES}/{company}/merge"), body)
}

on_both! {
    /// ORG-02: all accounts of every realm come to the other company; their sessions end, and what was
    /// pending is withdrawn.
    fn a_company_goes_with_all_its_accounts(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let company = own_company(&taro);
        let office = app.office(&operator, &company, "1ATYO");
        let office_id = office.get("/v1/offices/current").expect(200).text("/id");
        let terminal = app.terminal(&operator, &office_id, "1ANACA0A");
        let invite = json!({ "email": "hanako@example.jp", "company_role": "member" });
        taro.post(&format!("{CURRENT}/invitations"), invite).expect(201);
        let token = app.mailed_token("hanako@example.jp", "invitation");
        let into = app.company(&operator, "みなと通関株式会社");
        let administrator = app.administrator(&operator, &into, "jiro_cargo");
        let moved = [own_id(&taro), office_id.replace("offc_", "acct_"), terminal.replace("term_", "acct_")];

        let merged = merge(&operator, &company, &into).expect(200);
        assert_eq!(merged.body["accounts"], 3);
        assert_eq!([merged.text("/company/state"), merged.text("/company/merged_into")], ["merged", into.as_str()]);
        assert_eq!(merged.text("/into/id"), into);
        taro.get("/v1/me").refused(401, "session_ended", "");
        office.get("/v1/offices/current").refused(401, "session_ended", "");
        administrator.get("/v1/me").expect(200);

        // Persons come as members: who administers there decides.
        let taro = app.sign_in("taro_cargo");
        let me = taro.get("/v1/me").expect(200);
        assert_eq!([me.text("/company_id"), me.text("/company_role")], [into.as_str(), "member"]);
        let offices = administrator.get(&format!("{CURRENT}/offices")).expect(200);
        assert_eq!(offices.text("/items/0/id"), office_id);
        assert_eq!(offices.text("/items/0/company_name"), "みなと通関株式会社");
        administrator.get(&format!("{CURRENT}/terminal-users/{terminal}")).expect(200);
        let ended = app.stranger().post("/v1/invitations/inspect", json!({ "token": token }));
        assert_eq!(ended.refused(410, "invitation_ended", "ACC-REG-12").status, 410);

        for company in [&company, &into] {
            let written = trail(&operator, "company.merged", company);
            assert_eq!(written[0]["reason"], "Ticket 4711.");
        }
        for account in &moved {
            let written = trail(&operator, "account.moved", account);
            assert_eq!(written[0]["detail"], format!("{company} {into}"), "{account}");
        }
    }

    /// ORG-02: neither the operating company, nor itself, nor what another took over; what is told is what
    /// happens.
    fn what_is_not_merged(app) {
        let operator = app.operator();
        let operating = operator.get("/v1/me").expect(200).text("/company_id");
        let [one, other, third] = ["一", "二", "三"].map(|name| app.company(&operator, name));
        let action = |company: &str, name: &str| {
            told(&operator.get(&format!("{COMPANIES}/{company}")).expect(200).body, name)
        };
        for (company, into) in [(&operating, &one), (&one, &operating)] {
            merge(&operator, company, into).refused(409, "company_state_conflict", "ORG-02");
        }
        assert_eq!(action(&operating, "merge")["code"], "company_state_conflict");
        for (into, code) in [(one.as_str(), "not_allowed"), ("x", "invalid_format"), ("comp_00000000000000000000000000", "not_allowed")] {
            merge(&operator, &one, into)
                .refused(422, "invalid_fields", "ORG-02")
                .fields(&[("/into_company_id", code)]);
        }
        merge(&operator, "comp_00000000000000000000000000", &one).refused(404, "not_found", "");
        assert_eq!(action(&one, "merge")["allowed"], true);
        merge(&operator, &one, &other).expect(200);
        for name in ["merge", "change"] {
            assert_eq!(action(&one, name)["code"], "company_state_conflict");
        }
        merge(&operator, &one, &third).refused(409, "company_state_conflict", "ORG-02");
        merge(&operator, &third, &one).refused(409, "company_state_conflict", "ORG-02");
        // Nothing is added to what is gone, and nothing of it changes.
        let path = format!("{COMPANIES}/{one}");
        let change = because(json!({ "name": "X" }));
        versioned(&operator, &path).patch(&path, change).refused(409, "company_state_conflict", "ORG-02");
        let invite = because(json!({ "email": "a@example.jp", "company_role": "member" }));
        operator.post(&format!("{path}/invitations"), invite).refused(409, "company_state_conflict", "ORG-02");
        let office = because(json!({
            "code": "1ATYO", "name": "東京", "roman_name": "TOKYO", "roman_address": "TOKYO",
            "manager_name": "山田", "manager_email": "a@example.jp", "language": "ja"
        }));
        operator.post(&format!("{path}/offices"), office).refused(409, "company_state_conflict", "ORG-02");
        // The chain goes on.
        merge(&operator, &other, &third).expect(200);
        let company = app.person("taro_cargo");
        merge(&company, &third, &other).refused(403, "wrong_actor", "OPS-AUD-01");
    }

    /// A repeated call is answered with the first answer.
    fn a_repeated_merger_is_one(app) {
        let operator = app.operator();
        let [one, other] = ["一", "二"].map(|name| app.company(&operator, name));
        let keyed = operator.with("idempotency-key", "merge");
        let first = merge(&keyed, &one, &other).expect(200);
        let again = merge(&keyed, &one, &other).expect(200);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        let body = |reply: &Reply| -> Value { reply.body.clone() };
        assert_eq!(body(&again), body(&first));
    }
}
