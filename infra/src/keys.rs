//! Keyed hashing and sealing under the server's secret, from which each purpose has a key of its
//! own (HKDF-SHA-256).

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;
use tegata_domain::kernel::{Digest, Entropy, Keys, Purpose, Sealed, Token};
use zeroize::Zeroizing;

/// Bytes of the secret.
const SECRET: usize = 32;

/// The server's secret: 32 random bytes, shared by all its processes.
pub struct SecretKey(Zeroizing<[u8; SECRET]>);

impl SecretKey {
    /// Reads 32 bytes in base64.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(STANDARD.decode(text.trim()).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[masked]")
    }
}

/// Keys of one secret.
struct Derived {
    salted: aws_lc_rs::hkdf::Prk,
}

/// How many bytes to derive.
struct Bytes;

impl KeyType for Bytes {
    fn len(&self) -> usize {
        SECRET
    }
}

/// The name that separates a purpose's key from all others.
const fn label(purpose: Purpose) -> &'static [u8] {
    match purpose {
        Purpose::Guard => b"tegata guard",
        Purpose::Limit => b"tegata limit",
        Purpose::Idempotency => b"tegata idempotency",
        Purpose::KeptAnswer => b"tegata kept answer",
        Purpose::Refresh => b"tegata refresh",
        Purpose::Mail => b"tegata mail",
        Purpose::Cursor => b"tegata cursor",
        Purpose::SigningKey => b"tegata signing key",
        Purpose::TemporaryPassword => b"tegata temporary password",
        Purpose::Pin => b"tegata pin",
    }
}

impl Derived {
    fn new(secret: &SecretKey) -> Self {
        Self { salted: Salt::new(HKDF_SHA256, b"tegata v1").extract(secret.0.as_slice()) }
    }

    #[expect(clippy::expect_used, reason = "32 bytes are within what HKDF-SHA-256 can expand")]
    fn key(&self, purpose: Purpose, use_: &[u8]) -> Zeroizing<[u8; SECRET]> {
        let mut key = Zeroizing::new([0; SECRET]);
        let info = [label(purpose), use_];
        let expanded = self.salted.expand(&info, Bytes).expect("a length within bounds");
        expanded.fill(key.as_mut_slice()).expect("a buffer of that length");
        key
    }

    #[expect(clippy::expect_used, reason = "the key has the length that AES-256 takes")]
    fn cipher(&self, purpose: Purpose) -> LessSafeKey {
        let key = self.key(purpose, b"seal");
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.as_slice()).expect("32 bytes"))
    }
}

/// The server's keys: the present secret seals and hashes, previous ones still open.
pub struct ServerKeys {
    present: Derived,
    previous: Vec<Derived>,
    entropy: Arc<dyn Entropy>,
}

impl ServerKeys {
    /// The keys of these secrets.
    pub fn new(present: &SecretKey, previous: &[SecretKey], entropy: Arc<dyn Entropy>) -> Self {
        Self {
            present: Derived::new(present),
            previous: previous.iter().map(Derived::new).collect(),
            entropy,
        }
    }
}

/// Bytes of a nonce.
const NONCE: usize = 12;

impl Keys for ServerKeys {
    fn digest(&self, token: &Token) -> Digest {
        let hash = digest::digest(&digest::SHA256, token.expose().as_bytes());
        Digest(hash.as_ref().try_into().unwrap_or([0; 32]))
    }

    fn keyed(&self, purpose: Purpose, parts: &[&[u8]]) -> Digest {
        let key = self.present.key(purpose, b"hash");
        let mut context =
            hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key.as_slice()));
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        Digest(context.sign().as_ref().try_into().unwrap_or([0; 32]))
    }

    #[expect(clippy::expect_used, reason = "AES-256-GCM seals any text shorter than 64 GiB")]
    fn seal(&self, purpose: Purpose, plain: &[u8]) -> Sealed {
        let mut nonce = [0; NONCE];
        self.entropy.fill(&mut nonce);
        let mut text = plain.to_vec();
        self.present
            .cipher(purpose)
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(label(purpose)),
                &mut text,
            )
            .expect("a text of sane length");
        let mut sealed = nonce.to_vec();
        sealed.append(&mut text);
        Sealed(sealed)
    }

    fn open(&self, purpose: Purpose, sealed: &Sealed) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.0.split_at_checked(NONCE)?;
        std::iter::once(&self.present).chain(&self.previous).find_map(|keys| {
            let mut text = text.to_vec();
            let nonce = Nonce::assume_unique_for_key(nonce.try_into().ok()?);
            let plain = keys
                .cipher(purpose)
                .open_in_place(nonce, Aad::from(label(purpose)), &mut text)
                .ok()?;
            Some(plain.to_vec())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;

    fn secret(byte: u8) -> SecretKey {
        SecretKey::parse(&STANDARD.encode([byte; SECRET])).expect("32 bytes")
    }

    fn keys(present: u8, previous: &[u8]) -> ServerKeys {
        let previous: Vec<SecretKey> = previous.iter().copied().map(secret).collect();
        ServerKeys::new(&secret(present), &previous, Arc::new(SystemEntropy))
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_alone() {
        let keys = keys(1, &[]);
        let sealed = keys.seal(Purpose::Mail, b"text");
        assert_eq!(keys.open(Purpose::Mail, &sealed).as_deref(), Some(b"text".as_slice()));
        assert_eq!(keys.open(Purpose::KeptAnswer, &sealed), None);
        let mut forged = sealed;
        forged.0[NONCE] ^= 1;
        assert_eq!(keys.open(Purpose::Mail, &forged), None);
    }

    #[test]
    fn a_previous_secret_still_opens() {
        let sealed = keys(1, &[]).seal(Purpose::Mail, b"text");
        assert!(keys(2, &[1]).open(Purpose::Mail, &sealed).is_some());
        assert!(keys(2, &[]).open(Purpose::Mail, &sealed).is_none());
    }

    #[test]
    fn parts_are_framed() {
        let keys = keys(1, &[]);
        assert_ne!(
            keys.keyed(Purpose::Limit, &[b"ab", b"c"]),
            keys.keyed(Purpose::Limit, &[b"a", b"bc"])
        );
    }
}
