//! Companies on the wire.

use serde::{Deserialize, Serialize};
use tegata_domain::identity::Company;
use utoipa::ToSchema;

use crate::problem::instant;
use crate::v1::action::ActionView;

/// A company, the tenant.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Company)]
pub struct CompanyView {
    /// Its id.
    #[schema(example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// Its name.
    #[schema(example = "みなと通関株式会社")]
    pub name: String,
    /// Whether an operator verified the name; mails mark a name that nobody verified (ORG-01).
    pub name_verified: bool,
    /// How it came to be: `self_registered`, `operator`, or `operating` for the one that runs this
    /// system.
    #[schema(example = "operator")]
    pub origin: String,
    /// Its corporate number (法人番号).
    #[schema(example = "7000012050002")]
    pub corporate_number: Option<String>,
    /// What it does: `consolidator`, `customs_broker`, `trucking_company`, `bonded_warehouse`, `shed`,
    /// `shipper`, `airline`. Set by operators (ORG-01).
    #[schema(example = json!(["customs_broker"]))]
    pub business_roles: Vec<String>,
    /// `active` or `merged`.
    #[schema(example = "active")]
    pub state: String,
    /// The company that took it over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "comp_01kabd3ns9fbqtfgz2vd0tqzqr")]
    pub merged_into: Option<String>,
    /// Its version.
    pub version: i64,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was changed last.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// What may be done with it now, by who reads it.
    pub actions: Vec<ActionView>,
}

impl CompanyView {
    /// The company, with what may be done with it by who reads it.
    pub fn new(company: Company, actions: Vec<ActionView>) -> Self {
        Self {
            id: company.id.to_string(),
            name: company.name,
            name_verified: company.name_verified,
            origin: company.origin.as_str().to_owned(),
            corporate_number: company.corporate_number,
            business_roles: company
                .business_roles
                .iter()
                .map(|role| role.as_str().to_owned())
                .collect(),
            state: company.state.as_str().to_owned(),
            merged_into: company.merged_into.map(|id| id.to_string()),
            version: company.version,
            created_at: instant(company.created_at),
            updated_at: instant(company.updated_at),
            actions,
        }
    }
}
