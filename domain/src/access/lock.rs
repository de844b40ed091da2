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
    /// Wrong passwords in a row, those of earlier temporary locks included.
    pub failures: u32,
    /// Tries that are reserved and not settled.
    pub pending: u32,
    /// When the latest was reserved (real time).
    pub pending_since: Option<Timestamp>,
    /// When it locked last (business time).
    pub locked_at: Option<Timestamp>,
}

/// When a guard locks, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockPolicy {
    /// Wrong passwords in a row that lock it.
    pub after: u32,
    /// Seconds of the first lock, the second, and so on; the last one repeats. Without any, a lock
    /// stays until it is opened.
    pub lives: &'static [i64],
}

impl LockPolicy {
    /// Until when a guard that locked at `since` after so many failures is locked; `None` for one
    /// that stays locked.
    fn ends(&self, failures: u32, since: Timestamp) -> Option<Timestamp> {
        let last = self.lives.len().checked_sub(1)?;
        let step = usize::try_from(failures.saturating_sub(self.after)).unwrap_or(last).min(last);
        self.lives.get(step).map(|life| later(since, *life))
    }
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

/// Whether the guard is locked now, and until when; the inner `None` is until it is opened.
pub fn locked(guard: &Guard, policy: LockPolicy, now: Timestamp) -> Option<Option<Timestamp>> {
    let until = policy.ends(guard.failures, guard.locked_at?);
    until.is_none_or(|until| now < until).then_some(until)
}

/// Takes a try (ACC-LCK-01). After a temporary lock there is one, and a wrong one locks again, for
/// longer (ACC-LCK-04).
pub fn reserve(
    guard: &Guard,
    policy: LockPolicy,
    stale_after: i64,
    now: Timestamp,
    real_now: Timestamp,
) -> Reservation {
    if locked(guard, policy, now).is_some() {
        return Reservation::Locked;
    }
    let limit = policy.after.max(guard.failures + 1);
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

/// The guard after a wrong password, and whether it locked just now. What is tried at a locked one
/// makes its lock no longer.
pub fn failed(guard: &Guard, policy: LockPolicy, now: Timestamp) -> (Guard, bool) {
    let pending = guard.pending.saturating_sub(1);
    if locked(guard, policy, now).is_some() {
        return (Guard { pending, ..guard.clone() }, false);
    }
    let failures = guard.failures.saturating_add(1);
    let locks = failures >= policy.after;
    let locked_at = if locks { Some(now) } else { guard.locked_at };
    (Guard { failures, pending, locked_at, ..guard.clone() }, locks)
}

/// The guard after a right password; `None` when it was locked meanwhile.
pub fn passed(guard: &Guard, policy: LockPolicy, now: Timestamp) -> Option<Guard> {
    locked(guard, policy, now).is_none().then(|| Guard {
        failures: 0,
        pending: guard.pending.saturating_sub(1),
        locked_at: None,
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
    use crate::kernel::MINUTE;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const STAYS: LockPolicy = LockPolicy { after: 5, lives: &[] };
    const GROWS: LockPolicy =
        LockPolicy { after: 5, lives: &[MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE] };

    fn guard() -> Guard {
        Guard::new(Digest([0; 32]), None)
    }

    fn take(guard: &Guard, policy: LockPolicy, now: Timestamp) -> Reservation {
        reserve(guard, policy, 60, now, NOW)
    }

    fn wrong(guard: &Guard, policy: LockPolicy, now: Timestamp) -> (Guard, bool) {
        match take(guard, policy, now) {
            Reservation::Reserved(reserved) => failed(&reserved, policy, now),
            other => panic!("{other:?}"),
        }
    }

    fn after_five(policy: LockPolicy) -> Guard {
        (1..=5).fold(guard(), |state, count| {
            let (next, locks) = wrong(&state, policy, NOW);
            assert_eq!(locks, count == 5);
            next
        })
    }

    #[test]
    fn the_fifth_wrong_password_in_a_row_locks() {
        let state = after_five(STAYS);
        let years_later = later(NOW, 1_000_000 * MINUTE);
        assert_eq!(take(&state, STAYS, years_later), Reservation::Locked);
        assert_eq!(passed(&state, STAYS, years_later), None);
        assert_eq!(unlocked(&state), guard());
    }

    #[test]
    fn acc_lck_04_temporary_locks_grow_and_pass() {
        let (mut state, mut now) = (after_five(GROWS), NOW);
        for minutes in [1, 5, 15, 60, 60] {
            let until = later(now, minutes * MINUTE);
            assert_eq!(locked(&state, GROWS, now), Some(Some(until)));
            assert_eq!(take(&state, GROWS, later(until, -1)), Reservation::Locked);
            let Reservation::Reserved(one) = take(&state, GROWS, until) else {
                panic!("one try is open")
            };
            assert_eq!(take(&one, GROWS, until), Reservation::Busy);
            let (next, locks) = failed(&one, GROWS, until);
            assert!(locks);
            (state, now) = (next, until);
        }
        let open = later(now, 60 * MINUTE);
        assert_eq!(passed(&state, GROWS, open).map(|guard| guard.failures), Some(0));
        assert_eq!(passed(&state, GROWS, open).map(|guard| guard.locked_at), Some(None));
    }

    #[test]
    fn a_try_at_a_locked_guard_makes_no_lock_longer() {
        let state = after_five(GROWS);
        assert_eq!(failed(&state, GROWS, later(NOW, 59)), (state, false));
    }

    #[test]
    fn a_right_password_starts_the_count_again() {
        let (state, _) = wrong(&wrong(&guard(), STAYS, NOW).0, STAYS, NOW);
        assert_eq!(passed(&state, STAYS, NOW).map(|guard| guard.failures), Some(0));
    }

    #[test]
    fn a_reservation_of_a_dead_process_is_free_again() {
        let mut state = guard();
        for _ in 0..5 {
            let Reservation::Reserved(next) = take(&state, STAYS, NOW) else {
                panic!("five tries are open")
            };
            state = next;
        }
        let at = |seconds| reserve(&state, STAYS, 60, NOW, later(NOW, seconds));
        assert_eq!(at(0), Reservation::Busy);
        assert_eq!(at(59), Reservation::Busy);
        assert!(matches!(at(60), Reservation::Reserved(_)));
    }

    proptest! {
        /// Whatever the order of reservations and answers, no more than five passwords are compared
        /// between two right ones, as long as no lock passes.
        #[test]
        fn never_more_than_five_are_verified(moves in prop::collection::vec(0_u8..3, 0..80)) {
            for policy in [STAYS, GROWS] {
                let (mut state, mut verified) = (guard(), 0);
                for step in &moves {
                    match step {
                        0 => if let Reservation::Reserved(next) = take(&state, policy, NOW) {
                            state = next;
                            verified += 1;
                        },
                        1 if state.pending > 0 => state = failed(&state, policy, NOW).0,
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
}
