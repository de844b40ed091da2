//! Accounts that come to another company: one that is moved, or all of a company that is merged
//! (ORG-02). Their sessions end, as what they may do and see is another thing now.

use serde::{Deserialize, Serialize};

use super::mandate::{not_found, state_conflict};
use super::member::is_last_administrator;
use super::{Company, CompanyOrigin, CompanyRole, CompanyState};
use crate::access::SessionEnd;
use crate::account::{AccountKind, AccountView};
use crate::event::{Action, AuditEntry};
use crate::kernel::{Call, Code, Env, Failure, FieldCode, Id, Refusal, Rule, Violation, kind};

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

/// Moves a person to another company, or gives him another role in his own, for an operator.
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
    env.write_kept(call, |tx| {
        let from = tx.account(id)?.ok_or_else(not_found)?.account.company;
        let company = tx.hold_company(to)?.ok_or_else(|| unknown("/company_id"))?;
        let administrators = tx.hold_administrators(from)?;
        let persons = tx.person_count(from)?;
        // As it is now that its company's administrators are held.
        let view = tx.account(id)?.ok_or_else(not_found)?;
        decide_move(&view, &company, role, administrators, persons)?;
        tx.move_to_company(id, from, to, role, now)?.or_conflict()?;
        if from != to || role != CompanyRole::Administrator {
            tx.withdraw_invitations_by(id, now)?;
        }
        let action = if from == to { Action::MemberChanged } else { Action::AccountMoved };
        let entry = AuditEntry::new(env, call, now, action).on(id).because(reason);
        if from == to {
            tx.append_audit(&entry.detail(role.as_str()))?;
        } else {
            tx.end_sessions(id, None, SessionEnd::CompanyChanged, real)?;
            tx.append_audit(&entry.detail(format!("{from} {to}")))?;
        }
        tx.account(id)?.ok_or_else(not_found)
    })
}

fn unknown(pointer: &str) -> Refusal {
    Refusal::fields(vec![Violation::new(pointer, FieldCode::NotAllowed).rule(Rule::Org02)])
}

/// What came to a company with one that it took over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The accounts.
    pub accounts: Vec<Id<kind::Account>>,
    /// How many cargo records came beside another of their waybill.
    pub duplicate_waybills: usize,
}

/// A company that another one took over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The company as it is now.
    pub company: Company,
    /// The one that took it over.
    pub into: Company,
    /// How many accounts came to the other one.
    pub accounts: usize,
    /// How many cargo records came beside another of their waybill, and have an alert that says so.
    pub duplicate_waybills: usize,
}

/// Whether a company may be merged into another: both stand for themselves, and neither runs this
/// system.
///
/// # Errors
/// [`Code::CompanyStateConflict`], [`Code::InvalidFields`] for the company itself.
fn decide_merge(company: &Company, into: &Company) -> Result<(), Refusal> {
    may_merge(company)?;
    if company.id == into.id {
        return Err(unknown("/into_company_id"));
    }
    may_merge(into)
}

/// Merges a company into another. Its accounts of every realm come to the other one, persons as
/// members: who administers there decides on their roles. Its pending invitations are withdrawn.
///
/// # Errors
/// [`Code::NotFound`], [`Code::InvalidFields`], [`Code::CompanyStateConflict`].
pub fn merge(
    env: &Env,
    call: &Call,
    id: Id<kind::Company>,
    into: &str,
    reason: &str,
) -> Result<Merged, Failure> {
    let into = into.parse().map_err(|_| {
        let form = Violation::new("/into_company_id", FieldCode::InvalidFormat);
        Refusal::fields(vec![form.rule(Rule::Org02)])
    })?;
    let (now, real) = (env.clock.now(), env.clock.real());
    env.write_kept(call, |tx| {
        let company = tx.company(id)?.ok_or_else(not_found)?;
        let other = tx.hold_company(into)?.ok_or_else(|| unknown("/into_company_id"))?;
        decide_merge(&company, &other)?;
        let conflict = || Refusal::new(Code::ConcurrentChange).retry_after(1);
        let carried = tx.merge_company(id, into, now)?.ok_or_else(conflict)?;
        let entry = |action| AuditEntry::new(env, call, now, action).because(reason);
        for company in [id, into] {
            let entry = entry(Action::CompanyMerged).on(company);
            tx.append_audit(&entry.detail(format!("{id} {into}")))?;
        }
        for account in &carried.accounts {
            tx.end_sessions(*account, None, SessionEnd::CompanyChanged, real)?;
            let entry = entry(Action::AccountMoved).on(*account);
            tx.append_audit(&entry.detail(format!("{id} {into}")))?;
        }
        let assignments = tx.carry_assignments(id, into, now)?;
        for (ids, action) in [
            (assignments.carried, Action::AssignmentCarried),
            (assignments.removed, Action::AssignmentRemoved),
        ] {
            let of =
                |one: Id<kind::Assignment>| entry(action).on(one).detail(format!("{id} {into}"));
            let entries: Vec<AuditEntry> = ids.into_iter().map(of).collect();
            tx.append_audit_entries(&entries)?;
        }
        let company = tx.company(id)?.ok_or_else(not_found)?;
        let Carried { accounts, duplicate_waybills } = carried;
        Ok(Merged { company, into: other, accounts: accounts.len(), duplicate_waybills })
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn company(number: u128, origin: CompanyOrigin) -> Company {
        Company::new(
            Id::from_uuid(uuid::Uuid::from_u128(number)),
            "X",
            origin,
            Timestamp::UNIX_EPOCH,
        )
    }

    fn merged(company: Company) -> Company {
        Company { state: CompanyState::Merged, merged_into: Some(company.id), ..company }
    }

    #[test]
    fn org_02_only_companies_that_stand_for_themselves_are_merged() {
        use CompanyOrigin::{Operating, Operator, SelfRegistered};
        let code = |company: &Company, into: &Company| {
            decide_merge(company, into).err().map(|refusal| refusal.code)
        };
        let (one, other) = (company(1, SelfRegistered), company(2, Operator));
        assert_eq!(code(&one, &other), None);
        assert_eq!(code(&other, &one), None);
        assert_eq!(code(&one, &one), Some(Code::InvalidFields));
        for unfit in [company(3, Operating), merged(company(3, Operator))] {
            assert_eq!(code(&one, &unfit), Some(Code::CompanyStateConflict));
            assert_eq!(code(&unfit, &one), Some(Code::CompanyStateConflict));
        }
    }
}
