//! The SQL behind the ports: a folder for each room, a file for each port. Row structs stay in their file.

mod access;
mod account;
mod assignment;
mod audit;
mod calendar;
mod cargo;
mod identity;
mod keep;
mod mail;
mod names;
mod organization;
mod password;
mod reissue;

use diesel::QueryResult;
use jiff::Timestamp;
use tegata_domain::env::{Store, Tx, Work};
use tegata_domain::identity::Realm;
use tegata_domain::kernel::{Digest, Failure, Guarded, StoreError};

use crate::database::{Connection, Database, meaning};

/// The realm of persons, as it is stored.
const PERSON: &str = Realm::Person.as_str();

/// A transaction on either database.
pub struct SqlTx<'a> {
    connection: &'a mut Connection,
    /// Whether a mail was made due.
    mailed: bool,
}

impl Tx for SqlTx<'_> {}

impl Store for Database {
    /// Wakes the mail worker when a mail was made due, and the transaction is committed.
    fn run_write(&self, work: &mut Work<'_>) -> Result<(), Failure> {
        let mut mailed = false;
        self.transact(&mut |connection| {
            let mut tx = SqlTx { connection, mailed: false };
            let done = work(&mut tx);
            mailed = tx.mailed;
            done
        })?;
        if mailed {
            self.mail_due().notify_one();
        }
        Ok(())
    }

    fn run_read(&self, work: &mut Work<'_>) -> Result<(), Failure> {
        self.read(&mut |connection| work(&mut SqlTx { connection, mailed: false }))
    }

    fn count_apart(&self, bucket: Digest, window: Timestamp) -> Result<u32, StoreError> {
        self.writing_apart(|connection| keep::add_one(connection, bucket, window))
    }
}

impl SqlTx<'_> {
    /// Runs a query of one or several statements, and gives errors their meaning. In it, `?` and
    /// `return` leave the query alone.
    fn run<T>(
        &mut self,
        query: impl FnOnce(&mut Connection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        query(self.connection).map_err(meaning)
    }

    /// Runs a guarded change; tells whether it found its row.
    fn guarded(
        &mut self,
        change: impl FnOnce(&mut Connection) -> QueryResult<usize>,
    ) -> Result<Guarded, StoreError> {
        self.run(change).map(|rows| Guarded(rows == 1))
    }
}

/// Reads one page of a boxed query, newest first: the rows behind the page's position, and one more.
macro_rules! newest_first {
    ($query:expr, $page:expr, $at:expr, $id:expr) => {{
        let mut query = $query;
        if let Some(after) = $page.after {
            let at = $crate::database::types::DbInstant(after.at);
            let id = $crate::database::types::DbId(after.id);
            // The first condition is where the index begins.
            query = query.filter($at.le(at)).filter($at.lt(at).or($id.lt(id)));
        }
        query.order(($at.desc(), $id.desc())).limit($crate::store::one_more($page.limit))
    }};
}
use newest_first;

/// A stored count as the domain knows it.
fn count(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(u32::MAX)
}

/// A page's row limit, and one more to see whether there is a next page.
fn one_more(limit: usize) -> i64 {
    i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX)
}

/// The error of a row that no version of the program writes.
fn corrupt(table: &'static str, column: &'static str, row: uuid::Uuid) -> StoreError {
    StoreError::Corrupt { table, column, row: row.to_string() }
}
