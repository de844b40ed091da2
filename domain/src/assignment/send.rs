//! Assigning records to an address (ASG-SND-01 to 04): many at once, as a batch with one PIN and one
//! mail. The PIN stands in the mail alone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::decision::{Command, Relation, decide, too_early};
use super::policy::PIN_MAILS;
use super::{Assignable, Assignment, AssignmentKind, AssignmentState, Batch, Pin};
use crate::access::SignedIn;
use crate::event::{Action, AuditEntry};
use crate::kernel::{
    Call, Code, EmailAddress, Env, Failure, FieldCode, Id, Language, Refusal, Rule, StoreError, Tx,
    Violation, kind, names,
};
use crate::notification::Letter;
use crate::notification::service::{Recipient, enqueue};
use crate::organization::CompanyState;

/// What is to be assigned, as it was typed.
#[derive(Debug)]
pub struct TypedSending {
    /// What is assigned.
    pub kind: String,
    /// The ids of the records.
    pub records: Vec<String>,
    /// The address.
    pub email: String,
    /// The id of the only company that may accept.
    pub company: Option<String>,
    /// The language of the mail; that of the call when none is named.
    pub language: Option<String>,
}

/// The same, read.
struct Sending {
    kind: AssignmentKind,
    /// The records as they were named, each with its number if it is an id of this kind.
    records: Vec<(String, Option<Uuid>)>,
    email: EmailAddress,
    company: Option<Id<kind::Company>>,
    language: Language,
}

names! {
    /// Why one record of several was not assigned.
    NotSent {
        /// No record of the own company has this id.
        RecordUnknown = "record_unknown",
        /// A pending assignment of it to this address exists (ASG-SND-04).
        AlreadyAssigned = "already_assigned",
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

/// What was assigned, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The batch; absent in a preview.
    pub batch: Option<Id<kind::AssignmentBatch>>,
    /// What was assigned.
    pub kind: AssignmentKind,
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

/// Everything that is wrong with it as far as it shows without the database.
pub fn violations(env: &Env, typed: &TypedSending) -> Vec<Violation> {
    read(env, typed, Language::default()).err().unwrap_or_default()
}

fn read(env: &Env, typed: &TypedSending, default: Language) -> Result<Sending, Vec<Violation>> {
    let mut violations = Vec::new();
    let kind = AssignmentKind::named(&typed.kind);
    if kind.is_none() {
        let violation = Violation::new("/kind", FieldCode::NotAllowed).rule(Rule::AsgSnd01);
        violations.push(violation.with("allowed", "cargo, pickup"));
    }
    violations.extend(wrong_list(&typed.records, env.settings.assignment.batch));
    let email = EmailAddress::parse(&typed.email);
    if email.is_none() {
        let violation = Violation::new("/email", FieldCode::EmailInvalid);
        violations.push(violation.rule(Rule::AsgSnd01));
    }
    let company = typed.company.as_ref().map(|typed| typed.parse());
    if matches!(company, Some(Err(_))) {
        violations.push(unknown_company());
    }
    let language = typed.language.as_deref().map_or(Some(default), Language::from_tag);
    if language.is_none() {
        violations.push(Violation::new("/language", FieldCode::NotAllowed));
    }
    match (kind, email, company.transpose(), language) {
        (Some(kind), Some(email), Ok(company), Some(language)) if violations.is_empty() => {
            let records = typed.records.iter().map(|text| (text.clone(), kind.record(text)));
            Ok(Sending { kind, records: records.collect(), email, company, language })
        }
        _ => Err(violations),
    }
}

/// What is wrong with a list of records, whichever they are.
fn wrong_list(records: &[String], max: usize) -> Vec<Violation> {
    let list = |code| Violation::new("/record_ids", code).rule(Rule::AsgSnd01);
    if records.is_empty() {
        return vec![list(FieldCode::Required)];
    }
    if records.len() > max {
        return vec![list(FieldCode::TooLong).with("max", max)];
    }
    let mut seen = std::collections::HashSet::new();
    let repeated = records.iter().enumerate().filter(|(_, text)| !seen.insert(text.as_str()));
    repeated.map(|(index, _)| at(index, FieldCode::Duplicate, Rule::AsgSnd01)).collect()
}

fn at(index: usize, code: FieldCode, rule: Rule) -> Violation {
    Violation::new(format!("/record_ids/{index}"), code).rule(rule)
}

fn unknown_company() -> Violation {
    Violation::new("/company_id", FieldCode::NotAllowed).rule(Rule::AsgSnd03)
}

/// Looks what assigning would give, and changes nothing.
///
/// # Errors
/// [`Code::InvalidFields`], [`Code::OwnCompanyAssignment`], [`Code::AssignmentTooEarly`].
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
        let items = judged.into_iter().map(|judged| judged.item(None)).collect();
        Ok(sent(env, &sending, None, items, now))
    })
}

/// Assigns records to an address: what can be assigned is, and the others say why not.
///
/// # Errors
/// Those of [`preview`] when nothing could be assigned, [`Code::TooManyRequests`].
pub fn send(env: &Env, call: &Call, who: &SignedIn, typed: &TypedSending) -> Result<Sent, Failure> {
    let sending = read(env, typed, call.language).map_err(Refusal::fields)?;
    let now = env.clock.now();
    past_rival(|| {
        env.write_kept(call, |tx| {
            let judged = judge(env, tx, who, &sending, now)?;
            let assigned = judged.iter().filter(|judged| judged.refused.is_none()).count();
            let pin = Pin::new(&*env.entropy);
            let mut batch = new_batch(env, who, &sending, now);
            batch.mail = mail(env, tx, call, &batch, &pin, assigned)?;
            let (items, assignments) = build(env, &batch, judged);
            tx.insert_batch(&batch, pin.digest(&*env.keys), &assignments)?;
            for assignment in &assignments {
                let entry = AuditEntry::new(env, call, now, Action::AssignmentSent);
                tx.append_audit(&entry.on(assignment.id).detail(batch.id.to_string()))?;
            }
            Ok(sent(env, &sending, Some(batch.id), items, now))
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

/// One record before it is assigned.
struct Judged {
    named: String,
    found: Option<Assignable>,
    refused: Option<(NotSent, Option<Timestamp>)>,
}

impl Judged {
    fn item(self, assignment: Option<Id<kind::Assignment>>) -> SentItem {
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
fn judge(
    env: &Env,
    tx: &mut dyn Tx,
    who: &SignedIn,
    sending: &Sending,
    now: Timestamp,
) -> Result<Vec<Judged>, Failure> {
    require_other_company(tx, who, sending)?;
    let ids: Vec<Uuid> = sending.records.iter().filter_map(|(_, id)| *id).collect();
    let found = tx.hold_assignable(who.account.company, sending.kind, &ids)?;
    let latest = tx.latest_assignments(sending.kind, &ids, &sending.email)?;
    let judged = sending.records.iter().map(|(named, id)| {
        let found = found.iter().find(|found| Some(found.record) == *id).cloned();
        let before = latest.iter().find(|before| Some(before.record) == *id);
        let refused = match &found {
            None => Some((NotSent::RecordUnknown, None)),
            Some(_) => before.and_then(|before| why_not_again(env, before, now)),
        };
        Judged { named: named.clone(), found, refused }
    });
    let judged: Vec<Judged> = judged.collect();
    if judged.iter().all(|judged| judged.refused.is_some()) {
        return Err(nothing_sent(env, &judged, &latest).into());
    }
    Ok(judged)
}

/// Why a record may not be assigned again, by the one decision on the assignment before.
fn why_not_again(
    env: &Env,
    before: &Assignment,
    now: Timestamp,
) -> Option<(NotSent, Option<Timestamp>)> {
    let policy = &env.settings.assignment;
    let refusal = decide(before, Command::AssignAgain, Relation::Sender, policy, now).err()?;
    Some(match refusal.code {
        Code::AssignmentTooEarly => (NotSent::TooEarly, refusal.available_from),
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
        let stands = tx.company(named)?.is_some_and(|one| one.state == CompanyState::Active);
        if !stands {
            return Err(Refusal::fields(vec![unknown_company()]).into());
        }
    }
    Ok(())
}

/// The refusal when no record could be assigned: too early for all of them, or each with its reason.
fn nothing_sent(env: &Env, judged: &[Judged], latest: &[Assignment]) -> Refusal {
    let why = |judged: &Judged| judged.refused.map(|(why, _)| why);
    if judged.iter().all(|judged| why(judged) == Some(NotSent::TooEarly)) {
        // From when all of them may be: that of the one sent last.
        let last = latest.iter().max_by_key(|before| before.batch.sent_at);
        if let Some(last) = last {
            return too_early(last.window(&env.settings.assignment));
        }
    }
    let violations = judged.iter().enumerate().filter_map(|(index, judged)| {
        let (why, from) = judged.refused?;
        Some(match why {
            NotSent::RecordUnknown => at(index, FieldCode::RecordUnknown, Rule::AsgSnd01),
            NotSent::AlreadyAssigned => at(index, FieldCode::AlreadyAssigned, Rule::AsgSnd04),
            NotSent::TooEarly => {
                let violation = at(index, FieldCode::AssignmentTooEarly, Rule::AsgExp02);
                from.iter().fold(violation, |one, from| one.with("available_from", from))
            }
        })
    });
    Refusal::fields(violations.collect())
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
    }
}

/// Mails a PIN to the address of a batch (ASG-SND-02).
pub(super) fn mail(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    batch: &Batch,
    pin: &Pin,
    count: usize,
) -> Result<Id<kind::Mail>, Failure> {
    let key = format!("{} {}", batch.company, batch.email.key());
    PIN_MAILS.admit(env, tx, call, &key)?;
    let letter = Letter::AssignmentPin {
        kind: batch.kind,
        company: batch.company_name.clone(),
        company_verified: batch.company_verified,
        count,
        pin: pin.clone(),
        accept_until: env.settings.assignment.window(batch.sent_at).accept_until,
    };
    let recipient = Recipient { address: &batch.email, account: None, language: batch.language };
    enqueue(env, tx, recipient, &letter)
}

/// Runs a transaction again when another one was first: with the same PIN, which is then drawn anew, with
/// an assignment of the same record, or with a grant of it. The second run sees what the first met.
pub(super) fn past_rival<T>(
    mut transaction: impl FnMut() -> Result<T, Failure>,
) -> Result<T, Failure> {
    const RUNS: u32 = 3;
    for _ in 1..RUNS {
        match transaction() {
            Err(Failure::Store(StoreError::Constraint(name))) if name.contains("assignment") => {}
            done => return done,
        }
    }
    transaction()
}
