//! A throw-away PostgreSQL cluster as it comes, `fsync` on: what is measured is durable.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tokio_postgres::{Client, NoTls};

use crate::Outcome;
use crate::process::{Process, command, hand_over};

/// A cluster that runs, until it is dropped.
pub struct Cluster {
    server: Process,
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Starts one under `folder`; `None` where PostgreSQL is not installed.
    pub async fn start(folder: &Path) -> Outcome<Option<Self>> {
        let Some(programs) = programs() else { return Ok(None) };
        let folder = folder.join("postgres");
        fs::create_dir(&folder)?;
        hand_over(&folder)?;
        let data = folder.join("data");
        let made = command(&programs.join("initdb"), "KILL", true)
            .args(["-U", "tegata", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"])
            .arg(&data)
            .status()?;
        if !made.success() {
            return Err(format!("initdb: {made}").into());
        }
        let port = tegata_tests::port::own()?;
        let server = Process::start(
            command(&programs.join("postgres"), "INT", true)
                .arg("-D")
                .arg(&data)
                // Room for the connections of a server and a limit for each size of the cargo tables.
                .args(["-p", &port.to_string(), "-h", "127.0.0.1", "-c", "max_connections=200"])
                .args(["-c", "logging_collector=on", "-c", "log_filename=server.log", "-c"])
                .arg(format!("log_directory={}", folder.display()))
                .arg("-k")
                .arg(&folder),
        )?;
        let mut cluster = Self { server, programs, folder, port };
        for _ in 0..200 {
            if cluster.run("postgres", "SELECT 1").await.is_ok() {
                return Ok(Some(cluster));
            }
            if let Some(why) = cluster.server.ended()? {
                return Err(format!("PostgreSQL: {why}").into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err("PostgreSQL does not answer".into())
    }

    /// The server's process id.
    pub fn id(&self) -> u32 {
        self.server.id()
    }

    /// Where a database is.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://tegata@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }

    /// A connection of its own.
    pub async fn client(&self, database: &str) -> Outcome<Client> {
        let (client, connection) = tokio_postgres::connect(&self.url(database), NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// Runs SQL.
    pub async fn run(&self, database: &str, sql: &str) -> Outcome<()> {
        Ok(self.client(database).await?.batch_execute(sql).await?)
    }

    /// What a query answers with, without headings; by `psql`.
    pub fn ask(&self, database: &str, sql: &str) -> Outcome<String> {
        let output = self.psql(database).args(["-At", "-c", sql]).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
    }

    /// Runs SQL so many times on one connection, and throws away what it answers with.
    pub fn repeat(&self, database: &str, sql: &str, times: usize) -> Outcome<()> {
        let file = self.folder.join("script.sql");
        fs::write(&file, format!("{sql};\n").repeat(times))?;
        let mut psql = self.psql(database);
        let done = psql.args(["-q", "-o", "/dev/null", "-f"]).arg(&file).status()?;
        if done.success() { Ok(()) } else { Err(format!("psql: {sql}").into()) }
    }

    fn psql(&self, database: &str) -> Command {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "tegata"]);
        psql.args(["-p", &self.port.to_string(), "-d", database]);
        psql
    }

    /// What the server has written to its log, from a byte on.
    pub fn log(&self, from: usize) -> Outcome<String> {
        let log = fs::read(self.folder.join("server.log"))?;
        Ok(String::from_utf8_lossy(log.get(from..).unwrap_or_default()).into_owned())
    }

    /// Transactions a second of a `pgbench` script; `None` where there is no pgbench.
    pub fn pgbench(&self, script: &str, clients: usize, time: Duration) -> Outcome<Option<f64>> {
        let program = self.programs.join("pgbench");
        if !program.exists() {
            return Ok(None);
        }
        let file = self.folder.join("script.sql");
        fs::write(&file, script)?;
        let (clients, seconds) = (clients.to_string(), time.as_secs().max(1).to_string());
        let output = Command::new(program)
            .args(["-n", "-M", "prepared", "-c", &clients, "-T", &seconds, "-f"])
            .arg(&file)
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "tegata", "tegata"])
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let rate = text.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate
            .and_then(|rest| rest.split_whitespace().next())
            .ok_or_else(|| format!("pgbench: {text}{}", String::from_utf8_lossy(&output.stderr)))?;
        Ok(Some(rate.parse()?))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _stopped_or_killed = self.server.stop();
    }
}

/// Where PostgreSQL's programs are.
fn programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = debian.map(|entry| entry.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(["/usr/local/bin", "/usr/bin"].map(PathBuf::from));
    folders.into_iter().find(|folder| folder.join("postgres").exists())
}
