//! Everybody who calls, who is let in to what, and something real to call it on.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tegata_tests::harness::{Client, PASSWORD, TERMINAL_PASSWORD, TestApp, change};

use super::Operation;
use crate::cargo::dangerous_goods::paint;
use crate::cargo::{CARGO, PICKUPS, qualify, record, request, with};

/// Somebody who is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actor {
    /// A person who administers their company.
    Administrator,
    /// A person of the company who does not.
    Member,
    /// A member of the platform's staff.
    Operator,
    /// An office of the company.
    Office,
    /// A terminal user of the office.
    Terminal,
    /// A terminal user with a temporary password.
    Restricted,
}

use Actor::{Administrator, Member, Office, Operator, Restricted, Terminal};

impl Actor {
    /// All of them.
    pub const ALL: [Self; 6] = [Administrator, Member, Operator, Office, Terminal, Restricted];
}

/// Who is let in, by method (`""` for any) and path (`*` for whatever follows): the first line that
/// fits. An operation that needs a token gets its line by decision.
const ADMITTED: &[(&str, &str, &[Actor])] = &[
    ("DELETE", "/v1/sessions/current", &Actor::ALL),
    ("", "/v1/sessions*", &[Administrator, Member, Operator, Office, Terminal]),
    ("", "/v1/me/security-history", &[Administrator, Member, Operator, Office, Terminal]),
    ("POST", "/v1/me/password", &[Administrator, Member, Operator, Office]),
    ("", "/v1/me*", &[Administrator, Member, Operator]),
    ("GET", "/v1/companies/current", &[Administrator, Member]),
    ("", "/v1/companies/current*", &[Administrator]),
    ("", "/v1/inquiries", &[Administrator, Member]),
    ("", "/v1/cargo-records*", &[Administrator, Member]),
    ("", "/v1/pickup-requests*", &[Administrator, Member]),
    ("", "/v1/master-data*", &[Administrator, Member]),
    ("", "/v1/assignments*", &[Administrator, Member]),
    ("", "/v1/offices/current*", &[Office]),
    ("", "/v1/reissue-applications*", &[Office]),
    ("", "/v1/news", &[Office]),
    ("POST", "/v1/terminal/password", &[Terminal, Restricted]),
    ("", "/v1/terminal*", &[Terminal]),
    ("", "/v1/review/*", &[Operator]),
    ("", "/v1/admin/*", &[Operator]),
];

/// Who is let in to an operation, of those who are signed in.
pub fn admitted(operation: &Operation) -> &'static [Actor] {
    if !operation.signed_in {
        return &Actor::ALL;
    }
    let fits = |(method, path, _): &&(&str, &str, &[Actor])| {
        let at = operation.template.as_str();
        let path = path.strip_suffix('*').map_or(at == *path, |start| at.starts_with(start));
        path && (method.is_empty() || *method == operation.method)
    };
    let line = ADMITTED.iter().find(fits);
    line.unwrap_or_else(|| panic!("{}: nobody decided who is let in", operation.id)).2
}

/// An application whose own limits are out of the way.
pub fn open_app() -> TestApp {
    TestApp::sqlite_with(&[
        ("REQUESTS_PER_CLIENT", "100000"),
        ("MAILS_PER_ADDRESS", "100000"),
        ("FAILURES_PER_CLIENT", "100000"),
        ("LOCK_AFTER", "100000"),
    ])
}

/// Somebody's session.
struct Signed {
    client: Client,
    account: String,
}

/// The actors of one company, signed in.
pub struct Cast<'a> {
    app: &'a TestApp,
    sessions: BTreeMap<Actor, Signed>,
    /// An id of each kind that the document has examples of, and that there is something of.
    ids: Vec<String>,
}

impl<'a> Cast<'a> {
    /// Makes them, and something of each kind, on a business day at ten in the morning.
    pub fn new(app: &'a TestApp) -> Self {
        app.to_opening();
        let operator = app.operator();
        let company = app.company(&operator, "ナックス通関株式会社");
        let administrator = app.administrator(&operator, &company, "jiro_cargo");
        let qualified = json!({ "dangerous_goods_qualified": true });
        administrator.with("if-match", "*").patch("/v1/me", qualified).expect(200);
        let member = app.member(&operator, &company, "hanako_cargo");
        qualify(&operator, &administrator, &["consolidator"]);
        let record = with(record(1), json!({ "special_handling": ["RFL"] }));
        let record = made(&administrator, CARGO, record);
        let declaration = format!("{CARGO}/{record}/dangerous-goods-declaration");
        administrator.put(&declaration, paint()).expect(201);
        let sent = json!({ "kind": "cargo", "record_ids": [record], "email": "shiro@example.jp" });
        let office = app.office(&operator, &company, "1ANAC");
        let office_id = office.get("/v1/offices/current").expect(200).text("/id");
        let make = |user_id| app.terminal(&operator, &office_id, user_id);
        let first_password = |user_id| {
            let notice = format!("/v1/offices/current/terminal-users/{}/notice", make(user_id));
            office.get(&notice).expect(200).text("/temporary_password")
        };
        let at_terminal = app.at_terminal("1ANACA0B", &first_password("1ANACA0B"));
        change(&at_terminal, "1ANACA0B", TERMINAL_PASSWORD).expect(204);
        let temporary = first_password("1ANACA0C");
        let ids = vec![
            member.get("/v1/me").expect(200).text("/id"),
            make("1ANACA0A"),
            invitation(&administrator),
            application(&office, &operator),
            made(&administrator, PICKUPS, request(1)),
            made(&administrator, "/v1/master-data/sheds", json!({ "name": "成田第一上屋" })),
            administrator.post("/v1/assignments", sent).expect(201).text("/items/0/assignment_id"),
            record,
            company,
            office_id,
        ];
        let who = [
            (Administrator, "person", "jiro_cargo", PASSWORD),
            (Member, "person", "hanako_cargo", PASSWORD),
            (Operator, "person", "operator-1", PASSWORD),
            (Office, "office", "1ANAC", PASSWORD),
            (Terminal, "terminal", "1ANACA0B", TERMINAL_PASSWORD),
            (Restricted, "terminal", "1ANACA0C", &temporary),
        ];
        let sessions = who.into_iter().map(|(actor, realm, login_id, password)| {
            let system = (realm == "terminal").then_some("air");
            let body = json!({
                "realm": realm, "system": system, "login_id": login_id, "password": password
            });
            let reply = app.stranger().post("/v1/sessions", body).expect(201);
            let client = app.with_token(&reply.text("/access_token"));
            (actor, Signed { client, account: reply.text("/account_id") })
        });
        Self { app, sessions: sessions.collect(), ids }
    }

    /// One of them.
    pub fn client(&self, actor: Actor) -> Client {
        self.sessions[&actor].client.clone()
    }

    /// Which account that is.
    pub fn account(&self, actor: Actor) -> &str {
        &self.sessions[&actor].account
    }

    /// Somebody who is let in to an operation.
    pub fn caller_of(&self, operation: &Operation) -> Client {
        if operation.signed_in { self.client(admitted(operation)[0]) } else { self.app.stranger() }
    }

    /// A path with ids of what there is in the place of examples.
    pub fn real(&self, path: &str) -> String {
        self.ids.iter().fold(path.to_owned(), |path, id| {
            let (kind, _) = id.split_once('_').expect("a kind");
            path.replace(&format!("{kind}_{EXAMPLE}"), id)
        })
    }
}

/// How the ids of the document's examples go on after their kind.
const EXAMPLE: &str = "01kabd3ns8e9bv4r8j7xq7s0yz";

/// Makes something, and gives its id.
fn made(client: &Client, collection: &str, body: Value) -> String {
    client.post(collection, body).expect(201).text("/id")
}

fn invitation(administrator: &Client) -> String {
    let body = json!({ "email": "shiro@example.jp", "company_role": "member" });
    administrator.post("/v1/companies/current/invitations", body).expect(201).text("/id")
}

/// An application that is to be corrected.
fn application(office: &Client, reviewer: &Client) -> String {
    let guidance = office.get("/v1/reissue-guidance").expect(200).text("/version");
    let body = json!({
        "guidance_version": guidance,
        "contact": {
            "name": "佐々木 花子", "department": "輸出課",
            "phone": "03-1234-5678", "email": "hanako@example.jp"
        },
        "targets": [{ "user_id": "1ANACA0A", "reason": "パスワードを失念したため" }]
    });
    let filed = office.post("/v1/reissue-applications", body).expect(201).text("/application/id");
    let path = format!("/v1/review/reissue-applications/{filed}/request-correction");
    let note = json!({ "note": "対象の利用者IDをご確認ください。" });
    reviewer.with("if-match", "*").post(&path, note).expect(200);
    filed
}
