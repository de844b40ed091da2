//! Which records can be assigned to an address, and why the others cannot: what a preview shows and a
//! sending does.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::decision::{already_granted, assign_again, too_early};
use super::form::{Sending, at, unknown_company};
use super::{Assignable, Assignment, AssignmentState};
use crate::access::SignedIn;
use crate::env::{Env, Tx};
use crate::identity::CompanyState;
use crate::kernel::{Code, Failure, FieldCode, Id, Refusal, Rule, kind, names};

names! {
    /// Why one record of several was not assigned.
    NotSent {
        /// No record of the own company has this id.
        RecordUnknown = "record_unknown",
        /// It is the id of a record of the other kind: a batch has one (ASG-SND-01).
        OtherKind = "record_of_other_kind",
        /// A pending assignment of it to this address exists (ASG-SND-04).
        AlreadyAssigned = "already_assigned",
        /// An accepted assignment of it to this address stands (ASG-SND-04).
        AlreadyGranted = "already_granted",
        /// An assignment of it to this address expired; it may be made again from the morning of
        /// day 8 (ASG-EXP-02).
        TooEarly = "assignment_too_early",
    }
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentItem {
    /// The record's id, as it was named.
    pub record: String,
    /// What the record is called.
    pub name: Option<String>,
    /// Its assignment; absent when it was not assigned, and in a preview.
    pub assignment: Option<Id<kind::Assignment>>,
    /// Why it was not assigned.
    pub refused: Option<NotSent>,
    /// From when it may be, when time is the reason.
    pub available_from: Option<Timestamp>,
}

/// One record before it is assigned.
pub(super) struct Judged {
    named: String,
    pub(super) found: Option<Assignable>,
    pub(super) refused: Option<(NotSent, Option<Timestamp>)>,
    /// The batch of its assignment before, if that is stored as pending.
    pub(super) expired: Option<Id<kind::AssignmentBatch>>,
}

impl Judged {
    pub(super) fn item(self, assignment: Option<Id<kind::Assignment>>) -> SentItem {
        SentItem {
            record: self.named,
            name: self.found.map(|found| found.name),
            assignment,
            refused: self.refused.map(|(why, _)| why),
            available_from: self.refused.and_then(|(_, from)| from),
        }
    }
}

/// What can be assigned and what not; refused as a whole when nothing can.
pub(super) fn judge(
    env: &Env,
    tx: &mut dyn Tx,
    who: &SignedIn,
    sending: &Sending,
    now: Timestamp,
) -> Result<Vec<Judged>, Failure> {
    require_other_company(tx, who, sending)?;
    let ids: Vec<Uuid> = sending.records.iter().filter_map(|(_, id)| *id).collect();
    let found = tx.hold_assignable(who.account.company, sending.kind, &ids)?;
    // Of own records alone: nothing of another company's is looked at, which time would tell.
    let own: Vec<Uuid> = found.iter().map(|found| found.record).collect();
    let latest = tx.latest_assignments(sending.kind, &own, &sending.email)?;
    let judged = sending.records.iter().map(|(named, id)| {
        let found = found.iter().find(|found| Some(found.record) == *id).cloned();
        let before = latest.iter().find(|before| Some(before.record) == *id);
        let refused = match &found {
            None if sending.kind.other().record(named).is_some() => {
                Some((NotSent::OtherKind, None))
            }
            None => Some((NotSent::RecordUnknown, None)),
            Some(_) => before.and_then(|before| why_not_again(env, before, now)),
        };
        let expired = before.filter(|before| before.state == AssignmentState::Pending);
        Judged { named: named.clone(), found, refused, expired: expired.map(|one| one.batch.id) }
    });
    let judged: Vec<Judged> = judged.collect();
    if judged.iter().all(|judged| judged.refused.is_some()) {
        return Err(nothing_sent(env, &judged, &latest).into());
    }
    Ok(judged)
}

/// Why a record may not be assigned again, by the one decision on the assignment before. That nothing
/// goes to the own company was seen for all of them.
fn why_not_again(
    env: &Env,
    before: &Assignment,
    now: Timestamp,
) -> Option<(NotSent, Option<Timestamp>)> {
    let refusal = assign_again(before, &env.settings.assignment, now).err()?;
    Some(match refusal.code {
        Code::AssignmentTooEarly => (NotSent::TooEarly, refusal.available_from),
        Code::AlreadyGranted => (NotSent::AlreadyGranted, None),
        _ => (NotSent::AlreadyAssigned, None),
    })
}

/// Refuses what would go to the own company (ASG-SND-03). A named company is never looked at together
/// with the address: nobody learns here who works where.
fn require_other_company(
    tx: &mut dyn Tx,
    who: &SignedIn,
    sending: &Sending,
) -> Result<(), Failure> {
    let own = who.account.company;
    let to_own = match sending.company {
        Some(named) => named == own,
        None => tx.has_address(own, &sending.email)?,
    };
    if to_own {
        return Err(Refusal::by(Rule::AsgSnd03, Code::OwnCompanyAssignment).into());
    }
    if let Some(named) = sending.company {
        // Held: what names a company that is merged away nobody could accept (ORG-02).
        let stands = tx.hold_company(named)?.is_some_and(|one| one.state == CompanyState::Active);
        if !stands {
            return Err(Refusal::fields(vec![unknown_company()]).into());
        }
    }
    Ok(())
}

/// The refusal when no record could be assigned: one that is true for all of them, or each with its
/// reason.
fn nothing_sent(env: &Env, judged: &[Judged], latest: &[Assignment]) -> Refusal {
    let why = |judged: &Judged| judged.refused.map(|(why, _)| why);
    if judged.iter().all(|judged| why(judged) == Some(NotSent::TooEarly)) {
        // From when all of them may be: that of the one sent last.
        let last = latest.iter().max_by_key(|before| before.batch.sent_at);
        if let Some(last) = last {
            return too_early(last.window(&env.settings.assignment));
        }
    }
    if judged.iter().all(|judged| why(judged) == Some(NotSent::AlreadyGranted)) {
        return already_granted();
    }
    let violations = judged.iter().enumerate().filter_map(|(index, judged)| {
        let (why, from) = judged.refused?;
        Some(match why {
            NotSent::RecordUnknown => at(index, FieldCode::RecordUnknown, Rule::AsgSnd01),
            NotSent::OtherKind => at(index, FieldCode::RecordOfOtherKind, Rule::AsgSnd01),
            NotSent::AlreadyAssigned => at(index, FieldCode::AlreadyAssigned, Rule::AsgSnd04),
            NotSent::AlreadyGranted => at(index, FieldCode::AlreadyGranted, Rule::AsgSnd04),
            NotSent::TooEarly => {
                let violation = at(index, FieldCode::AssignmentTooEarly, Rule::AsgExp02);
                from.iter().fold(violation, |one, from| one.with("available_from", from))
            }
        })
    });
    Refusal::fields(violations.collect())
}
