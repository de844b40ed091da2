//! One database with the server on it and the limits beside it, and the requests that are measured.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tegata::app::App;
use tegata::server::compose;

use crate::client::{Client, Load, get, post};
use crate::mail::{self, Sink};
use crate::process::{self, Process, command};
use crate::{Outcome, free_port, limits, people, statements};

/// What is measured. The first three are limits, served by `limits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// A bare JSON answer.
    Json,
    /// One session join.
    Join,
    /// Two inserts, one commit.
    Inserts,
    /// Sign-ins.
    SignIn {
        /// So many at once.
        waiting: usize,
    },
    /// `GET /v1/me`.
    Me,
    /// A registration request.
    Registration,
    /// A recovery request.
    Recovery {
        /// Whether the login id is somebody's.
        known: bool,
    },
    /// `GET /v1/me` at an easy pace, alone or while sign-ins saturate.
    Paced {
        /// While they do.
        flooded: bool,
    },
}

/// Requests that wait at once, where nothing else is said.
pub const WAITING: usize = 32;
/// Sign-ins that wait at once, at the most.
pub const FLOOD: usize = 64;
/// Connections of the easy pace, and the pause of each between requests.
pub const PACED: (usize, Duration) = (8, Duration::from_millis(20));

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
    /// Adds a round.
    pub fn add(&mut self, other: &Self) {
        self.micros.extend(&other.micros);
        self.wall += other.wall;
        self.server += other.server;
        self.database += other.database;
    }
}

/// How a fresh process began: seconds to its first answers.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    /// `/livez`.
    pub alive: f64,
    /// `/readyz`.
    pub ready: f64,
}

/// One database and its servers.
pub struct Side {
    /// The database's name.
    pub name: &'static str,
    /// The application itself, for what is counted inside a process.
    pub app: App,
    /// The mail server.
    pub sink: Sink,
    /// The database's process; SQLite has none.
    database: Option<u32>,
    settings: BTreeMap<String, String>,
    binary: std::path::PathBuf,
    server: Option<(Process, u16)>,
    limit: (Process, u16),
    tokens: Vec<String>,
    unique: std::cell::Cell<usize>,
}

impl Side {
    /// Makes the schema and the accounts, and starts the limits.
    pub async fn open(
        name: &'static str,
        url: &str,
        database: Option<u32>,
        binary: &Path,
    ) -> Outcome<Self> {
        let sink = Sink::start()?;
        let settings = settings(url, sink.port, database.is_some());
        let app = compose(&tegata::config::read(&settings)?, None)?;
        app.database.migrate()?;
        app.database.stamp(app.settings.profile.as_str(), app.env.clock.real())?;
        people::write(&app.env)?;
        let port = free_port()?;
        let mail = serde_json::to_vec(&mail::letter(&app.env))?.len();
        let limit = Process::start(command(&std::env::current_exe()?, "KILL", false).args([
            "--limits",
            url,
            &port.to_string(),
            &mail.to_string(),
        ]))?;
        first_answer(port, "/json").await?;
        Ok(Self {
            name,
            app,
            sink,
            database,
            settings,
            binary: binary.to_owned(),
            server: None,
            limit: (limit, port),
            tokens: Vec::new(),
            unique: std::cell::Cell::new(0),
        })
    }

    /// How many statements each request runs.
    pub fn statements(&self) -> Outcome<Vec<statements::Statements>> {
        statements::count(&self.app.env)
    }

    /// Starts a server on the database, with how it began.
    pub async fn start(&self) -> Outcome<(Process, u16, Start)> {
        let port = free_port()?;
        let begun = Instant::now();
        let process = Process::start(
            command(&self.binary, "KILL", false)
                .envs(&self.settings)
                .env("TEGATA_BIND", format!("127.0.0.1:{port}")),
        )?;
        first_answer(port, "/livez").await?;
        let alive = begun.elapsed().as_secs_f64();
        first_answer(port, "/readyz").await?;
        Ok((process, port, Start { alive, ready: begun.elapsed().as_secs_f64() }))
    }

    /// Starts the server that is measured, and signs people in.
    pub async fn serve(&mut self) -> Outcome<()> {
        let (process, port, _) = self.start().await?;
        for number in 0..FLOOD {
            let body = people::sign_in(number);
            let mut client = Client::connect(port).await?;
            let (status, answer) = client.send(&post("/v1/sessions", number, &body)).await?;
            let answer: Value = serde_json::from_slice(answer)?;
            let token = answer["access_token"].as_str();
            self.tokens.push(token.ok_or_else(|| format!("{status}: {answer}"))?.to_owned());
        }
        self.server = Some((process, port));
        Ok(())
    }

    /// Memory of a fresh process: idle, and under so many sign-ins.
    pub async fn memory(&self, time: Duration) -> Outcome<(process::Memory, process::Memory)> {
        let (process, port, _) = self.start().await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let idle = process::memory(process.id())?;
        self.sign_in(port, FLOOD, time).await?;
        Ok((idle, process::memory(process.id())?))
    }

    /// Measures one operation for a while.
    pub async fn measure(&self, operation: Operation, time: Duration) -> Outcome<Sample> {
        let (process, port) = self.measured(operation)?;
        let cpu = || -> Outcome<(f64, f64)> {
            let database = self.database.map(process::cpu_with_children).transpose()?;
            Ok((process::cpu(process)?, database.unwrap_or(0.0)))
        };
        let (before, begun) = (cpu()?, Instant::now());
        let micros = self.load(operation, port, time).await?;
        let (wall, after) = (begun.elapsed().as_secs_f64(), cpu()?);
        Ok(Sample { micros, wall, server: after.0 - before.0, database: after.1 - before.1 })
    }

    /// The process and port that an operation asks.
    fn measured(&self, operation: Operation) -> Outcome<(u32, u16)> {
        let (process, port) = match operation {
            Operation::Json | Operation::Join | Operation::Inserts => &self.limit,
            _ => self.server.as_ref().ok_or("the server was not started")?,
        };
        Ok((process.id(), *port))
    }

    async fn load(&self, operation: Operation, port: u16, time: Duration) -> Outcome<Vec<u64>> {
        let load = Load { port, waiting: WAITING, time, pause: None, expected: 200 };
        let accepted = Load { expected: 202, ..load };
        let token = |client: usize| self.tokens[client % self.tokens.len()].as_str();
        let fresh = || {
            self.unique.set(self.unique.get() + 1);
            format!("new{}", self.unique.get())
        };
        let terms = &self.app.settings.terms_version;
        match operation {
            Operation::Json => load.run(|client, _| get("/json", client, "")).await,
            Operation::Join => {
                let session = |client, turn| limits::token((client * 7 + turn) % people::ACCOUNTS);
                load.run(|client, turn| get("/join", client, &session(client, turn))).await
            }
            Operation::Inserts => {
                let body = |login: String| json!({ "email": format!("{login}@example.jp") });
                accepted.run(|client, _| post("/inserts", client, &body(fresh()))).await
            }
            Operation::SignIn { waiting } => self.sign_in(port, waiting, time).await,
            Operation::Me => load.run(|client, _| get("/v1/me", client, token(client))).await,
            Operation::Registration => {
                let body = || people::registration(terms, &format!("{}@example.jp", fresh()));
                accepted.run(|client, _| post("/v1/registrations", client, &body())).await
            }
            Operation::Recovery { known } => {
                let login_id = |client: usize, turn: usize| match known {
                    true => people::login_id(client + turn * WAITING),
                    false => fresh(),
                };
                let body = |client, turn| people::recovery(&login_id(client, turn));
                accepted.run(|c, turn| post("/v1/recoveries", c, &body(c, turn))).await
            }
            Operation::Paced { flooded } => {
                let paced = Load { waiting: PACED.0, pause: Some(PACED.1), ..load };
                let paced = paced.run(|client, _| get("/v1/me", client, token(client)));
                if !flooded {
                    return paced.await;
                }
                let (reads, flood) = tokio::join!(paced, self.sign_in(port, FLOOD, time));
                flood.and(reads)
            }
        }
    }

    /// Signs many accounts in; each connection has its own.
    async fn sign_in(&self, port: u16, waiting: usize, time: Duration) -> Outcome<Vec<u64>> {
        let load = Load { port, waiting, time, pause: None, expected: 201 };
        let body = |client: usize, turn: usize| people::sign_in(client + turn * waiting);
        load.run(|client, turn| post("/v1/sessions", client, &body(client, turn))).await
    }

    /// Lets the mails go that the requests left in the outbox; measures for a while, or until there
    /// are none.
    pub async fn send_mails(&self, time: Duration) -> Outcome<Sample> {
        let (process, _) = self.measured(Operation::Me)?;
        let cpu = || -> Outcome<(f64, f64)> {
            let database = self.database.map(process::cpu_with_children).transpose()?;
            Ok((process::cpu(process)?, database.unwrap_or(0.0)))
        };
        let before_all = self.sink.taken();
        self.sink.open(true);
        let opened = Instant::now();
        while self.sink.taken() == before_all {
            if opened.elapsed() > Duration::from_secs(15) {
                return Err("no mail comes".into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let (first, before, begun) = (self.sink.taken(), cpu()?, Instant::now());
        let (mut taken, mut wall) = (first, 0.0);
        while begun.elapsed() < time && begun.elapsed().as_secs_f64() - wall < 0.5 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            if self.sink.taken() > taken {
                (taken, wall) = (self.sink.taken(), begun.elapsed().as_secs_f64());
            }
        }
        let after = cpu()?;
        let micros = vec![0; taken - first];
        Ok(Sample { micros, wall, server: after.0 - before.0, database: after.1 - before.1 })
    }
}

/// The server's settings: its defaults, but for limits on strangers, who are few here. PostgreSQL
/// is served as in production, SQLite as the sandbox that alone may use it.
fn settings(url: &str, smtp_port: u16, production: bool) -> BTreeMap<String, String> {
    let secret = STANDARD.encode([7_u8; 32]);
    let mut settings = vec![
        ("DATABASE_URL", url.to_owned()),
        ("SMTP_HOST", "127.0.0.1".to_owned()),
        ("SMTP_PORT", smtp_port.to_string()),
        ("SMTP_SECURITY", "none".to_owned()),
        // Mails wait for the sink as long as the benchmark wants.
        ("SMTP_TIMEOUT_SECONDS", "600".to_owned()),
        ("TRUSTED_PROXIES", "127.0.0.1/32".to_owned()),
        ("STRANGERS_PER_SECOND", "1000000".to_owned()),
        ("REQUESTS_PER_CLIENT", "1000000000".to_owned()),
        ("MAILS_PER_ADDRESS", "1000000000".to_owned()),
    ];
    if production {
        settings.extend([
            ("PROFILE", "production".to_owned()),
            ("SECRET", secret),
            ("PUBLIC_URL", "https://api.example.com".to_owned()),
            ("TERMS_URL", "https://portal.example.com/terms".to_owned()),
            ("CONTACT", "sales@tegata.example".to_owned()),
            ("SMTP_FROM", "Tegata <noreply@tegata.example>".to_owned()),
            ("FRONT_END_URL", "https://www.example.com".to_owned()),
        ]);
    }
    settings.into_iter().map(|(key, value)| (format!("TEGATA_{key}"), value)).collect()
}

/// Waits until a port answers a path with 200.
async fn first_answer(port: u16, path: &str) -> Outcome<()> {
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
