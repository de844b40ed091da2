//! An account that comes to another company (ORG-02). Its sessions end, as what it may do and see is
//! another thing now.

use super::mandate::state_conflict;
use super::member::is_last_administrator;
use crate::access::SessionEnd;
use crate::audit::Action;
use crate::env::Env;
use crate::identity::{
    AccountKind, AccountView, Company, CompanyOrigin, CompanyRole, CompanyState,
};
use crate::kernel::{Call, Code, Failure, FieldCode, Id, Refusal, Rule, Violation, kind};

/// Where an account is to belong, as it was typed.
#[derive(Debug, Clone)]
pub struct Placement {
    /// The company's id.
    pub company: String,
    /// The role there; a member's when none is named.
    pub company_role: Option<String>,
}

/// Everything that is wrong with a placement as far as it shows without the database.
pub fn violations(placement: &Placement) -> Vec<Violation> {
    read(placement).err().unwrap_or_default()
}

fn read(placement: &Placement) -> Result<(Id<kind::Company>, CompanyRole), Vec<Violation>> {
    let company = placement
        .company
        .parse()
        .map_err(|_| Violation::new("/company_id", FieldCode::InvalidFormat).rule(Rule::Org02));
    let role = placement.company_role.as_deref().map_or(Ok(CompanyRole::Member), |typed| {
        let unknown = || Violation::new("/company_role", FieldCode::NotAllowed).rule(Rule::Org03);
        CompanyRole::named(typed).ok_or_else(unknown)
    });
    match (company, role) {
        (Ok(company), Ok(role)) => Ok((company, role)),
        (company, role) => Err(company.err().into_iter().chain(role.err()).collect()),
    }
}

/// Whether a company may be merged, take another over, or take accounts in: it is active, and does not
/// run this system. What the endpoint does and `actions` tells.
///
/// # Errors
/// [`Code::CompanyStateConflict`].
pub fn may_merge(company: &Company) -> Result<(), Refusal> {
    let stands = company.state == CompanyState::Active;
    if stands && company.origin != CompanyOrigin::Operating {
        Ok(())
    } else {
        Err(state_conflict(company))
    }
}

/// Whether an account may be moved there. Operators belong to the operating company, and nobody else
/// does.
///
/// # Errors
/// [`Code::CompanyStateConflict`], [`Code::LastAdministrator`], [`Code::InvalidFields`] for the place
/// that it has.
fn decide_move(
    view: &AccountView,
    to: &Company,
    role: CompanyRole,
    administrators: usize,
    persons: usize,
) -> Result<(), Refusal> {
    let account = &view.account;
    if account.kind == AccountKind::Operator {
        return Err(state_conflict(&view.company));
    }
    may_merge(to)?;
    let stays = account.company == to.id;
    if stays && account.company_role == role {
        let unchanged = Violation::new("/company_id", FieldCode::Unchanged).rule(Rule::Org02);
        return Err(Refusal::fields(vec![unchanged]));
    }
    let gives_up = !stays || role != CompanyRole::Administrator;
    if gives_up && persons > 1 && is_last_administrator(view, administrators) {
        return Err(Refusal::by(Rule::Org03, Code::LastAdministrator));
    }
    Ok(())
}

/// Moves a person to another company, or gives them another role in their own, for an operator.
///
/// # Errors
/// [`Code::NotFound`] for an unknown account, [`Code::InvalidFields`], [`Code::CompanyStateConflict`],
/// [`Code::LastAdministrator`].
pub fn move_account(
    env: &Env,
    call: &Call,
    id: Id<kind::Account>,
    placement: &Placement,
    reason: &str,
) -> Result<AccountView, Failure> {
    let (to, role) = read(placement).map_err(Refusal::fields)?;
    let (now, real) = (env.clock.now(), env.clock.real());
    env.write_kept(call, |act| {
        let from = act.tx.account(id)?.ok_or_else(Failure::not_found)?.account.company;
        let company = act.tx.hold_company(to)?.ok_or_else(|| unknown("/company_id"))?;
        let administrators = act.tx.hold_administrators(from)?;
        let persons = act.tx.person_count(from)?;
        // As it is now that its company's administrators are held.
        let view = act.tx.account(id)?.ok_or_else(Failure::not_found)?;
        decide_move(&view, &company, role, administrators, persons)?;
        act.tx.move_to_company(id, from, to, role, now)?.or_conflict()?;
        if from != to || role != CompanyRole::Administrator {
            act.tx.withdraw_invitations_by(id, now)?;
        }
        let action = if from == to { Action::MemberChanged } else { Action::AccountMoved };
        let deed = action.on(id).because(reason);
        if from == to {
            act.audit(deed.detail(role.as_str()))?;
        } else {
            act.tx.end_sessions(id, None, SessionEnd::CompanyChanged, real)?;
            act.audit(deed.detail(format!("{from} {to}")))?;
        }
        act.tx.account(id)?.ok_or_else(Failure::not_found)
    })
}

/// The refusal of a company that is not there.
pub(crate) fn unknown(pointer: &str) -> Refusal {
    Refusal::fields(vec![Violation::new(pointer, FieldCode::NotAllowed).rule(Rule::Org02)])
}
