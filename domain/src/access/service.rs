//! The use cases of sessions: sign in, refresh, list, end; the password proof and change.

use super::{
    Granted, Holder, Opened, Opening, Proof, RefreshToken, Session, SessionEnd, SignedIn, System,
    Who, grant, guard_subject, open, prove, unlocked,
};
use crate::audit::Action;
use crate::calendar::Calendar;
use crate::env::{Act, Env, Tx};
use crate::identity::{AccountState, LinkPurpose, Reach, Realm, TerminalUsage};
use crate::kernel::{
    Call, Code, Failure, FieldCode, Id, Page, PageRequest, PlainPassword, Purpose, Refusal, Rule,
    Token, Violation, kind, later,
};
use crate::mail::Letter;
use crate::password::{self, TemporaryPassword, policy_of};

/// What a sign-in gives.
#[derive(Debug)]
pub struct SignIn {
    /// Where.
    pub realm: Realm,
    /// The login id, office code or terminal user id.
    pub login_id: String,
    /// Which system a terminal user works with (RIS-LOG-01).
    pub system: Option<String>,
    /// The password.
    pub password: PlainPassword,
    /// The token of a device that signed in before (ACC-LCK-03).
    pub device_token: Option<Token>,
}

/// Signs in, in any realm (ACC-LCK-01 to 04, RIS-APP-01, RIS-LOG-01).
///
/// # Errors
/// Those of [`prove`], [`Code::InvalidFields`] for a system that is missing or has no place,
/// [`Code::TemporaryPasswordExpired`].
pub fn sign_in(env: &Env, call: &Call, command: &SignIn) -> Result<Granted, Failure> {
    let system = system(command.realm, command.system.as_deref())?;
    env.repeated::<()>(call)?;
    let device = command.device_token.as_ref();
    let proof = prove(env, call, command.realm, &command.login_id, &command.password, device)?;
    let opened = env.write_secret(call, |act| {
        proof.settle(act)?;
        let account = proof.holder.account;
        let restricted = match must_change(act.tx, &proof)? {
            Some(issued) => require_not_expired(env, act.tx, &issued).map(|()| true)?,
            None => false,
        };
        let device = proof.device.as_ref();
        open(act, Opening { account, device, system, restricted })
    });
    grant(env, proof.close(env, opened)?)
}

/// Reads the system that a terminal user chooses, and nobody else (RIS-LOG-01).
fn system(realm: Realm, typed: Option<&str>) -> Result<Option<System>, Refusal> {
    let refused =
        |code| Refusal::fields(vec![Violation::new("/system", code).rule(Rule::RisLog01)]);
    match (realm, typed) {
        (Realm::Terminal, Some(typed)) => {
            System::named(typed).map(Some).ok_or_else(|| refused(FieldCode::NotAllowed))
        }
        (Realm::Terminal, None) => Err(refused(FieldCode::Required)),
        (Realm::Person | Realm::Office, None) => Ok(None),
        (Realm::Person | Realm::Office, Some(_)) => Err(refused(FieldCode::NotAllowed)),
    }
}

/// The temporary password, if the proved one is it and must be changed. An own system keeps the one
/// that it was given (RIS-PEER-02).
fn must_change(tx: &mut dyn Tx, proof: &Proof) -> Result<Option<TemporaryPassword>, Failure> {
    let account = proof.holder.account;
    if proof.holder.kind.realm() != Realm::Terminal {
        return Ok(None);
    }
    let issued = tx.temporary(account)?;
    let terminal = tx.terminal(Id::from_uuid(account.uuid()), Reach::All)?;
    let by_person = terminal.is_some_and(|terminal| terminal.usage == TerminalUsage::Person);
    Ok(issued.filter(|issued| by_person && issued.generation == proof.password.generation))
}

/// A temporary password stops working when its time is over (RIS-TMP-03).
fn require_not_expired(
    env: &Env,
    tx: &mut dyn Tx,
    issued: &TemporaryPassword,
) -> Result<(), Failure> {
    let expires_at = Calendar::new(tx.closures()?).temporary_password_expires_at(issued.issued_at);
    if env.clock.now() < expires_at {
        return Ok(());
    }
    let refusal = Refusal::by(Rule::RisTmp03, Code::TemporaryPasswordExpired);
    Err(refusal.with("expired_at", expires_at).into())
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
/// [`Code::RefreshTokenInvalid`], [`Code::RefreshTokenReused`], [`Code::TemporaryPasswordExpired`].
pub fn refresh(env: &Env, call: &Call, presented: &Token) -> Result<Granted, Failure> {
    match env.write(call, |act| renew(act, presented))? {
        Renewal::Opened(opened) => grant(env, *opened),
        Renewal::Refused(code) => Err(Refusal::new(code).into()),
    }
}

fn renew(act: &mut Act<'_>, presented: &Token) -> Result<Renewal, Failure> {
    let (now, real) = (act.now, act.env.clock.real());
    let policy = &act.env.settings.access;
    let invalid = Ok(Renewal::Refused(Code::RefreshTokenInvalid));
    let Some(token) = act.tx.refresh(act.env.keys.digest(presented))? else { return invalid };
    let Some(who) = act.tx.signed_in(token.session)? else { return invalid };
    if !is_live(act.env, &who) {
        return invalid;
    }
    require_usable(act.env, act.tx, &who)?;
    let session = who.session().clone();
    let next = act.env.keys.keyed(Purpose::Refresh, &[presented.expose().as_bytes()]);
    let successor = Token::from_bytes("tgref", &next.0);
    let opened = |session| {
        let refresh_token = successor.clone();
        Ok(Renewal::Opened(Box::new(Opened { session, refresh_token, device_token: None })))
    };
    match token.used_at {
        None => {
            if !act.tx.spend_refresh(&token, real)?.0 {
                // The same call, repeated in parallel, was first: this one is within the window.
                return opened(session);
            }
            act.tx.insert_refresh(&RefreshToken {
                digest: act.env.keys.digest(&successor),
                session: token.session,
                issued_at: real,
                used_at: None,
            })?;
            opened(Session { last_used_at: real, ..session })
        }
        Some(used_at) if real < later(used_at, policy.refresh_window) => opened(session),
        Some(_) => {
            let holder = who.holder();
            act.tx
                .end_session(holder.account, session.id, SessionEnd::RefreshReused, real)?
                .or_conflict()?;
            act.audit(Action::RefreshReused.on(session.id).refused(Code::RefreshTokenReused))?;
            let letter = Letter::SessionReuse { login_id: holder.login_id.clone(), at: now };
            act.mail(&holder, &letter)?;
            Ok(Renewal::Refused(Code::RefreshTokenReused))
        }
    }
}

/// Whether the session is neither ended, expired nor idle too long, and its account active.
fn is_live(env: &Env, who: &Who) -> bool {
    let real = env.clock.real();
    let session = who.session();
    let state = match who {
        Who::Person(who) => who.account.state,
        Who::Office(who) => who.office.state,
        Who::Terminal(who) => who.terminal.state,
    };
    session.ended_at.is_none()
        && real < session.expires_at
        && real < later(session.last_used_at, env.settings.access.session_idle)
        && state == AccountState::Active
}

/// Who an access token stands for. Every request asks the database, so that an ended session is
/// refused at once, on every replica.
///
/// # Errors
/// [`Code::Unauthenticated`], [`Code::AccessTokenExpired`], [`Code::SessionEnded`],
/// [`Code::TemporaryPasswordExpired`].
pub fn authenticate(env: &Env, compact: &str) -> Result<Who, Failure> {
    env.store.read(|tx| {
        let who = live(env, tx, compact)?;
        require_usable(env, tx, &who)?;
        Ok(who)
    })
}

/// The same for who only wants to sign out: the time of a temporary password does not matter.
///
/// # Errors
/// [`Code::Unauthenticated`], [`Code::AccessTokenExpired`], [`Code::SessionEnded`].
pub fn recognise(env: &Env, compact: &str) -> Result<Who, Failure> {
    env.store.read(|tx| live(env, tx, compact))
}

/// [`recognise`] of a session whose token was looked at before.
///
/// # Errors
/// [`Code::SessionEnded`].
pub fn recognise_again(env: &Env, session: Id<kind::Session>) -> Result<Who, Failure> {
    env.store.read(|tx| live_session(env, tx, session))
}

/// [`authenticate`] of a session whose token was looked at before.
///
/// # Errors
/// [`Code::SessionEnded`], [`Code::TemporaryPasswordExpired`].
pub fn authenticate_again(env: &Env, session: Id<kind::Session>) -> Result<Who, Failure> {
    env.store.read(|tx| {
        let who = live_session(env, tx, session)?;
        require_usable(env, tx, &who)?;
        Ok(who)
    })
}

/// Whose live session a token is of.
fn live(env: &Env, tx: &mut dyn Tx, compact: &str) -> Result<Who, Failure> {
    let token = env.signer.verify(compact, env.clock.real())?;
    let who = live_session(env, tx, token.session)?;
    if who.session().account == token.account {
        Ok(who)
    } else {
        Err(Refusal::new(Code::SessionEnded).into())
    }
}

fn live_session(env: &Env, tx: &mut dyn Tx, id: Id<kind::Session>) -> Result<Who, Failure> {
    let who = tx.signed_in(id)?.filter(|who| is_live(env, who));
    who.ok_or_else(|| Refusal::new(Code::SessionEnded).into())
}

/// A session that began with a temporary password is of no use when that one's time is over
/// (RIS-TMP-03).
fn require_usable(env: &Env, tx: &mut dyn Tx, who: &Who) -> Result<(), Failure> {
    let session = who.session();
    if session.restricted
        && let Some(issued) = tx.temporary(session.account)?
    {
        require_not_expired(env, tx, &issued)?;
    }
    Ok(())
}

/// The account's live sessions.
///
/// # Errors
/// When the store cannot be read.
pub fn list(
    env: &Env,
    account: Id<kind::Account>,
    page: PageRequest,
) -> Result<Page<Session>, Failure> {
    let real = env.clock.real();
    let idle_since = later(real, -env.settings.access.session_idle);
    env.store.read(|tx| Ok(tx.live_sessions(account, real, idle_since, page)?))
}

/// Ends one of the account's own sessions.
///
/// # Errors
/// [`Code::NotFound`] for a session that is not live or not the caller's.
pub fn end(
    env: &Env,
    call: &Call,
    account: Id<kind::Account>,
    session: Id<kind::Session>,
) -> Result<(), Failure> {
    let real = env.clock.real();
    env.write(call, |act| {
        act.tx
            .end_session(account, session, SessionEnd::SignedOut, real)?
            .or(Refusal::new(Code::NotFound))?;
        act.audit(Action::SessionEnded.on(session))
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
    if let Some(until) = env.repeated(call)? {
        return Ok(until);
    }
    let proof = prove(env, call, Realm::Person, &who.account.login_id, password, None);
    let proof = proof.map_err(wrong_proof)?;
    let proved = env.write_kept(call, |act| {
        proof.settle(act)?;
        act.tx.note_proof(who.session.id, act.now)?;
        act.audit(Action::PasswordProved.on(who.account.id))?;
        Ok(later(act.now, env.settings.access.password_proof))
    });
    proof.close(env, proved)
}

/// A wrong current password of somebody signed in is no refused sign-in.
fn wrong_proof(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refusal)
            if matches!(refusal.code, Code::SignInRefused | Code::OfficeSignInRefused) =>
        {
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

/// Changes the own password of a person or an office; all other sessions end and every device loses
/// its budget.
///
/// # Errors
/// [`Code::InvalidFields`] with every rule the new password breaks, [`Code::PasswordProofWrong`].
pub fn change_password(
    env: &Env,
    call: &Call,
    who: &Who,
    command: &PasswordChange,
    dry_run: bool,
) -> Result<(), Failure> {
    if let Some(()) = env.repeated(call)? {
        return Ok(());
    }
    let (holder, session) = (who.holder(), who.session().id);
    let mut violations = new_password_violations(&holder, command);
    let realm = holder.kind.realm();
    let proof = prove(env, call, realm, &holder.login_id, &command.current, None);
    let proof = proof.map_err(wrong_proof)?;
    if command.new.same_as(&command.current) {
        violations
            .push(Violation::new("/new_password", FieldCode::PasswordPrevious).rule(Rule::Pwd01));
    }
    if !violations.is_empty() || dry_run {
        env.write(call, |act| proof.settle(act))?;
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
    let (now, real) = (env.clock.now(), env.clock.real());
    let changed = env.write_kept(call, |act| {
        proof.settle(act)?;
        let account = holder.account;
        act.tx.set_password(account, &hash, policy_of(holder.kind).generations, now)?;
        act.tx.end_sessions(account, Some(session), SessionEnd::PasswordSet, real)?;
        act.tx.forget_devices(&[account])?;
        act.tx.void_links(account, LinkPurpose::ALL, now)?;
        act.tx.note_proof(session, now)?;
        act.audit(Action::PasswordChanged.on(account))?;
        let login_id = holder.login_id.clone();
        let letter = Letter::PasswordChanged { login_id, at: now, unlocked: false };
        act.mail(&holder, &letter)?;
        Ok(())
    });
    proof.close(env, changed)
}

/// Everything that is wrong with a new password as far as it shows without the present one.
fn new_password_violations(holder: &Holder, command: &PasswordChange) -> Vec<Violation> {
    let policy = policy_of(holder.kind);
    let mut violations = password::check(policy, &command.new, &holder.owner(), "/new_password");
    if !command.new.same_as(&command.confirmation) {
        let differs = Violation::new("/password_confirmation", FieldCode::ConfirmationDiffers);
        violations.push(differs.rule(Rule::Rcv05));
    }
    violations
}

/// Opens the guard before an account, for recovery and operators.
///
/// # Errors
/// When the store cannot be written.
pub fn unlock(act: &mut Act<'_>, account: Id<kind::Account>) -> Result<bool, Failure> {
    let guard = act.tx.guard(guard_subject(account), Some(account), act.env.clock.real())?;
    act.tx.put_guard(&unlocked(&guard))?;
    Ok(guard.locked_at.is_some())
}
