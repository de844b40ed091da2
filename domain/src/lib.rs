//! The rules of Tegata.
//!
//! One folder per room. From the ground up: [`kernel`], [`audit`], [`calendar`], [`identity`], [`mail`],
//! [`password`], [`access`], [`account`], [`organization`], [`reissue`], [`cargo`], [`assignment`],
//! [`merger`]; each may know those before it. [`mod@env`] stands beside them: the transaction over all. In a
//! room:
//!
//! - `mod.rs` says what the room is for and draws its state diagram;
//! - `model.rs` holds its types, `policy.rs` its limits with the reason beside each;
//! - one file per machine or use case: first its decisions, pure functions of (state, command,
//!   facts, now) that give the next state or a [`kernel::Refusal`] with a rule id; then the use
//!   cases that load, ask the decision and store, in one transaction;
//! - `ports.rs` says what the room needs of a database, one trait for each file of SQL.
//!
//! This crate depends on no framework, no database and no runtime.

pub mod access;
pub mod account;
pub mod assignment;
pub mod audit;
pub mod calendar;
pub mod cargo;
pub mod env;
pub mod identity;
pub mod kernel;
pub mod mail;
pub mod merger;
pub mod organization;
pub mod password;
pub mod reissue;
