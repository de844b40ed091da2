//! Every list of the API with every filter, frequent values and rare ones.

use std::collections::BTreeSet;

use serde_json::json;
use tegata_tests::harness::{Client, Desk};

use super::Explained;
use crate::assignment::{ADDRESSEE, Community};
use crate::organization::{own_company, own_id};
use crate::reissue::file;

/// What the test made, twenty thousand times.
const FILL: &str = include_str!("lists.sql");
/// Tables with twenty thousand rows or more.
const TABLES: &[&str] = &[
    "accounts",
    "assignment_batches",
    "assignments",
    "audit_entries",
    "companies",
    "inquiries",
    "invitations",
    "mails",
    "news",
    "offices",
    "reissue_applications",
    "reissue_targets",
    "sessions",
    "terminal_users",
];
/// Lists that are looked at in `cargo::plans`, and the sandbox's mailbox, which no production has.
const ELSEWHERE: [&str; 3] = ["/v1/cargo-records", "/v1/pickup-requests", "/v1/sandbox/mails"];

/// Who asks for which lists.
struct Asked<'a> {
    person: &'a Client,
    paths: Vec<String>,
}

/// Paths with each of these queries, and without any.
fn each(path: &str, queries: &[&str]) -> Vec<String> {
    let with = queries.iter().map(|query| format!("{path}?{query}"));
    std::iter::once(path.to_owned()).chain(with).collect()
}

#[test]
fn lists_walk_their_indexes() {
    let Some(explained) = Explained::new(TABLES) else { return };
    let app = explained.app();
    let community = Community::new(&app);
    let operator = &community.operator;
    let desk = Desk::of(&app, operator.clone(), "みなと通関株式会社", "1ATYO");
    let (record, _) = community.assigned(1);
    community.accept().expect(200);
    community.assigned(2);
    let terminal = desk.terminal("1ANACA0A");
    file(&desk.office, &["1ANACA0A"]).approve(operator).expect(200);
    let inquiry = json!({ "topic": "other", "message": "How?" });
    community.sender.post("/v1/inquiries", inquiry).expect(201);
    let shed = json!({ "name": "成田第一上屋" });
    community.sender.post("/v1/master-data/sheds", shed).expect(201);
    let company = own_company(&community.addressee);
    let invited =
        json!({ "email": "new@example.jp", "company_role": "member", "reason": "Contract 1." });
    operator.post(&format!("/v1/admin/companies/{company}/invitations"), invited).expect(201);
    let (account, sender) = (own_id(&community.addressee), own_company(&community.sender));
    let accountant = app.administrator(operator, &desk.company, "desk_admin");
    app.sql(FILL);

    let asked = [
        Asked { person: operator, paths: of_operators(&account, &company, &sender, &desk) },
        Asked { person: &community.addressee, paths: of_people(&record) },
        Asked { person: &community.sender, paths: of_senders(&record) },
        // A company that never sent any.
        Asked { person: &community.other, paths: of_senders(&record) },
        Asked { person: &accountant, paths: of_administrators(&desk.office_id) },
        Asked { person: &desk.office, paths: of_offices() },
    ];
    require_all(&app.stranger(), &asked);
    let _made = terminal;
    let mut faults = Vec::new();
    for Asked { person, paths } in &asked {
        for path in paths {
            faults.extend(explained.faults(person, path));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn of_operators(account: &str, company: &str, sender: &str, desk: &Desk<'_>) -> Vec<String> {
    let (office, of_desk) = (&desk.office_id, &desk.company);
    [
        each(
            "/v1/admin/accounts",
            &[
                "login_id=broker_b",
                "email=broker_b@example.jp",
                "kind=general",
                "kind=agency",
                "state=active",
                "state=disabled",
                "kind=agency&state=disabled",
            ],
        ),
        each("/v1/admin/companies", &["corporate_number=7000012050002"]),
        each(
            &format!("/v1/admin/companies/{company}/invitations"),
            &["state=pending", "state=withdrawn", "state=accepted"],
        ),
        each(&format!("/v1/admin/companies/{of_desk}/offices"), &[]),
        each(&format!("/v1/admin/offices/{office}/terminal-users"), &[]),
        each("/v1/admin/inquiries", &["state=open", "state=answered"]),
        each(
            "/v1/admin/mails",
            &[
                "state=sent",
                "state=bounced",
                "state=failed",
                &format!("account_id={account}"),
                "recipient=broker_b@example.jp",
                "recipient=nobody@example.jp",
                &format!("account_id={account}&state=bounced"),
            ],
        ),
        each(
            "/v1/admin/audit-entries",
            &[
                &format!("account_id={account}"),
                &format!("subject_id={account}"),
                "action=session.started",
                "action=account.moved",
                &format!("account_id={account}&action=account.moved"),
            ],
        ),
        each(
            "/v1/admin/assignments",
            &[
                "state=pending",
                "state=accepted",
                "state=revoked",
                "kind=cargo",
                "kind=pickup",
                &format!("email={ADDRESSEE}"),
                "email=nobody@example.jp",
                &format!("company_id={sender}"),
                &format!("company_id={company}"),
                &format!("company_id={sender}&kind=pickup"),
                &format!("company_id={sender}&state=revoked"),
            ],
        ),
        each(
            "/v1/review/reissue-applications",
            &[
                "state=filed",
                "state=approved",
                "state=withdrawn",
                "state=correction_requested",
                "receipt_number=0000001C",
                "office_code=1ATYO",
                "office_code=9ZTYO",
                "overdue=true",
            ],
        ),
    ]
    .concat()
}

fn of_people(record: &str) -> Vec<String> {
    [
        each("/v1/sessions", &[]),
        each("/v1/me/security-history", &[]),
        each("/v1/companies/current/members", &[]),
        each(
            "/v1/companies/current/invitations",
            &["state=pending", "state=withdrawn", "state=accepted"],
        ),
        each("/v1/assignments/inbox", &[]),
        of_senders(record),
    ]
    .concat()
}

fn of_senders(record: &str) -> Vec<String> {
    [
        each(
            "/v1/assignments",
            &[
                "state=pending",
                "state=revoked",
                "kind=cargo",
                "kind=pickup",
                &format!("record_id={record}"),
                &format!("email={ADDRESSEE}"),
                "email=nobody@example.jp",
                "kind=pickup&state=pending",
            ],
        ),
        each("/v1/inquiries", &[]),
        each("/v1/master-data/sheds", &["q=shed-copy-12"]),
    ]
    .concat()
}

fn of_administrators(office: &str) -> Vec<String> {
    [
        each("/v1/companies/current/offices", &[]),
        vec![format!("/v1/companies/current/terminal-users?office_id={office}")],
    ]
    .concat()
}

fn of_offices() -> Vec<String> {
    [
        each("/v1/offices/current/terminal-users", &[]),
        each(
            "/v1/reissue-applications",
            &["state=filed", "state=approved", "state=withdrawn", "state=correction_requested"],
        ),
        each("/v1/news", &[]),
    ]
    .concat()
}

/// A list or a filter that the API has and nobody here asks for would not be looked at.
fn require_all(stranger: &Client, asked: &[Asked<'_>]) {
    let document = stranger.get("/openapi.json").expect(200).body;
    let paths: Vec<&String> = asked.iter().flat_map(|asked| &asked.paths).collect();
    let mut missing = BTreeSet::new();
    for (template, operations) in document["paths"].as_object().expect("paths") {
        let parameters = operations["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let names = parameters.iter().filter(|parameter| parameter["in"] == "query");
        let names: Vec<&str> = names.filter_map(|parameter| parameter["name"].as_str()).collect();
        if !names.contains(&"cursor") || ELSEWHERE.contains(&template.as_str()) {
            continue;
        }
        let of_list: Vec<&str> = paths.iter().filter_map(|path| query_of(template, path)).collect();
        if of_list.is_empty() {
            missing.insert(template.clone());
        }
        for name in names.into_iter().filter(|name| !["limit", "cursor"].contains(name)) {
            if !of_list.iter().any(|query| query.contains(&format!("{name}="))) {
                missing.insert(format!("{template}?{name}"));
            }
        }
    }
    assert!(missing.is_empty(), "nobody looks at {missing:?}");
}

/// The query of a path that is of this template.
fn query_of<'p>(template: &str, path: &'p str) -> Option<&'p str> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let (mut parts, mut of) = (path.split('/'), template.split('/'));
    let fits = of.by_ref().zip(parts.by_ref()).all(|(of, part)| of.starts_with('{') || of == part);
    (fits && path.split('/').count() == template.split('/').count()).then_some(query)
}
