//! Signing in, sessions, the own password.

pub mod change_password;
pub mod end_session;
pub mod list_sessions;
pub mod prove_password;
pub mod refresh_session;
pub mod sign_in;
pub mod sign_out;
pub mod view;
