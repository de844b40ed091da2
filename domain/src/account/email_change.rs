//! Change of e-mail address (ACC-PRO-05): the new one counts only after its own link was followed;
//! the old one stands until then, and is told.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::registration::{mails, requests_of_client};
use crate::access::{SignedIn, service::require_proof};
use crate::audit::Action;
use crate::env::Env;
use crate::identity::link::NewLink;
use crate::identity::{Account, AccountState, Link, LinkPurpose, link};
use crate::kernel::{
    Call, Code, EmailAddress, Failure, FieldCode, Refusal, Rule, Token, Violation, later,
};
use crate::mail::Letter;
use crate::mail::service::Recipient;

const PURPOSES: &[LinkPurpose] = &[LinkPurpose::EmailChange];

/// A link was mailed to the new address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    /// The new address.
    pub email: EmailAddress,
    /// Until when the link is good.
    pub expires_at: Timestamp,
}

fn recipient<'a>(account: &'a Account, address: &'a EmailAddress) -> Recipient<'a> {
    Recipient { address, account: Some(account.id), language: account.profile.language }
}

/// Mails a link to the new address and a notice to the old one. An earlier link is void.
///
/// # Errors
/// [`Code::PasswordProofRequired`], [`Code::InvalidFields`], [`Code::TooManyRequests`].
pub fn request(env: &Env, call: &Call, who: &SignedIn, typed: &str) -> Result<Requested, Failure> {
    require_proof(env, who)?;
    let account = &who.account;
    let refused = |code| {
        Failure::from(Refusal::fields(vec![Violation::new("/email", code).rule(Rule::AccPro05)]))
    };
    let email = EmailAddress::parse(typed).ok_or_else(|| refused(FieldCode::EmailInvalid))?;
    if email == account.email {
        return Err(refused(FieldCode::Unchanged));
    }
    env.write_counted(call, &requests_of_client(env, Rule::AccPro05), |act| {
        mails("email-change-mails", env, Rule::AccPro05).admit(act, &email.key())?;
        // Held, so that a recovery on its way makes this link void, or is seen by it.
        act.tx.hold_account(account.id)?;
        act.tx.void_links(account.id, PURPOSES, act.now)?;
        let token = env.token(LinkPurpose::EmailChange.prefix());
        let expires_at = later(act.now, env.settings.account.registration_link);
        let link = Link {
            id: env.id(),
            purpose: LinkPurpose::EmailChange,
            account: Some(account.id),
            email: Some(email.clone()),
            terms_version: None,
            language: account.profile.language,
            created_at: act.now,
            expires_at,
            used_at: None,
            voided_at: None,
            tries: 0,
        };
        act.tx.insert_link(&NewLink { digest: env.keys.digest(&token), link })?;
        act.audit(Action::EmailChangeRequested.on(account.id))?;
        let login_id = account.login_id.clone();
        let to_new = Letter::EmailChangeLink { login_id: login_id.clone(), token, expires_at };
        act.mail(recipient(account, &email), &to_new)?;
        let new_address_masked = email.masked();
        let to_old = Letter::EmailChangeRequested { login_id, new_address_masked };
        act.mail(recipient(account, &account.email), &to_old)?;
        Ok(Requested { email: email.clone(), expires_at })
    })
}

/// The changed address, masked for whoever follows the link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The login id.
    pub login_id: String,
    /// The new address.
    pub email: EmailAddress,
}

/// Makes the new address count. Recovery links to the old one become void.
///
/// # Errors
/// [`Code::LinkUnknown`], [`Code::LinkUsed`], [`Code::LinkVoid`], [`Code::LinkExpired`].
pub fn complete(env: &Env, call: &Call, token: &Token) -> Result<Changed, Failure> {
    let unknown = || link::unknown(LinkPurpose::EmailChange);
    env.write_kept(call, |act| {
        let found = act.tx.link(PURPOSES, env.keys.digest(token))?.ok_or_else(unknown)?;
        link::open(&found, env.settings.account.tries_per_link, act.now)?;
        let (Some(id), Some(email)) = (found.account, found.email.clone()) else {
            return Err(unknown().into());
        };
        let account = act.tx.account(id)?.ok_or_else(unknown)?.account;
        if account.state != AccountState::Active {
            return Err(unknown().into());
        }
        act.tx.use_link(found.id, act.now)?.or(Refusal::by(Rule::AccPro05, Code::LinkUsed))?;
        act.tx.update_email(id, &email, act.now)?;
        act.tx.void_links(id, &[LinkPurpose::Recovery, LinkPurpose::FirstPassword], act.now)?;
        act.audit(Action::EmailChanged.on(id))?;
        let login_id = account.login_id.clone();
        let letter = Letter::EmailChanged {
            login_id: login_id.clone(),
            new_address_masked: email.masked(),
            at: act.now,
        };
        act.mail(recipient(&account, &account.email), &letter)?;
        Ok(Changed { login_id, email })
    })
}
