//! The limits on SQLite, by the diesel DSL: many readers, and the one writer that SQLite has.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error, Pool};

use super::{TABLES, Who, digest, key};
use crate::Outcome;

diesel::table! {
    limit_companies (id) { id -> Binary, name -> Text, }
}
diesel::table! {
    limit_accounts (id) { id -> Binary, company_id -> Binary, login_id -> Text, email -> Text, version -> BigInt, }
}
diesel::table! {
    limit_sessions (id) { id -> Binary, account_id -> Binary, ended_at -> Nullable<BigInt>, }
}
diesel::table! {
    limit_links (id) { id -> Binary, digest -> Binary, email -> Text, expires_at -> BigInt, }
}
diesel::table! {
    limit_mails (id) { id -> Binary, recipient -> Text, content -> Binary, state -> Text, next_attempt_at -> BigInt, }
}
diesel::joinable!(limit_sessions -> limit_accounts (account_id));
diesel::joinable!(limit_accounts -> limit_companies (company_id));
diesel::allow_tables_to_appear_in_same_query!(limit_companies, limit_accounts, limit_sessions);

/// The connections.
#[derive(Clone)]
pub struct Pools {
    readers: Pool<ConnectionManager<SqliteConnection>>,
    writer: Pool<ConnectionManager<SqliteConnection>>,
}

/// Makes SQLite as durable as the server does.
#[derive(Debug)]
struct Durable;

impl CustomizeConnection<SqliteConnection, Error> for Durable {
    fn on_acquire(&self, connection: &mut SqliteConnection) -> Result<(), Error> {
        let pragmas =
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
        connection.batch_execute(pragmas).map_err(Error::QueryError)
    }
}

impl Pools {
    /// Makes the tables, with so many sessions; gives the connections.
    pub fn open(url: &str, sessions: u64) -> Outcome<Self> {
        let open = |size| {
            Pool::builder()
                .max_size(size)
                .test_on_check_out(false)
                .connection_customizer(Box::new(Durable))
                .build(ConnectionManager::new(url))
        };
        let pools = Self { writer: open(1)?, readers: open(16)? };
        let connection = &mut *pools.writer.get()?;
        connection.batch_execute(&TABLES.replace("BYTES", "blob"))?;
        connection.transaction(|connection| fill(connection, sessions))?;
        Ok(pools)
    }

    /// Whose session it is.
    pub fn who(&self, session: u64) -> Outcome<Who> {
        let (login_id, email, version, company) = limit_sessions::table
            .inner_join(limit_accounts::table.inner_join(limit_companies::table))
            .filter(limit_sessions::id.eq(key(session)))
            .filter(limit_sessions::ended_at.is_null())
            .select((
                limit_accounts::login_id,
                limit_accounts::email,
                limit_accounts::version,
                limit_companies::name,
            ))
            .first(&mut self.readers.get()?)?;
        Ok(Who { login_id, email, version, company })
    }

    /// Writes a link and its mail.
    pub fn insert(&self, number: u64, email: &str, content: &[u8]) -> Outcome<()> {
        let inserted: QueryResult<()> = self.writer.get()?.transaction(|connection| {
            diesel::insert_into(limit_links::table)
                .values((
                    limit_links::id.eq(key(number)),
                    limit_links::digest.eq(digest(number)),
                    limit_links::email.eq(email),
                    limit_links::expires_at.eq(86_400),
                ))
                .execute(connection)?;
            diesel::insert_into(limit_mails::table)
                .values((
                    limit_mails::id.eq(key(number)),
                    limit_mails::recipient.eq(email),
                    limit_mails::content.eq(content),
                    limit_mails::state.eq("queued"),
                    limit_mails::next_attempt_at.eq(0),
                ))
                .execute(connection)
                .map(drop)
        });
        Ok(inserted?)
    }
}

fn fill(connection: &mut SqliteConnection, sessions: u64) -> QueryResult<()> {
    for number in 0..sessions {
        let (id, name) = (key(number), format!("person{number:05}"));
        diesel::insert_into(limit_companies::table)
            .values((limit_companies::id.eq(&id), limit_companies::name.eq(&name)))
            .execute(connection)?;
        diesel::insert_into(limit_accounts::table)
            .values((
                limit_accounts::id.eq(&id),
                limit_accounts::company_id.eq(&id),
                limit_accounts::login_id.eq(&name),
                limit_accounts::email.eq(format!("{name}@example.jp")),
                limit_accounts::version.eq(1),
            ))
            .execute(connection)?;
        diesel::insert_into(limit_sessions::table)
            .values((limit_sessions::id.eq(&id), limit_sessions::account_id.eq(&id)))
            .execute(connection)?;
    }
    Ok(())
}
