//! Recovery (RCV-01 to 10): who gives four matching items is mailed a link; its new password unlocks
//! the account. The same link machine gives the first password of an account that an operator made.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::registration::{mails, requests_of_client};
use crate::access::service::unlock;
use crate::access::{Granted, Holder, Opening, SessionEnd, grant, open};
use crate::audit::Action;
use crate::env::{Act, Env, Tx};
use crate::identity::link::NewLink;
use crate::identity::{Account, AccountState, Link, LinkPurpose, Realm, link};
use crate::kernel::field::phone;
use crate::kernel::{
    Call, Code, EmailAddress, Failure, FieldCode, HashError, PlainPassword, Refusal, Rule, Token,
    Violation, later, text,
};
use crate::mail::service::Recipient;
use crate::mail::{Letter, LoginIdItem};
use crate::password::{self, policy_of};

const PURPOSES: &[LinkPurpose] = &[LinkPurpose::Recovery, LinkPurpose::FirstPassword];

/// Login ids in one reminder at most.
const REMINDED: i64 = 50;

/// The four items (RCV-01), as they were typed.
#[derive(Debug)]
pub struct FourItems {
    /// Login id.
    pub login_id: String,
    /// E-mail address.
    pub email: String,
    /// Family and given name.
    pub full_name: String,
    /// Telephone number.
    pub phone: String,
}

/// Whether all four items are those of the account, after normalisation. All are compared, always.
fn matches(items: &FourItems, email: Option<&EmailAddress>, account: &Account) -> bool {
    let profile = &account.profile;
    let name = text::folded(&format!("{}{}", profile.family_name, profile.given_name));
    let checks = [
        text::folded(&items.login_id) == text::folded(&account.login_id),
        email.is_some_and(|email| email.key() == account.email.key()),
        text::folded(&items.full_name) == name,
        phone(&items.phone).is_some_and(|phone| phone == profile.phone),
    ];
    checks.iter().fold(true, |all, check| all & check)
}

/// The answer to a request: the same whether a link was mailed or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    /// Until when a link, if one was mailed, is good.
    pub expires_at: Timestamp,
}

/// Mails a link if all four items match; the same statements, and so the same time, if not
/// (RCV-02). A newer link makes older ones void (RCV-04).
///
/// # Errors
/// [`Code::InvalidFields`] for a missing item, [`Code::TooManyRequests`].
pub fn request(env: &Env, call: &Call, items: &FourItems) -> Result<Requested, Failure> {
    let given = [
        ("/login_id", &items.login_id),
        ("/email", &items.email),
        ("/full_name", &items.full_name),
        ("/phone", &items.phone),
    ];
    let missing: Vec<Violation> = given
        .into_iter()
        .filter(|(_, typed)| typed.trim().is_empty())
        .map(|(pointer, _)| Violation::new(pointer, FieldCode::Required).rule(Rule::Rcv01))
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::fields(missing).into());
    }
    let email = EmailAddress::parse(&items.email);
    env.write_counted(call, &requests_of_client(env, Rule::Rcv02), |act| {
        let account = act.tx.account_by_login_id(&items.login_id)?;
        let account = account.filter(|account| matches(items, email.as_ref(), account));
        // Only mails count: who knows the login id alone must not use the owner's mails up.
        let holder = account.as_ref().map(Holder::of);
        let expires_at = mail_link(act, holder, &items.login_id)?;
        Ok(Requested { expires_at })
    })
}

/// Mails a link to the responsible manager of the office with this code (RIS-OFC-01); the same answer
/// and the same statements if there is none.
///
/// # Errors
/// [`Code::TooManyRequests`].
pub fn request_for_office(env: &Env, call: &Call, code: &str) -> Result<Requested, Failure> {
    env.write_counted(call, &requests_of_client(env, Rule::RisOfc01), |act| {
        let holder = act.tx.holder(Realm::Office, code)?;
        let expires_at = mail_link(act, holder, code)?;
        Ok(Requested { expires_at })
    })
}

/// Writes a recovery link and its mail, or their like for nobody. Over the limit of mails the answer
/// is the same, and no mail goes.
fn mail_link(act: &mut Act<'_>, holder: Option<Holder>, typed: &str) -> Result<Timestamp, Failure> {
    let now = act.now;
    let key = match &holder {
        Some(holder) => holder.account.to_string(),
        None => format!("nobody:{}", text::folded(typed)),
    };
    let few = mails("recovery-mails", act.env, Rule::Rcv02).within(act.env, act.tx, &key)?;
    let holder = holder.filter(|_| few);
    let nobody = crate::kernel::Id::from_uuid(uuid::Uuid::nil());
    let purpose = LinkPurpose::Recovery;
    let token = act.env.token(purpose.prefix());
    let expires_at = later(now, act.env.settings.account.recovery_link);
    let language = holder.as_ref().map_or(act.call.language, |holder| holder.language);
    let account = holder.as_ref().map(|holder| holder.account);
    // A stranger asks for this one: the link to a first password, sent by an operator, stays.
    act.tx.void_links(account.unwrap_or(nobody), &[purpose], now)?;
    let link = Link {
        id: act.env.id(),
        purpose,
        account,
        email: holder.as_ref().map(|holder| holder.address.clone()),
        terms_version: None,
        language,
        created_at: now,
        expires_at,
        used_at: None,
        voided_at: account.is_none().then_some(now),
        tries: 0,
    };
    act.tx.insert_link(&NewLink { digest: act.env.keys.digest(&token), link })?;
    match &holder {
        Some(holder) => {
            act.audit(Action::RecoveryRequested.on(holder.account))?;
            let login_id = holder.login_id.clone();
            let letter = Letter::RecoveryLink { login_id, token, expires_at };
            act.mail(holder, &letter)?;
        }
        None => {
            act.audit(Action::RecoveryRequested.detail("no match"))?;
            let address = EmailAddress::nobody();
            let recipient = Recipient { address: &address, account: None, language };
            let login_id = "nobody".to_owned();
            let letter = Letter::RecoveryLink { login_id, token, expires_at };
            act.withhold(recipient, &letter)?;
        }
    }
    Ok(expires_at)
}

/// The open link that a token belongs to, with whoever it lets in.
fn open_link(env: &Env, tx: &mut dyn Tx, token: &Token) -> Result<(Link, Holder), Failure> {
    let unknown = || link::unknown(LinkPurpose::Recovery);
    let found = tx.link(PURPOSES, env.keys.digest(token))?.ok_or_else(unknown)?;
    let holder = tx.holder_of(found.account.ok_or_else(unknown)?)?.ok_or_else(unknown)?;
    link::open(&found, env.settings.account.tries_per_link, env.clock.now())?;
    Ok((found, holder))
}

/// What a link is good for, without using it up (RCV-09).
///
/// # Errors
/// [`Code::LinkUnknown`], [`Code::LinkUsed`], [`Code::LinkVoid`], [`Code::LinkExpired`],
/// [`Code::LinkExhausted`].
pub fn inspect(env: &Env, token: &Token) -> Result<(Link, Holder), Failure> {
    env.store.read(|tx| open_link(env, tx, token))
}

/// A new password behind a link.
#[derive(Debug)]
pub struct Completion {
    /// The link's token.
    pub token: Token,
    /// The new password.
    pub password: PlainPassword,
    /// The new password again (RCV-05).
    pub confirmation: PlainPassword,
}

/// An account that is in again. A disabled one has its password, but no session (RCV-08).
#[derive(Debug, Clone)]
pub struct Recovered {
    /// Whoever has the password.
    pub holder: Holder,
    /// Its session (RCV-07).
    pub granted: Option<Granted>,
}

/// Everything that is wrong with the new password. Takes one of the link's tries, whatever comes of
/// it (RCV-06).
fn check(env: &Env, command: &Completion) -> Result<(Link, Holder), Failure> {
    let tries = env.settings.account.tries_per_link;
    let (link, holder, previous) = env.store.write(|tx| {
        let (link, holder) = open_link(env, tx, &command.token)?;
        let exhausted = Refusal::by(Rule::Rcv06, Code::LinkExhausted);
        tx.try_link(link.id, tries)?.or(exhausted.with("expired_at", link.expires_at))?;
        let generations = policy_of(holder.kind).generations;
        let previous = tx.password_hashes(holder.account, generations)?;
        Ok((link, holder, previous))
    })?;
    let policy = policy_of(holder.kind);
    let mut violations = password::check(policy, &command.password, &holder.owner(), "/password");
    if !command.password.same_as(&command.confirmation) {
        violations.push(
            Violation::new("/password_confirmation", FieldCode::ConfirmationDiffers)
                .rule(Rule::Rcv05),
        );
    }
    let typed = password::normalised(&command.password);
    for hash in &previous {
        let same = env.hasher.verify(&typed, hash).or_else(|full| give_back(env, &link, full))?;
        if same {
            violations
                .push(Violation::new("/password", FieldCode::PasswordPrevious).rule(Rule::Rcv06));
            break;
        }
    }
    if violations.is_empty() { Ok((link, holder)) } else { Err(Refusal::fields(violations).into()) }
}

/// Gives a link's try back when the password lanes were full: nobody was refused for what they typed.
fn give_back<T>(env: &Env, link: &Link, full: HashError) -> Result<T, Failure> {
    env.store.write(|tx| Ok(tx.untry_link(link.id)?))?;
    Err(full.into())
}

/// Checks a completion; it counts as a try, and changes nothing else (RCV-06).
///
/// # Errors
/// The refusals of the link, [`Code::InvalidFields`] with every violation at once.
pub fn preview(env: &Env, command: &Completion) -> Result<Holder, Failure> {
    check(env, command).map(|(_, holder)| holder)
}

/// Sets the new password, unlocks the account, ends its other sessions, signs it in and tells its
/// owner (RCV-07).
///
/// # Errors
/// Those of [`preview`], and [`Code::Overloaded`].
pub fn complete(env: &Env, call: &Call, command: &Completion) -> Result<Recovered, Failure> {
    env.repeated::<()>(call)?;
    let (link, holder) = check(env, command)?;
    let hash = env.hasher.hash(&password::normalised(&command.password));
    let hash = hash.or_else(|full| give_back(env, &link, full))?;
    let (now, real) = (env.clock.now(), env.clock.real());
    let (holder, opened) = env.write_secret(call, |act| {
        let used = Refusal::by(Rule::Rcv04, Code::LinkUsed).with("expired_at", link.expires_at);
        act.tx.use_link(link.id, now)?.or(used)?;
        // As it is now, and held: a sign-in on its way sees the new password, or its session ends.
        let account = holder.account;
        let state = act.tx.hold_account(account)?.unwrap_or(AccountState::Disabled);
        act.tx.set_password(account, &hash, policy_of(holder.kind).generations, now)?;
        // Every way back in that somebody else may have opened is closed, a new address among them.
        act.tx.void_links(account, LinkPurpose::ALL, now)?;
        let unlocked = unlock(act, account)?;
        act.tx.end_sessions(account, None, SessionEnd::PasswordSet, real)?;
        act.tx.forget_devices(&[account])?;
        act.audit(Action::RecoveryCompleted.on(account))?;
        if unlocked {
            act.audit(Action::AccountUnlocked.on(account))?;
        }
        let login_id = holder.login_id.clone();
        let letter = Letter::PasswordChanged { login_id, at: now, unlocked };
        act.mail(&holder, &letter)?;
        // Somebody may have disabled it since the check (RCV-08).
        let opened = match state {
            AccountState::Active => Some(open(act, Opening::of(account))?),
            AccountState::Suspended | AccountState::Disabled => None,
        };
        Ok((Holder { state, ..holder.clone() }, opened))
    })?;
    let granted = opened.map(|opened| grant(env, opened)).transpose()?;
    Ok(Recovered { holder, granted })
}

/// "This was not me" (RCV-09): the link becomes void and operators see it in the audit trail.
///
/// # Errors
/// The refusals of the link.
pub fn disown(env: &Env, call: &Call, token: &Token) -> Result<(), Failure> {
    env.write_kept(call, |act| {
        let (link, holder) = open_link(env, act.tx, token)?;
        act.tx.void_links(holder.account, &[link.purpose], act.now)?;
        act.audit(Action::RecoveryDisowned.on(holder.account))
    })
}

/// The answer to a reminder: the same whether the address holds accounts or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminded {
    /// When it was asked for.
    pub requested_at: Timestamp,
}

/// Mails the login ids that hold an address to it (RCV-10).
///
/// # Errors
/// [`Code::InvalidFields`], [`Code::TooManyRequests`].
pub fn remind(env: &Env, call: &Call, typed: &str) -> Result<Reminded, Failure> {
    let email = EmailAddress::parse(typed).ok_or_else(|| {
        let violation = Violation::new("/email", FieldCode::EmailInvalid).rule(Rule::Rcv10);
        Refusal::fields(vec![violation])
    })?;
    env.write_counted(call, &requests_of_client(env, Rule::Rcv10), |act| {
        mails("reminder-mails", env, Rule::Rcv10).admit(act, &email.key())?;
        let accounts = act.tx.accounts_by_email(&email, REMINDED)?;
        act.audit(Action::LoginIdsReminded)?;
        let items = accounts.iter().map(|view| LoginIdItem {
            login_id: view.account.login_id.clone(),
            company: view.company.name.clone(),
        });
        let letter = Letter::LoginIdReminder { items: items.collect() };
        // To the stored spelling of the address, never to the typed one.
        match accounts.first() {
            Some(view) => {
                let account = &view.account;
                let language = account.profile.language;
                let recipient = Recipient { address: &account.email, account: None, language };
                act.mail(recipient, &letter)?;
            }
            None => {
                let address = EmailAddress::nobody();
                let language = call.language;
                let recipient = Recipient { address: &address, account: None, language };
                act.withhold(recipient, &letter)?;
            }
        }
        Ok(Reminded { requested_at: act.now })
    })
}
