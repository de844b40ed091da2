//! What a company is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::kernel::{Id, kind};

/// How a company came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompanyOrigin {
    /// Made by a self-registration, for one account (ACC-REG-12). Nobody verified its name.
    SelfRegistered,
    /// Made by an operator.
    Operator,
    /// The company that runs this system; operators belong to it.
    Operating,
}

impl CompanyOrigin {
    /// How it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SelfRegistered => "self_registered",
            Self::Operator => "operator",
            Self::Operating => "operating",
        }
    }

    /// Reads what is stored.
    pub fn named(text: &str) -> Option<Self> {
        [Self::SelfRegistered, Self::Operator, Self::Operating]
            .into_iter()
            .find(|origin| origin.as_str() == text)
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
