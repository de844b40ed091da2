//! Companies, members, invitations, offices and terminal users.

mod accept_invitation;
mod companies;
mod current_company;
mod invitations;
mod isolation;
mod members;
mod merge;
mod move_account;
mod offices;
mod portal;
mod terminal_users;
mod unverified;

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply, TestApp};

use crate::account::with;

/// Where operators keep companies.
pub const COMPANIES: &str = "/v1/admin/companies";
/// The own company.
pub const CURRENT: &str = "/v1/companies/current";

/// The administrator of a company that an operator made, whose name is verified.
pub fn administrator(app: &TestApp, operator: &Client, login_id: &str) -> Client {
    let company = app.company(operator, "みなと通関株式会社");
    app.administrator(operator, &company, login_id)
}

/// A body with the reason that operators give.
pub fn because(body: Value) -> Value {
    with(body, json!({ "reason": "Ticket 4711." }))
}

/// Does something that needs no body.
pub fn act(client: &Client, path: &str) -> Reply {
    client.send("POST", path, None)
}

/// Somebody who goes by the version of a resource that they saw last.
pub fn versioned(client: &Client, path: &str) -> Client {
    let seen = client.get(path).expect(200);
    client.with("if-match", seen.header("etag").unwrap())
}

/// The own account's id.
pub fn own_id(client: &Client) -> String {
    client.get("/v1/me").expect(200).text("/id")
}

/// The own company's id.
pub fn own_company(client: &Client) -> String {
    client.get("/v1/me").expect(200).text("/company_id")
}

/// What the trail says of an action on a subject, newest first.
pub fn trail(operator: &Client, action: &str, subject: &str) -> Vec<Value> {
    let query = format!("?action={action}&subject_id={subject}");
    let reply = operator.get(&format!("/v1/admin/audit-entries{query}")).expect(200);
    reply.body["items"].as_array().unwrap().clone()
}

/// The action of this name that a resource tells.
pub fn told(resource: &Value, name: &str) -> Value {
    let actions = resource["actions"].as_array().unwrap();
    let found = actions.iter().find(|action| action["name"] == name);
    found.unwrap_or_else(|| panic!("{name} is not told: {actions:?}")).clone()
}
