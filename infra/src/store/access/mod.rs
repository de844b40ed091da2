//! The SQL of sessions, tokens, devices and guards.

pub(super) mod session;
