//! One connection to either database, the pools, and what their errors mean.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::{Connection as _, PgConnection, SqliteConnection};
use tegata_domain::kernel::StoreError;

/// A connection to either database.
pub enum Connection {
    /// PostgreSQL.
    Postgres(PgConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

/// Runs the same query on whichever database is connected. Each arm is compiled for its database,
/// so that both keep their prepared statements and native types.
macro_rules! with {
    ($connection:expr, |$name:ident| $query:expr) => {
        match $connection {
            $crate::database::Connection::Postgres($name) => $query,
            $crate::database::Connection::Sqlite($name) => $query,
        }
    };
}
pub(crate) use with;

impl Connection {
    /// Runs SQL text without parameters.
    ///
    /// # Errors
    /// What the database says.
    pub fn batch(&mut self, sql: &str) -> Result<(), Error> {
        with!(self, |connection| connection.batch_execute(sql))
    }
}

/// What a pooled connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Reading alone.
    Read,
    /// Everything.
    Write,
}

/// Makes the connections of a pool.
#[derive(Debug)]
pub struct Manager {
    pub(super) url: String,
    pub(super) intent: Intent,
    pub(super) lock_timeout: Duration,
}

/// A pooled connection that remembers whether it broke.
pub struct Pooled {
    pub(super) connection: Connection,
    pub(super) broken: bool,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Pooled;
    type Error = diesel::result::ConnectionError;

    fn connect(&self) -> Result<Pooled, Self::Error> {
        let millis = self.lock_timeout.as_millis();
        let setup = |result: Result<(), Error>| {
            result.map_err(diesel::result::ConnectionError::CouldntSetupConfiguration)
        };
        let connection = if is_postgres(&self.url) {
            let mut connection = PgConnection::establish(&self.url)?;
            setup(connection.batch_execute(&format!(
                "SET TIME ZONE 'UTC'; SET lock_timeout = {millis}; SET statement_timeout = 30000; \
                 SET idle_in_transaction_session_timeout = 60000"
            )))?;
            Connection::Postgres(connection)
        } else {
            let mut connection = SqliteConnection::establish(&self.url)?;
            // FULL: what was answered survives a power cut, not only a killed process.
            setup(connection.batch_execute(&format!(
                "PRAGMA busy_timeout = {millis}; PRAGMA journal_mode = WAL; \
                 PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY"
            )))?;
            if self.intent == Intent::Read {
                setup(connection.batch_execute("PRAGMA query_only = ON"))?;
            }
            Connection::Sqlite(connection)
        };
        Ok(Pooled { connection, broken: false })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), Self::Error> {
        pooled
            .connection
            .batch("SELECT 1")
            .map_err(diesel::result::ConnectionError::CouldntSetupConfiguration)
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.broken
    }
}

/// Whether a database URL names PostgreSQL; anything else is a path for SQLite.
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// What an error of the database means for the one who asked.
pub fn meaning(error: Error) -> StoreError {
    let Error::DatabaseError(kind, information) = &error else {
        return match error {
            Error::BrokenTransactionManager => StoreError::Unavailable(error.to_string()),
            other => StoreError::Other(other.to_string()),
        };
    };
    let message = information.message().to_owned();
    match kind {
        DatabaseErrorKind::SerializationFailure => StoreError::Repeat(message),
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
            StoreError::Unavailable(message)
        }
        DatabaseErrorKind::UniqueViolation
        | DatabaseErrorKind::ForeignKeyViolation
        | DatabaseErrorKind::CheckViolation => {
            StoreError::Constraint(information.constraint_name().map_or(message, str::to_owned))
        }
        _ if REPEATABLE.iter().any(|known| message.contains(known)) => StoreError::Repeat(message),
        _ if GONE.iter().any(|known| message.contains(known)) => StoreError::Unavailable(message),
        _ => StoreError::Other(message),
    }
}

/// What the databases say when two transactions met and no error kind says so.
const REPEATABLE: [&str; 4] =
    ["deadlock detected", "lock timeout", "could not serialize access", "database is locked"];

/// What they say when they are gone, or cannot write for the moment.
const GONE: [&str; 11] = [
    "server closed the connection",
    "no connection to the server",
    "terminating connection",
    "connection to server",
    "connection not open",
    "could not receive data",
    "could not send data",
    "the database system is",
    "database or disk is full",
    "disk I/O error",
    "No space left on device",
];
