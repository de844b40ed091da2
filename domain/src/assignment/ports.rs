//! What the room needs of the database.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Assignable, Assignment, AssignmentState, Batch, CarriedAssignments, InboxItem, SentFilter,
};
use crate::cargo::search::Hits;
use crate::kernel::{
    Digest, EmailAddress, Guarded, Id, Page, PageRequest, RecordKind, StoreError, kind,
};

/// The lists of assignments, sent and received.
pub trait AssignmentListStore {
    /// Those of these records that a company owns, unchanged until the transaction ends.
    fn hold_assignable(
        &mut self,
        company: Id<kind::Company>,
        kind: RecordKind,
        records: &[Uuid],
    ) -> Result<Vec<Assignable>, StoreError>;

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

    /// Batches to an address that were sent at or after `sent_from` and of which a company could accept
    /// something, newest first (ASG-SND-06).
    fn inbox_page(
        &mut self,
        email: &EmailAddress,
        company: Id<kind::Company>,
        sent_from: Timestamp,
        page: PageRequest,
    ) -> Result<Page<InboxItem>, StoreError>;

    /// How many pending assignments of a kind an account could accept now (CGO-LST-04): those to its
    /// address that fewer than `wrong_pins` wrong PINs were given for.
    fn count_acceptable(
        &mut self,
        kind: RecordKind,
        email: &EmailAddress,
        company: Id<kind::Company>,
        sent_from: Timestamp,
        wrong_pins: u32,
    ) -> Result<Hits, StoreError>;
}

/// Assignments in the database.
pub trait AssignmentStore {
    /// Whether an account of a company, whatever its state, has an address (ASG-SND-03).
    fn has_address(
        &mut self,
        company: Id<kind::Company>,
        email: &EmailAddress,
    ) -> Result<bool, StoreError>;

    /// Whether an account of a company has an address, and may use it (ASG-ACC-03).
    fn has_holder(
        &mut self,
        company: Id<kind::Company>,
        email: &EmailAddress,
    ) -> Result<bool, StoreError>;

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
        kind: RecordKind,
        records: &[Uuid],
        email: &EmailAddress,
    ) -> Result<Vec<Assignment>, StoreError>;

    /// An assignment that a company sent.
    fn sent_assignment(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Assignment>,
    ) -> Result<Option<Assignment>, StoreError>;

    /// An assignment of another company through which a company sees its record now.
    fn received_assignment(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Assignment>,
    ) -> Result<Option<Assignment>, StoreError>;

    /// An assignment of another company to an address of which a company may accept something, whatever
    /// became of it.
    fn addressed_assignment(
        &mut self,
        company: Id<kind::Company>,
        email: &EmailAddress,
        id: Id<kind::Assignment>,
    ) -> Result<Option<Assignment>, StoreError>;

    /// An assignment, whoever sent it: an operator's.
    fn assignment(&mut self, id: Id<kind::Assignment>) -> Result<Option<Assignment>, StoreError>;

    /// What an assignment was sent with.
    fn batch_of(
        &mut self,
        id: Id<kind::Assignment>,
    ) -> Result<Option<Id<kind::AssignmentBatch>>, StoreError>;

    /// Whether an account accepted something of a batch for a company that sees it still.
    fn has_accepted(
        &mut self,
        batch: Id<kind::AssignmentBatch>,
        account: Id<kind::Account>,
        company: Id<kind::Company>,
    ) -> Result<bool, StoreError>;

    /// The live batch with this PIN; without one, the newest that had it.
    fn batch_by_pin(&mut self, pin: Digest) -> Result<Option<Batch>, StoreError>;

    /// The assignments of a batch, held until the transaction ends: whoever moves one holds all.
    fn hold_batch(&mut self, id: Id<kind::AssignmentBatch>) -> Result<Vec<Assignment>, StoreError>;

    /// Gives a batch a new PIN and mail, if it was sent again so often before; its wrong PINs are
    /// forgotten.
    fn renew_pin(&mut self, batch: &Batch, pin: Digest) -> Result<Guarded, StoreError>;

    /// Counts a wrong PIN for a batch.
    fn count_wrong_pin(&mut self, id: Id<kind::AssignmentBatch>) -> Result<(), StoreError>;

    /// Which of these records a company sees through an accepted assignment.
    fn granted_among(
        &mut self,
        company: Id<kind::Company>,
        records: &[Uuid],
    ) -> Result<Vec<Uuid>, StoreError>;

    /// Accepts the pending ones among these assignments of a batch; tells how many. The schema refuses a
    /// second grant of a record to a company.
    fn accept_assignments(
        &mut self,
        batch: Id<kind::AssignmentBatch>,
        ids: &[Id<kind::Assignment>],
        account: Id<kind::Account>,
        company: Id<kind::Company>,
        at: Timestamp,
    ) -> Result<usize, StoreError>;

    /// Ends those of these assignments of a batch that are still in the first state; tells how many. The PIN of a
    /// batch without a pending one is another's to have.
    fn end_assignments(
        &mut self,
        batch: Id<kind::AssignmentBatch>,
        ids: &[Id<kind::Assignment>],
        moved: (AssignmentState, AssignmentState),
        at: Timestamp,
    ) -> Result<usize, StoreError>;

    /// Lets an expired assignment be made again early (ASG-EXP-03).
    fn release_assignment(&mut self, id: Id<kind::Assignment>) -> Result<Guarded, StoreError>;

    /// Live batches that were sent before this, oldest first, held until the transaction ends; at most
    /// `limit`. Those that another transaction holds are left to it.
    fn due_batches(
        &mut self,
        sent_before: Timestamp,
        limit: i64,
    ) -> Result<Vec<Id<kind::AssignmentBatch>>, StoreError>;

    /// Assignments of a record that were ever accepted, newest first: who sees and saw it
    /// (ASG-WHY-01).
    fn grants_of(&mut self, kind: RecordKind, record: Uuid) -> Result<Vec<Assignment>, StoreError>;

    /// Notes that the company of these accepted assignments looked at their records.
    fn note_seen(
        &mut self,
        assignments: &[Id<kind::Assignment>],
        at: Timestamp,
    ) -> Result<(), StoreError>;
}

/// What comes along with a company that another one takes over.
pub trait AssignmentCarryStore {
    /// Carries what a company assigned and what was assigned to it to another one that takes it over. A
    /// record is granted once: where both see it, the other's grant stays.
    fn carry_assignments(
        &mut self,
        from: Id<kind::Company>,
        into: Id<kind::Company>,
        at: Timestamp,
    ) -> Result<CarriedAssignments, StoreError>;
}
