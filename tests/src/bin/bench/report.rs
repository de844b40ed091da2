//! What was measured, as tables of Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use crate::Outcome;
use crate::limits::Hashes;
use crate::process::Memory;
use crate::server::{Sample, Start};
use crate::side::{FLOOD, Operation, WAITING};
use crate::statements::Statements;

/// Everything that was measured; what is in lists stands in the order of the databases.
#[derive(Debug, Default)]
pub struct Measured {
    /// The databases' names.
    pub names: Vec<&'static str>,
    /// Raw hashes, by round.
    pub hashes: Vec<Hashes>,
    /// Operations.
    pub samples: Vec<BTreeMap<Operation, Sample>>,
    /// Statements.
    pub statements: Vec<Vec<Statements>>,
    /// Cold starts.
    pub starts: Vec<Vec<Start>>,
    /// Memory, idle and under sign-ins.
    pub memory: Vec<(Memory, Memory)>,
    /// Mails sent from the outbox.
    pub mails: Vec<Sample>,
    /// Mails handed over without a database, a second.
    pub transport: f64,
    /// The same statements by pgbench, a second: join, inserts.
    pub pgbench: Option<Vec<f64>>,
    /// Bytes of the server's binary.
    pub binary: u64,
}

/// Prints it.
pub fn report(measured: &Measured) -> Outcome<()> {
    let mut text = String::new();
    let hashes: Vec<f64> = measured.hashes.iter().map(|hashes| hashes.rate).collect();
    let costs: Vec<f64> = measured.hashes.iter().map(|hashes| hashes.cpu).collect();
    let (ceiling, hash) = (median(&hashes), median(&costs));
    writeln!(
        text,
        "\nRaw argon2id on all cores: {ceiling:.1}/s, {:.1} ms of processor time each.\n",
        hash * 1e3
    )?;
    for (name, samples) in measured.names.iter().zip(&measured.samples) {
        operations(&mut text, name, samples, ceiling, hash)?;
    }
    if let Some([join, inserts]) = measured.pgbench.as_deref() {
        writeln!(text, "pgbench alone: {join:.0} joins/s, {inserts:.0} times two inserts/s.\n")?;
    }
    statements(&mut text, measured)?;
    process(&mut text, measured)?;
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

/// Each operation, its name and the limit that its costs are shown against.
const ROWS: &[(&str, Operation, Option<Operation>)] = &[
    ("limit: bare JSON", Operation::Json, None),
    ("limit: session join", Operation::Join, None),
    ("`GET /v1/me`", Operation::Me, Some(Operation::Join)),
    ("limit: two inserts, one commit", INSERTS, None),
    ("registration request", Operation::Registration, Some(INSERTS)),
    ("recovery request, known", Operation::Recovery { known: true }, Some(INSERTS)),
    ("recovery request, unknown", Operation::Recovery { known: false }, Some(INSERTS)),
    ("sign-in, 32 waiting", Operation::SignIn { waiting: WAITING }, None),
    ("sign-in, 64 waiting", Operation::SignIn { waiting: FLOOD }, None),
    ("`GET /v1/me`, paced, alone", Operation::Paced { flooded: false }, None),
    (
        "`GET /v1/me`, paced, under 64 sign-ins",
        Operation::Paced { flooded: true },
        Some(Operation::Paced { flooded: false }),
    ),
    ("filing", Operation::Filing { waiting: WAITING }, Some(INSERTS)),
    ("limit: two inserts, one commit, 1 client", Operation::Inserts { waiting: 1 }, None),
    ("filing, 1 client", Operation::Filing { waiting: 1 }, Some(Operation::Inserts { waiting: 1 })),
    ("approval", Operation::Approval, None),
    ("own change at a terminal", Operation::OwnChange, None),
];
/// The limit of what writes.
const INSERTS: Operation = Operation::Inserts { waiting: WAITING };

/// The row of each operation that was measured.
fn operations(
    text: &mut String,
    name: &str,
    samples: &BTreeMap<Operation, Sample>,
    ceiling: f64,
    hash: f64,
) -> Outcome<()> {
    writeln!(text, "### {name}\n")?;
    writeln!(text, "| | /s | p50 ms | p99 ms | server µs | database µs | against its limit |")?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|---|")?;
    for &(label, operation, limit) in ROWS {
        let Some(sample) = samples.get(&operation) else { continue };
        let row = Row::of(sample)?;
        let limit = limit.and_then(|limit| samples.get(&limit)).map(Row::of).transpose()?;
        let ideal = f64::from(operation.hashes());
        let against = match (operation, limit) {
            _ if ideal > 0.0 => format!(
                "{:.2} hashes of processor time for {ideal}, {:.0} % of the hash rate",
                row.cost() / 1e6 / hash,
                row.rate * ideal / ceiling * 100.0
            ),
            (Operation::Paced { .. }, Some(alone)) => format!("{:.1} × p99", row.p99 / alone.p99),
            (_, Some(limit)) => format!(
                "{:.2} × processor time, {:.2} × rate",
                row.cost() / limit.cost(),
                row.rate / limit.rate
            ),
            (_, None) => String::new(),
        };
        // What is paced says nothing of rates, and under a flood its cost is that of the flood.
        let paced = matches!(operation, Operation::Paced { .. });
        let cell = |value: f64| if paced { String::new() } else { format!("{value:.0}") };
        let (rate, server, database) = (cell(row.rate), cell(row.server), cell(row.database));
        writeln!(
            text,
            "| {label} | {rate} | {:.2} | {:.2} | {server} | {database} | {against} |",
            row.p50, row.p99
        )?;
    }
    Ok(writeln!(text)?)
}

/// What a row shows.
pub struct Row {
    /// Answers a second.
    pub rate: f64,
    /// Milliseconds of the middle answer.
    pub p50: f64,
    /// Milliseconds that one answer in a hundred takes longer than.
    pub p99: f64,
    /// Microseconds of the server's processor time.
    pub server: f64,
    /// Microseconds of the database's processor time.
    pub database: f64,
}

impl Row {
    /// The row of a sample.
    #[expect(clippy::cast_precision_loss, reason = "what is shown has few digits")]
    pub fn of(sample: &Sample) -> Outcome<Self> {
        let mut micros = sample.micros.clone();
        micros.sort_unstable();
        let count = micros.len() as f64;
        let at = |hundredth: usize| micros.get(micros.len() * hundredth / 100).copied();
        let milliseconds = |micros: u64| micros as f64 / 1e3;
        Ok(Self {
            rate: count / sample.wall,
            p50: at(50).map(milliseconds).ok_or("nothing was answered")?,
            p99: at(99).map(milliseconds).ok_or("nothing was answered")?,
            server: sample.server * 1e6 / count,
            database: sample.database * 1e6 / count,
        })
    }

    /// Microseconds of processor time of server and database.
    pub fn cost(&self) -> f64 {
        self.server + self.database
    }
}

fn statements(text: &mut String, measured: &Measured) -> Outcome<()> {
    writeln!(
        text,
        "### SQL statements of a request, without those that begin and end transactions\n"
    )?;
    writeln!(text, "| | database | statements | inserts | prepared anew each time |")?;
    writeln!(text, "|---|---|--:|--:|---|")?;
    for (name, statements) in measured.names.iter().zip(&measured.statements) {
        for Statements { name: request, each, inserts, anew } in statements {
            let anew = match anew.len() {
                0 => "none".to_owned(),
                _ => anew.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
            };
            writeln!(text, "| {request} | {name} | {each} | {inserts} | {anew} |")?;
        }
    }
    Ok(writeln!(text)?)
}

/// Cold start, memory, mails, binary.
fn process(text: &mut String, measured: &Measured) -> Outcome<()> {
    let ms = |starts: &[Start], of: fn(&Start) -> f64| {
        median(&starts.iter().map(of).collect::<Vec<_>>()) * 1e3
    };
    writeln!(text, "### The process\n")?;
    writeln!(text, "| | {} |", measured.names.join(" | "))?;
    writeln!(text, "|---|{}", "--:|".repeat(measured.names.len()))?;
    let mut row =
        |label: &str, cells: Vec<String>| writeln!(text, "| {label} | {} |", cells.join(" | "));
    let starts = || measured.starts.iter();
    row(
        "cold start to `/livez`, ms",
        starts().map(|s| format!("{:.0}", ms(s, |s| s.alive))).collect(),
    )?;
    row(
        "cold start to `/readyz`, ms",
        starts().map(|s| format!("{:.0}", ms(s, |s| s.ready))).collect(),
    )?;
    let memory = || measured.memory.iter();
    let mib = |memory: &Memory| format!("{:.1} ({:.1})", memory.resident, memory.proportional);
    row("idle, MiB resident (proportional)", memory().map(|(idle, _)| mib(idle)).collect())?;
    row("under 64 sign-ins, the same", memory().map(|(_, busy)| mib(busy)).collect())?;
    row(
        "the most that was resident",
        memory().map(|(_, busy)| format!("{:.1}", busy.peak)).collect(),
    )?;
    let mails = measured.mails.iter().map(Row::of).collect::<Outcome<Vec<_>>>()?;
    row(
        "mails sent and written down, /s",
        mails.iter().map(|m| format!("{:.0}", m.rate)).collect(),
    )?;
    row(
        "processor time of one, server + database, µs",
        mails.iter().map(|m| format!("{:.0} + {:.0}", m.server, m.database)).collect(),
    )?;
    #[expect(clippy::cast_precision_loss, reason = "what is shown has few digits")]
    let binary = measured.binary as f64 / 1e6;
    writeln!(text, "\nMails handed over without a database: {:.0}/s.", measured.transport)?;
    Ok(writeln!(text, "The server's binary: {binary:.1} MB.")?)
}

/// The middle of some values.
fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
