//! The database as use cases see it: one transaction over the stores of all rooms.

use jiff::Timestamp;

use crate::access::AccessStore;
use crate::account::InquiryStore;
use crate::assignment::{AssignmentCarryStore, AssignmentListStore, AssignmentStore};
use crate::audit::AuditStore;
use crate::calendar::ClosureStore;
use crate::cargo::{
    CargoCarryStore, CargoListStore, CargoStore, DeclarationStore, MasterStore, PickupListStore,
    PickupStore,
};
use crate::identity::{AccountStore, CompanyStore, LinkStore, OfficeStore, TerminalStore};
use crate::kernel::{Claim, Digest, Failure, Sealed, StoreError};
use crate::mail::MailStore;
use crate::organization::{InvitationStore, MemberStore};
use crate::password::PasswordStore;
use crate::reissue::{ApplicationStore, NewsStore, ReviewStore};

/// The database. `write` is the only way to change anything.
pub trait Store: Send + Sync {
    /// Runs `work` in one transaction that is committed when it gives `Ok`. `work` may run again
    /// when transactions meet, so it touches nothing but the transaction.
    fn run_write(&self, work: &mut Work<'_>) -> Result<(), Failure>;
    /// Runs `work` on a connection that cannot write.
    fn run_read(&self, work: &mut Work<'_>) -> Result<(), Failure>;
    /// Adds one to a counter's window in a short transaction of its own, and gives the count with it.
    /// It is not waited for that the disk has it: a crash may forgive a count.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn count_apart(&self, bucket: Digest, window: Timestamp) -> Result<u32, StoreError>;
}

/// What a transaction runs.
pub type Work<'a> = dyn FnMut(&mut dyn Tx) -> Result<(), Failure> + 'a;

impl dyn Store {
    /// Changes something, or nothing: one transaction. See [`Store::run_write`].
    pub fn write<T>(
        &self,
        mut work: impl FnMut(&mut dyn Tx) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut result = None;
        self.run_write(&mut |tx| {
            result = Some(work(tx)?);
            Ok(())
        })?;
        result.ok_or_else(|| StoreError::Other("the transaction did not run".to_owned()).into())
    }

    /// Reads something.
    pub fn read<T>(
        &self,
        mut work: impl FnMut(&mut dyn Tx) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut result = None;
        self.run_read(&mut |tx| {
            result = Some(work(tx)?);
            Ok(())
        })?;
        result.ok_or_else(|| StoreError::Other("the query did not run".to_owned()).into())
    }
}

/// A transaction: the stores of all rooms.
pub trait Tx:
    AssignmentCarryStore
    + CargoCarryStore
    + AccessStore
    + AccountStore
    + ApplicationStore
    + AssignmentListStore
    + AssignmentStore
    + AuditStore
    + CargoListStore
    + CargoStore
    + ClockStore
    + ClosureStore
    + CompanyStore
    + DeclarationStore
    + InquiryStore
    + InvitationStore
    + KeepStore
    + LimitStore
    + LinkStore
    + MailStore
    + MasterStore
    + MemberStore
    + NewsStore
    + OfficeStore
    + PasswordStore
    + PickupListStore
    + PickupStore
    + ReviewStore
    + TerminalStore
{
}

/// What an idempotency key kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Keyed hash of the first request's body.
    pub fingerprint: Digest,
    /// The answer; absent when it held a secret.
    pub answer: Option<Sealed>,
}

/// Idempotency keys.
pub trait KeepStore {
    /// Takes the key for this transaction; gives what an earlier one kept under it. A key older
    /// than `expired_before` is free again.
    fn claim_key(
        &mut self,
        claim: &Claim,
        now: Timestamp,
        expired_before: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError>;
    /// What was kept under a key since `expired_before`.
    fn kept_answer(
        &mut self,
        scope: Digest,
        expired_before: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError>;
    /// Keeps the answer with its effect.
    fn keep_answer(&mut self, scope: Digest, answer: &Sealed) -> Result<(), StoreError>;
    /// Forgets keys older than this; at most `limit` of them.
    fn sweep_keys(&mut self, expired_before: Timestamp, limit: i64) -> Result<usize, StoreError>;
}

/// The sandbox clock, kept in the database so that replicas agree.
pub trait ClockStore {
    /// Moves the sandbox clock forward by microseconds.
    fn advance_clock(&mut self, micros: i64) -> Result<(), StoreError>;
}

/// Counters behind the limits, kept in the database so that replicas agree.
pub trait LimitStore {
    /// Adds one to the bucket's window and gives the count with it.
    fn count(&mut self, bucket: Digest, window: Timestamp) -> Result<u32, StoreError>;
    /// The count, without adding.
    fn counted(&mut self, bucket: Digest, window: Timestamp) -> Result<u32, StoreError>;
    /// Forgets windows that began before this; at most `limit` of them.
    fn sweep_counters(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError>;
}
