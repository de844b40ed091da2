//! The SQL behind the ports, one file per room. Row structs stay in their file.

mod access;
mod account;
mod assignment;
mod assignment_list;
mod assignment_rows;
mod calendar;
mod cargo;
mod cargo_list;
mod cargo_records;
mod dangerous_goods;
mod event;
mod inquiry;
mod invitation;
mod keep;
mod link;
mod master;
mod member;
mod merger;
mod newest;
mod news;
mod notification;
mod office;
mod organization;
mod password;
mod pickup;
mod pickup_list;
mod reissue;
mod review;
mod terminal;
mod visible;

use std::sync::Arc;

use diesel::result::Error;
use tegata_domain::access::Realm;
use tegata_domain::kernel::{Failure, Guarded, Store, StoreError, Tx, Work};
use tokio::sync::Notify;

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

impl Database {
    /// Runs a transaction that changes something; says whether it made a mail due.
    fn write_noting_mail(&self, work: &mut Work<'_>) -> Result<bool, Failure> {
        let mut mailed = false;
        self.transact(&mut |connection| {
            let mut tx = SqlTx { connection, mailed: false };
            let done = work(&mut tx);
            mailed = tx.mailed;
            done
        })?;
        Ok(mailed)
    }
}

impl Store for Database {
    fn run_write(&self, work: &mut Work<'_>) -> Result<(), Failure> {
        self.write_noting_mail(work).map(drop)
    }

    fn run_read(&self, work: &mut Work<'_>) -> Result<(), Failure> {
        self.read(&mut |connection| work(&mut SqlTx { connection, mailed: false }))
    }
}

/// The database of a process that sends mails: when a transaction made one due, and was committed, the
/// worker is woken.
pub struct WakingStore {
    database: Arc<Database>,
    wake: Arc<Notify>,
}

impl WakingStore {
    /// A store that wakes who waits here.
    pub fn new(database: Arc<Database>, wake: Arc<Notify>) -> Self {
        Self { database, wake }
    }
}

impl Store for WakingStore {
    fn run_write(&self, work: &mut Work<'_>) -> Result<(), Failure> {
        if self.database.write_noting_mail(work)? {
            self.wake.notify_one();
        }
        Ok(())
    }

    fn run_read(&self, work: &mut Work<'_>) -> Result<(), Failure> {
        self.database.run_read(work)
    }
}

/// Runs the query on the transaction's database and gives errors their meaning. In the query, `?`
/// and `return` leave the query alone.
macro_rules! run {
    ($tx:expr, |$name:ident| $query:expr) => {
        $crate::database::with!(&mut *$tx.connection, |connection| {
            $crate::store::query(connection, |$name| $query)
        })
        .map_err($crate::database::meaning)
    };
}
use run;

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

/// Runs a query of one or several statements.
fn query<C, T>(
    connection: &mut C,
    statements: impl FnOnce(&mut C) -> diesel::QueryResult<T>,
) -> diesel::QueryResult<T> {
    statements(connection)
}

/// Whether a guarded change found its row.
fn guarded(rows: Result<usize, Error>) -> Result<Guarded, StoreError> {
    rows.map(|rows| Guarded(rows == 1)).map_err(meaning)
}

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
