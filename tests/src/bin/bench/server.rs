//! Servers that are measured: their settings, their start, and what a load costs them.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tegata::http::App;
use tegata::server::compose;

use crate::Outcome;
use crate::client::{Client, get, post};
use crate::process::{self, Process, command};

/// The variables that a server is started with.
pub type Settings = BTreeMap<String, String>;

/// The server's settings: its defaults, but for limits on strangers, who are few here.
pub fn settings(url: &str) -> Settings {
    let settings = [
        ("DATABASE_URL", url.to_owned()),
        ("TRUSTED_PROXIES", "127.0.0.1/32".to_owned()),
        ("STRANGERS_PER_SECOND", "1000000".to_owned()),
        ("REQUESTS_PER_CLIENT", "1000000000".to_owned()),
        ("MAILS_PER_ADDRESS", "1000000000".to_owned()),
    ];
    named(settings).collect()
}

/// What hands mails to this port of this machine, and waits for it as long as the benchmark wants.
pub fn mailing(port: u16) -> impl Iterator<Item = (String, String)> {
    named([
        ("SMTP_HOST", "127.0.0.1".to_owned()),
        ("SMTP_PORT", port.to_string()),
        ("SMTP_SECURITY", "none".to_owned()),
        ("SMTP_TIMEOUT_SECONDS", "600".to_owned()),
    ])
}

/// What makes a server one of production.
pub fn production() -> impl Iterator<Item = (String, String)> {
    named([
        ("PROFILE", "production".to_owned()),
        ("SECRET", STANDARD.encode([7_u8; 32])),
        ("PUBLIC_URL", "https://api.example.com".to_owned()),
        ("TERMS_URL", "https://portal.example.com/terms".to_owned()),
        ("CONTACT", "sales@tegata.example".to_owned()),
        ("SMTP_FROM", "Tegata <noreply@tegata.example>".to_owned()),
        ("FRONT_END_URL", "https://www.example.com".to_owned()),
    ])
}

fn named<const N: usize>(
    settings: [(&'static str, String); N],
) -> impl Iterator<Item = (String, String)> {
    settings.into_iter().map(|(key, value)| (format!("TEGATA_{key}"), value))
}

/// The application itself on a fresh database, with its schema made.
pub fn application(settings: &Settings) -> Outcome<App> {
    let app = compose(&tegata::config::read(settings)?, None)?;
    app.database.migrate()?;
    app.database.stamp(app.settings.profile.as_str(), app.env.clock.real())?;
    Ok(app)
}

/// How a fresh process began: seconds to its first answers.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    /// `/livez`.
    pub alive: f64,
    /// `/readyz`.
    pub ready: f64,
}

/// A server that runs, until it is dropped.
pub struct Server {
    process: Process,
    /// Its port.
    pub port: u16,
}

impl Server {
    /// Starts one, with how it began.
    pub async fn start(binary: &Path, settings: &Settings) -> Outcome<(Self, Start)> {
        let port = tegata_tests::port::own()?;
        let begun = Instant::now();
        let process = Process::start(
            command(binary, "KILL", false)
                .envs(settings)
                .env("TEGATA_BIND", format!("127.0.0.1:{port}")),
        )?;
        first_answer(port, "/livez").await?;
        let alive = begun.elapsed().as_secs_f64();
        first_answer(port, "/readyz").await?;
        Ok((Self { process, port }, Start { alive, ready: begun.elapsed().as_secs_f64() }))
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Signs in; gives the access token.
    pub async fn sign_in(&self, client: usize, body: &Value) -> Outcome<String> {
        let answer = self.answer(&post("/v1/sessions", client, body)).await?;
        let token = answer["access_token"].as_str();
        Ok(token.ok_or_else(|| format!("no session: {answer}"))?.to_owned())
    }

    /// The JSON that a request is answered with.
    pub async fn answer(&self, request: &[u8]) -> Outcome<Value> {
        let mut client = Client::connect(self.port).await?;
        Ok(serde_json::from_slice(client.send(request).await?.1)?)
    }
}

/// Waits until a port answers a path with 200.
pub async fn first_answer(port: u16, path: &str) -> Outcome<()> {
    let begun = Instant::now();
    loop {
        if let Ok(mut client) = Client::connect(port).await
            && let Ok((200, _)) = client.send(&get(path, 0, "")).await
        {
            return Ok(());
        }
        if begun.elapsed() > Duration::from_secs(20) {
            return Err(format!("{path} does not answer").into());
        }
        tokio::time::sleep(Duration::from_micros(500)).await;
    }
}

/// What was measured, over all rounds.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// Microseconds of each answer.
    pub micros: Vec<u64>,
    /// Seconds that it took.
    pub wall: f64,
    /// Seconds of processor time of the server.
    pub server: f64,
    /// Seconds of processor time of the database.
    pub database: f64,
}

impl Sample {
    /// Measures a load on a server and its database; SQLite has no process of its own.
    pub async fn of(
        server: u32,
        database: Option<u32>,
        load: impl Future<Output = Outcome<Vec<u64>>>,
    ) -> Outcome<Self> {
        let (before, begun) = (cpu(server, database)?, Instant::now());
        let micros = load.await?;
        let (wall, after) = (begun.elapsed().as_secs_f64(), cpu(server, database)?);
        Ok(Self { micros, wall, server: after.0 - before.0, database: after.1 - before.1 })
    }

    /// Adds a round.
    pub fn add(&mut self, other: &Self) {
        self.micros.extend(&other.micros);
        self.wall += other.wall;
        self.server += other.server;
        self.database += other.database;
    }
}

/// Seconds of processor time that a server and its database took; some are of many processes.
pub fn cpu(server: u32, database: Option<u32>) -> Outcome<(f64, f64)> {
    let database = database.map(process::cpu_with_children).transpose()?;
    Ok((process::cpu_with_children(server)?, database.unwrap_or(0.0)))
}
