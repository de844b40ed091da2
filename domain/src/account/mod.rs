//! Accounts of persons: registration, my page, recovery, support inquiries, and the operator's side.
//!
//! Source: the account manual of an airline booking portal, 1-1-1 to 1-1-3.
//!
//! What an account and a mailed link are, and their states: [`crate::identity`].

pub mod admin;
pub mod correction;
pub mod email_change;
pub mod inquiry;
mod policy;
mod ports;
pub mod profile;
pub mod recovery;
pub mod registration;

pub use policy::AccountPolicy;
pub use ports::InquiryStore;
