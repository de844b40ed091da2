//! Who there is: accounts of persons, companies, offices, terminal users, the realms that they sign in
//! to, and the links that are mailed to them. What is done with them stands in the rooms above:
//! [`crate::account`] and [`crate::organization`].
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
//!
//! A company:
//!
//! ```text
//!   self-registered ─┐
//!   made by operator ┴──► active ── merge (operator) ──► merged: its accounts live on in the other
//! ```

mod account;
mod company;
pub mod corporate_number;
pub mod link;
mod office;
mod ports;

pub use account::{
    Account, AccountFilter, AccountKind, AccountState, AccountView, Authority, Industry, Profile,
    Realm, login_id_form,
};
pub use company::{BusinessRole, Company, CompanyOrigin, CompanyRole, CompanyState, may_rename};
pub use link::{Link, LinkPurpose};
pub use office::{BusinessKind, Manager, Office, Reach, TerminalUsage, TerminalUser};
pub use ports::{AccountStore, CompanyStore, LinkStore, OfficeStore, TerminalStore};
