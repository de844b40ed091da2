//! On whose authority something is managed: an administrator's in their own company, or an operator's.

use crate::audit::{Action, Deed};
use crate::env::Tx;
use crate::identity::{Authority, Company, CompanyOrigin, CompanyState, Reach};
use crate::kernel::{Code, Failure, Id, Refusal, Rule, kind};

/// Whom a manager reaches, and why they act.
#[derive(Debug, Clone, Copy)]
pub struct Mandate<'a> {
    /// Whom they reach.
    pub reach: Reach,
    /// The reason that an operator gives (OPS-AUD-01).
    reason: Option<&'a str>,
}

impl<'a> Mandate<'a> {
    /// An administrator's: their own company's (ORG-03).
    pub const fn of_company(company: Id<kind::Company>) -> Self {
        Self { reach: Reach::Company(company), reason: None }
    }

    /// An operator's: everybody's, for a reason.
    pub const fn of_operator(reason: &'a str) -> Self {
        Self { reach: Reach::All, reason: Some(reason) }
    }

    /// On whose authority something is done.
    pub(super) const fn authority(&self) -> Authority {
        match self.reach {
            Reach::Company(_) => Authority::Company,
            Reach::All => Authority::Operator,
        }
    }

    /// What the audit trail says of what is done.
    pub(super) fn deed(&self, action: Action) -> Deed {
        Deed::from(action).because(self.reason)
    }
}

/// The refusal of what a company's state does not allow (ORG-02).
pub(super) fn state_conflict(company: &Company) -> Refusal {
    let state = match company.origin {
        CompanyOrigin::Operating => company.origin.as_str(),
        CompanyOrigin::SelfRegistered | CompanyOrigin::Operator => company.state.as_str(),
    };
    Refusal::by(Rule::Org02, Code::CompanyStateConflict).with("state", state)
}

/// An active company to which something is added; nobody merges it away before the transaction ends.
pub(crate) fn hold_active(tx: &mut dyn Tx, company: Id<kind::Company>) -> Result<Company, Failure> {
    let company = tx.hold_company(company)?.ok_or_else(Failure::not_found)?;
    if company.state == CompanyState::Active {
        Ok(company)
    } else {
        Err(state_conflict(&company).into())
    }
}

/// Office codes and user codes are the community's: a company whose name nobody verified claims none
/// of them by itself, and has no mail sent to managers (ORG-01).
pub(super) fn require_verified(mandate: &Mandate<'_>, company: &Company) -> Result<(), Refusal> {
    match mandate.reach {
        Reach::Company(_) if !company.name_verified => {
            Err(Refusal::by(Rule::Org01, Code::CompanyUnverified))
        }
        Reach::Company(_) | Reach::All => Ok(()),
    }
}
