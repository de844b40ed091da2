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

pub mod calendar;
pub mod closure;
mod model;
pub mod own_change;
pub mod peer;
mod ports;

pub use model::{
    Application, ApplicationDetail, ApplicationState, Contact, NewsItem, NewsTopic, ReceiptNumber,
    ReviewFilter, Reviewable, Step, Target,
};
pub use ports::ReissueStore;
