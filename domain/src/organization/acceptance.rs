//! The answer to an invitation (ACC-REG-12): declined, or accepted with the registration form. The
//! address is proved by the mail, the company by who invites: nobody types themselves into one.

use serde::{Deserialize, Serialize};

use super::invitation::{end, require_open};
use super::{Invitation, InvitationState};
use crate::access::{Opening, grant, open};
use crate::account::registration::{
    self, Completion, LOGIN_IDS, Preview, Registered, Terms, insert,
};
use crate::audit::Action;
use crate::env::{Env, Tx};
use crate::identity::{Account, AccountKind, AccountState, Company, CompanyState, login_id_form};
use crate::kernel::{Call, Code, Failure, Refusal, Rule, Token, Violation};
use crate::password::{self, policy_of};

/// An invitation as its addressee sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// The company.
    pub company: Company,
}

/// The invitation that a token belongs to, if it may still be answered. A token is looked up among
/// invitations alone, so that it opens no other door.
fn find(env: &Env, tx: &mut dyn Tx, token: &Token) -> Result<Invited, Failure> {
    let found = tx.invitation_by_token(env.keys.digest(token))?;
    let unknown = || Refusal::by(Rule::AccReg12, Code::InvitationUnknown);
    let (invitation, company) = found.ok_or_else(unknown)?;
    require_open(&invitation, env.clock.now())?;
    Ok(Invited { invitation, company })
}

/// What an invitation is to, without using it up.
///
/// # Errors
/// [`Code::InvitationUnknown`], [`Code::InvitationExpired`], [`Code::InvitationEnded`].
pub fn inspect(env: &Env, token: &Token) -> Result<Invited, Failure> {
    env.store.read(|tx| find(env, tx, token))
}

/// Declines an invitation.
///
/// # Errors
/// Those of [`inspect`].
pub fn decline(env: &Env, call: &Call, token: &Token) -> Result<(), Failure> {
    env.write_kept(call, |act| {
        let Invited { invitation, .. } = find(env, act.tx, token)?;
        end(act.tx, &invitation, InvitationState::Declined, None, act.now)?;
        act.audit(Action::InvitationDeclined.on(invitation.id))
    })
}

/// The filled-in form behind an invitation: the customer form, in which the company stands already.
#[derive(Debug)]
pub struct Acceptance {
    /// The form; its company name is put in here.
    pub completion: Completion,
    /// The terms, accepted here: nobody asked before.
    pub terms: Terms,
}

impl Acceptance {
    /// The form with the company's name in it.
    fn in_company(&self, name: &str) -> Completion {
        let mut completion = self.completion.clone();
        name.clone_into(&mut completion.form.company_name);
        completion
    }
}

/// Everything that is wrong with an acceptance as far as it shows without the invitation.
pub fn violations(env: &Env, acceptance: &Acceptance) -> Vec<Violation> {
    let mut violations = acceptance.terms.violations(env);
    let form = registration::violations(&acceptance.completion);
    violations.extend(form.into_iter().filter(|one| one.pointer != "/company_name"));
    violations
}

/// Checks an acceptance without any effect: the confirm screen. Acceptance begins with the same check.
///
/// # Errors
/// Those of [`inspect`], [`Code::InvalidFields`] with every violation at once.
pub fn preview(env: &Env, call: &Call, acceptance: &Acceptance) -> Result<Preview, Failure> {
    let typed = &acceptance.completion.login_id;
    let (invited, taken) = env.write(call, |act| {
        let invited = find(env, act.tx, &acceptance.completion.token)?;
        // As behind a registration link: each answer tells whether a login id is taken.
        LOGIN_IDS.admit(act, &invited.invitation.id.to_string())?;
        let taken = login_id_form(typed) && act.tx.login_id_taken(typed)?;
        Ok((invited, taken))
    })?;
    let email = invited.invitation.email;
    let completion = acceptance.in_company(&invited.company.name);
    let mut violations = acceptance.terms.violations(env);
    match registration::check(&completion, &email, taken) {
        Ok(profile) if violations.is_empty() => {
            Ok(Preview { login_id: typed.clone(), email, profile })
        }
        checked => {
            violations.extend(checked.err().unwrap_or_default());
            Err(Refusal::fields(violations).into())
        }
    }
}

/// Accepts an invitation: an account in the company with the offered role, and a session, or nothing.
///
/// # Errors
/// Those of [`preview`], and [`Code::Overloaded`].
pub fn accept(env: &Env, call: &Call, acceptance: &Acceptance) -> Result<Registered, Failure> {
    env.repeated::<()>(call)?;
    let Preview { login_id, email, profile } = preview(env, call, acceptance)?;
    let policy = policy_of(AccountKind::General);
    let completion = &acceptance.completion;
    let hash = env.hasher.hash(&password::normalised(&completion.password))?;
    let (account, company, opened) = env.write_secret(call, |act| {
        let Invited { invitation, company } = find(env, act.tx, &completion.token)?;
        let company = act.tx.hold_company(company.id)?.ok_or_else(Failure::not_found)?;
        if company.state == CompanyState::Merged {
            // Merged just now: with it, the invitation was withdrawn.
            return Err(Refusal::new(Code::ConcurrentChange).retry_after(1).into());
        }
        let account = Account {
            id: env.id(),
            company: company.id,
            company_role: invitation.company_role,
            kind: AccountKind::General,
            login_id: login_id.clone(),
            email: email.clone(),
            profile: profile.clone(),
            state: AccountState::Active,
            terms: Some((acceptance.terms.version.clone(), act.now)),
            version: 1,
            created_at: act.now,
            updated_at: act.now,
        };
        insert(act.tx, &account)?;
        end(act.tx, &invitation, InvitationState::Accepted, Some(account.id), act.now)?;
        act.tx.set_password(account.id, &hash, policy.generations, act.now)?;
        act.audit(Action::InvitationAccepted.on(invitation.id))?;
        act.audit(Action::RegistrationCompleted.on(account.id))?;
        let opened = open(act, Opening::of(account.id))?;
        Ok((account, company, opened))
    })?;
    Ok(Registered { account, company, granted: grant(env, opened)? })
}
