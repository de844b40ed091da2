//! One connection to either database, as diesel knows it.
//!
//! diesel writes every query for PostgreSQL; `sqlite` translates. So there is one code path, compiled
//! once, and the drivers below it know nothing of diesel.

use diesel::connection::{
    AnsiTransactionManager, CacheSize, ConnectionSealed, DynInstrumentation, Instrumentation,
    InstrumentationEvent, LoadConnection, SimpleConnection, StrQueryHelper,
    get_default_instrumentation,
};
use diesel::dsl::sql;
use diesel::expression::QueryMetadata;
use diesel::migration::{CREATE_MIGRATIONS_TABLE, MigrationConnection};
use diesel::pg::Pg;
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::sql_types::Bool;
use diesel::{ConnectionError, ConnectionResult, QueryResult, RunQueryDsl as _};

use super::postgres::Postgres;
use super::query::{Asked, no_columns};
use super::row::Values;
use super::sqlite::Sqlite;

/// A connection to either database.
pub struct Connection {
    driver: Driver,
    transactions: AnsiTransactionManager,
    instrumentation: DynInstrumentation,
    /// Whether somebody listens to the queries.
    heard: bool,
}

/// What speaks to a database.
enum Driver {
    Postgres(Postgres),
    Sqlite(Sqlite),
}

/// Whether a database URL names PostgreSQL; anything else is a path for SQLite.
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

impl Connection {
    /// Runs SQL text without parameters, in the words of the database.
    ///
    /// # Errors
    /// What the database says.
    pub fn batch(&mut self, sql: &str) -> QueryResult<()> {
        match &mut self.driver {
            Driver::Postgres(driver) => driver.batch(sql),
            Driver::Sqlite(driver) => driver.batch(sql),
        }
    }

    /// Whether this is PostgreSQL.
    pub const fn is_postgres(&self) -> bool {
        matches!(self.driver, Driver::Postgres(_))
    }

    /// Lets an answer take as long as it takes, and a lock as long as others hold it.
    ///
    /// # Errors
    /// What the database says.
    pub fn without_limits(&mut self) -> QueryResult<()> {
        match &mut self.driver {
            Driver::Postgres(driver) => driver.without_limits(),
            Driver::Sqlite(_) => Ok(()),
        }
    }

    /// Tells whoever listens what is asked, and whether it is kept prepared.
    fn tell(&mut self, query: &Asked<'_>) -> QueryResult<()> {
        if self.heard {
            let text = query.text()?;
            let event = InstrumentationEvent::start_query;
            self.instrumentation.on_connection_event(event(&StrQueryHelper::new(&text)));
            if query.key.is_some() {
                self.instrumentation.on_connection_event(InstrumentationEvent::cache_query(&text));
            }
        }
        Ok(())
    }

    /// Runs a query; gives its rows.
    fn rows(&mut self, query: &Asked<'_>) -> QueryResult<Vec<Values>> {
        self.tell(query)?;
        match &mut self.driver {
            Driver::Postgres(driver) => driver.rows(query),
            Driver::Sqlite(driver) => driver.rows(query),
        }
    }

    /// Runs a query; tells how many rows it touched.
    fn touch(&mut self, query: &Asked<'_>) -> QueryResult<usize> {
        self.tell(query)?;
        match &mut self.driver {
            Driver::Postgres(driver) => driver.execute(query),
            Driver::Sqlite(driver) => driver.execute(query),
        }
    }
}

impl ConnectionSealed for Connection {}

impl SimpleConnection for Connection {
    fn batch_execute(&mut self, sql: &str) -> QueryResult<()> {
        self.batch(sql)
    }
}

impl diesel::Connection for Connection {
    type Backend = Pg;
    type TransactionManager = AnsiTransactionManager;

    fn establish(url: &str) -> ConnectionResult<Self> {
        let driver = if is_postgres(url) {
            Postgres::connect(url).map(Driver::Postgres)
        } else {
            Sqlite::open(url).map(Driver::Sqlite)
        };
        Ok(Self {
            driver: driver.map_err(ConnectionError::BadConnection)?,
            transactions: AnsiTransactionManager::default(),
            instrumentation: DynInstrumentation::default_instrumentation(),
            heard: get_default_instrumentation().is_some(),
        })
    }

    fn execute_returning_count<T>(&mut self, source: &T) -> QueryResult<usize>
    where
        T: QueryFragment<Pg> + QueryId,
    {
        self.touch(&Asked::new(source, T::query_id(), no_columns)?)
    }

    fn transaction_state(&mut self) -> &mut AnsiTransactionManager {
        &mut self.transactions
    }

    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        &mut *self.instrumentation
    }

    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        self.instrumentation = instrumentation.into();
        self.heard = true;
    }

    fn set_prepared_statement_cache_size(&mut self, _: CacheSize) {}
}

impl LoadConnection for Connection {
    type Cursor<'conn, 'query> = Cursor;
    type Row<'conn, 'query> = Values;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> QueryResult<Cursor>
    where
        T: Query + QueryFragment<Pg> + QueryId + 'query,
        Pg: QueryMetadata<T::SqlType>,
    {
        let columns = <Pg as QueryMetadata<T::SqlType>>::row_metadata;
        let rows = self.rows(&Asked::new(&source, T::query_id(), columns)?)?;
        Ok(Cursor(rows.into_iter()))
    }
}

/// The rows of a query, one after the other.
#[derive(Debug)]
pub struct Cursor(std::vec::IntoIter<Values>);

impl Iterator for Cursor {
    type Item = QueryResult<Values>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(Ok)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl MigrationConnection for Connection {
    /// Looks first: whoever serves may not create, not even what is there.
    fn setup(&mut self) -> QueryResult<usize> {
        let there = sql::<Bool>(if self.is_postgres() {
            "to_regclass('__diesel_schema_migrations') IS NOT NULL"
        } else {
            "EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '__diesel_schema_migrations')"
        });
        if diesel::select(there).get_result(self)? {
            return Ok(0);
        }
        self.batch(CREATE_MIGRATIONS_TABLE).map(|()| 0)
    }
}
