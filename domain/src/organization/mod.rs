//! Companies: the tenants. Every account belongs to exactly one.
//!
//! Self-registration makes a company of one (ACC-REG-12); a typed name never gives membership.

mod model;
mod ports;

pub use model::{Company, CompanyOrigin};
pub use ports::OrganizationStore;
