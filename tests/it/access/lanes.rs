//! Password hashing under load, and with raised cost.

use std::time::{Duration, Instant};

use tegata_tests::harness::{TestApp, at_once};
use tegata_tests::{on_both, on_postgres};

use super::{right, wrong};

/// Settings under which one hash takes a good part of a second.
const SLOW: [(&str, &str); 4] = [
    ("ARGON2_MEMORY_KIB", "65536"),
    ("ARGON2_PASSES", "3"),
    ("ARGON2_LANES", "1"),
    ("ARGON2_QUEUE", "1"),
];

/// ACC-LCK-01: more sign-ins than the lanes and their queue take are refused at once, with when to
/// come again; who is signed in notices nothing; a try that was not made is given back.
#[test]
fn full_lanes_refuse_and_block_nobody_else() {
    let app = TestApp::sqlite_with(&SLOW);
    let taro = app.person("taro_cargo");
    let replies = at_once(10, |number| {
        if number > 7 {
            // Beside the flood.
            let started = Instant::now();
            let me = taro.get("/v1/me").expect(200);
            assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
            return me;
        }
        app.stranger().post("/v1/sessions", wrong(&format!("nobody_{number}")))
    });
    let with_status = |status| replies.iter().filter(|reply| reply.status == status).count();
    let (verified, overloaded) = (with_status(401), with_status(503));
    assert_eq!(verified + overloaded, 8);
    assert!((2..8).contains(&verified), "{verified} of 8 verified");
    for reply in replies.iter().filter(|reply| reply.status == 503) {
        assert_eq!(reply.body["code"], "overloaded");
        assert_eq!(reply.body["retryable"], true);
        let wait: u32 = reply.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=30).contains(&wait), "{wait}");
    }
    assert_eq!(app.sql_number("(SELECT sum(pending) FROM guards)"), 0);
    assert_eq!(app.sql_number("(SELECT sum(failures) FROM guards)"), verified as i64);
}

/// The argon2 parameters of the only password there is.
fn cost(app: &TestApp) -> String {
    let hash = app.sql_texts("SELECT hash AS value FROM passwords").remove(0);
    hash.split('$').nth(3).unwrap().to_owned()
}

on_both! {
    /// PWD-01: a hash of a lower cost is replaced when its password is typed; a wrong one replaces
    /// nothing.
    fn a_raised_cost_reaches_hashes_at_sign_in(app) {
        app.person("taro_cargo");
        assert_eq!(cost(app), "m=64,t=1,p=1");
        let raised = app.beside(&[("ARGON2_MEMORY_KIB", "128"), ("ARGON2_PASSES", "2")]);
        raised.stranger().post("/v1/sessions", wrong("taro_cargo")).expect(401);
        assert_eq!(cost(app), "m=64,t=1,p=1");
        raised.sign_in("taro_cargo");
        assert_eq!(cost(app), "m=128,t=2,p=1");
        raised.sign_in("taro_cargo");
        app.sign_in("taro_cargo");
    }
}

on_postgres! {
    /// PWD-01: many first sign-ins after the cost was raised all succeed.
    fn a_raised_cost_refuses_no_parallel_sign_in(app) {
        app.person("taro_cargo");
        let raised = app.beside(&[("ARGON2_MEMORY_KIB", "4096"), ("ARGON2_PASSES", "2")]);
        let statuses = at_once(4, |_| raised.stranger().post("/v1/sessions", right("taro_cargo")).status);
        assert_eq!(statuses, [201; 4]);
    }
}
