//! Keyset pages: a list is read from a position onwards, never by offset.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a page begins: behind the row with this sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The instant that the list is ordered by.
    pub at: Timestamp,
    /// The id that breaks ties.
    pub id: Uuid,
}

/// Which rows a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// Rows at most.
    pub limit: usize,
    /// Behind this row; from the start when absent.
    pub after: Option<Position>,
}

impl PageRequest {
    /// Rows in a page when the client names no number.
    pub const DEFAULT: usize = 50;
    /// Rows in a page at most: larger pages gain little and hold a connection long.
    pub const MAX: usize = 200;
}

/// One page of a list, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; absent on the last one.
    pub next: Option<Position>,
}

impl<T> Page<T> {
    /// Cuts `rows`, of which one more than `limit` was read, into a page.
    pub fn cut(mut rows: Vec<T>, limit: usize, position: impl Fn(&T) -> Position) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(position);
        Self { items: rows, next }
    }
}
