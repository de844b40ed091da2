//! A company that takes another one over, with all that it has in every room: its accounts, cargo and
//! assignments (ORG-02). Sessions end, as what an account may do and see is another thing now.
//!
//! ```text
//!   active ── merge (operator) ──► merged: its accounts live on in the other
//! ```

use serde::{Deserialize, Serialize};

use crate::access::SessionEnd;
use crate::audit::{Action, Deed};
use crate::env::Env;
use crate::identity::Company;
use crate::kernel::{Call, Code, Failure, FieldCode, Id, Refusal, Rule, Violation, kind};
use crate::organization::transfer::{may_merge, unknown};

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
    env.write_kept(call, |act| {
        let company = act.tx.company(id)?.ok_or_else(Failure::not_found)?;
        let other = act.tx.hold_company(into)?.ok_or_else(|| unknown("/into_company_id"))?;
        decide_merge(&company, &other)?;
        let conflict = || Refusal::new(Code::ConcurrentChange).retry_after(1);
        let accounts = act.tx.merge_company(id, into, now)?.ok_or_else(conflict)?;
        act.tx.withdraw_invitations_of(id, now)?;
        let duplicate_waybills = act.tx.carry_cargo(id, into, now)?;
        let both = format!("{id} {into}");
        let deed = |action| Deed::from(action).because(reason).detail(both.as_str());
        for company in [id, into] {
            act.audit(deed(Action::CompanyMerged).on(company))?;
        }
        for account in &accounts {
            act.tx.end_sessions(*account, None, SessionEnd::CompanyChanged, real)?;
            act.audit(deed(Action::AccountMoved).on(*account))?;
        }
        let assignments = act.tx.carry_assignments(id, into, now)?;
        for (ids, action) in [
            (assignments.carried, Action::AssignmentCarried),
            (assignments.removed, Action::AssignmentRemoved),
        ] {
            act.audit_all(ids.into_iter().map(|one| deed(action).on(one)))?;
        }
        let company = act.tx.company(id)?.ok_or_else(Failure::not_found)?;
        Ok(Merged { company, into: other, accounts: accounts.len(), duplicate_waybills })
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::identity::{CompanyOrigin, CompanyState};

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
