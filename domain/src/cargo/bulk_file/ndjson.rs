//! NDJSON: an object on each line, read into what a record holds.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Cell, NAMES_READ, ROW_MAX, ROWS_MAX, Row, change, too_long};
use crate::cargo::form::CargoChange;
use crate::kernel::{FieldCode, Violation};

/// The rows of a file, one more than [`ROWS_MAX`] at most.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let lines = (1..).zip(text.split('\n'));
    let lines = lines.filter(|(_, text)| !text.trim_ascii().is_empty());
    lines.map(|(line, text)| Row { line, read: read(text) }).take(ROWS_MAX + 1).collect()
}

fn read(line: &str) -> Result<CargoChange, Vec<Violation>> {
    if line.len() > ROW_MAX {
        return Err(vec![too_long(ROW_MAX)]);
    }
    let form = Violation::new("", FieldCode::InvalidFormat).with("expected", "JSON {}");
    let read = serde_json::from_str(line).map_err(|_| vec![form]);
    read.and_then(|Members(members)| change(members))
}

/// The members of a JSON object, in order, repeated ones too.
struct Members(Vec<(String, Cell)>);

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

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyCell)
    }
}

struct AnyCell;

impl<'de> Visitor<'de> for AnyCell {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Cell, E> {
        Ok(Cell::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Cell, E> {
        Ok(Cell::Text(text))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Cell, E> {
        Ok(Cell::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Cell, E> {
        Ok(i64::try_from(number).map_or(Cell::Number(number as f64), Cell::Whole))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Cell, E> {
        Ok(Cell::Number(number))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Cell, E> {
        Ok(Cell::Flag(flag))
    }

    fn visit_unit<E>(self) -> Result<Cell, E> {
        Ok(Cell::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Cell, A::Error> {
        let (mut names, mut other) = (Vec::new(), false);
        while let Some(cell) = seq.next_element()? {
            match cell {
                Cell::Text(name) if names.len() < NAMES_READ => names.push(name),
                Cell::Text(_) => {}
                _ => other = true,
            }
        }
        Ok(if other { Cell::Other } else { Cell::Names(names) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cell, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Cell::Other)
    }
}
