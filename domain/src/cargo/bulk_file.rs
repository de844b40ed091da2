//! Files of cargo records: NDJSON, or CSV in UTF-8 or CP932. A row names its waybill and what is said
//! of it; a column or member that is left out says nothing.
//!
//! What a file costs grows with its size and no faster: a row has its bounds, and is read into what a
//! record holds, never into whatever a sender may nest.

mod csv;
mod ndjson;

use std::borrow::Cow;

use super::form::CargoChange;
use crate::kernel::{FieldCode, Rule, Violation};

/// Rows of a file at most.
pub const ROWS_MAX: usize = 10_000;
/// Bytes of a row at most: four times what a record can fill.
const ROW_MAX: usize = 16 * 1024;
/// Columns of a CSV file at most: four times what a record has.
const COLUMNS_MAX: usize = 64;
/// Names of a list that are read: more than any list holds, so that a longer one is refused for that.
const NAMES_READ: usize = 65;
/// Violations of a row that are named at most: an answer must not outgrow its question.
pub(super) const NAMED: usize = 20;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// A JSON object on each line.
    NdJson,
    /// CSV with a header, in UTF-8 with or without byte order mark.
    CsvUtf8,
    /// CSV with a header, in CP932 (Windows-31J, what spreadsheets call Shift JIS).
    CsvCp932,
}

/// One row of a file.
#[derive(Debug)]
pub struct Row {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// What it says, or everything that is wrong with its form.
    pub read: Result<CargoChange, Vec<Violation>>,
}

/// Reads a file.
///
/// # Errors
/// What is wrong with the file as a whole: its encoding, its header, or more than [`ROWS_MAX`] rows.
pub fn read(format: FileFormat, file: &[u8]) -> Result<Vec<Row>, Vec<Violation>> {
    let text = decoded(format, file)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let rows = match format {
        FileFormat::NdJson => ndjson::rows(text),
        FileFormat::CsvUtf8 | FileFormat::CsvCp932 => csv::rows(text)?,
    };
    if rows.len() > ROWS_MAX {
        return Err(vec![too_long(ROWS_MAX)]);
    }
    Ok(rows)
}

/// The text of a file. What is not in the encoding that it says refuses the file: row by row, it would
/// read as a riddle, and rows of plain letters would be written.
fn decoded(format: FileFormat, file: &[u8]) -> Result<Cow<'_, str>, Vec<Violation>> {
    let wrong = |expected: &str| {
        let form = Violation::new("", FieldCode::InvalidFormat).rule(Rule::CgoRec01);
        vec![form.with("expected", expected)]
    };
    if format == FileFormat::CsvCp932 {
        let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(file);
        return if broken {
            Err(wrong("Shift JIS (CP932); UTF-8: charset=utf-8"))
        } else {
            Ok(text)
        };
    }
    let text = std::str::from_utf8(file).map(Cow::Borrowed);
    text.map_err(|_| wrong("UTF-8; CSV in Shift JIS (CP932): charset=shift_jis"))
}

/// What a field of a row holds.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    /// Text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// Names, the first [`NAMES_READ`].
    Names(Vec<String>),
    /// What no field holds.
    Other,
}

/// A row or a file that is larger than this.
fn too_long(max: usize) -> Violation {
    Violation::new("", FieldCode::TooLong).with("max", max).rule(Rule::CgoRec01)
}

fn pointer(name: &str) -> String {
    let name: String = name.chars().take(64).collect();
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// What the fields of a row say; everything that is wrong with their form is named at once.
fn change(fields: Vec<(String, Cell)>) -> Result<CargoChange, Vec<Violation>> {
    let mut change = CargoChange::default();
    let mut seen: Vec<String> = Vec::new();
    let mut violations = Vec::new();
    for (name, cell) in fields {
        let refused = if seen.contains(&name) {
            Some(Violation::new(pointer(&name), FieldCode::Duplicate))
        } else {
            put(&mut change, &name, cell).err()
        };
        violations.extend(refused);
        seen.push(name);
        // Known names are few and each counts once, so that this ends soon.
        if violations.len() >= NAMED {
            break;
        }
    }
    if violations.is_empty() { Ok(change) } else { Err(violations) }
}

/// Puts one field into a change.
fn put(change: &mut CargoChange, name: &str, cell: Cell) -> Result<(), Violation> {
    let wrong = |expected: &str| {
        Violation::new(pointer(name), FieldCode::WrongType).with("expected", expected)
    };
    let text = |cell: Cell| match cell {
        Cell::Text(text) => Ok(Some(text)),
        _ => Err(wrong("string")),
    };
    let names = |cell: Cell| match cell {
        Cell::Names(names) => Ok(Some(names)),
        _ => Err(wrong("array")),
    };
    match name {
        "direction" => change.direction = text(cell)?,
        "mawb" => change.mawb = text(cell)?,
        "hawb" => change.hawb = text(cell)?,
        "status" => change.status = text(cell)?,
        "alerts" => change.alerts = names(cell)?,
        "reservation" => match cell {
            Cell::Flag(flag) => change.reservation = Some(flag),
            _ => return Err(wrong("boolean")),
        },
        "bonded_warehouse" => change.bonded_warehouse = text(cell)?,
        "shipper" => change.shipper = text(cell)?,
        "customs_broker" => change.customs_broker = text(cell)?,
        "pieces" => match cell {
            Cell::Whole(number) => change.pieces = Some(number),
            _ => return Err(wrong("integer")),
        },
        "weight_kg" => match cell {
            Cell::Whole(number) => change.weight_kg = Some(number as f64),
            Cell::Number(number) => change.weight_kg = Some(number),
            _ => return Err(wrong("number")),
        },
        "flight" => change.flight = text(cell)?,
        "origin" => change.origin = text(cell)?,
        "destination" => change.destination = text(cell)?,
        "special_handling" => change.special_handling = names(cell)?,
        _ => return Err(Violation::new(pointer(name), FieldCode::UnknownField)),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
