//! Limits on what strangers may call, counted in the database so that replicas agree and restarts
//! forget nothing. Windows are fixed and on real time.

use jiff::Timestamp;

use super::{Act, Env, Tx};
use crate::kernel::{Call, Code, Failure, Limit, Purpose, Quota, Refusal, later};

impl Limit {
    /// Counts one call under `key`.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`], possible again when the window ends.
    pub fn admit(&self, act: &mut Act<'_>, key: &str) -> Result<(), Failure> {
        let now = act.env.clock.real();
        let count = act.tx.count(self.bucket(act.env, key), self.window_of(now))?;
        self.admitted(act.call, count, now)
    }

    /// Counts one call under `key` before its work begins, in a short transaction of its own: calls of
    /// one key, and a whole network may be one, do not wait for each other's work.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`], possible again when the window ends.
    pub fn reserve(&self, env: &Env, call: &Call, key: &str) -> Result<(), Failure> {
        let now = env.clock.real();
        let count = env.store.count_apart(self.bucket(env, key), self.window_of(now))?;
        self.admitted(call, count, now)
    }

    /// Counts one under `key` and tells whether it is within the limit, for who must answer alike
    /// either way.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn within(&self, env: &Env, tx: &mut dyn Tx, key: &str) -> Result<bool, Failure> {
        let window = self.window_of(env.clock.real());
        Ok(tx.count(self.bucket(env, key), window)? <= self.quota)
    }

    /// Looks whether a further call would be admitted, without counting it.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`], possible again when the window ends.
    pub fn check(&self, env: &Env, tx: &mut dyn Tx, key: &str) -> Result<(), Failure> {
        let now = env.clock.real();
        let count = tx.counted(self.bucket(env, key), self.window_of(now))?;
        if count >= self.quota { Err(self.refusal(now).into()) } else { Ok(()) }
    }

    fn admitted(&self, call: &Call, count: u32, now: Timestamp) -> Result<(), Failure> {
        call.note(self.quota(count, now));
        if count > self.quota { Err(self.refusal(now).into()) } else { Ok(()) }
    }

    fn bucket(&self, env: &Env, key: &str) -> crate::kernel::Digest {
        env.keys.keyed(Purpose::Limit, &[self.name.as_bytes(), key.as_bytes()])
    }

    fn window_of(&self, now: Timestamp) -> Timestamp {
        let second = now.as_second();
        Timestamp::from_second(second - second.rem_euclid(self.window)).unwrap_or(now)
    }

    fn quota(&self, count: u32, now: Timestamp) -> Quota {
        let reset = self.window - now.as_second().rem_euclid(self.window);
        Quota { limit: *self, remaining: self.quota.saturating_sub(count), reset }
    }

    fn refusal(&self, now: Timestamp) -> Refusal {
        let wait = self.quota(self.quota, now).reset;
        let refusal = Refusal::new(Code::TooManyRequests).retry_after(wait);
        Refusal { rule: self.rule, ..refusal.with("limit", self.quota).from(later(now, wait)) }
    }
}
