//! Registration, my page, recovery, inquiries.

mod bodies;
mod change_me;
mod complete_recovery;
mod complete_registration;
mod email_change;
mod file_support_inquiry;
mod password_proof;
mod registration_preview;
mod remind_login_ids;
mod request_recovery;
mod request_registration;

use serde_json::{Value, json};
use tegata_tests::harness::{Client, HOUR, PASSWORD, Reply, TestApp};

use crate::admin::dedicated;

/// A body with some answers in it replaced or added.
pub fn with(mut body: Value, answers: Value) -> Value {
    if let (Some(body), Value::Object(answers)) = (body.as_object_mut(), answers) {
        body.extend(answers);
    }
    body
}

/// A body without one of its fields.
pub fn without(mut body: Value, field: &str) -> Value {
    body.as_object_mut().unwrap().remove(field).unwrap();
    body
}

/// What a registration link is asked for with.
pub fn request_for(app: &TestApp, email: &str) -> Value {
    let terms = app.stranger().get("/v1/terms").expect(200).text("/version");
    json!({ "email": email, "accept_terms": true, "terms_version": terms })
}

/// Somebody who goes by the version that they saw last.
pub fn versioned(client: &Client) -> Client {
    let page = client.get("/v1/me").expect(200);
    client.with("if-match", page.header("etag").unwrap())
}

/// The four items of a person of the harness.
pub fn four_items(login_id: &str) -> Value {
    json!({
        "login_id": login_id,
        "email": format!("{login_id}@example.jp"),
        "full_name": "山田 太郎",
        "phone": "03-1234-5678"
    })
}

/// Asks for recovery with the four items and reads the link's token from the mailbox.
pub fn recovery_link(app: &TestApp, login_id: &str) -> String {
    app.stranger().post("/v1/recoveries", four_items(login_id)).expect(202);
    app.mailed_token(&format!("{login_id}@example.jp"), "recovery_link")
}

/// A new password behind a recovery link.
pub fn new_password(token: &str, password: &str) -> Value {
    json!({ "token": token, "password": password, "password_confirmation": password })
}

/// An account that an operator made, after its owner set the first password.
pub fn signed_in(app: &TestApp, operator: &Client, kind: &str) -> Client {
    let login_id = format!("{}_desk", &kind[..6]);
    operator.post("/v1/admin/accounts", dedicated(kind, &login_id)).expect(201);
    let token = app.mailed_token(&format!("{login_id}@example.jp"), "first_password");
    let done = app.stranger().post("/v1/recoveries/complete", new_password(&token, PASSWORD));
    app.with_token(&done.expect(201).text("/session/access_token"))
}

/// Tries to sign in.
pub fn sign_in(app: &TestApp, login_id: &str, password: &str) -> Reply {
    app.stranger().post("/v1/sessions", json!({ "login_id": login_id, "password": password }))
}

/// Gives wrong passwords until the account locks.
pub fn lock(app: &TestApp, login_id: &str) {
    for _ in 0..5 {
        sign_in(app, login_id, "not-my-password").refused(401, "sign_in_refused", "ACC-LCK-01");
    }
}

/// The id of an account, as operators find it.
pub fn account_id(operator: &Client, login_id: &str) -> String {
    let found = operator.get(&format!("/v1/admin/accounts?login_id={login_id}")).expect(200);
    found.text("/items/0/id")
}

/// An operator does something with an account.
pub fn act(operator: &Client, login_id: &str, action: &str) -> Reply {
    let id = account_id(operator, login_id);
    let reason = json!({ "reason": "Ticket 4711." });
    operator.post(&format!("/v1/admin/accounts/{id}/{action}"), reason)
}

/// Moves to where the windows of all limits begin: a test that counts must not straddle two.
pub fn next_hour(app: &TestApp) {
    let second = app.app.env.clock.real().as_second();
    app.advance_real(HOUR - second.rem_euclid(HOUR));
}

/// How an answer looks from outside: everything but what tells one request from another.
pub fn looks(reply: &Reply) -> (u16, Vec<(String, String)>, Value) {
    let mut headers = reply.headers.clone();
    headers.retain(|(name, _)| !["request-id", "date"].contains(&name.as_str()));
    for (name, value) in &mut headers {
        // How much is left of a limit, and an instant's digits, change from one moment to the next.
        if name.starts_with("ratelimit") || name == "content-length" {
            value.retain(|c| !c.is_ascii_digit());
        }
    }
    let mut body = reply.body.clone();
    for (name, value) in body.as_object_mut().into_iter().flatten() {
        if name.ends_with("_at") {
            *value = json!("an instant");
        }
    }
    (reply.status, headers, body)
}
