//! What the room needs of the database.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Assignment, AssignmentKind, AssignmentState, Batch, SentFilter};
use crate::cargo::search::Hits;
use crate::kernel::{Digest, EmailAddress, Guarded, Id, Page, PageRequest, StoreError, kind};

/// Assignments in the database.
pub trait AssignmentStore {
    /// Adds a batch with its PIN's digest and its assignments. The schema refuses a PIN that a live
    /// batch has, and a second pending assignment of a record to an address (ASG-SND-04).
    fn insert_batch(
        &mut self,
        batch: &Batch,
        pin: Digest,
        assignments: &[Assignment],
    ) -> Result<(), StoreError>;
    /// The newest assignments of these records to an address, one each (ASG-SND-04, ASG-EXP-02).
    fn latest_assignments(
        &mut self,
        kind: AssignmentKind,
        records: &[Uuid],
        email: &EmailAddress,
    ) -> Result<Vec<Assignment>, StoreError>;
    /// An assignment that a company sent.
    fn sent_assignment(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Assignment>,
    ) -> Result<Option<Assignment>, StoreError>;
    /// An assignment, whoever sent it: an operator's, or its addressee's.
    fn assignment(&mut self, id: Id<kind::Assignment>) -> Result<Option<Assignment>, StoreError>;
    /// Assignments that a company sent, newest first.
    fn sent_page(
        &mut self,
        company: Id<kind::Company>,
        filter: &SentFilter,
        page: PageRequest,
    ) -> Result<Page<Assignment>, StoreError>;
    /// Assignments for operators, newest first.
    fn assignment_page(
        &mut self,
        filter: &SentFilter,
        page: PageRequest,
    ) -> Result<Page<Assignment>, StoreError>;
    /// Pending assignments to an address that were sent at or after `sent_from`, by batch, newest
    /// first, with how many each batch holds (ASG-SND-06).
    fn inbox_page(
        &mut self,
        email: &EmailAddress,
        company: Id<kind::Company>,
        sent_from: Timestamp,
        page: PageRequest,
    ) -> Result<Page<(Batch, u32)>, StoreError>;
    /// How many pending assignments of a kind an account could accept now (CGO-LST-04).
    fn count_acceptable(
        &mut self,
        kind: AssignmentKind,
        email: &EmailAddress,
        company: Id<kind::Company>,
        sent_from: Timestamp,
    ) -> Result<Hits, StoreError>;
    /// The batch with this PIN, with its assignments, held until the transaction ends.
    fn batch_by_pin(
        &mut self,
        pin: Digest,
    ) -> Result<Option<(Batch, Vec<Assignment>)>, StoreError>;
    /// A batch with its assignments, held until the transaction ends.
    fn hold_batch(
        &mut self,
        id: Id<kind::AssignmentBatch>,
    ) -> Result<Option<(Batch, Vec<Assignment>)>, StoreError>;
    /// Gives a batch a new PIN and mail, if it was sent again so often before; its wrong PINs are
    /// forgotten.
    fn renew_pin(&mut self, batch: &Batch, pin: Digest) -> Result<Guarded, StoreError>;
    /// Counts a wrong PIN for a batch.
    fn count_wrong_pin(&mut self, id: Id<kind::AssignmentBatch>) -> Result<(), StoreError>;
    /// Accepts a pending assignment. The schema refuses a second grant of a record to a company.
    fn accept(
        &mut self,
        id: Id<kind::Assignment>,
        account: Id<kind::Account>,
        company: Id<kind::Company>,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;
    /// Ends an assignment that is still in `from`. Its PIN opens nothing more when it was the last
    /// pending one of its batch.
    fn end_assignment(
        &mut self,
        id: Id<kind::Assignment>,
        from: AssignmentState,
        to: AssignmentState,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;
    /// Lets an expired assignment be made again early (ASG-EXP-03).
    fn release(&mut self, id: Id<kind::Assignment>) -> Result<Guarded, StoreError>;
    /// Stores as expired what was pending and sent before this; at most `limit`; gives what it was.
    fn expire_assignments(
        &mut self,
        sent_before: Timestamp,
        at: Timestamp,
        limit: i64,
    ) -> Result<Vec<Id<kind::Assignment>>, StoreError>;
    /// Assignments of a record that were ever accepted, newest first: who sees and saw it
    /// (ASG-WHY-01).
    fn grants_of(
        &mut self,
        kind: AssignmentKind,
        record: Uuid,
    ) -> Result<Vec<Assignment>, StoreError>;
    /// Notes that the company of these accepted assignments looked at their records.
    fn note_seen(
        &mut self,
        assignments: &[Id<kind::Assignment>],
        at: Timestamp,
    ) -> Result<(), StoreError>;
}
