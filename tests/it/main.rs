//! The end-to-end suite: one binary. Paths mirror rooms and verbs; `journeys` read as the manuals.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod access;
mod account;
mod admin;
mod assignment;
mod cargo;
mod config;
mod contract;
mod document;
mod frame;
mod idempotency;
mod journeys;
mod log;
mod mail;
mod migrations;

mod operations;
mod organization;
mod outage;
mod plans;
mod race;
mod reference;
mod reissue;
mod replicas;
mod sandbox;
mod terminal;
