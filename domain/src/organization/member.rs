//! The members of a company: its administrators see them, give them roles, disable and enable them
//! (ORG-03). Who is not of the company does not exist.

use serde::{Deserialize, Serialize};

use crate::access::SignedIn;
use crate::account::admin::{Command, carry_out};
use crate::audit::Action;
use crate::env::{Env, Tx};
use crate::identity::{AccountState, AccountView, Authority, CompanyRole};
use crate::kernel::{
    Call, Code, Failure, FieldCode, Id, Page, PageRequest, Refusal, Rule, Violation, kind,
};

/// A member, with what decides on what may be done with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The account.
    pub view: AccountView,
    /// How many active administrators the company has; more than two need not be told.
    pub administrators: usize,
}

/// Whether the company has no other active administrator than this one.
pub(super) fn is_last_administrator(view: &AccountView, administrators: usize) -> bool {
    view.account.company_role == CompanyRole::Administrator
        && view.account.state == AccountState::Active
        && administrators <= 1
}

/// Whether a member may be disabled or enabled now, by this administrator: what the endpoint does and
/// `actions` tells. Nobody disables themselves, and a company keeps an administrator.
///
/// # Errors
/// [`Code::AccountStateConflict`], [`Code::LastAdministrator`].
pub fn decide(member: &Member, command: Command, by: Id<kind::Account>) -> Result<(), Refusal> {
    let account = &member.view.account;
    let allowed = match command {
        Command::Disable => {
            account.state.closed_by(Authority::Company).is_some() && account.id != by
        }
        // Whom an operator disabled, an operator enables.
        Command::Enable => account.state.opened_by(Authority::Company).is_some(),
        // A person unlocks themselves by recovery.
        Command::Unlock => false,
    };
    if !allowed {
        return Err(Refusal::by(Rule::Org03, Code::AccountStateConflict)
            .with("state", account.state.as_str()));
    }
    match command {
        Command::Disable => decide_role(member, CompanyRole::Member),
        Command::Enable | Command::Unlock => Ok(()),
    }
}

/// Whether a member may be given a role now.
///
/// # Errors
/// [`Code::LastAdministrator`].
pub fn decide_role(member: &Member, role: CompanyRole) -> Result<(), Refusal> {
    let keeps = role == CompanyRole::Administrator;
    if keeps || !is_last_administrator(&member.view, member.administrators) {
        Ok(())
    } else {
        Err(Refusal::by(Rule::Org03, Code::LastAdministrator))
    }
}

/// The members of the administrator's company, newest first.
///
/// # Errors
/// When the store cannot be read.
pub fn list(env: &Env, who: &SignedIn, page: PageRequest) -> Result<Page<Member>, Failure> {
    let company = who.company.id;
    env.store.read(|tx| {
        let administrators = tx.administrator_count(company)?;
        let Page { items, next } = tx.member_page(company, page)?;
        let items = items.into_iter().map(|view| Member { view, administrators });
        Ok(Page { items: items.collect(), next })
    })
}

/// A member of the administrator's company.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(env: &Env, who: &SignedIn, id: Id<kind::Account>) -> Result<Member, Failure> {
    let company = who.company.id;
    env.store.read(|tx| {
        let view = tx.member(company, id)?.ok_or_else(Failure::not_found)?;
        Ok(Member { view, administrators: tx.administrator_count(company)? })
    })
}

/// A member as they are now that the company's administrators are held.
fn held(tx: &mut dyn Tx, who: &SignedIn, id: Id<kind::Account>) -> Result<Member, Failure> {
    let company = who.company.id;
    let administrators = tx.hold_administrators(company)?;
    tx.hold_account(id)?;
    let view = tx.member(company, id)?.ok_or_else(Failure::not_found)?;
    Ok(Member { view, administrators })
}

/// Reads a role.
///
/// # Errors
/// The violation.
pub fn role(typed: &str) -> Result<CompanyRole, Violation> {
    let unknown = || Violation::new("/company_role", FieldCode::NotAllowed).rule(Rule::Org03);
    CompanyRole::named(typed).ok_or_else(unknown)
}

/// Gives a member another role.
///
/// # Errors
/// [`Code::NotFound`], [`Code::VersionStale`], [`Code::InvalidFields`], [`Code::LastAdministrator`].
pub fn change_role(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    id: Id<kind::Account>,
    version: Option<i64>,
    typed: &str,
) -> Result<Member, Failure> {
    let role = role(typed).map_err(|violation| Refusal::fields(vec![violation]))?;
    let company = who.company.id;
    env.write(call, |act| {
        let member = held(act.tx, who, id)?;
        let account = &member.view.account;
        if version.is_some_and(|version| version != account.version) {
            return Err(Refusal::by(Rule::AccPro06, Code::VersionStale).into());
        }
        if account.company_role == role {
            return Ok(member);
        }
        decide_role(&member, role)?;
        act.tx
            .change_member_role(company, id, account.company_role, role, act.now)?
            .or_conflict()?;
        if role != CompanyRole::Administrator {
            act.tx.withdraw_invitations_by(id, act.now)?;
        }
        act.audit(Action::MemberChanged.on(id).detail(role.as_str()))?;
        held(act.tx, who, id)
    })
}

/// Disables or enables a member.
///
/// # Errors
/// [`Code::NotFound`] and those of [`decide`].
pub fn act(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    id: Id<kind::Account>,
    command: Command,
) -> Result<Member, Failure> {
    env.write_kept(call, |act| {
        let member = held(act.tx, who, id)?;
        decide(&member, command, who.account.id)?;
        let action = carry_out(act, &member.view.account, command, Authority::Company)?;
        act.audit(action.on(id))?;
        held(act.tx, who, id)
    })
}
