//! The database: PostgreSQL in production, one SQLite file otherwise, through one code path.
//!
//! `write` opens the only transactions there are and repeats them when transactions meet. SQLite has
//! a single writer, so its writes queue for one connection and its reads have connections that
//! cannot write.

mod connection;
mod counted;
mod fault;
mod migration;
mod pool;
mod postgres;
mod query;
mod row;
pub(crate) mod schema;
mod sqlite;
pub(crate) mod types;
pub mod unique;

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::AnsiTransactionManager;
use diesel::connection::TransactionManager as _;
use r2d2::ManageConnection as _;
use scheduled_thread_pool::ScheduledThreadPool;
use tegata_domain::kernel::{Failure, StoreError};
use tokio::sync::Notify;

pub use connection::{Connection, is_postgres};
pub(crate) use counted::Count;
pub(crate) use fault::meaning;
use pool::{Intent, Manager, Pooled};

/// How the database is reached.
#[derive(Clone)]
pub struct DatabaseSettings {
    /// `postgres://…`, or the path of a SQLite file.
    pub url: String,
    /// Connections at most.
    pub connections: u32,
    /// How long a call waits for a free connection before it is refused.
    pub connection_timeout: Duration,
    /// How long a transaction waits for another's row.
    pub lock_timeout: Duration,
}

impl std::fmt::Debug for DatabaseSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DatabaseSettings")
            .field("postgres", &is_postgres(&self.url))
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}

/// The pooled database.
pub struct Database {
    manager: Manager,
    readers: r2d2::Pool<Manager>,
    writers: r2d2::Pool<Manager>,
    aside: r2d2::Pool<Manager>,
    postgres: bool,
    mail_due: Arc<Notify>,
}

/// How often a transaction that met another is run at the most.
const RUNS: u32 = 6;

/// How long after its beginning a transaction or query is run again: whoever asked still waits.
const PATIENCE: Duration = Duration::from_secs(3);

impl Database {
    /// Prepares the pools; connects when first asked, so that a server can start before its
    /// database.
    pub fn new(settings: &DatabaseSettings) -> Self {
        let manager = |intent| Manager {
            url: settings.url.clone(),
            intent,
            lock_timeout: settings.lock_timeout,
        };
        // Two threads that connect for all pools: each of its own would take three.
        let connecting = Arc::new(ScheduledThreadPool::new(2));
        let pool = |intent, size| {
            r2d2::Pool::builder()
                .max_size(size)
                .thread_pool(Arc::clone(&connecting))
                .min_idle(Some(0))
                // A dead connection heals by one repetition; asking first would cost a round trip.
                .test_on_check_out(false)
                .connection_timeout(settings.connection_timeout)
                .error_handler(Box::new(LogErrors))
                .build_unchecked(manager(intent))
        };
        let postgres = is_postgres(&settings.url);
        let writers = pool(Intent::Write, if postgres { settings.connections } else { 1 });
        let readers =
            if postgres { writers.clone() } else { pool(Intent::Read, settings.connections) };
        let aside = pool(Intent::Aside, 2);
        Self {
            manager: manager(Intent::Write),
            readers,
            writers,
            aside,
            postgres,
            mail_due: Arc::default(),
        }
    }

    /// Whether this is PostgreSQL.
    pub const fn is_postgres(&self) -> bool {
        self.postgres
    }

    /// Tells whoever waits here that this process made a mail due.
    pub const fn mail_due(&self) -> &Arc<Notify> {
        &self.mail_due
    }

    /// Connections in use and in all.
    pub fn pool_state(&self) -> (u32, u32) {
        let state = self.readers.state();
        (state.connections - state.idle_connections, state.connections)
    }

    /// Asks the database for an answer.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub fn ping(&self) -> Result<(), StoreError> {
        self.reading(|connection| connection.batch("SELECT 1"))
    }

    /// A connection beside the pools, without the limits of requests.
    fn unlimited(&self) -> Result<Connection, StoreError> {
        let unavailable =
            |error: &dyn std::fmt::Display| StoreError::Unavailable(error.to_string());
        let mut connection =
            self.manager.connect().map_err(|error| unavailable(&error))?.connection;
        connection.without_limits().map_err(|error| unavailable(&error))?;
        Ok(connection)
    }

    /// Runs a query outside any transaction.
    pub(crate) fn reading<T>(
        &self,
        query: impl FnMut(&mut Connection) -> Result<T, diesel::result::Error>,
    ) -> Result<T, StoreError> {
        read_from(&self.readers, query)
    }

    /// Runs work on a connection that cannot write; again on another when it turns out dead.
    pub(crate) fn read(
        &self,
        work: &mut dyn FnMut(&mut Connection) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut runs = Runs::new(&self.readers);
        loop {
            let mut pooled = take(&self.readers)?;
            match work(&mut pooled.connection) {
                Err(Failure::Store(error)) => {
                    pooled.broken = matches!(error, StoreError::Unavailable(_));
                    drop(pooled);
                    if !runs.again(&error) {
                        return Err(error.into());
                    }
                }
                done => return done,
            }
        }
    }

    /// Runs one statement on connections of its own, for who may hold one of the others already: waiting
    /// for a second from the same pool could wait for ever.
    pub(crate) fn aside_requests<T>(
        &self,
        query: impl FnMut(&mut Connection) -> Result<T, diesel::result::Error>,
    ) -> Result<T, StoreError> {
        read_from(&self.aside, query)
    }

    /// Runs one statement that writes, beside the transactions of requests, and does not wait for the
    /// disk: a crash may forget it.
    pub(crate) fn writing_apart<T>(
        &self,
        mut statement: impl FnMut(&mut Connection) -> Result<T, diesel::result::Error>,
    ) -> Result<T, StoreError> {
        if self.postgres {
            return self.aside_requests(statement);
        }
        read_from(&self.writers, |connection| {
            connection.batch("PRAGMA synchronous = NORMAL")?;
            let written = statement(connection);
            connection.batch("PRAGMA synchronous = FULL")?;
            written
        })
    }

    /// Runs statements in a transaction of their own.
    pub(crate) fn writing<T>(
        &self,
        mut statements: impl FnMut(&mut Connection) -> Result<T, diesel::result::Error>,
    ) -> Result<T, StoreError> {
        let mut result = None;
        let done = self.transact(&mut |connection| {
            result = Some(statements(connection).map_err(meaning)?);
            Ok(())
        });
        match (done, result) {
            (Ok(()), Some(value)) => Ok(value),
            (Err(Failure::Store(error)), _) => Err(error),
            _ => Err(StoreError::Other("the transaction did not run".to_owned())),
        }
    }

    /// Runs a transaction; again when it met another.
    pub(crate) fn transact(
        &self,
        work: &mut dyn FnMut(&mut Connection) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut runs = Runs::new(&self.writers);
        loop {
            let mut pooled = take(&self.writers)?;
            let failure = match attempt(&mut pooled, work) {
                Ok(()) => return Ok(()),
                Err(failure) => failure,
            };
            drop(pooled);
            match failure {
                // Nothing of a transaction that met another, or that never began, was done.
                Failed::Work(Failure::Store(error)) if runs.again(&error) => {}
                Failed::Work(failure) => return Err(failure),
                Failed::Commit(error) => return Err(error.into()),
            }
        }
    }
}

/// Where a transaction failed.
enum Failed {
    /// Before its commit: nothing was done.
    Work(Failure),
    /// At its commit: it may have been done.
    Commit(StoreError),
}

/// One run of a transaction.
fn attempt(
    pooled: &mut Pooled,
    work: &mut dyn FnMut(&mut Connection) -> Result<(), Failure>,
) -> Result<(), Failed> {
    let gone = |error: &StoreError| matches!(error, StoreError::Unavailable(_));
    let connection = &mut pooled.connection;
    // SQLite's only writer says so at once: a transaction that reads first could not write any more.
    let begin = if connection.is_postgres() { "BEGIN" } else { "BEGIN IMMEDIATE" };
    let begun = AnsiTransactionManager::begin_transaction_sql(connection, begin);
    if let Err(error) = begun.map_err(meaning) {
        pooled.broken = true;
        return Err(Failed::Work(error.into()));
    }
    match work(&mut pooled.connection) {
        Ok(()) => {
            let committed = AnsiTransactionManager::commit_transaction(&mut pooled.connection);
            committed.map_err(meaning).map_err(|error| {
                pooled.broken = true;
                match error {
                    repeat @ StoreError::Repeat(_) => Failed::Work(repeat.into()),
                    other => Failed::Commit(other),
                }
            })
        }
        Err(failure) => {
            let undone = AnsiTransactionManager::rollback_transaction(&mut pooled.connection);
            let lost = matches!(&failure, Failure::Store(error) if gone(error));
            pooled.broken = lost || undone.is_err();
            Err(Failed::Work(failure))
        }
    }
}

/// Runs a query; again on another connection when one turns out dead.
fn read_from<T>(
    pool: &r2d2::Pool<Manager>,
    mut query: impl FnMut(&mut Connection) -> Result<T, diesel::result::Error>,
) -> Result<T, StoreError> {
    let mut runs = Runs::new(pool);
    loop {
        let mut pooled = take(pool)?;
        match query(&mut pooled.connection).map_err(meaning) {
            Err(error @ StoreError::Unavailable(_)) => {
                pooled.broken = true;
                drop(pooled);
                if !runs.again(&error) {
                    return Err(error);
                }
            }
            done => return done,
        }
    }
}

/// How often something was run, and since when.
struct Runs {
    begun: Instant,
    run: u32,
    /// Runs that certainly meet a new connection: when the database was restarted, every idle one is
    /// dead.
    past_dead: u32,
}

impl Runs {
    fn new(pool: &r2d2::Pool<Manager>) -> Self {
        Self { begun: Instant::now(), run: 0, past_dead: pool.max_size() + 1 }
    }

    /// Whether to run again after a failure; not at once when it met another transaction.
    fn again(&mut self, failure: &StoreError) -> bool {
        self.run += 1;
        let runs = match failure {
            StoreError::Repeat(_) => RUNS,
            StoreError::Unavailable(_) => self.past_dead,
            _ => return false,
        };
        let again = self.run < runs && self.begun.elapsed() < PATIENCE;
        if again && matches!(failure, StoreError::Repeat(_)) {
            back_off(self.run);
        }
        again
    }
}

/// Takes a connection out of a pool.
fn take(pool: &r2d2::Pool<Manager>) -> Result<r2d2::PooledConnection<Manager>, StoreError> {
    pool.get().map_err(|error| StoreError::Unavailable(error.to_string()))
}

/// Waits a little before a transaction is repeated, longer each time.
#[expect(
    clippy::disallowed_methods,
    reason = "two transactions that met must not meet again at once"
)]
fn back_off(run: u32) {
    std::thread::sleep(Duration::from_millis(u64::from(2 * run * run)));
}

/// Connection errors go to the log without the URL.
#[derive(Debug)]
struct LogErrors;

impl<E: std::error::Error> r2d2::HandleError<E> for LogErrors {
    fn handle_error(&self, error: E) {
        tracing::warn!(error = %error, "the database cannot be connected");
    }
}
