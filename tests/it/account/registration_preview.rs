//! The customer form: every field's limits, what is stored, and that its preview is its completion.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use tegata_tests::harness::{PASSWORD, TestApp, registration_form};
use tegata_tests::on_both;

use super::{sign_in, with};

const COMPLETE: &str = "/v1/registrations/complete";
const PREVIEW: &str = "/v1/registrations/complete?dry_run=true";

on_both! {
    /// ACC-REG-05: every field's limits are named at once, by pointer.
    fn all_violations_are_named_at_once(app) {
        let stranger = app.stranger();
        let token = app.registration_link("taro@example.jp");
        let form = registration_form(&token, "taro_cargo");
        let of = |fields: &[&str], value: Value| {
            fields.iter().map(|field| ((*field).to_owned(), value.clone())).collect::<Map<_, _>>()
        };
        let lines = [
            "family_name", "given_name", "family_name_kana", "given_name_kana", "company_name",
            "address", "industry", "phone", "postal_code", "login_id", "password",
            "password_confirmation",
        ];
        let flags = ["notification_mail", "dangerous_goods_qualified"];
        let tables = [
            (of(&lines, json!("")), "required"),
            (of(&lines, json!("x".repeat(300))), "too_long"),
            (of(&["department", "language"], json!("x".repeat(300))), "too_long"),
            (of(&lines, json!(7)), "wrong_type"),
            (of(&lines, json!(null)), "wrong_type"),
            (of(&lines, json!(["x"])), "wrong_type"),
            (of(&flags, json!("true")), "wrong_type"),
            (of(&["department"], json!(["x"])), "wrong_type"),
        ];
        for (answers, code) in tables {
            let pointers: Vec<String> = answers.keys().map(|field| format!("/{field}")).collect();
            let expected: Vec<(&str, &str)> =
                pointers.iter().map(|pointer| (pointer.as_str(), code)).collect();
            stranger
                .post(PREVIEW, with(form.clone(), Value::Object(answers)))
                .expect(422)
                .fields(&expected);
        }

        let wrong = json!({
            "login_id": "taro", "password": "password", "password_confirmation": "passw0rd",
            "family_name": "山\u{202E}田", "given_name": "   ", "family_name_kana": "やまだ",
            "given_name_kana": "Taro", "company_name": "山田\n貨物", "department": "輸出\u{7}課",
            "industry": "piracy", "phone": "12345", "postal_code": "144-004", "address": " \t ",
            "language": "tlh"
        });
        stranger.post(COMPLETE, with(form.clone(), wrong)).expect(422).fields(&[
            ("/login_id", "login_id_form"),
            ("/password", "password_too_short"),
            ("/password", "password_common"),
            ("/password_confirmation", "confirmation_differs"),
            ("/family_name", "unprintable_character"),
            ("/given_name", "required"),
            ("/family_name_kana", "not_katakana"),
            ("/given_name_kana", "not_katakana"),
            ("/company_name", "unprintable_character"),
            ("/department", "unprintable_character"),
            ("/industry", "not_allowed"),
            ("/phone", "phone_invalid"),
            ("/postal_code", "postal_code_invalid"),
            ("/address", "required"),
            ("/language", "not_allowed"),
        ]);

        // What is out of its limits does not hide what is wrong otherwise.
        let mixed = json!({
            "family_name": "", "company_name": "x".repeat(101), "phone": "12345", "login_id": "taro",
            "password": "zq", "family_name_kana": "やまだ", "address": "区\u{7}"
        });
        for path in [PREVIEW, COMPLETE] {
            stranger.post(path, with(form.clone(), mixed.clone())).expect(422).fields(&[
                ("/family_name", "required"),
                ("/company_name", "too_long"),
                ("/phone", "phone_invalid"),
                ("/login_id", "login_id_form"),
                ("/password", "password_too_short"),
                ("/password_confirmation", "confirmation_differs"),
                ("/family_name_kana", "not_katakana"),
                ("/address", "unprintable_character"),
            ]);
        }

        // At their limits the same fields are right.
        let longest = json!({
            "family_name": "山".repeat(60), "given_name": "太".repeat(60),
            "family_name_kana": "ヤ".repeat(60), "given_name_kana": "タ".repeat(60),
            "company_name": "貨".repeat(100), "department": "課".repeat(100),
            "address": "区".repeat(200), "login_id": "a".repeat(20),
            "password": "雪の朝に鳩と鯨が歌う、".repeat(11) + "終わりの歌だ。",
            "password_confirmation": "雪の朝に鳩と鯨が歌う、".repeat(11) + "終わりの歌だ。",
        });
        stranger.post(PREVIEW, with(form, longest)).expect(200);
    }

    /// ACC-REG-06: the preview shows exactly what completion stores, and changes nothing.
    fn the_preview_is_what_is_stored(app) {
        let stranger = app.stranger();
        let token = app.registration_link("Taro@Example.jp");
        let typed = json!({
            "family_name": "  山田　", "family_name_kana": "ﾔﾏﾀﾞ", "given_name_kana": "タロウ",
            "department": null, "phone": "(０３) １２３４－５６７８", "postal_code": "〒1440041",
            "address": "東京都  大田区", "language": "en"
        });
        let form = with(registration_form(&token, "Taro_Cargo"), typed);
        let first = stranger.post(PREVIEW, form.clone()).expect(200);
        assert_eq!(stranger.post(PREVIEW, form.clone()).expect(200).body, first.body);
        sign_in(app, "taro_cargo", PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");

        let done = stranger.post(COMPLETE, form).expect(201);
        let me = app.with_token(&done.text("/session/access_token")).get("/v1/me").expect(200);
        for page in [&done.body["account"], &me.body] {
            for member in ["login_id", "email", "profile"] {
                assert_eq!(page[member], first.body[member], "{member}");
            }
        }
        assert_eq!(
            me.body["profile"],
            json!({
                "family_name": "山田", "given_name": "太郎", "family_name_kana": "ヤマダ",
                "given_name_kana": "タロウ", "company_name": "山田航空貨物株式会社",
                "department": null, "industry": "freight_forwarder", "phone": "+81312345678",
                "postal_code": "144-0041", "address": "東京都 大田区", "notification_mail": true,
                "dangerous_goods_qualified": false, "language": "en"
            })
        );
        // An empty department is none, too.
        for (empty, login_id) in [("", "jiro_cargo"), ("  ", "saburo_cargo")] {
            let page = app.person_with(login_id, json!({ "department": empty }));
            assert_eq!(page.get("/v1/me").expect(200).body["profile"]["department"], Value::Null);
        }
    }
}

/// Answers of which some are refused and some are not, in any combination.
fn answers() -> impl Strategy<Value = Value> {
    let text = |good: &'static str, others: &'static [&'static str]| {
        let others = select(others).prop_map(|other| json!(other));
        prop_oneof![6 => Just(json!(good)), 1 => others]
    };
    let login_id = prop_oneof![4 => "[a-z0-9._-]{6,20}", 1 => "[A-Z0-9]{4,22}"];
    let password = prop_oneof![
        5 => "[a-z]{4,7} [a-z]{5,8} [a-z]{4,9}",
        1 => select(&["password1234", "short", "taro taro taro taro", "山田航空貨物の鳩が歌う朝"][..])
            .prop_map(str::to_owned),
    ];
    (
        login_id,
        password,
        prop_oneof![8 => Just(""), 1 => Just("x")],
        text("山田", &["", "   ", "a\u{200B}b", "x\ty"]),
        text("ヤマダ", &["ﾔﾏﾀﾞ", "やまだ", "Yamada"]),
        text("03-1234-5678", &["+1 202-555-0123", "090-1234-5678", "123", "０３１２３４５６７８"]),
        text("144-0041", &["〒144-0041", "1440041", "144", "abc-defg"]),
        text("freight_forwarder", &["other", "piracy"]),
        prop_oneof![Just(json!(null)), Just(json!("課")), Just(json!("")), Just(json!("a\u{7}"))],
    )
        .prop_map(
            |(login_id, password, slip, family, kana, phone, postal, industry, department)| {
                json!({
                    "login_id": login_id, "password": password,
                    "password_confirmation": format!("{password}{slip}"), "family_name": family,
                    "family_name_kana": kana, "phone": phone, "postal_code": postal,
                    "industry": industry, "department": department
                })
            },
        )
}

/// ACC-REG-06: completion accepts exactly what a preview accepts, and refuses with the same words.
#[test]
fn completion_accepts_exactly_what_a_preview_accepts() {
    let app = TestApp::sqlite_with(&[("REQUESTS_PER_CLIENT", "10000")]);
    let stranger = app.stranger();
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    let (count, accepted) = (Cell::new(0), Cell::new(0));
    let checked = TestRunner::new(config).run(&answers(), |answers| {
        count.set(count.get() + 1);
        let token = app.registration_link(&format!("case-{}@example.jp", count.get()));
        let form = with(registration_form(&token, "taro_cargo"), answers);
        let preview = stranger.post(PREVIEW, form.clone());
        let done = stranger.post(COMPLETE, form);
        if preview.status == 200 {
            accepted.set(accepted.get() + 1);
            prop_assert_eq!(done.status, 201, "{}", done.text);
            prop_assert_eq!(&done.body["account"]["profile"], &preview.body["profile"]);
            prop_assert_eq!(&done.body["account"]["login_id"], &preview.body["login_id"]);
        } else {
            prop_assert_eq!((preview.status, done.status), (422, 422), "{}", preview.text);
            prop_assert_eq!(&done.body["errors"], &preview.body["errors"]);
        }
        Ok(())
    });
    checked.unwrap();
    let (count, accepted) = (count.get(), accepted.get());
    assert!(accepted > 0 && accepted < count, "{accepted} of {count} were accepted");
}
