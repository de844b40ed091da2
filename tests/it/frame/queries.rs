//! Queries that ask for more work than they are worth.

use std::time::{Duration, Instant};

use tegata_tests::harness::TestApp;

/// Of whatever length, a query is looked at as far as it takes to refuse it, and each name once.
#[test]
fn a_long_query_is_refused_at_its_beginning() {
    let app = TestApp::sqlite();
    let ask = |query: &str| app.stranger().get(&format!("/v1/cargo-codes?{query}"));
    let started = Instant::now();
    let pairs = |one: &str| one.repeat(60_000 / one.len());
    let unknown = ask(&pairs("a&")).fields(&[("?a", "unknown_field")]);
    let repeated = ask(&pairs("list=x&")).fields(&[("?list", "duplicate")]);
    let mixed = [pairs("a&"), pairs("list=x&")].concat();
    let mixed = ask(&mixed[30_000..90_000]).fields(&[("?a", "unknown_field")]);
    for reply in [unknown, repeated, mixed] {
        assert!(reply.text.len() < 2_000, "{} bytes of answer", reply.text.len());
    }
    let waited = started.elapsed();
    assert!(waited < Duration::from_millis(500), "{waited:?}");
}

/// As many names as a body's refusal names at most, and of each as much.
#[test]
fn a_refused_query_names_fifty_parameters_at_most() {
    let app = TestApp::sqlite();
    let many: Vec<String> = (0..5_000).map(|number| format!("p{number}")).collect();
    let refused = app.stranger().get(&format!("/v1/terms?{}", many.join("&"))).expect(422);
    assert_eq!(refused.body["errors"].as_array().map(Vec::len), Some(50));
    let long = "n".repeat(30_000);
    let refused = app.stranger().get(&format!("/v1/terms?{long}")).expect(422);
    assert_eq!(refused.text("/errors/0/pointer"), format!("?{}", &long[..64]));
    assert!(refused.text.len() < 2_000, "{} bytes of answer", refused.text.len());
}
