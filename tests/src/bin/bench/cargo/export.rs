//! Exports, beside `COPY` of the same rows in the same order.

use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::stock::{Stock, Trader};
use crate::client::get;
use crate::cluster::Cluster;
use crate::{Outcome, process};

/// What is exported, who asks, and how.
const EXPORTS: [(&str, Trader, &str); 5] = [
    ("NDJSON, own", Trader::Sole, "format=ndjson"),
    ("CSV, own", Trader::Sole, "format=csv"),
    ("CSV in code page 932, own", Trader::Sole, "format=csv_cp932"),
    ("NDJSON, received", Trader::Steady, "format=ndjson&assignment=received"),
    ("NDJSON, own and received", Trader::Steady, "format=ndjson"),
];

/// Copies that tell how long one takes.
const FEW: usize = 20;

/// Rows a second.
#[derive(Debug, Default)]
pub struct Rates {
    /// What is exported.
    pub name: &'static str,
    /// Rows of one export.
    pub rows: usize,
    /// Rows that the server sent, and the seconds that it took.
    pub sent: (f64, f64),
    /// Rows that were copied, and the seconds.
    pub copied: (f64, f64),
    /// Seconds of processor time of server and database for what the server sent.
    pub processor: (f64, f64),
    /// Seconds of processor time of the database for what was copied.
    pub copying: f64,
}

impl Rates {
    /// Processor time of the database for a copied row, against that of server and database for a sent one.
    pub fn against_copy(&self) -> f64 {
        let sent = (self.processor.0 + self.processor.1) / self.sent.0;
        self.copying / self.copied.0 / sent
    }
}

/// Measures each export for a while, and then `COPY`.
pub async fn measure(
    stock: &Stock,
    cluster: &Cluster,
    time: Duration,
    rates: &mut Vec<Rates>,
) -> Outcome<()> {
    for (index, (name, trader, query)) in EXPORTS.into_iter().enumerate() {
        if rates.len() == index {
            rates.push(Rates { name, ..Rates::default() });
        }
        let rates = &mut rates[index];
        let (from, until) = stock.days;
        let path = format!("/v1/cargo-records/export?from={from}&until={until}&{query}");
        let request = get(&path, 0, stock.token(trader));
        let cpu = || crate::server::cpu(stock.server.id(), Some(cluster.id()));
        let (before, begun, mut sent) = (cpu()?, Instant::now(), 0);
        while begun.elapsed() < time {
            rates.rows = lines(stock.server.port, &request).await?;
            sent += rates.rows;
        }
        add(&mut rates.sent, sent, begun)?;
        let after = cpu()?;
        rates.processor.0 += after.0 - before.0;
        rates.processor.1 += after.1 - before.1;
        copy(stock, cluster, (trader, query), time, rates)?;
    }
    Ok(())
}

fn add(rate: &mut (f64, f64), rows: usize, begun: Instant) -> Outcome<()> {
    rate.0 += f64::from(u32::try_from(rows)?);
    rate.1 += begun.elapsed().as_secs_f64();
    Ok(())
}

/// Copies the same rows about as long; `psql` is started twice, and what the start costs taken off.
fn copy(
    stock: &Stock,
    cluster: &Cluster,
    (trader, query): (Trader, &str),
    time: Duration,
    rates: &mut Rates,
) -> Outcome<()> {
    let select = select(stock, trader, query.contains("received"));
    let copied =
        cluster.ask(&stock.database, &format!("SELECT count(*) FROM ({select}) AS rows"))?;
    let copied: usize = copied.parse()?;
    let heading = usize::from(query.contains("csv"));
    if copied + heading != rates.rows {
        return Err(format!("{} rows are exported, {copied} copied", rates.rows).into());
    }
    let copy = format!("COPY ({select}) TO STDOUT");
    let timed = |times| -> Outcome<(f64, f64)> {
        let (before, begun) = (process::cpu_with_children(cluster.id())?, Instant::now());
        cluster.repeat(&stock.database, &copy, times)?;
        let wall = begun.elapsed().as_secs_f64();
        Ok((wall, process::cpu_with_children(cluster.id())? - before))
    };
    let (once, once_processor) = timed(1)?;
    let few = (timed(1 + FEW)?.0 - once) / f64::from(u32::try_from(FEW)?);
    let times = (time.as_secs_f64() / few.max(1e-4)).clamp(2.0, 10_000.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped")]
    let times = times as usize;
    let (seconds, processor) = timed(times + 1)?;
    rates.copied.0 += f64::from(u32::try_from(copied * times)?);
    rates.copied.1 += seconds - once;
    rates.copying += processor - once_processor;
    Ok(())
}

/// The rows of an export, by the statement that a careful hand would write.
fn select(stock: &Stock, trader: Trader, received: bool) -> String {
    let (from, until) = stock.days;
    let company = format!("(SELECT company_id FROM bench_traders WHERE at = {})", trader as usize);
    let within = |at: &str| {
        format!(
            "{at} >= '{from} 00:00+09' AND {at} < '{until} 00:00+09'::timestamptz + interval '1 day'"
        )
    };
    let columns = "r.id, r.company_id, direction, mawb, hawb, status, alerts, reservation, \
                   bonded_warehouse, shipper, customs_broker, pieces, weight_grams, flight, origin, \
                   destination, special_handling, registered_at, version, updated_at";
    let own = format!(
        "SELECT {columns}, NULL::uuid AS through FROM cargo_records r \
         WHERE r.company_id = {company} AND {}",
        within("registered_at")
    );
    let granted = format!(
        "SELECT {columns}, a.id AS through FROM assignments a JOIN cargo_records r ON r.id = a.record_id \
         WHERE a.accepted_company_id = {company} AND a.kind = 'cargo' AND a.state = 'accepted' \
           AND r.company_id <> {company} AND {}",
        within("record_at")
    );
    let all = if received { granted } else { format!("{own} UNION ALL {granted}") };
    format!("{all} ORDER BY registered_at DESC, id DESC")
}

/// Reads an answer that comes in chunks; gives its lines.
async fn lines(port: u16, request: &[u8]) -> Outcome<usize> {
    let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", port)).await?);
    stream.write_all(request).await?;
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    if !line.contains(" 200 ") {
        return Err(format!("an export is answered with {line}").into());
    }
    while line.len() > 2 {
        line.clear();
        stream.read_line(&mut line).await?;
    }
    let (mut lines, mut chunk) = (0, Vec::new());
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        let length = usize::from_str_radix(line.trim(), 16)?;
        chunk.resize(length + 2, 0);
        stream.read_exact(&mut chunk).await?;
        if length == 0 {
            return Ok(lines);
        }
        lines += chunk[..length].iter().filter(|byte| **byte == b'\n').count();
    }
}
