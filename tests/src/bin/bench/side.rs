//! One database with the server on it and the limits beside it, and the requests that are measured.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use tegata::http::App;
use tegata_domain::kernel::PageRequest;
use tegata_domain::reissue::{ApplicationState, ReviewFilter};
use tokio::task::block_in_place;

use crate::client::{Load, get, post, post_as};
use crate::mail::{self, Sink};
use crate::offices::{self, Fleet};
use crate::process::{self, Process, command};
use crate::server::{self, Sample, Server, Settings, Start, cpu, first_answer};
use crate::terminals::{self, Terminals};
use crate::{Outcome, Scale, limits, people};

/// What is measured. The first three are limits, served by `limits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// A bare JSON answer.
    Json,
    /// One session join.
    Join,
    /// Two inserts, one commit.
    Inserts {
        /// So many at once.
        waiting: usize,
    },
    /// Sign-ins.
    SignIn {
        /// So many at once.
        waiting: usize,
    },
    /// `GET /v1/me`.
    Me,
    /// A registration request.
    Registration(Networks),
    /// A recovery request.
    Recovery {
        /// Whether the login id is somebody's.
        known: bool,
        /// Where from.
        networks: Networks,
    },
    /// `GET /v1/me` at an easy pace, alone or while sign-ins saturate.
    Paced {
        /// While they do.
        flooded: bool,
    },
    /// The filing of an application for one terminal user.
    Filing {
        /// So many at once.
        waiting: usize,
    },
    /// The approval of such an application.
    Approval,
    /// A terminal user's own change of password.
    OwnChange,
}

/// Where requests come from, as a proxy tells it: limits on strangers count by network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Networks {
    /// All from one, as from an office or a front end's server.
    One,
    /// Each from another.
    Many,
}

impl Networks {
    /// The client that a connection's request comes from.
    pub const fn client(self, connection: usize, turn: usize) -> usize {
        match self {
            Self::One => 0,
            Self::Many => connection + turn * WAITING,
        }
    }
}

impl Operation {
    /// Password hashes, computed or compared, that it cannot do without.
    pub const fn hashes(self) -> u32 {
        match self {
            Self::SignIn { .. } | Self::Approval => 1,
            Self::OwnChange => terminals::HASHES,
            _ => 0,
        }
    }
}

/// Requests that wait at once, where nothing else is said.
pub const WAITING: usize = 32;
/// Sign-ins that wait at once, at the most.
pub const FLOOD: usize = 64;
/// Connections of the easy pace, and the pause of each between requests.
pub const PACED: (usize, Duration) = (8, Duration::from_millis(20));
/// Applications that each office files at most: as many as it may in an hour.
const FILINGS: usize = 60;
/// Applications that are looked up at once to be approved.
const APPROVALS: usize = 4_096;

/// Where a side is.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The database's name.
    pub name: &'static str,
    /// The database.
    pub url: &'a str,
    /// A second database, for what is measured in a sandbox.
    pub sandbox: &'a str,
    /// The database's process; SQLite has none.
    pub process: Option<u32>,
}

/// One database and its servers.
pub struct Side {
    /// The database's name.
    pub name: &'static str,
    /// The application itself, for what is counted inside a process.
    pub app: App,
    /// The mail server.
    pub sink: Sink,
    database: Option<u32>,
    settings: Settings,
    sandbox: String,
    binary: std::path::PathBuf,
    limit: (Process, u16),
    fleet: Fleet,
    served: Option<Served>,
    unique: Cell<usize>,
    /// Applications filed so far.
    filed: Cell<usize>,
    /// Paths of applications that wait to be approved.
    waiting: RefCell<Vec<String>>,
}

/// The server that is measured, and the access tokens of who is signed in.
struct Served {
    server: Server,
    people: Vec<String>,
    offices: Vec<String>,
    reviewer: String,
    terminals: Terminals,
}

impl Side {
    /// Makes the schema and the accounts, and starts the limits.
    pub async fn open(place: Place<'_>, scale: Scale, binary: &Path) -> Outcome<Self> {
        let sink = Sink::start()?;
        let mut settings = server::settings(place.url);
        settings.extend(server::mailing(sink.port));
        if place.process.is_some() {
            // As in production; SQLite is for a sandbox alone.
            settings.extend(server::production());
        }
        let app = block_in_place(|| server::application(&settings))?;
        block_in_place(|| people::write(&app.env))?;
        let offices = scale.offices;
        let fleet = Fleet { prefix: 'F', offices, terminals: FILINGS, passwords: 0 };
        block_in_place(|| fleet.write(&app.env))?;
        let port = tegata_tests::port::own()?;
        let mail = serde_json::to_vec(&mail::letter(&app.env))?.len();
        let limit = Process::start(command(&std::env::current_exe()?, "KILL", false).args([
            "--limits",
            place.url,
            &port.to_string(),
            &mail.to_string(),
        ]))?;
        first_answer(port, "/json").await?;
        Ok(Self {
            name: place.name,
            app,
            sink,
            database: place.process,
            settings,
            sandbox: place.sandbox.to_owned(),
            binary: binary.to_owned(),
            limit: (limit, port),
            fleet,
            served: None,
            unique: Cell::new(0),
            filed: Cell::new(0),
            waiting: RefCell::default(),
        })
    }

    /// Starts a server on the database, with how it began.
    pub async fn start(&self) -> Outcome<(Server, Start)> {
        Server::start(&self.binary, &self.settings).await
    }

    /// Starts the servers that are measured, and signs everybody in.
    pub async fn serve(&mut self, scale: Scale) -> Outcome<()> {
        let (server, _) = self.start().await?;
        let (mut people, mut offices) = (Vec::new(), Vec::new());
        for number in 0..FLOOD {
            people.push(server.sign_in(number, &people::sign_in(number)).await?);
        }
        for number in 0..self.fleet.offices {
            let body = offices::sign_in(&self.fleet.code(number));
            offices.push(server.sign_in(number, &body).await?);
        }
        let reviewer = server.sign_in(0, &people::sign_in_as(people::REVIEWER)).await?;
        let terminals = Terminals::open(&self.sandbox, &self.binary, scale.terminals).await?;
        self.served = Some(Served { server, people, offices, reviewer, terminals });
        Ok(())
    }

    fn served(&self) -> Outcome<&Served> {
        Ok(self.served.as_ref().ok_or("the server was not started")?)
    }

    /// Memory of a fresh process: idle, and under so many sign-ins.
    pub async fn memory(&self, time: Duration) -> Outcome<(process::Memory, process::Memory)> {
        let (server, _) = self.start().await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let idle = process::memory(server.id())?;
        self.sign_in(server.port, FLOOD, time).await?;
        Ok((idle, process::memory(server.id())?))
    }

    /// Measures one operation for a while.
    pub async fn measure(&self, operation: Operation, time: Duration) -> Outcome<Sample> {
        let served = self.served()?;
        let (process, port) = match operation {
            Operation::Json | Operation::Join | Operation::Inserts { .. } => {
                (self.limit.0.id(), self.limit.1)
            }
            Operation::OwnChange => (served.terminals.id(), 0),
            _ => (served.server.id(), served.server.port),
        };
        if operation == Operation::Approval {
            self.waiting.replace(self.filed_applications()?);
        }
        Sample::of(process, self.database, self.load(operation, port, time)).await
    }

    async fn load(&self, operation: Operation, port: u16, time: Duration) -> Outcome<Vec<u64>> {
        let served = self.served()?;
        let load = Load::new(port, WAITING, time);
        let accepted = Load { expected: 202, ..load };
        let token = |client: usize| served.people[client % served.people.len()].as_str();
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
            Operation::Inserts { waiting } => {
                let body = |login: String| json!({ "email": format!("{login}@example.jp") });
                let load = Load { waiting, ..accepted };
                load.run(|client, _| post("/inserts", client, &body(fresh()))).await
            }
            Operation::SignIn { waiting } => self.sign_in(port, waiting, time).await,
            Operation::Me => load.run(|client, _| get("/v1/me", client, token(client))).await,
            Operation::Registration(networks) => {
                let body = || people::registration(terms, &format!("{}@example.jp", fresh()));
                let from = |client, turn| networks.client(client, turn);
                accepted.run(|c, turn| post("/v1/registrations", from(c, turn), &body())).await
            }
            Operation::Recovery { known, networks } => {
                let login_id = |client: usize, turn: usize| match known {
                    true => people::login_id(client + turn * WAITING),
                    false => fresh(),
                };
                let body = |client, turn| people::recovery(&login_id(client, turn));
                let from = |client, turn| networks.client(client, turn);
                accepted.run(|c, turn| post("/v1/recoveries", from(c, turn), &body(c, turn))).await
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
            Operation::Filing { waiting } => {
                let load = Load { waiting, expected: 201, ..load };
                load.run(|client, _| self.next_filing(&served.offices, client)).await
            }
            Operation::Approval => {
                let next = || self.waiting.borrow_mut().pop();
                let request =
                    |client, path: String| post_as(&served.reviewer, &path, client, &json!({}));
                load.run(|client, _| next().map(|path| request(client, path))).await
            }
            Operation::OwnChange => served.terminals.change(time).await,
        }
    }

    /// Files for a terminal user who was not applied for before; nothing when all were.
    fn next_filing(&self, tokens: &[String], client: usize) -> Option<Vec<u8>> {
        let number = self.filed.replace(self.filed.get() + 1);
        let (office, terminal) = (number % tokens.len(), number / tokens.len());
        let path = "/v1/reissue-applications";
        let body = || offices::filing(self.fleet.user_id(office, terminal));
        (terminal < FILINGS).then(|| post_as(&tokens[office], path, client, &body()))
    }

    /// Where applications for one terminal user that wait for a reviewer are approved.
    fn filed_applications(&self) -> Outcome<Vec<String>> {
        let filter = ReviewFilter { state: Some(ApplicationState::Filed), ..Default::default() };
        let page = PageRequest { limit: APPROVALS, after: None };
        let store = &self.app.env.store;
        let found = block_in_place(|| store.read(|tx| Ok(tx.review_page(&filter, page)?)));
        let found = found.map_err(|failure| failure.to_string())?.items.into_iter();
        let found = found.map(|one| one.application).filter(|one| one.targets.len() == 1);
        Ok(found.map(|one| format!("/v1/review/reissue-applications/{}/approve", one.id)).collect())
    }

    /// Signs many accounts in; each connection has its own.
    async fn sign_in(&self, port: u16, waiting: usize, time: Duration) -> Outcome<Vec<u64>> {
        let load = Load { expected: 201, ..Load::new(port, waiting, time) };
        let body = |client: usize, turn: usize| people::sign_in(client + turn * waiting);
        load.run(|client, turn| post("/v1/sessions", client, &body(client, turn))).await
    }

    /// Lets the mails go that the requests left in the outbox; measures for a while, or until there
    /// are none.
    pub async fn send_mails(&self, time: Duration) -> Outcome<Sample> {
        let cpu = || -> Outcome<(f64, f64)> { cpu(self.served()?.server.id(), self.database) };
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
