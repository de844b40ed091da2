//! The catalogue of problems is what the API refuses with.

use tegata::problem::entry;
use tegata_domain::kernel::Code;
use tegata_tests::harness::TestApp;

use super::operations;

/// OPS-ERR-01: the `type` of a problem leads to its page, which says the same.
#[test]
fn the_type_of_a_problem_resolves() {
    let app = TestApp::sqlite();
    let emitted = app.stranger().get("/v1/me").refused(401, "unauthenticated", "");
    let base = app.app.base_url();
    let kind = emitted.text("/type");
    let path = kind.strip_prefix(&base).expect("a path of this API");
    let page = app.stranger().get(path).expect(200);
    assert_eq!(page.body["type"], emitted.body["type"]);
    for code in Code::ALL {
        let page = app.stranger().get(&format!("/v1/problems/{}", code.as_str())).expect(200);
        assert_eq!(page.body["code"], code.as_str());
        assert_eq!(page.body["status"], entry(*code).status);
        assert_eq!(page.body["type"], format!("{base}/v1/problems/{}", code.as_str()));
    }
    app.stranger().get("/v1/problems/no_such_code").refused(404, "not_found", "");
    let all = app.stranger().get("/v1/problems").expect(200);
    assert!(Code::ALL.iter().all(|code| all.text.contains(&format!("\"{}\"", code.as_str()))));
}

/// OPS-ERR-01: where a refusal sends its reader is a documented operation.
#[test]
fn the_links_of_problems_lead_to_operations() {
    let known: Vec<String> = operations().into_iter().map(|operation| operation.path).collect();
    for code in Code::ALL {
        for (name, path) in entry(*code).links {
            assert!(known.iter().any(|known| known == path), "{code:?} {name}: {path}");
        }
    }
}
