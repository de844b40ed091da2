//! `GET /v1/me`, `PATCH /v1/me`

use serde_json::{Value, json};
use tegata_tests::harness::{Client, TestApp};
use tegata_tests::on_both;

use super::{signed_in, versioned};

/// Every field of my page with another value than the one stored.
fn other_values() -> Vec<(&'static str, Value)> {
    vec![
        ("login_id", json!("another_id")),
        ("email", json!("another@example.jp")),
        ("family_name", json!("鈴木")),
        ("given_name", json!("次郎")),
        ("family_name_kana", json!("スズキ")),
        ("given_name_kana", json!("ジロウ")),
        ("company_name", json!("鈴木貨物")),
        ("department", json!("業務課")),
        ("industry", json!("trading")),
        ("phone", json!("+81398765432")),
        ("postal_code", json!("105-0001")),
        ("address", json!("東京都港区虎ノ門1-1")),
        ("notification_mail", json!(true)),
        ("dangerous_goods_qualified", json!(true)),
        ("language", json!("en")),
    ]
}

/// Somebody of each kind, signed in, with the fields that ACC-PRO-03 lets the kind edit.
fn somebody_of_each_kind(app: &TestApp) -> [(&'static str, Client, Vec<&'static str>); 4] {
    let operator = app.operator();
    let all: Vec<&str> = other_values().iter().map(|(field, _)| *field).skip(2).collect();
    let few = vec!["department", "phone", "notification_mail", "language"];
    let general = app.person_with("general_1", json!({ "notification_mail": false }));
    [
        ("general", general, all),
        ("agency", signed_in(app, &operator, "agency"), few.clone()),
        ("deferred_payment", signed_in(app, &operator, "deferred_payment"), few.clone()),
        ("operator", operator, few),
    ]
}

on_both! {
    /// ACC-PRO-01, ACC-PRO-03: per kind, my page says which fields may be edited, and just those are.
    fn what_my_page_says_is_what_a_change_does(app) {
        for (kind, client, expected) in somebody_of_each_kind(app) {
            let page = client.get("/v1/me").expect(200);
            assert_eq!(page.text("/kind"), kind);
            assert_eq!(page.body["fields"].as_object().unwrap().len(), other_values().len());
            for (field, value) in other_values() {
                let told = &page.body["fields"][field];
                assert_eq!(told["editable"], expected.contains(&field), "{kind} {field}");
                let reply = versioned(&client).patch("/v1/me", json!({ field: value }));
                if told["editable"] == true {
                    assert_eq!(reply.expect(200).body["profile"][field], value, "{kind} {field}");
                } else {
                    let rule = told["rule"].as_str().unwrap();
                    let code = match field {
                        "login_id" | "email" => "unknown_field",
                        _ => "not_editable",
                    };
                    reply
                        .refused(422, "invalid_fields", rule)
                        .fields(&[(&format!("/{field}"), code)]);
                }
            }
            let now = client.get("/v1/me").expect(200);
            for (field, value) in other_values().into_iter().skip(2) {
                let stored = if expected.contains(&field) { &value } else { &page.body["profile"][field] };
                assert_eq!(&now.body["profile"][field], stored, "{kind} {field}");
            }
        }
    }

    /// ACC-PRO-02: the login id never changes, not even to itself in other letters.
    fn the_login_id_never_changes(app) {
        let taro = app.person("taro_cargo");
        for login_id in ["taro_other", "TARO_CARGO", "taro_cargo"] {
            versioned(&taro)
                .patch("/v1/me", json!({ "login_id": login_id, "department": "輸入課" }))
                .refused(422, "invalid_fields", "ACC-PRO-02")
                .fields(&[("/login_id", "unknown_field")]);
        }
        let page = taro.get("/v1/me").expect(200);
        assert_eq!(page.text("/login_id"), "taro_cargo");
        assert_eq!(page.text("/profile/department"), "輸出課");
        assert_eq!(page.body["fields"]["login_id"]["rule"], "ACC-PRO-02");
    }

    /// ACC-PRO-03: every refused field names itself at once; a change is audited by the fields' names.
    fn refused_fields_name_themselves(app) {
        let operator = app.operator();
        let desk = signed_in(app, &operator, "agency");
        let change = json!({
            "family_name": "鈴木", "address": "東京都港区", "dangerous_goods_qualified": true,
            "company_name": "鈴木貨物", "department": "業務課"
        });
        versioned(&desk).patch("/v1/me", change).refused(422, "invalid_fields", "ACC-PRO-03").fields(&[
            ("/family_name", "not_editable"),
            ("/address", "not_editable"),
            ("/dangerous_goods_qualified", "not_editable"),
            ("/company_name", "not_editable"),
        ]);
        assert_eq!(desk.get("/v1/me").expect(200).body["profile"]["department"], Value::Null);

        let taro = app.person("taro_cargo");
        let change = json!({ "given_name": "次郎", "dangerous_goods_qualified": true });
        versioned(&taro).patch("/v1/me", change).expect(200);
        let trail = operator.get("/v1/admin/audit-entries?action=account.profile_changed").expect(200);
        assert_eq!(trail.body["items"].as_array().unwrap().len(), 1);
        assert_eq!(trail.text("/items/0/detail"), "given_name,dangerous_goods_qualified");
        assert_eq!(trail.text("/items/0/account_id"), taro.get("/v1/me").expect(200).text("/id"));
        assert!(!trail.text.contains("次郎"));
    }

    /// ACC-PRO-04: the preview shows exactly the change and makes none; the session goes on.
    fn the_preview_of_a_change_is_the_change(app) {
        let taro = app.person("taro_cargo");
        let before = taro.get("/v1/me").expect(200);
        let cases = [
            (json!({ "department": null, "phone": "０９０ １２３４ ５６７８" }), 200),
            (json!({ "family_name_kana": "ﾔﾏﾓﾄ", "postal_code": "1050001" }), 200),
            (json!({}), 200),
            (json!({ "phone": "12345", "industry": "piracy" }), 422),
            (json!({ "department": "a\u{200B}b" }), 422),
            (json!({ "company_name": "" }), 422),
            (json!({ "family_name": null }), 422),
        ];
        for (change, status) in cases {
            let versioned = versioned(&taro);
            let now = taro.get("/v1/me").expect(200);
            let preview = versioned.patch("/v1/me?dry_run=true", change.clone()).expect(status);
            assert_eq!(taro.get("/v1/me").expect(200).text, now.text, "a preview changes nothing");
            let done = versioned.patch("/v1/me", change.clone()).expect(status);
            assert_eq!(done.body["profile"], preview.body["profile"], "{change}");
            assert_eq!(done.body["errors"], preview.body["errors"], "{change}");
        }
        let after = taro.get("/v1/me").expect(200);
        assert_eq!(after.body["profile"]["department"], Value::Null);
        assert_eq!(after.text("/profile/phone"), "+819012345678");
        assert_eq!(after.text("/profile/family_name_kana"), "ヤマモト");
        // Two changes were made, and the session that made them is the one that still reads.
        assert_eq!(after.body["version"], before.body["version"].as_i64().unwrap() + 2);
    }

    /// ACC-PRO-06: a stale version is refused, a missing one too; nothing is overwritten.
    fn two_editors_do_not_overwrite_each_other(app) {
        let first = app.person("taro_cargo");
        let second = app.sign_in("taro_cargo");
        let (first_page, second_page) = (versioned(&first), versioned(&second));
        first_page.patch("/v1/me", json!({ "department": "輸入課" })).expect(200);

        let change = json!({ "department": "業務課" });
        for path in ["/v1/me", "/v1/me?dry_run=true"] {
            second_page.patch(path, change.clone()).refused(412, "version_stale", "ACC-PRO-06");
            first.patch(path, change.clone()).refused(428, "version_required", "ACC-PRO-06");
            for tag in ["\"0\"", "\"99\"", "W/\"1\"", "1", "\"x\"", ""] {
                first
                    .with("if-match", tag)
                    .patch(path, change.clone())
                    .refused(412, "version_stale", "ACC-PRO-06");
            }
        }
        let page = second.get("/v1/me").expect(200);
        assert_eq!(page.text("/profile/department"), "輸入課");
        versioned(&second).patch("/v1/me", change).expect(200);
        // Who does not care which version it is says so.
        first.with("if-match", "*").patch("/v1/me", json!({ "department": "通関課" })).expect(200);
        // A client that holds the version is not sent it again.
        let held = first.get("/v1/me").expect(200);
        let tag = held.header("etag").unwrap();
        assert_eq!(first.with("if-none-match", tag).get("/v1/me").expect(304).text, "");
        // As a proxy that compresses makes it.
        let weak = format!("W/{tag}");
        first.with("if-none-match", &weak).get("/v1/me").expect(304);
        first.with("if-none-match", page.header("etag").unwrap()).get("/v1/me").expect(200);
    }

    /// ACC-DG-02: the qualification shows in the session's capabilities, and follows it.
    fn the_qualification_shows_in_the_capabilities(app) {
        let capability = "/capabilities/dangerous_goods_declaration";
        let shown = |client: &Client| client.get("/v1/me").expect(200).body.pointer(capability).cloned();
        let plain = app.person("taro_cargo");
        assert_eq!(shown(&plain), Some(json!(false)));
        for answer in [true, false] {
            let change = json!({ "dangerous_goods_qualified": answer });
            let done = versioned(&plain).patch("/v1/me", change).expect(200);
            assert_eq!(done.body.pointer(capability), Some(&json!(answer)));
            assert_eq!(shown(&plain), Some(json!(answer)));
        }
        let qualified = app.person_with("hanako_cargo", json!({ "dangerous_goods_qualified": true }));
        assert_eq!(shown(&qualified), Some(json!(true)));
        let operator = app.operator();
        assert_eq!(shown(&operator), Some(json!(false)));
        for (client, administration) in [(&qualified, false), (&operator, true)] {
            let page = client.get("/v1/me").expect(200);
            assert_eq!(page.body["capabilities"]["administration"], administration);
        }
    }
}
