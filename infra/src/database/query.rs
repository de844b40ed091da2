//! A query on its way to a database: PostgreSQL's text, and parameters as PostgreSQL reads them.
//!
//! diesel writes every query once, for PostgreSQL. Only what depends on the query's type is compiled
//! for each of them: its text, its parameters and the types of its columns are handed on as they are
//! ([`Asked`]), so that the two drivers are compiled once.

use std::any::TypeId;
use std::collections::HashMap;

use diesel::pg::{Pg, PgMetadataLookup, PgQueryBuilder, PgTypeMetadata};
use diesel::query_builder::bind_collector::RawBytesBindCollector;
use diesel::query_builder::{QueryBuilder as _, QueryFragment};
use diesel::result::QueryResult;

/// Writes down the types of a query's columns.
pub(super) type Columns =
    fn(&mut (dyn PgMetadataLookup + 'static), &mut Vec<Option<PgTypeMetadata>>);

/// A query, whatever its type.
pub(super) struct Asked<'a> {
    fragment: &'a dyn QueryFragment<Pg>,
    columns: Columns,
    /// Under what its statement is kept; `None` for one that is not worth keeping.
    pub key: Option<Key>,
    /// Its parameters.
    pub parameters: Parameters,
}

/// What finds a kept statement again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// All queries of this type have one text.
    Shape(TypeId),
    /// The text itself.
    Text(String),
}

/// Bytes of a text that is kept prepared at most: longer ones insert many rows at once, and seldom
/// come twice.
const KEPT_TEXT: usize = 16 * 1024;

impl<'a> Asked<'a> {
    /// A query as it is asked; `shape` is its type, if that tells its text.
    pub fn new(
        fragment: &'a dyn QueryFragment<Pg>,
        shape: Option<TypeId>,
        columns: Columns,
    ) -> QueryResult<Self> {
        let mut parameters = RawBytesBindCollector::new();
        fragment.collect_binds(&mut parameters, &mut BuiltIn, &Pg)?;
        // diesel calls a text unsafe to keep when its type does not tell it. Ours are few all the same.
        let key = match shape {
            Some(shape) if fragment.is_safe_to_cache_prepared(&Pg)? => Some(Key::Shape(shape)),
            _ => Some(text(fragment)?).filter(|text| text.len() <= KEPT_TEXT).map(Key::Text),
        };
        let parameters = Parameters::new(parameters);
        Ok(Self { fragment, columns, key, parameters })
    }

    /// Its text.
    pub fn text(&self) -> QueryResult<String> {
        match &self.key {
            Some(Key::Text(text)) => Ok(text.clone()),
            _ => text(self.fragment),
        }
    }

    /// The types of its columns, where it knows them.
    pub fn columns(&self) -> Vec<Option<u32>> {
        let mut columns = Vec::new();
        (self.columns)(&mut BuiltIn, &mut columns);
        columns.into_iter().map(|column| column?.oid().ok()).collect()
    }
}

fn text(fragment: &dyn QueryFragment<Pg>) -> QueryResult<String> {
    let mut builder = PgQueryBuilder::default();
    fragment.to_sql(&mut builder, &Pg)?;
    Ok(builder.finish())
}

/// The columns of what has none.
pub(super) fn no_columns(
    _: &mut (dyn PgMetadataLookup + 'static),
    _: &mut Vec<Option<PgTypeMetadata>>,
) {
}

/// Parameters in PostgreSQL's binary format, each with the number of its type.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    values: Vec<Option<Vec<u8>>>,
    types: Vec<u32>,
}

impl Parameters {
    fn new(collected: RawBytesBindCollector<Pg>) -> Self {
        let number = |of: &PgTypeMetadata| of.oid().unwrap_or_default();
        Self { types: collected.metadata.iter().map(number).collect(), values: collected.binds }
    }

    /// Their types.
    pub fn types(&self) -> &[u32] {
        &self.types
    }

    /// Each with its type.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (u32, Option<&[u8]>)> {
        self.types.iter().copied().zip(self.values.iter().map(Option::as_deref))
    }
}

/// Every type here is one of PostgreSQL's own, and has a number of its own.
struct BuiltIn;

impl PgMetadataLookup for BuiltIn {
    fn lookup_type(&mut self, _: &str, _: Option<&str>) -> PgTypeMetadata {
        PgTypeMetadata::new(0, 0)
    }
}

/// Statements that a connection keeps prepared.
#[derive(Debug)]
pub(super) struct Kept<S> {
    statements: HashMap<Key, S>,
}

/// Statements that are kept at most. There are some four hundred; only inserts of many rows and lists
/// with many filters have more texts than one.
const KEPT: usize = 1024;

impl<S: Clone> Kept<S> {
    /// Keeps nothing yet.
    pub fn new() -> Self {
        Self { statements: HashMap::new() }
    }

    /// The statement that is kept under a key.
    pub fn get(&self, key: &Key) -> Option<S> {
        self.statements.get(key).cloned()
    }

    /// Keeps a statement. When there are too many all are forgotten: what is used comes back.
    pub fn keep(&mut self, key: Key, statement: S) {
        if self.statements.len() >= KEPT {
            self.statements.clear();
        }
        self.statements.insert(key, statement);
    }
}
