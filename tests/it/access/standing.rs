//! Who may call is judged again in the transaction that acts: what was taken away while the body was on
//! its way does not outlive its end.

use serde_json::{Value, json};
use tegata_tests::harness::{Client, TestApp, Wire};
use tegata_tests::on_both;

use crate::organization::{COMPANIES, CURRENT, act, because, own_company, own_id, versioned};

/// Those who meet.
struct Cast {
    operator: Client,
    /// Another administrator of the company.
    boss: Client,
    /// Who calls.
    caller: Client,
}

/// What is done to the caller while the call is on its way, and what the caller is then told.
type Blow = (fn(&Cast), u16, &'static str);

/// From the least to the most; the first is the positive control.
const BLOWS: &[Blow] = &[
    (|_| (), 201, ""),
    (disabled, 401, "session_ended"),
    (suspended, 401, "session_ended"),
    (demoted, 403, "not_company_administrator"),
    (signed_out, 401, "session_ended"),
    // They may still call; but what they were let in for is read anew.
    (roles_changed, 409, "concurrent_change"),
];

fn disabled(cast: &Cast) {
    let path = format!("/v1/admin/accounts/{}/disable", own_id(&cast.caller));
    cast.operator.post(&path, because(json!({}))).expect(200);
}

fn suspended(cast: &Cast) {
    act(&cast.boss, &format!("{CURRENT}/members/{}/disable", own_id(&cast.caller))).expect(200);
}

fn demoted(cast: &Cast) {
    let path = format!("{CURRENT}/members/{}", own_id(&cast.caller));
    cast.boss.with("if-match", "*").patch(&path, json!({ "company_role": "member" })).expect(200);
}

fn signed_out(cast: &Cast) {
    cast.caller.send("DELETE", "/v1/sessions/current", None).expect(204);
}

fn roles_changed(cast: &Cast) {
    let path = format!("{COMPANIES}/{}", own_company(&cast.caller));
    let change = because(json!({ "business_roles": ["consolidator"] }));
    versioned(&cast.operator, &path).patch(&path, change).expect(200);
}

/// A call of which the caller sent the head and half of the body.
fn half_sent(app: &TestApp, caller: &Client, path: &str, body: &Value) -> (Wire, String) {
    let body = body.to_string();
    let token = caller.sends("authorization").expect("signed in");
    let mut wire = Wire::open(app);
    let (first, rest) = body.split_at(body.len() / 2);
    wire.say(format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Authorization: {token}\r\nContent-Length: {}\r\n\r\n{first}",
        body.len()
    ));
    // Time to be let in; whoever is not yet is refused at the door, which is right as well.
    std::thread::park_timeout(std::time::Duration::from_millis(200));
    (wire, rest.to_owned())
}

on_both! {
    /// ORG-03: an administrator who is none any more when the transaction begins changes nothing.
    fn what_was_taken_away_meanwhile_is_gone(app) {
        let operator = app.operator();
        for (number, (blow, status, code)) in BLOWS.iter().enumerate() {
            let company = app.company(&operator, &format!("みなと通関{number}株式会社"));
            let boss = app.administrator(&operator, &company, &format!("boss_{number}_cargo"));
            let caller = app.administrator(&operator, &company, &format!("caller_{number}_cargo"));
            let cast = Cast { operator: operator.clone(), boss, caller };
            let email = format!("guest{number}@example.jp");
            let body = json!({ "email": email, "company_role": "member" });
            let path = format!("{CURRENT}/invitations");
            let (mut wire, rest) = half_sent(app, &cast.caller, &path, &body);
            blow(&cast);
            let reply = wire.say(rest).reply();
            assert_eq!(reply.status, *status, "{number}: {}", reply.text);
            assert_eq!(reply.body["code"].as_str().unwrap_or_default(), *code, "{number}");
            let sent = cast.boss.get(&path).expect(200).text.contains(&email);
            assert_eq!(sent, *status == 201, "{number}: {}", reply.text);
        }
    }
}
