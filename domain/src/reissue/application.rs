//! The office's use cases: preview, file, correct, withdraw, list, read (RIS-APP-01 to 08).

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::decision::{Command, Relation, conflict, decide};
use super::form::{Form, Named, TypedApplication, read};
use super::policy::SUBMISSIONS;
use super::telling::{Moved, Told, receipt};
use super::{
    Application, ApplicationDetail, ApplicationState, Contact, FilingNotice, NewsTopic, OpenTarget,
    ReceiptNumber, Target, guidance,
};
use crate::access::SignedInOffice;
use crate::audit::Action;
use crate::calendar::{Calendar, closure};
use crate::env::{Env, Tx};
use crate::identity::{AccountState, Office, TerminalUsage, TerminalUser};
use crate::kernel::{
    Call, Code, Failure, FieldCode, Id, Page, PageRequest, Refusal, Rule, StoreError, Unique,
    Violation, kind, tokyo_date,
};
use crate::mail::Letter;

/// An application as it would be filed: the confirm step (RIS-APP-07).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Whom a reviewer contacts.
    pub contact: Contact,
    /// The targets, in the order in which they were named.
    pub targets: Vec<Target>,
    /// The desired registration date.
    pub desired_date: Option<Date>,
    /// What the office is told.
    pub notices: Vec<FilingNotice>,
    /// The business day until which the answer may take, or longer.
    pub answer_due: Date,
}

/// An application that was filed, or corrected and filed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// The application with its history.
    pub detail: ApplicationDetail,
    /// What the office is told.
    pub notices: Vec<FilingNotice>,
}

/// Everything that is wrong with a form as far as it shows without the database.
pub fn violations(env: &Env, typed: &TypedApplication) -> Vec<Violation> {
    read(typed, tokyo_date(env.clock.now())).violations
}

/// Looks what filing would give, and changes nothing.
///
/// # Errors
/// [`Code::InvalidFields`] with every violation at once.
pub fn preview(
    env: &Env,
    who: &SignedInOffice,
    typed: &TypedApplication,
) -> Result<Preview, Failure> {
    env.store.read(|tx| check(tx, &who.office, typed, None, env.clock.now()))
}

/// Files an application (RIS-APP-01): it gets its receipt number, and both contacts a mail.
///
/// # Errors
/// Those of [`preview`], [`Code::TooManyRequests`], [`Code::ReceiptNumbersExhausted`].
pub fn file(
    env: &Env,
    call: &Call,
    who: &SignedInOffice,
    typed: &TypedApplication,
) -> Result<Filed, Failure> {
    let (office, now) = (&who.office, env.clock.now());
    past_rival(|| {
        env.write_kept(call, |act| {
            let preview = check(act.tx, office, typed, None, now)?;
            SUBMISSIONS.admit(act, &office.id.to_string())?;
            // After all that can be refused: others who file wait for it from here on.
            let receipt_number = next_receipt_number(act.tx)?;
            let application = Application {
                id: env.id(),
                office: office.id,
                company: office.company,
                receipt_number,
                state: ApplicationState::Filed,
                guidance_version: guidance::VERSION.to_owned(),
                contact: preview.contact.clone(),
                desired_date: preview.desired_date,
                targets: preview.targets.clone(),
                language: office.language,
                version: 1,
                filed_at: now,
                submitted_at: now,
                updated_at: now,
            };
            act.tx.insert_application(&application)?;
            let told = received(&application, Action::ApplicationFiled, preview.answer_due);
            let detail = moved(office, &application).tell(act, Vec::new(), told)?;
            Ok(Filed { detail, notices: preview.notices })
        })
    })
}

/// Replaces what an application says and files it again, under the same receipt number (RIS-REV-02). A
/// dry run checks everything and changes nothing.
///
/// # Errors
/// [`Code::NotFound`], [`Code::ApplicationStateConflict`], [`Code::VersionStale`], those of [`file()`].
pub fn correct(
    env: &Env,
    call: &Call,
    who: &SignedInOffice,
    correction: &Correction<'_>,
    dry_run: bool,
) -> Result<Filed, Failure> {
    let (office, now) = (&who.office, env.clock.now());
    if dry_run {
        return env.store.read(|tx| {
            let (ApplicationDetail { application: before, steps }, corrected, preview) =
                correction.check(tx, office, now)?;
            let application = Application { version: before.version, ..corrected };
            let detail = ApplicationDetail { application, steps };
            Ok(Filed { detail, notices: preview.notices })
        });
    }
    past_rival(|| {
        env.write(call, |act| {
            let (ApplicationDetail { application: before, steps }, corrected, preview) =
                correction.check(act.tx, office, now)?;
            SUBMISSIONS.admit(act, &office.id.to_string())?;
            if !act.tx.replace_application(&corrected, before.state, before.version)?.0 {
                return Err(overtaken(act.tx, office.id, before.id)?.into());
            }
            let told = received(&corrected, Action::ApplicationCorrected, preview.answer_due);
            let detail = moved(office, &corrected).tell(act, steps, told)?;
            Ok(Filed { detail, notices: preview.notices })
        })
    })
}

/// The correction of an application.
#[derive(Debug)]
pub struct Correction<'a> {
    /// The application.
    pub id: Id<kind::Application>,
    /// The version that is corrected; any, when none is named.
    pub version: Option<i64>,
    /// What it is to say.
    pub typed: &'a TypedApplication,
}

impl Correction<'_> {
    /// The application as it is and as it would be, with what its office is told.
    fn check(
        &self,
        tx: &mut dyn Tx,
        office: &Office,
        now: Timestamp,
    ) -> Result<(ApplicationDetail, Application, Preview), Failure> {
        let detail = find(tx, office.id, self.id)?;
        let before = &detail.application;
        let state = decide(before, Command::Correct, Relation::Office)?;
        require_version(before, self.version)?;
        let preview = check(tx, office, self.typed, Some(self.id), now)?;
        let corrected = Application {
            guidance_version: guidance::VERSION.to_owned(),
            contact: preview.contact.clone(),
            desired_date: preview.desired_date,
            targets: preview.targets.clone(),
            language: office.language,
            submitted_at: now,
            ..before.moved(state, now)
        };
        Ok((detail, corrected, preview))
    }
}

/// Withdraws an application (取り下げ); its targets are free for another one.
///
/// # Errors
/// [`Code::NotFound`], [`Code::ApplicationStateConflict`].
pub fn withdraw(
    env: &Env,
    call: &Call,
    who: &SignedInOffice,
    id: Id<kind::Application>,
) -> Result<ApplicationDetail, Failure> {
    let (office, now) = (&who.office, env.clock.now());
    env.write_kept(call, |act| {
        let present = find(act.tx, office.id, id)?;
        let before = &present.application;
        let state = decide(before, Command::Withdraw, Relation::Office)?;
        if !act.tx.move_application(before, state, now)?.0 {
            return Err(overtaken(act.tx, office.id, id)?.into());
        }
        let application = before.moved(state, now);
        let (receipt_number, filed_on) = receipt(&application);
        let letter = Letter::ApplicationWithdrawn { receipt_number, filed_on };
        let told = (Action::ApplicationWithdrawn, NewsTopic::ApplicationWithdrawn, letter);
        moved(office, &application).tell(act, present.steps, told)
    })
}

/// The applications of an office, newest first.
///
/// # Errors
/// When the store cannot be read.
pub fn list(
    env: &Env,
    who: &SignedInOffice,
    state: Option<ApplicationState>,
    page: PageRequest,
) -> Result<Page<Application>, Failure> {
    env.store.read(|tx| Ok(tx.application_page(who.office.id, state, page)?))
}

/// An application of an office, with its history.
///
/// # Errors
/// [`Code::NotFound`], also for one of another office.
pub fn get(
    env: &Env,
    who: &SignedInOffice,
    id: Id<kind::Application>,
) -> Result<ApplicationDetail, Failure> {
    env.store.read(|tx| find(tx, who.office.id, id))
}

/// An application of this office.
pub(super) fn find(
    tx: &mut dyn Tx,
    office: Id<kind::Office>,
    id: Id<kind::Application>,
) -> Result<ApplicationDetail, Failure> {
    tx.application(office, id)?.ok_or_else(|| Refusal::new(Code::NotFound).into())
}

/// Refuses who saw another version than the present one.
pub(super) fn require_version(
    application: &Application,
    version: Option<i64>,
) -> Result<(), Refusal> {
    if version.is_none_or(|version| version == application.version) {
        Ok(())
    } else {
        Err(Refusal::by(Rule::AccPro06, Code::VersionStale))
    }
}

/// The refusal of an office that somebody overtook since the application was read.
fn overtaken(
    tx: &mut dyn Tx,
    office: Id<kind::Office>,
    id: Id<kind::Application>,
) -> Result<Refusal, Failure> {
    Ok(conflict(&find(tx, office, id)?.application))
}

/// Runs a transaction once more when another application that names a target was first: the second
/// run sees that one, and says so (RIS-APP-08).
fn past_rival<T>(mut transaction: impl FnMut() -> Result<T, Failure>) -> Result<T, Failure> {
    match transaction() {
        Err(Failure::Store(StoreError::Taken(Unique::ReissueTarget))) => transaction(),
        done => done,
    }
}

/// The next receipt number (RIS-APP-07).
fn next_receipt_number(tx: &mut dyn Tx) -> Result<ReceiptNumber, Failure> {
    let number = tx.next_receipt_number()?;
    if number.0 <= ReceiptNumber::MAX {
        Ok(number)
    } else {
        Err(Refusal::by(Rule::RisApp07, Code::ReceiptNumbersExhausted).into())
    }
}

/// A move that the office made.
fn moved<'a>(office: &'a Office, application: &'a Application) -> Moved<'a> {
    let at = application.updated_at;
    Moved { office, application, by: office.account(), note: None, at }
}

/// What is told of an application that was filed, or filed again.
fn received(application: &Application, action: Action, answer_from: Date) -> Told {
    let (receipt_number, filed_on) = receipt(application);
    let letter = Letter::ApplicationReceived { receipt_number, filed_on, answer_from };
    (action, NewsTopic::ApplicationReceived, letter)
}

/// Checks a form against what there is. `own` is the application that is corrected.
fn check(
    tx: &mut dyn Tx,
    office: &Office,
    typed: &TypedApplication,
    own: Option<Id<kind::Application>>,
    now: Timestamp,
) -> Result<Preview, Failure> {
    let today = tokyo_date(now);
    let Form { contact, targets, desired_date, mut violations } = read(typed, today);
    let targets = resolve(tx, office.id, &targets, own, &mut violations)?;
    if !violations.is_empty() {
        return Err(Refusal::fields(violations).into());
    }
    let answer_due = answer_due(&closure::calendar(tx)?, today);
    let mut notices = peers(tx, office.id, &targets)?;
    notices.extend(desired_date.map(|desired_date| FilingNotice::ReviewerMayRing { desired_date }));
    notices.push(FilingNotice::AnswerExpected { answer_due });
    Ok(Preview { contact, targets, desired_date, notices, answer_due })
}

/// The business day until which an answer may take (RIS-APP-07). A service that stays closed for more
/// than a year has none; then it is the next day.
pub(super) fn answer_due(calendar: &Calendar, submitted: Date) -> Date {
    let next = || submitted.tomorrow().unwrap_or(submitted);
    calendar.next_business_day(submitted).unwrap_or_else(next)
}

/// The named terminal users of the office that can be applied for; what is wrong with the others is
/// added to the violations.
fn resolve(
    tx: &mut dyn Tx,
    office: Id<kind::Office>,
    named: &[Named],
    own: Option<Id<kind::Application>>,
    violations: &mut Vec<Violation>,
) -> Result<Vec<Target>, Failure> {
    let user_ids: Vec<String> = named.iter().map(|named| named.user_id.clone()).collect();
    let found = tx.terminals_named(office, &user_ids)?;
    let found: BTreeMap<String, TerminalUser> =
        found.into_iter().map(|terminal| (terminal.user_id(), terminal)).collect();
    let ids: Vec<_> = found.values().map(|terminal| terminal.id).collect();
    let mut open = tx.open_targets(&ids)?;
    open.retain(|target| Some(target.application) != own);
    let mut targets = Vec::new();
    for one in named {
        let Some(terminal) = found.get(&one.user_id) else {
            violations.push(unknown(tx, office, one)?);
            continue;
        };
        let rival = open.iter().find(|target| target.terminal == terminal.id);
        match ineligible(one, terminal, rival) {
            Some(violation) => violations.push(violation),
            None => {
                targets.push(Target { terminal: terminal.clone(), reason: one.reason.clone() });
            }
        }
    }
    Ok(targets)
}

/// Why a terminal user cannot be applied for.
fn ineligible(
    named: &Named,
    terminal: &TerminalUser,
    rival: Option<&OpenTarget>,
) -> Option<Violation> {
    let refused = |code, rule| Violation::new(named.pointer(), code).rule(rule);
    if terminal.usage == TerminalUsage::OwnSystem {
        return Some(refused(FieldCode::OwnSystemTerminal, Rule::RisPeer02));
    }
    if terminal.state != AccountState::Active {
        return Some(refused(FieldCode::TerminalDisabled, Rule::RisApp04));
    }
    let applied = refused(FieldCode::AlreadyApplied, Rule::RisApp08);
    rival.map(|rival| applied.with("receipt_number", rival.receipt_number))
}

/// The refusal of a user id that is not the office's: with those of its own that look alike, and the
/// same whether another office has it or nobody (RIS-HINT-01).
fn unknown(
    tx: &mut dyn Tx,
    office: Id<kind::Office>,
    named: &Named,
) -> Result<Violation, StoreError> {
    let alike = tx.terminals_alike(office, &named.user_id)?;
    let refused = Violation::new(named.pointer(), FieldCode::TerminalUnknown);
    if alike.is_empty() {
        return Ok(refused.rule(Rule::RisApp04));
    }
    let alike: Vec<String> = alike.iter().map(TerminalUser::user_id).collect();
    Ok(refused.rule(Rule::RisHint01).with("lookalikes", alike.join(", ")))
}

/// For each target that another terminal user could initialise, who that is (RIS-APP-05). Who is a
/// target too is no help.
fn peers(
    tx: &mut dyn Tx,
    office: Id<kind::Office>,
    targets: &[Target],
) -> Result<Vec<FilingNotice>, StoreError> {
    let terminals: Vec<&TerminalUser> = targets.iter().map(|target| &target.terminal).collect();
    let peers = tx.peers_of(office, &terminals)?;
    let notices = terminals.iter().filter_map(|terminal| {
        let peer = peers.iter().find(|peer| peer.starts_with(&terminal.user_code))?;
        let (user_id, peer_user_id) = (terminal.user_id(), peer.clone());
        Some(FilingNotice::PeerIsFaster { user_id, peer_user_id })
    });
    Ok(notices.collect())
}
