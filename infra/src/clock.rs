//! The time: the system's, and the sandbox's, which an operator of the sandbox moves forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tegata_domain::kernel::Clock;

use crate::Database;

/// The system's time in whole microseconds, as both databases store it.
#[expect(clippy::disallowed_methods, reason = "this is the port that owns the clock")]
pub(crate) fn real() -> Timestamp {
    Timestamp::from_microsecond(Timestamp::now().as_microsecond()).unwrap_or(Timestamp::MAX)
}

/// The system's time, for production.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        real()
    }

    fn real(&self) -> Timestamp {
        real()
    }
}

/// The system's time moved by the offset in the database, so that all processes of a sandbox agree.
pub struct SandboxClock {
    database: Arc<Database>,
    latest: AtomicI64,
}

impl SandboxClock {
    /// The clock of this database.
    pub const fn new(database: Arc<Database>) -> Self {
        Self { database, latest: AtomicI64::new(0) }
    }
}

impl Clock for SandboxClock {
    fn now(&self) -> Timestamp {
        // An unreachable database fails the call that asked anyway; until then the clock stands
        // where it stood.
        let offset = self
            .database
            .clock_offset()
            .inspect(|offset| self.latest.store(*offset, Ordering::Relaxed))
            .unwrap_or_else(|_| self.latest.load(Ordering::Relaxed));
        let moved = SignedDuration::from_micros(offset);
        real().saturating_add(moved).unwrap_or(Timestamp::MAX)
    }

    fn real(&self) -> Timestamp {
        real()
    }
}
