//! `POST /v1/me/email-changes`, `POST /v1/me/email-changes/complete`

use serde_json::json;
use tegata_tests::harness::{Client, DAY, MINUTE, PASSWORD, TestApp};
use tegata_tests::on_both;

use super::{act, four_items, recovery_link, with};

const COMPLETE: &str = "/v1/me/email-changes/complete";
const OLD: &str = "taro_cargo@example.jp";

/// Asks for another address and reads its link's token.
fn change_to(app: &TestApp, who: &Client, email: &str) -> String {
    who.post("/v1/me/email-changes", json!({ "email": email })).expect(202);
    app.mailed_token(email, "email_change_link")
}

fn email_of(who: &Client) -> String {
    who.get("/v1/me").expect(200).text("/email")
}

on_both! {
    /// ACC-PRO-05: the old address stands until the link to the new one was followed, and is told.
    fn the_old_address_stands_until_the_link_is_followed(app) {
        let taro = app.person("taro_cargo");
        let token = change_to(app, &taro, "new@example.jp");
        assert_eq!(email_of(&taro), OLD);
        let told = app.mail(OLD, "email_change_requested");
        assert_eq!(told["links"], json!([]), "the old address gets no key to the change");
        assert!(!told["text"].as_str().unwrap().contains("new@example.jp"));
        let stranger = app.stranger();
        let with_new = with(four_items("taro_cargo"), json!({ "email": "new@example.jp" }));
        stranger.post("/v1/recoveries", with_new.clone()).expect(202);
        assert!(app.mails("new@example.jp").iter().all(|mail| mail["letter"] != "recovery_link"));
        let recovery = recovery_link(app, "taro_cargo");

        // Followed without being signed in, on another device.
        let done = stranger.post(COMPLETE, json!({ "token": token })).expect(200);
        assert_eq!(done.text("/email"), "new@example.jp");
        assert_eq!(email_of(&taro), "new@example.jp");
        app.mail(OLD, "email_changed");

        // A recovery link that went to the old address is void, and only the new one gets another.
        let inspect = stranger.post("/v1/recoveries/inspect", json!({ "token": recovery }));
        inspect.refused(410, "link_void", "RCV-04");
        let before = app.mails(OLD).len();
        stranger.post("/v1/recoveries", four_items("taro_cargo")).expect(202);
        assert_eq!(app.mails(OLD).len(), before);
        stranger.post("/v1/recoveries", with_new).expect(202);
        app.mail("new@example.jp", "recovery_link");
        stranger
            .post(COMPLETE, json!({ "token": token }))
            .refused(410, "link_used", "ACC-PRO-05");
    }

    /// ACC-PRO-05: a link is good for 24 hours; a newer one makes it void.
    fn links_to_a_new_address_end(app) {
        let taro = app.person("taro_cargo");
        let stranger = app.stranger();
        let older = change_to(app, &taro, "first@example.jp");
        let newer = change_to(app, &taro, "second@example.jp");
        stranger.post(COMPLETE, json!({ "token": older })).refused(410, "link_void", "ACC-PRO-05");
        assert_eq!(email_of(&taro), OLD);
        app.advance(DAY);
        stranger
            .post(COMPLETE, json!({ "token": newer }))
            .refused(410, "link_expired", "ACC-PRO-05");
        taro.post("/v1/me/password-proofs", json!({ "password": PASSWORD })).expect(200);
        let last = change_to(app, &taro, "second@example.jp");
        app.advance(DAY - MINUTE);
        stranger.post(COMPLETE, json!({ "token": last })).expect(200);
        assert_eq!(email_of(&taro), "second@example.jp");
    }

    /// ACC-PRO-05: nothing else opens this door, and a disabled account's link does not.
    fn no_other_link_changes_the_address(app) {
        let taro = app.person("taro_cargo");
        let stranger = app.stranger();
        let registration = app.registration_link("other@example.jp");
        let recovery = recovery_link(app, "taro_cargo");
        for token in [registration.as_str(), recovery.as_str(), "tgeml_x"] {
            stranger
                .post(COMPLETE, json!({ "token": token }))
                .refused(404, "link_unknown", "ACC-PRO-05");
        }
        versioned_email_is_refused(&taro);
        for (email, code) in [
            (OLD, "unchanged"),
            ("taro", "email_invalid"),
            ("a@b@example.jp", "email_invalid"),
            ("new@example.jp\r\nBcc: x@example.jp", "email_invalid"),
        ] {
            taro.post("/v1/me/email-changes", json!({ "email": email }))
                .refused(422, "invalid_fields", "ACC-PRO-05")
                .fields(&[("/email", code)]);
        }
        let token = change_to(app, &taro, "new@example.jp");
        let operator = app.operator();
        act(&operator, "taro_cargo", "disable").expect(200);
        stranger.post(COMPLETE, json!({ "token": token })).refused(410, "link_void", "ACC-PRO-05");
        act(&operator, "taro_cargo", "enable").expect(200);
        assert_eq!(email_of(&app.sign_in("taro_cargo")), OLD);
    }

    /// ACC-PRO-05: an address that other accounts hold may be held by one more.
    fn an_address_may_be_shared_by_change(app) {
        app.person("hanako_cargo");
        let taro = app.person("taro_cargo");
        let token = change_to(app, &taro, "hanako_cargo@example.jp");
        app.stranger().post(COMPLETE, json!({ "token": token })).expect(200);
        assert_eq!(email_of(&taro), "hanako_cargo@example.jp");
        assert_eq!(email_of(&app.sign_in("hanako_cargo")), "hanako_cargo@example.jp");
    }
}

/// My page itself takes no address.
fn versioned_email_is_refused(who: &Client) {
    super::versioned(who)
        .patch("/v1/me", json!({ "email": "new@example.jp" }))
        .refused(422, "invalid_fields", "ACC-PRO-05")
        .fields(&[("/email", "unknown_field")]);
}
