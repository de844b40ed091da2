//! `PATCH /v1/admin/accounts/{id}`

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply};
use tegata_tests::on_both;

use super::dedicated;
use crate::account::{account_id, signed_in};

/// Corrects an account, whatever its version is.
fn correct(operator: &Client, login_id: &str, change: Value) -> Reply {
    let path = format!("/v1/admin/accounts/{}", account_id(operator, login_id));
    operator.with("if-match", "*").patch(&path, change)
}

on_both! {
    /// ACC-PRO-03, ACC-DG-01: what an agency may not say of itself an operator corrects, and it counts at
    /// once; the trail keeps why.
    fn an_operator_corrects_what_the_holder_may_not(app) {
        let operator = app.operator();
        let desk = signed_in(app, &operator, "agency");
        let declares = || desk.get("/v1/me").expect(200).body["capabilities"]["dangerous_goods_declaration"].clone();
        assert_eq!(declares(), false);
        let own = desk.with("if-match", "*").patch("/v1/me", json!({ "dangerous_goods_qualified": true }));
        own.refused(422, "invalid_fields", "ACC-PRO-03").fields(&[("/dangerous_goods_qualified", "not_editable")]);

        let change = json!({ "dangerous_goods_qualified": true, "family_name": "高橋", "reason": "Certificate seen." });
        let done = correct(&operator, "agency_desk", change).expect(200);
        assert_eq!(done.body["profile"]["family_name"], "高橋");
        assert_eq!(done.body["profile"]["given_name"], "花子");
        assert_eq!(declares(), true);
        let id = account_id(&operator, "agency_desk");
        let trail = operator.get(&format!("/v1/admin/audit-entries?action=account.profile_changed&subject_id={id}"));
        let trail = trail.expect(200);
        assert_eq!(trail.text("/items/0/reason"), "Certificate seen.");
        assert_eq!(trail.text("/items/0/detail"), "family_name,dangerous_goods_qualified");
        // Nothing to correct is no entry.
        correct(&operator, "agency_desk", json!({ "family_name": "高橋", "reason": "Again." })).expect(200);
        let again = operator.get(&format!("/v1/admin/audit-entries?action=account.profile_changed&subject_id={id}"));
        assert_eq!(again.expect(200).body["items"].as_array().unwrap().len(), 1);
    }

    /// ACC-PRO-03: a general account is its holder's own, and `actions` says so.
    fn a_general_account_is_its_holders_own(app) {
        let (_, operator) = (app.person("taro_cargo"), app.operator());
        let path = format!("/v1/admin/accounts/{}", account_id(&operator, "taro_cargo"));
        let told = operator.get(&path).expect(200);
        let action = told.body["actions"].as_array().unwrap().iter().find(|one| one["name"] == "correct").unwrap().clone();
        assert_eq!((&action["allowed"], &action["method"], &action["href"]), (&json!(false), &json!("PATCH"), &json!(path)));
        let change = json!({ "family_name": "高橋", "dangerous_goods_qualified": true, "reason": "Telephone." });
        correct(&operator, "taro_cargo", change)
            .refused(422, "invalid_fields", "ACC-PRO-03")
            .fields(&[("/dangerous_goods_qualified", "holders_own"), ("/family_name", "holders_own")]);
        assert_eq!(operator.get(&path).expect(200).text, told.text);
    }

    /// ACC-PRO-06, OPS-AUD-01: the version is named, and the reason; what is malformed is named, too.
    fn a_correction_names_its_version_and_reason(app) {
        let operator = app.operator();
        operator.post("/v1/admin/accounts", dedicated("deferred_payment", "narita_desk")).expect(201);
        let path = format!("/v1/admin/accounts/{}", account_id(&operator, "narita_desk"));
        let change = json!({ "address": "千葉県成田市古込1-1", "reason": "Moved." });
        operator.patch(&path, change.clone()).refused(428, "version_required", "ACC-PRO-06");
        let read = operator.get(&path).expect(200);
        let first = operator.with("if-match", read.header("etag").unwrap());
        first.patch(&path, change.clone()).expect(200);
        first.patch(&path, change).refused(412, "version_stale", "ACC-PRO-06");
        for (change, pointer, code) in [
            (json!({ "family_name": "高橋" }), "/reason", "required"),
            (json!({ "family_name_kana": "高橋", "reason": "x" }), "/family_name_kana", "not_katakana"),
            (json!({ "company_name": "x", "reason": "x" }), "/company_name", "unknown_field"),
            (json!({ "phone": "03-1234-5678", "reason": "x" }), "/phone", "unknown_field"),
        ] {
            operator.with("if-match", "*").patch(&path, change).expect(422).fields(&[(pointer, code)]);
        }
        let unknown = "/v1/admin/accounts/acct_01kabd3ns8e9bv4r8j7xq7s0yz";
        operator.with("if-match", "*").patch(unknown, json!({ "reason": "x" })).refused(404, "not_found", "");
        assert_eq!(first.get(&path).expect(200).text("/profile/address"), "千葉県成田市古込1-1");
    }
}
