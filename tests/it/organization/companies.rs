//! `/v1/admin/companies`

use serde_json::{Value, json};
use tegata_tests::on_both;

use super::{COMPANIES, because, own_company, trail, versioned};
use crate::account::without;

/// The National Tax Agency's own corporate number.
const NUMBER: &str = "7000012050002";

on_both! {
    /// ORG-01: an operator makes a company, with a verified name and business roles, and says why.
    fn an_operator_makes_a_company(app) {
        let operator = app.operator();
        let body = json!({
            "name": " ナックス　通関株式会社 ", "corporate_number": "７０００−０１２０５０００２",
            "business_roles": ["consolidator", "customs_broker", "consolidator"]
        });
        let made = operator.post(COMPANIES, because(body)).expect(201);
        let path = format!("{COMPANIES}/{}", made.text("/id"));
        assert_eq!(made.header("location"), Some(path.as_str()));
        assert_eq!(made.header("etag"), Some("\"1\""));
        assert_eq!(made.text("/name"), "ナックス 通関株式会社");
        assert_eq!(made.text("/corporate_number"), NUMBER);
        assert_eq!(made.body["business_roles"], json!(["consolidator", "customs_broker"]));
        assert_eq!(made.body["name_verified"], true);
        assert_eq!([made.text("/origin"), made.text("/state")], ["operator", "active"]);
        let read = operator.get(&path).expect(200);
        assert_eq!(read.body, made.body);
        operator.with("if-none-match", "\"1\"").get(&path).expect(304);
        assert_eq!(trail(&operator, "company.created", &made.text("/id"))[0]["reason"], "Ticket 4711.");

        for found in ["?limit=1".to_owned(), format!("?corporate_number={NUMBER}")] {
            let list = operator.get(&format!("{COMPANIES}{found}")).expect(200);
            assert_eq!(list.body["items"], json!([made.body]));
        }
        let none = operator.get(&format!("{COMPANIES}?corporate_number=5010401067252")).expect(200);
        assert_eq!(none.body["items"], json!([]));
        operator
            .get(&format!("{COMPANIES}?corporate_number=1"))
            .expect(422)
            .fields(&[("?corporate_number", "corporate_number_invalid")]);
        operator.get(&format!("{COMPANIES}/comp_00000000000000000000000000")).refused(404, "not_found", "");
    }

    /// ORG-01, ORG-03: nobody else makes or keeps companies, not even those who administer one.
    fn nobody_else_keeps_companies(app) {
        let operator = app.operator();
        let company = app.company(&operator, "みなと通関株式会社");
        let administrator = app.administrator(&operator, &company, "taro_cargo");
        let (name, path) = (json!({ "name": "X" }), format!("{COMPANIES}/{company}"));
        for reply in [
            administrator.post(COMPANIES, because(name.clone())),
            administrator.get(COMPANIES),
            administrator.get(&path),
            versioned(&operator, &path).with("authorization", "").get(&path),
            administrator.with("if-match", "\"1\"").patch(&path, because(name)),
        ] {
            assert!([401, 403].contains(&reply.status), "{}", reply.text);
        }
    }

    /// ORG-01: all that is wrong is named at once; a reason is needed.
    fn what_a_company_must_say(app) {
        let operator = app.operator();
        let wrong = json!({
            "name": " \u{3000}", "corporate_number": "7000012050003",
            "business_roles": ["shipper", "pirate", "smuggler"]
        });
        operator.post(COMPANIES, because(wrong)).refused(422, "invalid_fields", "ORG-01").fields(&[
            ("/name", "required"),
            ("/corporate_number", "corporate_number_invalid"),
            ("/business_roles/1", "not_allowed"),
            ("/business_roles/2", "not_allowed"),
        ]);
        let good = because(json!({ "name": "みなと通関株式会社" }));
        operator
            .post(COMPANIES, without(good.clone(), "reason"))
            .refused(422, "invalid_fields", "OPS-AUD-01")
            .fields(&[("/reason", "required")]);
        let made = operator.post(COMPANIES, good).expect(201);
        assert_eq!(made.body["business_roles"], json!([]));
        assert_eq!(made.body["corporate_number"], Value::Null);
    }

    /// A corporate number is one company's; two companies may have one name.
    fn a_corporate_number_is_one_companys(app) {
        let operator = app.operator();
        let body = because(json!({ "name": "みなと通関株式会社", "corporate_number": NUMBER }));
        operator.post(COMPANIES, body.clone()).expect(201);
        operator
            .post(COMPANIES, body.clone())
            .expect(422)
            .fields(&[("/corporate_number", "taken")]);
        let other = operator.post(COMPANIES, without(body, "corporate_number")).expect(201);
        let path = format!("{COMPANIES}/{}", other.text("/id"));
        let take = because(json!({ "corporate_number": NUMBER }));
        versioned(&operator, &path).patch(&path, take).expect(422).fields(&[("/corporate_number", "taken")]);
    }

    /// ORG-01: an operator verifies a name by typing it, and sets roles and number; only what is given
    /// changes.
    fn an_operator_changes_a_company(app) {
        let operator = app.operator();
        let company = own_company(&app.person("taro_cargo"));
        let path = format!("{COMPANIES}/{company}");
        let before = operator.get(&path).expect(200);
        assert_eq!(before.text("/origin"), "self_registered");
        assert_eq!(before.body["name_verified"], false);

        let roles = because(json!({ "business_roles": ["shed", "airline"], "corporate_number": NUMBER }));
        let changed = versioned(&operator, &path).patch(&path, roles).expect(200);
        assert_eq!(changed.body["business_roles"], json!(["shed", "airline"]));
        assert_eq!(changed.body["name_verified"], false);
        assert_eq!(changed.text("/name"), before.text("/name"));

        let name = because(json!({ "name": before.text("/name"), "corporate_number": "" }));
        let verified = versioned(&operator, &path).patch(&path, name.clone()).expect(200);
        assert_eq!(verified.body["name_verified"], true);
        assert_eq!(verified.body["corporate_number"], Value::Null);
        assert_eq!(verified.body["business_roles"], json!(["shed", "airline"]));
        let again = versioned(&operator, &path).patch(&path, name).expect(200);
        assert_eq!(again.text, verified.text);
        let written = trail(&operator, "company.changed", &company);
        let details: Vec<&Value> = written.iter().map(|entry| &entry["detail"]).collect();
        assert_eq!(details, ["name_verified,corporate_number", "corporate_number,business_roles"]);

        // ACC-PRO-06: by the version that was seen.
        let change = because(json!({ "name": "Z" }));
        operator.patch(&path, change.clone()).refused(428, "version_required", "ACC-PRO-06");
        operator.with("if-match", "\"1\"").patch(&path, change).refused(412, "version_stale", "ACC-PRO-06");
    }
}
