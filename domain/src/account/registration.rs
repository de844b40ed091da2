//! Registration (ACC-REG-01 to 12): a link is mailed, opens the form, and its completion makes the
//! account, a company of one, and a session.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::profile::{self, ProfileForm};
use crate::access::{Granted, Opening, grant, open};
use crate::audit::Action;
use crate::env::{Env, Tx};
use crate::identity::link::NewLink;
use crate::identity::{
    Account, AccountKind, AccountState, Company, CompanyOrigin, CompanyRole, Link, LinkPurpose,
    Profile, link, login_id_form,
};
use crate::kernel::{
    Call, Code, EmailAddress, Failure, FieldCode, HOUR, Limit, PlainPassword, Refusal, Rule,
    StoreError, Token, Unique, Violation, later,
};
use crate::mail::Letter;
use crate::mail::service::Recipient;
use crate::password::{self, Owner, policy_of};

const PURPOSES: &[LinkPurpose] = &[LinkPurpose::Registration];

/// What a link is asked for with.
#[derive(Debug)]
pub struct Request {
    /// The address as it was typed.
    pub email: String,
    /// The kind of account that is asked for.
    pub kind: String,
    /// The terms.
    pub terms: Terms,
}

/// The terms as they were accepted, or not (ACC-REG-02).
#[derive(Debug)]
pub struct Terms {
    /// Whether they were accepted.
    pub accepted: bool,
    /// Which.
    pub version: String,
}

impl Terms {
    /// What is wrong with it: none were accepted, or old ones.
    pub(crate) fn violations(&self, env: &Env) -> Vec<Violation> {
        let current = &env.settings.terms_version;
        let mut violations = Vec::new();
        if !self.accepted {
            violations.push(Violation::new("/accept_terms", FieldCode::TermsNotAccepted));
        }
        if self.version != *current {
            let outdated = Violation::new("/terms_version", FieldCode::TermsOutdated);
            violations.push(outdated.with("current", current));
        }
        violations.into_iter().map(|violation| violation.rule(Rule::AccReg02)).collect()
    }
}

/// A link was mailed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// Links, reminders and inquiries that one client network may ask for.
pub(crate) fn requests_of_client(env: &Env, rule: Rule) -> Limit {
    let quota = env.settings.account.requests_per_client;
    Limit { name: "requests", quota, window: HOUR, rule: Some(rule) }
}

/// Mails of one sort that strangers may have sent to one address. Each sort has a limit of its own,
/// so that nobody uses another's up.
pub(crate) fn mails(sort: &'static str, env: &Env, rule: Rule) -> Limit {
    let quota = env.settings.account.mails_per_address;
    Limit { name: sort, quota, window: HOUR, rule: Some(rule) }
}

/// Mails a registration link (ACC-REG-01, ACC-REG-02, ACC-REG-04, ACC-REG-11). Whether the address holds
/// accounts already plays no part (ACC-REG-03).
///
/// # Errors
/// [`Code::SelfRegistrationNotOffered`], [`Code::InvalidFields`], [`Code::TooManyRequests`].
pub fn request(env: &Env, call: &Call, command: &Request) -> Result<Requested, Failure> {
    let kind = AccountKind::named(&command.kind);
    if kind.is_some_and(|kind| kind != AccountKind::General) {
        return Err(Refusal::by(Rule::AccReg01, Code::SelfRegistrationNotOffered)
            .with("contact", &env.settings.contact)
            .into());
    }
    let email = EmailAddress::parse(&command.email);
    let mut violations = Vec::new();
    if kind.is_none() {
        violations.push(Violation::new("/kind", FieldCode::NotAllowed).rule(Rule::AccReg01));
    }
    if email.is_none() {
        violations.push(Violation::new("/email", FieldCode::EmailInvalid).rule(Rule::AccReg02));
    }
    violations.extend(command.terms.violations(env));
    let Some(email) = email.filter(|_| violations.is_empty()) else {
        return Err(Refusal::fields(violations).into());
    };
    env.write_counted(call, &requests_of_client(env, Rule::AccReg11), |act| {
        mails("registration-mails", env, Rule::AccReg11).admit(act, &email.key())?;
        let token = env.token(LinkPurpose::Registration.prefix());
        let link = Link {
            id: env.id(),
            purpose: LinkPurpose::Registration,
            account: None,
            email: Some(email.clone()),
            terms_version: Some(command.terms.version.clone()),
            language: call.language,
            created_at: act.now,
            expires_at: later(act.now, env.settings.account.registration_link),
            used_at: None,
            voided_at: None,
            tries: 0,
        };
        let expires_at = link.expires_at;
        act.audit(Action::RegistrationRequested.on(link.id))?;
        act.tx.insert_link(&NewLink { digest: env.keys.digest(&token), link })?;
        let recipient = Recipient { address: &email, account: None, language: call.language };
        act.mail(recipient, &Letter::RegistrationLink { token, expires_at })?;
        Ok(Requested { expires_at })
    })
}

/// The open link that a token belongs to.
fn open_link(env: &Env, tx: &mut dyn Tx, token: &Token) -> Result<Link, Failure> {
    let found = tx.link(PURPOSES, env.keys.digest(token))?;
    let found = found.ok_or_else(|| link::unknown(LinkPurpose::Registration))?;
    link::open(&found, env.settings.account.tries_per_link, env.clock.now())?;
    Ok(found)
}

/// What a link is good for, without using it up (ACC-REG-04, ACC-REG-07).
///
/// # Errors
/// [`Code::LinkUnknown`], [`Code::LinkUsed`], [`Code::LinkExpired`].
pub fn inspect(env: &Env, token: &Token) -> Result<Link, Failure> {
    env.store.read(|tx| open_link(env, tx, token))
}

/// The filled-in form behind a link.
#[derive(Debug, Clone)]
pub struct Completion {
    /// The link's token.
    pub token: Token,
    /// The chosen login id.
    pub login_id: String,
    /// The chosen password.
    pub password: PlainPassword,
    /// The password again.
    pub confirmation: PlainPassword,
    /// The customer form.
    pub form: ProfileForm,
}

/// What a completion would make: the confirm screen (ACC-REG-06).
#[derive(Debug, Clone)]
pub struct Preview {
    /// The login id.
    pub login_id: String,
    /// The address that the link proved.
    pub email: EmailAddress,
    /// The profile as it would be stored.
    pub profile: Profile,
}

/// Login ids that may be tried behind one link.
pub(crate) const LOGIN_IDS: Limit =
    Limit { name: "login-ids", quota: 60, window: HOUR, rule: Some(Rule::AccReg10) };

/// Checks a completion without any effect (ACC-REG-05, 06). Completion begins with the same check.
///
/// # Errors
/// The refusals of the link, or [`Code::InvalidFields`] with every violation at once.
pub fn preview(env: &Env, call: &Call, command: &Completion) -> Result<Preview, Failure> {
    let (email, taken) = env.write(call, |act| {
        let link = open_link(env, act.tx, &command.token)?;
        // The address is the link's; no other is asked for (ACC-REG-07).
        let email = link.email.ok_or_else(|| link::unknown(LinkPurpose::Registration))?;
        // Each answer tells whether a login id is taken: nobody asks for a whole list of them. It
        // counts whatever the form's fate.
        LOGIN_IDS.admit(act, &link.id.to_string())?;
        let taken = login_id_form(&command.login_id) && act.tx.login_id_taken(&command.login_id)?;
        Ok((email, taken))
    })?;
    let profile = check(command, &email, taken).map_err(Refusal::fields)?;
    Ok(Preview { login_id: command.login_id.clone(), email, profile })
}

/// Everything that is wrong with a form as far as it shows without the link and the database.
pub fn violations(command: &Completion) -> Vec<Violation> {
    check(command, &EmailAddress::nobody(), false).err().unwrap_or_default()
}

/// Everything that can be wrong with a form.
pub(crate) fn check(
    command: &Completion,
    email: &EmailAddress,
    taken: bool,
) -> Result<Profile, Vec<Violation>> {
    let mut violations = Vec::new();
    if !login_id_form(&command.login_id) {
        violations.push(Violation::new("/login_id", FieldCode::LoginIdForm).rule(Rule::AccReg10));
    } else if taken {
        violations.push(login_id_taken());
    }
    let owner = Owner {
        login_id: &command.login_id,
        email: email.as_str(),
        company_name: &command.form.company_name,
    };
    let policy = policy_of(AccountKind::General);
    violations.extend(password::check(policy, &command.password, &owner, "/password"));
    if !command.password.same_as(&command.confirmation) {
        violations.push(
            Violation::new("/password_confirmation", FieldCode::ConfirmationDiffers)
                .rule(Rule::Rcv05),
        );
    }
    match profile::read(&command.form) {
        Ok(profile) if violations.is_empty() => Ok(profile),
        Ok(_) => Err(violations),
        Err(more) => {
            let named = more.into_iter().map(|violation| Violation {
                rule: violation.rule.or(Some(Rule::AccReg05)),
                ..violation
            });
            violations.extend(named);
            Err(violations)
        }
    }
}

fn login_id_taken() -> Violation {
    Violation::new("/login_id", FieldCode::LoginIdTaken).rule(Rule::AccReg10)
}

/// A new account and its first session.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The account.
    pub account: Account,
    /// Its company: one of its own, or the one that invited it.
    pub company: Company,
    /// The session (ACC-REG-09).
    pub granted: Granted,
}

/// Completes a registration: account, company of one and session, or nothing (ACC-REG-05, 09, 12).
///
/// # Errors
/// Those of [`preview`], and [`Code::Overloaded`].
pub fn complete(env: &Env, call: &Call, command: &Completion) -> Result<Registered, Failure> {
    env.repeated::<()>(call)?;
    let Preview { login_id, email, profile } = preview(env, call, command)?;
    let policy = policy_of(AccountKind::General);
    let hash = env.hasher.hash(&password::normalised(&command.password))?;
    let (account, company, opened) = env.write_secret(call, |act| {
        let link = open_link(env, act.tx, &command.token)?;
        let used = Refusal::by(Rule::AccReg04, Code::LinkUsed);
        act.tx.use_link(link.id, act.now)?.or(used)?;
        let origin = CompanyOrigin::SelfRegistered;
        let company = Company::new(env.id(), &profile.company_name, origin, act.now);
        act.tx.insert_company(&company)?;
        let account = Account {
            id: env.id(),
            company: company.id,
            company_role: CompanyRole::Administrator,
            kind: AccountKind::General,
            login_id: login_id.clone(),
            email: email.clone(),
            profile: profile.clone(),
            state: AccountState::Active,
            terms: link.terms_version.map(|version| (version, link.created_at)),
            version: 1,
            created_at: act.now,
            updated_at: act.now,
        };
        insert(act.tx, &account)?;
        act.tx.set_password(account.id, &hash, policy.generations, act.now)?;
        act.audit(Action::RegistrationCompleted.on(account.id))?;
        let opened = open(act, Opening::of(account.id))?;
        Ok((account, company, opened))
    })?;
    Ok(Registered { account, company, granted: grant(env, opened)? })
}

/// Adds an account; somebody who took the login id in between is a refused field.
pub(crate) fn insert(tx: &mut dyn Tx, account: &Account) -> Result<(), Failure> {
    match tx.insert_account(account) {
        Err(StoreError::Taken(Unique::LoginId | Unique::LoginIdLookalike)) => {
            Err(Refusal::fields(vec![login_id_taken()]).into())
        }
        other => Ok(other?),
    }
}
