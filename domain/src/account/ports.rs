//! What the room needs of the database.

use jiff::Timestamp;

use super::inquiry::{Inquiry, InquiryState};
use crate::kernel::{Guarded, Id, Page, PageRequest, StoreError, kind};

/// Inquiries in the database.
pub trait InquiryStore {
    /// Adds an inquiry.
    fn insert_inquiry(&mut self, inquiry: &Inquiry) -> Result<(), StoreError>;

    /// One inquiry.
    fn inquiry(&mut self, id: Id<kind::Inquiry>) -> Result<Option<Inquiry>, StoreError>;

    /// Inquiries, newest first; of one account when named.
    fn inquiry_page(
        &mut self,
        state: Option<InquiryState>,
        account: Option<Id<kind::Account>>,
        page: PageRequest,
    ) -> Result<Page<Inquiry>, StoreError>;

    /// Answers an open inquiry.
    fn answer_inquiry(
        &mut self,
        id: Id<kind::Inquiry>,
        answer: &str,
        by: Id<kind::Account>,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;
}
