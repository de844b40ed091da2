//! What the room needs of the database.

use super::{AuditEntry, AuditFilter};
use crate::kernel::{Id, Page, PageRequest, StoreError, kind};

/// The audit trail in the database.
pub trait AuditStore {
    /// Adds an entry.
    fn append_audit(&mut self, entry: &AuditEntry) -> Result<(), StoreError>;

    /// Adds entries, in few statements.
    fn append_audit_entries(&mut self, entries: &[AuditEntry]) -> Result<(), StoreError>;

    /// Entries, newest first.
    fn audit_page(
        &mut self,
        filter: &AuditFilter,
        page: PageRequest,
    ) -> Result<Page<AuditEntry>, StoreError>;

    /// What an account did and what was done to it, newest first.
    fn security_history(
        &mut self,
        account: Id<kind::Account>,
        page: PageRequest,
    ) -> Result<Page<AuditEntry>, StoreError>;
}
