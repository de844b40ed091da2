//! `POST /v1/invitations/inspect`, `…/accept`, `…/decline`

use serde_json::{Value, json};
use tegata_tests::harness::{Client, DAY, PASSWORD, TestApp, registration_form};
use tegata_tests::on_both;

use super::{CURRENT, own_company, trail};
use crate::account::{looks, recovery_link, sign_in, with, without};

const INSPECT: &str = "/v1/invitations/inspect";
const ACCEPT: &str = "/v1/invitations/accept";
const PREVIEW: &str = "/v1/invitations/accept?dry_run=true";
const DECLINE: &str = "/v1/invitations/decline";

/// Invites an address; gives the invitation's id and the token that was mailed.
fn invited(app: &TestApp, who: &Client, email: &str, role: &str) -> (String, String) {
    let body = json!({ "email": email, "company_role": role });
    let sent = who.post(&format!("{CURRENT}/invitations"), body).expect(201);
    (sent.text("/id"), app.mailed_token(email, "invitation"))
}

on_both! {
    /// ACC-REG-12: the invited address gets an account in the company with the offered role, and a session.
    fn an_invitation_makes_an_account_in_the_company(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let (id, token) = invited(app, &taro, "hanako@example.jp", "administrator");
        for _ in 0..3 {
            let seen = app.stranger().post(INSPECT, json!({ "token": token })).expect(200);
            assert_eq!(seen.text("/company_name"), "山田航空貨物株式会社");
            assert_eq!(seen.body["company_name_verified"], false);
            assert_eq!(seen.text("/company_role"), "administrator");
            assert_eq!(seen.text("/email"), "hanako@example.jp");
        }
        let form = app.acceptance_form(&token, "hanako_cargo");
        let done = app.stranger().post(ACCEPT, form).expect(201);
        let hanako = app.with_token(&done.text("/session/access_token"));
        let me = hanako.get("/v1/me").expect(200);
        assert_eq!(me.body, done.body["account"]);
        assert_eq!(me.text("/company_id"), own_company(&taro));
        assert_eq!(me.text("/company_role"), "administrator");
        assert_eq!([me.text("/kind"), me.text("/email")], ["general", "hanako@example.jp"]);
        assert_eq!(me.text("/profile/company_name"), "山田航空貨物株式会社");
        // ACC-REG-02: the terms that were accepted here are kept.
        assert_eq!(me.text("/terms_version"), app.stranger().get("/v1/terms").expect(200).text("/version"));
        sign_in(app, "hanako_cargo", PASSWORD).expect(201);

        let read = taro.get(&format!("{CURRENT}/invitations/{id}")).expect(200);
        assert_eq!(read.text("/state"), "accepted");
        assert_eq!(read.text("/account_id"), me.text("/id"));
        assert_eq!(trail(&operator, "invitation.accepted", &id).len(), 1);
        assert_eq!(trail(&operator, "registration.completed", &me.text("/id")).len(), 1);
        let again = app.acceptance_form(&token, "jiro_cargo");
        for (path, body) in
            [(ACCEPT, again.clone()), (PREVIEW, again), (INSPECT, json!({ "token": token })), (DECLINE, json!({ "token": token }))]
        {
            app.stranger().post(path, body).refused(410, "invitation_ended", "ACC-REG-12");
        }
    }

    /// ACC-REG-12: the company is the one that invites; a typed one is refused, as is another address.
    fn a_typed_company_gives_no_membership(app) {
        let (taro, other) = (app.person("taro_cargo"), app.person("jiro_cargo"));
        let (_, token) = invited(app, &taro, "hanako@example.jp", "member");
        let form = app.acceptance_form(&token, "hanako_cargo");
        let others = own_company(&other);
        for (field, value, rule) in [
            ("company_name", "別の会社", "ACC-REG-12"),
            ("company_id", others.as_str(), "ACC-REG-12"),
            ("email", "hanako@example.jp", "ACC-REG-07"),
        ] {
            app.stranger()
                .post(ACCEPT, with(form.clone(), json!({ field: value })))
                .refused(422, "invalid_fields", rule)
                .fields(&[(&format!("/{field}"), "unknown_field")]);
        }
        // Typing the name of a company at registration still makes a company of one.
        let namesake = app.person("saburo_cargo");
        assert_ne!(own_company(&namesake), own_company(&taro));
    }

    /// ACC-REG-02, ACC-REG-05, ACC-REG-06: the same checks as registration, all at once; a preview changes
    /// nothing, and completion accepts what it accepts.
    fn the_form_is_that_of_registration(app) {
        let taro = app.person("taro_cargo");
        let (_, token) = invited(app, &taro, "hanako@example.jp", "member");
        let form = app.acceptance_form(&token, "hanako_cargo");
        let wrong = json!({
            "accept_terms": false, "terms_version": "1999-01", "login_id": "taro_carg0",
            "password": "山田航空貨物の合言葉です", "password_confirmation": "other",
            "phone": "1", "family_name": " ", "industry": "piracy"
        });
        let expected = [
            ("/accept_terms", "terms_not_accepted"),
            ("/terms_version", "terms_outdated"),
            ("/login_id", "login_id_taken"),
            ("/password", "password_personal"),
            ("/password_confirmation", "confirmation_differs"),
            ("/phone", "phone_invalid"),
            ("/family_name", "required"),
            ("/industry", "not_allowed"),
        ];
        for path in [PREVIEW, ACCEPT] {
            app.stranger()
                .post(path, with(form.clone(), wrong.clone()))
                .refused(422, "invalid_fields", "ACC-REG-02")
                .fields(&expected);
        }
        for field in ["accept_terms", "terms_version", "family_name", "dangerous_goods_qualified"] {
            app.stranger()
                .post(ACCEPT, without(form.clone(), field))
                .expect(422)
                .fields(&[(&format!("/{field}"), "required")]);
        }
        let preview = app.stranger().post(PREVIEW, form.clone()).expect(200);
        assert_eq!(preview.text("/profile/company_name"), "山田航空貨物株式会社");
        assert_eq!(preview.text("/email"), "hanako@example.jp");
        sign_in(app, "hanako_cargo", PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");
        let done = app.stranger().post(ACCEPT, form).expect(201);
        assert_eq!(done.body["account"]["profile"], preview.body["profile"]);
    }

    /// ACC-REG-12: an invitation is good for seven days, not a second more.
    fn an_invitation_is_good_for_a_week(app) {
        let taro = app.person("taro_cargo");
        let (id, token) = invited(app, &taro, "hanako@example.jp", "member");
        let form = app.acceptance_form(&token, "hanako_cargo");
        app.advance(7 * DAY - 60);
        app.stranger().post(PREVIEW, form.clone()).expect(200);
        app.advance(60);
        for (path, body) in [
            (INSPECT, json!({ "token": token })),
            (DECLINE, json!({ "token": token })),
            (PREVIEW, form.clone()),
            (ACCEPT, form),
        ] {
            app.stranger().post(path, body).refused(410, "invitation_expired", "ACC-REG-12");
        }
        assert_eq!(taro.get(&format!("{CURRENT}/invitations/{id}")).expect(200).text("/state"), "expired");
    }

    /// ACC-REG-12: declined, it is over, and who invited sees it.
    fn an_invitation_is_declined(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let (id, token) = invited(app, &taro, "hanako@example.jp", "member");
        app.stranger().post(DECLINE, json!({ "token": token })).expect(204);
        let read = taro.get(&format!("{CURRENT}/invitations/{id}")).expect(200);
        assert_eq!(read.text("/state"), "declined");
        assert_eq!(read.body["account_id"], Value::Null);
        let form = app.acceptance_form(&token, "hanako_cargo");
        app.stranger().post(ACCEPT, form).refused(410, "invitation_ended", "ACC-REG-12");
        assert_eq!(trail(&operator, "invitation.declined", &id).len(), 1);
    }

    /// ACC-REG-12: a token of an invitation opens nothing else, and nothing else opens an invitation.
    fn a_token_opens_nothing_else(app) {
        let taro = app.person("taro_cargo");
        let (_, token) = invited(app, &taro, "hanako@example.jp", "member");
        let stranger = app.stranger();
        let body = json!({ "token": token });
        stranger
            .post("/v1/registrations/complete", registration_form(&token, "hanako_cargo"))
            .refused(404, "link_unknown", "ACC-REG-04");
        stranger.post("/v1/registrations/inspect", body.clone()).refused(404, "link_unknown", "ACC-REG-04");
        stranger.post("/v1/recoveries/inspect", body.clone()).refused(404, "link_unknown", "RCV-04");
        stranger.post("/v1/me/email-changes/complete", body.clone()).refused(404, "link_unknown", "ACC-PRO-05");
        stranger.post("/v1/sessions/refresh", json!({ "refresh_token": token })).refused(401, "refresh_token_invalid", "");
        let registration = app.registration_link("jiro@example.jp");
        let recovery = recovery_link(app, "taro_cargo");
        let cut = &token[..token.len() - 1];
        let unknown: Vec<_> = [registration.as_str(), recovery.as_str(), cut, "x", "tginv_"]
            .into_iter()
            .flat_map(|token| {
                [
                    stranger.post(INSPECT, json!({ "token": token })),
                    stranger.post(DECLINE, json!({ "token": token })),
                    stranger.post(ACCEPT, app.acceptance_form(token, "hanako_cargo")),
                ]
            })
            .map(|reply| reply.refused(404, "invitation_unknown", "ACC-REG-12"))
            .collect();
        let seen = |reply| {
            let (status, _, body) = looks(reply);
            (status, body["detail"].clone())
        };
        assert!(unknown.iter().all(|reply| seen(reply) == seen(&unknown[0])));
        stranger.post(INSPECT, body).expect(200);
    }
}
