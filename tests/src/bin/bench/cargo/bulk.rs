//! Bulk registration, beside raw inserts of as many rows of the same kind into the same tables, as many
//! in a transaction.

use std::fmt::Write as _;
use std::time::Instant;

use serde_json::{Value, json};

use super::stock::{Stock, Trader};
use crate::Outcome;
use crate::client::Client;
use crate::cluster::Cluster;

/// Rows of a file: as many as one may have.
const ROWS: usize = 10_000;
/// Rows of a transaction, as the server writes them.
const BATCH: usize = 500;
/// House waybills of an air waybill.
const HOUSES: usize = 20;

/// Rows a second.
#[derive(Debug, Default)]
pub struct Rates {
    /// Files so far: each has waybills of its own.
    files: usize,
    /// Rows of either kind.
    pub rows: f64,
    /// Seconds that the server took to register them.
    pub registered: f64,
    /// Seconds that it took to find all of them unchanged.
    pub unchanged: f64,
    /// Seconds that raw inserts took.
    pub inserted: f64,
}

/// Registers a file, sends it again, and inserts as many rows.
pub async fn measure(stock: &Stock, cluster: &Cluster, rates: &mut Rates) -> Outcome<()> {
    let file = file(rates.files);
    let statements = statements(stock, cluster, rates.files + 1)?;
    rates.registered += send(stock, &file, "created").await?;
    rates.unchanged += send(stock, &file, "unchanged").await?;
    let client = cluster.client(&stock.database).await?;
    let begun = Instant::now();
    for statement in &statements {
        client.batch_execute(statement).await?;
    }
    rates.inserted += begun.elapsed().as_secs_f64();
    rates.rows += f64::from(u32::try_from(ROWS)?);
    rates.files += 2;
    Ok(())
}

/// The waybills of a row: air, and house.
fn waybills(file: usize, row: usize) -> (String, String) {
    let serial = 5_000_000 + (file * ROWS + row) / HOUSES;
    (format!("131{serial}{}", serial % 7), format!("BLK{file:03}{row:05}"))
}

fn record(file: usize, row: usize) -> Value {
    let (mawb, hawb) = waybills(file, row);
    json!({
        "mawb": mawb, "hawb": hawb, "direction": if row.is_multiple_of(5) { "export" } else { "import" },
        "bonded_warehouse": format!("成田第{}保税蔵置場", row % 40),
        "shipper": format!("荷主{}株式会社", row % 97),
        "customs_broker": format!("通関{}株式会社", row % 41),
        "pieces": 1 + row % 200, "weight_kg": 12.5, "flight": "NH8401",
        "origin": "HKG", "destination": "NRT", "special_handling": ["PER"],
    })
}

fn file(number: usize) -> String {
    (0..ROWS).map(|row| format!("{}\n", record(number, row))).collect()
}

/// Sends a file; gives the seconds, if every row became what it was to.
async fn send(stock: &Stock, file: &str, outcome: &str) -> Outcome<f64> {
    let head = format!(
        "POST /v1/cargo-records/bulk HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n",
        stock.token(Trader::Other),
        file.len()
    );
    let mut client = Client::connect(stock.server.port).await?;
    let begun = Instant::now();
    let (status, body) = client.send(&[head.as_bytes(), file.as_bytes()].concat()).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let answer: Value = serde_json::from_slice(body)?;
    if status != 200 || answer["counts"][outcome] != json!(ROWS) {
        return Err(format!("{status}: not all {outcome}: {}", answer["counts"]).into());
    }
    Ok(seconds)
}

/// Inserts of records, first steps and audit entries, a transaction each text.
fn statements(stock: &Stock, cluster: &Cluster, file: usize) -> Outcome<Vec<String>> {
    let whose = format!(
        "SELECT company_id || ',' || account_id FROM bench_traders WHERE at = {}",
        Trader::Other as usize
    );
    let whose = cluster.ask(&stock.database, &whose)?;
    let (company, account) = whose.split_once(',').ok_or("nobody registers")?;
    let whose = (company, account);
    (0..ROWS).step_by(BATCH).map(|first| statement(file, first, whose)).collect()
}

fn statement(file: usize, first: usize, (company, account): (&str, &str)) -> Outcome<String> {
    let (mut records, mut steps, mut entries) = (String::new(), String::new(), String::new());
    for row in first..first + BATCH {
        let (mawb, hawb) = waybills(file, row);
        // As ids grow with time.
        let id = |kind: char| format!("0f{file:06x}-0000-7000-800{kind}-{row:012x}");
        let comma = if row == first { "" } else { "," };
        let at = "2026-12-01 00:00:00+00";
        let direction = if row.is_multiple_of(5) { "export" } else { "import" };
        let (warehouse, shipper, broker) = (row % 40, row % 97, row % 41);
        write!(
            records,
            "{comma}('{}','{company}','{direction}','{mawb}','{hawb}',false,'registered',false,'',false,\
             '成田第{warehouse}保税蔵置場','成田第{warehouse}保税蔵置場','荷主{shipper}株式会社',\
             '荷主{shipper}株式会社','通関{broker}株式会社','通関{broker}株式会社',{},12500,'NH8401',\
             'HKG','NRT','PER','{at}',1,'{at}')",
            id('1'),
            1 + row % 200
        )?;
        write!(steps, "{comma}('{}',1,'registered','{at}','{account}')", id('1'))?;
        write!(
            entries,
            "{comma}('{}','{at}','cargo_registered','account','{account}','{account}','cargo','{}',\
             NULL,NULL,NULL,'198.18.0.0/24','{account}')",
            id('2'),
            id('1')
        )?;
    }
    Ok(format!(
        "BEGIN; INSERT INTO cargo_records VALUES {records}; INSERT INTO cargo_steps VALUES {steps}; \
         INSERT INTO audit_entries VALUES {entries}; COMMIT"
    ))
}
