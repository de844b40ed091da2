//! The product beside peers, in turns: better-auth and fastapi-users as whoever knows them would set them up
//! (`tests/peers`), on the same PostgreSQL, with the same password hash and as many connections.

mod install;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::cargo::{ONE_SIZE, PAGE, Stock, Trader};
use crate::client::{Client, Load, post, with};
use crate::cluster::Cluster;
use crate::mail::Sink;
use crate::report::Row;
use crate::server::Sample;
use crate::side::{Networks, WAITING};
use crate::targets::{Goal, POSTGRESQL, Reading};
use crate::{Outcome, Scale, people};
use install::Served;

/// What is asked of everybody who can do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ask {
    WhoAmI,
    SignIn,
    Reset(Networks),
    List,
}

/// Each of them, its name, and what is asked of the product beside a peer.
const ASKS: [(Ask, &str, Who, Goal); 5] = [
    (Ask::WhoAmI, "who am I", Who::BetterAuth, Goal::PeerWhoAmI),
    (Ask::SignIn, "sign-in", Who::BetterAuth, Goal::PeerSignIn),
    (Ask::Reset(Networks::One), "reset request, one network", Who::BetterAuth, Goal::PeerReset),
    (Ask::Reset(Networks::Many), "reset request, many networks", Who::BetterAuth, Goal::PeerReset),
    (Ask::List, "list, 20 of 100,000", Who::FastApiUsers, Goal::PeerList),
];

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Tegata,
    BetterAuth,
    FastApiUsers,
}

/// One of them, with everybody signed in.
struct Party {
    who: Who,
    process: u32,
    port: u16,
    /// What each connection proves itself with: a header.
    proofs: Vec<String>,
    /// Where the list is.
    list: Option<String>,
}

impl Party {
    fn expected(&self, ask: Ask) -> u16 {
        match (self.who, ask) {
            (Who::Tegata, Ask::SignIn) => 201,
            (Who::Tegata | Who::FastApiUsers, Ask::Reset(_)) => 202,
            _ => 200,
        }
    }

    /// What a connection sends; nothing where it cannot be asked.
    fn request(&self, ask: Ask, connection: usize, turn: usize) -> Option<Vec<u8>> {
        let number = connection + turn * WAITING;
        let proof = self.proofs.get(connection).map_or("", String::as_str);
        let who_am_i = match self.who {
            Who::Tegata => "/v1/me",
            Who::BetterAuth => "/api/auth/get-session",
            Who::FastApiUsers => "/users/me",
        };
        match ask {
            Ask::WhoAmI => Some(with(proof, who_am_i, connection)),
            Ask::SignIn => Some(sign_in(self.who, connection, number)),
            Ask::Reset(networks) => {
                let (login_id, client) =
                    (people::login_id(number), networks.client(connection, turn));
                let address = json!({ "email": format!("{login_id}@example.jp") });
                Some(match self.who {
                    Who::Tegata => post("/v1/recoveries", client, &people::recovery(&login_id)),
                    Who::BetterAuth => post("/api/auth/request-password-reset", client, &address),
                    Who::FastApiUsers => post("/auth/forgot-password", client, &address),
                })
            }
            Ask::List => {
                let proof = self.proofs.last().map_or("", String::as_str);
                self.list.as_ref().map(|path| with(proof, path, connection))
            }
        }
    }

    async fn measure(&self, ask: Ask, scale: Scale, database: u32) -> Outcome<Sample> {
        let expected = self.expected(ask);
        let whole = if ask == Ask::List { is_full } else { |_: &[u8]| true };
        let load = Load { expected, whole, ..Load::new(self.port, WAITING, scale.long) };
        let answers = load.run(|connection, turn| self.request(ask, connection, turn));
        Sample::of(self.process, Some(database), answers).await
    }

    /// Signs everybody in.
    async fn sign_in(mut self) -> Outcome<Self> {
        for connection in 0..WAITING {
            let mut client = Client::connect(self.port).await?;
            let request = sign_in(self.who, connection, connection);
            let (status, body) = client.send(&request).await?;
            if status != self.expected(Ask::SignIn) {
                let body = String::from_utf8_lossy(body);
                return Err(format!("{:?}: {status}: {body}", self.who).into());
            }
            let answer: Value = serde_json::from_slice(body)?;
            self.proofs.push(match (answer["access_token"].as_str(), &client.cookie) {
                (Some(token), _) => format!("Authorization: Bearer {token}"),
                (None, Some(cookie)) => format!("Cookie: {cookie}"),
                (None, None) => return Err(format!("{:?}: no session: {answer}", self.who).into()),
            });
        }
        Ok(self)
    }
}

fn sign_in(who: Who, connection: usize, number: usize) -> Vec<u8> {
    let email = format!("{}@example.jp", people::login_id(number));
    let password = people::PASSWORD;
    match who {
        Who::Tegata => post("/v1/sessions", connection, &people::sign_in(number)),
        Who::BetterAuth => {
            let body = json!({ "email": email, "password": password });
            post("/api/auth/sign-in/email", connection, &body)
        }
        Who::FastApiUsers => {
            let body = format!("username={email}&password={password}");
            format!(
                "POST /auth/login HTTP/1.1\r\nHost: localhost\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .into_bytes()
        }
    }
}

/// Whether a page has as many records as it was asked for: an empty one costs nothing.
fn is_full(page: &[u8]) -> bool {
    page.windows(7).filter(|text| text == b"\"mawb\":").count() == PAGE
}

/// Measures everybody who is there, in turns, and prints it; gives what is held against targets.
pub async fn run(scale: Scale, binary: &Path, cluster: &Cluster) -> Outcome<Vec<Reading>> {
    let sink = Sink::start()?;
    let (stock, _) = Stock::open(cluster, ONE_SIZE, binary, sink.port).await?;
    let better_auth = install::better_auth(cluster).await?;
    let fastapi = install::fastapi_users(cluster, &stock.database).await?;
    let parties = parties(&stock, cluster, better_auth.as_ref(), fastapi.as_ref()).await?;
    let mut samples: BTreeMap<(Ask, Who), Sample> = BTreeMap::new();
    for _ in 0..scale.rounds {
        for (ask, ..) in ASKS {
            for party in &parties {
                if party.request(ask, 0, 0).is_some() {
                    let sample = party.measure(ask, scale, cluster.id()).await?;
                    samples.entry((ask, party.who)).or_default().add(&sample);
                }
            }
        }
    }
    print(&parties, &samples)
}

async fn parties(
    stock: &Stock,
    cluster: &Cluster,
    better_auth: Option<&Served>,
    fastapi: Option<&Served>,
) -> Outcome<Vec<Party>> {
    let (from, until) = stock.days;
    let company =
        format!("SELECT company_id FROM bench_traders WHERE at = {}", Trader::Steady as usize);
    let company = cluster.ask(&stock.database, &company)?;
    let list = format!("/cargo-records?company={company}&since={from}&until={until}&limit={PAGE}");
    let own = format!("/v1/cargo-records?from={from}&until={until}&limit={PAGE}");
    let party = |who, process, port, list| Party { who, process, port, proofs: Vec::new(), list };
    let mut tegata = party(Who::Tegata, stock.server.id(), stock.server.port, Some(own));
    tegata = tegata.sign_in().await?;
    // The company of the list has the same at any size.
    tegata.proofs.push(format!("Authorization: Bearer {}", stock.token(Trader::Steady)));
    let mut parties = vec![tegata];
    if let Some(peer) = better_auth {
        parties.push(party(Who::BetterAuth, peer.id(), peer.port, None).sign_in().await?);
    }
    if let Some(peer) = fastapi {
        parties.push(party(Who::FastApiUsers, peer.id(), peer.port, Some(list)).sign_in().await?);
    }
    Ok(parties)
}

fn print(parties: &[Party], samples: &BTreeMap<(Ask, Who), Sample>) -> Outcome<Vec<Reading>> {
    let (mut text, mut readings) = (String::new(), Vec::new());
    let whose = |who| match who {
        Who::Tegata => "Tegata",
        Who::BetterAuth => "better-auth",
        Who::FastApiUsers => "fastapi-users",
    };
    for who in [Who::BetterAuth, Who::FastApiUsers] {
        if !parties.iter().any(|party| party.who == who) {
            writeln!(text, "NOT RUN: {}, for its run-time is not installed.\n", whose(who))?;
        }
    }
    writeln!(text, "### Beside peers\n")?;
    writeln!(text, "| | | /s | p50 ms | p99 ms | server µs | database µs | against Tegata |")?;
    writeln!(text, "|---|---|--:|--:|--:|--:|--:|---|")?;
    for (ask, name, beside, goal) in ASKS {
        let Some(own) = samples.get(&(ask, Who::Tegata)).map(Row::of).transpose()? else {
            continue;
        };
        for party in parties {
            let Some(sample) = samples.get(&(ask, party.who)) else { continue };
            let row = Row::of(sample)?;
            let (more, slower) = (row.cost() / own.cost(), own.rate / row.rate);
            writeln!(
                text,
                "| {name} | {} | {:.0} | {:.2} | {:.2} | {:.0} | {:.0} | {more:.2} × processor time |",
                whose(party.who),
                row.rate,
                row.p50,
                row.p99,
                row.server,
                row.database
            )?;
            if party.who == beside {
                let figure = format!("{}; {slower:.2} × rate", own.figure());
                let operation = format!("{name}, beside {}", whose(beside));
                let database = POSTGRESQL;
                readings.push(Reading { goal, operation, database, figure, value: more });
            }
        }
    }
    writeln!(text)?;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(readings)
}
