//! What stands in the repository and is made of the code is current, and the document is the routes.

use std::collections::BTreeSet;

use super::{operations, root, sources};

#[track_caller]
fn current(path: &str, made: &str, command: &str) {
    let stored = std::fs::read_to_string(root().join(path)).unwrap_or_default();
    assert!(stored.trim_end() == made.trim_end(), "{path} is out of date: {command} > {path}");
}

#[test]
fn the_document_in_the_repository_is_that_of_the_routes() {
    let stored = std::fs::read_to_string(root().join("openapi.yaml")).unwrap_or_default();
    let made = tegata::openapi::text().expect("the document");
    let remedy = "openapi.yaml is out of date: cargo run -p tegata-tests --bin document";
    assert!(stored == made, "{remedy}");
}

#[test]
fn the_references_in_the_repository_are_those_of_the_code() {
    let problems = tegata::openapi::problems_reference();
    current("docs/reference/problems.md", &problems, "cargo run -- openapi --problems");
    let rules = tegata::openapi::rules_reference();
    current("docs/reference/rules.md", &rules, "cargo run -- openapi --rules");
    let dangerous_goods = tegata::openapi::dangerous_goods_reference();
    let command = "cargo run -- openapi --dangerous-goods";
    current("docs/reference/dangerous-goods.md", &dangerous_goods, command);
    let settings = tegata::config::reference();
    current("docs/reference/settings.md", &settings, "cargo run -- check-config --reference");
    let glossary = tegata::openapi::glossary_reference();
    current("docs/reference/glossary.md", &glossary, "cargo run -- openapi --glossary");
}

/// A handler that was written and not put into the route table, or routed beside it, shows here.
#[test]
fn every_handler_is_in_the_document() {
    let mut handlers = BTreeSet::new();
    for (_, text) in sources("api/src") {
        for method in ["get", "post", "put", "patch", "delete"] {
            for (at, _) in text.match_indices(&format!("\n#[{method}(\"")) {
                let path = text[at..].split('"').nth(1).expect("a path");
                handlers.insert((method.to_ascii_uppercase(), path.to_owned()));
            }
        }
    }
    let documented: BTreeSet<(String, String)> =
        operations().into_iter().map(|one| (one.method, one.template)).collect();
    assert_eq!(handlers, documented);
}
