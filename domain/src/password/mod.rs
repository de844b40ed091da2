//! Passwords: one policy engine, a policy per kind of account.
//!
//! - [`PasswordPolicy`] is data (PWD-01 to PWD-04), with what it deviates from and what makes up
//!   for it; clients read it before their user types (PWD-05), in words through [`sentences`].
//! - [`check`] names every rule that a candidate breaks, at once, and never repeats it (PWD-06).
//! - The commonest and leaked passwords are shipped inside, in `lists/`; nothing is asked of a
//!   service elsewhere.
//!
//! - A terminal user whose password was forgotten is issued a [`temporary`] one (RIS-TMP-01 to 03), in
//!   one way, whatever the reason (`organization::issue`).
//!
//! That a password was used before is not decided here, for it needs hashing: a policy only says
//! how many are compared ([`PasswordPolicy::generations`]).

mod check;
mod common;
mod mark;
mod personal;
mod policy;
mod ports;
mod sentences;
pub mod temporary;

pub use check::{check, normalised};
pub use personal::Owner;
pub use policy::{Alphabet, Deviation, PasswordPolicy, PolicyName, STANDARD, TERMINAL, policy_of};
pub use ports::{PasswordStore, PresentPassword};
pub use sentences::sentences;
pub use temporary::{IssueSource, TemporaryPassword, TemporaryState};
