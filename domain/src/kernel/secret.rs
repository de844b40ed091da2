//! Types that hold a secret. Each prints masked and is wiped when dropped.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::Entropy;

/// What is printed in place of a secret.
const MASK: &str = "[masked]";

/// A password as it was typed. Its limits are those of the policy (PWD-01, PWD-02).
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PlainPassword(String);

impl PlainPassword {
    /// Takes the typed text.
    pub const fn new(typed: String) -> Self {
        Self(typed)
    }

    /// The typed text, for the policy and for hashing alone.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether both are one password, on whatever keyboards they were typed (NFC); in constant time
    /// (RCV-05).
    pub fn same_as(&self, other: &Self) -> bool {
        let composed = |one: &Self| Zeroizing::new(one.0.nfc().collect::<String>());
        composed(self).as_bytes().ct_eq(composed(other).as_bytes()).into()
    }
}

impl fmt::Debug for PlainPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// A password hash in PHC string form.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes a PHC string.
    pub const fn new(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC string, for the store and for verification alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// A link, refresh or device token: 256 random bits, shown once, kept only as a [`Digest`].
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Token(String);

impl Token {
    /// A new token with the prefix that names its use.
    pub fn new(prefix: &str, entropy: &dyn Entropy) -> Self {
        let mut random = [0_u8; 32];
        entropy.fill(&mut random);
        Self::from_bytes(prefix, &random)
    }

    /// The token that stands for these bytes.
    pub fn from_bytes(prefix: &str, bytes: &[u8; 32]) -> Self {
        Self(format!("{prefix}_{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Takes what a client presents.
    pub const fn presented(text: String) -> Self {
        Self(text)
    }

    /// The text, for the mail or answer that hands it over.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// SHA-256 of a token, or a keyed hash of something guessable.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// Bytes encrypted under the server's key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed(pub Vec<u8>);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}
