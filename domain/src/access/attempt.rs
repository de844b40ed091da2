//! A password attempt: the one way in which a typed password meets a stored hash. Every endpoint
//! that takes a current password goes through here, so that none goes around the lock.

use std::cell::Cell;

use jiff::Timestamp;

use super::{
    Device, Guard, Holder, LockPolicy, Reservation, failed, locked, passed, released, reserve,
};
use crate::audit::Action;
use crate::env::{Act, Env, Tx};
use crate::identity::{AccountState, Realm};
use crate::kernel::{
    Call, Code, Digest, Failure, Id, Limit, MINUTE, PasswordHash, PlainPassword, Purpose, Refusal,
    Rule, Token, kind, later, text,
};
use crate::mail::Letter;
use crate::password::{self, PresentPassword};

/// A right password: what the caller's transaction settles with [`Proof::settle`].
#[derive(Debug, Clone)]
pub struct Proof {
    /// Whose.
    pub holder: Holder,
    /// The known device it came from.
    pub device: Option<Device>,
    /// The password it matched.
    pub password: PresentPassword,
    /// A hash of the same password with the parameters in force, if those changed.
    pub rehashed: Option<PasswordHash>,
    guard: Guarding,
    settled: Cell<bool>,
}

/// Which guard a try is counted by. That of a device names no account: it locks nobody else out.
#[derive(Debug, Clone, Copy)]
struct Guarding {
    realm: Realm,
    subject: Digest,
    account: Option<Id<kind::Account>>,
}

impl Guarding {
    /// When it locks.
    fn policy(self, env: &Env) -> LockPolicy {
        env.settings.access.lock(self.realm)
    }

    /// The guard, held until the transaction ends.
    fn held(self, tx: &mut dyn Tx, now: Timestamp) -> Result<Guard, Failure> {
        Ok(tx.guard(self.subject, self.account, now)?)
    }
}

impl Proof {
    /// Starts the count of wrong passwords again. The account is held from here on, so that who ends
    /// all its sessions ends the one that the caller opens, too.
    ///
    /// # Errors
    /// The realm's refusal when the account was locked or disabled, or its password changed,
    /// while this one was hashed.
    pub fn settle(&self, act: &mut Act<'_>) -> Result<(), Failure> {
        let account = self.holder.account;
        let refused = || refusal(self.guard.realm);
        let state = act.tx.hold_account(account)?;
        let present = act.tx.present_password(account)?.map(|password| password.generation);
        if state != Some(AccountState::Active) || present != Some(self.password.generation) {
            return Err(refused().into());
        }
        let guard = self.guard.held(act.tx, act.env.clock.real())?;
        let next = passed(&guard, self.guard.policy(act.env), act.now).ok_or_else(refused)?;
        act.tx.put_guard(&next)?;
        if let Some(new) = &self.rehashed {
            // Lost only when another sign-in did the same.
            let _same = act.tx.rehash_password(account, &self.password.hash, new)?;
        }
        self.settled.set(true);
        Ok(())
    }

    /// Gives the reserved try back when the call ended without [`Proof::settle`]: refused, or repeated
    /// under its idempotency key.
    ///
    /// # Errors
    /// The call's own, and when the store cannot be written.
    pub fn close<T>(&self, env: &Env, ended: Result<T, Failure>) -> Result<T, Failure> {
        // What failed took its own settling back.
        if ended.is_err() || !self.settled.get() {
            env.store.write(|tx| {
                let guard = self.guard.held(tx, env.clock.real())?;
                Ok(tx.put_guard(&released(&guard))?)
            })?;
        }
        ended
    }
}

/// What was read before the password is hashed.
struct Attempt {
    holder: Option<Holder>,
    device: Option<Device>,
    password: Option<PresentPassword>,
    guard: Guarding,
    standing: Reservation,
}

/// The refusal of a sign-in: the same for an unknown id, a wrong password, a locked and a disabled
/// account (ACC-LCK-02).
fn refusal(realm: Realm) -> Refusal {
    match realm {
        Realm::Person => Refusal::by(Rule::AccLck01, Code::SignInRefused),
        Realm::Office => Refusal::by(Rule::AccLck04, Code::OfficeSignInRefused),
        Realm::Terminal => Refusal::by(Rule::AccLck04, Code::TerminalSignInRefused),
    }
}

/// Failed sign-ins of one client network (ACC-LCK-03).
fn failures_of_client(env: &Env) -> Limit {
    Limit {
        name: "failed-sign-ins",
        quota: env.settings.access.failures_per_client,
        window: 15 * MINUTE,
        rule: Some(Rule::AccLck03),
    }
}

/// What the guard before an account is found by. No secret is in it, so that a lock outlives a change
/// of the server's secret.
pub fn guard_subject(account: Id<kind::Account>) -> Digest {
    let mut subject = [0; 32];
    subject[..16].copy_from_slice(account.uuid().as_bytes());
    Digest(subject)
}

/// What the guard before a login id that nobody has is found by.
fn strangers_subject(env: &Env, realm: Realm, login_id: &str) -> Digest {
    let realm = match realm {
        Realm::Person => "login-id",
        Realm::Office | Realm::Terminal => realm.as_str(),
    };
    env.keys.keyed(Purpose::Guard, &[realm.as_bytes(), text::folded(login_id).as_bytes()])
}

/// Whether the password is that of the account. Known and unknown ids cost one hash and the same
/// statements. A wrong one counts, locks and mails the owner as the rules say, in a transaction of
/// its own.
///
/// # Errors
/// The realm's refusal ([`Code::SignInRefused`], [`Code::OfficeSignInRefused`],
/// [`Code::TerminalSignInRefused`]), [`Code::SignInBusy`], [`Code::TooManyRequests`],
/// [`Code::Overloaded`].
pub fn prove(
    env: &Env,
    call: &Call,
    realm: Realm,
    login_id: &str,
    password: &PlainPassword,
    device: Option<&Token>,
) -> Result<Proof, Failure> {
    let attempt = env.write(call, |act| begin(act, realm, login_id, device))?;
    if attempt.standing == Reservation::Busy {
        return Err(Refusal::by(Rule::AccLck01, Code::SignInBusy).retry_after(1).into());
    }
    let hash = attempt.password.as_ref().map(|present| present.hash.clone());
    let hash = hash.unwrap_or_else(|| env.hasher.decoy());
    let typed = password::normalised(password);
    let matches = match env.hasher.verify(&typed, &hash) {
        Ok(matches) => matches,
        Err(full) => {
            env.write(call, |act| release(act, &attempt))?;
            return Err(full.into());
        }
    };
    let reserved = matches!(attempt.standing, Reservation::Reserved(_));
    match (&attempt.holder, &attempt.password) {
        (Some(holder), Some(present))
            if matches && reserved && holder.state == AccountState::Active =>
        {
            let rehashed =
                if env.hasher.outdated(&hash) { env.hasher.hash(&typed).ok() } else { None };
            Ok(Proof {
                holder: holder.clone(),
                device: attempt.device,
                password: present.clone(),
                rehashed,
                guard: attempt.guard,
                settled: Cell::new(false),
            })
        }
        _ => {
            env.write(call, |act| fail(act, &attempt, matches))?;
            Err(refusal(realm).into())
        }
    }
}

/// Reads the account and reserves a try.
fn begin(
    act: &mut Act<'_>,
    realm: Realm,
    login_id: &str,
    token: Option<&Token>,
) -> Result<Attempt, Failure> {
    let (now, real) = (act.now, act.env.clock.real());
    let policy = &act.env.settings.access;
    failures_of_client(act.env).check(act.env, act.tx, &act.call.origin.network())?;
    let holder = act.tx.holder(realm, login_id)?;
    let device = match token {
        Some(token) => act.tx.device(act.env.keys.digest(token))?,
        None => None,
    };
    let device = device.filter(|device| {
        holder.as_ref().is_some_and(|holder| holder.account == device.account)
            && later(device.last_used_at, policy.device_idle) > real
    });
    let guard = match (&device, &holder) {
        (Some(device), _) => {
            let id = device.id.uuid();
            let subject = act.env.keys.keyed(Purpose::Guard, &[b"device", id.as_bytes()]);
            Guarding { realm, subject, account: None }
        }
        (None, Some(Holder { account, .. })) => {
            Guarding { realm, subject: guard_subject(*account), account: Some(*account) }
        }
        (None, None) => {
            let subject = strangers_subject(act.env, realm, login_id);
            Guarding { realm, subject, account: None }
        }
    };
    let password = match &holder {
        Some(holder) => act.tx.present_password(holder.account)?,
        None => None,
    };
    let before = guard.held(act.tx, real)?;
    let standing = reserve(&before, guard.policy(act.env), policy.reservation, now, real);
    if let Reservation::Reserved(next) = &standing {
        act.tx.put_guard(next)?;
    }
    Ok(Attempt { holder, device, password, guard, standing })
}

/// Gives a reserved try back.
fn release(act: &mut Act<'_>, attempt: &Attempt) -> Result<(), Failure> {
    if let Reservation::Reserved(_) = attempt.standing {
        let guard = attempt.guard.held(act.tx, act.env.clock.real())?;
        act.tx.put_guard(&released(&guard))?;
    }
    Ok(())
}

/// Counts a failure, locks, mails the owner and writes it down.
fn fail(act: &mut Act<'_>, attempt: &Attempt, matches: bool) -> Result<(), Failure> {
    let now = act.now;
    let guard = attempt.guard.held(act.tx, act.env.clock.real())?;
    let policy = attempt.guard.policy(act.env);
    // A right password of a disabled account is no guess: it gives its try back.
    let guessed = !matches || !matches!(attempt.standing, Reservation::Reserved(_));
    let (next, locks) =
        if guessed { failed(&guard, policy, now) } else { (released(&guard), false) };
    act.tx.put_guard(&next)?;
    // Admitted or not: the refusal is the same either way, and the count is what matters.
    let counted = failures_of_client(act.env).admit(act, &act.call.origin.network());
    if let Err(failure @ Failure::Store(_)) = counted {
        return Err(failure);
    }
    let deed = match &attempt.holder {
        Some(holder) => Action::SessionRefused.on(holder.account),
        None => Action::SessionRefused.into(),
    };
    act.audit(deed.refused(refusal(attempt.guard.realm).code))?;
    match (&attempt.holder, &attempt.device) {
        (Some(_), Some(device)) if locks => act.tx.forget_device(device.id)?,
        (Some(holder), None) if locks => {
            act.audit(Action::AccountLocked.on(holder.account))?;
            let login_id = holder.login_id.clone();
            match locked(&next, policy, now).flatten() {
                None => {
                    let letter = Letter::AccountLocked { login_id, at: now };
                    act.mail(holder, &letter)?;
                }
                // Told once: the longer locks that follow tell nothing new.
                Some(until) if next.failures == policy.after => {
                    let letter = Letter::TemporaryLock { login_id, at: now, until };
                    act.mail(holder, &letter)?;
                }
                Some(_) => {}
            }
        }
        _ => {}
    }
    Ok(())
}
