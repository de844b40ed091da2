//! Ports: what the rules need of the world. `infra` implements them, tests may too.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Code, Digest, Failure, Id, PasswordHash, PlainPassword, Refusal, Sealed, Token, Unique, kind,
};

/// The time. A sandbox moves business time forward; real time goes on by itself (OPS-SBX-01).
pub trait Clock: Send + Sync {
    /// Business time in whole microseconds: what the rules see.
    fn now(&self) -> Timestamp;
    /// Real time in whole microseconds: lifetimes of tokens, limits, leases and kept answers.
    fn real(&self) -> Timestamp;
}

/// Randomness fit for secrets.
pub trait Entropy: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// The password lanes cannot take one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the password lanes are full")]
pub struct HashError;

impl From<HashError> for Failure {
    fn from(HashError: HashError) -> Self {
        Refusal::new(Code::Overloaded).retry_after(2).into()
    }
}

/// Password hashing in bounded lanes. Never called inside a transaction: it is slow on purpose.
pub trait Hasher: Send + Sync {
    /// Hashes with the parameters in force. Refused at once when lanes and queue are full.
    fn hash(&self, password: &PlainPassword) -> Result<PasswordHash, HashError>;
    /// Whether the password is the hashed one, at the same cost for every hash of one setting.
    fn verify(&self, password: &PlainPassword, hash: &PasswordHash) -> Result<bool, HashError>;
    /// A hash that no password matches, verified in place of one that does not exist.
    fn decoy(&self) -> PasswordHash;
    /// Whether a hash was made with other parameters than those in force.
    fn outdated(&self, hash: &PasswordHash) -> bool;
    /// Somebody reads something: for a moment, hashing leaves room.
    fn make_way(&self);
}

/// What a keyed hash or a sealed text is for. Each purpose has a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Which login id or device a sign-in guard watches.
    Guard,
    /// Which client or address a limit counts.
    Limit,
    /// Scope and body of an idempotency key.
    Idempotency,
    /// The answer kept under an idempotency key.
    KeptAnswer,
    /// The successor of a refresh token.
    Refresh,
    /// A mail waiting to be sent.
    Mail,
    /// A page cursor.
    Cursor,
    /// A private key that signs access tokens.
    SigningKey,
    /// A temporary password that its office may still see.
    TemporaryPassword,
    /// The PIN of an assignment.
    Pin,
}

/// Keyed hashing and sealing under the server's secret.
pub trait Keys: Send + Sync {
    /// SHA-256 of a 256-bit token.
    fn digest(&self, token: &Token) -> Digest;
    /// HMAC-SHA-256 over the parts, each framed by its length.
    fn keyed(&self, purpose: Purpose, parts: &[&[u8]]) -> Digest;
    /// Encrypts and authenticates.
    fn seal(&self, purpose: Purpose, plain: &[u8]) -> Sealed;
    /// Opens what [`Self::seal`] made under the present secret or a previous one.
    fn open(&self, purpose: Purpose, sealed: &Sealed) -> Option<Vec<u8>>;
}

/// What an access token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessToken {
    /// Whose.
    pub account: Id<kind::Account>,
    /// Of which session.
    pub session: Id<kind::Session>,
    /// Valid until (real time).
    pub expires_at: Timestamp,
}

/// Access tokens: signed, short-lived, verifiable by partners through the published keys.
pub trait TokenSigner: Send + Sync {
    /// The token in its compact form.
    ///
    /// # Errors
    /// When no signing key can be had from the store.
    fn sign(&self, token: &AccessToken, issued_at: Timestamp) -> Result<String, StoreError>;
    /// Reads a token back.
    ///
    /// # Errors
    /// [`Code::AccessTokenExpired`] for one of ours that is too old, [`Code::Unauthenticated`] for
    /// anything else.
    fn verify(&self, compact: &str, now: Timestamp) -> Result<AccessToken, Failure>;
}

/// Why the store could not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached, or has no connection free in time.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// Two transactions met; the same transaction may be run again.
    #[error("the transaction must be repeated: {0}")]
    Repeat(String),
    /// There is one already.
    #[error("there is one already: {0:?}")]
    Taken(Unique),
    /// Another rule of the schema, by the database's words.
    #[error("constraint {0} is violated")]
    Constraint(String),
    /// A row that no version of the program writes.
    #[error("{table}.{column} of row {row} cannot be read")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
    },
    /// Anything else, for the log.
    #[error("the database failed: {0}")]
    Other(String),
}

/// The answer to a guarded change: whether the row was still in the state that was read.
#[must_use]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guarded(pub bool);

impl Guarded {
    /// Goes on when the change was made.
    ///
    /// # Errors
    /// `refusal` when somebody else was first.
    pub fn or(self, refusal: Refusal) -> Result<(), Failure> {
        if self.0 { Ok(()) } else { Err(refusal.into()) }
    }

    /// Goes on when the change was made.
    ///
    /// # Errors
    /// [`Code::ConcurrentChange`] when somebody else was first.
    pub fn or_conflict(self) -> Result<(), Failure> {
        self.or(Refusal::new(Code::ConcurrentChange).retry_after(1))
    }
}
