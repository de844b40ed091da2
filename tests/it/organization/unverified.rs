//! What a company may not do by itself before an operator verified its name, and what the operating
//! company never does.

use serde_json::json;
use tegata_tests::harness::Desk;
use tegata_tests::on_both;

use super::because;

on_both! {
    /// ORG-01: whoever registered themselves claims no office code, and so has no mail sent to a manager;
    /// once an operator verified the name, they do.
    fn an_unverified_company_claims_no_codes(app) {
        let taro = app.person("taro_cargo");
        let office = json!({
            "code": "9ZZZZ", "name": "東京事業所", "roman_name": "TOKYO OFFICE",
            "roman_address": "TOKYO", "manager_name": "山田 次郎",
            "manager_email": "victim@example.jp", "language": "ja"
        });
        let path = "/v1/companies/current/offices";
        taro.post(path, office.clone()).refused(403, "company_unverified", "ORG-01");
        assert!(app.mails("victim@example.jp").is_empty());

        let operator = app.operator();
        let company = taro.get("/v1/companies/current").expect(200).text("/id");
        let company = format!("/v1/admin/companies/{company}");
        let read = operator.get(&company).expect(200);
        operator.with("if-match", read.header("etag").unwrap())
            .patch(&company, because(json!({ "name": "山田航空貨物株式会社" })))
            .expect(200);
        taro.post(path, office).expect(201);
        assert_eq!(app.mails("victim@example.jp").len(), 1);
    }

    /// RIS-OFC-01: one address is mailed few links to passwords in an hour, whoever asks.
    fn few_password_links_are_mailed_to_one_address(app) {
        let desk = Desk::new(app);
        let path = format!("/v1/admin/offices/{}/send-password-link", desk.office_id);
        for _ in 0..4 {
            desk.operator.post(&path, because(json!({}))).expect(200);
        }
        desk.operator.post(&path, because(json!({})))
            .refused(429, "too_many_requests", "RIS-OFC-01");
    }

    /// ORG-02, ORG-03: operators belong to the operating company, and nobody is invited to it.
    fn nobody_is_invited_to_the_operating_company(app) {
        let operator = app.operator();
        let me = operator.get("/v1/admin/accounts?login_id=operator-1").expect(200);
        let id = me.text("/items/0/company_id");
        let body = json!({
            "email": "mallory@example.jp", "company_role": "administrator", "language": "ja"
        });
        operator.post(&format!("/v1/admin/companies/{id}/invitations"), because(body))
            .refused(409, "company_state_conflict", "ORG-02");
        assert!(app.mails("mallory@example.jp").is_empty());
    }

    /// ORG-03: an operator changes an office whose manager left, where nobody else can.
    fn an_operator_changes_an_office(app) {
        let desk = Desk::new(app);
        let path = format!("/v1/admin/offices/{}", desk.office_id);
        let read = desk.operator.get(&path).expect(200);
        let change = because(json!({ "manager_email": "new-manager@example.jp" }));
        desk.operator.patch(&path, change.clone()).refused(428, "version_required", "ACC-PRO-06");
        let changing = desk.operator.with("if-match", read.header("etag").unwrap());
        changing.patch(&path, change.clone()).expect(200);
        changing.patch(&path, change).refused(412, "version_stale", "ACC-PRO-06");
        app.stranger().post("/v1/office-recoveries", json!({ "office_code": "1ATYO" })).expect(202);
        app.mail("new-manager@example.jp", "recovery_link");
    }
}

on_both! {
    /// ORG-03: whom an operator disabled, only an operator enables; whom the company suspended, both do.
    fn an_administrator_does_not_undo_what_an_operator_did(app) {
        let desk = Desk::new(app);
        let boss = app.administrator(&desk.operator, &desk.company, "boss_cargo");
        app.member(&desk.operator, &desk.company, "taro_cargo");
        let found = desk.operator.get("/v1/admin/accounts?login_id=taro_cargo").expect(200);
        let member = found.text("/items/0/id");
        let own = format!("/v1/companies/current/members/{member}");
        let theirs = format!("/v1/admin/accounts/{member}");
        boss.post(&format!("{own}/disable"), json!({})).expect(200);
        assert_eq!(boss.get(&own).expect(200).text("/state"), "suspended");
        boss.post(&format!("{own}/enable"), json!({})).expect(200);
        desk.operator.post(&format!("{theirs}/disable"), because(json!({}))).expect(200);
        boss.post(&format!("{own}/enable"), json!({}))
            .refused(409, "account_state_conflict", "ORG-03");
        desk.operator.post(&format!("{theirs}/enable"), because(json!({}))).expect(200);

        let office = format!("offices/{}", desk.office_id);
        let own = format!("/v1/companies/current/{office}");
        let theirs = format!("/v1/admin/{office}");
        boss.post(&format!("{own}/disable"), json!({})).expect(200);
        desk.operator.post(&format!("{theirs}/disable"), because(json!({}))).expect(200);
        boss.post(&format!("{own}/enable"), json!({}))
            .refused(409, "account_state_conflict", "ORG-03");
        let read = boss.get(&own).expect(200);
        assert_eq!(read.text("/state"), "disabled");
        desk.operator.post(&format!("{theirs}/enable"), because(json!({}))).expect(200);
        boss.get(&own).expect(200);
    }

    /// ORG-03: who lost their rights keeps no door open: the invitations that they sent are withdrawn.
    fn invitations_go_with_the_inviters_rights(app) {
        let desk = Desk::new(app);
        let boss = app.administrator(&desk.operator, &desk.company, "boss_cargo");
        let other = app.administrator(&desk.operator, &desk.company, "other_cargo");
        let invite = json!({
            "email": "mallory@example.jp", "company_role": "administrator", "language": "ja"
        });
        other.post("/v1/companies/current/invitations", invite).expect(201);
        let token = app.mailed_token("mallory@example.jp", "invitation");
        let found = desk.operator.get("/v1/admin/accounts?login_id=other_cargo").expect(200);
        let path = format!("/v1/companies/current/members/{}", found.text("/items/0/id"));
        let read = boss.get(&path).expect(200);
        boss.with("if-match", read.header("etag").unwrap())
            .patch(&path, json!({ "company_role": "member" }))
            .expect(200);
        app.stranger()
            .post("/v1/invitations/inspect", json!({ "token": token }))
            .refused(410, "invitation_ended", "ACC-REG-12");
    }
}
