//! A bound on floods, in the memory of one process.

use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tegata_domain::kernel::Origin;

/// What one process lets strangers send: a bound on floods, not a rule. Rules count in the database.
pub struct FloodLimit(DefaultKeyedRateLimiter<String>);

impl FloodLimit {
    /// A limit of so many requests a second, four times as many at once.
    pub fn new(per_second: u32) -> Self {
        let per_second = NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN);
        let burst = per_second.saturating_mul(NonZeroU32::MIN.saturating_add(3));
        Self(RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst)))
    }

    /// Whether one more from there is let in.
    pub fn admits(&self, origin: &Origin) -> bool {
        self.0.check_key(&origin.network()).is_ok()
    }

    /// Forgets clients that have not been seen for a while.
    pub fn tidy(&self) {
        self.0.retain_recent();
    }
}
