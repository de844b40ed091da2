//! Migrations: two trees with equal version names, compiled in.
//!
//! Each runs in a transaction of its own. SQLite changes a table by making it anew, which foreign keys
//! forbid while they are kept; so they are not kept meanwhile, and all of them are checked before each
//! commit.

use diesel::connection::{AnsiTransactionManager, TransactionManager as _};
use diesel::dsl::sql;
use diesel::sql_types::{Nullable, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use jiff::Timestamp;
use tegata_domain::kernel::StoreError;

use super::schema::installation;
use super::types::{DbInstant, SqlInstant};
use super::{Connection, Database, meaning};
use diesel::prelude::*;

const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");

/// Serialises migrations of several processes, however long one takes.
const POSTGRES_LOCK: &str = "SELECT pg_advisory_lock(7236283)";

/// Has no effect inside a transaction, so it stands before all of them.
const SQLITE_FREE: &str = "PRAGMA foreign_keys = OFF";

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::Other(error.to_string())
}

impl Database {
    /// Brings the schema up to date; tells which migrations ran.
    ///
    /// # Errors
    /// What the database says.
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        self.migrating(up)
    }

    /// Takes every migration back, the latest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn revert_all(&self) -> Result<Vec<String>, StoreError> {
        self.migrating(|connection| {
            let mut reverted = Vec::new();
            while !connection.applied_migrations()?.is_empty() {
                reverted.push(back(connection)?);
            }
            Ok(reverted)
        })
    }

    /// Takes the latest migration back; tells which.
    ///
    /// # Errors
    /// What the database says, or that none has run.
    pub fn revert_last(&self) -> Result<String, StoreError> {
        self.migrating(back)
    }

    /// The migrations that have not run.
    ///
    /// # Errors
    /// What the database says.
    pub fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let mut pooled = super::take(&self.writers)?;
        let connection = &mut pooled.connection;
        let pending = connection.pending_migrations(source(connection));
        let names = pending.map(|all| all.iter().map(|one| one.name().to_string()).collect());
        names.map_err(|error| {
            pooled.broken = true;
            StoreError::Unavailable(error.to_string())
        })
    }

    /// Migrates on a connection of its own, one process after the other.
    fn migrating<T>(
        &self,
        run: impl FnOnce(&mut Connection) -> diesel::migration::Result<T>,
    ) -> Result<T, StoreError> {
        let mut connection = self.unlimited()?;
        connection
            .batch(if self.postgres { POSTGRES_LOCK } else { SQLITE_FREE })
            .map_err(meaning)?;
        // The lock ends with its connection, however this ends.
        run(&mut connection).map_err(failed)
    }

    /// Stamps a new database with its profile and gives the stamp it has (OPS-SBX-01).
    ///
    /// # Errors
    /// What the database says.
    pub fn stamp(&self, profile: &str, now: Timestamp) -> Result<String, StoreError> {
        self.writing(|connection| {
            diesel::insert_into(installation::table)
                .values((
                    installation::singleton.eq(true),
                    installation::profile.eq(profile),
                    installation::clock_offset.eq(0),
                    installation::created_at.eq(DbInstant(now)),
                ))
                .on_conflict_do_nothing()
                .execute(connection)?;
            installation::table.select(installation::profile).first(connection)
        })
    }

    /// Seconds by which the time `ours` is ahead of the database's; 0 for SQLite, which has none
    /// of its own.
    ///
    /// # Errors
    /// What the database says.
    pub fn clock_skew(&self, ours: Timestamp) -> Result<i64, StoreError> {
        if !self.postgres {
            return Ok(0);
        }
        let theirs: DbInstant = self
            .reading(|connection| diesel::select(sql::<SqlInstant>("now()")).first(connection))?;
        Ok(ours.as_second() - theirs.0.as_second())
    }

    /// How far the sandbox clock was moved, in microseconds.
    ///
    /// # Errors
    /// What the database says.
    pub fn clock_offset(&self) -> Result<i64, StoreError> {
        self.aside_requests(|connection| {
            let offset = installation::table.select(installation::clock_offset);
            offset.first(connection).optional().map(Option::unwrap_or_default)
        })
    }
}

/// The migrations of this database.
const fn source(connection: &Connection) -> EmbeddedMigrations {
    if connection.is_postgres() { POSTGRES } else { SQLITE }
}

/// Runs what is pending. Another process may have been faster with any of it, so each is looked up
/// again in its transaction.
fn up(connection: &mut Connection) -> diesel::migration::Result<Vec<String>> {
    let mut ran = Vec::new();
    while connection.has_pending_migration(source(connection))? {
        ran.extend(alone(connection, |connection| {
            if !connection.has_pending_migration(source(connection))? {
                return Ok(None);
            }
            Ok(Some(connection.run_next_migration(source(connection))?.to_string()))
        })?);
    }
    Ok(ran)
}

/// Takes the latest migration back.
fn back(connection: &mut Connection) -> diesel::migration::Result<String> {
    alone(connection, |connection| {
        Ok(connection.revert_last_migration(source(connection))?.to_string())
    })
}

/// Makes a change to the schema. PostgreSQL's is alone already, and says itself whether it is one
/// transaction; SQLite's is one, and looks at the references before it ends.
fn alone<T>(
    connection: &mut Connection,
    change: impl FnOnce(&mut Connection) -> diesel::migration::Result<T>,
) -> diesel::migration::Result<T> {
    if connection.is_postgres() {
        return change(connection);
    }
    AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")?;
    match change(connection).and_then(|done| whole(connection).map(|()| done)) {
        Ok(done) => {
            AnsiTransactionManager::commit_transaction(connection)?;
            Ok(done)
        }
        Err(error) => {
            AnsiTransactionManager::rollback_transaction(connection)?;
            Err(error)
        }
    }
}

/// Whether every reference has its row.
fn whole(connection: &mut Connection) -> diesel::migration::Result<()> {
    let broken: Option<String> = diesel::select(sql::<Nullable<Text>>(
        "(SELECT group_concat(DISTINCT \"table\" || ' -> ' || parent) FROM pragma_foreign_key_check)",
    ))
    .get_result(connection)?;
    broken.map_or(Ok(()), |broken| {
        Err(format!("rows refer to others that are not there: {broken}").into())
    })
}
