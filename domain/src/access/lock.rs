//! The lock engine: pure decisions over one guard. The diagram is in the room's header.
//!
//! A try is reserved in the database before the password is hashed, so that two hundred at once
//! verify no more than five.

use jiff::Timestamp;

use crate::kernel::{Digest, Id, kind, later};

/// What stands before a login id, known or not, or before a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// Keyed hash of what it stands before.
    pub subject: Digest,
    /// The account, where there is one.
    pub account: Option<Id<kind::Account>>,
    /// Wrong passwords in a row.
    pub failures: u32,
    /// Tries that are reserved and not settled.
    pub pending: u32,
    /// When the latest was reserved (real time).
    pub pending_since: Option<Timestamp>,
    /// Since when it is locked (business time).
    pub locked_at: Option<Timestamp>,
}

impl Guard {
    /// An open guard.
    pub const fn new(subject: Digest, account: Option<Id<kind::Account>>) -> Self {
        Self { subject, account, failures: 0, pending: 0, pending_since: None, locked_at: None }
    }
}

/// Whether a try may be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reservation {
    /// It may; the guard counts it until it is settled.
    Reserved(Guard),
    /// The guard is locked.
    Locked,
    /// As many tries are on their way as are left.
    Busy,
}

/// Takes a try (ACC-LCK-01).
pub fn reserve(guard: &Guard, limit: u32, stale_after: i64, real_now: Timestamp) -> Reservation {
    if guard.locked_at.is_some() {
        return Reservation::Locked;
    }
    let stale = guard.pending_since.is_none_or(|since| later(since, stale_after) <= real_now);
    let pending = if stale { 0 } else { guard.pending };
    if guard.failures + pending >= limit {
        return Reservation::Busy;
    }
    Reservation::Reserved(Guard {
        pending: pending + 1,
        pending_since: Some(real_now),
        ..guard.clone()
    })
}

/// The guard after a wrong password, and whether it locked just now.
pub fn failed(guard: &Guard, limit: u32, now: Timestamp) -> (Guard, bool) {
    let failures = guard.failures.saturating_add(1);
    let locks = guard.locked_at.is_none() && failures >= limit;
    let next = Guard {
        failures,
        pending: guard.pending.saturating_sub(1),
        locked_at: guard.locked_at.or(locks.then_some(now)),
        ..guard.clone()
    };
    (next, locks)
}

/// The guard after a right password; `None` when it was locked meanwhile.
pub fn passed(guard: &Guard) -> Option<Guard> {
    guard.locked_at.is_none().then(|| Guard {
        failures: 0,
        pending: guard.pending.saturating_sub(1),
        ..guard.clone()
    })
}

/// The guard after a try that was not made after all.
pub fn released(guard: &Guard) -> Guard {
    Guard { pending: guard.pending.saturating_sub(1), ..guard.clone() }
}

/// The guard after an unlock.
pub fn unlocked(guard: &Guard) -> Guard {
    Guard::new(guard.subject, guard.account)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn guard() -> Guard {
        Guard::new(Digest([0; 32]), None)
    }

    fn wrong(guard: &Guard) -> (Guard, bool) {
        match reserve(guard, 5, 60, NOW) {
            Reservation::Reserved(reserved) => failed(&reserved, 5, NOW),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_fifth_wrong_password_in_a_row_locks() {
        let mut state = guard();
        for count in 1..=5 {
            let (next, locks) = wrong(&state);
            assert_eq!(locks, count == 5);
            state = next;
        }
        assert_eq!(reserve(&state, 5, 60, NOW), Reservation::Locked);
        assert_eq!(passed(&state), None);
        assert_eq!(unlocked(&state), guard());
    }

    #[test]
    fn a_right_password_starts_the_count_again() {
        let (state, _) = wrong(&wrong(&guard()).0);
        assert_eq!(passed(&state).map(|guard| guard.failures), Some(0));
    }

    #[test]
    fn a_reservation_of_a_dead_process_is_free_again() {
        let mut state = guard();
        for _ in 0..5 {
            let Reservation::Reserved(next) = reserve(&state, 5, 60, NOW) else {
                panic!("five tries are open")
            };
            state = next;
        }
        assert_eq!(reserve(&state, 5, 60, NOW), Reservation::Busy);
        assert_eq!(reserve(&state, 5, 60, later(NOW, 59)), Reservation::Busy);
        assert!(matches!(reserve(&state, 5, 60, later(NOW, 60)), Reservation::Reserved(_)));
    }

    proptest! {
        /// Whatever the order of reservations and answers, no more than five passwords are compared
        /// between two right ones.
        #[test]
        fn never_more_than_five_are_verified(moves in prop::collection::vec(0_u8..3, 0..80)) {
            let (mut state, mut verified) = (guard(), 0);
            for step in moves {
                match step {
                    0 => if let Reservation::Reserved(next) = reserve(&state, 5, 60, NOW) {
                        state = next;
                        verified += 1;
                    },
                    1 if state.pending > 0 => state = failed(&state, 5, NOW).0,
                    2 if state.pending > 0 => {
                        state = released(&state);
                        verified -= 1;
                    }
                    _ => {}
                }
                prop_assert!(verified <= 5);
            }
        }
    }
}
