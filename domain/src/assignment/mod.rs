//! Assignments: one company lets another see a cargo record or pickup request, and nothing else.
//!
//! Source: the assignment FAQ of an airport cargo cloud, questions 1 to 5. Day 0 is the day of sending,
//! in Japan; the window is one value ([`AssignmentPolicy`]).
//!
//! ```text
//!                 ┌── accepted by the addressee, with PIN, to the end of day 7 ──► accepted
//!                 │                                                                │    │
//!   pending ──────┼── cancelled by the sender's company, to the end of day 6 ──►   │    │ revoked by
//!     │  ▲        │   or by an operator                          cancelled        │    │ the owner
//!     └──┘        └── nobody accepted it by the end of day 7 ───► expired          │    ▼
//!   sent again         (evaluated at read)                         │               │  revoked
//!   (new PIN)                                                      │               │
//!                 again from 06:00 of day 8, or released by an     ▼               ▼
//!                 operator: a new assignment                      …          removed by an operator,
//!                                                                            of the own company
//! ```
//!
//! An accepted one belongs to the company: it outlives the accepting account (ASG-LIFE-01). A pending
//! one follows the address.

pub mod accept;
mod decision;
pub mod expiry;
pub mod form;
pub mod inbox;
mod judge;
mod knock;
pub mod life;
mod mail;
mod model;
mod pin;
mod place;
mod policy;
mod ports;
mod rival;
pub mod send;
pub mod sent;
pub mod visibility;

pub use decision::{Command, Relation, available_until, decide};
pub use judge::{NotSent, SentItem};
pub use model::{
    Assignable, Assignment, AssignmentState, Batch, CarriedAssignments, InboxItem, SentFilter,
};
pub use policy::{AssignmentPolicy, Window};
pub use ports::{AssignmentCarryStore, AssignmentListStore, AssignmentStore};
