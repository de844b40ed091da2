//! `POST /v1/login-id-reminders`

use serde_json::json;
use tegata_tests::harness::registration_form;
use tegata_tests::on_both;

use super::{act, looks, next_hour};

const REMIND: &str = "/v1/login-id-reminders";

on_both! {
    /// RCV-10: the login ids that hold an address are mailed to it, and to nobody else.
    fn login_ids_are_mailed_to_their_address(app) {
        let stranger = app.stranger();
        for login_id in ["desk_first", "desk_second", "desk_third"] {
            let form = registration_form(&app.registration_link("desk@example.jp"), login_id);
            stranger.post("/v1/registrations/complete", form).expect(201);
        }
        app.person("taro_cargo");
        let operator = app.operator();
        act(&operator, "desk_third", "disable").expect(200);
        next_hour(app);

        let known = stranger.post(REMIND, json!({ "email": "DESK@example.JP" })).expect(202);
        let mail = app.mail("desk@example.jp", "login_id_reminder");
        let text = mail["text"].as_str().unwrap();
        assert!(text.contains("desk_first") && text.contains("desk_second"), "{text}");
        assert!(!text.contains("taro_cargo"), "{text}");
        assert!(!text.contains("desk_third"), "a disabled account is of no use: {text}");
        // To the spelling that was proven, not the one that was typed.
        assert_eq!(mail["to"], "desk@example.jp");

        // Nobody learns whether there are any; an unknown address gets no mail.
        let unknown = stranger.post(REMIND, json!({ "email": "nobody@example.jp" })).expect(202);
        assert_eq!(looks(&known), looks(&unknown));
        assert!(!known.text.contains("desk"));
        assert!(app.mails("nobody@example.jp").is_empty());
        stranger
            .post(REMIND, json!({ "email": "no address" }))
            .refused(422, "invalid_fields", "RCV-10")
            .fields(&[("/email", "email_invalid")]);
    }

    /// RCV-10: a mailbox is not flooded; known and unknown addresses are limited alike.
    fn reminders_are_limited(app) {
        app.person("taro_cargo");
        for address in ["taro_cargo@example.jp", "nobody@example.jp"] {
            next_hour(app);
            for _ in 0..5 {
                app.stranger().post(REMIND, json!({ "email": address })).expect(202);
            }
            app.stranger()
                .post(REMIND, json!({ "email": address }))
                .refused(429, "too_many_requests", "RCV-10");
        }
        let mails = app.mails("taro_cargo@example.jp");
        assert_eq!(mails.iter().filter(|mail| mail["letter"] == "login_id_reminder").count(), 5);
    }
}
