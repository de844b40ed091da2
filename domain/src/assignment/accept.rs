//! Accepting an assignment with the PIN of its mail (ASG-ACC-01 to 08).
//!
//! Two transactions. The first looks whether the PIN opens something for the caller; it counts wrong ones
//! and keeps the count, whatever is answered (`super::knock`, and `super::pin` for what it decides). The
//! second accepts, exactly once.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::decision::{Command, conflict, decide, unknown};
use super::knock::{Presented, knock, pin_guard, relation};
use super::mail::tell_sender;
use super::place::periods;
use super::policy::PIN_PAUSES;
use super::rival::past_rival;
use super::{Assignment, AssignmentState, Batch};
use crate::access::{SignedIn, passed};
use crate::audit::Action;
use crate::cargo::search::Period;
use crate::env::{Act, Env};
use crate::kernel::{
    Call, Code, Digest, Failure, FieldCode, Id, Pin, RecordKind, Refusal, Rule, Violation, kind,
};
use crate::mail::Letter;

/// An acceptance, as it was typed.
#[derive(Debug)]
pub struct TypedAcceptance {
    /// The PIN.
    pub pin: String,
    /// The id of an assignment of the batch, where the client knows it.
    pub assignment: Option<String>,
}

/// One record of an acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedItem {
    /// Its assignment.
    pub assignment: Id<kind::Assignment>,
    /// The record.
    pub record: Uuid,
    /// What it is called.
    pub name: String,
    /// Its place in lists.
    pub at: Timestamp,
    /// Whether it was accepted; otherwise the company sees the record already.
    pub accepted: bool,
}

/// What was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// The batch.
    pub batch: Id<kind::AssignmentBatch>,
    /// What was assigned.
    pub kind: RecordKind,
    /// The company that assigned it.
    pub company_name: String,
    /// The records.
    pub items: Vec<AcceptedItem>,
    /// Periods in which they list: each a search that is allowed (ASG-ACC-08).
    pub periods: Vec<Period>,
}

/// Everything that is wrong with it as far as it shows without the database.
pub fn violations(typed: &TypedAcceptance) -> Vec<Violation> {
    read(typed).err().unwrap_or_default()
}

fn read(typed: &TypedAcceptance) -> Result<(Pin, Option<Id<kind::Assignment>>), Vec<Violation>> {
    let pin = Pin::read(&typed.pin);
    let id = typed.assignment.as_deref().map(str::parse).transpose().map_err(|_| {
        Violation::new("/assignment_id", FieldCode::InvalidFormat).rule(Rule::AsgAcc06)
    });
    match (pin, id) {
        (Ok(pin), Ok(id)) => Ok((pin, id)),
        (pin, id) => Err(pin.err().into_iter().chain(id.err()).collect()),
    }
}

/// Accepts what is pending of the batch that the PIN opens. The account that accepted gets the same
/// answer again while the grant lives (ASG-ACC-07).
///
/// # Errors
/// [`Code::InvalidFields`], [`Code::PinPaused`], [`Code::PinUnknown`], [`Code::PinClosed`],
/// [`Code::PinOfOtherKind`], [`Code::AddressedToColleague`], [`Code::OwnCompanyAssignment`],
/// [`Code::AlreadyVisible`], [`Code::AssignmentExpired`], [`Code::AssignmentEnded`],
/// [`Code::SessionEnded`].
pub fn accept(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    kind: RecordKind,
    typed: &TypedAcceptance,
) -> Result<Acceptance, Failure> {
    let (pin, assignment) = read(typed).map_err(Refusal::fields)?;
    let presented = Presented { kind, pin: pin.digest(&*env.keys), assignment };
    if let Some(accepted) = env.repeated(call)? {
        return Ok(accepted);
    }
    let batch = knock(env, call, who, &presented)?;
    past_rival(|| env.write_kept(call, |act| take(act, who, batch, presented.pin)))
}

/// Accepts what is pending of a batch.
fn take(
    act: &mut Act<'_>,
    who: &SignedIn,
    id: Id<kind::AssignmentBatch>,
    pin: Digest,
) -> Result<Acceptance, Failure> {
    let (now, policy) = (act.now, &act.env.settings.assignment);
    let held = act.tx.hold_batch(id)?;
    let batch = held.first().map(|one| one.batch.clone()).ok_or_else(unknown)?;
    // Sent again since the PIN was looked at.
    if act.tx.batch_by_pin(pin)?.is_none_or(|found| found.id != id) {
        return Err(unknown().into());
    }
    let relation = relation(act.tx, who, &batch)?;
    let decide = |one: &Assignment| decide(one, Command::Accept, relation, policy, now);
    let open: Vec<&Assignment> = held.iter().filter(|one| decide(one).is_ok()).collect();
    let records: Vec<Uuid> = open.iter().map(|one| one.record).collect();
    let visible = act.tx.granted_among(who.account.company, &records)?;
    let (seen, open): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|one| visible.contains(&one.record));
    let before = held.iter().filter(|one| is_kept_by(one, who));
    let mut items: Vec<AcceptedItem> = before.map(|one| item(one, true)).collect();
    if items.is_empty() && open.is_empty() {
        let visible = !seen.is_empty() || held.iter().any(|one| is_kept_for(one, who));
        if visible {
            return Err(Refusal::by(Rule::AsgAcc07, Code::AlreadyVisible).into());
        }
        let telling = held.iter().min_by_key(|one| how_little_it_tells(one.state_at(policy, now)));
        let why = telling.and_then(|one| decide(one).err());
        return Err(why.unwrap_or_else(unknown).into());
    }
    if !open.is_empty() {
        settle(act, who, &batch, &open)?;
    }
    items.extend(open.iter().map(|one| item(one, true)));
    items.extend(seen.iter().map(|one| item(one, false)));
    items.sort_by_key(|item| (item.at, item.assignment.uuid()));
    let periods = periods(items.iter().map(|item| item.at));
    Ok(Acceptance { batch: id, kind: batch.kind, company_name: batch.company_name, items, periods })
}

/// The order in which the states of a batch explain why nothing of it can be accepted: what still waits,
/// then that time is over, then what people did.
const fn how_little_it_tells(state: AssignmentState) -> u8 {
    match state {
        AssignmentState::Pending => 0,
        AssignmentState::Expired => 1,
        AssignmentState::Cancelled => 2,
        AssignmentState::Revoked => 3,
        AssignmentState::Removed => 4,
        AssignmentState::Accepted => 5,
    }
}

/// Whether the account's company sees the record through it.
fn is_kept_for(assignment: &Assignment, who: &SignedIn) -> bool {
    assignment.state == AssignmentState::Accepted
        && assignment.accepted_company == Some(who.account.company)
}

/// Whether the account accepted it, and its company sees the record still.
fn is_kept_by(assignment: &Assignment, who: &SignedIn) -> bool {
    is_kept_for(assignment, who) && assignment.accepted_by == Some(who.account.id)
}

fn item(assignment: &Assignment, accepted: bool) -> AcceptedItem {
    AcceptedItem {
        assignment: assignment.id,
        record: assignment.record,
        name: assignment.record_name.clone(),
        at: assignment.record_at,
        accepted,
    }
}

/// Stores an acceptance, writes it down and tells the sender. The account's wrong PINs are forgotten.
fn settle(
    act: &mut Act<'_>,
    who: &SignedIn,
    batch: &Batch,
    open: &[&Assignment],
) -> Result<(), Failure> {
    let (account, company, now) = (who.account.id, who.account.company, act.now);
    let ids: Vec<Id<kind::Assignment>> = open.iter().map(|one| one.id).collect();
    let accepted = act.tx.accept_assignments(batch.id, &ids, account, company, now)?;
    if accepted != ids.len() {
        return Err(conflict(AssignmentState::Accepted, Command::Accept).into());
    }
    let guard = pin_guard(act.env, act.tx, who)?;
    if let Some(next) = passed(&guard, PIN_PAUSES, now) {
        act.tx.put_guard(&next)?;
    }
    for id in ids {
        act.audit(Action::AssignmentAccepted.on(id).detail(batch.id.to_string()))?;
    }
    let letter = Letter::AssignmentAccepted {
        kind: batch.kind,
        company: who.company.name.clone(),
        email_masked: batch.email.masked(),
        count: open.len(),
        at: now,
    };
    tell_sender(act, batch, &letter)
}
