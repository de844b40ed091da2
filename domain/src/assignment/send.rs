//! Assigning records to an address (ASG-SND-01 to 04): many at once, as a batch with one PIN and one
//! mail. The PIN stands in the mail alone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use super::judge::NotSent;
use super::judge::{Judged, judge};
use super::life::expire_batch;
use super::policy::PIN_MAILS;
use super::{Assignable, Assignment, AssignmentKind, AssignmentState, Batch, Pin};
use crate::access::SignedIn;
use crate::event::{Action, AuditEntry};
use crate::kernel::{
    Call, Code, EmailAddress, Env, Failure, FieldCode, Id, Language, Refusal, Rule, StoreError, Tx,
    Violation, kind,
};
use crate::notification::Letter;
use crate::notification::service::{Recipient, enqueue};

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
pub(super) struct Sending {
    pub(super) kind: AssignmentKind,
    /// The records as they were named, each with its number if it is an id of this kind.
    pub(super) records: Vec<(String, Option<Uuid>)>,
    pub(super) email: EmailAddress,
    pub(super) company: Option<Id<kind::Company>>,
    language: Language,
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

pub(super) fn at(index: usize, code: FieldCode, rule: Rule) -> Violation {
    Violation::new(format!("/record_ids/{index}"), code).rule(rule)
}

pub(super) fn unknown_company() -> Violation {
    Violation::new("/company_id", FieldCode::NotAllowed).rule(Rule::AsgSnd03)
}

/// Looks what assigning would give, and changes nothing.
///
/// # Errors
/// [`Code::InvalidFields`], [`Code::OwnCompanyAssignment`], [`Code::AssignmentTooEarly`],
/// [`Code::AlreadyGranted`], [`Code::AssignmentMailsLimited`].
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
        let mails = mails_of(who.account.company, &sending.email);
        PIN_MAILS.check(env, tx, &mails).map_err(too_many_mails)?;
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
    let now = env.clock.now();
    past_rival(|| {
        env.write_kept(call, |tx| {
            let judged = judge(env, tx, who, &sending, now)?;
            store_expired(env, tx, call, &judged)?;
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

/// Stores what expired and nothing stored yet, to make room for what is assigned again (ASG-EXP-01). In
/// the order of their ids, so that those who store the same ones wait for each other, and never both.
fn store_expired(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    judged: &[Judged],
) -> Result<(), Failure> {
    let again = judged.iter().filter(|judged| judged.refused.is_none());
    let mut batches: Vec<_> = again.filter_map(|judged| judged.expired).collect();
    batches.sort_unstable_by_key(Id::uuid);
    batches.dedup();
    batches.into_iter().try_for_each(|batch| expire_batch(env, tx, call, batch))
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

/// Mails a PIN to the address of a batch (ASG-SND-02).
pub(super) fn mail(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    batch: &Batch,
    pin: &Pin,
    count: usize,
) -> Result<Id<kind::Mail>, Failure> {
    let admitted = PIN_MAILS.admit(env, tx, call, &mails_of(batch.company, &batch.email));
    admitted.map_err(too_many_mails)?;
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

/// What counts the mails of a company to an address.
fn mails_of(company: Id<kind::Company>, email: &EmailAddress) -> String {
    format!("{company} {}", email.key())
}

/// Says of what there were too many: mails to an address, not calls.
fn too_many_mails(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refusal) if refusal.code == Code::TooManyRequests => {
            Refusal { code: Code::AssignmentMailsLimited, ..*refusal }.into()
        }
        other => other,
    }
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
