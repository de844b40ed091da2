//! Who comes second.

use crate::kernel::{Failure, StoreError, Unique};

/// Runs a transaction again when another one was first: with the same PIN, which is then drawn anew, with
/// an assignment of the same record, or with a grant of it. The second run sees what the first met.
pub(super) fn past_rival<T>(
    mut transaction: impl FnMut() -> Result<T, Failure>,
) -> Result<T, Failure> {
    const RUNS: u32 = 3;
    for _ in 1..RUNS {
        match transaction() {
            Err(Failure::Store(StoreError::Taken(
                Unique::Pin | Unique::PendingAssignment | Unique::Grant,
            ))) => {}
            done => return done,
        }
    }
    transaction()
}
