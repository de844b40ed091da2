//! Cargo records, pickup requests and master data.

mod awb;
mod bulk;
mod change;
pub mod dangerous_goods;
mod explain;
mod export;
mod hints;
mod list;
mod master;
mod merge;
mod pickup;
mod plans;
mod register;
mod timing;
mod visibility;

use serde_json::{Value, json};
use tegata::http::{App, Turn, Turns};
use tegata_tests::harness::{Client, TestApp};

/// Where cargo records are.
pub const CARGO: &str = "/v1/cargo-records";
/// Where pickup requests are.
pub const PICKUPS: &str = "/v1/pickup-requests";

/// Takes every turn, as others would who are at work.
pub fn all_turns(turns: &Turns) -> Vec<Turn> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let turn = |_| runtime.block_on(turns.next()).expect("a turn");
    (0..App::TURNS).map(turn).collect()
}

/// A valid air waybill number with this prefix and serial.
pub fn awb(prefix: u32, serial: u32) -> String {
    format!("{prefix:03}-{serial:07}{}", serial % 7)
}

/// Gives a person's company these business roles (ORG-01).
pub fn qualify(operator: &Client, person: &Client, roles: &[&str]) {
    let company = person.get("/v1/companies/current").expect(200).text("/id");
    let body = json!({ "business_roles": roles, "reason": "Contract 1." });
    operator
        .with("if-match", "*")
        .patch(&format!("/v1/admin/companies/{company}"), body)
        .expect(200);
}

/// A person whose company has these business roles.
pub fn trader(app: &TestApp, operator: &Client, login_id: &str, roles: &[&str]) -> Client {
    let person = app.person(login_id);
    qualify(operator, &person, roles);
    person
}

/// A consolidator's person.
pub fn consolidator(app: &TestApp) -> Client {
    trader(app, &app.operator(), "taro_cargo", &["consolidator"])
}

/// The least that registers a cargo record.
pub fn record(serial: u32) -> Value {
    json!({ "direction": "import", "mawb": awb(131, serial) })
}

/// The least that makes a pickup request.
pub fn request(serial: u32) -> Value {
    json!({
        "awbs": [awb(131, serial)], "shed": "成田第一上屋",
        "scheduled_at": "2026-11-24T10:00:00+09:00"
    })
}

/// The same body with other members put in.
pub fn with(mut body: Value, more: Value) -> Value {
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    body
}

/// Lets somebody else's company see records of a kind: assigns them to an address and accepts.
pub fn share(app: &TestApp, from: &Client, kind: &str, ids: &[&str], to: (&Client, &str)) {
    let body = json!({ "kind": kind, "record_ids": ids, "email": to.1 });
    from.post("/v1/assignments", body).expect(201);
    let mail = app.mail(to.1, "assignment_pin");
    let text = mail.to_string();
    let is_pin = |word: &&str| {
        word.len() == 9
            && word.as_bytes()[4] == b'-'
            && word.bytes().all(|b| b == b'-' || b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let pin = words.find(is_pin).expect("a PIN in the mail");
    let path = if kind == "cargo" { CARGO } else { PICKUPS };
    let accept = format!("{path}/assignment-acceptances");
    to.0.post(&accept, json!({ "pin": pin })).expect(200);
}
