//! What may be done with an object now: the same decision that the endpoint takes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tegata_domain::kernel::Refusal;
use utoipa::ToSchema;

use crate::problem::instant;

/// What may be done now: the same decision that the endpoint takes.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Action)]
pub struct ActionView {
    /// Its name.
    #[schema(example = "unlock")]
    pub name: String,
    /// Whether it may be done.
    pub allowed: bool,
    /// Why not: the code with which it would be refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "account_state_conflict")]
    pub code: Option<String>,
    /// From when it may be done, when time is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub available_from: Option<String>,
    /// Until before when it may be done, or could be, when time is what ends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub available_until: Option<String>,
    /// Where.
    #[schema(example = "/v1/admin/accounts/acct_01kabd3ns8e9bv4r8j7xq7s0yz/unlock")]
    pub href: String,
    /// How.
    #[schema(example = "POST")]
    pub method: String,
}

impl ActionView {
    /// The action as the decision lets it.
    pub fn new(name: &str, decision: Result<(), Refusal>, method: &str, href: String) -> Self {
        let refused = decision.err();
        Self {
            name: name.to_owned(),
            allowed: refused.is_none(),
            code: refused.as_ref().map(|refusal| refusal.code.as_str().to_owned()),
            available_from: refused.and_then(|refusal| refusal.available_from).map(instant),
            available_until: None,
            href,
            method: method.to_owned(),
        }
    }

    /// The same, possible until before this.
    #[must_use]
    pub fn until(self, until: Option<Timestamp>) -> Self {
        Self { available_until: until.map(instant), ..self }
    }
}
