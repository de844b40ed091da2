//! One size: a database with so many records, the server on it, and the limit beside it.

use std::cell::RefCell;
use std::path::Path;
use std::time::Instant;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use tegata::http::App;
use tegata_domain::kernel::tokyo_date;
use tokio::task::block_in_place;

use super::pending::{self, Sent};
use crate::client::get;
use crate::cluster::Cluster;
use crate::process::{Process, command};
use crate::server::{self, Server, Settings, first_answer};
use crate::{Outcome, people};

/// Milliseconds over which the records are spread: three years.
const SPAN: u64 = 94_608_000_000;
/// Days of the period that is asked for: less than any month has.
const DAYS: i32 = 26;
/// Accounts that accept, of companies that own nothing: from this trader on.
pub const ADDRESSEES: std::ops::Range<usize> = 200..232;
/// Batches that can be accepted.
const ACCEPTABLE: usize = 16_000;

/// Companies that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trader {
    /// It has a tenth of everything.
    Many = 0,
    /// It has the same at any size.
    Steady = 1,
    /// It has few records.
    Few = 2,
    /// One of the others.
    Other = 3,
    /// It has own records alone.
    Sole = 240,
}

impl Trader {
    /// All of them.
    const ALL: [Self; 5] = [Self::Many, Self::Steady, Self::Few, Self::Other, Self::Sole];
}

/// One size.
pub struct Stock {
    /// The database's name.
    pub database: String,
    /// What the server is started with.
    pub settings: Settings,
    /// The application itself, for what no request asks for.
    pub app: App,
    /// The server that is measured.
    pub server: Server,
    /// The limit, and its port.
    pub limit: (Process, u16),
    /// The period that is asked for.
    pub days: (Date, Date),
    tokens: Vec<(Trader, String)>,
    /// Access tokens of those who accept, and the PINs that each of them has still.
    addressees: Vec<(String, RefCell<Vec<String>>)>,
}

impl Stock {
    /// Makes one; with the seconds that it took to fill.
    pub async fn open(
        cluster: &Cluster,
        rows: u64,
        binary: &Path,
        mail_port: u16,
    ) -> Outcome<(Self, f64)> {
        let database = format!("cargo_{rows}");
        cluster.run("postgres", &format!("CREATE DATABASE {database}")).await?;
        let settings = settings(&cluster.url(&database), mail_port);
        let app = block_in_place(|| server::application(&settings))?;
        block_in_place(|| people::write(&app.env))?;
        let (now, begun) = (app.env.clock.now(), Instant::now());
        fill(cluster, &database, rows, now).await?;
        let filled = begun.elapsed().as_secs_f64();
        let pins = pending::send(&app.env, cluster, &database, Sent::Now(ACCEPTABLE)).await?;
        cluster.run(&database, "CHECKPOINT").await?;
        let (server, _) = Server::start(binary, &settings).await?;
        let mut tokens = Vec::new();
        for trader in Trader::ALL {
            tokens.push((trader, sign_in(&server, trader as usize).await?));
        }
        let mut addressees: Vec<(String, RefCell<Vec<String>>)> = Vec::new();
        for number in ADDRESSEES {
            addressees.push((sign_in(&server, number).await?, RefCell::default()));
        }
        for (number, pin) in pins.into_iter().enumerate() {
            addressees[number % ADDRESSEES.len()].1.borrow_mut().push(pin);
        }
        let limit = limit(&cluster.url(&database)).await?;
        let today = tokyo_date(now);
        let days = (today.saturating_sub(DAYS.days()), today);
        let stock = Self { database, settings, app, server, limit, days, tokens, addressees };
        Ok((stock, filled))
    }

    /// The access token of somebody of a company.
    pub fn token(&self, trader: Trader) -> &str {
        self.tokens.iter().find(|(whose, _)| *whose == trader).map_or("", |(_, token)| token)
    }

    /// The access token of a connection that accepts, and a PIN that it did not use before.
    pub fn next_pin(&self, client: usize) -> Option<(&str, String)> {
        let (token, pins) = &self.addressees[client % self.addressees.len()];
        Some((token, pins.borrow_mut().pop()?))
    }

    /// What somebody of a company is answered with.
    pub async fn ask(&self, trader: Trader, path: &str) -> Outcome<serde_json::Value> {
        self.server.answer(&get(path, 0, self.token(trader))).await
    }

    /// MiB that the database takes.
    pub fn mebibytes(&self, cluster: &Cluster) -> Outcome<u64> {
        let size = "SELECT pg_database_size(current_database()) / 1048576";
        Ok(cluster.ask(&self.database, size)?.parse()?)
    }
}

/// The server's settings: sessions outlast the run, and mails wait.
fn settings(url: &str, mail_port: u16) -> Settings {
    let mut settings = server::settings(url);
    settings.extend(server::mailing(mail_port));
    settings.extend(server::production());
    settings.insert("TEGATA_ACCESS_TOKEN_SECONDS".to_owned(), "86400".to_owned());
    settings
}

/// Fills the tables, and lets PostgreSQL know them, as it does by itself in time.
async fn fill(cluster: &Cluster, database: &str, rows: u64, now: Timestamp) -> Outcome<()> {
    let script = include_str!("fill.sql")
        .replace("{rows}", &rows.to_string())
        .replace("{now}", &format!("{}::bigint", now.as_millisecond()))
        .replace("{span}", &SPAN.to_string());
    cluster.run(database, &script).await?;
    cluster.run(database, "VACUUM (ANALYZE)").await
}

async fn sign_in(server: &Server, number: usize) -> Outcome<String> {
    server.sign_in(number, &people::sign_in(number)).await
}

async fn limit(url: &str) -> Outcome<(Process, u16)> {
    let port = tegata_tests::port::own()?;
    let program = std::env::current_exe()?;
    let process = Process::start(command(&program, "KILL", false).args([
        "--cargo-limit",
        url,
        &port.to_string(),
    ]))?;
    first_answer(port, "/ready").await?;
    Ok((process, port))
}
