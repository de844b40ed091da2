//! The requests of offices, terminal users and reviewers, each with the look at who asks.

use std::sync::Arc;

use jiff::Timestamp;
use tegata_domain::access::{SignedIn, SignedInOffice, SignedInTerminal, Who, service};
use tegata_domain::calendar::Calendar;
use tegata_domain::env::Env;
use tegata_domain::identity::Realm;
use tegata_domain::kernel::{Clock, Code, Failure, Id, PageRequest, PlainPassword, Refusal, kind};
use tegata_domain::reissue::own_change::{self, OwnChange};
use tegata_domain::reissue::review::{self, Query, Verdict};
use tegata_domain::reissue::{ApplicationState, application};

use super::{Ear, Statements, TURNS, call, said, sign_in};
use crate::offices::{self, Fleet, TERMINAL_PASSWORD};
use crate::terminals::EARLIER;
use crate::{Outcome, people};

/// Targets of an application with many, and rows of a full page.
const TARGETS: usize = 10;
const ROWS: usize = 50;
/// How often each request is made.
const TIMES: usize = TURNS + 1;
/// Applications beside those whose filing is counted: together they fill a page, and are no more than
/// an office files in an hour.
const MORE: usize = 30;
/// Terminal users who are applied for; others sign in.
const APPLIED_FOR: usize = TIMES * (1 + TARGETS) + MORE;
/// The office that asks.
const OFFICE: Fleet =
    Fleet { prefix: 'S', offices: 1, terminals: APPLIED_FOR + TIMES, passwords: EARLIER };

/// Counts the statements of each request.
///
/// # Errors
/// When a page costs more statements the more rows it has, or filing more than one for each target.
pub fn count(env: &Env, ear: Ear<'_>) -> Outcome<Vec<Statements>> {
    OFFICE.write(env)?;
    let asking = Asking::new(env, ear).map_err(said)?;
    let mut counted = Vec::from(asking.who_asks()?);
    let small = asking.filing("filing, 1 target", 0, 1)?;
    let filings = [small, asking.filing("filing, 10 targets", TIMES, TARGETS)?];
    require_growth(&filings, TARGETS - 1)?;
    counted.extend(filings);
    for terminal in APPLIED_FOR - MORE..APPLIED_FOR {
        asking.file(terminal..terminal + 1).map_err(said)?;
    }
    for pages in [asking.own_pages()?, asking.review_pages()?] {
        require_growth(&pages, 0)?;
        counted.extend(pages);
    }
    counted.extend(asking.approvals()?);
    counted.push(asking.own_change()?);
    Ok(counted)
}

/// Refuses a request that costs more than so many statements more when it is larger.
fn require_growth([small, large]: &[Statements; 2], most: usize) -> Outcome<()> {
    if large.each <= small.each + most {
        return Ok(());
    }
    let (small, large) = ((small.name, small.each), (large.name, large.each));
    Err(format!("{small:?} grows to {large:?}: at the most {most} more").into())
}

/// An office with its terminal users and a reviewer, signed in.
struct Asking<'a> {
    env: &'a Env,
    ear: Ear<'a>,
    office: String,
    reviewer: String,
    terminals: Vec<String>,
}

impl<'a> Asking<'a> {
    fn new(env: &'a Env, ear: Ear<'a>) -> Result<Self, Failure> {
        let terminal = |number| Self::sign_in_at_terminal(env, number);
        let token = |realm, login_id| {
            sign_in(env, realm, login_id, people::PASSWORD).map(|granted| granted.access_token)
        };
        Ok(Self {
            env,
            ear,
            office: token(Realm::Office, OFFICE.code(0))?,
            reviewer: token(Realm::Person, people::REVIEWER.to_owned())?,
            terminals: (0..TIMES).map(terminal).collect::<Result<_, _>>()?,
        })
    }

    fn sign_in_at_terminal(env: &Env, number: usize) -> Result<String, Failure> {
        let granted = sign_in(env, Realm::Terminal, Self::user_id(number), TERMINAL_PASSWORD)?;
        Ok(granted.access_token)
    }

    /// A terminal user who signs in.
    fn user_id(number: usize) -> String {
        OFFICE.user_id(0, APPLIED_FOR + number)
    }

    fn office(&self) -> Result<SignedInOffice, Failure> {
        match service::authenticate(self.env, &self.office)? {
            Who::Office(who) => Ok(*who),
            Who::Person(_) | Who::Terminal(_) => Err(Refusal::new(Code::WrongActor).into()),
        }
    }

    fn terminal(&self, number: usize) -> Result<SignedInTerminal, Failure> {
        match service::authenticate(self.env, &self.terminals[number])? {
            Who::Terminal(who) => Ok(*who),
            Who::Person(_) | Who::Office(_) => Err(Refusal::new(Code::WrongActor).into()),
        }
    }

    fn reviewer(&self) -> Result<SignedIn, Failure> {
        match service::authenticate(self.env, &self.reviewer)? {
            Who::Person(who) => Ok(*who),
            Who::Office(_) | Who::Terminal(_) => Err(Refusal::new(Code::WrongActor).into()),
        }
    }

    fn who_asks(&self) -> Outcome<[Statements; 3]> {
        Ok([
            self.ear.turns("sign-in at a terminal", |turn| {
                Self::sign_in_at_terminal(self.env, turn).map(drop)
            })?,
            self.ear.turns("`GET /v1/offices/current`", |_| self.office().map(drop))?,
            self.ear.turns("`GET /v1/terminal`", |turn| {
                let who = self.terminal(turn)?;
                let closures = self.env.store.read(|tx| Ok(tx.closures()?))?;
                let now = self.env.clock.now();
                // Open or not, the answer says so.
                let _decision = own_change::decide(&who.terminal, &Calendar::new(closures), now);
                Ok(())
            })?,
        ])
    }

    /// Files for these terminal users, as the endpoint does.
    fn file(&self, terminals: std::ops::Range<usize>) -> Result<(), Failure> {
        let typed = offices::application(terminals.map(|number| OFFICE.user_id(0, number)));
        let who = self.office()?;
        let violations = application::violations(self.env, &typed);
        if !violations.is_empty() {
            return Err(Refusal::fields(violations).into());
        }
        application::file(self.env, &call(self.env), &who, &typed).map(drop)
    }

    fn filing(&self, name: &'static str, first: usize, targets: usize) -> Outcome<Statements> {
        self.ear.turns(name, |turn| {
            let from = first + turn * targets;
            self.file(from..from + targets)
        })
    }

    fn own_pages(&self) -> Outcome<[Statements; 2]> {
        let page = |name, limit| {
            self.ear.turns(name, |_| {
                let page = PageRequest { limit, after: None };
                let listed = application::list(self.env, &self.office()?, None, page)?;
                require_rows(listed.items.len(), limit)
            })
        };
        Ok([page("the office's applications, 1", 1)?, page("the office's applications, 50", ROWS)?])
    }

    fn review_pages(&self) -> Outcome<[Statements; 2]> {
        let page = |name, limit| {
            self.ear.turns(name, |_| {
                self.reviewer()?;
                require_rows(self.queue(limit)?.len(), limit)
            })
        };
        Ok([page("the reviewers' queue, 1", 1)?, page("the reviewers' queue, 50", ROWS)?])
    }

    /// The applications that wait, with the number of their targets.
    fn queue(&self, limit: usize) -> Result<Vec<(Id<kind::Application>, usize)>, Failure> {
        let query = Query { state: Some(ApplicationState::Filed), ..Query::default() };
        let page = review::queue(self.env, &query, PageRequest { limit, after: None })?;
        let found = page.items.into_iter().map(|one| one.reviewable.application);
        Ok(found.map(|one| (one.id, one.targets.len())).collect())
    }

    fn approvals(&self) -> Outcome<[Statements; 2]> {
        let waiting = self.queue(ROWS).map_err(said)?;
        let approval = |name, targets| {
            let fitting = waiting.iter().filter(|(_, number)| *number == targets);
            let ids: Vec<_> = fitting.map(|(id, _)| *id).collect();
            self.ear.turns(name, |turn| {
                let reviewer = &self.reviewer()?;
                let id = *ids.get(turn).ok_or_else(|| Refusal::new(Code::NotFound))?;
                let verdict = Verdict { reviewer, id, version: None };
                review::approve(self.env, &call(self.env), &verdict, None).map(drop)
            })
        };
        Ok([approval("approval, 1 target", 1)?, approval("approval, 10 targets", TARGETS)?])
    }

    fn own_change(&self) -> Outcome<Statements> {
        let env = Env { clock: Arc::new(ServiceHours(self.env.clock.clone())), ..self.env.clone() };
        self.ear.turns("own change at a terminal", |turn| {
            let password = offices::next_password(turn);
            let change = OwnChange {
                user_id: Self::user_id(turn),
                new: PlainPassword::new(password.clone()),
                confirmation: PlainPassword::new(password),
            };
            own_change::change(&env, &call(&env), &self.terminal(turn)?, &change, false)
        })
    }
}

/// A page with fewer rows would prove nothing.
fn require_rows(found: usize, wanted: usize) -> Result<(), Failure> {
    if found == wanted { Ok(()) } else { Err(Refusal::new(Code::NotFound).into()) }
}

/// The same clock, with business time in the next service hours (RIS-CHG-03).
struct ServiceHours(Arc<dyn Clock>);

impl Clock for ServiceHours {
    fn now(&self) -> Timestamp {
        let now = self.0.now();
        Calendar::default().next_opening(now).unwrap_or(now)
    }

    fn real(&self) -> Timestamp {
        self.0.real()
    }
}
