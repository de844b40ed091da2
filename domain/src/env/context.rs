//! The ports and settings that every use case gets, and the ways in which a call changes something.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Act, KeptAnswer, Store, Tx};
use crate::access::AccessPolicy;
use crate::account::AccountPolicy;
use crate::assignment::AssignmentPolicy;
use crate::kernel::{
    Call, Claim, Clock, Code, DAY, Entropy, Failure, Hasher, Id, IdKind, Keys, Limit, Purpose,
    Refusal, Sealed, StoreError, Token, TokenSigner, later,
};

/// Seconds for which an idempotency key keeps its answer.
const KEPT: i64 = DAY;

/// What operators set and rules read.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where mailed links point: the front end's base URL, never taken from a request.
    pub front_end_url: String,
    /// The version of the terms that a registration must accept (ACC-REG-02).
    pub terms_version: String,
    /// Where the terms can be read.
    pub terms_url: String,
    /// Whom to ask for an agency or deferred-payment account (ACC-REG-01).
    pub contact: String,
    /// Limits of sign-in and sessions.
    pub access: AccessPolicy,
    /// Limits of registration, recovery and inquiries.
    pub account: AccountPolicy,
    /// The window of assignments.
    pub assignment: AssignmentPolicy,
}

/// What every use case gets beside its command.
#[derive(Clone)]
pub struct Env {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The password lanes.
    pub hasher: Arc<dyn Hasher>,
    /// Keyed hashing and sealing.
    pub keys: Arc<dyn Keys>,
    /// Access tokens.
    pub signer: Arc<dyn TokenSigner>,
    /// What operators set.
    pub settings: Arc<Settings>,
}

impl Env {
    /// A new id.
    pub fn id<K: IdKind>(&self) -> Id<K> {
        Id::new(self.clock.real(), &*self.entropy)
    }

    /// A new 256-bit token.
    pub fn token(&self, prefix: &str) -> Token {
        Token::new(prefix, &*self.entropy)
    }

    /// Changes something, each time it is asked for.
    ///
    /// # Errors
    /// What `work` gives, and [`Code::SessionEnded`] for a caller whose standing is another by now.
    pub fn write<T>(
        &self,
        call: &Call,
        mut work: impl FnMut(&mut Act<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.store.write(|tx| work(&mut Act::begin(self, tx, call)?))
    }

    /// Changes something once per idempotency key: the answer is kept in the same transaction and
    /// given again to a repeated call.
    ///
    /// # Errors
    /// What `work` gives, and the refusals of a key that does not fit this call.
    pub fn write_kept<T: Serialize + DeserializeOwned>(
        &self,
        call: &Call,
        mut work: impl FnMut(&mut Act<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.store.write(|tx| {
            call.replayed.store(false, Ordering::Relaxed);
            // Whoever may not any more is not given the kept answer either.
            let mut act = Act::begin(self, tx, call)?;
            if let Some(answer) = self.claim(act.tx, call)? {
                return self.replay(call, answer);
            }
            let answer = work(&mut act)?;
            if let Some(claim) = &call.claim {
                let json = serde_json::to_vec(&answer)
                    .map_err(|error| StoreError::Other(error.to_string()))?;
                act.tx.keep_answer(claim.scope, &self.keys.seal(Purpose::KeptAnswer, &json))?;
            }
            Ok(answer)
        })
    }

    /// The same for what each client network may ask for so often: the call is counted before its work,
    /// and a repeated one not again.
    ///
    /// # Errors
    /// Those of [`Self::write_kept`], [`Code::TooManyRequests`].
    pub fn write_counted<T: Serialize + DeserializeOwned>(
        &self,
        call: &Call,
        limit: &Limit,
        work: impl FnMut(&mut Act<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if let Some(answer) = self.repeated(call)? {
            return Ok(answer);
        }
        limit.reserve(self, call, &call.origin.network())?;
        self.write_kept(call, work)
    }

    /// Changes something once per idempotency key, where the answer holds a secret: it is never
    /// kept, and a repeated call is told so.
    ///
    /// # Errors
    /// What `work` gives, and the refusals of a key that does not fit this call.
    pub fn write_secret<T>(
        &self,
        call: &Call,
        mut work: impl FnMut(&mut Act<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.store.write(|tx| {
            let mut act = Act::begin(self, tx, call)?;
            match self.claim(act.tx, call)? {
                Some(_) => Err(not_replayable()),
                None => work(&mut act),
            }
        })
    }

    /// The answer to a call that was made before under its key; for use cases that look, before they
    /// change anything, at what the first call changed: a link, a password.
    ///
    /// # Errors
    /// The refusals of a key that does not fit this call, or whose answer was not kept.
    pub fn repeated<T: DeserializeOwned>(&self, call: &Call) -> Result<Option<T>, Failure> {
        let Some(claim) = &call.claim else { return Ok(None) };
        let expired_before = later(self.clock.real(), -KEPT);
        let kept = self.store.read(|tx| {
            let kept = tx.kept_answer(claim.scope, expired_before)?;
            if kept.is_some() {
                call.require_standing(|session| tx.standing(session))?;
            }
            Ok(kept)
        })?;
        match kept {
            None => Ok(None),
            Some(kept) => self.replay(call, fitting(claim, kept)?).map(Some),
        }
    }

    /// Gives a kept answer again.
    fn replay<T: DeserializeOwned>(
        &self,
        call: &Call,
        answer: Option<Sealed>,
    ) -> Result<T, Failure> {
        let answer = answer.ok_or_else(not_replayable)?;
        let plain = self.keys.open(Purpose::KeptAnswer, &answer);
        let answer = plain.and_then(|json| serde_json::from_slice(&json).ok());
        answer.map(|answer| replayed(call, answer)).ok_or_else(not_replayable)
    }

    /// Takes the call's idempotency key; gives the kept answer when it was taken before.
    fn claim(&self, tx: &mut dyn Tx, call: &Call) -> Result<Option<Option<Sealed>>, Failure> {
        let Some(claim) = &call.claim else { return Ok(None) };
        let now = self.clock.real();
        // The store waits a while for a first call that still runs; then somebody must say so.
        let kept = tx.claim_key(claim, now, later(now, -KEPT)).map_err(|error| match error {
            StoreError::Repeat(_) => {
                Refusal::new(Code::IdempotencyInProgress).retry_after(1).into()
            }
            other => Failure::from(other),
        })?;
        kept.map(|kept| fitting(claim, kept)).transpose()
    }
}

/// Marks a call as answered from a kept answer.
fn replayed<T>(call: &Call, answer: T) -> T {
    call.mark_replayed();
    answer
}

/// What was kept under a key, if it was kept for this very call.
fn fitting(claim: &Claim, kept: KeptAnswer) -> Result<Option<Sealed>, Failure> {
    if kept.fingerprint == claim.fingerprint {
        Ok(kept.answer)
    } else {
        Err(Refusal::new(Code::IdempotencyKeyReused).into())
    }
}

/// The refusal of a repeated call whose answer held a secret.
fn not_replayable() -> Failure {
    Refusal::new(Code::IdempotencyNotReplayable).into()
}
