//! What was measured, as tables of Markdown.

use std::fmt::Write as _;
use std::io::Write as _;

use super::Measured;
use super::requests::{LIMITS, is_limit};
use crate::Outcome;
use crate::report::Row;
use crate::server::Sample;
use crate::targets::{Goal, POSTGRESQL, Reading};

/// Prints everything; gives what is held against targets.
pub fn print(measured: &[Measured]) -> Outcome<Vec<Reading>> {
    let mut text = String::new();
    sizes(&mut text, measured)?;
    requests(&mut text, measured)?;
    written(&mut text, measured)?;
    exports(&mut text, measured)?;
    plans(&mut text, measured)?;
    std::io::stdout().write_all(text.as_bytes())?;
    let mut readings = against_limits(measured)?;
    readings.extend(growth(measured)?);
    Ok(readings)
}

/// Prints pages and exports; gives what is held against targets.
pub fn print_pages(measured: &[Measured]) -> Outcome<Vec<Reading>> {
    let mut text = String::new();
    sizes(&mut text, measured)?;
    requests(&mut text, measured)?;
    exports(&mut text, measured)?;
    std::io::stdout().write_all(text.as_bytes())?;
    against_limits(measured)
}

/// Pages against their bare statements and exports against `COPY`, of each size.
fn against_limits(measured: &[Measured]) -> Outcome<Vec<Reading>> {
    let mut readings = Vec::new();
    for one in measured {
        let size = grouped(one.rows);
        for (name, limit, goal) in LIMITS {
            let (Some(sample), Some(limit)) = (one.samples.get(name), one.samples.get(limit))
            else {
                continue;
            };
            let (row, limit) = (Row::of(sample)?, Row::of(limit)?);
            let operation = format!("{name} of {size}");
            let figure = format!("{}; {:.2} × rate", row.figure(), row.rate / limit.rate);
            let value = row.cost() / limit.cost();
            readings.push(Reading { goal, operation, database: POSTGRESQL, figure, value });
        }
        for export in &one.exports {
            let (goal, operation) = (Goal::Export, format!("{} of {size}", export.name));
            let figure = format!("{:.0} rows/s", export.sent.0 / export.sent.1);
            let value = export.against_copy();
            readings.push(Reading { goal, operation, database: POSTGRESQL, figure, value });
        }
    }
    Ok(readings)
}

/// Each request in the largest tables against the same in the smallest.
fn growth(measured: &[Measured]) -> Outcome<Vec<Reading>> {
    let mut readings = Vec::new();
    let (Some(first), Some(last)) = (measured.first(), measured.last()) else {
        return Ok(readings);
    };
    if first.rows >= last.rows {
        return Ok(readings);
    }
    for (&name, sample) in first.samples.iter().filter(|(name, _)| !is_limit(name)) {
        let Some(largest) = last.samples.get(name).filter(|sample| !sample.micros.is_empty())
        else {
            continue;
        };
        let (smallest, largest) = (Row::of(sample)?, Row::of(largest)?);
        let operation = format!("{name}, {} → {}", grouped(first.rows), grouped(last.rows));
        let (figure, value) = (largest.figure(), largest.cost() / smallest.cost());
        readings.push(Reading {
            goal: Goal::Growth,
            operation,
            database: POSTGRESQL,
            figure,
            value,
        });
    }
    Ok(readings)
}

/// A heading with a column for each size, and others behind.
fn heading(text: &mut String, first: &str, measured: &[Measured], more: &str) -> Outcome<()> {
    let sizes: Vec<String> = measured.iter().map(|one| grouped(one.rows)).collect();
    writeln!(text, "| {first} | {} |{more}", sizes.join(" | "))?;
    let columns = sizes.len() + more.matches('|').count();
    Ok(writeln!(text, "|---|{}", "--:|".repeat(columns))?)
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn row(text: &mut String, name: &str, cells: impl Iterator<Item = String>) -> Outcome<()> {
    Ok(writeln!(text, "| {name} | {} |", cells.collect::<Vec<_>>().join(" | "))?)
}

fn sizes(text: &mut String, measured: &[Measured]) -> Outcome<()> {
    writeln!(text, "\n### Sizes\n")?;
    heading(text, "records", measured, "")?;
    row(text, "seconds to fill", measured.iter().map(|one| format!("{:.0}", one.filled)))?;
    row(text, "MiB", measured.iter().map(|one| one.mebibytes.to_string()))?;
    Ok(writeln!(text)?)
}

fn rows_of(name: &str, measured: &[Measured]) -> Outcome<Vec<Row>> {
    let samples = measured.iter().filter_map(|one| one.samples.get(name));
    samples.filter(|sample| !sample.micros.is_empty()).map(Row::of).collect()
}

/// Microseconds of processor time of each request: they move least.
fn requests(text: &mut String, measured: &[Measured]) -> Outcome<()> {
    writeln!(text, "### Requests: µs of processor time, server + database\n")?;
    let more = " growth | against its limit | p50; p99 ms at the largest | /s |";
    heading(text, "", measured, more)?;
    let Some(first) = measured.first() else { return Ok(()) };
    for &name in first.samples.keys() {
        let rows = rows_of(name, measured)?;
        let (Some(smallest), Some(largest)) = (rows.first(), rows.last()) else { continue };
        let limit = LIMITS.iter().find(|(of, ..)| *of == name).map(|(_, limit, _)| *limit);
        let limit = limit.map(|limit| rows_of(limit, measured)).transpose()?;
        let against = limit.map_or_else(String::new, |limits| {
            let pairs = rows.iter().zip(&limits);
            let ratios = pairs.map(|(row, limit)| format!("{:.1}", row.cost() / limit.cost()));
            format!("{} ×", ratios.collect::<Vec<_>>().join("; "))
        });
        let cells = rows.iter().map(|row| format!("{:.0} + {:.0}", row.server, row.database));
        let more = [
            format!("{:.2} ×", largest.cost() / smallest.cost()),
            against,
            format!("{:.1}; {:.1}", largest.p50, largest.p99),
            format!("{:.0}", largest.rate),
        ];
        row(text, name, cells.chain(more))?;
    }
    Ok(writeln!(text)?)
}

/// Processor time of one of so many, in microseconds.
#[expect(clippy::cast_precision_loss, reason = "what is shown has few digits")]
fn each(sample: &Sample, count: usize) -> f64 {
    (sample.server + sample.database) * 1e6 / count as f64
}

fn written(text: &mut String, measured: &[Measured]) -> Outcome<()> {
    writeln!(text, "### Bulk registration and expiry\n")?;
    heading(text, "", measured, "")?;
    let all = || measured.iter();
    let rate = |rows: f64, seconds: f64| format!("{:.0}", rows / seconds);
    row(text, "registered, rows/s", all().map(|one| rate(one.bulk.rows, one.bulk.registered)))?;
    row(text, "raw inserts, rows/s", all().map(|one| rate(one.bulk.rows, one.bulk.inserted)))?;
    let ratio = |one: &Measured| format!("{:.2} ×", one.bulk.inserted / one.bulk.registered);
    row(text, "against raw inserts", all().map(ratio))?;
    row(text, "sent again, rows/s", all().map(|one| rate(one.bulk.rows, one.bulk.unchanged)))?;
    let idle = |one: &Measured| {
        let idle = &one.expiry.idle;
        format!("{:.0}", each(idle, idle.micros.len()))
    };
    row(text, "nothing due, µs of processor time", all().map(idle))?;
    let due = |one: &Measured| format!("{:.0}", each(&one.expiry.due, one.expiry.stored));
    row(text, "each of 1,000 batches due, the same", all().map(due))?;
    Ok(writeln!(text)?)
}

fn exports(text: &mut String, measured: &[Measured]) -> Outcome<()> {
    writeln!(text, "### Exports, rows/s\n")?;
    let heads = [
        "",
        "records",
        "rows",
        "export",
        "`COPY`",
        "against `COPY`",
        "µs a row, server + database",
        "of `COPY`",
        "against it",
    ];
    writeln!(text, "| {} |\n|---|{}", heads.join(" | "), "--:|".repeat(heads.len() - 1))?;
    for one in measured {
        for export in &one.exports {
            let rate = |(rows, seconds): (f64, f64)| rows / seconds;
            let (sent, copied) = (rate(export.sent), rate(export.copied));
            let (server, database) = export.processor;
            let each = |seconds: f64| seconds * 1e6 / export.sent.0;
            let copying = export.copying * 1e6 / export.copied.0;
            let cells = [
                export.name.to_owned(),
                grouped(one.rows),
                export.rows.to_string(),
                format!("{sent:.0}"),
                format!("{copied:.0}"),
                format!("{:.2} ×", sent / copied),
                format!("{:.1} + {:.1}", each(server), each(database)),
                format!("{copying:.1}"),
                format!("{:.2} ×", export.against_copy()),
            ];
            writeln!(text, "| {} |", cells.join(" | "))?;
        }
    }
    Ok(writeln!(text)?)
}

fn plans(text: &mut String, measured: &[Measured]) -> Outcome<()> {
    writeln!(text, "### Plans\n")?;
    for one in measured {
        let (rows, found) = (grouped(one.rows), &one.plans);
        writeln!(text, "{rows}: {} plans, {} faults.", found.plans, found.faults.len())?;
        for fault in &found.faults {
            writeln!(text, "- {fault}")?;
        }
    }
    Ok(writeln!(text)?)
}
