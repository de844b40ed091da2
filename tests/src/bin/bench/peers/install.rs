//! Getting peers ready: what `tests/peers` locks, installed below the target directory, and started.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cluster::Cluster;
use crate::process::{Process, command};
use crate::server::first_answer;
use crate::{Outcome, people};

/// A peer that serves.
pub struct Served {
    process: Process,
    /// Its port.
    pub port: u16,
}

impl Served {
    /// Its process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }
}

/// better-auth on a database of its own; nothing where node and npm are not installed.
pub async fn better_auth(cluster: &Cluster) -> Outcome<Option<Served>> {
    if !["node", "npm"].into_iter().all(is_there) {
        return Ok(None);
    }
    let folder = copied("better-auth", &["package.json", "package-lock.json", "server.mjs"])?;
    let install = ["ci", "--omit=dev", "--no-fund", "--no-audit", "--ignore-scripts"];
    done(Command::new("npm").args(install).current_dir(&folder))?;
    cluster.run("postgres", "CREATE DATABASE better_auth").await?;
    let port = tegata_tests::port::own()?;
    let node = which("node")?;
    let process = Process::start(
        command(&node, "TERM", false)
            .arg(folder.join("server.mjs"))
            .envs(accounts())
            .env("NODE_ENV", "production")
            .env("DATABASE_URL", cluster.url("better_auth"))
            .env("PORT", port.to_string()),
    )?;
    first_answer(port, "/ready").await?;
    Ok(Some(Served { process, port }))
}

/// fastapi-users on a database of its own, with a list of the cargo in this database; nothing where Python
/// is not installed.
pub async fn fastapi_users(cluster: &Cluster, cargo: &str) -> Outcome<Option<Served>> {
    if !is_there("python3") {
        return Ok(None);
    }
    let folder = copied("fastapi-users", &["requirements.txt", "server.py"])?;
    let programs = folder.join("venv/bin");
    done(Command::new("python3").args(["-m", "venv", "venv"]).current_dir(&folder))?;
    let install = ["install", "-q", "--disable-pip-version-check", "-r", "requirements.txt"];
    done(Command::new(programs.join("pip")).args(install).current_dir(&folder))?;
    cluster.run("postgres", "CREATE DATABASE fastapi_users").await?;
    let url = |database: &str| {
        let url = cluster.url(database);
        let plain = url.split('?').next().unwrap_or_default();
        plain.replace("postgres://", "postgresql+asyncpg://")
    };
    let environment = [("DATABASE_URL", url("fastapi_users")), ("CARGO_URL", url(cargo))];
    let mut prepare = Command::new(programs.join("python"));
    done(prepare.arg(folder.join("server.py")).envs(accounts()).envs(environment.clone()))?;
    let (port, workers) =
        (tegata_tests::port::own()?, std::thread::available_parallelism()?.to_string());
    let process = Process::start(
        command(&programs.join("uvicorn"), "TERM", false)
            .args(["server:app", "--host", "127.0.0.1", "--port", &port.to_string()])
            .args(["--workers", &workers, "--no-access-log", "--log-level", "warning"])
            .arg("--app-dir")
            .arg(&folder)
            .envs(environment),
    )?;
    first_answer(port, "/ready").await?;
    Ok(Some(Served { process, port }))
}

/// The accounts that a peer makes for itself.
fn accounts() -> [(&'static str, String); 2] {
    [("ACCOUNTS", people::ACCOUNTS.to_string()), ("PASSWORD", people::PASSWORD.to_owned())]
}

/// A peer's files in a folder below the target directory, where it is installed.
fn copied(peer: &str, files: &[&str]) -> Outcome<PathBuf> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(peer);
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or("this program is nowhere")?;
    let folder = target.join("peers").join(peer);
    std::fs::create_dir_all(&folder)?;
    for file in files {
        std::fs::copy(from.join(file), folder.join(file))?;
    }
    Ok(folder)
}

fn done(command: &mut Command) -> Outcome<()> {
    let status = command.stdout(std::process::Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}").into()) }
}

fn is_there(program: &str) -> bool {
    let mut tried = Command::new(program);
    tried.arg("--version").stdout(std::process::Stdio::null()).status().is_ok_and(|it| it.success())
}

/// Where a program is.
fn which(program: &str) -> Outcome<PathBuf> {
    let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output()?;
    Ok(String::from_utf8(found.stdout)?.trim().into())
}
