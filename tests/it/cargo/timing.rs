//! CGO-VIS-01: what another company has costs the same time as what nobody has.

use std::time::{Duration, Instant};

use serde_json::json;
use tegata_tests::harness::{Client, TestApp};

use super::CARGO;
use crate::access::timing::rank;
use crate::assignment::Community;

/// Calls that are compared, of each kind.
const CALLS: usize = 150;

/// An id of each kind that nothing has.
const UNKNOWN: (&str, &str) =
    ("carg_01kabd3ns8e9bv4r8j7xq7s0yz", "asgn_01kabd3ns8e9bv4r8j7xq7s0yz");

/// The calls of a foreign company that must not tell whether a record and an assignment exist.
fn calls(client: &Client, record: &str, assignment: &str) -> [Duration; 4] {
    let timed = |call: &dyn Fn()| {
        let started = Instant::now();
        call();
        started.elapsed()
    };
    let found = |path: String| client.get(&path).refused(404, "not_found", "");
    let sent = json!({ "kind": "cargo", "record_ids": [record], "email": "broker_b@example.jp" });
    [
        timed(&|| drop(found(format!("{CARGO}/{record}")))),
        timed(&|| drop(found(format!("{CARGO}/{record}/visibility")))),
        timed(&|| drop(found(format!("/v1/assignments/{assignment}")))),
        timed(&|| drop(client.post("/v1/assignments", sent.clone()).expect(422))),
    ]
}

/// CGO-VIS-01, ASG-ACC-04: foreign and unknown cannot be told apart by time; reading an own record, which costs
/// more, can: so the measure would have shown it. Three rounds, as a busy machine may spoil one.
#[test]
#[ignore = "it measures time: run it alone on a quiet machine, with `-- --ignored`"]
fn foreign_costs_the_same_time_as_unknown() {
    let Some(app) = TestApp::postgres_with(&[]) else { return };
    let community = Community::new(&app);
    let (record, assignment) = community.assigned(1);
    let (foreign, own) = (&community.other, &community.sender);
    let read_own = || {
        let started = Instant::now();
        own.get(&format!("{CARGO}/{record}")).expect(200);
        started.elapsed()
    };
    let mut seen = Vec::new();
    for _ in 0..3 {
        let (mut known, mut unknown, mut control) = (Vec::new(), Vec::new(), Vec::new());
        for call in 0..CALLS {
            if call % 2 == 0 {
                known.push(calls(foreign, &record, &assignment));
                unknown.push(calls(foreign, UNKNOWN.0, UNKNOWN.1));
            } else {
                unknown.push(calls(foreign, UNKNOWN.0, UNKNOWN.1));
                known.push(calls(foreign, &record, &assignment));
            }
            control.push(read_own());
        }
        let of = |times: &[[Duration; 4]], which: usize| -> Vec<Duration> {
            times.iter().map(|calls| calls[which]).collect()
        };
        let ranks: Vec<f64> =
            (0..4).map(|one| rank(&of(&known, one), &of(&unknown, one))).collect();
        let different = rank(&of(&unknown, 0), &control);
        if ranks.iter().all(|rank| (0.35..=0.65).contains(rank)) && different > 0.7 {
            return;
        }
        seen.push((ranks, different));
    }
    panic!("foreign and unknown, and the control: {seen:.2?}");
}
