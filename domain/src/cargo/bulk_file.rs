//! Files of cargo records: NDJSON, or CSV in UTF-8 or CP932. A row names its waybill and what is said
//! of it; a column or member that is left out says nothing.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::form::CargoChange;
use crate::kernel::{FieldCode, Rule, Violation};

/// Rows of a file at most.
pub const ROWS_MAX: usize = 10_000;
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
        FileFormat::NdJson => ndjson(text.as_bytes()),
        FileFormat::CsvUtf8 | FileFormat::CsvCp932 => csv_rows(text)?,
    };
    if rows.len() > ROWS_MAX {
        let many = Violation::new("", FieldCode::TooLong).rule(Rule::CgoRec01);
        return Err(vec![many.with("max", ROWS_MAX)]);
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

/// The members of a JSON object, in order, repeated ones too.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

fn ndjson(file: &[u8]) -> Vec<Row> {
    let lines = (1..).zip(file.split(|byte| *byte == b'\n'));
    let rows = lines.filter(|(_, text)| !text.trim_ascii().is_empty()).map(|(line, text)| {
        let form =
            || vec![Violation::new("", FieldCode::InvalidFormat).with("expected", "JSON {}")];
        let read = serde_json::from_slice(text).map_err(|_| form());
        Row { line, read: read.and_then(|Members(members)| change(members)) }
    });
    rows.take(ROWS_MAX + 1).collect()
}

fn csv_rows(text: &str) -> Result<Vec<Row>, Vec<Violation>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let broken = |_| vec![Violation::new("", FieldCode::InvalidFormat).with("expected", "CSV")];
    let header = reader.headers().map_err(broken)?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    check_header(&header)?;
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    let mut rows = Vec::new();
    for record in reader.records().take(ROWS_MAX + 1) {
        let record = record.map_err(broken)?;
        let line = lines.of(record.position().map_or(0, csv::Position::byte));
        rows.push(Row { line, read: csv_row(&header, &record) });
    }
    Ok(rows)
}

/// Counts the lines of a text on the way through it. CRLF, LF and CR end one each, as they end a row.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which a row begins that the reader looks for from here: behind what is left of the
    /// last line's end, and behind blank lines.
    fn of(&mut self, from: u64) -> u64 {
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        while let Some(byte) = self.text.get(self.at) {
            let ends = matches!(byte, b'\r' | b'\n');
            if self.at >= from && !ends {
                break;
            }
            self.at += 1;
            let in_the_middle = *byte == b'\r' && self.text.get(self.at) == Some(&b'\n');
            self.line += u64::from(ends && !in_the_middle);
        }
        self.line
    }
}

/// Every column is known and there once, and the air waybill is among them. A column without a heading
/// is taken for one that a spreadsheet left behind: it must be blank.
fn check_header(header: &[String]) -> Result<(), Vec<Violation>> {
    let mut violations = Vec::new();
    for (index, name) in header.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if kind_of(name).is_none() {
            violations.push(Violation::new(pointer(name), FieldCode::UnknownField));
        } else if header.iter().take(index).any(|known| known == name) {
            violations.push(Violation::new(pointer(name), FieldCode::Duplicate));
        }
    }
    if !header.iter().any(|name| name == "mawb") {
        violations.push(Violation::new("/mawb", FieldCode::Required).rule(Rule::CgoAwb01));
    }
    violations.truncate(NAMED);
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

fn csv_row(header: &[String], record: &csv::StringRecord) -> Result<CargoChange, Vec<Violation>> {
    let named = |column: usize| header.get(column).is_some_and(|name| !name.is_empty());
    let nameless = |(column, cell): &(usize, &str)| !named(*column) && !cell.trim().is_empty();
    if let Some((column, _)) = record.iter().enumerate().find(nameless) {
        // Columns are counted from 1, as people count them.
        return Err(vec![Violation::new(format!("/{}", column + 1), FieldCode::UnknownField)]);
    }
    let cells = header.iter().zip(record).filter_map(|(name, cell)| {
        let value = kind_of(name)?.cell(cell.trim())?;
        Some((name.clone(), value))
    });
    change(cells.collect())
}

/// What a field holds.
#[derive(Clone, Copy)]
enum FieldKind {
    /// A name of a list: a blank cell says nothing.
    Name,
    /// Text: a blank cell takes it away.
    Text,
    /// A number: a blank cell takes it away.
    Number,
    /// Yes or no: a blank cell says nothing.
    Flag,
    /// Names, in a cell with spaces or semicolons between.
    Names,
}

const fn kind_of(name: &str) -> Option<FieldKind> {
    Some(match name.as_bytes() {
        b"direction" | b"status" => FieldKind::Name,
        b"mawb" | b"hawb" | b"bonded_warehouse" | b"shipper" | b"customs_broker" => FieldKind::Text,
        b"flight" | b"origin" | b"destination" => FieldKind::Text,
        b"pieces" | b"weight_kg" => FieldKind::Number,
        b"reservation" => FieldKind::Flag,
        b"alerts" | b"special_handling" => FieldKind::Names,
        _ => return None,
    })
}

impl FieldKind {
    /// The JSON value that a cell stands for; nothing for one that says nothing. A cell of another
    /// kind stays text, and is refused as such.
    fn cell(self, cell: &str) -> Option<Value> {
        let text = || Value::from(cell);
        let number = || {
            let whole = cell.parse::<i64>().map(Value::from);
            whole.or_else(|_| cell.parse::<f64>().map(Value::from)).unwrap_or_else(|_| text())
        };
        match self {
            Self::Name | Self::Flag if cell.is_empty() => None,
            Self::Name | Self::Text => Some(text()),
            Self::Number if cell.is_empty() => Some(Value::from(0)),
            Self::Number => Some(number()),
            Self::Flag => Some(match cell.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => Value::from(true),
                "false" | "0" | "no" => Value::from(false),
                _ => text(),
            }),
            Self::Names => {
                let names = cell.split([' ', ';']).filter(|name| !name.is_empty());
                Some(names.map(Value::from).collect())
            }
        }
    }
}

fn pointer(name: &str) -> String {
    let name: String = name.chars().take(64).collect();
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// What the members of a row say; everything that is wrong with their form is named at once.
fn change(members: Vec<(String, Value)>) -> Result<CargoChange, Vec<Violation>> {
    let mut change = CargoChange::default();
    let mut seen: Vec<String> = Vec::with_capacity(members.len());
    let mut violations = Vec::new();
    for (name, value) in members {
        let refused = if seen.contains(&name) {
            Some(Violation::new(pointer(&name), FieldCode::Duplicate))
        } else {
            put(&mut change, &name, value).err()
        };
        violations.extend(refused);
        seen.push(name);
        if violations.len() >= NAMED {
            break;
        }
    }
    if violations.is_empty() { Ok(change) } else { Err(violations) }
}

/// Puts one member into a change.
fn put(change: &mut CargoChange, name: &str, value: Value) -> Result<(), Violation> {
    let wrong = |expected: &str| {
        Violation::new(pointer(name), FieldCode::WrongType).with("expected", expected)
    };
    let text = |value: Value| match value {
        Value::String(text) => Ok(Some(text)),
        _ => Err(wrong("string")),
    };
    let names = |value: Value| match value {
        Value::Array(names) => {
            let names = names.iter().map(|name| name.as_str().map(str::to_owned));
            names.collect::<Option<Vec<_>>>().map(Some).ok_or_else(|| wrong("array"))
        }
        _ => Err(wrong("array")),
    };
    match name {
        "direction" => change.direction = text(value)?,
        "mawb" => change.mawb = text(value)?,
        "hawb" => change.hawb = text(value)?,
        "status" => change.status = text(value)?,
        "alerts" => change.alerts = names(value)?,
        "reservation" => {
            change.reservation = Some(value.as_bool().ok_or_else(|| wrong("boolean"))?);
        }
        "bonded_warehouse" => change.bonded_warehouse = text(value)?,
        "shipper" => change.shipper = text(value)?,
        "customs_broker" => change.customs_broker = text(value)?,
        "pieces" => change.pieces = Some(value.as_i64().ok_or_else(|| wrong("integer"))?),
        "weight_kg" => change.weight_kg = Some(value.as_f64().ok_or_else(|| wrong("number"))?),
        "flight" => change.flight = text(value)?,
        "origin" => change.origin = text(value)?,
        "destination" => change.destination = text(value)?,
        "special_handling" => change.special_handling = names(value)?,
        _ => return Err(Violation::new(pointer(name), FieldCode::UnknownField)),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
