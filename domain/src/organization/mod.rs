//! Companies, the tenants, with their members, offices and terminal users.
//!
//! Every account belongs to exactly one company. Self-registration makes a company of one, which its
//! account administers (ACC-REG-12); a typed name never gives membership. Business roles are set by
//! operators only (ORG-01). Company administrators manage what is their own company's: whom they reach
//! is part of each query ([`Reach`](crate::identity::Reach), ORG-03).
//!
//! An invitation:
//!
//! ```text
//!              ┌── accepted by its addressee ──► accepted (an account in the company)
//!   pending ───┼── declined by its addressee ──► declined
//!    ▲   │     └── withdrawn by the company ───► withdrawn
//!    │   └── 7 days pass (evaluated at read): expired; it may be sent again
//!    └────── sent again (a new token, the old one void)
//! ```
//!
//! Offices and terminal users are accounts: `active ◄─► disabled`, as in [`crate::account`].

pub mod acceptance;
pub mod company;
pub mod invitation;
pub mod issue;
pub mod lifecycle;
pub mod mandate;
pub mod member;
mod model;
pub mod office;
mod ports;
pub mod terminal;
pub mod transfer;

pub use mandate::Mandate;
pub use model::{Invitation, InvitationState};
pub use ports::{InvitationStore, MemberStore};
