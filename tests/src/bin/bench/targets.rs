//! What is asked of the product, in one table, and how far it is from that.
//!
//! Each mode of the benchmark gives readings; the table at its end has a row for each reading that a target
//! asks for. Ratios are of processor time of server and database for a request where there is one: it
//! moves least. `--growth` fails while a row that it reads is over its line, so that to grow is a decision.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::Outcome;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// `GET /v1/me`, against a session join.
    WhoAmI,
    /// The first page of the cargo list, against the statements that it cannot do without.
    FirstPage,
    /// A later page, against the same.
    LaterPage,
    /// A registration request, against two inserts and a commit.
    Registration,
    /// A recovery request, against the same.
    Recovery,
    /// The filing of an application, against the same.
    Filing,
    /// A sign-in, in hashes of processor time.
    SignIn,
    /// Sign-ins that wait for nothing else, in hashes a second that the machine computes.
    SignInRate,
    /// `GET /v1/me` under 64 sign-ins, against alone: what one answer in a hundred takes longer than.
    ReadsUnderSignIns,
    /// Mails that are sent and written down.
    Mails,
    /// An export, against `COPY` of its rows.
    Export,
    /// From the start of the process to its first ready answer.
    Start,
    /// Resident memory of a server that nobody asks.
    Idle,
    /// Resident memory under 64 sign-ins, at the most.
    Busy,
    /// The binary as it is released.
    Binary,
    /// A request in the largest tables, against the same in the smallest.
    Growth,
    /// SQL statements of a request on PostgreSQL, without those that begin and end transactions.
    Statements(&'static str),
    /// Those of a hot request that PostgreSQL has to parse each time.
    Anew,
    /// Crates in `Cargo.lock` that are not our own.
    Packages,
    /// `openapi.yaml`.
    Document,
    /// `GET /v1/me`, against better-auth's session.
    PeerWhoAmI,
    /// A sign-in, against better-auth.
    PeerSignIn,
    /// A recovery request, against better-auth.
    PeerReset,
    /// The first page of 20 of 100,000 cargo records, against FastAPI.
    PeerList,
}

/// Where the line is.
#[derive(Debug, Clone, Copy)]
enum Bound {
    Most(f64),
    Least(f64),
}

/// What is asked for, of one database or of both.
#[derive(Debug, Clone, Copy)]
struct Target {
    goal: Goal,
    database: Option<&'static str>,
    bound: Bound,
    unit: &'static str,
}

/// The name of the databases in readings.
pub const POSTGRESQL: &str = "PostgreSQL";
/// The other.
pub const SQLITE: &str = "SQLite";

const fn most(goal: Goal, most: f64, unit: &'static str) -> Target {
    Target { goal, database: None, bound: Bound::Most(most), unit }
}

const fn least(goal: Goal, least: f64, unit: &'static str) -> Target {
    Target { goal, database: None, bound: Bound::Least(least), unit }
}

const fn on(database: &'static str, target: Target) -> Target {
    Target { database: Some(database), ..target }
}

/// All that is asked for.
const TARGETS: &[Target] = &[
    on(POSTGRESQL, most(Goal::WhoAmI, 1.3, "× the session join")),
    on(SQLITE, most(Goal::WhoAmI, 1.6, "× the session join")),
    most(Goal::FirstPage, 1.5, "× its bare statements"),
    most(Goal::LaterPage, 1.3, "× its bare statements"),
    most(Goal::Registration, 1.8, "× two inserts and a commit"),
    most(Goal::Recovery, 1.8, "× two inserts and a commit"),
    most(Goal::Filing, 4.0, "× two inserts and a commit"),
    most(Goal::SignIn, 1.05, "hashes"),
    least(Goal::SignInRate, 0.95, "of the hash rate"),
    most(Goal::ReadsUnderSignIns, 2.0, "× alone"),
    least(Goal::Mails, 5_000.0, "a second"),
    least(Goal::Export, 0.5, "× `COPY`"),
    most(Goal::Growth, 2.0, "× the smallest"),
    most(Goal::Start, 0.1, "s"),
    most(Goal::Idle, 25.0, "MiB"),
    most(Goal::Busy, 80.0, "MiB"),
    most(Goal::Binary, 20.0, "MB"),
    most(Goal::Packages, 379.0, "crates"),
    most(Goal::Document, 1.55, "MB"),
    most(Goal::Statements("`GET /v1/me`"), 1.0, "statements"),
    most(Goal::Statements("sign-in"), 15.0, "statements"),
    most(Goal::Statements("refresh"), 5.0, "statements"),
    most(Goal::Statements("registration request"), 5.0, "statements"),
    most(Goal::Statements("recovery request, known"), 7.0, "statements"),
    most(Goal::Statements("recovery request, unknown"), 7.0, "statements"),
    most(Goal::Statements("cargo list, first page"), 6.0, "statements"),
    most(Goal::Statements("cargo list, later page"), 4.0, "statements"),
    most(Goal::Statements("cargo list, exact AWB"), 4.0, "statements"),
    most(Goal::Statements("one cargo record"), 5.0, "statements"),
    most(Goal::Statements("register cargo"), 7.0, "statements"),
    most(Goal::Statements("mail leased"), 2.0, "statements"),
    most(Goal::Statements("mail settled"), 2.0, "statements"),
    most(Goal::Statements("filing, 1 target"), 15.0, "statements"),
    most(Goal::Statements("approval, 10 targets"), 30.0, "statements"),
    most(Goal::Anew, 0.0, "parsed each time"),
    least(Goal::PeerWhoAmI, 20.0, "× less than better-auth"),
    least(Goal::PeerSignIn, 1.2, "× less than better-auth"),
    least(Goal::PeerReset, 12.0, "× less than better-auth"),
    least(Goal::PeerList, 5.0, "× less than FastAPI"),
];

/// Requests that are asked for often: PostgreSQL keeps each of their statements prepared.
const HOT: &[&str] = &[
    "`GET /v1/me`",
    "sign-in",
    "refresh",
    "registration request",
    "recovery request, known",
    "recovery request, unknown",
    "cargo list, first page",
    "cargo list, later page",
    "cargo list, exact AWB",
    "one cargo record",
    "register cargo",
    "mail leased",
    "mail settled",
];

/// Whether a request is asked for often.
pub fn is_hot(request: &str) -> bool {
    HOT.contains(&request)
}

/// Whether the statements of a request are counted against a line.
pub fn is_asked_for(request: &str) -> bool {
    TARGETS.iter().any(|target| matches!(target.goal, Goal::Statements(name) if name == request))
}

/// One reading.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What it answers.
    pub goal: Goal,
    /// What was asked of the product.
    pub operation: String,
    /// Of which database.
    pub database: &'static str,
    /// What was measured.
    pub figure: String,
    /// What is held against the line.
    pub value: f64,
}

impl Reading {
    /// A reading that is a figure by itself.
    pub fn plain(
        goal: Goal,
        operation: impl Into<String>,
        database: &'static str,
        value: f64,
    ) -> Self {
        Self { goal, operation: operation.into(), database, figure: String::new(), value }
    }
}

impl Target {
    fn asks(&self, reading: &Reading) -> bool {
        self.goal == reading.goal && self.database.is_none_or(|only| only == reading.database)
    }

    fn is_met_by(&self, value: f64) -> bool {
        match self.bound {
            Bound::Most(most) => value <= most,
            Bound::Least(least) => value >= least,
        }
    }

    fn line(&self) -> String {
        match self.bound {
            Bound::Most(most) => format!("≤ {most} {}", self.unit),
            Bound::Least(least) => format!("≥ {least} {}", self.unit),
        }
    }
}

/// Prints the table; gives how many readings are not where they should be.
///
/// # Errors
/// When a reading has no target: a figure that nothing is asked of says nothing.
pub fn print(readings: &[Reading]) -> Outcome<usize> {
    let mut text = String::from("### Against what is asked\n\n");
    writeln!(text, "| operation | database | figure | against its limit | target | met |")?;
    writeln!(text, "|---|---|--:|--:|---|---|")?;
    if let Some(reading) = readings.iter().find(|one| !TARGETS.iter().any(|it| it.asks(one))) {
        return Err(format!("nothing is asked of {reading:?}").into());
    }
    let mut over = 0;
    for target in TARGETS {
        for reading in readings.iter().filter(|reading| target.asks(reading)) {
            let Reading { operation, database, figure, value, .. } = reading;
            let met = target.is_met_by(*value);
            let line = target.line();
            over += usize::from(!met);
            let met = if met { "yes" } else { "**no**" };
            writeln!(
                text,
                "| {operation} | {database} | {figure} | {value:.2} | {line} | {met} |"
            )?;
        }
    }
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(over)
}
