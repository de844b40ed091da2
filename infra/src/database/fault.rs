//! What the databases' errors mean. PostgreSQL's are told apart by SQLSTATE, SQLite's by its codes:
//! never by their text, which comes in the language of the server.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};
use rusqlite::ffi;
use tegata_domain::kernel::StoreError;

use super::unique;

/// What a database says of an error.
#[derive(Debug)]
struct Said {
    message: String,
    constraint: Option<String>,
}

impl DatabaseErrorInformation for Said {
    fn message(&self) -> &str {
        &self.message
    }

    fn constraint_name(&self) -> Option<&str> {
        self.constraint.as_deref()
    }

    fn details(&self) -> Option<&str> {
        None
    }

    fn hint(&self) -> Option<&str> {
        None
    }

    fn table_name(&self) -> Option<&str> {
        None
    }

    fn column_name(&self) -> Option<&str> {
        None
    }

    fn statement_position(&self) -> Option<i32> {
        None
    }
}

fn fault(kind: DatabaseErrorKind, message: String, constraint: Option<String>) -> Error {
    Error::DatabaseError(kind, Box::new(Said { message, constraint }))
}

/// The connection is of no use any more.
pub(super) fn gone(message: impl Into<String>) -> Error {
    fault(DatabaseErrorKind::ClosedConnection, message.into(), None)
}

/// An error of the driver of PostgreSQL.
pub(super) fn of_postgres(error: &tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(said) => {
            let constraint = said.constraint().map(str::to_owned);
            fault(of_state(said.code().code()), said.message().to_owned(), constraint)
        }
        // What the server did not say is a connection that ended.
        None => gone(with_sources(error)),
    }
}

/// An error with all that led to it: the driver's own words say little.
pub(super) fn with_sources(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

/// What a SQLSTATE means for whoever asked (PostgreSQL, appendix A).
fn of_state(state: &str) -> DatabaseErrorKind {
    match state {
        // Serialisation, deadlock, and a lock that was not to be had: another transaction was met.
        "40001" | "40P01" | "55P03" => DatabaseErrorKind::SerializationFailure,
        "23001" => DatabaseErrorKind::RestrictViolation,
        "23502" => DatabaseErrorKind::NotNullViolation,
        "23503" => DatabaseErrorKind::ForeignKeyViolation,
        "23505" => DatabaseErrorKind::UniqueViolation,
        "23514" => DatabaseErrorKind::CheckViolation,
        "23P01" => DatabaseErrorKind::ExclusionViolation,
        // A statement that took too long, a server that only reads (another one may write), and a
        // transaction or session that was ended for idling.
        "57014" | "25006" | "25P03" | "25P04" | "57P05" => DatabaseErrorKind::ClosedConnection,
        // A statement that was prepared before a migration changed its columns, or that a pooler between
        // us forgot: the next connection prepares it anew.
        "0A000" | "26000" => DatabaseErrorKind::ClosedConnection,
        // Connections, lack of resources, an operator's stop, and the system under the database.
        _ if ["08", "53", "57", "58"].iter().any(|class| state.starts_with(class)) => {
            DatabaseErrorKind::ClosedConnection
        }
        _ => DatabaseErrorKind::Unknown,
    }
}

/// An error of SQLite.
pub(super) fn of_sqlite(error: &rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(code, said) = error else {
        return fault(DatabaseErrorKind::Unknown, error.to_string(), None);
    };
    let kind = match (code.code, code.extended_code) {
        (rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked, _) => {
            DatabaseErrorKind::SerializationFailure
        }
        (
            rusqlite::ErrorCode::DiskFull
            | rusqlite::ErrorCode::SystemIoFailure
            | rusqlite::ErrorCode::CannotOpen
            | rusqlite::ErrorCode::ReadOnly,
            _,
        ) => DatabaseErrorKind::ClosedConnection,
        (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => {
            DatabaseErrorKind::UniqueViolation
        }
        (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => DatabaseErrorKind::ForeignKeyViolation,
        (_, ffi::SQLITE_CONSTRAINT_CHECK) => DatabaseErrorKind::CheckViolation,
        (_, ffi::SQLITE_CONSTRAINT_NOTNULL) => DatabaseErrorKind::NotNullViolation,
        _ => DatabaseErrorKind::Unknown,
    };
    fault(kind, said.clone().unwrap_or_else(|| error.to_string()), None)
}

/// What an error of the database means for the one who asked.
pub fn meaning(error: Error) -> StoreError {
    let Error::DatabaseError(kind, information) = &error else {
        return match error {
            Error::BrokenTransactionManager => StoreError::Unavailable(error.to_string()),
            other => StoreError::Other(other.to_string()),
        };
    };
    let message = information.message().to_owned();
    match kind {
        DatabaseErrorKind::SerializationFailure => StoreError::Repeat(message),
        DatabaseErrorKind::ClosedConnection => StoreError::Unavailable(message),
        DatabaseErrorKind::UniqueViolation => {
            let named = match information.constraint_name() {
                Some(index) => unique::by_index(index),
                None => unique::by_message(&message),
            };
            named.map_or(StoreError::Constraint(message), StoreError::Taken)
        }
        DatabaseErrorKind::ForeignKeyViolation | DatabaseErrorKind::CheckViolation => {
            StoreError::Constraint(information.constraint_name().map_or(message, str::to_owned))
        }
        _ => StoreError::Other(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_means_the_same_in_every_language() {
        let means = |state, text: &str| meaning(fault(of_state(state), text.to_owned(), None));
        for state in ["40001", "40P01", "55P03"] {
            assert!(
                matches!(means(state, "デッドロックを検出しました"), StoreError::Repeat(_)),
                "{state}"
            );
        }
        for state in [
            "08006", "53100", "53200", "53300", "57014", "57P01", "57P03", "58030", "25006",
            "25P03", "25P04",
        ] {
            assert!(matches!(means(state, "x"), StoreError::Unavailable(_)), "{state}");
        }
        for state in ["23503", "23505", "23514"] {
            assert!(matches!(means(state, "x"), StoreError::Constraint(_)), "{state}");
        }
        for state in ["42P01", "42601", "22001", "XX000"] {
            assert!(matches!(means(state, "deadlock detected"), StoreError::Other(_)), "{state}");
        }
    }
}
