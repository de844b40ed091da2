//! Storing what expired: with nothing due, and with a thousand batches.

use std::time::Instant;

use tegata_domain::assignment::expiry;
use tokio::task::block_in_place;

use super::pending::{self, Sent};
use super::stock::Stock;
use crate::Outcome;
use crate::cluster::Cluster;
use crate::server::Sample;

/// Batches that are due.
const DUE: usize = 1_000;
/// Batches of one transaction, as the server's own tidying takes them.
const BATCHES: i64 = 100;
/// Looks when nothing is due.
const LOOKS: usize = 200;

/// What it costs; a transaction is an answer.
#[derive(Debug, Default)]
pub struct Costs {
    /// Looks with nothing due.
    pub idle: Sample,
    /// Transactions that store what is due.
    pub due: Sample,
    /// Batches that were stored.
    pub stored: usize,
}

/// Measures both, within this process.
pub async fn measure(stock: &Stock, cluster: &Cluster, costs: &mut Costs) -> Outcome<()> {
    let (process, database) = (std::process::id(), Some(cluster.id()));
    let idle = Sample::of(process, database, async { repeat(stock, LOOKS).map(|done| done.0) });
    costs.idle.add(&idle.await?);
    pending::send(&stock.app.env, cluster, &stock.database, Sent::TenDaysAgo(DUE)).await?;
    let mut stored = 0;
    let due = Sample::of(process, database, async {
        let (micros, count) = repeat(stock, DUE)?;
        stored = count;
        Ok(micros)
    });
    costs.due.add(&due.await?);
    costs.stored += stored;
    Ok(())
}

/// Runs so many transactions, or until one finds nothing after others did; gives the microseconds of
/// each, and what they stored.
fn repeat(stock: &Stock, times: usize) -> Outcome<(Vec<u64>, usize)> {
    let (mut micros, mut stored) = (Vec::new(), 0);
    for _ in 0..times {
        let begun = Instant::now();
        let found = block_in_place(|| expiry::expire(&stock.app.env, BATCHES))
            .map_err(|failure| failure.to_string())?;
        if found == 0 && stored > 0 {
            break;
        }
        micros.push(u64::try_from(begun.elapsed().as_micros())?);
        stored += found;
    }
    Ok((micros, stored))
}
