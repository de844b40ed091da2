//! What companies are, and who may name them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::kernel::{Id, Rule, kind, names};

names! {
    /// How a company came to be.
    CompanyOrigin {
        /// Made by a self-registration, for one account (ACC-REG-12). Nobody verified its name.
        SelfRegistered = "self_registered",
        /// Made by an operator.
        Operator = "operator",
        /// The company that runs this system; operators belong to it.
        Operating = "operating",
    }
}

names! {
    /// What a company does in air cargo (ORG-01).
    BusinessRole {
        /// Consolidator (混載代理店).
        Consolidator = "consolidator",
        /// Customs broker (通関業者).
        CustomsBroker = "customs_broker",
        /// Trucking company (運送会社).
        TruckingCompany = "trucking_company",
        /// Bonded warehouse (保税蔵置場).
        BondedWarehouse = "bonded_warehouse",
        /// Shed (上屋).
        Shed = "shed",
        /// Shipper (荷主).
        Shipper = "shipper",
        /// Airline.
        Airline = "airline",
    }
}

names! {
    /// Whether a company still stands for itself.
    CompanyState {
        /// It does.
        Active = "active",
        /// Another company took it over (ORG-02).
        Merged = "merged",
    }
}

names! {
    /// What an account may do in its company (ORG-03).
    CompanyRole {
        /// Manages members, offices and terminal users.
        Administrator = "administrator",
        /// Belongs to it.
        Member = "member",
    }
}

/// A company, the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its id.
    pub id: Id<kind::Company>,
    /// Its name as it was typed.
    pub name: String,
    /// Whether an operator verified the name (ORG-01).
    pub name_verified: bool,
    /// How it came to be.
    pub origin: CompanyOrigin,
    /// Its corporate number (法人番号), 13 digits.
    pub corporate_number: Option<String>,
    /// What it does; set by operators only (ORG-01). In the order of [`BusinessRole::ALL`].
    pub business_roles: Vec<BusinessRole>,
    /// Whether it still stands for itself.
    pub state: CompanyState,
    /// The company that took it over.
    pub merged_into: Option<Id<kind::Company>>,
    /// Grows with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Company {
    /// A new company without number and roles. What an operator names is verified.
    pub fn new(id: Id<kind::Company>, name: &str, origin: CompanyOrigin, now: Timestamp) -> Self {
        Self {
            id,
            name: name.to_owned(),
            name_verified: origin != CompanyOrigin::SelfRegistered,
            origin,
            corporate_number: None,
            business_roles: Vec::new(),
            state: CompanyState::Active,
            merged_into: None,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
}

/// Whether a person with this role may name their company themselves; otherwise the rule that says no.
/// A verified name is changed by operators alone.
pub fn may_rename(company: &Company, role: CompanyRole) -> Result<(), Rule> {
    match role {
        CompanyRole::Member => Err(Rule::Org03),
        CompanyRole::Administrator if is_vetted(company) => Err(Rule::Org01),
        CompanyRole::Administrator => Ok(()),
    }
}

/// Whether an operator looked at the company: verified its name, or gave it roles or a number, which
/// no other name inherits.
fn is_vetted(company: &Company) -> bool {
    company.name_verified
        || company.corporate_number.is_some()
        || !company.business_roles.is_empty()
}
