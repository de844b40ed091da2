//! What was measured, as tables of Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use crate::Outcome;
use crate::limits::Hashes;
use crate::process::Memory;
use crate::server::{Sample, Start};
use crate::side::{FLOOD, Networks, Operation, WAITING};
use crate::statements::Statements;
use crate::targets::{Goal, POSTGRESQL, Reading, is_asked_for, is_hot};

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

/// Prints it; gives what is held against targets.
pub fn report(measured: &Measured) -> Outcome<Vec<Reading>> {
    let (mut text, mut readings) = (String::new(), Vec::new());
    let hashes: Vec<f64> = measured.hashes.iter().map(|hashes| hashes.rate).collect();
    let costs: Vec<f64> = measured.hashes.iter().map(|hashes| hashes.cpu).collect();
    let (ceiling, hash) = (median(&hashes), median(&costs));
    writeln!(
        text,
        "\nRaw argon2id on all cores: {ceiling:.1}/s, {:.1} ms of processor time each.\n",
        hash * 1e3
    )?;
    for (name, samples) in measured.names.iter().zip(&measured.samples) {
        operations(&mut text, name, samples, (ceiling, hash), &mut readings)?;
    }
    if let Some([join, inserts]) = measured.pgbench.as_deref() {
        writeln!(text, "pgbench alone: {join:.0} joins/s, {inserts:.0} times two inserts/s.\n")?;
    }
    statements(&mut text, measured)?;
    process(&mut text, measured)?;
    std::io::stdout().write_all(text.as_bytes())?;
    readings.extend(of_processes(measured)?);
    for (name, statements) in measured.names.iter().zip(&measured.statements) {
        readings.extend(of_statements(name, statements));
    }
    Ok(readings)
}

/// Each operation, its name, the limit that its costs are shown against, and what is asked of it.
const ROWS: &[(&str, Operation, Option<Operation>, Option<Goal>)] = &[
    ("limit: bare JSON", Operation::Json, None, None),
    ("limit: session join", Operation::Join, None, None),
    ("`GET /v1/me`", Operation::Me, Some(Operation::Join), Some(Goal::WhoAmI)),
    ("limit: two inserts, one commit", INSERTS, None, None),
    (
        "registration request, one network",
        Operation::Registration(Networks::One),
        Some(INSERTS),
        Some(Goal::Registration),
    ),
    (
        "registration request, many networks",
        Operation::Registration(Networks::Many),
        Some(INSERTS),
        Some(Goal::Registration),
    ),
    (
        "recovery request, known, one network",
        Operation::Recovery { known: true, networks: Networks::One },
        Some(INSERTS),
        Some(Goal::Recovery),
    ),
    (
        "recovery request, known, many networks",
        Operation::Recovery { known: true, networks: Networks::Many },
        Some(INSERTS),
        Some(Goal::Recovery),
    ),
    (
        "recovery request, unknown, one network",
        Operation::Recovery { known: false, networks: Networks::One },
        Some(INSERTS),
        Some(Goal::Recovery),
    ),
    (
        "recovery request, unknown, many networks",
        Operation::Recovery { known: false, networks: Networks::Many },
        Some(INSERTS),
        Some(Goal::Recovery),
    ),
    ("sign-in, 32 waiting", Operation::SignIn { waiting: WAITING }, None, Some(Goal::SignIn)),
    ("sign-in, 64 waiting", Operation::SignIn { waiting: FLOOD }, None, Some(Goal::SignIn)),
    ("`GET /v1/me`, paced, alone", Operation::Paced { flooded: false }, None, None),
    (
        "`GET /v1/me`, paced, under 64 sign-ins",
        Operation::Paced { flooded: true },
        Some(Operation::Paced { flooded: false }),
        Some(Goal::ReadsUnderSignIns),
    ),
    ("filing", Operation::Filing { waiting: WAITING }, Some(INSERTS), Some(Goal::Filing)),
    ("limit: two inserts, one commit, 1 client", Operation::Inserts { waiting: 1 }, None, None),
    (
        "filing, 1 client",
        Operation::Filing { waiting: 1 },
        Some(Operation::Inserts { waiting: 1 }),
        Some(Goal::Filing),
    ),
    ("approval", Operation::Approval, None, None),
    ("own change at a terminal", Operation::OwnChange, None, None),
];
/// The limit of what writes.
const INSERTS: Operation = Operation::Inserts { waiting: WAITING };

/// The row of each operation that was measured.
fn operations(
    text: &mut String,
    name: &'static str,
    samples: &BTreeMap<Operation, Sample>,
    (ceiling, hash): (f64, f64),
    readings: &mut Vec<Reading>,
) -> Outcome<()> {
    writeln!(text, "### {name}\n")?;
    writeln!(text, "| | /s | p50 ms | p99 ms | server µs | database µs | against its limit |")?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|---|")?;
    for &(label, operation, limit, goal) in ROWS {
        let Some(sample) = samples.get(&operation) else { continue };
        let row = Row::of(sample)?;
        let limit = limit.and_then(|limit| samples.get(&limit)).map(Row::of).transpose()?;
        let mut read = |goal: Option<Goal>, figure: String, value: f64| {
            let operation = label.to_owned();
            let reading = |goal| Reading { goal, operation, database: name, figure, value };
            readings.extend(goal.map(reading));
        };
        let ideal = f64::from(operation.hashes());
        let against = match (operation, limit) {
            _ if ideal > 0.0 => {
                let (hashes, share) = (row.cost() / 1e6 / hash, row.rate * ideal / ceiling);
                read(goal, row.figure(), hashes);
                read(goal.map(|_| Goal::SignInRate), row.figure(), share);
                let share = share * 100.0;
                format!(
                    "{hashes:.2} hashes of processor time for {ideal}, {share:.0} % of the hash rate"
                )
            }
            (Operation::Paced { .. }, Some(alone)) => {
                read(goal, format!("p99 {:.1} ms", row.p99), row.p99 / alone.p99);
                format!("{:.1} × p99", row.p99 / alone.p99)
            }
            (_, Some(limit)) => {
                let (cost, rate) = (row.cost() / limit.cost(), row.rate / limit.rate);
                read(goal, format!("{}; {rate:.2} × rate", row.figure()), cost);
                format!("{cost:.2} × processor time, {rate:.2} × rate")
            }
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

    /// Rate and processor time, server + database, in a cell.
    pub fn figure(&self) -> String {
        format!("{:.0}/s; {:.0} + {:.0} µs", self.rate, self.server, self.database)
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

/// How many statements requests ran, and what of the hot ones is prepared anew each time.
pub fn of_statements(database: &'static str, statements: &[Statements]) -> Vec<Reading> {
    let mut readings = Vec::new();
    for Statements { name, each, anew, .. } in statements.iter().filter(|_| database == POSTGRESQL)
    {
        let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        if is_asked_for(name) {
            let goal = Goal::Statements(name);
            readings.push(Reading::plain(goal, *name, database, number(*each)));
        }
        if is_hot(name) {
            let figure = anew.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let value = number(anew.len());
            let operation = format!("{name}, not kept prepared");
            readings.push(Reading { goal: Goal::Anew, operation, database, figure, value });
        }
    }
    readings
}

/// Cold start, memory, mails and the binary.
fn of_processes(measured: &Measured) -> Outcome<Vec<Reading>> {
    let mut readings = vec![of_binary(measured.binary)];
    for (index, &database) in measured.names.iter().enumerate() {
        let ready: Vec<f64> = measured.starts[index].iter().map(|start| start.ready).collect();
        let (idle, busy) = measured.memory[index];
        let mails = Row::of(&measured.mails[index])?;
        let plain = |goal, operation, value| Reading::plain(goal, operation, database, value);
        readings.extend([
            plain(Goal::Start, "cold start to `/readyz`", median(&ready)),
            plain(Goal::Idle, "idle, resident", idle.resident),
            plain(Goal::Busy, "under 64 sign-ins, at the most resident", busy.peak),
            plain(Goal::Mails, "mails sent and written down", mails.rate),
        ]);
    }
    Ok(readings)
}

/// The size of a binary.
#[expect(clippy::cast_precision_loss, reason = "what is shown has few digits")]
pub fn of_binary(bytes: u64) -> Reading {
    Reading::plain(Goal::Binary, "the server's binary", "", bytes as f64 / 1e6)
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
