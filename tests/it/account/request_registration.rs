//! `POST /v1/registrations`

use serde_json::json;
use tegata_tests::harness::{HOUR, registration_form};
use tegata_tests::on_both;

use super::{looks, next_hour, request_for, with, without};

on_both! {
    /// ACC-REG-01: general accounts register themselves; for the others, whom to contact is told.
    fn only_general_accounts_register_themselves(app) {
        let stranger = app.stranger().with("accept-language", "en");
        let body = request_for(app, "taro@example.jp");
        for kind in ["agency", "deferred_payment", "operator"] {
            let refused = stranger
                .post("/v1/registrations", with(body.clone(), json!({ "kind": kind })))
                .refused(403, "self_registration_not_offered", "ACC-REG-01");
            assert!(refused.text("/remedy").contains("sales@tegata.example"), "{}", refused.text);
        }
        stranger
            .post("/v1/registrations", with(body.clone(), json!({ "kind": "baron" })))
            .refused(422, "invalid_fields", "ACC-REG-01")
            .fields(&[("/kind", "not_allowed")]);
        // Nor does the form behind a link make another kind.
        assert!(app.mails("taro@example.jp").is_empty());
        let token = app.registration_link("taro@example.jp");
        stranger
            .post(
                "/v1/registrations/complete",
                with(registration_form(&token, "taro_cargo"), json!({ "kind": "agency" })),
            )
            .refused(422, "invalid_fields", "ACC-REG-01")
            .fields(&[("/kind", "unknown_field")]);

        stranger.post("/v1/registrations", with(body, json!({ "kind": "general" }))).expect(202);
        let taro = app.person("taro_cargo");
        assert_eq!(taro.get("/v1/me").expect(200).text("/kind"), "general");
    }

    /// ACC-REG-02: an address and the current terms, or no mail; version and time are kept.
    fn an_address_and_the_current_terms_are_needed(app) {
        let stranger = app.stranger();
        let good = request_for(app, "taro@example.jp");
        let cases = [
            (without(good.clone(), "email"), vec![("/email", "required")]),
            (with(good.clone(), json!({ "email": "" })), vec![("/email", "required")]),
            (with(good.clone(), json!({ "email": "taro" })), vec![("/email", "email_invalid")]),
            (without(good.clone(), "accept_terms"), vec![("/accept_terms", "required")]),
            (
                with(good.clone(), json!({ "accept_terms": false })),
                vec![("/accept_terms", "terms_not_accepted")],
            ),
            (without(good.clone(), "terms_version"), vec![("/terms_version", "required")]),
            (
                with(good.clone(), json!({ "terms_version": "1999-01" })),
                vec![("/terms_version", "terms_outdated")],
            ),
            (
                json!({}),
                vec![
                    ("/email", "required"),
                    ("/accept_terms", "required"),
                    ("/terms_version", "required"),
                ],
            ),
            (
                json!({ "email": "a@b@c", "accept_terms": false, "terms_version": "1999-01" }),
                vec![
                    ("/email", "email_invalid"),
                    ("/accept_terms", "terms_not_accepted"),
                    ("/terms_version", "terms_outdated"),
                ],
            ),
        ];
        for (body, expected) in cases {
            stranger
                .post("/v1/registrations", body)
                .refused(422, "invalid_fields", "ACC-REG-02")
                .fields(&expected);
        }
        assert!(app.stranger().get("/v1/sandbox/mails").expect(200).body["items"]
            .as_array()
            .unwrap()
            .is_empty());

        let asked_at = app.app.env.clock.now();
        let token = app.registration_link("taro@example.jp");
        app.advance(HOUR);
        let done = stranger
            .post("/v1/registrations/complete", registration_form(&token, "taro_cargo"))
            .expect(201);
        assert_eq!(done.body["account"]["terms_version"], good["terms_version"]);
        let kept = app.app.env.store.read(|tx| Ok(tx.account_by_login_id("taro_cargo")?)).unwrap();
        let (version, at) = kept.unwrap().terms.unwrap();
        assert_eq!(good["terms_version"], version);
        assert!((0..60).contains(&(at - asked_at).get_seconds()), "{at}");
    }

    /// ACC-REG-03: one address holds any number of accounts, each by a link of its own.
    fn an_address_may_hold_several_accounts(app) {
        let stranger = app.stranger();
        let tokens = ["first", "second", "third"].map(|_| app.registration_link("desk@example.jp"));
        // The links stand beside each other: the first still opens after the third was asked for.
        let logins = ["desk_first", "desk_second", "desk_third"];
        let pages = tokens.each_ref().map(|token| {
            let login_id = logins[tokens.iter().position(|one| one == token).unwrap()];
            let form = registration_form(token, login_id);
            let done = stranger.post("/v1/registrations/complete", form).expect(201);
            app.with_token(&done.text("/session/access_token")).get("/v1/me").expect(200)
        });
        for (page, login_id) in pages.iter().zip(logins) {
            assert_eq!(page.text("/login_id"), login_id);
            assert_eq!(page.text("/email"), "desk@example.jp");
        }
        assert_ne!(pages[0].text("/id"), pages[1].text("/id"));
        assert_ne!(pages[0].text("/company_id"), pages[1].text("/company_id"));
        // One link is one account, and no link opens another's.
        stranger
            .post("/v1/registrations/complete", registration_form(&tokens[1], "desk_fourth"))
            .refused(410, "link_used", "ACC-REG-04");
    }

    /// ACC-REG-11: a known and an unknown address get the same answer and the same mail.
    fn a_known_address_looks_like_an_unknown_one(app) {
        app.person("taro_cargo");
        let stranger = app.stranger();
        let known = stranger.post("/v1/registrations", request_for(app, "taro_cargo@example.jp"));
        let other = stranger.post("/v1/registrations", request_for(app, "hanako_a@example.jp"));
        assert_eq!(known.status, 202);
        assert_eq!(looks(&known), looks(&other));
        let mails = ["taro_cargo@example.jp", "hanako_a@example.jp"]
            .map(|to| app.mail(to, "registration_link"));
        assert_eq!(mails[0]["subject"], mails[1]["subject"]);

        // A limit counts both alike, whatever the case of the letters, and ends with its hour.
        for address in ["taro_cargo@example.jp", "hanako_a@example.jp"] {
            next_hour(app);
            for _ in 0..5 {
                stranger.post("/v1/registrations", request_for(app, address)).expect(202);
            }
            let refused = stranger
                .post("/v1/registrations", request_for(app, &address.to_uppercase()))
                .refused(429, "too_many_requests", "ACC-REG-11");
            let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
            app.advance_real(wait);
            stranger.post("/v1/registrations", request_for(app, address)).expect(202);
        }
    }
}
