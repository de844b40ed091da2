//! Signing in, sessions, the own password.

mod change_password;
mod end_session;
mod lanes;
mod list_sessions;
mod prove_password;
mod refresh_session;
mod sign_in;
mod sign_in_limits;
mod sign_out;
mod standing;
pub mod timing;
mod tokens;

use serde_json::{Value, json};
use tegata_tests::harness::{PASSWORD, TestApp};

/// A sign-in with the tests' password.
fn right(login_id: &str) -> Value {
    json!({ "login_id": login_id, "password": PASSWORD })
}

/// A sign-in with another.
fn wrong(login_id: &str) -> Value {
    json!({ "login_id": login_id, "password": "not-my-password" })
}

/// Types so many wrong passwords.
#[track_caller]
fn mistype(app: &TestApp, login_id: &str, times: usize) {
    for _ in 0..times {
        let refused = app.stranger().post("/v1/sessions", wrong(login_id));
        refused.refused(401, "sign_in_refused", "ACC-LCK-01");
    }
}
