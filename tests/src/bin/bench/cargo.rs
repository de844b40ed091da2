//! Lists of cargo, and what is done with them, in tables of growing size: PostgreSQL alone, for SQLite
//! is for a sandbox. Every size has a database, a server and a limit of its own, and each request is
//! measured on all of them in turn, so that a busy machine slows all alike.

mod bulk;
mod expiry;
mod export;
mod limit;
mod pending;
mod plans;
mod report;
mod requests;
mod stock;

use std::collections::BTreeMap;
use std::path::Path;

pub use limit::serve as serve_limit;

use crate::client::Load;
use crate::cluster::Cluster;
use crate::mail::Sink;
use crate::server::Sample;
use crate::side::WAITING;
use crate::targets::Reading;
use crate::{Outcome, Scale};
use requests::{Case, Request};
pub use stock::{Stock, Trader};

/// Records of each size, where nothing else is said.
pub const SIZES: &[u64] = &[10_000, 100_000, 1_000_000];
/// Records of the one size that pages and exports are measured with beside everything else.
pub const ONE_SIZE: u64 = 100_000;
/// Rows on a page: as many as the limits of peers were measured with.
pub const PAGE: usize = 20;

/// What was measured on one size.
#[derive(Debug, Default)]
struct Measured {
    rows: u64,
    /// Seconds that it took to fill.
    filled: f64,
    /// MiB of the database.
    mebibytes: u64,
    /// Requests, by name.
    samples: BTreeMap<&'static str, Sample>,
    /// Bulk registration, and the raw inserts beside it.
    bulk: bulk::Rates,
    /// Exports, and `COPY` beside each.
    exports: Vec<export::Rates>,
    /// Storing what expired.
    expiry: expiry::Costs,
    /// What is wrong with plans.
    plans: plans::Found,
}

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Pages that have a limit, and exports.
    Pages,
    /// Everything.
    Growth,
}

/// Fills a database of each size, measures, and prints what was found; gives what is held against targets.
pub async fn run(
    scale: Scale,
    sizes: &[u64],
    extent: Extent,
    binary: &Path,
    cluster: &Cluster,
) -> Outcome<Vec<Reading>> {
    let sink = Sink::start()?;
    let (mut stocks, mut measured) = (Vec::new(), Vec::new());
    for &rows in sizes {
        let (stock, filled) = Stock::open(cluster, rows, binary, sink.port).await?;
        let mebibytes = stock.mebibytes(cluster)?;
        measured.push(Measured { rows, filled, mebibytes, ..Measured::default() });
        stocks.push(stock);
    }
    let mut cases = Vec::new();
    for stock in &stocks {
        let mut all = requests::cases(stock, cluster).await?;
        all.retain(|case| extent == Extent::Growth || requests::has_limit(case.name));
        cases.push(all);
    }
    for _ in 0..scale.rounds {
        round(scale, cluster, &stocks, &cases, &mut measured).await?;
    }
    if extent == Extent::Pages {
        return report::print_pages(&measured);
    }
    for ((stock, cases), measured) in stocks.iter().zip(&cases).zip(&mut measured) {
        measured.plans = plans::look(stock, cluster, cases, binary).await?;
    }
    // Last, for it adds rows to the small tables that they would not be small with.
    for _ in 0..scale.rounds {
        for (stock, measured) in stocks.iter().zip(&mut measured) {
            expiry::measure(stock, cluster, &mut measured.expiry).await?;
            bulk::measure(stock, cluster, &mut measured.bulk).await?;
        }
    }
    report::print(&measured)
}

/// Measures everything once, each on every size before the next.
async fn round(
    scale: Scale,
    cluster: &Cluster,
    stocks: &[Stock],
    cases: &[Vec<Case>],
    measured: &mut [Measured],
) -> Outcome<()> {
    let count = cases.iter().map(Vec::len).min().unwrap_or_default();
    for index in 0..count {
        for ((stock, cases), measured) in stocks.iter().zip(cases).zip(&mut *measured) {
            let Some(case) = cases.get(index) else { continue };
            let sample = send(scale, cluster, stock, case).await?;
            measured.samples.entry(case.name).or_default().add(&sample);
        }
    }
    for (stock, measured) in stocks.iter().zip(&mut *measured) {
        export::measure(stock, cluster, scale.short, &mut measured.exports).await?;
    }
    Ok(())
}

/// Sends one request again and again, for a while.
async fn send(scale: Scale, cluster: &Cluster, stock: &Stock, case: &Case) -> Outcome<Sample> {
    let (process, port) = match case.request {
        Request::Limit { .. } => (stock.limit.0.id(), stock.limit.1),
        _ => (stock.server.id(), stock.server.port),
    };
    let load = Load { expected: case.status, ..Load::new(port, WAITING, scale.short) };
    let answers = load.run(|client, turn| case.request.bytes(stock, client, turn));
    Sample::of(process, Some(cluster.id()), answers).await
}
