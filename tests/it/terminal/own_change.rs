//! `POST /v1/terminal/password` (URY「C」)

use serde_json::{Value, json};
use tegata_tests::harness::{DAY, Desk, HOUR, TERMINAL_PASSWORD, change};
use tegata_tests::on_both;

on_both! {
    /// RIS-CHG-01, RIS-CHG-02: the id typed is the id signed in, and the new password is given twice.
    fn the_dialogue_is_checked(app) {
        let desk = Desk::new(app);
        let session = desk.ready("1ANACA0A");
        desk.terminal("1ANACA0B");
        let try_it = |user_id: &str, new: &str, again: &str| {
            session.post("/v1/terminal/password", json!({
                "user_id": user_id, "new_password": new, "password_confirmation": again
            }))
        };
        try_it("1ANACA0B", "KT4MXQ97", "KT4MXQ97")
            .refused(422, "invalid_fields", "RIS-CHG-01")
            .fields(&[("/user_id", "user_id_differs")]);
        try_it("1ANACA0A", "KT4MXQ97", "KT4MXQ94")
            .refused(422, "invalid_fields", "RIS-CHG-02")
            .fields(&[("/password_confirmation", "confirmation_differs")]);
        // All at once.
        try_it("1ANACA0B", "xq-", "xq+").fields(&[
            ("/user_id", "user_id_differs"),
            ("/new_password", "password_too_short"),
            ("/new_password", "password_character"),
            ("/new_password", "password_needs_letter"),
            ("/new_password", "password_needs_digit"),
            ("/password_confirmation", "confirmation_differs"),
        ]);
        try_it("1anac a0a", "NEWPW479", "NEWPW479").expect(204);
        app.at_terminal("1ANACA0A", "NEWPW479");
    }

    /// PWD-02: 6 to 8 characters, only A–Z and 0–9, at least one of each; nothing is folded.
    fn the_policy_of_terminals_holds(app) {
        let desk = Desk::new(app);
        let session = desk.ready("1ANACA0A");
        for (candidate, expected) in [
            ("QWV47", &["password_too_short"][..]),
            ("QWV47QWV4", &["password_too_long"]),
            ("QWVXYKP", &["password_needs_digit"]),
            ("4739164", &["password_needs_letter"]),
            ("qwv473k", &["password_character", "password_needs_letter"]),
            ("QWV4-73", &["password_character"]),
            ("ＱＷＶ４７３", &["password_character", "password_needs_letter", "password_needs_digit"]),
            ("PASSWD01", &["password_common"]),
            ("1ANACA0A", &["password_personal"]),
        ] {
            let expected: Vec<_> = expected.iter().map(|code| ("/new_password", *code)).collect();
            let reply = change(&session, "1ANACA0A", candidate).expect(422).fields(&expected);
            assert!(!reply.text.contains(candidate) || candidate == "1ANACA0A", "{}", reply.text);
        }
        for accepted in ["QWV473", "QWV473KP"] {
            change(&session, "1ANACA0A", accepted).expect(204);
        }
    }

    /// PWD-03: the last three generations are refused, the fourth is not; a change of the hash's
    /// parameters makes none of them forgotten.
    fn the_last_three_generations_are_refused(app) {
        let desk = Desk::new(app);
        let session = desk.ready("1ANACA0A");
        change(&session, "1ANACA0A", "GENER4T2").expect(204);
        change(&session, "1ANACA0A", "GENER4T3").expect(204);
        let dearer = app.beside(&[("ARGON2_PASSES", "2")]);
        let session = dearer.at_terminal("1ANACA0A", "GENER4T3");
        for used in [TERMINAL_PASSWORD, "GENER4T2", "GENER4T3"] {
            change(&session, "1ANACA0A", used)
                .refused(422, "invalid_fields", "PWD-03")
                .fields(&[("/new_password", "password_previous")]);
        }
        change(&session, "1ANACA0A", "GENER4T4").expect(204);
        change(&session, "1ANACA0A", TERMINAL_PASSWORD).expect(204);
    }

    /// PWD-03: what is issued counts beside the own ones: it is refused, and washes none of them out.
    fn resets_wash_no_generation_out(app) {
        let desk = Desk::new(app);
        let session = desk.ready("1ANACA0A");
        let peer = desk.ready("1ANACA0B");
        change(&session, "1ANACA0A", "GENER4T2").expect(204);
        change(&session, "1ANACA0A", "GENER4T3").expect(204);
        let mut issued = String::new();
        for _ in 0..4 {
            let body = json!({ "user_id": "1ANACA0A" });
            let given = peer.post("/v1/terminal/peer-initialisations", body).expect(201);
            issued = given.text("/temporary_password");
        }
        let session = app.at_terminal("1ANACA0A", &issued);
        for used in [issued.as_str(), TERMINAL_PASSWORD, "GENER4T2", "GENER4T3"] {
            change(&session, "1ANACA0A", used).refused(422, "invalid_fields", "PWD-03");
        }
        change(&session, "1ANACA0A", "GENER4T4").expect(204);
        change(&session, "1ANACA0A", &issued).refused(422, "invalid_fields", "PWD-03");
        change(&session, "1ANACA0A", TERMINAL_PASSWORD).expect(204);
    }

    /// RIS-CHG-03: on weekdays from 0:00 to 23:00; outside, with the next opening and where to see it.
    fn the_service_hours_hold(app) {
        let desk = Desk::new(app);
        app.advance_to("2041-11-21T22:00:00+09:00");
        let session = desk.ready("1ANACA0A");
        let fresh = ["KT4MXQ97", "RW3HDK64", "MX7PQD43", "HD6WKR73", "QP4TXM97", "WK7RHD46", "TX3QPM94"];
        let instants = [
            ("2041-11-21T22:59:59+09:00", None),
            ("2041-11-21T23:00:00+09:00", Some("2041-11-22T00:00:00+09:00")),
            ("2041-11-22T00:00:00+09:00", None),
            // Friday 23:00 to Monday, over a holiday on Saturday.
            ("2041-11-22T23:00:00+09:00", Some("2041-11-25T00:00:00+09:00")),
            ("2041-11-24T12:00:00+09:00", Some("2041-11-25T00:00:00+09:00")),
            ("2041-11-24T23:59:59+09:00", Some("2041-11-25T00:00:00+09:00")),
            ("2041-11-25T00:00:00+09:00", None),
        ];
        for ((instant, next), password) in instants.into_iter().zip(fresh) {
            app.advance_to(instant);
            let reply = change(&session, "1ANACA0A", password);
            let actions = session.get("/v1/terminal").expect(200);
            let action = &actions.body["actions"][0];
            assert_eq!(action["allowed"], next.is_none(), "{}", actions.text);
            match next {
                None => {
                    reply.expect(204);
                }
                Some(next) => {
                    let reply = reply.refused(403, "outside_service_hours", "RIS-CHG-03");
                    assert_eq!(reply.text("/available_from"), next);
                    assert_eq!(action["available_from"], next);
                    assert!(reply.text.contains("/v1/service-calendar"), "{}", reply.text);
                }
            }
        }
    }

    /// RIS-PEER-02: an own-system id changes nothing; it is sent to its own administrator.
    fn an_own_system_is_refused(app) {
        let desk = Desk::new(app);
        let id = desk.own_system("1ANACSYS");
        let given = desk.notice(&id).expect(200).text("/temporary_password");
        let session = app.at_terminal("1ANACSYS", &given);
        let reply = change(&session, "1ANACSYS", "NEWPW479")
            .refused(403, "own_system_terminal", "RIS-PEER-02");
        assert!(reply.text("/remedy").contains("システム管理者"), "{}", reply.text);
        session.post("/v1/terminal/peer-initialisations", json!({ "user_id": "1ANACA0A" }))
            .refused(403, "own_system_terminal", "RIS-PEER-02");
        // What it was given is not temporary: it goes on signing in, whatever time passes.
        app.advance(30 * DAY);
        app.at_terminal("1ANACSYS", &given);
        assert!(desk.notice(&id).expect(200).body["temporary_password"].is_null());
    }

    /// A change ends every other session of the terminal user, and the one that made it goes on.
    fn other_sessions_end(app) {
        let desk = Desk::new(app);
        let session = desk.ready("1ANACA0A");
        let other = app.at_terminal("1ANACA0A", TERMINAL_PASSWORD);
        change(&session, "1ANACA0A", "NEWPW479").expect(204);
        other.get("/v1/terminal").refused(401, "session_ended", "");
        session.get("/v1/terminal").expect(200);
    }

    /// A preview checks everything and changes nothing.
    fn a_preview_changes_nothing(app) {
        let desk = Desk::new(app);
        let session = desk.ready("1ANACA0A");
        let body = |password: &str| json!({
            "user_id": "1ANACA0A", "new_password": password, "password_confirmation": password
        });
        let path = "/v1/terminal/password?dry_run=true";
        session.post(path, body("NEWPW479")).expect(204);
        session.post(path, body(TERMINAL_PASSWORD)).fields(&[("/new_password", "password_previous")]);
        app.at_terminal("1ANACA0A", TERMINAL_PASSWORD);
    }

    /// PWD-04: tries are bounded: each may cost four hashes.
    fn the_rate_is_slow(app) {
        let second = app.app.env.clock.real().as_second();
        app.advance_real(HOUR - second.rem_euclid(HOUR));
        let desk = Desk::new(app);
        let terminal = desk.terminal("1ANACA0A");
        let first = desk.notice(&terminal).expect(200).text("/temporary_password");
        let session = app.at_terminal("1ANACA0A", &first);
        for _ in 0..20 {
            change(&session, "1ANACA0A", "short").expect(422);
        }
        let reply = change(&session, "1ANACA0A", "NEWPW479")
            .refused(429, "too_many_requests", "PWD-04");
        assert!(reply.header("retry-after").is_some());
        app.advance_real(HOUR);
        let session = app.at_terminal("1ANACA0A", &first);
        change(&session, "1ANACA0A", "NEWPW479").expect(204);
    }

    /// The own change is repeatable under its key: the second call is answered like the first.
    fn a_repetition_is_answered_alike(app) {
        let desk = Desk::new(app);
        let session = desk.ready("1ANACA0A").with("idempotency-key", "change-1");
        change(&session, "1ANACA0A", "NEWPW479").expect(204);
        let again = change(&session, "1ANACA0A", "NEWPW479").expect(204);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        change(&session, "1ANACA0A", "NEWPW478").refused(422, "idempotency_key_reused", "");
    }

    /// PWD-05: the policy that a terminal shows before its user types.
    fn the_policy_is_read_by_anybody(app) {
        let reply = app.stranger().get("/v1/password-policies").expect(200);
        let policies = reply.body["items"].as_array().cloned().unwrap_or_default();
        let of = |kind: &str| -> Value {
            let found = policies.iter().find(|policy| policy.to_string().contains(&format!("\"{kind}\"")));
            found.unwrap_or_else(|| panic!("no policy of {kind}: {}", reply.text)).clone()
        };
        assert_eq!(of("terminal")["name"], "terminal");
        assert_eq!(of("office")["name"], "standard");
    }
}
