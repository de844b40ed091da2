//! What the room needs of the database.

use super::Company;
use crate::kernel::{Id, StoreError, kind};

/// Companies in the database.
pub trait OrganizationStore {
    /// Adds a company.
    fn insert_company(&mut self, company: &Company) -> Result<(), StoreError>;
    /// The company that runs this system, if it was made.
    fn operating_company(&mut self) -> Result<Option<Company>, StoreError>;
    /// Gives the company another name.
    fn rename_company(&mut self, id: Id<kind::Company>, name: &str) -> Result<(), StoreError>;
}
