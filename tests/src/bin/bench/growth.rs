//! What must not grow unasked: the binary, what is resident of a server that nobody asks, the crates, the
//! API document, the statements of a request, and those that PostgreSQL has to parse each time.

use std::path::Path;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::report::{of_binary, of_statements};
use crate::server::{self, Server, Settings};
use crate::targets::{Goal, POSTGRESQL, Reading, SQLITE};
use crate::{Outcome, count, process};
use tokio::task::block_in_place;

/// How long a server is left alone before its memory is read.
const REST: Duration = Duration::from_secs(2);

/// Reads all of it.
pub async fn run(binary: &Path, folder: &Path, cluster: Option<&Cluster>) -> Outcome<Vec<Reading>> {
    let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let lock = std::fs::read_to_string(tree.join("Cargo.lock"))?;
    let crates = u32::try_from(lock.matches("\nsource = ").count())?;
    let document = u32::try_from(std::fs::metadata(tree.join("openapi.yaml"))?.len())?;
    let mut readings = vec![
        of_binary(std::fs::metadata(binary)?.len()),
        Reading::plain(Goal::Packages, "crates of others in `Cargo.lock`", "", f64::from(crates)),
        Reading::plain(Goal::Document, "`openapi.yaml`", "", f64::from(document) / 1e6),
    ];
    let url = folder.join("idle.db").display().to_string();
    readings.push(idle(binary, SQLITE, server::settings(&url)).await?);
    if let Some(cluster) = cluster {
        cluster.run("postgres", "CREATE DATABASE idle").await?;
        let mut settings = server::settings(&cluster.url("idle"));
        settings.extend(server::mailing(tegata_tests::port::own()?));
        settings.extend(server::production());
        readings.push(idle(binary, POSTGRESQL, settings).await?);
    }
    for (database, statements) in count(folder, cluster).await? {
        readings.extend(of_statements(database, &statements));
    }
    Ok(readings)
}

/// What is resident of a server that nobody asks.
async fn idle(binary: &Path, database: &'static str, settings: Settings) -> Outcome<Reading> {
    let _made = block_in_place(|| server::application(&settings))?;
    let (server, _) = Server::start(binary, &settings).await?;
    tokio::time::sleep(REST).await;
    let memory = process::memory(server.id())?;
    let figure = format!("{:.1} MiB proportional", memory.proportional);
    let operation = "idle, resident".to_owned();
    Ok(Reading { goal: Goal::Idle, operation, database, figure, value: memory.resident })
}
