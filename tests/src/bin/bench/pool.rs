//! The limits' connections to PostgreSQL: pooled by r2d2, each with its statements prepared once.

use postgres::{Client, Config, Error, NoTls, Statement};
use r2d2::ManageConnection;

use crate::Outcome;

/// Connections of a limit: as many as the server has.
const CONNECTIONS: u32 = 16;

/// A pool of them.
pub type Pool = r2d2::Pool<Manager>;

/// A connection and its statements, in the order in which they were given.
pub struct Prepared {
    /// The connection.
    pub client: Client,
    /// What it keeps prepared.
    pub statements: Vec<Statement>,
}

/// What makes connections.
#[derive(Debug)]
pub struct Manager {
    config: Config,
    statements: &'static [&'static str],
}

/// Connections to a database, which get ready for these statements.
pub fn open(url: &str, statements: &'static [&'static str]) -> Outcome<Pool> {
    let manager = Manager { config: url.parse()?, statements };
    let pool = r2d2::Pool::builder().max_size(CONNECTIONS).min_idle(Some(0));
    Ok(pool.test_on_check_out(false).build(manager)?)
}

impl ManageConnection for Manager {
    type Connection = Prepared;
    type Error = Error;

    fn connect(&self) -> Result<Prepared, Error> {
        let mut client = self.config.connect(NoTls)?;
        let statements = self.statements.iter().map(|text| client.prepare(text));
        let statements = statements.collect::<Result<_, _>>()?;
        Ok(Prepared { client, statements })
    }

    fn is_valid(&self, connection: &mut Prepared) -> Result<(), Error> {
        connection.client.batch_execute("")
    }

    fn has_broken(&self, connection: &mut Prepared) -> bool {
        connection.client.is_closed()
    }
}
