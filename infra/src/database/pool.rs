//! The pooled connections, and how each is set up.

use std::time::Duration;

use diesel::Connection as _;
use diesel::result::{ConnectionError, Error};

use super::connection::{Connection, is_postgres};

/// What a pooled connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Reading alone.
    Read,
    /// Everything.
    Write,
    /// What is beside the requests' transactions, and may be lost in a crash.
    Aside,
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

impl Manager {
    /// What a connection is told before anything else.
    fn setup(&self) -> String {
        let millis = self.lock_timeout.as_millis();
        if is_postgres(&self.url) {
            let setup = format!(
                "SET TIME ZONE 'UTC'; SET lock_timeout = {millis}; SET statement_timeout = 30000; \
                 SET idle_in_transaction_session_timeout = 60000"
            );
            return match self.intent {
                Intent::Read | Intent::Write => setup,
                Intent::Aside => setup + "; SET synchronous_commit = off",
            };
        }
        // FULL: what was answered survives a power cut, not only a killed process.
        let setup = format!(
            "PRAGMA busy_timeout = {millis}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY"
        );
        match self.intent {
            Intent::Write => setup,
            Intent::Read | Intent::Aside => setup + "; PRAGMA query_only = ON",
        }
    }
}

impl r2d2::ManageConnection for Manager {
    type Connection = Pooled;
    type Error = ConnectionError;

    fn connect(&self) -> Result<Pooled, ConnectionError> {
        let mut connection = Connection::establish(&self.url)?;
        connection.batch(&self.setup()).map_err(unusable)?;
        Ok(Pooled { connection, broken: false })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), ConnectionError> {
        pooled.connection.batch("SELECT 1").map_err(unusable)
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.broken
    }
}

fn unusable(error: Error) -> ConnectionError {
    ConnectionError::CouldntSetupConfiguration(error)
}
