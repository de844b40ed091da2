//! Temporary passwords of terminal users (RIS-TMP-01 to 03): how they are made, and how long they may
//! be shown and work.
//!
//! ```text
//!   issued ──► live ──┬── changed by its terminal user ──► changed
//!                     ├── its time passes ───────────────► expired
//!                     └── another one is issued ─────────► replaced: the row is the new one's
//! ```
//!
//! It is shown sealed to its office while it is live, or once to the peer who asked for it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::env::Env;
use crate::kernel::{DAY, Entropy, Failure, Id, PlainPassword, Sealed, kind, later, names};

names! {
    /// What issued a temporary password.
    IssueSource {
        /// The terminal user was made.
        First = "first",
        /// An application was approved (RIS-REV-03).
        Reissue = "reissue",
        /// A peer initialised it (RIS-PEER-01).
        Peer = "peer",
    }
}

names! {
    /// Where a temporary password is.
    TemporaryState {
        /// It signs in, and waits to be changed.
        Live = "live",
        /// Its terminal user changed it.
        Changed = "changed",
        /// Its time is over (RIS-TMP-03).
        Expired = "expired",
    }
}

/// A temporary password as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemporaryPassword {
    /// Whose: a terminal user's account.
    pub account: Id<kind::Account>,
    /// What issued it.
    pub source: IssueSource,
    /// The approved application.
    pub application: Option<Id<kind::Application>>,
    /// Which of the account's passwords it is.
    pub generation: i64,
    /// Itself, sealed; absent when it was shown once to a peer, changed, or erased.
    pub sealed: Option<Sealed>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it was changed.
    pub changed_at: Option<Timestamp>,
}

/// Where a temporary password is, for who knows until when it is good.
pub fn state(changed: bool, expires_at: Timestamp, now: Timestamp) -> TemporaryState {
    if changed {
        TemporaryState::Changed
    } else if now >= expires_at {
        TemporaryState::Expired
    } else {
        TemporaryState::Live
    }
}

/// Erases what may not be shown any more (RIS-TMP-03), at most `limit` at a time; tells how many.
///
/// # Errors
/// When the store cannot be written.
pub fn sweep(env: &Env, limit: i64) -> Result<usize, Failure> {
    let now = env.clock.now();
    env.store.write(|tx| {
        let calendar = Calendar::new(tx.closures()?);
        // None is over before a week has passed.
        let old = tx.sealed_temporaries(later(now, -7 * DAY), limit)?;
        let over = old
            .iter()
            .filter(|issued| calendar.temporary_password_expires_at(issued.issued_at) <= now);
        let mut erased = 0;
        for issued in over {
            tx.erase_temporary(issued.account, issued.generation)?;
            erased += 1;
        }
        Ok(erased)
    })
}

/// Letters and digits that are not read for one another: no zero and oh, one, el and i, two and zed,
/// five and ess, eight and bee.
const LETTERS: &[u8] = b"ACDEFGHJKMNPQRTUVWXY";
const DIGITS: &[u8] = b"34679";
/// Characters of a temporary password: the most that PWD-02 allows.
const LENGTH: usize = 8;
/// Digits among them.
const DIGIT_COUNT: usize = 3;

/// A new temporary password: PWD-02 holds, and no character looks like another.
pub fn generate(entropy: &dyn Entropy) -> PlainPassword {
    let mut places: Vec<usize> = (0..LENGTH).collect();
    let mut typed = String::with_capacity(LENGTH);
    let mut digit_places = Vec::with_capacity(DIGIT_COUNT);
    for _ in 0..DIGIT_COUNT {
        let chosen = below(entropy, places.len());
        digit_places.push(places.swap_remove(chosen));
    }
    for place in 0..LENGTH {
        let alphabet = if digit_places.contains(&place) { DIGITS } else { LETTERS };
        typed.push(char::from(alphabet[below(entropy, alphabet.len())]));
    }
    PlainPassword::new(typed)
}

/// A number below `bound`, each as likely as any other.
fn below(entropy: &dyn Entropy, bound: usize) -> usize {
    let bound = bound.clamp(1, 256);
    let fair = 256 - 256 % bound;
    loop {
        let mut random = [0_u8; 1];
        entropy.fill(&mut random);
        let number = usize::from(random[0]);
        if number < fair {
            return number % bound;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::Mutex;

    use super::*;
    use crate::password::{Owner, TERMINAL, check};

    /// A simple generator of numbers, for the tests alone.
    struct Sequence(Mutex<Cell<u64>>);

    impl Entropy for Sequence {
        fn fill(&self, buffer: &mut [u8]) {
            let held = self.0.lock().unwrap();
            for byte in buffer {
                let next = held.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                held.set(next);
                *byte = next.to_be_bytes()[0];
            }
        }
    }

    #[test]
    fn ris_tmp_01_keeps_the_policy_and_has_no_lookalikes() {
        let entropy = Sequence(Mutex::new(Cell::new(7)));
        let owner = Owner { login_id: "", email: "", company_name: "" };
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..2_000 {
            let password = generate(&entropy);
            assert_eq!(check(&TERMINAL, &password, &owner, "/password"), []);
            assert!(!password.expose().contains(['0', 'O', '1', 'I', 'L', 'B', '8', 'S', '5']));
            seen.insert(password.expose().to_owned());
        }
        assert!(seen.len() > 1_990);
    }
}
