//! Rows as the drivers give them: values in PostgreSQL's binary format.

use std::num::NonZeroU32;
use std::ops::Range;

use diesel::backend::Backend;
use diesel::pg::{Pg, PgValue};
use diesel::row::{Field, PartialRow, Row, RowIndex, RowSealed};
use tokio_postgres::types::{FromSql, Type};

/// A row.
#[derive(Debug)]
pub enum Values {
    /// As PostgreSQL sent it.
    Sent(tokio_postgres::Row),
    /// Written as PostgreSQL would send it.
    Written(Written),
}

/// A row that was written, value behind value.
#[derive(Debug, Default)]
pub struct Written {
    bytes: Vec<u8>,
    values: Vec<Option<Range<usize>>>,
    names: std::sync::Arc<[String]>,
}

impl Written {
    /// A row without values yet, of columns with these names.
    pub(super) fn new(names: std::sync::Arc<[String]>) -> Self {
        Self { bytes: Vec::new(), values: Vec::with_capacity(names.len()), names }
    }

    /// Writes a value.
    pub(super) fn push(&mut self, value: &[u8]) {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(value);
        self.values.push(Some(from..self.bytes.len()));
    }

    /// Writes no value.
    pub(super) fn push_null(&mut self) {
        self.values.push(None);
    }
}

/// The bytes of a value, of whatever type.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A value with its column's name.
#[derive(Debug)]
pub struct Cell<'a> {
    row: &'a Values,
    column: usize,
}

/// No type here is decoded by the number that came with it.
const NO_TYPE: &NonZeroU32 = &NonZeroU32::MAX;

impl Field<'_, Pg> for Cell<'_> {
    fn field_name(&self) -> Option<&str> {
        match self.row {
            Values::Sent(row) => row.columns().get(self.column).map(|column| column.name()),
            Values::Written(row) => row.names.get(self.column).map(String::as_str),
        }
    }

    fn value(&self) -> Option<<Pg as Backend>::RawValue<'_>> {
        let bytes = match self.row {
            Values::Sent(row) => row.try_get::<_, Option<Raw<'_>>>(self.column).ok().flatten()?.0,
            Values::Written(row) => &row.bytes[row.values.get(self.column)?.clone()?],
        };
        Some(PgValue::new(bytes, NO_TYPE))
    }
}

impl RowSealed for Values {}

impl RowIndex<usize> for Values {
    fn idx(&self, column: usize) -> Option<usize> {
        (column < <Self as Row<'_, Pg>>::field_count(self)).then_some(column)
    }
}

impl RowIndex<&str> for Values {
    fn idx(&self, name: &str) -> Option<usize> {
        match self {
            Self::Sent(row) => row.columns().iter().position(|column| column.name() == name),
            Self::Written(row) => row.names.iter().position(|column| column == name),
        }
    }
}

impl<'a> Row<'a, Pg> for Values {
    type Field<'f>
        = Cell<'f>
    where
        'a: 'f,
        Self: 'f;
    type InnerPartialRow = Self;

    fn field_count(&self) -> usize {
        match self {
            Self::Sent(row) => row.len(),
            Self::Written(row) => row.values.len(),
        }
    }

    fn get<'b, I>(&'b self, index: I) -> Option<Self::Field<'b>>
    where
        'a: 'b,
        Self: RowIndex<I>,
    {
        Some(Cell { row: self, column: self.idx(index)? })
    }

    fn partial_row(&self, range: Range<usize>) -> PartialRow<'_, Self::InnerPartialRow> {
        PartialRow::new(self, range)
    }
}
