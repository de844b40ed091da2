//! Accepting an assignment with the PIN of its mail (ASG-ACC-01 to 08).
//!
//! Two transactions. The first looks whether the PIN opens something for the caller; it counts wrong ones
//! and keeps the count, whatever is answered. The second accepts, exactly once.
//!
//! ```text
//!   PIN ──┬── pauses: too many wrong ones ──────────────────────────► refused, until when
//!         ├── of no batch, or not for this company ──► counted ─────► refused, the same for both
//!         ├── of another kind ────────────────────────────────────► refused, with the right place
//!         ├── addressed to a colleague ───────────────────────────► refused, with whom (masked)
//!         ├── sent by the own company ────────────────────────────► refused
//!         └── of the addressee ──► accepts what is pending of the batch
//! ```

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::decision::{Command, Relation, conflict, decide, unknown};
use super::policy::PIN_PAUSES;
use super::send::past_rival;
use super::{Assignment, AssignmentKind, AssignmentState, Batch, Pin};
use crate::access::{Guard, SignedIn, failed, locked, passed};
use crate::account::AccountState;
use crate::cargo::search::Period;
use crate::event::{Action, AuditEntry};
use crate::kernel::{
    Call, Code, Digest, Env, Failure, FieldCode, Id, Purpose, Refusal, Rule, TOKYO, Tx, Violation,
    kind, tokyo_date,
};
use crate::notification::Letter;
use crate::notification::service::{Recipient, enqueue};

/// An acceptance, as it was typed.
#[derive(Debug)]
pub struct TypedAcceptance {
    /// The PIN.
    pub pin: String,
    /// The id of an assignment of the batch, where the client knows it.
    pub assignment: Option<String>,
}

/// The same, read.
struct Presented {
    kind: AssignmentKind,
    pin: Digest,
    assignment: Option<Id<kind::Assignment>>,
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
    pub kind: AssignmentKind,
    /// The company that assigned it.
    pub company_name: String,
    /// The records.
    pub items: Vec<AcceptedItem>,
    /// Periods in which they list: each a search that is allowed (ASG-ACC-08).
    pub periods: Vec<Period>,
}

/// Everything that is wrong with it as far as it shows without the database.
pub fn violations(typed: &TypedAcceptance) -> Vec<Violation> {
    let id = typed.assignment.as_deref().map(str::parse::<Id<kind::Assignment>>);
    let id = id
        .and_then(Result::err)
        .map(|_| Violation::new("/assignment_id", FieldCode::InvalidFormat).rule(Rule::AsgAcc06));
    Pin::read(&typed.pin).err().into_iter().chain(id).collect()
}

fn read(env: &Env, kind: AssignmentKind, typed: &TypedAcceptance) -> Result<Presented, Failure> {
    let violations = violations(typed);
    let pin = Pin::read(&typed.pin);
    let assignment = typed.assignment.as_deref().and_then(|text| text.parse().ok());
    match pin {
        Ok(pin) if violations.is_empty() => {
            Ok(Presented { kind, pin: pin.digest(&*env.keys), assignment })
        }
        _ => Err(Refusal::fields(violations).into()),
    }
}

/// Accepts what is pending of the batch that the PIN opens. The account that accepted gets the same
/// answer again while the grant lives (ASG-ACC-07).
///
/// # Errors
/// [`Code::InvalidFields`], [`Code::PinPaused`], [`Code::PinUnknown`], [`Code::PinClosed`],
/// [`Code::PinOfOtherKind`], [`Code::AddressedToColleague`], [`Code::OwnCompanyAssignment`],
/// [`Code::AlreadyVisible`], [`Code::AssignmentStateConflict`].
pub fn accept(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    kind: AssignmentKind,
    typed: &TypedAcceptance,
) -> Result<Acceptance, Failure> {
    let presented = read(env, kind, typed)?;
    if let Some(accepted) = env.repeated(call)? {
        return Ok(accepted);
    }
    let batch = env.store.write(|tx| knock(env, tx, call, who, &presented))??;
    past_rival(|| env.write_kept(call, |tx| take(env, tx, call, who, batch, presented.pin)))
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
    if batch.named_company.is_some_and(|named| named != own) {
        return Ok(Relation::Other);
    }
    if who.account.email.key() == batch.email.key() {
        return Ok(Relation::Addressee);
    }
    let colleague = tx.has_address(own, &batch.email)?;
    Ok(if colleague { Relation::Colleague } else { Relation::Other })
}

/// The batch that the PIN opens for the caller, or why it opens none. What is counted and written down
/// stays, so a refusal is no failure of the transaction.
fn knock(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    who: &SignedIn,
    presented: &Presented,
) -> Result<Result<Id<kind::AssignmentBatch>, Refusal>, Failure> {
    let named = match presented.assignment {
        Some(id) => tx.assignment(id)?,
        None => None,
    };
    if let Some(named) = named {
        if relation(tx, who, &named.batch)? == Relation::Addressee {
            return knock_at(env, tx, call, who, presented, &named);
        }
    }
    let guard = pin_guard(env, tx, who)?;
    let now = env.clock.now();
    if let Some(until) = locked(&guard, PIN_PAUSES, now).flatten() {
        return Ok(Err(paused(now, until)));
    }
    // An assignment that is not the caller's to name opens nothing.
    let found = match presented.assignment {
        Some(_) => None,
        None => tx.batch_by_pin(presented.pin)?,
    };
    let Some(batch) = found else {
        tx.put_guard(&failed(&guard, PIN_PAUSES, now).0)?;
        return refused(env, tx, call, None, unknown()).map(Err);
    };
    match relation(tx, who, &batch)? {
        Relation::Addressee => right_kind(env, tx, call, presented, &batch),
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

/// The same for an addressee who names the assignment: wrong PINs close it alone (ASG-ACC-06).
fn knock_at(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    who: &SignedIn,
    presented: &Presented,
    named: &Assignment,
) -> Result<Result<Id<kind::AssignmentBatch>, Refusal>, Failure> {
    let id = named.batch.id;
    // Held, so that no more wrong ones are looked at than may be.
    let held = tx.hold_batch(id)?;
    let Some(batch) = held.first().map(|one| &one.batch) else { return Ok(Err(unknown())) };
    let ever_accepted = held.iter().any(|one| one.accepted_by == Some(who.account.id));
    if batch.wrong_pins >= env.settings.assignment.wrong_pins && !ever_accepted {
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
fn pin_guard(env: &Env, tx: &mut dyn Tx, who: &SignedIn) -> Result<Guard, Failure> {
    let account = who.account.id.uuid();
    let subject = env.keys.keyed(Purpose::Guard, &[b"pin", account.as_bytes()]);
    let real = env.clock.real();
    let guard = tx.guard(subject, None, real)?;
    // A try that is being made now: the guard is not swept away meanwhile.
    Ok(Guard { pending_since: Some(real), ..guard })
}

fn paused(now: Timestamp, until: Timestamp) -> Refusal {
    let seconds = now.duration_until(until).as_secs().max(1);
    Refusal::by(Rule::AsgAcc06, Code::PinPaused).retry_after(seconds).from(until)
}

/// Accepts what is pending of a batch.
fn take(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    who: &SignedIn,
    id: Id<kind::AssignmentBatch>,
    pin: Digest,
) -> Result<Acceptance, Failure> {
    let (now, policy) = (env.clock.now(), &env.settings.assignment);
    let held = tx.hold_batch(id)?;
    let batch = held.first().map(|one| one.batch.clone()).ok_or_else(unknown)?;
    // Sent again since the PIN was looked at.
    if tx.batch_by_pin(pin)?.is_none_or(|found| found.id != id) {
        return Err(unknown().into());
    }
    let relation = relation(tx, who, &batch)?;
    let decide = |one: &Assignment| decide(one, Command::Accept, relation, policy, now);
    let open: Vec<&Assignment> = held.iter().filter(|one| decide(one).is_ok()).collect();
    let records: Vec<Uuid> = open.iter().map(|one| one.record).collect();
    let visible = tx.granted_among(who.account.company, &records)?;
    let (seen, open): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|one| visible.contains(&one.record));
    let before = held.iter().filter(|one| is_kept_by(one, who));
    let mut items: Vec<AcceptedItem> = before.map(|one| item(one, true)).collect();
    if items.is_empty() && open.is_empty() {
        let why = held.iter().find_map(|one| decide(one).err());
        let visible = || Refusal::by(Rule::AsgAcc07, Code::AlreadyVisible);
        return Err(why.filter(|_| seen.is_empty()).unwrap_or_else(visible).into());
    }
    if !open.is_empty() {
        settle(env, tx, call, who, &batch, &open)?;
    }
    items.extend(open.iter().map(|one| item(one, true)));
    items.extend(seen.iter().map(|one| item(one, false)));
    items.sort_by_key(|item| (item.at, item.assignment.uuid()));
    let periods = periods(items.iter().map(|item| item.at));
    Ok(Acceptance { batch: id, kind: batch.kind, company_name: batch.company_name, items, periods })
}

/// Whether the account accepted it, and its company sees the record still.
fn is_kept_by(assignment: &Assignment, who: &SignedIn) -> bool {
    assignment.state == AssignmentState::Accepted
        && assignment.accepted_by == Some(who.account.id)
        && assignment.accepted_company == Some(who.account.company)
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
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    who: &SignedIn,
    batch: &Batch,
    open: &[&Assignment],
) -> Result<(), Failure> {
    let (account, company, now) = (who.account.id, who.account.company, env.clock.now());
    let ids: Vec<Id<kind::Assignment>> = open.iter().map(|one| one.id).collect();
    let accepted = tx.accept_assignments(batch.id, &ids, account, company, now)?;
    if accepted != ids.len() {
        return Err(conflict(AssignmentState::Accepted, Command::Accept).into());
    }
    let guard = pin_guard(env, tx, who)?;
    if let Some(next) = passed(&guard, PIN_PAUSES, now) {
        tx.put_guard(&next)?;
    }
    for id in ids {
        let entry = AuditEntry::new(env, call, now, Action::AssignmentAccepted).on(id);
        tx.append_audit(&entry.detail(batch.id.to_string()))?;
    }
    let letter = Letter::AssignmentAccepted {
        kind: batch.kind,
        company: who.company.name.clone(),
        email_masked: batch.email.masked(),
        count: open.len(),
        at: now,
    };
    tell_sender(env, tx, batch, &letter)
}

/// Mails the sender, if he is still there and wants notices.
pub(super) fn tell_sender(
    env: &Env,
    tx: &mut dyn Tx,
    batch: &Batch,
    letter: &Letter,
) -> Result<(), Failure> {
    let sender = tx.account(batch.sender)?.map(|view| view.account);
    let sender = sender.filter(|sender| {
        sender.state == AccountState::Active
            && sender.company == batch.company
            && sender.profile.notification_mail
    });
    if let Some(sender) = sender {
        let language = sender.profile.language;
        let recipient = Recipient { address: &sender.email, account: Some(sender.id), language };
        enqueue(env, tx, recipient, letter)?;
    }
    Ok(())
}

/// The fewest periods of at most a calendar month each that cover these instants (CGO-LST-02), in whole
/// days of Japan.
fn periods(instants: impl Iterator<Item = Timestamp>) -> Vec<Period> {
    let mut days: Vec<Date> = instants.map(tokyo_date).collect();
    days.sort_unstable();
    let mut spans: Vec<(Date, Date)> = Vec::new();
    for day in days {
        let after = day.saturating_add(1.day());
        match spans.last_mut() {
            Some((from, until)) if after <= from.saturating_add(1.month()) => *until = after,
            _ => spans.push((day, after)),
        }
    }
    let midnight = |day: Date| TOKYO.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX);
    let period = |(from, until)| Period { from: midnight(from), until: midnight(until) };
    spans.into_iter().map(period).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn spans(instants: &[&str]) -> Vec<(String, String)> {
        let periods = periods(instants.iter().map(|text| at(text)));
        let date = |instant| tokyo_date(instant).to_string();
        periods.into_iter().map(|one| (date(one.from), date(one.until))).collect()
    }

    fn span(from: &str, until: &str) -> (String, String) {
        (from.to_owned(), until.to_owned())
    }

    #[test]
    fn asg_acc_08_one_day_is_one_period() {
        let instants = ["2026-12-01T00:00:00+09:00", "2026-12-01T23:59:59+09:00"];
        assert_eq!(spans(&instants), [span("2026-12-01", "2026-12-02")]);
        assert_eq!(spans(&[]), []);
    }

    #[test]
    fn asg_acc_08_no_period_is_longer_than_a_calendar_month() {
        let instants =
            ["2027-01-31T12:00:00+09:00", "2027-02-27T12:00:00+09:00", "2027-02-28T00:00:00+09:00"];
        assert_eq!(
            spans(&instants),
            [span("2027-01-31", "2027-02-28"), span("2027-02-28", "2027-03-01")]
        );
    }
}
