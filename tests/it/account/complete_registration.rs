//! `POST /v1/registrations/complete`, and what its link is good for.

use serde_json::{Value, json};
use tegata_tests::harness::{DAY, PASSWORD, registration_form};
use tegata_tests::on_both;

use super::{next_hour, recovery_link, sign_in, with, without};

const COMPLETE: &str = "/v1/registrations/complete";
const PREVIEW: &str = "/v1/registrations/complete?dry_run=true";
const INSPECT: &str = "/v1/registrations/inspect";

on_both! {
    /// ACC-REG-04: a link is good for 24 hours, not a second more, and then says to start again.
    fn a_link_is_good_for_a_day(app) {
        let stranger = app.stranger().with("accept-language", "en");
        let token = app.registration_link("taro@example.jp");
        let form = registration_form(&token, "taro_cargo");
        app.advance(DAY - 60);
        stranger.post(INSPECT, json!({ "token": token })).expect(200);
        stranger.post(PREVIEW, form.clone()).expect(200);
        app.advance(60);
        for (path, body) in
            [(INSPECT, json!({ "token": token })), (PREVIEW, form.clone()), (COMPLETE, form)]
        {
            let refused = stranger.post(path, body).refused(410, "link_expired", "ACC-REG-04");
            assert!(refused.text("/remedy").contains("Start again"), "{}", refused.text);
            let links = refused.body["links"].as_array().unwrap();
            assert!(links.iter().any(|link| link["href"] == "/v1/registrations"), "{links:?}");
        }
        sign_in(app, "taro_cargo", PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");
    }

    /// ACC-REG-04: a link makes one account, and opens no other door.
    fn a_link_is_used_once(app) {
        let stranger = app.stranger();
        let token = app.registration_link("taro@example.jp");
        for _ in 0..20 {
            stranger.post(INSPECT, json!({ "token": token })).expect(200);
        }
        stranger.post(COMPLETE, registration_form(&token, "taro_cargo")).expect(201);
        let again = registration_form(&token, "jiro_cargo");
        stranger.post(COMPLETE, again.clone()).refused(410, "link_used", "ACC-REG-04");
        stranger.post(PREVIEW, again).refused(410, "link_used", "ACC-REG-04");
        stranger
            .post(INSPECT, json!({ "token": token }))
            .refused(410, "link_used", "ACC-REG-04");

        app.person("hanako_cargo");
        let recovery = recovery_link(app, "hanako_cargo");
        let mut cut = app.registration_link("jiro@example.jp");
        stranger
            .post("/v1/recoveries/inspect", json!({ "token": cut }))
            .refused(404, "link_unknown", "RCV-04");
        cut.pop();
        for unknown in [recovery.as_str(), cut.as_str(), "x", "tgreg_"] {
            stranger
                .post(COMPLETE, registration_form(unknown, "jiro_cargo"))
                .refused(404, "link_unknown", "ACC-REG-04");
        }
    }

    /// ACC-REG-05: every required field, or no account; nothing is taken before completion.
    fn all_required_fields_or_no_account(app) {
        let stranger = app.stranger();
        let token = app.registration_link("taro@example.jp");
        let form = registration_form(&token, "taro_cargo");
        let optional = ["department", "token"];
        let required: Vec<String> = form
            .as_object()
            .unwrap()
            .keys()
            .filter(|field| !optional.contains(&field.as_str()))
            .cloned()
            .collect();
        assert_eq!(required.len(), 14);
        for field in &required {
            let rule = if field == "dangerous_goods_qualified" { "ACC-REG-08" } else { "ACC-REG-05" };
            for path in [PREVIEW, COMPLETE] {
                stranger
                    .post(path, without(form.clone(), field))
                    .refused(422, "invalid_fields", rule)
                    .fields(&[(&format!("/{field}"), "required")]);
            }
        }
        let pointers: Vec<String> = required.iter().map(|field| format!("/{field}")).collect();
        let expected: Vec<(&str, &str)> =
            pointers.iter().map(|pointer| (pointer.as_str(), "required")).collect();
        stranger.post(COMPLETE, json!({ "token": token })).expect(422).fields(&expected);

        // No account came of it, and the login id is still free.
        sign_in(app, "taro_cargo", PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");
        let operator = app.operator();
        let found = operator.get("/v1/admin/accounts?kind=general").expect(200);
        assert_eq!(found.body["items"], json!([]));
        stranger.post(COMPLETE, without(form, "department")).expect(201);
        sign_in(app, "taro_cargo", PASSWORD).expect(201);
    }

    /// ACC-REG-07: the address is the one that the link was sent to.
    fn the_address_is_that_of_the_link(app) {
        let stranger = app.stranger();
        let token = app.registration_link("taro@example.jp");
        let inspected = stranger.post(INSPECT, json!({ "token": token })).expect(200);
        assert_eq!(inspected.text("/email"), "taro@example.jp");
        let form = registration_form(&token, "taro_cargo");
        for email in ["other@example.jp", "taro@example.jp"] {
            stranger
                .post(COMPLETE, with(form.clone(), json!({ "email": email })))
                .refused(422, "invalid_fields", "ACC-REG-07")
                .fields(&[("/email", "unknown_field")]);
        }
        assert_eq!(stranger.post(PREVIEW, form.clone()).expect(200).text("/email"), "taro@example.jp");
        let done = stranger.post(COMPLETE, form).expect(201);
        assert_eq!(done.text("/account/email"), "taro@example.jp");
    }

    /// ACC-REG-08: the dangerous-goods qualification is answered yes or no.
    fn the_dangerous_goods_question_is_answered(app) {
        let stranger = app.stranger();
        for (answer, login_id) in [(true, "qualified_1"), (false, "not_qualified")] {
            let token = app.registration_link("taro@example.jp");
            let form = registration_form(&token, login_id);
            stranger
                .post(COMPLETE, without(form.clone(), "dangerous_goods_qualified"))
                .refused(422, "invalid_fields", "ACC-REG-08")
                .fields(&[("/dangerous_goods_qualified", "required")]);
            for neither in [json!(null), json!("yes"), json!(1), json!([true])] {
                let answers = json!({ "dangerous_goods_qualified": neither });
                stranger
                    .post(COMPLETE, with(form.clone(), answers))
                    .refused(422, "invalid_fields", "ACC-REG-08")
                    .fields(&[("/dangerous_goods_qualified", "wrong_type")]);
            }
            let answers = json!({ "dangerous_goods_qualified": answer });
            let done = stranger.post(COMPLETE, with(form, answers)).expect(201);
            assert_eq!(done.body["account"]["profile"]["dangerous_goods_qualified"], answer);
        }
    }

    /// ACC-REG-09: completion signs in; a refused one does not.
    fn completion_signs_in(app) {
        let stranger = app.stranger();
        let token = app.registration_link("taro@example.jp");
        let form = registration_form(&token, "taro_cargo");
        assert_eq!(stranger.post(PREVIEW, form.clone()).expect(200).body["session"], Value::Null);
        let done = stranger.post(COMPLETE, form).expect(201);
        let taro = app.with_token(&done.text("/session/access_token"));
        let sessions = taro.get("/v1/sessions").expect(200);
        assert_eq!(sessions.text("/items/0/id"), done.text("/session/session_id"));
        assert_eq!(sessions.body["items"][0]["current"], true);
        let refresh = json!({ "refresh_token": done.text("/session/refresh_token") });
        stranger.post("/v1/sessions/refresh", refresh).expect(200);
    }

    /// ACC-REG-10: the form of a login id, and that no two are the same or read the same.
    fn login_ids_have_a_form_and_are_unique(app) {
        let stranger = app.stranger();
        let token = app.registration_link("taro@example.jp");
        let preview = |login_id: &str| stranger.post(PREVIEW, registration_form(&token, login_id));
        for good in ["abc123", "a-b_c.d", "123456", "a2345678901234567890", "CargoDesk", "..a..1"] {
            preview(good).expect(200);
        }
        for bad in [
            "abc12", "a23456789012345678901", "taro cargo", "taro@cargo", "日本航空貨物", "tａrocargo",
            " taro_cargo", "taro_cargo ", "taro/cargo", "......", "taro\ncargo", "tar\u{f6}cargo",
        ] {
            preview(bad)
                .refused(422, "invalid_fields", "ACC-REG-10")
                .fields(&[("/login_id", "login_id_form")]);
        }

        app.person("cargo10");
        for alike in ["cargo10", "CARGO10", "Cargo10", "carg010", "cargolo", "CARGOIO", "carg0l0", "cargoi0"] {
            for path in [PREVIEW, "/v1/registrations/complete"] {
                stranger
                    .post(path, registration_form(&token, alike))
                    .refused(422, "invalid_fields", "ACC-REG-10")
                    .fields(&[("/login_id", "login_id_taken")]);
            }
        }
        for other in ["cargo11", "cargo20", "cargo100", "xargo10"] {
            preview(other).expect(200);
        }
        stranger.post(COMPLETE, registration_form(&token, "cargo11")).expect(201);
    }

    /// ACC-REG-10: nobody asks one link for a list of the login ids that are taken.
    fn login_ids_behind_a_link_are_limited(app) {
        app.person("cargo10");
        let token = app.registration_link("taro@example.jp");
        next_hour(app);
        let preview = |login_id: &str| {
            // Refused for something else as well, it is an answer all the same.
            let form = with(registration_form(&token, login_id), json!({ "phone": "1" }));
            app.stranger().post(PREVIEW, form)
        };
        for number in 0..60 {
            preview(if number % 2 == 0 { "cargo10" } else { "cargo11" }).expect(422);
        }
        preview("cargo10").refused(429, "too_many_requests", "ACC-REG-10");
        app.stranger()
            .post(COMPLETE, registration_form(&token, "cargo11"))
            .refused(429, "too_many_requests", "ACC-REG-10");
        next_hour(app);
        app.stranger().post(COMPLETE, registration_form(&token, "cargo11")).expect(201);
    }

    /// ACC-REG-12: a company of one each; no typed name or id gives membership.
    fn a_typed_company_gives_no_membership(app) {
        let operator = app.operator();
        let [taro, jiro] = ["taro_cargo", "jiro_cargo"].map(|login_id| {
            app.person_with(login_id, json!({ "company_name": "山田航空貨物株式会社" }))
                .get("/v1/me")
                .expect(200)
        });
        assert_eq!(taro.text("/profile/company_name"), jiro.text("/profile/company_name"));
        let own = operator.get("/v1/me").expect(200);
        let mut companies = [&taro, &jiro, &own].map(|page| page.text("/company_id")).to_vec();
        companies.dedup();
        assert_eq!(companies.len(), 3);

        let token = app.registration_link("saburo@example.jp");
        let form = registration_form(&token, "saburo_cargo");
        let stolen = json!({ "company_id": taro.text("/company_id") });
        app.stranger()
            .post(COMPLETE, with(form, stolen))
            .refused(422, "invalid_fields", "ACC-REG-12")
            .fields(&[("/company_id", "unknown_field")]);
    }
}
