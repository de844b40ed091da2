//! Trying a PIN: the first of the two transactions of an acceptance. It loads what is known of the try,
//! asks [`super::pin`] and stores what the try costs; that stays, whatever is answered.

use jiff::Timestamp;
use uuid::Uuid;

use super::decision::{Command, Relation, decide, seconds_until};
use super::pin::{Alone, AtAssignment, Counts, Found, Knock, Target, alone, at_assignment};
use super::policy::PIN_PAUSES;
use super::{Assignment, AssignmentState, Batch};
use crate::access::{Guard, SignedIn, failed, locked};
use crate::audit::{Action, Deed};
use crate::env::{Act, Env, Tx};
use crate::kernel::{
    Call, Code, Digest, EmailAddress, Failure, Id, Purpose, RecordKind, Refusal, Rule, kind,
};

/// A PIN as it was presented.
pub(super) struct Presented {
    pub(super) kind: RecordKind,
    pub(super) pin: Digest,
    pub(super) assignment: Option<Id<kind::Assignment>>,
}

/// The batch that the PIN opens for the caller.
///
/// # Errors
/// [`Code::PinPaused`], [`Code::PinUnknown`], [`Code::PinClosed`], [`Code::PinOfOtherKind`],
/// [`Code::AddressedToColleague`], [`Code::OwnCompanyAssignment`].
pub(super) fn knock(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    presented: &Presented,
) -> Result<Id<kind::AssignmentBatch>, Failure> {
    // A refusal is no failure of this transaction: what it counts and writes down stays.
    let (knock, now) = env.write(call, |act| Ok((tried(act, who, presented)?, act.now)))?;
    match knock {
        Knock::Opens(batch) => Ok(batch),
        Knock::Paused(until) => Err(paused(now, until).into()),
        Knock::Refused(refusal, _) => Err((*refusal).into()),
    }
}

/// One try: at an assignment that is addressed to the caller, or with the PIN alone.
fn tried(act: &mut Act<'_>, who: &SignedIn, presented: &Presented) -> Result<Knock, Failure> {
    let now = act.now;
    let named = match presented.assignment {
        Some(id) => act.tx.addressed_assignment(who.account.company, &who.account.email, id)?,
        None => None,
    };
    if let Some(named) = named {
        let batch = named.batch.id;
        let facts = facts_at(act.env, act.tx, who, presented, &named, now)?;
        let knock = at_assignment(presented.kind, facts);
        if let Knock::Refused(refusal, counts) = &knock {
            if *counts == Counts::AtBatch {
                act.tx.count_wrong_pin(batch)?;
            }
            write_down(act, Some(batch), refusal)?;
        }
        return Ok(knock);
    }
    let guard = pin_guard(act.env, act.tx, who)?;
    let facts = facts_alone(act.env, act.tx, who, presented, &guard, now)?;
    let batch = facts.found.as_ref().map(|found| found.target.id);
    let knock = alone(presented.kind, facts);
    if let Knock::Refused(refusal, counts) = &knock {
        if *counts == Counts::AtAccount {
            act.tx.put_guard(&failed(&guard, PIN_PAUSES, now).0)?;
        }
        write_down(act, batch, refusal)?;
    }
    Ok(knock)
}

/// What is known of a try at an assignment. Its batch is held, so that no more wrong ones are looked at
/// than may be.
fn facts_at(
    env: &Env,
    tx: &mut dyn Tx,
    who: &SignedIn,
    presented: &Presented,
    named: &Assignment,
    now: Timestamp,
) -> Result<AtAssignment, Failure> {
    let (batch, policy) = (&named.batch, &env.settings.assignment);
    let held = tx.hold_batch(batch.id)?;
    // As it is now that it is held.
    let wrong_pins = held.first().map_or(batch.wrong_pins, |one| one.batch.wrong_pins);
    Ok(AtAssignment {
        target: Target { id: batch.id, kind: batch.kind },
        right: tx.batch_by_pin(presented.pin)?.is_some_and(|found| found.id == batch.id),
        exhausted: wrong_pins >= policy.wrong_pins,
        waits: held.iter().any(|one| one.state_at(policy, now) == AssignmentState::Pending),
        accepted: held.iter().any(|one| one.accepted_by == Some(who.account.id)),
    })
}

/// What is known of a try with a PIN alone. A PIN that opens nothing, and one for others, ask the same
/// questions: time must not tell them apart (ASG-ACC-05).
fn facts_alone(
    env: &Env,
    tx: &mut dyn Tx,
    who: &SignedIn,
    presented: &Presented,
    guard: &Guard,
    now: Timestamp,
) -> Result<Alone, Failure> {
    if let Some(until) = locked(guard, PIN_PAUSES, now).flatten() {
        return Ok(Alone { paused_until: Some(until), found: None });
    }
    let (account, own) = (who.account.id, who.account.company);
    let Some(batch) = found(tx, presented)? else {
        tx.has_holder(own, &EmailAddress::nobody())?;
        tx.has_accepted(Id::from_uuid(Uuid::nil()), account, own)?;
        return Ok(Alone { paused_until: None, found: None });
    };
    let relation = relation(tx, who, &batch)?;
    let keeps = tx.has_accepted(batch.id, account, own)?;
    let why_not = match relation {
        // They are told whose it is, so that there is nothing to hide in the time it takes.
        Relation::Sender | Relation::Colleague => {
            let (held, policy) = (tx.hold_batch(batch.id)?, &env.settings.assignment);
            let decided =
                held.first().map(|one| decide(one, Command::Accept, relation, policy, now));
            decided.and_then(Result::err)
        }
        _ => None,
    };
    let target = Target { id: batch.id, kind: batch.kind };
    Ok(Alone { paused_until: None, found: Some(Found { target, relation, keeps, why_not }) })
}

/// The batch with the PIN; with an assignment's id, if it is of that batch. Without the PIN, an id opens
/// nothing, and without the id, a PIN for another one does not.
fn found(tx: &mut dyn Tx, presented: &Presented) -> Result<Option<Batch>, Failure> {
    let batch = tx.batch_by_pin(presented.pin)?;
    let Some(id) = presented.assignment else { return Ok(batch) };
    let named = tx.batch_of(id)?;
    Ok(batch.filter(|batch| Some(batch.id) == named))
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

/// Writes a refused try down.
fn write_down(
    act: &mut Act<'_>,
    batch: Option<Id<kind::AssignmentBatch>>,
    refusal: &Refusal,
) -> Result<(), Failure> {
    let deed = Deed::from(Action::AssignmentRefused).refused(refusal.code);
    act.audit(match batch {
        Some(batch) => deed.on(batch),
        None => deed,
    })
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
