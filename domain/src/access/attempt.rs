//! A password attempt: the one way in which a typed password meets a stored hash. Every endpoint
//! that takes a current password goes through here, so that none goes around the lock.

use std::cell::Cell;

use jiff::Timestamp;

use super::{Device, Guard, Reservation, failed, passed, released, reserve};
use crate::account::{Account, AccountState};
use crate::event::{Action, AuditEntry};
use crate::kernel::{
    Call, Code, Digest, Env, Failure, Id, Limit, MINUTE, PasswordHash, PlainPassword, Purpose,
    Refusal, Rule, Token, Tx, kind, later, text,
};
use crate::notification::Letter;
use crate::notification::service::{Recipient, enqueue};
use crate::password::{self, PresentPassword};

/// A right password: what the caller's transaction settles with [`Proof::settle`].
#[derive(Debug, Clone)]
pub struct Proof {
    /// Whose.
    pub account: Account,
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
    subject: Digest,
    account: Option<Id<kind::Account>>,
}

impl Guarding {
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
    /// [`Code::SignInRefused`] when the account was locked or disabled, or its password changed,
    /// while this one was hashed.
    pub fn settle(&self, tx: &mut dyn Tx, now: Timestamp) -> Result<(), Failure> {
        let state = tx.hold_account(self.account.id)?;
        let present = tx.present_password(self.account.id)?.map(|password| password.generation);
        if state != Some(AccountState::Active) || present != Some(self.password.generation) {
            return Err(refusal().into());
        }
        let guard = self.guard.held(tx, now)?;
        let next = passed(&guard).ok_or_else(refusal)?;
        tx.put_guard(&next)?;
        if let Some(new) = &self.rehashed {
            // Lost only when another sign-in did the same.
            let _same = tx.rehash_password(self.account.id, &self.password.hash, new)?;
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
    account: Option<Account>,
    device: Option<Device>,
    password: Option<PresentPassword>,
    guard: Guarding,
    standing: Reservation,
}

/// The refusal of a sign-in: the same for an unknown id, a wrong password, a locked and a disabled
/// account (ACC-LCK-02).
fn refusal() -> Refusal {
    Refusal::by(Rule::AccLck01, Code::SignInRefused)
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
fn strangers_subject(env: &Env, login_id: &str) -> Digest {
    env.keys.keyed(Purpose::Guard, &[b"login-id", text::folded(login_id).as_bytes()])
}

/// Whether the password is that of the account. Known and unknown ids cost one hash and the same
/// statements. A wrong one counts, locks and mails the owner as the rules say, in a transaction of
/// its own.
///
/// # Errors
/// [`Code::SignInRefused`], [`Code::SignInBusy`], [`Code::TooManyRequests`], [`Code::Overloaded`].
pub fn prove(
    env: &Env,
    call: &Call,
    login_id: &str,
    password: &PlainPassword,
    device: Option<&Token>,
) -> Result<Proof, Failure> {
    let attempt = env.store.write(|tx| begin(env, tx, call, login_id, device))?;
    if attempt.standing == Reservation::Busy {
        return Err(Refusal::by(Rule::AccLck01, Code::SignInBusy).retry_after(1).into());
    }
    let hash = attempt.password.as_ref().map(|present| present.hash.clone());
    let hash = hash.unwrap_or_else(|| env.hasher.decoy());
    let typed = password::normalised(password);
    let matches = match env.hasher.verify(&typed, &hash) {
        Ok(matches) => matches,
        Err(full) => {
            env.store.write(|tx| release(env, tx, &attempt))?;
            return Err(full.into());
        }
    };
    let reserved = matches!(attempt.standing, Reservation::Reserved(_));
    match (&attempt.account, &attempt.password) {
        (Some(account), Some(present))
            if matches && reserved && account.state == AccountState::Active =>
        {
            let rehashed =
                if env.hasher.outdated(&hash) { env.hasher.hash(&typed).ok() } else { None };
            Ok(Proof {
                account: account.clone(),
                device: attempt.device,
                password: present.clone(),
                rehashed,
                guard: attempt.guard,
                settled: Cell::new(false),
            })
        }
        _ => {
            env.store.write(|tx| fail(env, tx, call, &attempt, matches))?;
            Err(refusal().into())
        }
    }
}

/// Reads the account and reserves a try.
fn begin(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    login_id: &str,
    token: Option<&Token>,
) -> Result<Attempt, Failure> {
    let real = env.clock.real();
    let policy = &env.settings.access;
    failures_of_client(env).check(env, tx, &call.origin.network())?;
    let account = tx.account_by_login_id(login_id)?;
    let device = match token {
        Some(token) => tx.device(env.keys.digest(token))?,
        None => None,
    };
    let device = device.filter(|device| {
        account.as_ref().is_some_and(|account| account.id == device.account)
            && later(device.last_used_at, policy.device_idle) > real
    });
    let guard = match (&device, &account) {
        (Some(device), _) => {
            let id = device.id.uuid();
            let subject = env.keys.keyed(Purpose::Guard, &[b"device", id.as_bytes()]);
            Guarding { subject, account: None }
        }
        (None, Some(account)) => {
            Guarding { subject: guard_subject(account.id), account: Some(account.id) }
        }
        (None, None) => Guarding { subject: strangers_subject(env, login_id), account: None },
    };
    let password = match &account {
        Some(account) => tx.present_password(account.id)?,
        None => None,
    };
    let before = guard.held(tx, real)?;
    let standing = reserve(&before, policy.lock_after, policy.reservation, real);
    if let Reservation::Reserved(next) = &standing {
        tx.put_guard(next)?;
    }
    Ok(Attempt { account, device, password, guard, standing })
}

/// Gives a reserved try back.
fn release(env: &Env, tx: &mut dyn Tx, attempt: &Attempt) -> Result<(), Failure> {
    if let Reservation::Reserved(_) = attempt.standing {
        let guard = attempt.guard.held(tx, env.clock.real())?;
        tx.put_guard(&released(&guard))?;
    }
    Ok(())
}

/// Counts a failure, locks, mails the owner and writes it down.
fn fail(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    attempt: &Attempt,
    matches: bool,
) -> Result<(), Failure> {
    let now = env.clock.now();
    let guard = attempt.guard.held(tx, env.clock.real())?;
    // A right password of a disabled account is no guess: it gives its try back.
    let guessed = !matches || !matches!(attempt.standing, Reservation::Reserved(_));
    let (next, locks) = if guessed {
        failed(&guard, env.settings.access.lock_after, now)
    } else {
        (released(&guard), false)
    };
    tx.put_guard(&next)?;
    // Admitted or not: the refusal is the same either way, and the count is what matters.
    let counted = failures_of_client(env).admit(env, tx, call, &call.origin.network());
    if let Err(failure @ Failure::Store(_)) = counted {
        return Err(failure);
    }
    let mut entry = AuditEntry::new(env, call, now, Action::SessionRefused);
    if let Some(account) = &attempt.account {
        entry = entry.on(account.id);
    }
    tx.append_audit(&entry.refused(Code::SignInRefused))?;
    match (&attempt.account, &attempt.device) {
        (Some(_), Some(device)) if locks => tx.forget_device(device.id)?,
        (Some(account), None) if locks => {
            let entry = AuditEntry::new(env, call, now, Action::AccountLocked).on(account.id);
            tx.append_audit(&entry)?;
            let recipient = Recipient {
                address: &account.email,
                account: Some(account.id),
                language: account.profile.language,
            };
            let letter = Letter::AccountLocked { login_id: account.login_id.clone(), at: now };
            enqueue(env, tx, recipient, &letter)?;
        }
        _ => {}
    }
    Ok(())
}
