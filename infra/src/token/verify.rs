//! Reading an access token back. Its signature is checked once: what it says is remembered under the
//! token's digest, for as long as its key is published.
//!
//! A signature costs more than all else of a request that reads little, and a client sends the same
//! token for ten minutes. What is remembered opens nothing by itself: the token is not kept, its expiry
//! is looked at each time, and so is its session, by whoever asks.

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Validation};
use quick_cache::sync::Cache;
use tegata_domain::kernel::{AccessToken, Code, Failure, Id, Refusal};
use uuid::Uuid;

use super::{Cached, Claims, TokenSettings};

/// Tokens that are remembered at most; those that are not asked for make room.
const REMEMBERED: usize = 4_096;

/// What a token says, and the key that it was signed with.
#[derive(Debug, Clone, Copy)]
struct Checked {
    key: Uuid,
    token: AccessToken,
}

/// Verifies tokens.
pub(super) struct Verifier {
    algorithm: Algorithm,
    validation: Validation,
    checked: Cache<[u8; 32], Checked>,
}

fn foreign() -> Failure {
    Refusal::new(Code::Unauthenticated).into()
}

impl Verifier {
    pub(super) fn new(settings: &TokenSettings, algorithm: Algorithm) -> Self {
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[&settings.issuer]);
        validation.set_audience(&[&settings.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Compared with the clock port below.
        validation.validate_exp = false;
        Self { algorithm, validation, checked: Cache::new(REMEMBERED) }
    }

    /// Reads a token, with the keys that are published.
    ///
    /// # Errors
    /// [`Code::AccessTokenExpired`] for one of ours that is too old, [`Code::Unauthenticated`] for
    /// anything else.
    pub(super) fn read(
        &self,
        compact: &str,
        keys: &Cached,
        now: Timestamp,
    ) -> Result<AccessToken, Failure> {
        let mut digested = [0; 32];
        digested.copy_from_slice(digest(&SHA256, compact.as_bytes()).as_ref());
        let known = self.checked.get(&digested).filter(|known| keys.has(known.key));
        let Checked { token, .. } = match known {
            Some(known) => known,
            None => {
                let checked = self.check(compact, keys)?;
                self.checked.insert(digested, checked);
                checked
            }
        };
        if now >= token.expires_at {
            self.checked.remove(&digested);
            return Err(Refusal::new(Code::AccessTokenExpired).into());
        }
        Ok(token)
    }

    /// Checks a token's form, signature and claims, all but its expiry.
    fn check(&self, compact: &str, keys: &Cached) -> Result<Checked, Failure> {
        let header = jsonwebtoken::decode_header(compact).map_err(|_| foreign())?;
        if header.typ.as_deref() != Some("at+jwt") || header.alg != self.algorithm {
            return Err(foreign());
        }
        let key = header.kid.and_then(|kid| keys.by_id.get(&kid)).ok_or_else(foreign)?;
        let claims = jsonwebtoken::decode::<Claims>(compact, &key.decoding, &self.validation)
            .map_err(|_| foreign())?
            .claims;
        let account: Id<_> = claims.sub.parse().map_err(|_| foreign())?;
        let session: Id<_> = claims.sid.parse().map_err(|_| foreign())?;
        let expires_at = Timestamp::from_second(claims.exp).map_err(|_| foreign())?;
        Ok(Checked { key: key.id, token: AccessToken { account, session, expires_at } })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
    use jsonwebtoken::{DecodingKey, EncodingKey, Header};

    use super::super::Key;
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    fn key(id: u128) -> Key {
        let pair = Ed25519KeyPair::generate().expect("a key");
        let public = pair.public_key().as_ref().to_vec();
        Key {
            id: Uuid::from_u128(id),
            encoding: EncodingKey::from_ed_der(pair.to_pkcs8v1().expect("a form").as_ref()),
            decoding: DecodingKey::from_ed_der(&public),
            public,
            active_from: at(0),
        }
    }

    fn published(keys: Vec<Key>) -> Cached {
        Cached::of(at(NOW), keys.into_iter().map(Arc::new).collect())
    }

    fn verifier() -> Verifier {
        let (issuer, audience) = ("https://tegata.example".to_owned(), "tegata".to_owned());
        let settings = TokenSettings { issuer, audience, publish_ahead: 0, keep_old: 0 };
        Verifier::new(&settings, Algorithm::EdDSA)
    }

    /// A token of an account that is only a number.
    fn signed(key: &Key, account: u128) -> String {
        let header = Header {
            typ: Some("at+jwt".to_owned()),
            kid: Some(key.id.to_string()),
            ..Header::new(Algorithm::EdDSA)
        };
        let claims = Claims {
            iss: "https://tegata.example".to_owned(),
            aud: "tegata".to_owned(),
            sub: Id::<tegata_domain::kernel::kind::Account>::from_uuid(Uuid::from_u128(account))
                .to_string(),
            sid: Id::<tegata_domain::kernel::kind::Session>::from_uuid(Uuid::from_u128(2))
                .to_string(),
            iat: NOW,
            exp: NOW + 600,
            jti: "j".to_owned(),
        };
        jsonwebtoken::encode(&header, &claims, &key.encoding).expect("a token")
    }

    fn refused(read: Result<AccessToken, Failure>) -> Code {
        match read {
            Err(Failure::Refused(refusal)) => refusal.code,
            other => panic!("{other:?}"),
        }
    }

    /// Under a key of the same id that can check nothing, a token that was checked is known, and no other.
    #[test]
    fn a_signature_is_checked_once() {
        let (verifier, key_1) = (verifier(), key(1));
        let (token, other) = (signed(&key_1, 7), signed(&key_1, 8));
        let keys = published(vec![key_1]);
        let first = verifier.read(&token, &keys, at(NOW)).expect("a token");
        let blind = published(vec![key(1)]);
        assert_eq!(verifier.read(&token, &blind, at(NOW)).expect("a token"), first);
        assert_eq!(refused(verifier.read(&other, &blind, at(NOW))), Code::Unauthenticated);
    }

    /// A token is known as a whole: not by its beginning, nor by its claims without the signature.
    #[test]
    fn a_forged_token_is_nobodys() {
        let (verifier, key_1) = (verifier(), key(1));
        let token = signed(&key_1, 7);
        let keys = published(vec![key_1]);
        verifier.read(&token, &keys, at(NOW)).expect("a token");
        let last = if token.ends_with('A') { "Q" } else { "A" };
        let (claims, _) = token.rsplit_once('.').expect("a signature");
        for forged in [
            format!("{}{last}", &token[..token.len() - 1]),
            format!("{token}A"),
            format!("{claims}."),
            token[..token.len() - 2].to_owned(),
        ] {
            assert_eq!(refused(verifier.read(&forged, &keys, at(NOW))), Code::Unauthenticated);
        }
    }

    #[test]
    fn a_known_token_expires() {
        let (verifier, key_1) = (verifier(), key(1));
        let token = signed(&key_1, 7);
        let keys = published(vec![key_1]);
        assert!(verifier.read(&token, &keys, at(NOW)).is_ok());
        assert!(verifier.read(&token, &keys, at(NOW + 599)).is_ok());
        for _ in 0..2 {
            let late = verifier.read(&token, &keys, at(NOW + 600));
            assert_eq!(refused(late), Code::AccessTokenExpired);
        }
    }

    /// A key that is taken away takes its tokens with it, those that are known, too.
    #[test]
    fn a_removed_key_refuses_its_tokens() {
        let (verifier, key_1) = (verifier(), key(1));
        let token = signed(&key_1, 7);
        let keys = published(vec![key_1]);
        assert!(verifier.read(&token, &keys, at(NOW)).is_ok());
        let rotated = published(vec![key(2)]);
        assert_eq!(refused(verifier.read(&token, &rotated, at(NOW))), Code::Unauthenticated);
    }

    #[test]
    fn no_more_tokens_are_remembered_than_there_is_room_for() {
        let verifier = verifier();
        let token = AccessToken {
            account: Id::from_uuid(Uuid::nil()),
            session: Id::from_uuid(Uuid::nil()),
            expires_at: at(NOW),
        };
        for number in 0..3 * REMEMBERED as u64 {
            let mut digested = [0; 32];
            digested[..8].copy_from_slice(&number.to_le_bytes());
            verifier.checked.insert(digested, Checked { key: Uuid::nil(), token });
        }
        assert!((REMEMBERED / 2..=REMEMBERED).contains(&verifier.checked.len()));
    }
}
