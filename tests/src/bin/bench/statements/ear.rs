//! What a database was asked. SQLite tells it within this process, PostgreSQL in its log, whatever driver
//! asks it.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use tegata_domain::kernel::Failure;

use super::{Statements, TURNS, said};
use crate::Outcome;
use crate::cluster::Cluster;

/// Who listens to a database.
#[derive(Clone, Copy)]
pub enum Ear<'a> {
    /// To SQLite.
    Within,
    /// To this database of PostgreSQL, which logs every statement.
    Log(&'a Cluster, &'a str),
}

/// What was heard since a mark.
#[derive(Debug, Default)]
struct Heard {
    /// Statements that ran, in order.
    run: Vec<String>,
    /// Those of them that were prepared meanwhile.
    anew: BTreeSet<String>,
}

/// What SQLite said: what ran, and what a connection keeps prepared.
static SAID: Mutex<(Vec<String>, BTreeSet<String>)> = Mutex::new((Vec::new(), BTreeSet::new()));

/// What begins and ends transactions, and those within them, is not counted.
const BOUNDS: [&str; 6] =
    ["BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"];

/// Listens to every connection to SQLite that is opened from now on.
pub fn listen() -> Outcome<()> {
    Ok(set_default_instrumentation(|| Some(Box::new(Listener)))?)
}

/// Has PostgreSQL log every statement on a database, by connections that are opened from now on.
pub async fn log(cluster: &Cluster, database: &str) -> Outcome<()> {
    let set = format!("ALTER DATABASE {database} SET log_min_duration_statement = 0");
    cluster.run("postgres", &set).await
}

struct Listener;

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let Ok(mut said) = SAID.lock() else { return };
        match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                let text = query.to_string();
                said.0.push(text.split(" -- binds").next().unwrap_or_default().to_owned());
            }
            InstrumentationEvent::CacheQuery { sql, .. } => {
                said.1.insert(sql.to_owned());
            }
            _ => {}
        }
    }
}

impl Ear<'_> {
    /// Runs a request once to prepare, then some times to count.
    pub fn turns(
        self,
        name: &'static str,
        request: impl Fn(usize) -> Result<(), Failure>,
    ) -> Outcome<Statements> {
        request(0).map_err(said)?;
        let mark = self.mark()?;
        for turn in 1..=TURNS {
            request(turn).map_err(said)?;
        }
        let mut heard = self.since(mark)?;
        heard.run.retain(|text| !BOUNDS.iter().any(|word| text.starts_with(word)));
        let inserts = heard.run.iter().filter(|text| text.starts_with("INSERT")).count();
        let anew = heard.run.iter().filter(|text| heard.anew.contains(*text));
        Ok(Statements {
            name,
            each: heard.run.len() / TURNS,
            inserts: inserts / TURNS,
            anew: anew.map(|text| verb_and_table(text)).collect(),
        })
    }

    /// Where what comes from now on begins.
    fn mark(self) -> Outcome<usize> {
        match self {
            Self::Within => {
                SAID.lock().map_err(|_| "nobody listens")?.0.clear();
                Ok(0)
            }
            Self::Log(cluster, database) => written(cluster, database, 0).map(|log| log.len()),
        }
    }

    fn since(self, mark: usize) -> Outcome<Heard> {
        match self {
            Self::Within => {
                let said = SAID.lock().map_err(|_| "nobody listens")?;
                let anew = said.0.iter().filter(|text| !said.1.contains(*text));
                Ok(Heard { run: said.0.clone(), anew: anew.cloned().collect() })
            }
            Self::Log(cluster, database) => Ok(read(&written(cluster, database, mark)?)),
        }
    }
}

/// The log from a byte on, with everything that was asked before this.
fn written(cluster: &Cluster, database: &str, from: usize) -> Outcome<String> {
    static MARKS: AtomicUsize = AtomicUsize::new(0);
    let mark = format!("SELECT 'heard {}'", MARKS.fetch_add(1, Ordering::Relaxed));
    let begun = Instant::now();
    cluster.ask(database, &mark)?;
    loop {
        let log = cluster.log(from)?;
        if log.contains(&mark) {
            return Ok(log);
        }
        if begun.elapsed() > Duration::from_secs(20) {
            return Err("PostgreSQL does not log its statements".into());
        }
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

/// What stands in a log: `duration: … ms  execute NAME: SQL`, or `parse`, or `statement: SQL`.
fn read(log: &str) -> Heard {
    let mut heard = Heard::default();
    for line in log.lines().filter_map(|line| line.split_once("LOG:  duration: ")) {
        let Some((what, text)) = line.1.split_once(" ms  ").and_then(|(_, it)| it.split_once(": "))
        else {
            continue;
        };
        match what.split(' ').next() {
            Some("execute") => heard.run.push(text.to_owned()),
            Some("statement") if !text.starts_with("SELECT 'heard") => {
                heard.run.push(text.to_owned());
                heard.anew.insert(text.to_owned());
            }
            Some("parse") => {
                heard.anew.insert(text.to_owned());
            }
            _ => {}
        }
    }
    heard
}

/// What a statement does, and to which table first.
fn verb_and_table(text: &str) -> String {
    let verb = text.split(' ').next().unwrap_or_default();
    let rest = ["FROM ", "INTO ", "UPDATE "].iter().find_map(|word| text.split_once(word));
    let table = rest.map_or("", |(_, rest)| rest.trim_start_matches('('));
    let table = table.split([' ', '(', ')']).next().unwrap_or_default();
    format!("`{verb} {}`", table.trim_matches(['"', '`']))
}
