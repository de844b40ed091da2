//! The benchmark: `cargo run --release -p tegata-tests --bin bench`, with `-- --quick` for a look of
//! about two minutes. Other modes: `--reissue` for reissue and its limits alone; `--cargo` for lists of cargo
//! on PostgreSQL, in tables of `--rows 10000,100000,1000000`; `--peers` for other products beside this one;
//! `--growth` for what must not grow unasked. Linux only, for it reads `/proc`.
//!
//! It builds the server as it is released, unless `--binary` names one, starts it on SQLite and on a
//! throw-away PostgreSQL with `fsync` on, and measures it beside its limits, in turns, so that a busy machine
//! slows both. What it says of a machine holds for that machine; the ratios travel better. Each mode ends with
//! one table, which `targets` has. docs/run/benchmark.md tells what was found.

mod cargo;
mod client;
mod cluster;
mod growth;
mod limits;
mod mail;
mod offices;
mod peers;
mod people;
mod pool;
mod process;
mod report;
mod server;
mod side;
mod statements;
mod targets;
mod terminals;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use cargo::Extent;
use cluster::Cluster;
use report::{Measured, report};
use side::{FLOOD, Networks, Operation, Place, Side, WAITING};
use statements::Ear;
use targets::{POSTGRESQL, Reading, SQLITE};
use tokio::task::block_in_place;

/// Why the benchmark cannot go on. A wrong answer is a reason: rates of errors are worth nothing.
pub type Fault = Box<dyn std::error::Error + Send + Sync>;
/// What a step gives.
pub type Outcome<T> = Result<T, Fault>;

/// What is measured in each round of people, each beside its limit.
const PEOPLE: &[Operation] = &[
    Operation::Json,
    Operation::Join,
    Operation::Me,
    Operation::Inserts { waiting: WAITING },
    Operation::Registration(Networks::One),
    Operation::Registration(Networks::Many),
    Operation::Recovery { known: true, networks: Networks::One },
    Operation::Recovery { known: true, networks: Networks::Many },
    Operation::Recovery { known: false, networks: Networks::One },
    Operation::Recovery { known: false, networks: Networks::Many },
    Operation::Paced { flooded: false },
    Operation::Paced { flooded: true },
    Operation::SignIn { waiting: WAITING },
    Operation::SignIn { waiting: FLOOD },
];

/// What is measured in each round of reissue. What was filed is approved after that.
const REISSUE: &[Operation] = &[
    Operation::Inserts { waiting: 1 },
    Operation::Filing { waiting: 1 },
    Operation::Inserts { waiting: WAITING },
    Operation::Filing { waiting: WAITING },
    Operation::Approval,
    Operation::OwnChange,
];

/// How much is measured.
#[derive(Debug, Clone, Copy)]
struct Scale {
    rounds: usize,
    /// Of what is fast.
    short: Duration,
    /// Of what hashes.
    long: Duration,
    starts: usize,
    /// Offices: each files 60 times in a run at the most.
    offices: usize,
    /// Terminal users of each connection: each changes their password 20 times at the most.
    terminals: usize,
}

const FULL: Scale = Scale {
    rounds: 3,
    short: Duration::from_millis(1500),
    long: Duration::from_secs(3),
    starts: 5,
    offices: 192,
    terminals: 4,
};
const QUICK: Scale = Scale {
    rounds: 1,
    short: Duration::from_millis(700),
    long: Duration::from_millis(1500),
    starts: 2,
    offices: 64,
    terminals: 2,
};

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["--limits", url, port, mail] = arguments[..] {
        let sessions = u64::try_from(people::ACCOUNTS)?;
        return limits::serve(url, port.parse()?, sessions, mail.parse()?);
    }
    if let ["--cargo-limit", url, port] = arguments[..] {
        return cargo::serve_limit(url, port.parse()?);
    }
    let asked = Asked::read(&arguments)?;
    let binary = match &asked.binary {
        Some(path) => std::fs::canonicalize(path)?,
        None => build()?,
    };
    let folder = Folder::new()?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(run(&asked, &binary, &folder.0))
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// People and reissue, and pages and exports of cargo in tables of one size.
    Everything,
    /// Reissue alone.
    Reissue,
    /// Cargo alone, in tables of growing size.
    Cargo,
    /// Peers, in turns with the server.
    Peers,
    /// What must not grow unasked.
    Growth,
}

/// What the command line says.
#[derive(Debug)]
struct Asked {
    mode: Mode,
    scale: Scale,
    sizes: Vec<u64>,
    /// The server that is measured; the one that is built when none is named.
    binary: Option<PathBuf>,
}

impl Asked {
    fn read(arguments: &[&str]) -> Outcome<Self> {
        let mut asked = Self {
            mode: Mode::Everything,
            scale: FULL,
            sizes: cargo::SIZES.to_vec(),
            binary: None,
        };
        let mut arguments = arguments.iter();
        while let Some(&argument) = arguments.next() {
            match argument {
                "--quick" => asked.scale = QUICK,
                "--reissue" => asked.mode = Mode::Reissue,
                "--cargo" => asked.mode = Mode::Cargo,
                "--peers" => asked.mode = Mode::Peers,
                "--growth" => asked.mode = Mode::Growth,
                "--binary" => asked.binary = Some(arguments.next().ok_or(USAGE)?.into()),
                "--rows" => {
                    let rows = arguments.next().ok_or(USAGE)?;
                    asked.sizes = rows.split(',').map(str::parse).collect::<Result<_, _>>()?;
                }
                _ => return Err(USAGE.into()),
            }
        }
        Ok(asked)
    }
}

const USAGE: &str = "usage: bench [--quick] [--reissue | --cargo [--rows N,N] | --peers | --growth] \
                     [--binary PATH]";

/// Builds the server as it is released; says where it is.
fn build() -> Outcome<PathBuf> {
    let built =
        Command::new("cargo").args(["build", "--locked", "--release", "-p", "tegata"]).status()?;
    if !built.success() {
        return Err("the server does not build".into());
    }
    // Beside this program's profile, whichever that is.
    let profiles = std::env::current_exe()?.parent().and_then(Path::parent).map(Path::to_owned);
    Ok(profiles.ok_or("this program is nowhere")?.join("release/tegata"))
}

/// Measures what is asked for, and prints how far it is from the targets.
async fn run(asked: &Asked, binary: &Path, folder: &Path) -> Outcome<()> {
    let cluster = Cluster::start(folder).await?;
    let postgres = || cluster.as_ref().ok_or("PostgreSQL is not installed");
    let scale = asked.scale;
    let readings = match asked.mode {
        Mode::Reissue => people(scale, REISSUE, binary, folder, cluster.as_ref()).await?,
        Mode::Cargo => cargo::run(scale, &asked.sizes, Extent::Growth, binary, postgres()?).await?,
        Mode::Peers => peers::run(scale, binary, postgres()?).await?,
        Mode::Growth => growth::run(binary, folder, cluster.as_ref()).await?,
        Mode::Everything => {
            let operations = [PEOPLE, REISSUE].concat();
            let mut readings = people(scale, &operations, binary, folder, cluster.as_ref()).await?;
            if let Some(cluster) = &cluster {
                let sizes = &[cargo::ONE_SIZE];
                readings.extend(cargo::run(scale, sizes, Extent::Pages, binary, cluster).await?);
            }
            readings
        }
    };
    let over = targets::print(&readings)?;
    match over {
        1.. if asked.mode == Mode::Growth => Err(format!("{over} are over their lines").into()),
        _ => Ok(()),
    }
}

/// Statements of each request on databases of their own, by the databases' names.
async fn count(
    folder: &Path,
    cluster: Option<&Cluster>,
) -> Outcome<Vec<(&'static str, Vec<statements::Statements>)>> {
    statements::listen()?;
    let url = folder.join("counted.db").display().to_string();
    let mut counted =
        vec![(SQLITE, block_in_place(|| statements::count(&server::settings(&url), Ear::Within))?)];
    if let Some(cluster) = cluster {
        cluster.run("postgres", "CREATE DATABASE counted").await?;
        statements::log(cluster, "counted").await?;
        let mut settings = server::settings(&cluster.url("counted"));
        settings.extend(server::mailing(tegata_tests::port::own()?));
        settings.extend(server::production());
        let ear = Ear::Log(cluster, "counted");
        counted.push((POSTGRESQL, block_in_place(|| statements::count(&settings, ear))?));
    }
    Ok(counted)
}

/// Measures people and reissue on both databases, in turns.
async fn people(
    scale: Scale,
    operations: &[Operation],
    binary: &Path,
    folder: &Path,
    cluster: Option<&Cluster>,
) -> Outcome<Vec<Reading>> {
    let file = |name| folder.join(name).display().to_string();
    let (url, sandbox) = (file("tegata.db"), file("sandbox.db"));
    let place = Place { name: SQLITE, url: &url, sandbox: &sandbox, process: None };
    let mut sides = vec![Side::open(place, scale, binary).await?];
    if let Some(cluster) = cluster {
        cluster.run("postgres", "CREATE DATABASE tegata").await?;
        cluster.run("postgres", "CREATE DATABASE sandbox").await?;
        let (url, sandbox) = (cluster.url("tegata"), cluster.url("sandbox"));
        let process = Some(cluster.id());
        let place = Place { name: POSTGRESQL, url: &url, sandbox: &sandbox, process };
        sides.push(Side::open(place, scale, binary).await?);
        // In time it knows its tables by itself.
        cluster.run("tegata", "ANALYZE").await?;
    }
    let mut measured = Measured { binary: std::fs::metadata(binary)?.len(), ..Measured::default() };
    for (_, statements) in count(folder, cluster).await? {
        measured.statements.push(statements);
    }
    for side in &mut sides {
        let mut starts = Vec::new();
        for _ in 0..scale.starts {
            starts.push(side.start().await?.1);
        }
        measured.starts.push(starts);
        measured.memory.push(side.memory(scale.long).await?);
        side.serve(scale).await?;
        measured.samples.push(BTreeMap::new());
        measured.names.push(side.name);
    }
    for _ in 0..scale.rounds {
        measured.hashes.push(limits::raw_hashes(scale.long)?);
        for &operation in operations {
            let slow = operation.hashes() > 0 || matches!(operation, Operation::Paced { .. });
            let time = if slow { scale.long } else { scale.short };
            for (side, samples) in sides.iter().zip(&mut measured.samples) {
                let sample = side.measure(operation, time).await?;
                samples.entry(operation).or_default().add(&sample);
            }
        }
    }
    for side in &sides {
        measured.mails.push(side.send_mails(scale.long).await?);
    }
    let first = sides.first().ok_or("there is no database")?;
    measured.transport = mail::transport(&first.app.env, &first.sink, scale.short).await?;
    if let Some(cluster) = cluster {
        let bytes = serde_json::to_vec(&mail::letter(&first.app.env))?.len();
        measured.pgbench = [limits::pgbench_join(), limits::pgbench_inserts(bytes)]
            .iter()
            .map(|script| cluster.pgbench(script, WAITING, scale.short))
            .collect::<Outcome<Option<Vec<f64>>>>()?;
    }
    report(&measured)
}

/// A folder that goes with the benchmark.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("tegata-bench-{}", std::process::id()));
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _may_be_gone = std::fs::remove_dir_all(&self.0);
    }
}
