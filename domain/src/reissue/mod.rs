//! How the people of an office get back in: applications for reissue and their review, the own change
//! and the peer initialisation of terminal users, and the service hours of both.
//!
//! Source: the password reissue flow of a customs single window, slides 1 to 8.
//!
//! An application:
//!
//! ```text
//!                      ┌── approve (reviewer) ─────────────► approved: each target has a temporary
//!                      │                                      password, is unlocked, and signed out
//!   filed ─────────────┼── request correction (reviewer) ──► correction requested
//!     ▲                │                                       │   │
//!     │                └── withdraw (office) ──► withdrawn ◄───┘   │ withdraw (office)
//!     └────────────── correct: file again (office) ────────────────┘
//! ```
//!
//! Exactly one move wins (RIS-REV-04); nothing else moves an application (RIS-REV-02).

pub mod application;
mod decision;
mod filing_notice;
pub mod form;
pub mod guidance;
pub mod id_notice;
mod model;
pub mod news;
pub mod own_change;
pub mod peer;
mod policy;
mod ports;
pub mod review;
mod telling;

pub use decision::{Command, Relation, decide};
pub use filing_notice::FilingNotice;
pub use model::{
    Application, ApplicationDetail, ApplicationState, Contact, NewsItem, NewsTopic, OpenTarget,
    ReceiptNumber, ReviewFilter, Reviewable, Step, Target,
};
pub use ports::{ApplicationStore, NewsStore, ReviewStore};
