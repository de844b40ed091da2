//! Every operation, called by everybody: who is let in, who is not and is told why. Driven from the
//! document, so a new operation is in it at once.

use std::collections::BTreeSet;

use tegata_tests::harness::{Client, Reply};

use super::cast::{Actor, Cast, admitted, open_app};
use super::{Operation, operations};

/// What anybody may call. An operation enters this list by decision.
const PUBLIC: &[&str] = &[
    "accept_invitation",
    "check_password",
    "complete_email_change",
    "complete_recovery",
    "complete_registration",
    "decline_invitation",
    "disown_recovery",
    "file_support_inquiry",
    "inspect_invitation",
    "inspect_recovery",
    "inspect_registration",
    "list_airlines",
    "list_cargo_codes",
    "list_dangerous_goods_rules",
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
    "read_reissue_guidance",
    "read_sandbox_clock",
    "read_service_calendar",
    "read_terms",
    "readyz",
    "refresh_session",
    "remind_login_ids",
    "request_office_recovery",
    "request_recovery",
    "request_registration",
    "sign_in",
];

/// Whether an operation is one on cargo, which offices and terminal users never see.
fn is_of_cargo(operation: &Operation) -> bool {
    let of_cargo =
        ["/v1/cargo-records", "/v1/pickup-requests", "/v1/master-data", "/v1/assignments"];
    of_cargo.iter().any(|path| operation.template.starts_with(path))
}

/// With what an actor who is not let in is refused: code and rule.
fn refusal(
    operation: &Operation,
    actor: Actor,
    admitted: &[Actor],
) -> (&'static str, &'static str) {
    match actor {
        Actor::Restricted => ("temporary_password_must_change", "RIS-TMP-02"),
        Actor::Member if admitted.contains(&Actor::Administrator) => {
            ("not_company_administrator", "ORG-03")
        }
        Actor::Office | Actor::Terminal if is_of_cargo(operation) => ("wrong_actor", "CGO-VIS-02"),
        _ => ("wrong_actor", "OPS-AUD-01"),
    }
}

/// Whether a call got past the door.
fn is_let_in(operation: &Operation, reply: &Reply) -> bool {
    let stopped = [
        "unauthenticated",
        "access_token_expired",
        "session_ended",
        "wrong_actor",
        "not_company_administrator",
        "temporary_password_must_change",
        "method_not_allowed",
        "internal",
    ];
    let code = reply.body["code"].as_str().unwrap_or_default();
    // The examples' ids are of nothing; the sandbox and the metrics are there, or not.
    let found = code != "not_found"
        || (operation.refusals.contains(code) && !operation.path.starts_with("/v1/sandbox/"));
    !stopped.contains(&code) && reply.status < 500 && found
}

/// Every refusal of a known caller in the trail: which account, with what, at which operation.
fn refused_calls(operator: &Client) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = "/v1/admin/audit-entries?limit=200&action=call.refused";
        let page = operator.get(&format!("{path}{cursor}")).expect(200);
        for entry in page.body["items"].as_array().expect("items") {
            let text = |name: &str| entry[name].as_str().expect("a text").to_owned();
            found.push((text("account_id"), text("refused"), text("detail")));
        }
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

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
    let app = open_app();
    for operation in operations() {
        let reply = operation.call(&app.stranger());
        if operation.signed_in {
            let reply = reply.refused(401, "unauthenticated", "");
            assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"tegata\""));
            for token in ["", "nonsense", "a.b.c"] {
                operation.call(&app.with_token(token)).refused(401, "unauthenticated", "");
            }
        } else {
            assert!(is_let_in(&operation, &reply), "{}: {}", operation.id, reply.text);
        }
    }
}

/// OPS-AUD-01, ORG-03, RIS-TMP-02: of those who are signed in, each is let in to what is theirs and to what
/// is public, and to nothing else; and each such try is written down.
#[test]
fn everybody_is_let_in_to_what_is_his_alone() {
    let app = open_app();
    let cast = Cast::new(&app);
    let mut expected = Vec::new();
    let mut all = operations();
    // What ends the session comes last.
    all.sort_by_key(|operation| operation.id == "sign_out");
    for operation in &all {
        let admitted = admitted(operation);
        for actor in Actor::ALL {
            let reply = operation.call(&cast.client(actor));
            if admitted.contains(&actor) {
                let is_in = is_let_in(operation, &reply);
                assert!(is_in, "{actor:?} at {}: {}", operation.id, reply.text);
            } else {
                let (code, rule) = refusal(operation, actor, admitted);
                reply.refused(403, code, rule);
                let account = cast.account(actor).to_owned();
                expected.push((account, code.to_owned(), operation.id.clone()));
            }
        }
    }
    let mut written = refused_calls(&app.operator_named("operator-2"));
    written.sort();
    expected.sort();
    assert_eq!(written, expected);
}

/// The document names, at each operation, the refusals of those who are not let in, and no others.
#[test]
fn the_document_names_who_is_not_let_in() {
    let all = ["temporary_password_must_change", "not_company_administrator", "wrong_actor"];
    for operation in operations() {
        let named: BTreeSet<&str> =
            all.into_iter().filter(|code| operation.refusals.contains(*code)).collect();
        let admitted = admitted(&operation);
        let others = Actor::ALL.into_iter().filter(|actor| !admitted.contains(actor));
        let expected: BTreeSet<&str> =
            others.map(|actor| refusal(&operation, actor, admitted).0).collect();
        assert_eq!(named, expected, "{}", operation.id);
    }
}
