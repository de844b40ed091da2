//! The limits of the room, each with its reason. Operators may set them.

use super::LockPolicy;
use crate::identity::Realm;
use crate::kernel::{DAY, MINUTE};

/// Limits of sign-in and sessions. Lifetimes are in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessPolicy {
    /// Wrong passwords in a row that lock an account (ACC-LCK-01).
    pub lock_after: u32,
    /// Failed sign-ins that one client network may cause in a quarter of an hour, before accounts
    /// lock (ACC-LCK-03): an office behind one address mistypes less often than this.
    pub failures_per_client: u32,
    /// Seconds after which a reserved try that was never settled (its process died) is free again.
    pub reservation: i64,
    /// Life of an access token: short, because partners who verify it offline see no revocation.
    pub access_token: i64,
    /// Life of a session that is not refreshed.
    pub session_idle: i64,
    /// Life of a session whatever it does.
    pub session_absolute: i64,
    /// How long a spent refresh token still gives the same successor: a lost answer on a mobile
    /// network is repeated within seconds, a stolen token comes later.
    pub refresh_window: i64,
    /// How long the current password counts as given (ACC-PRO-07).
    pub password_proof: i64,
    /// How long a device that does not sign in keeps its own budget (ACC-LCK-03).
    pub device_idle: i64,
}

/// Seconds of the temporary locks, each longer than the one before (ACC-LCK-04): office codes and
/// terminal ids can be guessed, so that a stranger must not shut their owners out for good.
const TEMPORARY_LOCKS: &[i64] = &[MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE];

impl AccessPolicy {
    /// The lock of a realm.
    pub const fn lock(&self, realm: Realm) -> LockPolicy {
        let lives = match realm {
            Realm::Person => &[],
            Realm::Office | Realm::Terminal => TEMPORARY_LOCKS,
        };
        LockPolicy { after: self.lock_after, lives }
    }
}

impl Default for AccessPolicy {
    fn default() -> Self {
        Self {
            lock_after: 5,
            failures_per_client: 20,
            reservation: MINUTE,
            access_token: 10 * MINUTE,
            session_idle: 14 * DAY,
            session_absolute: 90 * DAY,
            refresh_window: 30,
            password_proof: 5 * MINUTE,
            device_idle: 180 * DAY,
        }
    }
}
