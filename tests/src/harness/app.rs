//! The very application that production composes, on a database of its own.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::web;
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _};
use jiff::Timestamp;
use serde_json::{Value, json};
use tegata::config::{self, Settings};
use tegata::http::App;
use tegata::server::{compose_with, database, prepare, serve};
use tegata_domain::kernel::Clock as _;
use tegata_infra::Database;
use tegata_infra::database::Connection;

use super::client::{Client, Reply};
use super::clock::TestClock;
use super::postgres::cluster;

/// An application that is being tested.
pub struct TestApp {
    /// Where it listens.
    pub base: String,
    /// What its handlers share.
    pub app: web::Data<App>,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// Whether it is on PostgreSQL.
    pub postgres: bool,
    handle: actix_web::dev::ServerHandle,
    folder: Option<PathBuf>,
}

/// One text out of an SQL query.
#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}

/// Opens a database as the application does, for a look past it.
fn with_connection<T>(url: &str, work: impl FnOnce(&mut Connection) -> T) -> T {
    let mut connection = Connection::establish(url).expect("a connection");
    connection.without_limits().expect("a setting");
    if !connection.is_postgres() {
        connection.batch("PRAGMA busy_timeout = 5000").expect("a setting");
    }
    work(&mut connection)
}

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Settings that make tests quick; everything else is as shipped.
pub fn settings(url: &str, more: &[(&str, &str)]) -> Settings {
    let mut environment: BTreeMap<String, String> = [
        ("DATABASE_URL", url),
        ("DATABASE_CONNECTIONS", "8"),
        ("ARGON2_MEMORY_KIB", "64"),
        ("ARGON2_PASSES", "1"),
        ("WORKERS", "1"),
        ("STRANGERS_PER_SECOND", "5000"),
        ("BODY_TIMEOUT_MS", "30000"),
        ("CONTACT", "sales@tegata.example"),
    ]
    .into_iter()
    .map(|(key, value)| (format!("{}{key}", config::PREFIX), value.to_owned()))
    .collect();
    for (key, value) in more {
        environment.insert(format!("{}{key}", config::PREFIX), (*value).to_owned());
    }
    config::read(&environment).expect("settings")
}

/// A folder that no other test has.
pub fn own_folder() -> PathBuf {
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    let name = format!("tegata-test-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

impl TestApp {
    /// On a SQLite file of its own.
    pub fn sqlite() -> Self {
        Self::sqlite_with(&[])
    }

    /// On a SQLite file of its own, with other settings (`("LOCK_AFTER", "3")`).
    pub fn sqlite_with(more: &[(&str, &str)]) -> Self {
        let folder = own_folder();
        let url = folder.join("test.db").display().to_string();
        Self::start(&settings(&url, more), Some(folder))
    }

    /// On a PostgreSQL database of its own; `None` where PostgreSQL is not installed.
    pub fn postgres() -> Option<Self> {
        Self::postgres_with(&[])
    }

    /// On a PostgreSQL database of its own, with other settings.
    pub fn postgres_with(more: &[(&str, &str)]) -> Option<Self> {
        let url = cluster()?.migrated_database();
        Some(Self::start(&settings(&url, more), None))
    }

    fn start(settings: &Settings, folder: Option<PathBuf>) -> Self {
        let database: Arc<Database> = database(settings);
        let clock = Arc::new(TestClock::new(Arc::clone(&database)));
        let app = compose_with(settings, None, database, clock.clone()).expect("an application");
        prepare(&app).expect("a database");
        Self::serving(app, clock, folder)
    }

    /// An application that the test put together itself: another profile, a port that breaks. Its
    /// folder goes with it.
    pub fn serving(app: App, clock: Arc<TestClock>, folder: Option<PathBuf>) -> Self {
        let app = web::Data::new(app);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let (send, receive) = std::sync::mpsc::channel();
        let served = app.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let running = serve(served, listener).expect("a server");
                send.send(running.handle.clone()).expect("the test waits");
                running.wait().await.expect("it served");
            });
        });
        let handle = receive.recv().expect("a running server");
        let postgres = app.database.is_postgres();
        Self { base, app, clock, postgres, handle, folder }
    }

    /// Another process's twin: a second application on the same database, with other settings.
    pub fn beside(&self, more: &[(&str, &str)]) -> Self {
        Self::on(&self.app.settings.database_url, more)
    }

    /// On this database, with other settings.
    pub fn on(url: &str, more: &[(&str, &str)]) -> Self {
        Self::start(&settings(url, more), None)
    }

    /// Runs SQL on the application's database.
    pub fn sql(&self, sql: &str) {
        with_connection(&self.app.settings.database_url, |connection| {
            connection.batch(sql).expect("the statement runs");
        });
    }

    /// The texts in the column `value` of an SQL query on the application's database.
    pub fn sql_texts(&self, query: &str) -> Vec<String> {
        with_connection(&self.app.settings.database_url, |connection| {
            let rows: Vec<TextRow> =
                diesel::sql_query(query).load(connection).expect("the query runs");
            rows.into_iter().map(|row| row.value).collect()
        })
    }

    /// The whole number that an SQL expression has, such as `(SELECT count(*) FROM accounts)`.
    pub fn sql_number(&self, expression: &str) -> i64 {
        let query = format!("SELECT CAST({expression} AS text) AS value");
        self.sql_texts(&query)[0].parse().expect("a whole number")
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Client {
        Client::new(&self.base, None)
    }

    /// Somebody with this access token.
    pub fn with_token(&self, token: &str) -> Client {
        Client::new(&self.base, Some(token))
    }

    /// Moves business time, as a client of the sandbox does.
    pub fn advance(&self, seconds: i64) {
        self.stranger()
            .post("/v1/sandbox/clock", json!({ "advance_seconds": seconds }))
            .expect(200);
    }

    /// Moves business time forward to an instant such as `2046-05-01T09:00:00+09:00`, however far.
    pub fn advance_to(&self, instant: &str) {
        // One move goes ten years at most.
        const FAR: i64 = 3600 * super::DAY;
        let to: Timestamp = instant.parse().expect("an instant");
        while to.as_second() - self.clock.now().as_second() > FAR {
            self.advance(FAR);
        }
        self.stranger().post("/v1/sandbox/clock", json!({ "advance_to": instant })).expect(200);
    }

    /// Moves real time: lifetimes of tokens, limits and idempotency keys.
    pub fn advance_real(&self, seconds: i64) {
        self.clock.advance_real(seconds);
    }

    /// The mails to an address, newest first.
    pub fn mails(&self, to: &str) -> Vec<Value> {
        let to = to.replace('+', "%2B").replace('@', "%40");
        let reply = self.stranger().get(&format!("/v1/sandbox/mails?to={to}")).expect(200);
        reply.body["items"].as_array().expect("items").clone()
    }

    /// The newest mail of a letter to an address.
    pub fn mail(&self, to: &str, letter: &str) -> Value {
        let mails = self.mails(to);
        let found = mails.iter().find(|mail| mail["letter"] == letter).cloned();
        found.unwrap_or_else(|| panic!("no {letter} in the mailbox: {mails:?}"))
    }

    /// The token of the newest mail of a letter to an address.
    pub fn mailed_token(&self, to: &str, letter: &str) -> String {
        let mail = self.mail(to, letter);
        mail["links"][0]["token"].as_str().expect("a token").to_owned()
    }

    /// Everything in the audit trail, newest first, as an operator reads it.
    pub fn audit(&self, operator: &Client) -> Vec<Value> {
        let reply: Reply = operator.get("/v1/admin/audit-entries?limit=200").expect(200);
        reply.body["items"].as_array().expect("items").clone()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let handle = self.handle.clone();
        // Stopping is started and not waited for: the next test does not need this one's port.
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(handle.stop(false));
        });
        if let Some(folder) = self.folder.take() {
            let _already_gone = std::fs::remove_dir_all(folder);
        }
    }
}
