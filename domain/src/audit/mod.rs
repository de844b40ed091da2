//! The audit trail (OPS-AUD-01): who did what, on whom, when, from where, with which outcome.
//!
//! Entries are only ever added; the database refuses to change or remove one. They hold ids and
//! codes, never secrets, addresses or what was typed.

mod model;
mod ports;
pub mod service;

pub use model::{Action, AuditEntry, AuditFilter, Deed, Subject};
pub use ports::AuditStore;
