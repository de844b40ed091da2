//! Signing in, sessions, and the lock.
//!
//! A guard stands before each login id, known or not, and before each device that signed in before
//! (ACC-LCK-01 to 03). It lives in the database, so that replicas agree and restarts forget nothing:
//!
//! ```text
//!                    ┌── wrong password, fewer than 5 ──┐
//!                    ▼                                  │
//!   open ──────── reserved (a try is taken before the password is hashed)
//!    ▲ ▲             │                │
//!    │ └── right ────┘                └── 5th wrong ──► locked ── the owner is mailed, once
//!    └────── recovery, reissue, an operator ─────────────┘
//! ```
//!
//! The same engine locks three realms. Persons stay locked until they are unlocked. Office codes and
//! terminal ids can be guessed, so their locks pass by themselves, after 1, 5, 15 and 60 minutes; one
//! more wrong password after that locks for the next longer time (ACC-LCK-04).
//!
//! A session:
//!
//! ```text
//!   started ──► live ──┬── sign-out, ended from elsewhere ───────────────► ended
//!                ▲ │   ├── password set anew, account disabled ──────────► ended
//!                └─┘   ├── a spent refresh token comes back ─────────────► ended
//!              refresh └── not refreshed in 14 days, or 90 days old ─────► expired
//! ```
//!
//! Sessions and tokens live on real time; a lock and a password proof on business time.

mod attempt;
mod lock;
mod model;
mod policy;
mod ports;
pub mod service;
mod session;

pub use attempt::{Proof, guard_subject, prove};
pub use lock::{
    Guard, LockPolicy, Reservation, failed, locked, passed, released, reserve, unlocked,
};
pub use model::{
    Device, Holder, RefreshToken, Session, SessionEnd, SignedIn, SignedInOffice, SignedInTerminal,
    System, Who,
};
pub use policy::AccessPolicy;
pub use ports::AccessStore;
pub use session::{Granted, Opened, Opening, grant, open};
