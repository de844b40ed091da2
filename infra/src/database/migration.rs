//! Migrations: two trees with equal version names, compiled in.
//!
//! Each runs in a transaction of its own. SQLite changes a table by making it anew, which foreign keys
//! forbid while they are kept; so they are not kept meanwhile, and all of them are checked before each
//! commit.

use diesel::SqliteConnection;
use diesel::dsl::sql;
use diesel::migration::MigrationVersion;
use diesel::sql_types::{Nullable, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use jiff::Timestamp;
use tegata_domain::kernel::StoreError;

use super::types::DbInstant;
use super::{Connection, Database, meaning, schema::installation, with};
use diesel::prelude::*;

const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");

/// Serialises migrations of several processes.
const POSTGRES_LOCK: &str = "SELECT pg_advisory_lock(7236283)";
const POSTGRES_UNLOCK: &str = "SELECT pg_advisory_unlock(7236283)";

/// Has no effect inside a transaction, so it stands around all of them.
const SQLITE_FREE: &str = "PRAGMA foreign_keys = OFF";
const SQLITE_KEPT: &str = "PRAGMA foreign_keys = ON";

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::Other(error.to_string())
}

impl Database {
    /// Brings the schema up to date; tells which migrations ran.
    ///
    /// # Errors
    /// What the database says.
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        self.migrating(|connection| match connection {
            Connection::Postgres(connection) => {
                connection.run_pending_migrations(POSTGRES).map(names)
            }
            Connection::Sqlite(connection) => sqlite_up(connection),
        })
    }

    /// Takes every migration back.
    ///
    /// # Errors
    /// What the database says.
    pub fn revert_all(&self) -> Result<Vec<String>, StoreError> {
        self.migrating(|connection| match connection {
            Connection::Postgres(connection) => {
                connection.revert_all_migrations(POSTGRES).map(names)
            }
            Connection::Sqlite(connection) => sqlite_down(connection),
        })
    }

    /// Takes the latest migration back; tells which.
    ///
    /// # Errors
    /// What the database says, or that none has run.
    pub fn revert_last(&self) -> Result<String, StoreError> {
        self.migrating(|connection| match connection {
            Connection::Postgres(connection) => {
                connection.revert_last_migration(POSTGRES).map(|version| version.to_string())
            }
            Connection::Sqlite(connection) => sqlite_back(connection),
        })
    }

    /// The migrations that have not run.
    ///
    /// # Errors
    /// What the database says.
    pub fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let mut pooled = super::take(&self.writers)?;
        let pending = match &mut pooled.connection {
            Connection::Postgres(connection) => connection
                .pending_migrations(POSTGRES)
                .map(|all| all.iter().map(|one| one.name().to_string()).collect()),
            Connection::Sqlite(connection) => connection
                .pending_migrations(SQLITE)
                .map(|all| all.iter().map(|one| one.name().to_string()).collect()),
        };
        pending.map_err(|error| {
            pooled.broken = true;
            StoreError::Unavailable(error.to_string())
        })
    }

    fn migrating<T>(
        &self,
        run: impl FnOnce(&mut Connection) -> diesel::migration::Result<T>,
    ) -> Result<T, StoreError> {
        let mut pooled = super::take(&self.writers)?;
        // Until it is through, however it ends: what holds the lock, or keeps no foreign keys, must
        // not come back to the pool.
        pooled.broken = true;
        let connection = &mut pooled.connection;
        let (before, after) = if self.postgres {
            (POSTGRES_LOCK, POSTGRES_UNLOCK)
        } else {
            (SQLITE_FREE, SQLITE_KEPT)
        };
        connection.batch(before).map_err(meaning)?;
        let done = run(connection).map_err(failed)?;
        connection.batch(after).map_err(meaning)?;
        pooled.broken = false;
        Ok(done)
    }

    /// Stamps a new database with its profile and gives the stamp it has (OPS-SBX-01).
    ///
    /// # Errors
    /// What the database says.
    pub fn stamp(&self, profile: &str, now: Timestamp) -> Result<String, StoreError> {
        self.writing(|connection| {
            with!(connection, |c| {
                diesel::insert_into(installation::table)
                    .values((
                        installation::singleton.eq(true),
                        installation::profile.eq(profile),
                        installation::clock_offset.eq(0),
                        installation::created_at.eq(DbInstant(now)),
                    ))
                    .on_conflict_do_nothing()
                    .execute(c)?;
                installation::table.select(installation::profile).first(c)
            })
        })
    }

    /// Seconds by which this machine's clock is ahead of the database's; 0 for SQLite, which has none
    /// of its own.
    ///
    /// # Errors
    /// What the database says.
    pub fn clock_skew(&self) -> Result<i64, StoreError> {
        self.reading(|connection| match connection {
            Connection::Sqlite(_) => Ok(0),
            Connection::Postgres(c) => {
                let theirs: DbInstant =
                    diesel::select(diesel::dsl::sql::<super::types::SqlInstant>("now()"))
                        .first(c)?;
                Ok(crate::clock::real().as_second() - theirs.0.as_second())
            }
        })
    }

    /// How far the sandbox clock was moved, in microseconds.
    ///
    /// # Errors
    /// What the database says.
    pub fn clock_offset(&self) -> Result<i64, StoreError> {
        self.reading_aside(|connection| {
            with!(connection, |c| installation::table
                .select(installation::clock_offset)
                .first(c)
                .optional())
            .map(Option::unwrap_or_default)
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map takes")]
fn names(versions: Vec<MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

/// Runs what is pending. Another process may have been faster with any of it, so each is looked up
/// again under the lock.
fn sqlite_up(connection: &mut SqliteConnection) -> diesel::migration::Result<Vec<String>> {
    let mut ran = Vec::new();
    while connection.has_pending_migration(SQLITE)? {
        ran.extend(connection.immediate_transaction(|connection| {
            if !connection.has_pending_migration(SQLITE)? {
                return Ok(None);
            }
            let version = connection.run_next_migration(SQLITE)?.to_string();
            sqlite_whole(connection)?;
            diesel::migration::Result::Ok(Some(version))
        })?);
    }
    Ok(ran)
}

/// Takes back what ran, the latest first.
fn sqlite_down(connection: &mut SqliteConnection) -> diesel::migration::Result<Vec<String>> {
    let mut reverted = Vec::new();
    while !connection.applied_migrations()?.is_empty() {
        reverted.push(sqlite_back(connection)?);
    }
    Ok(reverted)
}

/// Takes the latest migration back.
fn sqlite_back(connection: &mut SqliteConnection) -> diesel::migration::Result<String> {
    connection.immediate_transaction(|connection| {
        let version = connection.revert_last_migration(SQLITE)?.to_string();
        sqlite_whole(connection)?;
        Ok(version)
    })
}

/// Whether every reference has its row.
fn sqlite_whole(connection: &mut SqliteConnection) -> diesel::migration::Result<()> {
    let broken: Option<String> = diesel::select(sql::<Nullable<Text>>(
        "(SELECT group_concat(DISTINCT \"table\" || ' -> ' || parent) FROM pragma_foreign_key_check)",
    ))
    .get_result(connection)?;
    broken.map_or(Ok(()), |broken| {
        Err(format!("rows refer to others that are not there: {broken}").into())
    })
}
