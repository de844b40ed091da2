//! Terminal users who change their passwords, on a server and a database of their own: a sandbox, on
//! PostgreSQL as well, whose clock stands in service hours (RIS-CHG-03). Production could only be
//! measured on weekdays.

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tegata_domain::calendar::Calendar;
use tegata_domain::env::Env;
use tegata_domain::kernel::{TOKYO, tokyo_date};
use tokio::task::block_in_place;

use crate::Outcome;
use crate::client::{Load, post, post_as};
use crate::offices::{self, Fleet};
use crate::server::{Server, application, settings};
use crate::side::WAITING;

/// Passwords that each terminal user had: a change is compared with all of them (PWD-03).
pub const EARLIER: u32 = 3;
/// Hashes of a change: those comparisons, and the new one.
pub const HASHES: u32 = EARLIER + 1;
/// Changes that a terminal user may try in an hour.
const QUOTA: usize = 20;

/// The terminal users, signed in.
pub struct Terminals {
    server: Server,
    tokens: Vec<String>,
    /// Changes so far, by connection.
    changes: Vec<Cell<usize>>,
}

/// One office with them; each connection has so many of its own, so that no two change the same
/// password.
fn fleet(each: usize) -> Fleet {
    Fleet { prefix: 'T', offices: 1, terminals: WAITING * each, passwords: EARLIER }
}

impl Terminals {
    /// Starts the server on a fresh database, moves its clock and signs everybody in: so many for
    /// each connection.
    pub async fn open(url: &str, binary: &Path, each: usize) -> Outcome<Self> {
        let (fleet, settings) = (fleet(each), settings(url));
        let opening = {
            let app = block_in_place(|| application(&settings))?;
            block_in_place(|| fleet.write(&app.env))?;
            block_in_place(|| opening(&app.env))?
        };
        let (server, _) = Server::start(binary, &settings).await?;
        let clock = post("/v1/sandbox/clock", 0, &json!({ "advance_to": opening }));
        server.answer(&clock).await?;
        let mut tokens = Vec::new();
        for number in 0..fleet.terminals {
            let body = offices::sign_in_at_terminal(&fleet.user_id(0, number));
            tokens.push(server.sign_in(number, &body).await?);
        }
        Ok(Self { server, tokens, changes: vec![Cell::new(0); WAITING] })
    }

    /// The server's process id.
    pub fn id(&self) -> u32 {
        self.server.id()
    }

    /// Changes passwords for a while, or until nobody may change any more.
    pub async fn change(&self, time: Duration) -> Outcome<Vec<u64>> {
        let port = self.server.port;
        let load = Load { expected: 204, ..Load::new(port, WAITING, time) };
        load.run(|client, _| self.next_change(client)).await
    }

    fn next_change(&self, client: usize) -> Option<Vec<u8>> {
        let each = self.tokens.len() / WAITING;
        let change = self.changes[client].replace(self.changes[client].get() + 1);
        let terminal = client + WAITING * (change % each);
        let body = offices::change(
            &fleet(each).user_id(0, terminal),
            &offices::next_password(change * WAITING + client),
        );
        let request = || post_as(&self.tokens[terminal], "/v1/terminal/password", client, &body);
        (change < QUOTA * each).then(request)
    }
}

/// Ten in the morning of the next business day.
fn opening(env: &Env) -> Outcome<String> {
    let today = tokyo_date(env.clock.now());
    let day = Calendar::default().next_business_day(today).ok_or("the service never opens")?;
    Ok(TOKYO.to_timestamp(day.at(10, 0, 0, 0))?.to_string())
}
