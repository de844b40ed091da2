//! How PostgreSQL finds what is asked for, by its own account (`auto_explain`): with plans of its choice,
//! and with plans for any value, which it may choose for a statement that it has seen often enough.

use std::path::Path;
use std::time::Duration;

use super::requests::{Case, Request};
use super::stock::{Stock, Trader};
use crate::client::Client;
use crate::cluster::Cluster;
use crate::server::Server;
use crate::{Outcome, people};

/// Tables that no plan may read from end to end.
const TABLES: [&str; 6] = [
    "cargo_records",
    "cargo_steps",
    "assignments",
    "assignment_batches",
    "pickup_requests",
    "pickup_awbs",
];
/// Rows that a plan may sort: about as many as a count counts.
const SORTED_MAX: u64 = 1_100;
/// As often as PostgreSQL makes plans for the value at hand before it thinks of one for any.
const TIMES: usize = 7;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Plans that were looked at.
    pub plans: usize,
    /// What is wrong: the request, and the line of its plan.
    pub faults: Vec<String>,
}

/// Looks at the plans of every request, on a server of its own.
pub async fn look(
    stock: &Stock,
    cluster: &Cluster,
    cases: &[Case],
    binary: &Path,
) -> Outcome<Found> {
    let mut found = Found::default();
    for mode in ["auto", "force_generic_plan"] {
        let explain = [
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_analyze = on",
            "auto_explain.log_timing = off",
            &format!("plan_cache_mode = {mode}"),
        ];
        for setting in explain {
            let set = format!("ALTER DATABASE {} SET {setting}", stock.database);
            cluster.run("postgres", &set).await?;
        }
        let mut settings = stock.settings.clone();
        // One connection comes to know all statements.
        settings.insert("TEGATA_DATABASE_CONNECTIONS".to_owned(), "1".to_owned());
        let (server, _) = Server::start(binary, &settings).await?;
        look_as(stock, cluster, cases, (&server, mode), &mut found).await?;
        cluster.run("postgres", &format!("ALTER DATABASE {} RESET ALL", stock.database)).await?;
    }
    Ok(found)
}

async fn look_as(
    stock: &Stock,
    cluster: &Cluster,
    cases: &[Case],
    (server, mode): (&Server, &str),
    found: &mut Found,
) -> Outcome<()> {
    let mut client = Client::connect(server.port).await?;
    for number in [Trader::Many, Trader::Steady] {
        // What signing in asks for is not looked at.
        server.sign_in(0, &people::sign_in(number as usize)).await?;
    }
    for case in cases.iter().filter(|case| !matches!(case.request, Request::Limit { .. })) {
        let mark = cluster.log(0)?.len();
        for turn in 0..TIMES {
            let Some(bytes) = case.request.bytes(stock, 0, turn) else { break };
            let (status, body) = client.send(&bytes).await?;
            if status != case.status {
                let body = String::from_utf8_lossy(body);
                return Err(format!("{}: {status}: {body}", case.name).into());
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        let log = cluster.log(mark)?;
        for plan in log.split("LOG:  duration:").skip(1).filter(|plan| is_looked_at(plan)) {
            found.plans += 1;
            for fault in faults(plan) {
                let fault = format!("{} ({mode}): {fault}", case.name);
                if !found.faults.contains(&fault) {
                    found.faults.push(fault);
                }
            }
        }
    }
    Ok(())
}

fn is_looked_at(plan: &str) -> bool {
    TABLES.iter().any(|table| plan.contains(&format!("\"{table}\"")))
}

/// The lines of a plan that should not be there.
fn faults(plan: &str) -> Vec<String> {
    let nodes: Vec<&str> = plan.lines().filter(|line| line.contains("(actual rows=")).collect();
    let named = |line: &str| {
        line.split("  (cost").next().unwrap_or_default().trim().trim_start_matches("->").to_owned()
    };
    let mut faults = Vec::new();
    for (index, line) in nodes.iter().enumerate() {
        if TABLES.iter().any(|table| line.contains(&format!("Seq Scan on {table} "))) {
            faults.push(named(line));
        }
        let below = nodes.get(index + 1).and_then(|below| rows(below)).unwrap_or_default();
        if line.contains("Sort  (cost") && below > SORTED_MAX {
            faults.push(format!("{} of {below} rows", named(line)));
        }
    }
    faults
}

/// The rows that a node gave.
fn rows(line: &str) -> Option<u64> {
    line.split("(actual rows=").nth(1)?.split(' ').next()?.parse().ok()
}
