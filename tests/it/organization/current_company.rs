//! `/v1/companies/current`

use serde_json::json;
use tegata_tests::on_both;

use super::{COMPANIES, CURRENT, because, own_company, told, trail, versioned};
use crate::account::versioned as versioned_me;

on_both! {
    /// ORG-03: every person of the company reads it; nobody of another realm, no operator, no stranger.
    fn every_person_of_the_company_reads_it(app) {
        let operator = app.operator();
        let company = app.company(&operator, "みなと通関株式会社");
        let administrator = app.administrator(&operator, &company, "taro_cargo");
        let member = app.member(&operator, &company, "hanako_cargo");
        for (person, role) in [(&administrator, "administrator"), (&member, "member")] {
            let read = person.get(CURRENT).expect(200);
            assert_eq!(read.text("/id"), company);
            assert_eq!(read.body["business_roles"], json!(["customs_broker"]));
            let tag = read.header("etag").unwrap();
            person.with("if-none-match", tag).get(CURRENT).expect(304);
            let me = person.get("/v1/me").expect(200);
            assert_eq!(me.text("/company_role"), role);
            let administers = me.body["capabilities"]["company_administration"].clone();
            assert_eq!(administers, role == "administrator");
        }
        let office = app.office(&operator, &company, "1ATYO");
        for other in [&office, &operator] {
            other.get(CURRENT).refused(403, "wrong_actor", "OPS-AUD-01");
        }
        app.stranger().get(CURRENT).refused(401, "unauthenticated", "");
    }

    /// ORG-01: a company of one names itself, until an operator verifies the name.
    fn a_name_is_free_until_it_is_verified(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        assert_eq!(told(&taro.get(CURRENT).expect(200).body, "change")["allowed"], true);
        let rename = json!({ "name": "羽田　カーゴ" });
        let renamed = versioned(&taro, CURRENT).patch(CURRENT, rename.clone()).expect(200);
        assert_eq!(renamed.text("/name"), "羽田 カーゴ");
        assert_eq!(taro.get("/v1/me").expect(200).text("/profile/company_name"), "羽田 カーゴ");
        assert_eq!(trail(&operator, "company.changed", &own_company(&taro))[0]["detail"], "name");
        // ACC-PRO-06
        taro.patch(CURRENT, rename.clone()).refused(428, "version_required", "ACC-PRO-06");
        taro.with("if-match", "\"1\"").patch(CURRENT, rename).refused(412, "version_stale", "ACC-PRO-06");

        let path = format!("{COMPANIES}/{}", own_company(&taro));
        let verify = because(json!({ "name": "羽田カーゴ株式会社" }));
        versioned(&operator, &path).patch(&path, verify).expect(200);
        assert_eq!(told(&taro.get(CURRENT).expect(200).body, "change")["allowed"], false);
        let refused = versioned(&taro, CURRENT)
            .patch(CURRENT, json!({ "name": "別の会社" }))
            .refused(422, "invalid_fields", "ORG-01")
            .fields(&[("/name", "not_editable")]);
        assert_eq!(refused.text("/errors/0/params/contact"), "sales@tegata.example");
        let me = versioned_me(&taro);
        me.patch("/v1/me", json!({ "company_name": "別の会社" }))
            .refused(422, "invalid_fields", "ORG-01")
            .fields(&[("/company_name", "not_editable")]);
        let fields = taro.get("/v1/me").expect(200).body["fields"]["company_name"].clone();
        assert_eq!(fields["rule"], "ORG-01");
    }

    /// ORG-01: business roles and corporate number are set by operators only.
    fn roles_are_not_ones_own_to_set(app) {
        let taro = app.person("taro_cargo");
        for field in ["business_roles", "corporate_number"] {
            let body = json!({ "name": "X", field: "airline" });
            versioned(&taro, CURRENT)
                .patch(CURRENT, body)
                .refused(422, "invalid_fields", "ORG-01")
                .fields(&[(&format!("/{field}"), "unknown_field")]);
        }
        for name in ["", " ", "二\n行"] {
            versioned(&taro, CURRENT).patch(CURRENT, json!({ "name": name })).expect(422);
        }
    }

    /// ORG-03: a member does not name the company, here or on their page; what is told is what happens.
    fn a_member_does_not_name_the_company(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let member = app.member(&operator, &own_company(&taro), "hanako_cargo");
        let told = told(&member.get(CURRENT).expect(200).body, "change");
        assert_eq!((&told["allowed"], &told["code"]), (&json!(false), &json!("not_company_administrator")));
        versioned(&member, CURRENT)
            .patch(CURRENT, json!({ "name": "別の会社" }))
            .refused(403, "not_company_administrator", "ORG-03");
        versioned_me(&member)
            .patch("/v1/me", json!({ "company_name": "別の会社" }))
            .refused(422, "invalid_fields", "ORG-03")
            .fields(&[("/company_name", "not_editable")]);
        versioned_me(&taro).patch("/v1/me", json!({ "company_name": "別の会社" })).expect(200);
        assert_eq!(member.get(CURRENT).expect(200).text("/name"), "別の会社");
        // What was refused for what the caller is, is written down.
        let refused = app.audit(&operator);
        assert!(refused.iter().any(|entry| entry["refused"] == "not_company_administrator"));
    }
}
