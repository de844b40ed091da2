//! The test's clock: business time is the sandbox's, and real time can be moved too.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tegata_domain::kernel::Clock;
use tegata_infra::{Database, SandboxClock};

/// The sandbox clock, with real time moved as well.
pub struct TestClock {
    sandbox: SandboxClock,
    moved: AtomicI64,
}

impl TestClock {
    /// The clock of this database.
    pub fn new(database: Arc<Database>) -> Self {
        Self { sandbox: SandboxClock::new(database), moved: AtomicI64::new(0) }
    }

    /// Moves real time, and business time with it.
    pub fn advance_real(&self, seconds: i64) {
        self.moved.fetch_add(seconds, Ordering::SeqCst);
    }

    fn moved(&self, instant: Timestamp) -> Timestamp {
        instant + SignedDuration::from_secs(self.moved.load(Ordering::SeqCst))
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.moved(self.sandbox.now())
    }

    fn real(&self) -> Timestamp {
        self.moved(self.sandbox.real())
    }
}
