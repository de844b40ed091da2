//! What a company is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::kernel::{Id, kind, names};

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

/// A company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its id.
    pub id: Id<kind::Company>,
    /// Its name as it was typed.
    pub name: String,
    /// How it came to be.
    pub origin: CompanyOrigin,
    /// When it was made.
    pub created_at: Timestamp,
}
