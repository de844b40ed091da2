//! The use cases of sessions: sign in, refresh, list, end; the password proof and change.

use super::{
    Granted, Opened, RefreshToken, Session, SessionEnd, SignedIn, grant, guard_subject, open,
    prove, unlocked,
};
use crate::account::{AccountState, LinkPurpose};
use crate::event::{Action, AuditEntry};
use crate::kernel::{
    Call, Code, Env, Failure, FieldCode, Id, Page, PageRequest, PlainPassword, Purpose, Refusal,
    Rule, Token, Tx, Violation, kind, later,
};
use crate::notification::Letter;
use crate::notification::service::{Recipient, enqueue};
use crate::password::{self, Owner, policy_of};

/// What a sign-in gives.
#[derive(Debug)]
pub struct SignIn {
    /// The login id.
    pub login_id: String,
    /// The password.
    pub password: PlainPassword,
    /// The token of a device that signed in before (ACC-LCK-03).
    pub device_token: Option<Token>,
}

/// Signs in (ACC-LCK-01 to 03).
///
/// # Errors
/// Those of [`prove`].
pub fn sign_in(env: &Env, call: &Call, command: &SignIn) -> Result<Granted, Failure> {
    env.repeated::<()>(call)?;
    let device = command.device_token.as_ref();
    let proof = prove(env, call, &command.login_id, &command.password, device)?;
    let real = env.clock.real();
    let opened = env.write_secret(call, |tx| {
        proof.settle(tx, real)?;
        open(env, tx, call, &proof.account, proof.device.as_ref())
    });
    grant(env, proof.close(env, opened)?)
}

/// What a presented refresh token leads to. A reuse is stored, and refused after that.
enum Renewal {
    Opened(Box<Opened>),
    Refused(Code),
}

/// Renews a session: the presented token is spent and has one successor. Presented again within the
/// window it gives the same successor; later, the session is ended and its owner told.
///
/// # Errors
/// [`Code::RefreshTokenInvalid`], [`Code::RefreshTokenReused`].
pub fn refresh(env: &Env, call: &Call, presented: &Token) -> Result<Granted, Failure> {
    match env.store.write(|tx| renew(env, tx, call, presented))? {
        Renewal::Opened(opened) => grant(env, *opened),
        Renewal::Refused(code) => Err(Refusal::new(code).into()),
    }
}

fn renew(env: &Env, tx: &mut dyn Tx, call: &Call, presented: &Token) -> Result<Renewal, Failure> {
    let (now, real) = (env.clock.now(), env.clock.real());
    let policy = &env.settings.access;
    let invalid = Ok(Renewal::Refused(Code::RefreshTokenInvalid));
    let Some(token) = tx.refresh(env.keys.digest(presented))? else { return invalid };
    let Some(who) = tx.signed_in(token.session)? else { return invalid };
    if !is_live(env, &who) {
        return invalid;
    }
    let next = env.keys.keyed(Purpose::Refresh, &[presented.expose().as_bytes()]);
    let successor = Token::from_bytes("tgref", &next.0);
    let opened = |session| {
        let refresh_token = successor.clone();
        Ok(Renewal::Opened(Box::new(Opened { session, refresh_token, device_token: None })))
    };
    match token.used_at {
        None => {
            if !tx.spend_refresh(&token, real)?.0 {
                // The same call, repeated in parallel, was first: this one is within the window.
                return opened(who.session);
            }
            tx.insert_refresh(&RefreshToken {
                digest: env.keys.digest(&successor),
                session: token.session,
                issued_at: real,
                used_at: None,
            })?;
            opened(Session { last_used_at: real, ..who.session })
        }
        Some(used_at) if real < later(used_at, policy.refresh_window) => opened(who.session),
        Some(_) => {
            let (account, session) = (&who.account, &who.session);
            tx.end_session(account.id, session.id, SessionEnd::RefreshReused, real)?
                .or_conflict()?;
            let entry = AuditEntry::new(env, call, now, Action::RefreshReused).on(session.id);
            tx.append_audit(&entry.refused(Code::RefreshTokenReused))?;
            let recipient = Recipient {
                address: &account.email,
                account: Some(account.id),
                language: account.profile.language,
            };
            let letter = Letter::SessionReuse { login_id: account.login_id.clone(), at: now };
            enqueue(env, tx, recipient, &letter)?;
            Ok(Renewal::Refused(Code::RefreshTokenReused))
        }
    }
}

/// Whether the session is neither ended, expired nor idle too long, and its account active.
fn is_live(env: &Env, who: &SignedIn) -> bool {
    let real = env.clock.real();
    let session = &who.session;
    session.ended_at.is_none()
        && real < session.expires_at
        && real < later(session.last_used_at, env.settings.access.session_idle)
        && who.account.state == AccountState::Active
}

/// Who an access token stands for. Every request asks the database, so that an ended session is
/// refused at once, on every replica.
///
/// # Errors
/// [`Code::Unauthenticated`], [`Code::AccessTokenExpired`], [`Code::SessionEnded`].
pub fn authenticate(env: &Env, compact: &str) -> Result<SignedIn, Failure> {
    let token = env.signer.verify(compact, env.clock.real())?;
    let who = env.store.read(|tx| Ok(tx.signed_in(token.session)?))?;
    who.filter(|who| who.account.id == token.account && is_live(env, who))
        .ok_or_else(|| Refusal::new(Code::SessionEnded).into())
}

/// The account's live sessions.
///
/// # Errors
/// When the store cannot be read.
pub fn list(env: &Env, who: &SignedIn, page: PageRequest) -> Result<Page<Session>, Failure> {
    let real = env.clock.real();
    let idle_since = later(real, -env.settings.access.session_idle);
    env.store.read(|tx| Ok(tx.live_sessions(who.account.id, real, idle_since, page)?))
}

/// Ends one of the account's own sessions.
///
/// # Errors
/// [`Code::NotFound`] for a session that is not live or not the caller's.
pub fn end(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    session: Id<kind::Session>,
) -> Result<(), Failure> {
    let (now, real) = (env.clock.now(), env.clock.real());
    env.store.write(|tx| {
        tx.end_session(who.account.id, session, SessionEnd::SignedOut, real)?
            .or(Refusal::new(Code::NotFound))?;
        let entry = AuditEntry::new(env, call, now, Action::SessionEnded).on(session);
        Ok(tx.append_audit(&entry)?)
    })
}

/// Whether the current password was given lately enough for what recovery compares (ACC-PRO-07).
///
/// # Errors
/// [`Code::PasswordProofRequired`].
pub fn require_proof(env: &Env, who: &SignedIn) -> Result<(), Refusal> {
    let until = later(who.session.proved_at, env.settings.access.password_proof);
    if env.clock.now() < until {
        return Ok(());
    }
    let minutes = env.settings.access.password_proof / 60;
    Err(Refusal::by(Rule::AccPro07, Code::PasswordProofRequired).with("minutes", minutes))
}

/// Gives the current password once more (ACC-PRO-07); tells until when it counts.
///
/// # Errors
/// [`Code::PasswordProofWrong`] and the limits of [`prove`].
pub fn prove_password(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    password: &PlainPassword,
) -> Result<jiff::Timestamp, Failure> {
    let (now, real) = (env.clock.now(), env.clock.real());
    if let Some(until) = env.repeated(call)? {
        return Ok(until);
    }
    let proof = prove(env, call, &who.account.login_id, password, None).map_err(wrong_proof)?;
    let proved = env.write_kept(call, |tx| {
        proof.settle(tx, real)?;
        tx.note_proof(who.session.id, now)?;
        let entry = AuditEntry::new(env, call, now, Action::PasswordProved).on(who.account.id);
        tx.append_audit(&entry)?;
        Ok(later(now, env.settings.access.password_proof))
    });
    proof.close(env, proved)
}

/// A wrong current password of somebody signed in is no refused sign-in.
fn wrong_proof(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refusal) if refusal.code == Code::SignInRefused => {
            Refusal::by(Rule::AccPro07, Code::PasswordProofWrong).into()
        }
        other => other,
    }
}

/// What a change of the own password gives.
#[derive(Debug)]
pub struct PasswordChange {
    /// The current password.
    pub current: PlainPassword,
    /// The new one.
    pub new: PlainPassword,
    /// The new one again (RCV-05).
    pub confirmation: PlainPassword,
}

/// Changes the own password; all other sessions end and every device loses its budget.
///
/// # Errors
/// [`Code::InvalidFields`] with every rule the new password breaks, [`Code::PasswordProofWrong`].
pub fn change_password(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    command: &PasswordChange,
    dry_run: bool,
) -> Result<(), Failure> {
    if let Some(()) = env.repeated(call)? {
        return Ok(());
    }
    let (now, real) = (env.clock.now(), env.clock.real());
    let account = &who.account;
    let policy = policy_of(account.kind);
    let owner = Owner {
        login_id: &account.login_id,
        email: account.email.as_str(),
        company_name: &who.company.name,
    };
    let mut violations = password::check(policy, &command.new, &owner, "/new_password");
    if !command.new.same_as(&command.confirmation) {
        violations.push(
            Violation::new("/password_confirmation", FieldCode::ConfirmationDiffers)
                .rule(Rule::Rcv05),
        );
    }
    let proof = prove(env, call, &account.login_id, &command.current, None).map_err(wrong_proof)?;
    if command.new.same_as(&command.current) {
        violations
            .push(Violation::new("/new_password", FieldCode::PasswordPrevious).rule(Rule::Pwd01));
    }
    if !violations.is_empty() || dry_run {
        env.store.write(|tx| proof.settle(tx, real))?;
        return if violations.is_empty() {
            Ok(())
        } else {
            Err(Refusal::fields(violations).into())
        };
    }
    let hash = match env.hasher.hash(&password::normalised(&command.new)) {
        Ok(hash) => hash,
        Err(full) => return proof.close(env, Err(full.into())),
    };
    let changed = env.write_kept(call, |tx| {
        proof.settle(tx, real)?;
        tx.set_password(account.id, &hash, policy.generations, now)?;
        tx.end_sessions(account.id, Some(who.session.id), SessionEnd::PasswordSet, real)?;
        tx.forget_devices(account.id)?;
        tx.void_links(account.id, LinkPurpose::ALL, now)?;
        tx.note_proof(who.session.id, now)?;
        let entry = AuditEntry::new(env, call, now, Action::PasswordChanged).on(account.id);
        tx.append_audit(&entry)?;
        let recipient = Recipient {
            address: &account.email,
            account: Some(account.id),
            language: account.profile.language,
        };
        let letter = Letter::PasswordChanged {
            login_id: account.login_id.clone(),
            at: now,
            unlocked: false,
        };
        enqueue(env, tx, recipient, &letter)?;
        Ok(())
    });
    proof.close(env, changed)
}

/// Opens the guard before an account, for recovery and operators.
///
/// # Errors
/// When the store cannot be written.
pub fn unlock(
    env: &Env,
    tx: &mut dyn Tx,
    account: &crate::account::Account,
) -> Result<bool, Failure> {
    let subject = guard_subject(account.id);
    let guard = tx.guard(subject, Some(account.id), env.clock.real())?;
    tx.put_guard(&unlocked(&guard))?;
    Ok(guard.locked_at.is_some())
}
