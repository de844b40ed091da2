//! `POST /v1/sessions` in the realms `office` and `terminal`, and what a session with a temporary
//! password can do.

use serde_json::{Value, json};
use tegata_tests::harness::{DAY, Desk, PASSWORD, TERMINAL_PASSWORD, change};
use tegata_tests::on_both;

on_both! {
    /// RIS-LOG-01: a terminal user chooses sea or air; nobody else has a system.
    fn a_terminal_user_chooses_sea_or_air(app) {
        let desk = Desk::new(app);
        desk.ready("1ANACA0A");
        let sign_in = |more: Value| {
            let mut body = json!({ "login_id": "1ANACA0A", "password": TERMINAL_PASSWORD });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            app.stranger().post("/v1/sessions", body)
        };
        for system in ["sea", "air"] {
            let reply = sign_in(json!({ "realm": "terminal", "system": system })).expect(201);
            assert_eq!(reply.text("/system"), system);
            assert_eq!(reply.body["restricted"], false);
            let page = app.with_token(&reply.text("/access_token")).get("/v1/terminal").expect(200);
            assert_eq!(page.text("/system"), system);
            assert_eq!(page.text("/user_id"), "1ANACA0A");
        }
        sign_in(json!({ "realm": "terminal" }))
            .refused(422, "invalid_fields", "RIS-LOG-01")
            .fields(&[("/system", "required")]);
        sign_in(json!({ "realm": "terminal", "system": "land" }))
            .refused(422, "invalid_fields", "RIS-LOG-01")
            .fields(&[("/system", "not_allowed")]);
        for realm in ["person", "office"] {
            sign_in(json!({ "realm": realm, "system": "sea" }))
                .refused(422, "invalid_fields", "RIS-LOG-01")
                .fields(&[("/system", "not_allowed")]);
        }
        sign_in(json!({ "realm": "customs" })).fields(&[("/realm", "not_allowed")]);
    }

    /// RIS-APP-01, RIS-LOG-01: each realm has login ids of its own; one's opens no other.
    fn a_realm_opens_no_other(app) {
        let desk = Desk::new(app);
        desk.ready("1ATYOA0A");
        let sign_in = |realm: &str, login_id: &str, password: &str| {
            let mut body = json!({ "realm": realm, "login_id": login_id, "password": password });
            if realm == "terminal" {
                body["system"] = json!("sea");
            }
            app.stranger().post("/v1/sessions", body)
        };
        sign_in("office", "1atyo", PASSWORD).expect(201);
        sign_in("office", "１ＡＴＹＯ", PASSWORD).expect(201);
        sign_in("terminal", "1anac a0a", "x").refused(401, "terminal_sign_in_refused", "ACC-LCK-04");
        sign_in("terminal", "1atyo-a0a", TERMINAL_PASSWORD).expect(201);
        sign_in("person", "1atyo", PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");
        sign_in("terminal", "1atyo", PASSWORD)
            .refused(401, "terminal_sign_in_refused", "ACC-LCK-04");
        sign_in("office", "1ATYOA0A", TERMINAL_PASSWORD)
            .refused(401, "office_sign_in_refused", "ACC-LCK-04");
        // PWD-02: capitals are no matter of the id alone; a password is taken exactly as typed.
        sign_in("terminal", "1ATYOA0A", &TERMINAL_PASSWORD.to_lowercase())
            .refused(401, "terminal_sign_in_refused", "ACC-LCK-04");
    }

    /// RIS-TMP-02, PWD-04: with a temporary password nothing can be done but to change it, and the
    /// refusals say so; after the change the same session can do everything.
    fn a_temporary_password_can_only_be_changed(app) {
        let desk = Desk::new(app);
        let terminal = desk.terminal("1ANACA0A");
        let first = desk.notice(&terminal).expect(200).text("/temporary_password");
        let reply = app.try_terminal("1ANACA0A", &first).expect(201);
        assert_eq!(reply.body["restricted"], true);
        let session = app.with_token(&reply.text("/access_token"));
        for path in ["/v1/terminal", "/v1/me", "/v1/sessions", "/v1/offices/current",
            "/v1/reissue-applications", "/v1/companies/current", "/v1/admin/accounts"] {
            let refused = session.get(path)
                .refused(403, "temporary_password_must_change", "RIS-TMP-02");
            assert!(refused.text.contains("/v1/terminal/password"), "{}", refused.text);
        }
        session.post("/v1/terminal/peer-initialisations", json!({ "user_id": "1ANACA0B" }))
            .refused(403, "temporary_password_must_change", "RIS-TMP-02");
        // What it can do: sign out, renew itself, and change the password.
        let other = app.at_terminal("1ANACA0A", &first);
        other.delete("/v1/sessions/current").expect(204);
        let renewed = app.stranger().post(
            "/v1/sessions/refresh", json!({ "refresh_token": reply.text("/refresh_token") }),
        );
        let renewed = renewed.expect(200);
        assert_eq!(renewed.body["restricted"], true);
        change(&session, "1ANACA0A", TERMINAL_PASSWORD).expect(204);
        session.get("/v1/terminal").expect(200);
        session.get("/v1/sessions").expect(200);
        // It is gone: it signs nobody in, and its office sees it no more.
        app.try_terminal("1ANACA0A", &first)
            .refused(401, "terminal_sign_in_refused", "ACC-LCK-04");
        let notice = desk.notice(&terminal).expect(200);
        assert_eq!(notice.text("/state"), "changed");
        assert!(notice.body["temporary_password"].is_null(), "{}", notice.text);
    }

    /// RIS-TMP-03: it works for seven days, and not after; a session that began with it ends, too.
    fn a_temporary_password_ends_after_seven_days(app) {
        let desk = Desk::new(app);
        let terminal = desk.terminal("1ANACA0A");
        let notice = desk.notice(&terminal).expect(200);
        let first = notice.text("/temporary_password");
        let began = app.try_terminal("1ANACA0A", &first).expect(201);
        let session = app.with_token(&began.text("/access_token"));
        app.advance(7 * DAY - 60);
        app.at_terminal("1ANACA0A", &first);
        app.advance(60);
        let refused = app.try_terminal("1ANACA0A", &first)
            .refused(403, "temporary_password_expired", "RIS-TMP-03");
        assert!(refused.text.contains("reissue-applications"), "{}", refused.text);
        change(&session, "1ANACA0A", TERMINAL_PASSWORD)
            .refused(403, "temporary_password_expired", "RIS-TMP-03");
        // It is not renewed either, but can be ended.
        app.stranger()
            .post("/v1/sessions/refresh", json!({ "refresh_token": began.text("/refresh_token") }))
            .refused(403, "temporary_password_expired", "RIS-TMP-03");
        session.delete("/v1/sessions/current").expect(204);
        let after = desk.notice(&terminal).expect(200);
        assert_eq!(after.text("/state"), "expired");
        assert!(after.body["temporary_password"].is_null());
        assert_eq!(after.text("/valid_until"), notice.text("/valid_until"));
    }

    /// RIS-TMP-03: what is over stays over: no closure is added to days that have passed.
    fn no_closure_brings_one_back(app) {
        let desk = Desk::new(app);
        let terminal = desk.terminal("1ANACA0A");
        let first = desk.notice(&terminal).expect(200).text("/temporary_password");
        let calendar = app.stranger().get("/v1/service-calendar").expect(200);
        let today = calendar.text("/days/0/date");
        app.advance(8 * DAY);
        desk.operator.post("/v1/admin/closures", json!({
            "from": today, "to": today, "yearly": false, "public_reason": "停電", "reason": "Late."
        })).refused(422, "invalid_fields", "RIS-TMP-03").fields(&[("/from", "date_too_early")]);
        app.try_terminal("1ANACA0A", &first)
            .refused(403, "temporary_password_expired", "RIS-TMP-03");
    }

    /// RIS-TMP-03: but not before the end of the third day on which the change was open.
    fn closed_days_lengthen_its_life(app) {
        let desk = Desk::new(app);
        app.advance_to("2041-12-27T18:00:00+09:00");
        desk.operator.post("/v1/admin/closures", json!({
            "from": "2041-12-28", "to": "2042-01-08", "yearly": false,
            "public_reason": "年末年始", "reason": "Notice 31."
        })).expect(201);
        let terminal = desk.terminal("1ANACA0A");
        let notice = desk.notice(&terminal).expect(200);
        // Friday the 27th is the first open day; the 9th and 10th of January are the next ones.
        assert_eq!(notice.text("/valid_until"), "2042-01-11T00:00:00+09:00");
        app.advance_to("2042-01-10T22:59:59+09:00");
        let session = app.at_terminal("1ANACA0A", &notice.text("/temporary_password"));
        change(&session, "1ANACA0A", TERMINAL_PASSWORD).expect(204);
    }
}
