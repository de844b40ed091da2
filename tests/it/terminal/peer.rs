//! `POST /v1/terminal/peer-initialisations` (URY「I」)

use serde_json::json;
use tegata_tests::harness::{Client, Desk, Reply, TERMINAL_PASSWORD, change};
use tegata_tests::on_both;

fn initialise(client: &Client, user_id: &str) -> Reply {
    client.post("/v1/terminal/peer-initialisations", json!({ "user_id": user_id }))
}

on_both! {
    /// RIS-PEER-01: another id of the same user code gets a temporary password, shown once to the peer
    /// and to nobody else; it unlocks, and the sessions end.
    fn a_peer_initialises_another(app) {
        let desk = Desk::new(app);
        let forgetful = desk.ready("1ANACA0A");
        let terminal = desk.terminal_id("1ANACA0A");
        let peer = desk.ready("1ANACA0B");
        for _ in 0..6 {
            app.try_terminal("1ANACA0A", "WRONG123");
        }
        let given = initialise(&peer, "1anac-a0a").expect(201);
        assert_eq!(given.text("/user_id"), "1ANACA0A");
        assert_eq!(given.header("cache-control"), Some("no-store"));
        forgetful.get("/v1/terminal").refused(401, "session_ended", "");
        let session = app.at_terminal("1ANACA0A", &given.text("/temporary_password"));
        session.get("/v1/terminal").refused(403, "temporary_password_must_change", "RIS-TMP-02");
        change(&session, "1ANACA0A", TERMINAL_PASSWORD)
            .refused(422, "invalid_fields", "PWD-03");
        change(&session, "1ANACA0A", "NEWPW479").expect(204);
        // The office never sees it.
        let again = initialise(&peer, "1ANACA0A").expect(201);
        let notice = desk.notice(&terminal).expect(200);
        assert!(notice.body["temporary_password"].is_null(), "{}", notice.text);
        assert!(!notice.text.contains(&again.text("/temporary_password")));
    }

    /// RIS-PEER-01: ids of another user code are refused, those that exist and those that do not, alike.
    fn another_user_code_is_refused(app) {
        let desk = Desk::new(app);
        let peer = desk.ready("1ANACA0B");
        desk.terminal("1BNACA0A");
        let existing = initialise(&peer, "1BNACA0A").refused(422, "invalid_fields", "RIS-PEER-01");
        let unknown = initialise(&peer, "9ZZZZA0A").refused(422, "invalid_fields", "RIS-PEER-01");
        assert_eq!(existing.body["errors"], unknown.body["errors"]);
        existing.fields(&[("/user_id", "other_user_code")]);
        initialise(&peer, "1ANACA0X")
            .refused(422, "invalid_fields", "RIS-PEER-01")
            .fields(&[("/user_id", "terminal_unknown")]);
    }

    /// RIS-PEER-02: an own-system id is no peer.
    fn an_own_system_is_no_peer(app) {
        let desk = Desk::new(app);
        let peer = desk.ready("1ANACA0B");
        desk.own_system("1ANACSYS");
        let reply = initialise(&peer, "1ANACSYS")
            .refused(422, "invalid_fields", "RIS-PEER-02")
            .fields(&[("/user_id", "own_system_terminal")]);
        assert!(reply.text.contains("システム管理者"), "{}", reply.text);
    }

    /// RIS-PEER-03: not one's own id, and the owner office is told by mail and in its news.
    fn not_oneself_and_the_office_is_told(app) {
        let desk = Desk::new(app);
        let peer = desk.ready("1ANACA0B");
        desk.ready("1ANACA0A");
        initialise(&peer, "1ANACA0B")
            .refused(422, "invalid_fields", "RIS-PEER-03")
            .fields(&[("/user_id", "own_user_id")]);
        let given = initialise(&peer, "1ANACA0A").expect(201);
        let mail = app.mail("1atyo@example.jp", "peer_initialised").to_string();
        assert!(mail.contains("1ANACA0A") && mail.contains("1ANACA0B"), "{mail}");
        assert!(!mail.contains(&given.text("/temporary_password")), "{mail}");
        let news = desk.office.get("/v1/news").expect(200);
        assert_eq!(news.text("/items/0/topic"), "peer_initialised");
    }

    /// RIS-CHG-03: the peer initialisation keeps the hours of the own change.
    fn the_service_hours_hold(app) {
        let desk = Desk::new(app);
        let peer = desk.ready("1ANACA0B");
        desk.ready("1ANACA0A");
        let today = &desk.app.stranger().get("/v1/service-calendar").expect(200).text("/now")[..10];
        app.advance_to(&format!("{today}T22:59:59+09:00"));
        initialise(&peer, "1ANACA0A").expect(201);
        app.advance_to(&format!("{today}T23:00:00+09:00"));
        initialise(&peer, "1ANACA0A").refused(403, "outside_service_hours", "RIS-CHG-03");
    }

    /// RIS-HINT-01: an unknown id of the own user code is answered with those that read like it; ids of
    /// other user codes and offices never show.
    fn look_alikes_of_the_own_user_code_are_offered(app) {
        let desk = Desk::new(app);
        let peer = desk.ready("1ANACA0B");
        desk.terminal("1ANACA0A");
        let other = Desk::of(app, desk.operator, "別の通関株式会社", "2BTYO");
        other.terminal("IANACA0X");
        let reply = initialise(&peer, "1ANACAOA").refused(422, "invalid_fields", "RIS-HINT-01");
        assert_eq!(reply.text("/errors/0/params/lookalikes"), "1ANACA0A");
        let reply = initialise(&peer, "IANACA0A").refused(422, "invalid_fields", "RIS-HINT-01");
        assert_eq!(reply.text("/errors/0/params/lookalikes"), "1ANACA0A");
        let reply = initialise(&peer, "1ANACA0X").refused(422, "invalid_fields", "RIS-PEER-01");
        assert!(!reply.text.contains("IANAC"), "{}", reply.text);
    }

    /// The answer holds a secret: it is never kept, and a repetition is told so.
    fn a_repetition_gets_no_second_password(app) {
        let desk = Desk::new(app);
        desk.ready("1ANACA0A");
        let peer = desk.ready("1ANACA0B").with("idempotency-key", "peer-1");
        let given = initialise(&peer, "1ANACA0A").expect(201).text("/temporary_password");
        initialise(&peer, "1ANACA0A").refused(409, "idempotency_not_replayable", "");
        app.at_terminal("1ANACA0A", &given);
    }
}
