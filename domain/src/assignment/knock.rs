//! Who may try a PIN, and what a wrong one costs: the first of the two transactions of an acceptance.

use jiff::Timestamp;
use uuid::Uuid;

use super::decision::{Command, Relation, decide, seconds_until, unknown};
use super::policy::PIN_PAUSES;
use super::{Assignment, AssignmentState, Batch};
use crate::access::{Guard, SignedIn, failed, locked};
use crate::audit::{Action, AuditEntry};
use crate::env::{Env, Tx};
use crate::kernel::{
    Call, Code, Digest, EmailAddress, Failure, Id, Purpose, RecordKind, Refusal, Rule, kind,
};

/// A PIN as it was presented.
pub(super) struct Presented {
    pub(super) kind: RecordKind,
    pub(super) pin: Digest,
    pub(super) assignment: Option<Id<kind::Assignment>>,
}

/// What an account is to a batch. A named company alone may accept, and the sender's never.
pub(super) fn relation(
    tx: &mut dyn Tx,
    who: &SignedIn,
    batch: &Batch,
) -> Result<Relation, Failure> {
    let own = who.account.company;
    if own == batch.company {
        return Ok(Relation::Sender);
    }
    let may = batch.named_company.is_none_or(|named| named == own);
    if may && who.account.email.key() == batch.email.key() {
        return Ok(Relation::Addressee);
    }
    // Looked at whether it matters or not: time must not tell a PIN for a named company from none.
    let colleague = tx.has_holder(own, &batch.email)?;
    Ok(if may && colleague { Relation::Colleague } else { Relation::Other })
}

/// The batch that the PIN opens for the caller, or why it opens none. What is counted and written down
/// stays, so a refusal is no failure of the transaction.
pub(super) fn knock(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    who: &SignedIn,
    presented: &Presented,
) -> Result<Result<Id<kind::AssignmentBatch>, Refusal>, Failure> {
    let (account, own) = (who.account.id, who.account.company);
    if let Some(id) = presented.assignment
        && let Some(named) = tx.addressed_assignment(own, &who.account.email, id)?
    {
        return knock_at(env, tx, call, who, presented, &named);
    }
    let guard = pin_guard(env, tx, who)?;
    let now = env.clock.now();
    if let Some(until) = locked(&guard, PIN_PAUSES, now).flatten() {
        return Ok(Err(paused(now, until)));
    }
    let Some(batch) = found(tx, presented)? else {
        // As long as for a PIN that another company has: time must not tell them apart.
        tx.has_holder(own, &EmailAddress::nobody())?;
        tx.has_accepted(Id::from_uuid(Uuid::nil()), account, own)?;
        tx.put_guard(&failed(&guard, PIN_PAUSES, now).0)?;
        return refused(env, tx, call, None, unknown()).map(Err);
    };
    let relation = relation(tx, who, &batch)?;
    // Whoever accepted may repeat it, also from another address (ASG-LIFE-01).
    let keeps = tx.has_accepted(batch.id, account, own)?;
    match relation {
        Relation::Addressee => right_kind(env, tx, call, presented, &batch),
        Relation::Colleague | Relation::Other if keeps => {
            right_kind(env, tx, call, presented, &batch)
        }
        Relation::Other => {
            tx.put_guard(&failed(&guard, PIN_PAUSES, now).0)?;
            refused(env, tx, call, Some(&batch), unknown()).map(Err)
        }
        relation => {
            let held = tx.hold_batch(batch.id)?;
            let policy = &env.settings.assignment;
            let decided =
                held.first().map(|one| decide(one, Command::Accept, relation, policy, now));
            let refusal = decided.and_then(Result::err).unwrap_or_else(unknown);
            refused(env, tx, call, Some(&batch), refusal).map(Err)
        }
    }
}

/// The batch with the PIN; with an assignment's id, if it is of that batch. Without the PIN, an id opens
/// nothing, and without the id, a PIN for another one does not.
fn found(tx: &mut dyn Tx, presented: &Presented) -> Result<Option<Batch>, Failure> {
    let batch = tx.batch_by_pin(presented.pin)?;
    let Some(id) = presented.assignment else { return Ok(batch) };
    let named = tx.batch_of(id)?;
    Ok(batch.filter(|batch| Some(batch.id) == named))
}

/// The same for an addressee who names the assignment: wrong PINs close it alone (ASG-ACC-06).
fn knock_at(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    who: &SignedIn,
    presented: &Presented,
    named: &Assignment,
) -> Result<Result<Id<kind::AssignmentBatch>, Refusal>, Failure> {
    let (id, policy) = (named.batch.id, &env.settings.assignment);
    // Held, so that no more wrong ones are looked at than may be.
    let held = tx.hold_batch(id)?;
    let Some(batch) = held.first().map(|one| &one.batch) else { return Ok(Err(unknown())) };
    let ever_accepted = held.iter().any(|one| one.accepted_by == Some(who.account.id));
    // Of what is over nothing is left to close: whoever has its PIN is told what became of it.
    let now = env.clock.now();
    let waits = held.iter().any(|one| one.state_at(policy, now) == AssignmentState::Pending);
    if batch.wrong_pins >= policy.wrong_pins && waits && !ever_accepted {
        let closed = Refusal::by(Rule::AsgAcc06, Code::PinClosed);
        return refused(env, tx, call, Some(batch), closed).map(Err);
    }
    if tx.batch_by_pin(presented.pin)?.is_some_and(|found| found.id == id) {
        return right_kind(env, tx, call, presented, batch);
    }
    tx.count_wrong_pin(id)?;
    refused(env, tx, call, Some(batch), unknown()).map(Err)
}

/// Tells the addressee who came to the wrong list which is the right one (ASG-ACC-02).
fn right_kind(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    presented: &Presented,
    batch: &Batch,
) -> Result<Result<Id<kind::AssignmentBatch>, Refusal>, Failure> {
    if batch.kind == presented.kind {
        return Ok(Ok(batch.id));
    }
    let refusal = Refusal::by(Rule::AsgAcc02, Code::PinOfOtherKind);
    let refusal = refusal.with("kind", batch.kind.as_str());
    refused(env, tx, call, Some(batch), refusal).map(Err)
}

/// Writes a refused try down.
fn refused(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    batch: Option<&Batch>,
    refusal: Refusal,
) -> Result<Refusal, Failure> {
    let entry = AuditEntry::new(env, call, env.clock.now(), Action::AssignmentRefused);
    let entry = entry.refused(refusal.code);
    let entry = match batch {
        Some(batch) => entry.on(batch.id),
        None => entry,
    };
    tx.append_audit(&entry)?;
    Ok(refusal)
}

/// What counts an account's wrong PINs, held until the transaction ends.
pub(super) fn pin_guard(env: &Env, tx: &mut dyn Tx, who: &SignedIn) -> Result<Guard, Failure> {
    let account = who.account.id.uuid();
    let subject = env.keys.keyed(Purpose::Guard, &[b"pin", account.as_bytes()]);
    let real = env.clock.real();
    let guard = tx.guard(subject, None, real)?;
    // A try that is being made now: the guard is not swept away meanwhile.
    Ok(Guard { pending_since: Some(real), ..guard })
}

fn paused(now: Timestamp, until: Timestamp) -> Refusal {
    let wait = seconds_until(now, until);
    Refusal::by(Rule::AsgAcc06, Code::PinPaused).retry_after(wait).from(until)
}
