//! Two editors, an operator and a sign-in, one key.

use serde_json::json;
use tegata_tests::harness::{PASSWORD, Reply, TestApp, at_once, eventually};
use tegata_tests::on_postgres;

use super::{count, one_wins, statuses};
use crate::cargo::{CARGO, PICKUPS, consolidator, record, request};

on_postgres! {
    /// ACC-PRO-06: of many who change the same version, one does.
    fn one_editor_wins(app) {
        let taro = app.person("taro_cargo");
        let tag = taro.get("/v1/me").expect(200).header("etag").unwrap().to_owned();
        let replies = at_once(20, |number| {
            let change = json!({ "department": format!("課{number}") });
            taro.with("if-match", &tag).patch("/v1/me", change)
        });
        one_wins(&replies, 200, &["version_stale"]);
        let winner = replies.iter().find(|reply| reply.status == 200).unwrap();
        let me = taro.get("/v1/me").expect(200);
        assert_eq!(me.body["profile"], winner.body["profile"]);
    }

    /// CGO-REC-01, CGO-REC-02: who names no version of a record is not too late, however many do so at once.
    fn statuses_without_a_version_all_count(app) {
        let taro = consolidator(app);
        let id = taro.post(CARGO, record(1)).expect(201).text("/id");
        let statuses = ["booked", "received", "manifested", "departed", "arrived", "notified"];
        let replies = at_once(12, |number| {
            let body = json!({ "status": statuses[number % statuses.len()] });
            taro.post(&format!("{CARGO}/{id}/status"), body)
        });
        assert_eq!(count(&replies, 200), 12, "{:?}", super::statuses(&replies));
        let detail = taro.get(&format!("{CARGO}/{id}")).expect(200);
        let steps = detail.body["steps"].as_array().unwrap().len();
        assert_eq!(detail.body["record"]["version"], steps);
        let tag = detail.header("etag").unwrap();
        let replies = at_once(6, |number| {
            let person = if number % 2 == 0 { taro.with("if-match", tag) } else { taro.with("if-match", "*") };
            person.patch(&format!("{CARGO}/{id}"), json!({ "pieces": number + 1 }))
        });
        let stale = replies.iter().filter(|reply| reply.status == 412).count();
        assert!(stale == 3 || stale == 2, "{:?}", super::statuses(&replies));
        let pickup = taro.post(PICKUPS, request(1)).expect(201).text("/id");
        let replies = at_once(12, |number| {
            let body = json!({ "request_status": "confirmed", "pickup_status": "arrived" });
            if number == 11 { return taro.get(&format!("{PICKUPS}/{pickup}")); }
            taro.post(&format!("{PICKUPS}/{pickup}/status"), body)
        });
        assert_eq!(count(&replies, 200), 12, "{:?}", super::statuses(&replies));
    }

    /// A refresh that many repeat at once has one successor for all of them, round after round.
    fn one_successor_for_all(app) {
        app.person("taro_cargo");
        let body = json!({ "login_id": "taro_cargo", "password": PASSWORD });
        let first = app.stranger().post("/v1/sessions", body).expect(201).text("/refresh_token");
        (0..8).fold(first, |token, _| {
            let replies = at_once(20, |_| {
                let body = json!({ "refresh_token": token.clone() });
                app.stranger().post("/v1/sessions/refresh", body)
            });
            let mut successors: Vec<String> =
                replies.into_iter().map(|reply| reply.expect(200).text("/refresh_token")).collect();
            successors.dedup();
            assert_eq!(successors.len(), 1, "{successors:?}");
            successors.remove(0)
        });
        // One of the registration, one of the sign-in, one of each round.
        assert_eq!(app.sql_number("(SELECT count(*) FROM refresh_tokens)"), 10);
    }

    /// RCV-08: of many operators' commands on one account, one moves it.
    fn one_operator_disables(app) {
        let operator = app.operator();
        app.person("taro_cargo");
        let path = account_path(app, "taro_cargo");
        let replies = at_once(10, |_| {
            operator.post(&format!("{path}/disable"), json!({ "reason": "Left." }))
        });
        one_wins(&replies, 200, &["account_state_conflict", "concurrent_change"]);
    }

    /// RCV-08: sign-ins that race with an operator who disables the account leave no session behind,
    /// not even one that comes alive when it is enabled again.
    fn no_session_survives_disabling(app) {
        let operator = app.operator();
        app.person("taro_cargo");
        let path = account_path(app, "taro_cargo");
        let reason = || json!({ "reason": "Left the company." });
        for _ in 0..3 {
            let replies = at_once(9, |number| {
                if number == 8 {
                    return operator.post(&format!("{path}/disable"), reason()).expect(200);
                }
                let body = json!({ "login_id": "taro_cargo", "password": PASSWORD });
                app.stranger().post("/v1/sessions", body)
            });
            operator.post(&format!("{path}/enable"), reason()).expect(200);
            for reply in replies.iter().filter(|reply| reply.status == 201) {
                let client = app.with_token(&reply.text("/access_token"));
                client.get("/v1/me").refused(401, "session_ended", "");
            }
            assert!(
                statuses(&replies).iter().all(|status| [200, 201, 401, 429].contains(status)),
                "{:?}",
                statuses(&replies)
            );
        }
    }
}

/// Where operators find an account.
fn account_path(app: &TestApp, login_id: &str) -> String {
    let found = app.sign_in("operator-1").get(&format!("/v1/admin/accounts?login_id={login_id}"));
    format!("/v1/admin/accounts/{}", found.expect(200).text("/items/0/id"))
}

/// Signs in where every hash takes long and others wait before it, with something done meanwhile.
fn sign_in_during(app: &TestApp, meanwhile: impl FnOnce()) -> Reply {
    let sign_in = |id: &str| {
        let body = json!({ "login_id": id, "password": PASSWORD });
        app.stranger().post("/v1/sessions", body)
    };
    std::thread::scope(|scope| {
        let before =
            ["nobody_1", "nobody_2", "nobody_3"].map(|id| scope.spawn(move || sign_in(id)));
        eventually("others are on their way", || {
            app.sql_number("(SELECT coalesce(sum(pending), 0) FROM guards)") > 0
                || before.iter().all(|other| other.is_finished())
        });
        let on_its_way = scope.spawn(move || sign_in("taro_cargo"));
        eventually("it is on its way", || {
            let own = "(SELECT count(*) FROM guards WHERE account_id IS NOT NULL AND pending = 1)";
            app.sql_number(own) == 1 || on_its_way.is_finished()
        });
        meanwhile();
        on_its_way.join().unwrap()
    })
}

/// Both databases, with one slow lane.
fn slow_apps() -> impl Iterator<Item = TestApp> {
    let slow = [("ARGON2_MEMORY_KIB", "32768"), ("ARGON2_PASSES", "2"), ("ARGON2_LANES", "1")];
    [Some(TestApp::sqlite_with(&slow)), TestApp::postgres_with(&slow)].into_iter().flatten()
}

/// RCV-08: a sign-in that disabling overtakes opens no session, not even one that comes alive when the
/// account is enabled again.
#[test]
fn a_sign_in_overtaken_by_disabling_opens_nothing() {
    for app in slow_apps() {
        app.person("taro_cargo");
        let quick = app.beside(&[]);
        let operator = quick.operator();
        let path = account_path(&quick, "taro_cargo");
        let reason = json!({ "reason": "Left the company." });
        let overtaken = sign_in_during(&app, || {
            operator.post(&format!("{path}/disable"), reason.clone()).expect(200);
        });
        operator.post(&format!("{path}/enable"), reason).expect(200);
        opened_nothing(&app, overtaken);
    }
}

/// RCV-07: a sign-in with the old password that a recovery overtakes opens no session: after a recovery
/// nobody is signed in who did not recover.
#[test]
fn a_sign_in_overtaken_by_recovery_opens_nothing() {
    for app in slow_apps() {
        app.person("taro_cargo");
        let quick = app.beside(&[]);
        let items = json!({
            "login_id": "taro_cargo", "email": "taro_cargo@example.jp",
            "full_name": "山田太郎", "phone": "03-1234-5678"
        });
        quick.stranger().post("/v1/recoveries", items).expect(202);
        let token = quick.mailed_token("taro_cargo@example.jp", "recovery_link");
        let new = "seven-lanterns-drift";
        let body = json!({ "token": token, "password": new, "password_confirmation": new });
        let overtaken = sign_in_during(&app, || {
            quick.stranger().post("/v1/recoveries/complete", body).expect(201);
        });
        opened_nothing(&app, overtaken);
    }
}

/// Goes on when a sign-in was refused, or, where it came first after all, its session was ended.
#[track_caller]
fn opened_nothing(app: &TestApp, sign_in: Reply) {
    if sign_in.status == 201 {
        let client = app.with_token(&sign_in.text("/access_token"));
        client.get("/v1/me").refused(401, "session_ended", "");
    } else {
        sign_in.refused(401, "sign_in_refused", "ACC-LCK-01");
    }
}
