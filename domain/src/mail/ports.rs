//! What the room needs of the database.

use std::sync::Arc;

use jiff::Timestamp;

use super::{CapturedMail, Due, Mail, MailAttempt, MailDetail, MailFilter, NewMail, Settled};
use crate::kernel::{Digest, Guarded, Id, Page, PageRequest, StoreError, kind};

/// Mails in the database.
pub trait MailStore {
    /// Writes a mail.
    fn insert_mail(&mut self, mail: &NewMail) -> Result<(), StoreError>;

    /// Leases up to `limit` mails that are due, so that no other worker sends them until then.
    fn lease_mails(
        &mut self,
        now: Timestamp,
        leased_until: Timestamp,
        limit: i64,
    ) -> Result<Vec<Due>, StoreError>;

    /// Ends the leases of mails that were not tried, if this worker still holds them.
    fn give_back_mails(&mut self, untried: &[Arc<Due>]) -> Result<(), StoreError>;

    /// Writes down a try, if this worker still holds the mail. `erase` drops the content.
    fn settle_mail(
        &mut self,
        due: &Due,
        attempt: &MailAttempt,
        settled: Settled,
        erase: bool,
    ) -> Result<Guarded, StoreError>;

    /// Writes down tries that a server took, of those mails that this worker still holds. `erase` drops
    /// the content.
    fn settle_sent(
        &mut self,
        sent: &[(&Due, MailAttempt)],
        at: Timestamp,
        erase: bool,
    ) -> Result<(), StoreError>;

    /// Mails, newest first.
    fn mail_page(
        &mut self,
        filter: &MailFilter,
        page: PageRequest,
    ) -> Result<Page<Mail>, StoreError>;

    /// One mail with its tries.
    fn mail(&mut self, id: Id<kind::Mail>) -> Result<Option<MailDetail>, StoreError>;

    /// Queues a bounced or failed mail again.
    fn retry_mail(
        &mut self,
        id: Id<kind::Mail>,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<Guarded, StoreError>;

    /// What the sandbox mailbox holds, newest first.
    fn captured_mails(
        &mut self,
        recipient_key: Option<Digest>,
        page: PageRequest,
    ) -> Result<Page<CapturedMail>, StoreError>;

    /// How many mails wait, and since when the oldest does.
    fn mail_backlog(&mut self) -> Result<(i64, Option<Timestamp>), StoreError>;

    /// Erases what bounced and failed mails said that are older than this; at most `limit` of them.
    fn erase_ended(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError>;

    /// Removes withheld mails older than this; at most `limit` of them.
    fn sweep_withheld(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError>;
}
