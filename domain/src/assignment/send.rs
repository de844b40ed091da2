//! Assigning records to an address (ASG-SND-01 to 04): many at once, as a batch with one PIN and one
//! mail. The PIN stands in the mail alone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::expiry::expire_batch;
use super::form::{Sending, TypedSending, read};
use super::judge::{Judged, SentItem, judge};
use super::mail::{mail_pin, may_mail_pin};
use super::rival::past_rival;
use super::{Assignable, Assignment, AssignmentState, Batch};
use crate::access::SignedIn;
use crate::audit::Action;
use crate::env::{Act, Env};
use crate::kernel::{Call, EmailAddress, Failure, Id, Pin, RecordKind, Refusal, kind};

/// What was assigned, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The batch; absent in a preview.
    pub batch: Option<Id<kind::AssignmentBatch>>,
    /// What was assigned.
    pub kind: RecordKind,
    /// To whom.
    pub email: EmailAddress,
    /// The only company that may accept.
    pub company: Option<Id<kind::Company>>,
    /// Until before here the sender's company may cancel.
    pub cancel_until: Timestamp,
    /// Until before here it may be accepted.
    pub accept_until: Timestamp,
    /// The records, in the order in which they were named.
    pub items: Vec<SentItem>,
}

/// Looks what assigning would give, and changes nothing.
///
/// # Errors
/// [`crate::kernel::Code::InvalidFields`], [`crate::kernel::Code::OwnCompanyAssignment`], [`crate::kernel::Code::AssignmentTooEarly`],
/// [`crate::kernel::Code::AlreadyGranted`], [`crate::kernel::Code::AssignmentMailsLimited`].
pub fn preview(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    typed: &TypedSending,
) -> Result<Sent, Failure> {
    let sending = read(env, typed, call.language).map_err(Refusal::fields)?;
    let now = env.clock.now();
    // Records are looked at as they are for sending, held; nothing of it stays.
    env.store.read(|tx| {
        let judged = judge(env, tx, who, &sending, now)?;
        may_mail_pin(env, tx, who.account.company, &sending.email)?;
        let items = judged.into_iter().map(|judged| judged.item(None)).collect();
        Ok(sent(env, &sending, None, items, now))
    })
}

/// Assigns records to an address: what can be assigned is, and the others say why not.
///
/// # Errors
/// Those of [`preview`].
pub fn send(env: &Env, call: &Call, who: &SignedIn, typed: &TypedSending) -> Result<Sent, Failure> {
    let sending = read(env, typed, call.language).map_err(Refusal::fields)?;
    past_rival(|| {
        env.write_kept(call, |act| {
            let judged = judge(env, act.tx, who, &sending, act.now)?;
            store_expired(act, &judged)?;
            let assigned = judged.iter().filter(|judged| judged.refused.is_none()).count();
            let pin = Pin::new(&*env.entropy);
            let mut batch = new_batch(env, who, &sending, act.now);
            batch.mail = mail_pin(act, &batch, &pin, assigned)?;
            let (items, assignments) = build(env, &batch, judged);
            act.tx.insert_batch(&batch, pin.digest(&*env.keys), &assignments)?;
            for assignment in &assignments {
                act.audit(Action::AssignmentSent.on(assignment.id).detail(batch.id.to_string()))?;
            }
            Ok(sent(env, &sending, Some(batch.id), items, act.now))
        })
    })
}

fn sent(
    env: &Env,
    sending: &Sending,
    batch: Option<Id<kind::AssignmentBatch>>,
    items: Vec<SentItem>,
    now: Timestamp,
) -> Sent {
    let window = env.settings.assignment.window(now);
    Sent {
        batch,
        kind: sending.kind,
        email: sending.email.clone(),
        company: sending.company,
        cancel_until: window.cancel_until,
        accept_until: window.accept_until,
        items,
    }
}

/// Stores what expired and nothing stored yet, to make room for what is assigned again (ASG-EXP-01). In
/// the order of their ids, so that those who store the same ones wait for each other, and never both.
fn store_expired(act: &mut Act<'_>, judged: &[Judged]) -> Result<(), Failure> {
    let again = judged.iter().filter(|judged| judged.refused.is_none());
    let mut batches: Vec<_> = again.filter_map(|judged| judged.expired).collect();
    batches.sort_unstable_by_key(Id::uuid);
    batches.dedup();
    batches.into_iter().try_for_each(|batch| expire_batch(act, batch))
}

/// A batch that is not mailed yet.
fn new_batch(env: &Env, who: &SignedIn, sending: &Sending, now: Timestamp) -> Batch {
    Batch {
        id: env.id(),
        kind: sending.kind,
        company: who.account.company,
        company_name: who.company.name.clone(),
        company_verified: who.company.name_verified,
        sender: who.account.id,
        email: sending.email.clone(),
        named_company: sending.company,
        language: sending.language,
        sent_at: now,
        mailed_at: now,
        resends: 0,
        wrong_pins: 0,
        mail: env.id(),
        mail_state: None,
        live: true,
    }
}

/// The assignments of a batch, and what to say of every record.
fn build(env: &Env, batch: &Batch, judged: Vec<Judged>) -> (Vec<SentItem>, Vec<Assignment>) {
    let (mut items, mut assignments) = (Vec::new(), Vec::new());
    for judged in judged {
        let assignment = match (&judged.found, judged.refused) {
            (Some(found), None) => Some(new_assignment(env, batch, found)),
            _ => None,
        };
        items.push(judged.item(assignment.as_ref().map(|one| one.id)));
        assignments.extend(assignment);
    }
    (items, assignments)
}

fn new_assignment(env: &Env, batch: &Batch, found: &Assignable) -> Assignment {
    Assignment {
        id: env.id(),
        batch: batch.clone(),
        record: found.record,
        record_at: found.at,
        record_name: found.name.clone(),
        state: AssignmentState::Pending,
        accepted_by: None,
        accepted_company: None,
        accepted_company_name: None,
        accepted_at: None,
        ended_at: None,
        released: false,
        first_seen_at: None,
        last_seen_at: None,
        latest: true,
        to_own: false,
    }
}
