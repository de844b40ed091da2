//! A connection to SQLite, which is asked in PostgreSQL's words: what differs is translated here, and
//! nowhere else.
//!
//! | PostgreSQL | SQLite |
//! |---|---|
//! | `= ANY($1)`, `!= ALL($1)` | `IN`, `NOT IN` of the elements of a JSON array |
//! | `OFFSET $1` without a limit | `LIMIT -1 OFFSET $1` |
//! | `FOR UPDATE` and its kin | nothing: its transaction is the only one that writes |
//! | `uuid`, `bytea` | a blob |
//! | `timestamptz`, counted from 2000 | microseconds since 1970 |
//! | `boolean` | 0 or 1 |

use std::sync::Arc;

use diesel::result::QueryResult;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSql, ToSqlOutput, Value, ValueRef};
use tokio_postgres::types::Type;

use super::fault::of_sqlite;
use super::query::{Asked, Kept};
use super::row::{Values, Written};
use super::types::POSTGRES_EPOCH;

/// A connection.
pub struct Sqlite {
    connection: rusqlite::Connection,
    kept: Kept<Arc<Translated>>,
}

/// A query in SQLite's words.
#[derive(Debug)]
struct Translated {
    text: String,
    /// The types of its columns, where they are known.
    columns: Vec<Option<Type>>,
}

/// Statements that SQLite keeps prepared for a connection.
const PREPARED: usize = 512;

impl Sqlite {
    /// Opens a file, which is made when it is not there.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn open(path: &str) -> Result<Self, String> {
        let connection = rusqlite::Connection::open(path).map_err(|error| error.to_string())?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        // One plan for a statement, whatever its parameters. Otherwise SQLite plans anew each time that
        // one is bound, to look at its statistics: most of the time of a small query.
        connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .map_err(|error| error.to_string())?;
        Ok(Self { connection, kept: Kept::new() })
    }

    /// Runs SQL text without parameters, in SQLite's own words.
    pub fn batch(&mut self, sql: &str) -> QueryResult<()> {
        self.connection.execute_batch(sql).map_err(|error| of_sqlite(&error))
    }

    /// Runs a query; tells how many rows it touched.
    pub fn execute(&mut self, query: &Asked<'_>) -> QueryResult<usize> {
        let translated = self.translated(query)?;
        let run = || {
            let mut statement = self.connection.prepare_cached(&translated.text)?;
            bind(&mut statement, query)?;
            // A query that gives rows is run to its end as well.
            if statement.column_count() == 0 {
                return statement.raw_execute();
            }
            let mut rows = statement.raw_query();
            let mut count = 0;
            while rows.next()?.is_some() {
                count += 1;
            }
            Ok(count)
        };
        run().map_err(|error| of_sqlite(&error))
    }

    /// Runs a query; gives its rows.
    pub fn rows(&mut self, query: &Asked<'_>) -> QueryResult<Vec<Values>> {
        let translated = self.translated(query)?;
        let mut statement =
            self.connection.prepare_cached(&translated.text).map_err(|error| of_sqlite(&error))?;
        bind(&mut statement, query).map_err(|error| of_sqlite(&error))?;
        let count = statement.column_count();
        // Only what is written by hand asks for columns by their names.
        let named = translated.columns.iter().any(Option::is_none);
        let names: Arc<[String]> = if named {
            statement.column_names().map(str::to_owned).collect()
        } else {
            Arc::from([])
        };
        let mut found = statement.raw_query();
        let mut rows = Vec::new();
        while let Some(row) = found.next().map_err(|error| of_sqlite(&error))? {
            let mut written = Written::new(Arc::clone(&names));
            for column in 0..count {
                let value = row.get_ref(column).map_err(|error| of_sqlite(&error))?;
                let of = translated.columns.get(column).and_then(Option::as_ref);
                write(&mut written, value, of);
            }
            rows.push(Values::Written(written));
        }
        Ok(rows)
    }

    fn translated(&mut self, query: &Asked<'_>) -> QueryResult<Arc<Translated>> {
        if let Some(kept) = query.key.as_ref().and_then(|key| self.kept.get(key)) {
            return Ok(kept);
        }
        let columns = query.columns().into_iter().map(|number| Type::from_oid(number?)).collect();
        let text = translate(&query.text()?, query.parameters.types());
        let translated = Arc::new(Translated { text, columns });
        if let Some(key) = &query.key {
            self.kept.keep(key.clone(), Arc::clone(&translated));
        }
        Ok(translated)
    }
}

/// What locks rows for a transaction, which diesel writes at the end alone.
const LOCKS: [&str; 6] = [
    " SKIP LOCKED",
    " NOWAIT",
    " FOR UPDATE",
    " FOR NO KEY UPDATE",
    " FOR SHARE",
    " FOR KEY SHARE",
];

/// A text of PostgreSQL in SQLite's words.
fn translate(text: &str, types: &[u32]) -> String {
    let mut rest = text;
    for lock in LOCKS {
        rest = rest.strip_suffix(lock).unwrap_or(rest);
    }
    let mut translated = String::with_capacity(rest.len() + 64);
    while let Some((at, word)) = next_word(rest) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        translated.push_str(before);
        rest = after;
        if word == OFFSET {
            let limit = before.rsplit_once(" LIMIT $").map(|(_, limit)| limit);
            let limited = limit.is_some_and(|limit| limit.bytes().all(|b| b.is_ascii_digit()));
            translated.push_str(if limited { OFFSET } else { " LIMIT -1 OFFSET $" });
            continue;
        }
        translated.push_str(if word == ANY { " IN (" } else { " NOT IN (" });
        // An array in one parameter; anything else is a query, whose rows are the elements.
        if let Some((number, behind)) = parameter(rest) {
            let of = types.get(number - 1).copied().and_then(Type::from_oid);
            let element =
                if of.is_some_and(|of| is_bytes(&element(&of))) { "unhex(value)" } else { "value" };
            translated.push_str(&format!("SELECT {element} FROM json_each(${number})"));
            rest = behind;
        }
    }
    translated.push_str(rest);
    translated
}

const ANY: &str = " = ANY(";
const ALL: &str = " != ALL(";
const OFFSET: &str = " OFFSET $";

/// The next word that SQLite would not understand, and where it stands.
fn next_word(text: &str) -> Option<(usize, &'static str)> {
    [ANY, ALL, OFFSET].into_iter().filter_map(|word| Some((text.find(word)?, word))).min()
}

/// The number of the parameter that a text begins with, and what stands behind it.
fn parameter(text: &str) -> Option<(usize, &str)> {
    let text = text.strip_prefix('$')?;
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok().filter(|number| *number > 0)?, &text[end..]))
}

fn element(of: &Type) -> Type {
    match of.kind() {
        tokio_postgres::types::Kind::Array(element) => element.clone(),
        _ => of.clone(),
    }
}

fn is_bytes(of: &Type) -> bool {
    [Type::UUID, Type::BYTEA].contains(of)
}

fn bind(
    statement: &mut rusqlite::CachedStatement<'_>,
    query: &Asked<'_>,
) -> Result<(), rusqlite::Error> {
    for (at, (number, value)) in query.parameters.iter().enumerate() {
        let of = Type::from_oid(number).unwrap_or(Type::UNKNOWN);
        statement.raw_bind_parameter(at + 1, Bound { of, value })?;
    }
    Ok(())
}

/// A parameter on its way into SQLite.
struct Bound<'a> {
    of: Type,
    value: Option<&'a [u8]>,
}

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let Some(bytes) = self.value else { return Ok(ToSqlOutput::Owned(Value::Null)) };
        let foreign = |what: &str| {
            rusqlite::Error::ToSqlConversionFailure(format!("{what} of {}", self.of).into())
        };
        if let tokio_postgres::types::Kind::Array(element) = self.of.kind() {
            let text = json(element, bytes).ok_or_else(|| foreign("an array"))?;
            return Ok(ToSqlOutput::Owned(Value::Text(text)));
        }
        Ok(match self.of {
            Type::TEXT | Type::VARCHAR => ToSqlOutput::Borrowed(ValueRef::Text(bytes)),
            Type::BYTEA | Type::UUID => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            _ => {
                let integer = integer(&self.of, bytes).ok_or_else(|| foreign("a value"))?;
                ToSqlOutput::Owned(Value::Integer(integer))
            }
        })
    }
}

/// What SQLite holds as a whole number.
fn integer(of: &Type, bytes: &[u8]) -> Option<i64> {
    Some(match *of {
        Type::BOOL => i64::from(*bytes.first()? != 0),
        Type::INT2 => i16::from_be_bytes(bytes.try_into().ok()?).into(),
        Type::INT4 => i32::from_be_bytes(bytes.try_into().ok()?).into(),
        Type::INT8 => i64::from_be_bytes(bytes.try_into().ok()?),
        Type::TIMESTAMPTZ => i64::from_be_bytes(bytes.try_into().ok()?) + POSTGRES_EPOCH,
        _ => return None,
    })
}

/// An array as JSON: bytes in hexadecimal digits.
fn json(element: &Type, bytes: &[u8]) -> Option<String> {
    let array = postgres_protocol::types::array_from_sql(bytes).ok()?;
    let mut values = array.values();
    let mut elements = Vec::new();
    while let Some(value) = fallible_iterator::FallibleIterator::next(&mut values).ok()? {
        let value = value?;
        elements.push(match *element {
            Type::TEXT | Type::VARCHAR => serde_json::Value::from(std::str::from_utf8(value).ok()?),
            _ if is_bytes(element) => {
                value.iter().map(|byte| format!("{byte:02X}")).collect::<String>().into()
            }
            _ => integer(element, value)?.into(),
        });
    }
    Some(serde_json::Value::Array(elements).to_string())
}

/// Writes a value of SQLite as PostgreSQL would send it.
fn write(row: &mut Written, value: ValueRef<'_>, of: Option<&Type>) {
    match (value, of) {
        (ValueRef::Null, _) => row.push_null(),
        (ValueRef::Text(bytes) | ValueRef::Blob(bytes), _) => row.push(bytes),
        (ValueRef::Real(number), _) => row.push(&number.to_be_bytes()),
        (ValueRef::Integer(number), Some(&Type::BOOL)) => row.push(&[u8::from(number != 0)]),
        (ValueRef::Integer(number), Some(&Type::INT4)) if i32::try_from(number).is_ok() => {
            row.push(&number.to_be_bytes()[4..]);
        }
        (ValueRef::Integer(number), Some(&Type::TIMESTAMPTZ)) => {
            row.push(&number.saturating_sub(POSTGRES_EPOCH).to_be_bytes());
        }
        (ValueRef::Integer(number), _) => row.push(&number.to_be_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sqlite_does_not_understand_is_translated() {
        let (texts, ids) = (Type::TEXT_ARRAY.oid(), Type::UUID_ARRAY.oid());
        for (text, types, expected) in [
            ("SELECT a WHERE b = $1 FOR UPDATE SKIP LOCKED", vec![0], "SELECT a WHERE b = $1"),
            ("SELECT a FOR NO KEY UPDATE", vec![], "SELECT a"),
            (
                "SELECT a WHERE b = ANY($1) AND c != ALL($2)",
                vec![texts, ids],
                "SELECT a WHERE b IN (SELECT value FROM json_each($1)) AND c NOT IN \
                 (SELECT unhex(value) FROM json_each($2))",
            ),
            ("SELECT a WHERE b = ANY(SELECT c)", vec![], "SELECT a WHERE b IN (SELECT c)"),
            ("SELECT a LIMIT $1 OFFSET $2", vec![0, 0], "SELECT a LIMIT $1 OFFSET $2"),
            (
                "SELECT a WHERE EXISTS (SELECT b LIMIT $1 OFFSET $2) AND NOT EXISTS (SELECT c OFFSET $3)",
                vec![0, 0, 0],
                "SELECT a WHERE EXISTS (SELECT b LIMIT $1 OFFSET $2) AND NOT EXISTS \
                 (SELECT c LIMIT -1 OFFSET $3)",
            ),
        ] {
            assert_eq!(translate(text, &types), expected, "{text}");
        }
    }
}
