//! `/v1/companies/current/offices`, `/v1/admin/companies/{id}/offices`, `/v1/admin/offices/{id}`

use serde_json::{Value, json};
use tegata_tests::harness::{Client, HOUR, PASSWORD, Reply, TestApp};
use tegata_tests::on_both;

use super::{COMPANIES, CURRENT, act, administrator, because, own_company, told, trail, versioned};
use crate::account::{new_password, next_hour, with};

const OFFICES: &str = "/v1/companies/current/offices";
/// Where operators keep offices.
const ADMIN: &str = "/v1/admin/offices";

/// An office as it is typed.
fn office(code: &str) -> Value {
    json!({
        "code": code, "name": "東京事業所", "roman_name": "TRADE COMPANY TOKYO OFFICE",
        "roman_address": "TOKYO TO MINATO KU KOUNAN 10-100-1", "manager_name": "山田 次郎",
        "manager_email": "jiro@example.jp", "manager_phone": "03-5432-1000", "language": "ja"
    })
}

/// Tries to sign an office in.
fn sign_in(app: &TestApp, code: &str) -> Reply {
    let body = json!({ "realm": "office", "login_id": code, "password": PASSWORD });
    app.stranger().post("/v1/sessions", body)
}

/// Sets the password by the link that the manager was mailed last.
fn set_password(app: &TestApp, manager: &str, password: &str) -> Client {
    let token = app.mailed_token(manager, "first_password");
    let done = app.stranger().post("/v1/recoveries/complete", new_password(&token, password));
    app.with_token(&done.expect(201).text("/session/access_token"))
}

on_both! {
    /// RIS-OFC-01: an administrator makes an office; its responsible manager is mailed the link to its
    /// password, under the policy of PWD-01.
    fn the_manager_sets_the_password_by_a_mailed_link(app) {
        let operator = app.operator();
        let taro = administrator(app, &operator, "taro_cargo");
        let made = taro.post(OFFICES, office(" １ａｔｙｏ ")).expect(201);
        let path = format!("{OFFICES}/{}", made.text("/id"));
        assert_eq!(made.header("location"), Some(path.as_str()));
        assert_eq!([made.text("/code"), made.text("/state")], ["1ATYO", "active"]);
        assert_eq!(made.text("/manager/phone"), "+81354321000");
        assert_eq!(taro.get(&path).expect(200).body, made.body);
        assert_eq!(taro.get(OFFICES).expect(200).body["items"], json!([made.body]));
        sign_in(app, "1ATYO").refused(401, "office_sign_in_refused", "ACC-LCK-04");

        let mail = app.mail("jiro@example.jp", "first_password");
        let text = mail["text"].as_str().unwrap();
        assert!(text.contains("1ATYO") && text.contains("みなと通関株式会社"), "{text}");
        let token = app.mailed_token("jiro@example.jp", "first_password");
        let weak = new_password(&token, "KX7WQ2ZR");
        app.stranger()
            .post("/v1/recoveries/complete", weak)
            .refused(422, "invalid_fields", "PWD-01")
            .fields(&[("/password", "password_too_short")]);
        let portal = set_password(app, "jiro@example.jp", PASSWORD);
        assert_eq!(portal.get("/v1/offices/current").expect(200).text("/code"), "1ATYO");
        for code in ["1ATYO", "1atyo", "１ａｔｙｏ"] {
            sign_in(app, code).expect(201);
        }
        assert_eq!(trail(&operator, "office.created", &made.text("/id")).len(), 1);
    }

    /// RIS-OFC-01, ORG-01: an operator makes an office for any company, with a reason; the mail marks a
    /// company whose name nobody verified.
    fn an_operator_makes_an_office(app) {
        let operator = app.operator();
        let verified = app.company(&operator, "みなと通関株式会社");
        let unverified = own_company(&app.person("taro_cargo"));
        for (company, code, marked) in [(verified, "1ATYO", false), (unverified, "2BOSA", true)] {
            let path = format!("{COMPANIES}/{company}/offices");
            operator
                .post(&path, office(code))
                .refused(422, "invalid_fields", "OPS-AUD-01")
                .fields(&[("/reason", "required")]);
            let made = operator.post(&path, because(office(code))).expect(201);
            assert_eq!(made.text("/company_id"), company);
            let text = app.mail("jiro@example.jp", "first_password")["text"].clone();
            assert_eq!(text.as_str().unwrap().contains("確認していません"), marked, "{text}");
            assert_eq!(operator.get(&path).expect(200).body["items"], json!([made.body]));
            let id = made.text("/id");
            assert_eq!(trail(&operator, "office.created", &id)[0]["reason"], "Ticket 4711.");
            assert_eq!(operator.get(&format!("{ADMIN}/{id}")).expect(200).body, made.body);
        }
        let nowhere = format!("{COMPANIES}/comp_00000000000000000000000000/offices");
        operator.post(&nowhere, because(office("3CNGO"))).refused(404, "not_found", "");
        operator.get(&nowhere).refused(404, "not_found", "");
        operator.get(&format!("{ADMIN}/offc_00000000000000000000000000")).refused(404, "not_found", "");
    }

    /// ORG-01: a company whose name nobody verified claims no codes by itself, until somebody does.
    fn an_unverified_company_claims_no_codes(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        taro.post(OFFICES, office("1ATYO")).refused(403, "company_unverified", "ORG-01");
        let company = own_company(&taro);
        let made = operator.post(&format!("{COMPANIES}/{company}/offices"), because(office("1ATYO")));
        let terminal = json!({
            "office_id": made.expect(201).text("/id"), "user_code": "1ANAC", "identification": "A0A",
            "business_kind": "other", "usage": "person"
        });
        let terminals = format!("{CURRENT}/terminal-users");
        taro.post(&terminals, terminal.clone()).refused(403, "company_unverified", "ORG-01");
        let path = format!("{COMPANIES}/{company}");
        let verify = because(json!({ "name": "山田航空貨物株式会社" }));
        versioned(&operator, &path).patch(&path, verify).expect(200);
        taro.post(&terminals, terminal).expect(201);
        taro.post(OFFICES, office("2BOSA")).expect(201);
    }

    /// An office code is 5 to 8 letters and digits and one office's; all that is wrong is named at once.
    fn what_an_office_must_say(app) {
        let operator = app.operator();
        let taro = administrator(app, &operator, "taro_cargo");
        let jiro = administrator(app, &operator, "jiro_cargo");
        for (code, fits) in [
            ("1ATY", false), ("1ATYOTYO9", false), ("1AT-O", false), ("東京事業所", false),
            ("1ATYO", true), ("1ATYOTYO", true),
        ] {
            let reply = taro.post(OFFICES, office(code));
            if fits {
                reply.expect(201);
            } else {
                reply.expect(422).fields(&[("/code", "invalid_format")]);
            }
        }
        // Taken, whoever has it, and in whatever spelling.
        for who in [&taro, &jiro] {
            for code in ["1ATYO", "1atyo"] {
                who.post(OFFICES, office(code)).expect(422).fields(&[("/code", "taken")]);
            }
        }
        // What merely looks alike is another code (RIS-HINT-01 is about those).
        jiro.post(OFFICES, office("IATYO")).expect(201);
        let wrong = json!({
            "code": "x", "name": " ", "roman_name": "東京", "roman_address": "1-2-3",
            "manager_name": "山\u{202e}田", "manager_email": "no", "manager_phone": "1", "language": "fr"
        });
        taro.post(OFFICES, with(office("2BOSA"), wrong)).expect(422).fields(&[
            ("/code", "invalid_format"),
            ("/name", "required"),
            ("/roman_name", "not_roman"),
            ("/roman_address", "not_roman"),
            ("/manager_name", "unprintable_character"),
            ("/manager_email", "email_invalid"),
            ("/manager_phone", "phone_invalid"),
            ("/language", "not_allowed"),
        ]);
    }

    /// RIS-OFC-01: another manager: what was mailed to the one before is void.
    fn a_new_manager_makes_old_links_void(app) {
        let operator = app.operator();
        let taro = administrator(app, &operator, "taro_cargo");
        let made = taro.post(OFFICES, office("1ATYO")).expect(201);
        let path = format!("{OFFICES}/{}", made.text("/id"));
        let old = app.mailed_token("jiro@example.jp", "first_password");
        let change = json!({
            "name": "大阪事業所", "manager_email": "saburo@example.jp", "manager_phone": ""
        });
        let changed = versioned(&taro, &path).patch(&path, change.clone()).expect(200);
        assert_eq!(changed.text("/name"), "大阪事業所");
        assert_eq!(changed.body["manager"]["phone"], Value::Null);
        assert_eq!(changed.text("/roman_name"), made.text("/roman_name"));
        let inspect = json!({ "token": old });
        app.stranger().post("/v1/recoveries/inspect", inspect).refused(410, "link_void", "RCV-04");
        act(&taro, &format!("{path}/send-password-link")).expect(200);
        set_password(app, "saburo@example.jp", PASSWORD);
        assert_eq!(trail(&operator, "office.changed", &made.text("/id")).len(), 1);
        // ACC-PRO-06
        taro.patch(&path, change.clone()).refused(428, "version_required", "ACC-PRO-06");
        taro.with("if-match", "\"1\"").patch(&path, change).refused(412, "version_stale", "ACC-PRO-06");
        // The code stays.
        versioned(&taro, &path)
            .patch(&path, json!({ "code": "2BOSA" }))
            .expect(422)
            .fields(&[("/code", "unknown_field")]);
    }

    /// RIS-OFC-01: an operator changes an office, with a reason.
    fn an_operator_changes_an_office(app) {
        let operator = app.operator();
        let company = app.company(&operator, "みなと通関株式会社");
        let path = format!("{COMPANIES}/{company}/offices");
        let id = operator.post(&path, because(office("1ATYO"))).expect(201).text("/id");
        let path = format!("{ADMIN}/{id}");
        let change = json!({ "manager_email": "saburo@example.jp" });
        versioned(&operator, &path)
            .patch(&path, change.clone())
            .refused(422, "invalid_fields", "OPS-AUD-01")
            .fields(&[("/reason", "required")]);
        let changed = versioned(&operator, &path).patch(&path, because(change.clone())).expect(200);
        assert_eq!(changed.text("/manager/email"), "saburo@example.jp");
        assert_eq!(changed.text("/manager/name"), "山田 次郎");
        assert_eq!(trail(&operator, "office.changed", &id)[0]["reason"], "Ticket 4711.");
        operator.patch(&path, because(change)).refused(428, "version_required", "ACC-PRO-06");
    }

    /// RIS-OFC-01: a manager's mailbox is not flooded.
    fn mails_of_links_are_limited(app) {
        next_hour(app);
        let operator = app.operator();
        let taro = administrator(app, &operator, "taro_cargo");
        let id = taro.post(OFFICES, office("1ATYO")).expect(201).text("/id");
        let path = format!("{OFFICES}/{id}/send-password-link");
        for _ in 0..4 {
            act(&taro, &path).expect(200);
        }
        act(&taro, &path).refused(429, "too_many_requests", "RIS-OFC-01");
        taro.post(OFFICES, office("2BOSA")).refused(429, "too_many_requests", "RIS-OFC-01");
        assert_eq!(app.mails("jiro@example.jp").len(), 5);
        app.advance_real(HOUR);
        act(&app.sign_in("taro_cargo"), &path).expect(200);
    }

    /// RIS-OFC-01: the link is mailed again; the one before is void.
    fn the_link_is_mailed_again(app) {
        let operator = app.operator();
        let taro = administrator(app, &operator, "taro_cargo");
        let made = taro.post(OFFICES, office("1ATYO")).expect(201);
        let first = app.mailed_token("jiro@example.jp", "first_password");
        let id = made.text("/id");
        act(&taro, &format!("{OFFICES}/{id}/send-password-link")).expect(200);
        let inspect = json!({ "token": first });
        app.stranger().post("/v1/recoveries/inspect", inspect).refused(410, "link_void", "RCV-04");
        let portal = set_password(app, "jiro@example.jp", PASSWORD);
        // And by an operator, for one that has a password already.
        let path = format!("{ADMIN}/{id}/send-password-link");
        operator.post(&path, because(json!({}))).expect(200);
        portal.get("/v1/offices/current").expect(200);
        set_password(app, "jiro@example.jp", "seven-lanterns-drift");
        portal.get("/v1/offices/current").refused(401, "session_ended", "");
    }

    /// ORG-03: disabled, an office is out at once; enabled, it is in again; what is told is what happens.
    fn an_office_is_disabled_and_enabled(app) {
        let operator = app.operator();
        let taro = administrator(app, &operator, "taro_cargo");
        let portal = app.office(&operator, &own_company(&taro), "1ATYO");
        let id = portal.get("/v1/offices/current").expect(200).text("/id");
        for (who, base, body) in [
            (&taro, OFFICES, None),
            (&operator, ADMIN, Some(because(json!({})).to_string())),
        ] {
            let path = |command: &str| format!("{base}/{id}/{command}");
            let send = |command: &str| who.send("POST", &path(command), body.as_deref());
            let portal = app.with_token(&sign_in(app, "1ATYO").expect(201).text("/access_token"));
            let disabled = send("disable").expect(200);
            portal.get("/v1/offices/current").refused(401, "session_ended", "");
            sign_in(app, "1ATYO").refused(401, "office_sign_in_refused", "ACC-LCK-04");
            for command in ["disable", "send-password-link"] {
                let action = told(&disabled.body, command);
                assert_eq!((&action["allowed"], &action["href"]), (&json!(false), &json!(path(command))));
                send(command).refused(409, "account_state_conflict", "ORG-03");
            }
            let enabled = send("enable").expect(200);
            assert_eq!(enabled.text("/state"), "active");
            assert_eq!(told(&enabled.body, "enable")["allowed"], false);
            send("enable").refused(409, "account_state_conflict", "ORG-03");
            sign_in(app, "1ATYO").expect(201);
        }
    }

    /// ACC-LCK-04: a locked office is let in again by its administrator.
    fn an_office_is_unlocked(app) {
        let operator = app.operator();
        let taro = administrator(app, &operator, "taro_cargo");
        let portal = app.office(&operator, &own_company(&taro), "1ATYO");
        let id = portal.get("/v1/offices/current").expect(200).text("/id");
        for _ in 0..5 {
            let wrong = json!({ "realm": "office", "login_id": "1ATYO", "password": "not-my-password" });
            app.stranger().post("/v1/sessions", wrong).refused(401, "office_sign_in_refused", "ACC-LCK-04");
        }
        sign_in(app, "1ATYO").refused(401, "office_sign_in_refused", "ACC-LCK-04");
        act(&taro, &format!("{OFFICES}/{id}/unlock")).expect(200);
        sign_in(app, "1ATYO").expect(201);
        assert!(taro.get(&format!("{CURRENT}/offices/{id}")).expect(200).status == 200);
    }
}
