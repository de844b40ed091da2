//! What sessions, refresh tokens and devices are.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::kernel::{Digest, Id, kind};
use crate::organization::Company;

/// A signed-in session. Instants are real time unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its id, `sid` in access tokens.
    pub id: Id<kind::Session>,
    /// Whose.
    pub account: Id<kind::Account>,
    /// The device that it was started on.
    pub device: Option<Id<kind::Device>>,
    /// What the client calls itself.
    pub user_agent: Option<String>,
    /// The network that it was started from.
    pub network: String,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it was started or refreshed last.
    pub last_used_at: Timestamp,
    /// When it ends whatever it does.
    pub expires_at: Timestamp,
    /// When the current password was given last (business time, ACC-PRO-07).
    pub proved_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

/// Why a session was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEnd {
    /// Its owner signed out or ended it.
    SignedOut,
    /// The password was set anew (RCV-07).
    PasswordSet,
    /// The account was disabled.
    Disabled,
    /// A spent refresh token came back.
    RefreshReused,
}

impl SessionEnd {
    /// How it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::PasswordSet => "password_set",
            Self::Disabled => "disabled",
            Self::RefreshReused => "refresh_reused",
        }
    }
}

/// A refresh token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// SHA-256 of it.
    pub digest: Digest,
    /// The session it renews.
    pub session: Id<kind::Session>,
    /// When it was handed out.
    pub issued_at: Timestamp,
    /// When it was spent.
    pub used_at: Option<Timestamp>,
}

/// A device that signed in before (ACC-LCK-03).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: Id<kind::Device>,
    /// Whose account it signed in to.
    pub account: Id<kind::Account>,
    /// SHA-256 of its token.
    pub digest: Digest,
    /// When it signed in last.
    pub last_used_at: Timestamp,
}

/// Who is signed in: session, account and company, read in one query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The account.
    pub account: Account,
    /// Its company.
    pub company: Company,
}
