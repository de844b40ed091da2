//! Mails: written in the transaction of what they tell of, sent at least once (OPS-MAIL-01).
//!
//! ```text
//!              ┌── accepted ──────────────► sent
//!   queued ────┤
//!     ▲  ▲     ├── 5xx answer ────────────► bounced ─┐
//!     │  │     │                                      │ an operator
//!     │  └─ deferred ◄── 4xx, no answer, broken       │ retries
//!     │        │                                      │
//!     │        ├── 24 tries ──────────────► failed ───┤
//!     └────────┼───────────────────────────────────────┘
//!              └── what it tells of is over ► expired
//!
//!   withheld: written in place of a mail that goes to nobody, so that known and unknown cost alike
//! ```
//!
//! A mail's content is sealed while it waits and erased once it is sent; in a sandbox it stays
//! readable.

mod delivery;
mod letter;
mod model;
mod ports;
pub mod service;

pub use delivery::{Outcome, settle};
pub use letter::{Letter, LoginIdItem};
pub use model::{
    CapturedMail, Content, Due, Mail, MailAttempt, MailDetail, MailFilter, MailLink, MailState,
    NewMail, Settled,
};
pub use ports::MailStore;
