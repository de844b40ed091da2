//! Every endpoint, called by everybody who may not call it. Driven from the document, so a new
//! operation is in it at once.

use tegata_tests::harness::TestApp;

use super::operations;

/// What anybody may call. An operation enters this list by decision.
const PUBLIC: &[&str] = &[
    "check_password",
    "complete_email_change",
    "complete_recovery",
    "complete_registration",
    "disown_recovery",
    "file_support_inquiry",
    "inspect_recovery",
    "inspect_registration",
    "list_password_policies",
    "list_problems",
    "list_sandbox_mails",
    "livez",
    "move_sandbox_clock",
    "read_metrics",
    "read_openapi_json",
    "read_openapi_yaml",
    "read_problem",
    "read_public_keys",
    "read_sandbox_clock",
    "read_service_calendar",
    "read_terms",
    "readyz",
    "refresh_session",
    "remind_login_ids",
    "request_recovery",
    "request_registration",
    "sign_in",
];

/// What a person's account may call and an operator's may not.
const PERSONS_ALONE: &[&str] = &["file_inquiry", "list_inquiries"];

#[test]
fn what_anybody_may_call_is_known() {
    let mut public: Vec<String> = operations()
        .into_iter()
        .filter(|operation| !operation.signed_in)
        .map(|operation| operation.id)
        .collect();
    public.sort();
    assert_eq!(public, PUBLIC);
}

/// Without a token everything but the public list is 401; what is public never asks for one.
#[test]
fn nobody_gets_no_further_than_the_public_operations() {
    let app = TestApp::sqlite();
    for operation in operations() {
        let reply = operation.call(&app.stranger());
        if operation.signed_in {
            let reply = reply.refused(401, "unauthenticated", "");
            assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"tegata\""));
            for token in ["", "nonsense", "a.b.c"] {
                operation.call(&app.with_token(token)).refused(401, "unauthenticated", "");
            }
        } else {
            let answered = reply.body["code"].as_str().unwrap_or_default();
            let reached = !["unauthenticated", "wrong_actor", "method_not_allowed", "internal"]
                .contains(&answered)
                && (answered != "not_found" || operation.id == "read_metrics");
            assert!(reached, "{}: {}", operation.id, reply.text);
        }
    }
}

/// OPS-AUD-01: a person is known and not let in to what operators do, and each try is written down.
#[test]
fn a_person_is_no_operator() {
    let app = TestApp::sqlite();
    let taro = app.person("taro_cargo");
    let mut tried = Vec::new();
    for operation in operations().into_iter().filter(|operation| operation.is_admin()) {
        operation.call(&taro).refused(403, "wrong_actor", "OPS-AUD-01");
        tried.push(operation.id);
    }
    assert!(tried.len() > 10, "{tried:?}");
    let trail = app.audit(&app.operator());
    for id in tried {
        let written = trail.iter().find(|entry| entry["detail"] == id.as_str());
        let entry = written.unwrap_or_else(|| panic!("{id} is not in the trail"));
        assert_eq!(entry["action"], "call.refused");
        assert_eq!(entry["refused"], "wrong_actor");
        assert_eq!(entry["caller"], "account");
    }
}

/// OPS-AUD-01: an operator is no person, and is let in to everything else.
#[test]
fn an_operator_is_no_person() {
    let app = TestApp::sqlite();
    let operator = app.operator();
    for operation in operations().into_iter().filter(|operation| operation.signed_in) {
        if PERSONS_ALONE.contains(&operation.id.as_str()) {
            operation.call(&operator).refused(403, "wrong_actor", "OPS-AUD-01");
        } else if operation.is_admin() {
            let reply = operation.call(&operator);
            assert!(![401, 403, 405, 500].contains(&reply.status), "{}", reply.text);
        }
    }
}

/// What is neither an operator's nor public is a person's. Each is called by a person of its own, as
/// some of them end the session.
#[test]
fn a_person_is_let_in_to_the_rest() {
    let app = TestApp::sqlite();
    let rest = operations().into_iter().filter(|one| one.signed_in && !one.is_admin());
    for (number, operation) in rest.enumerate() {
        let reply = operation.call(&app.person(&format!("person_{number}")));
        let code = reply.body["code"].as_str().unwrap_or_default();
        assert!(!["unauthenticated", "wrong_actor", "internal"].contains(&code), "{}", reply.text);
    }
}
