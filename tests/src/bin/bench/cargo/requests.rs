//! The requests that are measured. Where nothing else is said the company asks that has the same at
//! every size: what grows with the tables is then not the answer.

use serde_json::{Value, json};

use super::PAGE;
use super::stock::{Stock, Trader};
use crate::Outcome;
use crate::client::{get, post_as};
use crate::cluster::Cluster;
use crate::targets::Goal;

/// The limit that a page is shown against.
const LIMIT: &str = "limit: session, own page, granted page";
/// The first page.
const FIRST: &str = "first page";
/// Each request with its limit, and what is asked of it.
pub const LIMITS: [(&str, &str, Goal); 4] = [
    (FIRST, LIMIT, Goal::FirstPage),
    (LATER, LIMIT, Goal::LaterPage),
    (FIRST_OF_MANY, LIMIT_OF_MANY, Goal::FirstPage),
    (FIRST_OF_FEW, LIMIT, Goal::FirstPage),
];

/// Whether a request has a limit, or is one.
pub fn has_limit(name: &str) -> bool {
    LIMITS.iter().any(|(of, limit, _)| [*of, *limit].contains(&name))
}

/// Whether a request is a limit.
pub fn is_limit(name: &str) -> bool {
    LIMITS.iter().any(|(_, limit, _)| *limit == name)
}

const LATER: &str = "a later page";
const FIRST_OF_MANY: &str = "first page of the company with many";
const LIMIT_OF_MANY: &str = "limit, company with many";
const FIRST_OF_FEW: &str = "first page of the company with few";

/// Where cargo records are.
const CARGO: &str = "/v1/cargo-records";
/// Where pickup requests are.
const PICKUPS: &str = "/v1/pickup-requests";

/// One request.
#[derive(Debug)]
pub enum Request {
    /// What the limit answers.
    Limit {
        /// Its path.
        path: String,
    },
    /// What the server answers a company with.
    Get {
        /// Who asks.
        trader: Trader,
        /// Paths, in turns.
        paths: Vec<String>,
    },
    /// Accepting what nobody accepted before.
    Accept,
}

/// A request with its name.
#[derive(Debug)]
pub struct Case {
    /// What it is called.
    pub name: &'static str,
    /// The request.
    pub request: Request,
    /// The status that is right.
    pub status: u16,
}

impl Request {
    /// What a connection sends.
    pub fn bytes(&self, stock: &Stock, client: usize, turn: usize) -> Option<Vec<u8>> {
        match self {
            Self::Limit { path } => Some(get(path, client, "")),
            Self::Get { trader, paths } => {
                let path = &paths[(client * 7 + turn) % paths.len()];
                Some(get(path, client, stock.token(*trader)))
            }
            Self::Accept => {
                let (token, pin) = stock.next_pin(client)?;
                let path = format!("{CARGO}/assignment-acceptances");
                Some(post_as(token, &path, client, &json!({ "pin": pin })))
            }
        }
    }
}

/// Filters of the cargo list, each alone and some together.
const CARGO_FILTERS: [(&str, &str); 15] = [
    ("direction", "direction=export"),
    ("status", "status=arrived"),
    ("alert", "alert=true"),
    ("reservation", "reservation=true"),
    ("bonded warehouse", "bonded_warehouse=成田第7保税蔵置場"),
    ("shipper", "shipper=荷主7株式会社"),
    ("customs broker", "customs_broker=通関7株式会社"),
    ("assignment: none", "assignment=none"),
    ("assignment: pending", "assignment=pending"),
    ("assignment: accepted", "assignment=accepted"),
    ("assignment: received", "assignment=received"),
    ("status and direction", "status=arrived&direction=import"),
    ("status, direction, alert", "status=arrived&direction=import&alert=true"),
    ("shipper, bonded warehouse", "shipper=荷主7株式会社&bonded_warehouse=成田第7保税蔵置場"),
    ("no alert, assignment: pending", "alert=false&assignment=pending"),
];

/// Filters of the pickup list.
const PICKUP_FILTERS: [(&str, &str); 9] = [
    ("pickups, first page", ""),
    ("pickups: request status", "request_status=confirmed"),
    ("pickups: pickup status", "pickup_status=arrived"),
    ("pickups: shed", "shed=成田第7上屋"),
    ("pickups: trucking company", "trucking_company=運送7株式会社"),
    ("pickups: vehicle", "vehicle_number=品川 100 あ 12-34"),
    ("pickups: shipper", "shipper=荷主7株式会社"),
    ("pickups: alert", "alert=true"),
    ("pickups: received", "assignment=received"),
];

/// Filters of the list of sent assignments.
const ASSIGNMENT_FILTERS: [(&str, &str); 6] = [
    ("sent assignments, first page", ""),
    ("sent: state", "&state=pending"),
    ("sent: kind", "&kind=cargo"),
    ("sent: kind, none", "&kind=pickup"),
    ("sent: address", "&email=person00032@example.jp"),
    ("sent: address, nobody's", "&email=nobody@example.jp"),
];

/// A path with what is no letter of ASCII escaped.
fn escaped(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic();
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Paths of requests on one size.
struct Paths<'a> {
    stock: &'a Stock,
    cases: Vec<Case>,
}

/// The requests on one size.
pub async fn cases(stock: &Stock, cluster: &Cluster) -> Outcome<Vec<Case>> {
    let mut paths = Paths { stock, cases: Vec::new() };
    paths.limits(cluster)?;
    paths.pages().await?;
    for (name, filter) in CARGO_FILTERS {
        paths.get(name, Trader::Steady, vec![paths.list(CARGO, filter)]);
    }
    paths.get("status, company with many", Trader::Many, vec![paths.list(CARGO, "status=arrived")]);
    paths.get(
        "status, direction, alert, company with many",
        Trader::Many,
        vec![paths.list(CARGO, "status=arrived&direction=import&alert=true")],
    );
    for (name, filter) in PICKUP_FILTERS {
        paths.get(name, Trader::Steady, vec![paths.list(PICKUPS, filter)]);
    }
    for (name, filter) in ASSIGNMENT_FILTERS {
        paths.get(name, Trader::Steady, vec![format!("/v1/assignments?limit={PAGE}{filter}")]);
    }
    paths.get("inbox", Trader::Steady, vec![format!("/v1/assignments/inbox?limit={PAGE}")]);
    paths.look_ups().await?;
    paths.cases.push(Case { name: "accept", request: Request::Accept, status: 200 });
    Ok(paths.cases)
}

impl Paths<'_> {
    fn get(&mut self, name: &'static str, trader: Trader, paths: Vec<String>) {
        let request = Request::Get { trader, paths };
        self.cases.push(Case { name, request, status: 200 });
    }

    /// A list of the period, with a filter.
    fn list(&self, of: &str, filter: &str) -> String {
        let (from, until) = self.stock.days;
        let more = if filter.is_empty() { String::new() } else { format!("&{filter}") };
        escaped(&format!("{of}?from={from}&until={until}&limit={PAGE}{more}"))
    }

    fn limits(&mut self, cluster: &Cluster) -> Outcome<()> {
        for (name, trader) in [(LIMIT, Trader::Steady), (LIMIT_OF_MANY, Trader::Many)] {
            let session = format!(
                "SELECT s.id FROM sessions s JOIN bench_traders t USING (account_id) WHERE t.at = {}",
                trader as usize
            );
            let session = cluster.ask(&self.stock.database, &session)?;
            let (from, until) = self.stock.days;
            let instant = |day: jiff::civil::Date| {
                let midnight = tegata_domain::kernel::TOKYO.to_timestamp(day.at(0, 0, 0, 0));
                midnight.map(|instant| instant.as_microsecond())
            };
            let (from, until) = (instant(from)?, instant(until.tomorrow()?)?);
            let path = format!("/page/{session}/{from}/{until}");
            self.cases.push(Case { name, request: Request::Limit { path }, status: 200 });
        }
        Ok(())
    }

    /// Pages without a filter. A page of one row costs what counting costs.
    async fn pages(&mut self) -> Outcome<()> {
        let first = self.list(CARGO, "");
        let (from, until) = self.stock.days;
        let rows = |limit| format!("{CARGO}?from={from}&until={until}&limit={limit}");
        let mut cursor = String::new();
        for _ in 0..5 {
            let page = self.stock.ask(Trader::Steady, &format!("{}{cursor}", rows(200))).await?;
            let next =
                page["next_cursor"].as_str().ok_or_else(|| format!("no page behind: {page}"))?;
            cursor = format!("&cursor={next}");
        }
        self.get(FIRST, Trader::Steady, vec![first.clone()]);
        self.get(LATER, Trader::Steady, vec![format!("{first}{cursor}")]);
        self.get(FIRST_OF_MANY, Trader::Many, vec![first.clone()]);
        self.get(FIRST_OF_FEW, Trader::Few, vec![first]);
        self.get("capped count: a page of one row", Trader::Steady, vec![rows(1)]);
        self.get("a page of 200 rows", Trader::Steady, vec![rows(200)]);
        Ok(())
    }

    /// Records of a company that a filter finds.
    async fn found(&self, trader: Trader, filter: &str) -> Outcome<Vec<Value>> {
        let page = self.stock.ask(trader, &self.list(CARGO, filter)).await?;
        let items = page["items"].as_array().filter(|items| !items.is_empty()).cloned();
        Ok(items.ok_or_else(|| format!("{trader:?} has nothing with {filter}: {page}"))?)
    }

    async fn look_ups(&mut self) -> Outcome<()> {
        let accepted = self.found(Trader::Steady, "assignment=accepted").await?;
        let received = self.found(Trader::Steady, "assignment=received").await?;
        let foreign = self.found(Trader::Few, "assignment=none").await?;
        let awbs = |records: &[Value]| -> Vec<String> {
            let mawbs = records.iter().filter_map(|record| record["mawb"].as_str());
            mawbs.map(|mawb| format!("{CARGO}?awb={mawb}&limit={PAGE}")).collect()
        };
        let ids = |records: &[Value], more: &str| -> Vec<String> {
            let ids = records.iter().filter_map(|record| record["id"].as_str());
            ids.map(|id| format!("{CARGO}/{id}{more}")).collect()
        };
        self.get("exact AWB, own", Trader::Steady, awbs(&accepted));
        self.get("exact AWB, granted", Trader::Steady, awbs(&received));
        self.get("exact AWB, foreign", Trader::Steady, awbs(&foreign));
        self.get("own record", Trader::Steady, ids(&accepted, ""));
        self.get("granted record (the look is noted)", Trader::Steady, ids(&received, ""));
        self.get("visibility, to the owner", Trader::Steady, ids(&accepted, "/visibility"));
        self.get("visibility, to another", Trader::Steady, ids(&received, "/visibility"));
        let request = Request::Get { trader: Trader::Steady, paths: ids(&foreign, "") };
        self.cases.push(Case { name: "foreign record: 404", request, status: 404 });
        Ok(())
    }
}
