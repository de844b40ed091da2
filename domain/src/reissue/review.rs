//! The reviewers' use cases: the queue, approve, request correction (RIS-REV-01 to 04).

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::application::{answer_due, require_version};
use super::decision::{Command, Relation, conflict, decide};
use super::policy::NOTE_MAX;
use super::telling::{Moved, Told, receipt};
use super::{Application, ApplicationState, NewsTopic, ReviewFilter, Reviewable};
use crate::access::SignedIn;
use crate::account::inquiry::message;
use crate::audit::Action;
use crate::calendar::{Calendar, closure};
use crate::env::{Act, Env, Tx};
use crate::kernel::{
    Call, Code, Failure, Id, Page, PageRequest, Refusal, Rule, TOKYO, kind, tokyo_date,
};
use crate::mail::Letter;
use crate::organization::issue::{Issue, Prepared, issue, prepare};

/// Days that are searched back for a business day.
const SEARCHED: usize = 400;

/// How long an application waits for a reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Business days since the day on which it was filed or corrected last.
    pub business_days: u32,
    /// The business day by whose end it is to be decided.
    pub answer_due: Date,
    /// Whether that day is over.
    pub overdue: bool,
}

/// An application as a reviewer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// The application with its office and history.
    pub reviewable: Reviewable,
    /// How long it waits; absent when it does not.
    pub waiting: Option<Waiting>,
}

impl Reviewed {
    fn new(reviewable: Reviewable, calendar: &Calendar, now: Timestamp) -> Self {
        let application = &reviewable.application;
        let waits = application.state == ApplicationState::Filed;
        let waiting = waits.then(|| Waiting::since(application.submitted_at, calendar, now));
        Self { reviewable, waiting }
    }
}

impl Waiting {
    fn since(submitted_at: Timestamp, calendar: &Calendar, now: Timestamp) -> Self {
        let (submitted, today) = (tokyo_date(submitted_at), tokyo_date(now));
        let answer_due = answer_due(calendar, submitted);
        Self {
            business_days: calendar.business_days_since(submitted, today),
            answer_due,
            overdue: today > answer_due,
        }
    }
}

/// The instant before which an application must have been filed to be overdue now: the beginning of
/// the last business day that is over. Nothing when there is none.
fn overdue_before(calendar: &Calendar, now: Timestamp) -> Option<Timestamp> {
    let mut days = tokyo_date(now).series(-1.day()).skip(1).take(SEARCHED);
    let last = days.find(|day| calendar.day(*day).closed.is_none())?;
    TOKYO.to_timestamp(last.at(0, 0, 0, 0)).ok()
}

/// Which applications a reviewer asks for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// In this state.
    pub state: Option<ApplicationState>,
    /// With this receipt number.
    pub receipt_number: Option<super::ReceiptNumber>,
    /// Of the office with this code.
    pub office_code: Option<String>,
    /// Overdue, or not: of those that wait for a reviewer.
    pub overdue: Option<bool>,
}

/// Applications, longest waiting first.
///
/// # Errors
/// When the store cannot be read.
pub fn queue(env: &Env, query: &Query, page: PageRequest) -> Result<Page<Reviewed>, Failure> {
    let now = env.clock.now();
    env.store.read(|tx| {
        let calendar = closure::calendar(tx)?;
        let edge = overdue_before(&calendar, now).unwrap_or(Timestamp::MIN);
        let filter = ReviewFilter {
            // What was decided is neither overdue nor not.
            state: query.overdue.map_or(query.state, |_| Some(ApplicationState::Filed)),
            receipt_number: query.receipt_number,
            office_code: query.office_code.clone(),
            submitted_before: (query.overdue == Some(true)).then_some(edge),
            submitted_from: (query.overdue == Some(false)).then_some(edge),
        };
        let page = tx.review_page(&filter, page)?;
        let items = page.items.into_iter();
        let items = items.map(|reviewable| Reviewed::new(reviewable, &calendar, now)).collect();
        Ok(Page { items, next: page.next })
    })
}

/// One application.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(env: &Env, id: Id<kind::Application>) -> Result<Reviewed, Failure> {
    env.store.read(|tx| {
        let reviewable = find(tx, id)?;
        Ok(Reviewed::new(reviewable, &closure::calendar(tx)?, env.clock.now()))
    })
}

/// What waits for reviewers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// Applications that wait.
    pub waiting: i64,
    /// How many of them are overdue.
    pub overdue: i64,
    /// For how many seconds the oldest has waited.
    pub oldest_age: i64,
}

/// What waits for reviewers now.
///
/// # Errors
/// When the store cannot be read.
pub fn backlog(env: &Env) -> Result<Backlog, Failure> {
    let now = env.clock.now();
    env.store.read(|tx| {
        let edge = overdue_before(&closure::calendar(tx)?, now).unwrap_or(Timestamp::MIN);
        let (waiting, overdue, oldest) = tx.review_backlog(edge)?;
        let oldest_age = oldest.map_or(0, |oldest| now.duration_since(oldest).as_secs());
        Ok(Backlog { waiting, overdue, oldest_age })
    })
}

/// A reviewer's verdict on what they saw.
#[derive(Debug)]
pub struct Verdict<'a> {
    /// The reviewer.
    pub reviewer: &'a SignedIn,
    /// The application.
    pub id: Id<kind::Application>,
    /// The version that they saw, if they name one.
    pub version: Option<i64>,
}

impl Verdict<'_> {
    /// The application, the state to which the command moves it, or why it does not.
    fn look(
        &self,
        tx: &mut dyn Tx,
        command: Command,
    ) -> Result<(Reviewable, ApplicationState), Failure> {
        let reviewable = find(tx, self.id)?;
        let application = &reviewable.application;
        let state = decide(application, command, self.relation(&reviewable))?;
        require_version(application, self.version)?;
        Ok((reviewable, state))
    }

    fn relation(&self, reviewable: &Reviewable) -> Relation {
        let own = self.reviewer.account.company;
        Relation::of_reviewer(own, &reviewable.application, reviewable.office.company)
    }
}

/// Reads what a reviewer writes to the office.
fn note(typed: &str) -> Result<String, Refusal> {
    message(typed, NOTE_MAX, "/note")
        .map_err(|violation| Refusal::fields(vec![violation.rule(Rule::RisRev01)]))
}

/// Approves an application: each target gets a temporary password, is unlocked and signed out
/// (RIS-REV-03).
///
/// # Errors
/// [`Code::NotFound`], [`Code::OwnCompanyReview`], [`Code::ApplicationStateConflict`],
/// [`Code::TargetIneligible`], [`Code::VersionStale`], [`Code::InvalidFields`],
/// [`Code::Overloaded`].
pub fn approve(
    env: &Env,
    call: &Call,
    verdict: &Verdict<'_>,
    typed: Option<&str>,
) -> Result<Reviewed, Failure> {
    let typed = typed.filter(|typed| !typed.trim().is_empty());
    let note = typed.map(note).transpose()?;
    if let Some(approved) = env.repeated(call)? {
        return Ok(approved);
    }
    let (seen, _) = env.store.read(|tx| verdict.look(tx, Command::Approve))?;
    let targets = seen.application.targets.iter();
    let passwords: Vec<Prepared> = targets.map(|_| prepare(env)).collect::<Result<_, _>>()?;
    pass(env, call, verdict, Command::Approve, note.as_deref(), |act, application| {
        // Other targets than those that passwords were made for.
        if application.version != seen.application.version {
            return Err(conflict(application).into());
        }
        let terminals = application.targets.iter().map(|target| &target.terminal);
        let receivers: Vec<_> = terminals.zip(&passwords).collect();
        issue(act, &receivers, Issue::Reissue(application.id))?;
        let (receipt_number, filed_on) = receipt(application);
        let letter = Letter::ApplicationApproved { receipt_number, filed_on };
        Ok((Action::ApplicationApproved, NewsTopic::ApplicationApproved, letter))
    })
}

/// Asks the office for a correction, in words (RIS-REV-01).
///
/// # Errors
/// [`Code::NotFound`], [`Code::OwnCompanyReview`], [`Code::ApplicationStateConflict`],
/// [`Code::VersionStale`], [`Code::InvalidFields`].
pub fn request_correction(
    env: &Env,
    call: &Call,
    verdict: &Verdict<'_>,
    typed: &str,
) -> Result<Reviewed, Failure> {
    let note = note(typed)?;
    pass(env, call, verdict, Command::RequestCorrection, Some(&note), |_, application| {
        let (receipt_number, filed_on) = receipt(application);
        let letter = Letter::CorrectionRequested { receipt_number, filed_on };
        Ok((Action::CorrectionRequested, NewsTopic::CorrectionRequested, letter))
    })
}

/// Moves an application for a reviewer, exactly once (RIS-REV-04). `effect` is done with the
/// application that was found, and says what to tell.
fn pass(
    env: &Env,
    call: &Call,
    verdict: &Verdict<'_>,
    command: Command,
    note: Option<&str>,
    effect: impl Fn(&mut Act<'_>, &Application) -> Result<Told, Failure>,
) -> Result<Reviewed, Failure> {
    let at = env.clock.now();
    env.write_kept(call, |act| {
        let (Reviewable { application: before, office, steps }, state) =
            verdict.look(act.tx, command)?;
        // First of all: whoever loses has done nothing.
        if !act.tx.move_application(&before, state, at)?.0 {
            return Err(conflict(&find(act.tx, verdict.id)?.application).into());
        }
        let told = effect(act, &before)?;
        let application = before.moved(state, at);
        let by = verdict.reviewer.account.id;
        let moved = Moved { office: &office, application: &application, by, note, at };
        let steps = moved.tell(act, steps, told)?.steps;
        let reviewable = Reviewable { application, office, steps };
        Ok(Reviewed { reviewable, waiting: None })
    })
}

fn find(tx: &mut dyn Tx, id: Id<kind::Application>) -> Result<Reviewable, Failure> {
    tx.reviewable(id)?.ok_or_else(|| Refusal::new(Code::NotFound).into())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn ris_rev_05_an_application_is_overdue_when_the_next_business_day_is_over() {
        let calendar = Calendar::default();
        // Filed on Friday, 2026-11-20; Monday, 23 November, is a national holiday.
        let filed = at("2026-11-20T15:00:00+09:00");
        for (now, business_days, overdue) in [
            ("2026-11-20T23:59:59+09:00", 0, false),
            ("2026-11-23T12:00:00+09:00", 0, false),
            ("2026-11-24T00:00:00+09:00", 1, false),
            ("2026-11-24T23:59:59+09:00", 1, false),
            ("2026-11-25T00:00:00+09:00", 2, true),
        ] {
            let waiting = Waiting::since(filed, &calendar, at(now));
            let expected = Waiting { business_days, answer_due: date(2026, 11, 24), overdue };
            assert_eq!(waiting, expected, "{now}");
        }
    }

    proptest! {
        /// The queue's filter, which is SQL, says what each application says of itself.
        #[test]
        fn the_edge_is_where_applications_become_overdue(filed in 0_i64..60 * 24, now in 0_i64..60 * 24) {
            let calendar = Calendar::default();
            let start = at("2026-12-01T00:00:00+09:00");
            let hour = |hours: i64| crate::kernel::later(start, hours * crate::kernel::HOUR);
            let (filed, now) = (hour(filed.min(now)), hour(now.max(filed)));
            let edge = overdue_before(&calendar, now).unwrap();
            prop_assert_eq!(Waiting::since(filed, &calendar, now).overdue, filed < edge);
        }
    }
}
