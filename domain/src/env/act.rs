//! A change while it is made: what a use case works with inside its transaction.

use jiff::Timestamp;

use super::{Env, Tx};
use crate::audit::{AuditEntry, Deed};
use crate::kernel::{Call, Failure, Id, kind};
use crate::mail::Letter;
use crate::mail::service::{Recipient, enqueue, withhold};

/// A change while it is made. When transactions meet it is made again, with another `Act`.
pub struct Act<'a> {
    /// Ports and settings.
    pub env: &'a Env,
    /// The transaction.
    pub tx: &'a mut dyn Tx,
    /// Who calls, from where.
    pub call: &'a Call,
    /// The moment of all that is done, in business time.
    pub now: Timestamp,
}

impl<'a> Act<'a> {
    /// Begins a change, in a transaction that has begun, for a caller who is still what they were when
    /// they were let in: until the transaction ends, nobody ends their session, disables, demotes or moves
    /// them (OPS-AUT-01).
    pub(super) fn begin(env: &'a Env, tx: &'a mut dyn Tx, call: &'a Call) -> Result<Self, Failure> {
        call.require_standing(|session| tx.hold_standing(session))?;
        Ok(Self::unasked(env, tx, call))
    }

    /// Begins a change that asks for nobody's authority: writing down what was refused.
    pub(crate) fn unasked(env: &'a Env, tx: &'a mut dyn Tx, call: &'a Call) -> Self {
        Self { env, tx, call, now: env.clock.now() }
    }

    /// Writes into the audit trail what is done (OPS-AUD-01).
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn audit(&mut self, deed: impl Into<Deed>) -> Result<(), Failure> {
        let entry = self.entry(deed.into());
        Ok(self.tx.append_audit(&entry)?)
    }

    /// The same for many, in few statements.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn audit_all(&mut self, deeds: impl IntoIterator<Item = Deed>) -> Result<(), Failure> {
        let entries: Vec<_> = deeds.into_iter().map(|deed| self.entry(deed)).collect();
        Ok(self.tx.append_audit_entries(&entries)?)
    }

    /// Writes a mail that tells of it into the outbox.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn mail<'r>(
        &mut self,
        to: impl Into<Recipient<'r>>,
        letter: &Letter,
    ) -> Result<Id<kind::Mail>, Failure> {
        enqueue(self.env, self.tx, to.into(), letter)
    }

    /// Writes a mail that goes to nobody, at the same cost: the unknown must not be told by time
    /// (RCV-02).
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn withhold(&mut self, to: Recipient<'_>, letter: &Letter) -> Result<(), Failure> {
        withhold(self.env, self.tx, to, letter)
    }

    fn entry(&self, deed: Deed) -> AuditEntry {
        AuditEntry::of(deed, self.env.id(), self.now, self.call)
    }
}
