//! Accounts of persons: registration, my page, recovery, support inquiries, and the operator's side.
//!
//! Source: the account manual of an airline booking portal, 1-1-1 to 1-1-3.
//!
//! An account:
//!
//! ```text
//!   registration link completed ─┐          ┌── disable (operator) ──────────────────► disabled
//!                                ├──► active ┤                                          ▲   │
//!   made by an operator ─────────┘    ▲ ▲ ▲  └── disable (its company) ──► suspended ───┘   │
//!                                     │ │ └───── enable (its company, operator) ──┘         │
//!                                     │ └──────── enable (operator alone) ──────────────────┘
//!                                     │
//!   the lock stands beside it (access::lock): recovery unlocks, disabling stays (RCV-08)
//! ```
//!
//! A mailed link (registration, e-mail change, recovery, first password), see [`link`]:
//!
//! ```text
//!   mailed ──► open ──┬── completed ───────────────► used
//!                     ├── its time passes ─────────► expired
//!                     ├── a newer one, "not me" ───► void
//!                     └── ten tries ───────────────► exhausted
//! ```

pub mod admin;
pub mod correction;
pub mod email_change;
pub mod inquiry;
pub mod link;
mod model;
mod policy;
mod ports;
pub mod profile;
pub mod recovery;
pub mod registration;

pub use link::{Link, LinkPurpose};
pub use model::{
    Account, AccountFilter, AccountKind, AccountState, AccountView, Authority, Industry, Profile,
    login_id_form,
};
pub use policy::AccountPolicy;
pub use ports::AccountStore;
