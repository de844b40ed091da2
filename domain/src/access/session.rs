//! Opening a session, in the transaction of what opens it: a sign-in, a completed registration, a
//! completed recovery.

use jiff::Timestamp;

use super::{Device, RefreshToken, Session, System};
use crate::audit::Action;
use crate::env::{Act, Env};
use crate::kernel::{AccessToken, Failure, Id, Token, kind, later};

/// A session that was opened, with the secrets that only the answer shows.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// Renews it.
    pub refresh_token: Token,
    /// Lets this device keep its own budget of tries; absent when it has one already.
    pub device_token: Option<Token>,
}

/// What a client gets for a session: a fresh access token and how to renew it.
#[derive(Debug, Clone)]
pub struct Granted {
    /// The session.
    pub session: Session,
    /// The signed access token.
    pub access_token: String,
    /// Until when it is valid (real time).
    pub access_expires_at: Timestamp,
    /// Renews the session.
    pub refresh_token: Token,
    /// Lets this device keep its own budget of tries.
    pub device_token: Option<Token>,
}

/// For whom a session is opened, and what it may do.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// The account, whose password, or mailed link, was just proved.
    pub account: Id<kind::Account>,
    /// The known device it comes from.
    pub device: Option<&'a Device>,
    /// Which system a terminal user chose.
    pub system: Option<System>,
    /// Whether it can only change the temporary password (RIS-TMP-02).
    pub restricted: bool,
}

impl Opening<'_> {
    /// A session of an account that may do everything, on a new device.
    pub const fn of(account: Id<kind::Account>) -> Self {
        Self { account, device: None, system: None, restricted: false }
    }
}

/// Opens a session.
///
/// # Errors
/// When the store cannot be written.
pub fn open(act: &mut Act<'_>, opening: Opening<'_>) -> Result<Opened, Failure> {
    let account = opening.account;
    let (now, real) = (act.now, act.env.clock.real());
    let (device_id, device_token) = match opening.device {
        Some(device) => {
            act.tx.use_device(device.id, real)?;
            (device.id, None)
        }
        None => {
            let token = act.env.token("tgdev");
            let (id, digest) = (act.env.id(), act.env.keys.digest(&token));
            act.tx.insert_device(&Device { id, account, digest, last_used_at: real })?;
            (id, Some(token))
        }
    };
    let session = Session {
        id: act.env.id(),
        account,
        device: Some(device_id),
        user_agent: act.call.origin.user_agent.clone(),
        network: act.call.origin.network(),
        created_at: real,
        last_used_at: real,
        expires_at: later(real, act.env.settings.access.session_absolute),
        proved_at: now,
        ended_at: None,
        system: opening.system,
        restricted: opening.restricted,
        changes: 0,
    };
    act.tx.insert_session(&session)?;
    let refresh_token = act.env.token("tgref");
    act.tx.insert_refresh(&RefreshToken {
        digest: act.env.keys.digest(&refresh_token),
        session: session.id,
        issued_at: real,
        used_at: None,
    })?;
    act.audit(Action::SessionStarted.on(session.id).by(account, session.id))?;
    Ok(Opened { session, refresh_token, device_token })
}

/// Adds the signed access token, after the session is stored.
///
/// # Errors
/// When no signing key can be had.
pub fn grant(env: &Env, opened: Opened) -> Result<Granted, Failure> {
    let real = env.clock.real();
    let expires_at = later(real, env.settings.access.access_token).min(opened.session.expires_at);
    let token =
        AccessToken { account: opened.session.account, session: opened.session.id, expires_at };
    let access_token = env.signer.sign(&token, real)?;
    Ok(Granted {
        session: opened.session,
        access_token,
        access_expires_at: expires_at,
        refresh_token: opened.refresh_token,
        device_token: opened.device_token,
    })
}
