//! A connection to PostgreSQL: tokio-postgres, driven by the thread that asks.
//!
//! Each connection has a small runtime of its own. It runs while a query is waited for, on the thread
//! that waits, so that an answer crosses no other thread, and every wait has an end.

mod address;
mod tls;

use std::time::Duration;

use diesel::result::QueryResult;
use futures_util::TryStreamExt as _;
use futures_util::future::join;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Statement};

use super::fault::{gone, of_postgres, with_sources};
use super::query::{Asked, Kept, Parameters};
use super::row::Values;

/// Begins a transaction.
const BEGIN: &str = "BEGIN";

/// How long an answer is waited for: longer than the server's own limit of a statement, which has
/// passed long before, so that the server is silent for good.
const SILENCE: Duration = Duration::from_secs(35);

/// How long it takes to connect at most, to all hosts of the URL together.
const CONNECT: Duration = Duration::from_secs(10);

/// A connection.
pub struct Postgres {
    client: Client,
    kept: Kept<Statement>,
    /// How long an answer is waited for.
    patience: Duration,
    /// Whether a transaction is to begin: it does with its first query, in one message.
    opening: bool,
    /// There until this is dropped.
    runtime: Option<Runtime>,
}

impl Drop for Postgres {
    /// Closes the socket, and waits for nothing: a pool may end where a runtime must not be waited for.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Postgres {
    /// Connects to what a URL names.
    ///
    /// # Errors
    /// What the driver says of the URL or of the way there. It does not repeat the URL.
    pub fn connect(url: &str) -> Result<Self, String> {
        let (config, tls) = address::read(url)?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let client = runtime.block_on(async {
            let connected = timeout(CONNECT, config.connect(tls)).await;
            let (client, connection) = connected
                .map_err(|_| "the server does not answer".to_owned())?
                .map_err(|error| with_sources(&error))?;
            // It runs when the runtime does; how it ended is told to whoever asks next.
            tokio::spawn(connection);
            Ok::<_, String>(client)
        })?;
        Ok(Self {
            client,
            kept: Kept::new(),
            patience: SILENCE,
            opening: false,
            runtime: Some(runtime),
        })
    }

    /// Waits for an answer, and not for ever.
    fn wait<T>(
        &self,
        answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> QueryResult<T> {
        let Some(runtime) = &self.runtime else { return Err(gone("the connection is closed")) };
        match runtime.block_on(async { timeout(self.patience, answer).await }) {
            Ok(answered) => answered.map_err(|error| of_postgres(&error)),
            Err(_) => Err(gone("the database has fallen silent")),
        }
    }

    /// Waits for every answer and every lock as long as it takes.
    pub fn without_limits(&mut self) -> QueryResult<()> {
        self.patience = Duration::MAX;
        self.batch("SET statement_timeout = 0; SET lock_timeout = 0")
    }

    /// Runs SQL text without parameters.
    pub fn batch(&mut self, sql: &str) -> QueryResult<()> {
        match sql {
            BEGIN => self.opening = true,
            // Nothing was asked in it, so it never began.
            "COMMIT" | "ROLLBACK" if self.opening => self.opening = false,
            _ => {
                let opening = std::mem::take(&mut self.opening);
                self.wait(self.behind(opening, self.client.batch_execute(sql)))?;
            }
        }
        Ok(())
    }

    /// An answer to what is sent right behind the beginning of its transaction.
    async fn behind<T>(
        &self,
        opening: bool,
        answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, tokio_postgres::Error> {
        if !opening {
            return answer.await;
        }
        let (opened, answered) = join(self.client.batch_execute(BEGIN), answer).await;
        opened.and(answered)
    }

    /// Runs a query; tells how many rows it touched.
    pub fn execute(&mut self, query: &Asked<'_>) -> QueryResult<usize> {
        let statement = self.prepared(query)?;
        let opening = std::mem::take(&mut self.opening);
        let touched = if let Some(statement) = statement {
            let answer = self.client.execute_raw(&statement, parameters(&query.parameters));
            self.wait(self.behind(opening, answer))
        } else {
            let text = query.text()?;
            let parameters: Vec<_> = typed(&query.parameters).collect();
            let given: Vec<(&(dyn ToSql + Sync), Type)> =
                parameters.iter().map(|(value, of)| (value as _, of.clone())).collect();
            self.wait(self.behind(opening, self.client.execute_typed(&text, &given)))
        }?;
        Ok(usize::try_from(touched).unwrap_or(usize::MAX))
    }

    /// Runs a query; gives its rows.
    pub fn rows(&mut self, query: &Asked<'_>) -> QueryResult<Vec<Values>> {
        let statement = self.prepared(query)?;
        let opening = std::mem::take(&mut self.opening);
        let text = if statement.is_none() { query.text()? } else { String::new() };
        self.wait(self.behind(opening, async {
            let rows = match &statement {
                Some(statement) => {
                    self.client.query_raw(statement, parameters(&query.parameters)).await?
                }
                None => self.client.query_typed_raw(&text, typed(&query.parameters)).await?,
            };
            rows.map_ok(Values::Sent).try_collect().await
        }))
    }

    /// The prepared statement of a query that is worth keeping.
    fn prepared(&mut self, query: &Asked<'_>) -> QueryResult<Option<Statement>> {
        let Some(key) = &query.key else { return Ok(None) };
        if let Some(statement) = self.kept.get(key) {
            return Ok(Some(statement));
        }
        let text = query.text()?;
        let types: Vec<Type> = query.parameters.types().iter().copied().map(of_number).collect();
        let preparing = self.client.prepare_typed(&text, &types);
        let statement = self.wait(preparing)?;
        self.kept.keep(key.clone(), statement.clone());
        Ok(Some(statement))
    }
}

/// The type with a number; unknown to the driver is left to the server.
fn of_number(number: u32) -> Type {
    Type::from_oid(number).unwrap_or(Type::UNKNOWN)
}

fn parameters(of: &Parameters) -> impl ExactSizeIterator<Item = Parameter<'_>> {
    of.iter().map(|(_, value)| Parameter(value))
}

fn typed(of: &Parameters) -> impl Iterator<Item = (Parameter<'_>, Type)> {
    of.iter().map(|(number, value)| (Parameter(value), of_number(number)))
}

/// A parameter that is in PostgreSQL's format already.
#[derive(Debug)]
struct Parameter<'a>(Option<&'a [u8]>);

impl ToSql for Parameter<'_> {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self.0 {
            Some(value) => {
                out.extend_from_slice(value);
                Ok(IsNull::No)
            }
            None => Ok(IsNull::Yes),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
