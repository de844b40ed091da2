//! The lock of office codes and terminal ids (ACC-LCK-04).

use tegata_tests::harness::{Desk, MINUTE, PASSWORD, TERMINAL_PASSWORD, TestApp, change};
use tegata_tests::on_both;

use serde_json::json;

/// Wrong passwords, all refused alike.
fn wrong(app: &TestApp, user_id: &str, times: usize) {
    for _ in 0..times {
        app.try_terminal(user_id, "WRONG123").refused(
            401,
            "terminal_sign_in_refused",
            "ACC-LCK-04",
        );
    }
}

on_both! {
    /// ACC-LCK-04, PWD-04: five wrong passwords lock for a minute, one more for 5, then 15 and 60; a
    /// right one starts again. Who answers for the office is told once.
    fn locks_are_temporary_and_grow(app) {
        let desk = Desk::new(app);
        desk.ready("1ANACA0A");
        wrong(app, "1ANACA0A", 5);
        let right = || app.try_terminal("1ANACA0A", TERMINAL_PASSWORD);
        for minutes in [1, 5, 15, 60, 60] {
            right().refused(401, "terminal_sign_in_refused", "ACC-LCK-04");
            app.advance(minutes * MINUTE - 1);
            right().refused(401, "terminal_sign_in_refused", "ACC-LCK-04");
            app.advance(1);
            app.advance_real(15 * MINUTE);
            wrong(app, "1ANACA0A", 1);
        }
        app.advance(60 * MINUTE);
        right().expect(201);
        wrong(app, "1ANACA0A", 4);
        right().expect(201);
        let told = app.mails("1atyo@example.jp");
        let told = told.iter().filter(|mail| mail["letter"] == "temporary_lock").count();
        assert_eq!(told, 1);
    }

    /// ACC-LCK-04: an office code is locked in the same way, by the same engine.
    fn an_office_code_is_locked_for_a_while(app) {
        let _desk = Desk::new(app);
        let sign_in = |password: &str| {
            let body = json!({ "realm": "office", "login_id": "1ATYO", "password": password });
            app.stranger().post("/v1/sessions", body)
        };
        for _ in 0..5 {
            sign_in("not-my-password").refused(401, "office_sign_in_refused", "ACC-LCK-04");
        }
        sign_in(PASSWORD).refused(401, "office_sign_in_refused", "ACC-LCK-04");
        app.advance(MINUTE);
        sign_in(PASSWORD).expect(201);
    }

    /// ACC-LCK-04: failures never void a temporary password.
    fn failures_never_void_a_temporary_password(app) {
        let desk = Desk::new(app);
        let terminal = desk.terminal("1ANACA0A");
        let first = desk.notice(&terminal).expect(200).text("/temporary_password");
        wrong(app, "1ANACA0A", 6);
        app.advance(5 * MINUTE);
        let session = app.at_terminal("1ANACA0A", &first);
        change(&session, "1ANACA0A", TERMINAL_PASSWORD).expect(204);
    }

    /// ACC-LCK-02, ACC-LCK-04: nobody learns from the answer whether an id exists or is locked.
    fn unknown_ids_are_answered_alike(app) {
        let desk = Desk::new(app);
        desk.ready("1ANACA0A");
        let known = app.try_terminal("1ANACA0A", "WRONG123");
        let unknown = app.try_terminal("1ANACA0X", "WRONG123");
        wrong(app, "1ANACA0A", 5);
        let locked = app.try_terminal("1ANACA0A", TERMINAL_PASSWORD);
        let told = |reply: &tegata_tests::harness::Reply| {
            let mut body = reply.body.clone();
            body.as_object_mut().unwrap().remove("request_id");
            (reply.status, body)
        };
        assert_eq!(told(&known), told(&unknown));
        assert_eq!(told(&known), told(&locked));
    }
}
