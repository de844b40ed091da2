//! The test harness: the very application on its own database, clients with an identity, a clock that
//! is moved and never slept on, a real SMTP server that misbehaves on demand.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

pub mod harness;
pub mod port;
pub mod smtp;
