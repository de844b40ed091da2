//! The limits on SQLite, by its driver: many readers, and the one writer that SQLite has.

use r2d2::{ManageConnection, Pool};
use rusqlite::{Connection, Error, params};

use super::{TABLES, Who, digest, key};
use crate::Outcome;

/// Opens a file as durable as the server does.
#[derive(Debug)]
pub struct File(String);

impl ManageConnection for File {
    type Connection = Connection;
    type Error = Error;

    fn connect(&self) -> Result<Connection, Error> {
        let connection = Connection::open(&self.0)?;
        connection.execute_batch(
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
        )?;
        Ok(connection)
    }

    fn is_valid(&self, connection: &mut Connection) -> Result<(), Error> {
        connection.execute_batch("SELECT 1")
    }

    fn has_broken(&self, _: &mut Connection) -> bool {
        false
    }
}

/// The connections.
#[derive(Clone)]
pub struct Pools {
    readers: Pool<File>,
    writer: Pool<File>,
}

impl Pools {
    /// Makes the tables, with so many sessions; gives the connections.
    pub fn open(url: &str, sessions: u64) -> Outcome<Self> {
        let open = |size| {
            Pool::builder().max_size(size).test_on_check_out(false).build(File(url.to_owned()))
        };
        let pools = Self { writer: open(1)?, readers: open(16)? };
        let connection = &mut *pools.writer.get()?;
        connection.execute_batch(&TABLES.replace("BYTES", "blob"))?;
        let transaction = connection.transaction()?;
        fill(&transaction, sessions)?;
        transaction.commit()?;
        Ok(pools)
    }

    /// Whose session it is.
    pub fn who(&self, session: u64) -> Outcome<Who> {
        let connection = self.readers.get()?;
        let mut statement = connection.prepare_cached(
            "SELECT a.login_id, a.email, a.version, c.name FROM limit_sessions s \
             JOIN limit_accounts a ON a.id = s.account_id \
             JOIN limit_companies c ON c.id = a.company_id WHERE s.id = ?1 AND s.ended_at IS NULL",
        )?;
        let who = statement.query_row([key(session)], |row| {
            Ok(Who {
                login_id: row.get(0)?,
                email: row.get(1)?,
                version: row.get(2)?,
                company: row.get(3)?,
            })
        });
        Ok(who?)
    }

    /// Writes a link and its mail.
    pub fn insert(&self, number: u64, email: &str, content: &[u8]) -> Outcome<()> {
        let mut connection = self.writer.get()?;
        let transaction = connection.transaction()?;
        transaction
            .prepare_cached(
                "INSERT INTO limit_links (id, digest, email, expires_at) VALUES (?1, ?2, ?3, 86400)",
            )?
            .execute(params![key(number), digest(number), email])?;
        transaction
            .prepare_cached(
                "INSERT INTO limit_mails (id, recipient, content, state, next_attempt_at) \
                 VALUES (?1, ?2, ?3, 'queued', 0)",
            )?
            .execute(params![key(number), email, content])?;
        Ok(transaction.commit()?)
    }
}

fn fill(connection: &Connection, sessions: u64) -> Result<(), Error> {
    for number in 0..sessions {
        let (id, name) = (key(number), format!("person{number:05}"));
        connection
            .prepare_cached("INSERT INTO limit_companies (id, name) VALUES (?1, ?2)")?
            .execute(params![id, name])?;
        connection
            .prepare_cached(
                "INSERT INTO limit_accounts (id, company_id, login_id, email, version) \
                 VALUES (?1, ?1, ?2, ?3, 1)",
            )?
            .execute(params![id, name, format!("{name}@example.jp")])?;
        connection
            .prepare_cached("INSERT INTO limit_sessions (id, account_id) VALUES (?1, ?1)")?
            .execute(params![id])?;
    }
    Ok(())
}
