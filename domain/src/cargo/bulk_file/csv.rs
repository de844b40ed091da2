//! CSV: a header of known columns, and a row for each record.

use csv_core::{ReadRecordResult, Reader};

use super::{
    COLUMNS_MAX, Cell, NAMED, NAMES_READ, ROW_MAX, ROWS_MAX, Row, change, pointer, too_long,
};
use crate::cargo::form::CargoChange;
use crate::kernel::{FieldCode, Rule, Violation};

/// The rows of a file, one more than [`ROWS_MAX`] at most.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, Vec<Violation>> {
    let mut records = Records::of(text);
    let header: Vec<String> = match records.next() {
        Some((_, header)) => header.map_err(|large| vec![large])?,
        None => Vec::new(),
    };
    let header: Vec<&str> = header.iter().map(|name| name.trim()).collect();
    check_header(&header)?;
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    let row = |(from, cells): (usize, Result<Vec<String>, Violation>)| {
        let read = cells.map_err(|large| vec![large]).and_then(|cells| csv_row(&header, &cells));
        Row { line: lines.of(from), read }
    };
    Ok(records.take(ROWS_MAX + 1).map(row).collect())
}

/// The records of a text, each within the bounds of a row.
struct Records<'a> {
    reader: Reader,
    text: &'a [u8],
    at: usize,
    bytes: Vec<u8>,
    ends: [usize; COLUMNS_MAX],
}

impl<'a> Records<'a> {
    fn of(text: &'a str) -> Self {
        let (bytes, ends) = (vec![0; ROW_MAX], [0; COLUMNS_MAX]);
        Self { reader: Reader::new(), text: text.as_bytes(), at: 0, bytes, ends }
    }

    /// The cells of the record that was read last.
    fn cells(&self, count: usize) -> Vec<String> {
        let mut begin = 0;
        let cell = |end: &usize| {
            let cell = self.bytes.get(begin..*end).unwrap_or_default();
            begin = *end;
            String::from_utf8_lossy(cell).into_owned()
        };
        self.ends.iter().take(count).map(cell).collect()
    }
}

impl Iterator for Records<'_> {
    /// From where a record is looked for, and its cells. One that is larger than a row may be is read
    /// over, into the same memory again and again.
    type Item = (usize, Result<Vec<String>, Violation>);

    fn next(&mut self) -> Option<Self::Item> {
        let (from, mut bytes, mut cells, mut large) = (self.at, 0, 0, None);
        loop {
            let (result, read, written, ended) = self.reader.read_record(
                &self.text[self.at..],
                &mut self.bytes[bytes..],
                &mut self.ends[cells..],
            );
            self.at += read;
            bytes += written;
            cells += ended;
            match result {
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return None,
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    (bytes, large) = (0, large.or(Some(ROW_MAX)));
                }
                ReadRecordResult::OutputEndsFull => {
                    (cells, large) = (0, large.or(Some(COLUMNS_MAX)));
                }
            }
        }
        Some((from, large.map_or_else(|| Ok(self.cells(cells)), |max| Err(too_long(max)))))
    }
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
    fn of(&mut self, from: usize) -> u64 {
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
fn check_header(header: &[&str]) -> Result<(), Vec<Violation>> {
    let mut violations = Vec::new();
    for (index, name) in header.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if kind_of(name).is_none() {
            violations.push(Violation::new(pointer(name), FieldCode::UnknownField));
        } else if header.iter().take(index).any(|known| known == name) {
            violations.push(Violation::new(pointer(name), FieldCode::Duplicate));
        }
    }
    if !header.contains(&"mawb") {
        violations.push(Violation::new("/mawb", FieldCode::Required).rule(Rule::CgoAwb01));
    }
    violations.truncate(NAMED);
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

fn csv_row(header: &[&str], cells: &[String]) -> Result<CargoChange, Vec<Violation>> {
    let named = |column: usize| header.get(column).is_some_and(|name| !name.is_empty());
    let nameless = |(column, cell): &(usize, &String)| !named(*column) && !cell.trim().is_empty();
    if let Some((column, _)) = cells.iter().enumerate().find(nameless) {
        // Columns are counted from 1, as people count them.
        return Err(vec![Violation::new(format!("/{}", column + 1), FieldCode::UnknownField)]);
    }
    let fields = header.iter().zip(cells).filter_map(|(name, cell)| {
        let cell = kind_of(name)?.cell(cell.trim())?;
        Some(((*name).to_owned(), cell))
    });
    change(fields.collect())
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
    /// What a cell stands for; nothing for one that says nothing. A cell of another kind stays text,
    /// and is refused as such.
    fn cell(self, cell: &str) -> Option<Cell> {
        let text = || Cell::Text(cell.to_owned());
        let number = || {
            let whole = cell.parse().map(Cell::Whole);
            // NaN and infinities are no numbers.
            let number = || cell.parse().ok().filter(|one: &f64| one.is_finite()).map(Cell::Number);
            whole.ok().or_else(number).unwrap_or_else(text)
        };
        match self {
            Self::Name | Self::Flag if cell.is_empty() => None,
            Self::Name | Self::Text => Some(text()),
            Self::Number if cell.is_empty() => Some(Cell::Whole(0)),
            Self::Number => Some(number()),
            Self::Flag => Some(match cell.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => Cell::Flag(true),
                "false" | "0" | "no" => Cell::Flag(false),
                _ => text(),
            }),
            Self::Names => {
                let names = cell.split([' ', ';']).filter(|name| !name.is_empty());
                Some(Cell::Names(names.take(NAMES_READ).map(str::to_owned).collect()))
            }
        }
    }
}
