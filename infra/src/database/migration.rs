//! Migrations: two trees with equal version names, compiled in.

use diesel::migration::MigrationVersion;
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
            Connection::Sqlite(connection) => connection.run_pending_migrations(SQLITE).map(names),
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
            Connection::Sqlite(connection) => connection.revert_all_migrations(SQLITE).map(names),
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

    fn migrating(
        &self,
        run: impl FnOnce(&mut Connection) -> diesel::migration::Result<Vec<String>>,
    ) -> Result<Vec<String>, StoreError> {
        let mut pooled = super::take(&self.writers)?;
        let connection = &mut pooled.connection;
        if self.postgres {
            connection.batch(POSTGRES_LOCK).map_err(meaning)?;
        }
        let done = run(connection).map_err(failed);
        if self.postgres {
            connection.batch(POSTGRES_UNLOCK).map_err(meaning)?;
        }
        done
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
