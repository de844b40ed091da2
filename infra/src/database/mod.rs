//! The database: PostgreSQL in production, one SQLite file otherwise, through one code path.
//!
//! `write` opens the only transactions there are and repeats them when transactions meet. SQLite has
//! a single writer, so its writes queue for one connection and its reads have connections that
//! cannot write.

mod connection;
mod counted;
mod migration;
mod prepared;
pub(crate) mod schema;
pub(crate) mod types;

use std::time::Duration;

use diesel::connection::AnsiTransactionManager;
use diesel::connection::TransactionManager as _;
use tegata_domain::kernel::{Failure, StoreError};

pub use connection::{Connection, is_postgres};
use connection::{Intent, Manager, Pooled};
pub(crate) use connection::{meaning, with};
pub(crate) use counted::Count;
pub(crate) use prepared::Prepare;

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
    readers: r2d2::Pool<Manager>,
    writers: r2d2::Pool<Manager>,
    aside: r2d2::Pool<Manager>,
    postgres: bool,
}

/// How often a transaction that met another is run at the most.
const RUNS: u32 = 6;

impl Database {
    /// Prepares the pools; connects when first asked, so that a server can start before its
    /// database.
    pub fn new(settings: &DatabaseSettings) -> Self {
        let pool = |intent, size| {
            r2d2::Pool::builder()
                .max_size(size)
                .min_idle(Some(0))
                // A dead connection heals by one repetition; asking first would cost a round trip.
                .test_on_check_out(false)
                .connection_timeout(settings.connection_timeout)
                .error_handler(Box::new(LogErrors))
                .build_unchecked(Manager {
                    url: settings.url.clone(),
                    intent,
                    lock_timeout: settings.lock_timeout,
                })
        };
        let postgres = is_postgres(&settings.url);
        let writers = pool(Intent::Write, if postgres { settings.connections } else { 1 });
        let readers =
            if postgres { writers.clone() } else { pool(Intent::Read, settings.connections) };
        let aside = pool(Intent::Read, 2);
        Self { readers, writers, aside, postgres }
    }

    /// Whether this is PostgreSQL.
    pub const fn is_postgres(&self) -> bool {
        self.postgres
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
        let mut run = 0;
        loop {
            run += 1;
            let mut pooled = take(&self.readers)?;
            match work(&mut pooled.connection) {
                Err(Failure::Store(
                    error @ (StoreError::Unavailable(_) | StoreError::Repeat(_)),
                )) => {
                    pooled.broken = matches!(error, StoreError::Unavailable(_));
                    let runs = if pooled.broken { runs_past_dead(&self.readers) } else { 2 };
                    drop(pooled);
                    if run >= runs {
                        return Err(error.into());
                    }
                }
                done => return done,
            }
        }
    }

    /// Runs a query on connections of its own, for who may hold one of the others already: waiting
    /// for a second from the same pool could wait for ever.
    pub(crate) fn reading_aside<T>(
        &self,
        query: impl FnMut(&mut Connection) -> Result<T, diesel::result::Error>,
    ) -> Result<T, StoreError> {
        read_from(&self.aside, query)
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
        let mut run = 0;
        loop {
            run += 1;
            let mut pooled = take(&self.writers)?;
            let failure = match attempt(&mut pooled, work) {
                Ok(()) => return Ok(()),
                Err(failure) => failure,
            };
            drop(pooled);
            let again = match &failure {
                // Nothing of a transaction that met another, or that never began, was done.
                Failed::Work(Failure::Store(StoreError::Repeat(_))) => run < RUNS,
                Failed::Work(Failure::Store(StoreError::Unavailable(_))) => {
                    run < runs_past_dead(&self.writers)
                }
                Failed::Work(_) | Failed::Commit(_) => false,
            };
            if !again {
                return Err(match failure {
                    Failed::Work(failure) => failure,
                    Failed::Commit(error) => error.into(),
                });
            }
            if matches!(failure, Failed::Work(Failure::Store(StoreError::Repeat(_)))) {
                back_off(run);
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
    let begun = match &mut pooled.connection {
        Connection::Postgres(connection) => AnsiTransactionManager::begin_transaction(connection),
        Connection::Sqlite(connection) => {
            AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")
        }
    };
    if let Err(error) = begun.map_err(meaning) {
        pooled.broken = true;
        return Err(Failed::Work(error.into()));
    }
    match work(&mut pooled.connection) {
        Ok(()) => {
            let committed =
                with!(&mut pooled.connection, |c| AnsiTransactionManager::commit_transaction(c));
            committed.map_err(meaning).map_err(|error| {
                pooled.broken = true;
                match error {
                    repeat @ StoreError::Repeat(_) => Failed::Work(repeat.into()),
                    other => Failed::Commit(other),
                }
            })
        }
        Err(failure) => {
            let undone =
                with!(&mut pooled.connection, |c| AnsiTransactionManager::rollback_transaction(c));
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
    let mut run = 0;
    loop {
        run += 1;
        let mut pooled = take(pool)?;
        match query(&mut pooled.connection).map_err(meaning) {
            Err(StoreError::Unavailable(why)) => {
                pooled.broken = true;
                if run == runs_past_dead(pool) {
                    return Err(StoreError::Unavailable(why));
                }
            }
            done => return done,
        }
    }
}

/// Runs that certainly meet a new connection: when the database was restarted, every idle one is dead.
fn runs_past_dead(pool: &r2d2::Pool<Manager>) -> u32 {
    pool.max_size() + 1
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
