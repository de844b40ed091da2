//! The catalogue of problems is what the API refuses with.

use serde_json::json;
use tegata::problem::{entry, field_link};
use tegata_domain::kernel::{Code, FieldCode};
use tegata_tests::harness::{PASSWORD, Reply, TestApp};

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
    for (name, path) in FieldCode::ALL.iter().filter_map(|code| field_link(*code)) {
        assert!(known.iter().any(|known| known == path), "{name}: {path}");
    }
}

/// OPS-ERR-01: a refused field links to what it may hold, and one of which nothing is to be read does not.
#[test]
fn refused_fields_link_to_what_they_may_hold() {
    let app = TestApp::sqlite();
    let person = app.person("somebody");
    let links = |refused: Reply| {
        let refused = refused.expect(422);
        let links = refused.body["links"].as_array().expect("links").iter();
        links.map(|link| link["href"].as_str().expect("a path").to_owned()).collect::<Vec<_>>()
    };
    let weak = json!({
        "current_password": PASSWORD, "new_password": "short", "password_confirmation": "short"
    });
    let of_password = links(person.post("/v1/me/password", weak));
    assert_eq!(of_password, ["/v1/password-policies", "/openapi.json"]);
    assert_eq!(links(person.get("/v1/cargo-records?awb=131-12345674")), ["/openapi.json"]);
}
