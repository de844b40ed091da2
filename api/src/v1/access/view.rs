//! Sessions on the wire.

use serde::{Deserialize, Serialize};
use tegata_domain::access::{Granted, Session};
use tegata_domain::kernel::{Id, kind};
use utoipa::ToSchema;

use crate::problem::instant;

/// A session with its tokens. They are shown this once.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct SessionTokens {
    /// The session's id.
    #[schema(example = "sess_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub session_id: String,
    /// The account's id.
    #[schema(example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub account_id: String,
    /// How the access token is presented.
    #[schema(example = "Bearer")]
    pub token_type: String,
    /// A signed JWT for `Authorization: Bearer`. Partners verify it with `/.well-known/jwks.json`.
    #[schema(
        example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhY2N0XzAxIn0.c2lnbmF0dXJl"
    )]
    pub access_token: String,
    /// Until when it is valid.
    #[schema(format = DateTime)]
    pub access_token_expires_at: String,
    /// Renews the session, once. The answer holds its successor.
    #[schema(example = "tgref_hX9cQ2mVq0sT1yq3kq5tqk6r7o8p9w0a1b2c3d4e5f6")]
    pub refresh_token: String,
    /// When the session ends whatever it does.
    #[schema(format = DateTime)]
    pub session_expires_at: String,
    /// Whether it began with a temporary password, and can only change it (RIS-TMP-02).
    #[schema(example = false)]
    pub restricted: bool,
    /// The system that a terminal user chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub system: Option<String>,
    /// Keep it on this device and send it with the next sign-in: then wrong passwords from elsewhere
    /// cannot lock this device out (ACC-LCK-03). Absent when the device has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "tgdev_hX9cQ2mVq0sT1yq3kq5tqk6r7o8p9w0a1b2c3d4e5f6")]
    pub device_token: Option<String>,
}

impl From<Granted> for SessionTokens {
    fn from(granted: Granted) -> Self {
        Self {
            session_id: granted.session.id.to_string(),
            account_id: granted.session.account.to_string(),
            token_type: "Bearer".to_owned(),
            access_token: granted.access_token,
            access_token_expires_at: instant(granted.access_expires_at),
            refresh_token: granted.refresh_token.expose().to_owned(),
            session_expires_at: instant(granted.session.expires_at),
            restricted: granted.session.restricted,
            system: granted.session.system.map(|system| system.as_str().to_owned()),
            device_token: granted.device_token.map(|token| token.expose().to_owned()),
        }
    }
}

/// A session of one's own.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionView {
    /// Its id.
    #[schema(example = "sess_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// Whether it is the one that asks.
    pub current: bool,
    /// What the client calls itself.
    #[schema(example = "cargo-app/2.1 (iPhone)")]
    pub user_agent: Option<String>,
    /// The network that it was started from.
    #[schema(example = "203.0.113.7")]
    pub network: String,
    /// When it was started.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was started or refreshed last.
    #[schema(format = DateTime)]
    pub last_used_at: String,
    /// When it ends whatever it does.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

impl SessionView {
    /// The session, seen from another or the same.
    pub fn new(session: Session, current: Id<kind::Session>) -> Self {
        Self {
            id: session.id.to_string(),
            current: session.id == current,
            user_agent: session.user_agent,
            network: session.network,
            created_at: instant(session.created_at),
            last_used_at: instant(session.last_used_at),
            expires_at: instant(session.expires_at),
        }
    }
}
