//! `POST /v1/sessions`: the lock, and what a stranger learns of it.

use serde_json::{Value, json};
use tegata_tests::harness::{DAY, Reply};
use tegata_tests::on_both;

use super::{mistype, right, wrong};

on_both! {
    /// ACC-LCK-01: five wrong passwords in a row lock; a right one before the fifth starts the count
    /// again; no time unlocks, an operator does.
    fn the_fifth_wrong_password_in_a_row_locks(app) {
        let operator = app.operator();
        app.person("taro_cargo");
        for _ in 0..2 {
            mistype(app, "taro_cargo", 4);
            app.sign_in("TARO_cargo");
        }
        mistype(app, "taro_cargo", 5);
        let locked = || {
            app.stranger()
                .post("/v1/sessions", right("taro_cargo"))
                .refused(401, "sign_in_refused", "ACC-LCK-01");
        };
        locked();
        app.advance(400 * DAY);
        locked();
        app.advance_real(13 * DAY);
        locked();

        operator.get("/v1/me").refused(401, "access_token_expired", "");
        let operator = app.sign_in("operator-1");
        let found = operator.get("/v1/admin/accounts?login_id=taro_cargo").expect(200);
        let id = found.text("/items/0/id");
        let reason = json!({ "reason": "Identity checked by telephone." });
        operator.post(&format!("/v1/admin/accounts/{id}/unlock"), reason).expect(200);
        app.sign_in("taro_cargo");
    }

    /// ACC-LCK-01, ACC-LCK-02: an id that nobody has, one that is disabled and one that is known are
    /// answered alike, byte by byte and header by header, before, at and after the lock.
    fn an_unknown_id_is_answered_as_a_known_one(app) {
        let operator = app.operator();
        app.person("taro_cargo");
        app.person("jiro_cargo");
        let found = operator.get("/v1/admin/accounts?login_id=jiro_cargo").expect(200);
        let path = format!("/v1/admin/accounts/{}/disable", found.text("/items/0/id"));
        operator.post(&path, json!({ "reason": "Left the company." })).expect(200);

        let stranger = app.stranger();
        for attempt in 1..=6 {
            let answers = ["taro_cargo", "nobody_here", "jiro_cargo"]
                .map(|id| shape(&stranger.post("/v1/sessions", wrong(id))));
            assert_eq!(answers[0], answers[1], "try {attempt}");
            assert_eq!(answers[0], answers[2], "try {attempt}");
        }
        let last = shape(&stranger.post("/v1/sessions", wrong("nobody_here")));
        assert_eq!(last, shape(&stranger.post("/v1/sessions", right("taro_cargo"))));
    }

    /// ACC-LCK-01: as many tries are on their way as are left: the next waits, for known and unknown
    /// ids alike; a try of a process that died is free again after a minute.
    fn tries_on_their_way_are_counted(app) {
        app.person("taro_cargo");
        mistype(app, "taro_cargo", 1);
        mistype(app, "nobody_here", 1);
        app.sql("UPDATE guards SET pending = 4 WHERE failures = 1");
        let busy = |id| {
            let reply = app.stranger().post("/v1/sessions", wrong(id));
            let reply = reply.refused(429, "sign_in_busy", "ACC-LCK-01");
            assert_eq!(reply.header("retry-after"), Some("1"));
            shape(&reply)
        };
        assert_eq!(busy("taro_cargo"), busy("nobody_here"));
        app.advance_real(61);
        app.sign_in("taro_cargo");
    }

    /// ACC-LCK-02: the owner is told once for each lock, and nobody is told of an id that nobody has.
    fn the_owner_is_told_once_per_lock(app) {
        let operator = app.operator();
        app.person("taro_cargo");
        let letters = || {
            let mails = app.mails("taro_cargo@example.jp");
            mails.iter().filter(|mail| mail["letter"] == "account_locked").count()
        };
        mistype(app, "nobody_here", 5);
        mistype(app, "taro_cargo", 4);
        assert_eq!(letters(), 0);
        mistype(app, "taro_cargo", 4);
        assert_eq!(letters(), 1);
        let found = operator.get("/v1/admin/accounts?login_id=taro_cargo").expect(200);
        let path = format!("/v1/admin/accounts/{}/unlock", found.text("/items/0/id"));
        operator.post(&path, json!({ "reason": "Asked by telephone." })).expect(200);
        mistype(app, "taro_cargo", 5);
        assert_eq!(letters(), 2);

        let locks = app.audit(&operator);
        let locks = locks.iter().filter(|entry| entry["action"] == "account.locked");
        assert_eq!(locks.count(), 2);
    }

    /// OPS-AUD-01: a repeated sign-in is told that its answer is not kept, and takes no try.
    fn a_repeated_key_gives_its_try_back(app) {
        app.person("taro_cargo");
        let keyed = app.stranger().with("idempotency-key", "one-and-the-same");
        keyed.post("/v1/sessions", right("taro_cargo")).expect(201);
        for _ in 0..6 {
            keyed
                .post("/v1/sessions", right("taro_cargo"))
                .refused(409, "idempotency_not_replayable", "");
        }
        app.sign_in("taro_cargo");
    }
}

/// Everything of an answer that a stranger sees, but for what differs by request.
fn shape(reply: &Reply) -> (u16, Vec<String>, Value) {
    let mut body = reply.body.clone();
    body["request_id"].take();
    let headers = reply.headers.iter().filter(|(name, _)| name != "request-id" && name != "date");
    let headers = headers.map(|(name, value)| format!("{name}: {value}")).collect();
    (reply.status, headers, body)
}
