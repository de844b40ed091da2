//! Access tokens: JWT signed with Ed25519, verifiable by partners through the published keys.
//!
//! The private keys are in the database, sealed, so that all processes agree. A new key is published
//! before it signs, and an old one as long as tokens of it may live.

mod verify;

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::dsl::exists;
use diesel::prelude::*;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use tegata_domain::kernel::{
    AccessToken, Clock, Failure, Keys, Purpose, Sealed, StoreError, TokenSigner, later,
};
use uuid::Uuid;
use verify::Verifier;

use crate::Database;
use crate::database::schema::{installation, signing_keys};
use crate::database::types::{DbId, DbInstant};

/// Who issues the tokens, and for whom.
#[derive(Debug, Clone)]
pub struct TokenSettings {
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// Seconds for which a new key is published before it signs: longer than partners cache keys.
    pub publish_ahead: i64,
    /// Seconds for which an old key is still published and accepted.
    pub keep_old: i64,
}

/// How tokens are signed.
const ALGORITHM: Algorithm = Algorithm::EdDSA;
/// Seconds for which the keys read from the database are used without asking again.
const CACHE: i64 = 60;

/// The claims of an access token (RFC 9068, with `sid`).
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    iat: i64,
    exp: i64,
    jti: String,
}

/// A key as it is used.
struct Key {
    id: Uuid,
    encoding: EncodingKey,
    decoding: DecodingKey,
    public: Vec<u8>,
    active_from: Timestamp,
}

/// The keys as they were read.
struct Cached {
    read_at: Timestamp,
    /// Newest first.
    keys: Vec<Arc<Key>>,
    by_id: HashMap<String, Arc<Key>>,
}

impl Cached {
    fn of(read_at: Timestamp, keys: Vec<Arc<Key>>) -> Self {
        let by_id = keys.iter().map(|key| (key.id.to_string(), Arc::clone(key))).collect();
        Self { read_at, keys, by_id }
    }

    /// Whether a key is among them.
    fn has(&self, id: Uuid) -> bool {
        self.keys.iter().any(|key| key.id == id)
    }
}

/// Signs and verifies access tokens.
pub struct SignedTokens {
    database: Arc<Database>,
    keys: Arc<dyn Keys>,
    clock: Arc<dyn Clock>,
    settings: TokenSettings,
    verifier: Verifier,
    cached: RwLock<Option<Arc<Cached>>>,
}

/// A public key, as in a JWK set (RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// Its id, `kid` in tokens.
    pub kid: String,
    /// The 32 bytes in base64url.
    pub x: String,
}

impl SignedTokens {
    /// Tokens signed with the keys in this database.
    pub fn new(
        database: Arc<Database>,
        keys: Arc<dyn Keys>,
        clock: Arc<dyn Clock>,
        settings: TokenSettings,
    ) -> Self {
        let verifier = Verifier::new(&settings, ALGORITHM);
        Self { database, keys, clock, settings, verifier, cached: RwLock::new(None) }
    }

    /// The keys that partners verify with, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn published(&self) -> Result<Vec<PublicKey>, StoreError> {
        let keys = self.current(self.clock.real())?;
        let public = |key: &Arc<Key>| PublicKey {
            kid: key.id.to_string(),
            x: URL_SAFE_NO_PAD.encode(&key.public),
        };
        Ok(keys.keys.iter().map(public).collect())
    }

    /// Adds a key: at once when there is none, otherwise published ahead of its use. Old keys that
    /// no living token was signed with are removed.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn rotate(&self) -> Result<String, StoreError> {
        let now = self.clock.real();
        let id = self.insert(now, later(now, self.settings.publish_ahead), false)?;
        self.forget();
        Ok(id.to_string())
    }

    /// Adds a key. The `first` one is added by one process alone, however many start at once: they
    /// hold the installation's row and look again.
    fn insert(
        &self,
        now: Timestamp,
        active_from: Timestamp,
        first: bool,
    ) -> Result<Uuid, StoreError> {
        let failed = |_| StoreError::Other("no key could be made".to_owned());
        let pair = Ed25519KeyPair::generate().map_err(failed)?;
        let private = pair.to_pkcs8v1().map_err(failed)?;
        let sealed = self.keys.seal(Purpose::SigningKey, private.as_ref());
        let public = pair.public_key().as_ref().to_vec();
        let digest = self.keys.keyed(Purpose::SigningKey, &[&public]);
        let id = Uuid::from_slice(&digest.0[..16]).unwrap_or_default();
        // An old key signs nothing once the next is active; its tokens live `keep_old` longer.
        let old = later(now, -self.settings.keep_old);
        self.database.writing(|c| {
            if first {
                installation::table.select(installation::singleton).for_update().execute(c)?;
                let there = exists(signing_keys::table.select(signing_keys::id));
                if diesel::select(there).get_result(c)? {
                    return Ok(());
                }
            }
            diesel::insert_into(signing_keys::table)
                .values((
                    signing_keys::id.eq(DbId(id)),
                    signing_keys::private_key.eq(&sealed.0),
                    signing_keys::public_key.eq(&public),
                    signing_keys::active_from.eq(DbInstant(active_from)),
                    signing_keys::created_at.eq(DbInstant(now)),
                ))
                .execute(c)?;
            let active: Vec<DbInstant> = signing_keys::table
                .filter(signing_keys::active_from.le(DbInstant(old)))
                .order(signing_keys::active_from.desc())
                .select(signing_keys::active_from)
                .load(c)?;
            if let Some(newest_old) = active.first() {
                diesel::delete(signing_keys::table)
                    .filter(signing_keys::active_from.lt(*newest_old))
                    .execute(c)?;
            }
            Ok(())
        })?;
        Ok(id)
    }

    fn forget(&self) {
        if let Ok(mut cached) = self.cached.write() {
            *cached = None;
        }
    }

    /// The keys, read again when they are a minute old.
    fn current(&self, now: Timestamp) -> Result<Arc<Cached>, StoreError> {
        let held = self.cached.read().ok().and_then(|cached| cached.clone());
        if let Some(held) = held.filter(|held| now < later(held.read_at, CACHE)) {
            return Ok(held);
        }
        let mut read = self.read(now)?;
        if read.keys.is_empty() {
            self.insert(now, now, true)?;
            read = self.read(now)?;
        }
        let read = Arc::new(read);
        if let Ok(mut cached) = self.cached.write() {
            *cached = Some(Arc::clone(&read));
        }
        Ok(read)
    }

    fn read(&self, now: Timestamp) -> Result<Cached, StoreError> {
        let rows: Vec<(DbId, Vec<u8>, Vec<u8>, DbInstant)> = self.database.reading(|c| {
            signing_keys::table
                .order((signing_keys::active_from.desc(), signing_keys::id.desc()))
                .select((
                    signing_keys::id,
                    signing_keys::private_key,
                    signing_keys::public_key,
                    signing_keys::active_from,
                ))
                .load(c)
        })?;
        let stored = rows.len();
        let keys: Vec<Arc<Key>> = rows
            .into_iter()
            .filter_map(|(id, private, public, active_from)| {
                let private = self.keys.open(Purpose::SigningKey, &Sealed(private))?;
                Some(Arc::new(Key {
                    id: id.0,
                    encoding: EncodingKey::from_ed_der(&private),
                    decoding: DecodingKey::from_ed_der(&public),
                    public,
                    active_from: active_from.0,
                }))
            })
            .collect();
        if keys.is_empty() && stored > 0 {
            let why = "no signing key opens under the configured secret";
            return Err(StoreError::Other(why.to_owned()));
        }
        Ok(Cached::of(now, keys))
    }
}

impl TokenSigner for SignedTokens {
    fn sign(&self, token: &AccessToken, issued_at: Timestamp) -> Result<String, StoreError> {
        let keys = self.current(issued_at)?;
        let key = keys
            .keys
            .iter()
            .find(|key| key.active_from <= issued_at)
            .or(keys.keys.last())
            .ok_or_else(|| StoreError::Other("there is no signing key".to_owned()))?;
        let header = Header {
            typ: Some("at+jwt".to_owned()),
            kid: Some(key.id.to_string()),
            ..Header::new(ALGORITHM)
        };
        let claims = Claims {
            iss: self.settings.issuer.clone(),
            aud: self.settings.audience.clone(),
            sub: token.account.to_string(),
            sid: token.session.to_string(),
            iat: issued_at.as_second(),
            exp: token.expires_at.as_second(),
            jti: format!("{}-{}", token.session.uuid().simple(), issued_at.as_microsecond()),
        };
        jsonwebtoken::encode(&header, &claims, &key.encoding)
            .map_err(|error| StoreError::Other(error.to_string()))
    }

    fn verify(&self, compact: &str, now: Timestamp) -> Result<AccessToken, Failure> {
        self.verifier.read(compact, &*self.current(now)?, now)
    }
}
