//! The limits on PostgreSQL: statements that each connection keeps prepared.

use postgres::{Client, NoTls};

use super::{TABLES, Who, digest, key};
use crate::Outcome;
use crate::pool::{self, Pool};

/// The session join, and the two inserts.
const STATEMENTS: &[&str] = &[
    "SELECT a.login_id, a.email, a.version, c.name FROM limit_sessions s \
     JOIN limit_accounts a ON a.id = s.account_id JOIN limit_companies c ON c.id = a.company_id \
     WHERE s.id = $1 AND s.ended_at IS NULL",
    "INSERT INTO limit_links (id, digest, email, expires_at) VALUES ($1, $2, $3, 86400)",
    "INSERT INTO limit_mails (id, recipient, content, state, next_attempt_at) \
     VALUES ($1, $2, $3, 'queued', 0)",
];

/// Makes the tables, with so many sessions; gives the connections.
pub fn open(url: &str, sessions: u64) -> Outcome<Pool> {
    let mut client = Client::connect(url, NoTls)?;
    client.batch_execute(&TABLES.replace("BYTES", "bytea"))?;
    client.batch_execute(&format!(
        "CREATE TEMPORARY TABLE people AS \
             SELECT decode(lpad(to_hex(n), 32, '0'), 'hex') AS id, 'person' || lpad(n::text, 5, '0') AS name \
               FROM generate_series(0, {sessions} - 1) n; \
         INSERT INTO limit_companies SELECT id, name FROM people; \
         INSERT INTO limit_accounts SELECT id, id, name, name || '@example.jp', 1 FROM people; \
         INSERT INTO limit_sessions SELECT id, id FROM people;"
    ))?;
    pool::open(url, STATEMENTS)
}

/// Whose session it is.
pub fn who(pool: &Pool, session: u64) -> Outcome<Who> {
    let connection = &mut *pool.get()?;
    let row = connection.client.query_one(&connection.statements[0], &[&key(session)])?;
    Ok(Who {
        login_id: row.try_get(0)?,
        email: row.try_get(1)?,
        version: row.try_get(2)?,
        company: row.try_get(3)?,
    })
}

/// Writes a link and its mail.
pub fn insert(pool: &Pool, number: u64, email: &str, content: &[u8]) -> Outcome<()> {
    let connection = &mut *pool.get()?;
    let mut transaction = connection.client.transaction()?;
    let id = key(number);
    transaction.execute(&connection.statements[1], &[&id, &digest(number), &email])?;
    transaction.execute(&connection.statements[2], &[&id, &email, &content])?;
    Ok(transaction.commit()?)
}
