//! The rules of Tegata.
//!
//! One folder per room, the same room names in every crate: `access`, `account`, `organization`,
//! `password`, `notification`, `event`, and `kernel` for what all of them stand on. In a room:
//!
//! - `mod.rs` says what the room is for and draws its state diagram;
//! - `model.rs` holds its types, `policy.rs` its limits with the reason beside each;
//! - one file per machine or use case: first its decisions, pure functions of (state, command,
//!   facts, now) that give the next state or a [`kernel::Refusal`] with a rule id; then the use
//!   cases that load, ask the decision and store, in one transaction;
//! - `ports.rs` says what the room needs of a database.
//!
//! This crate depends on no framework, no database and no runtime.

pub mod access;
pub mod account;
pub mod assignment;
pub mod cargo;
pub mod event;
pub mod kernel;
pub mod notification;
pub mod organization;
pub mod password;
pub mod reissue;
