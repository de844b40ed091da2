//! Who sees a record, on the wire.

use serde::{Deserialize, Serialize};
use tegata_domain::assignment::Assignment;
use tegata_domain::assignment::visibility::{Visibility, sees_at};
use tegata_domain::kernel::{Id, kind};
use utoipa::{IntoParams, ToSchema};

use crate::problem::instant;

/// The time that is asked about.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AtQuery {
    /// Who could see it at this instant; now when left out.
    #[param(max_length = 40, example = "2026-11-21T15:04:05+09:00")]
    pub at: Option<String>,
}

/// A company that sees a record, or saw it, through an assignment.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Grant)]
pub struct GrantView {
    /// The assignment.
    #[schema(example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub assignment_id: String,
    /// The company.
    #[schema(example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub company_id: String,
    /// Its name.
    #[schema(example = "ナックス通関株式会社")]
    pub company_name: String,
    /// The address to which it was sent.
    #[schema(example = "jiro@example.com")]
    pub email: String,
    /// The account that accepted it.
    #[schema(example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub accepted_by: String,
    /// When it was accepted.
    #[schema(format = DateTime)]
    pub accepted_at: String,
    /// `accepted`, `revoked` or `removed`.
    #[schema(example = "accepted")]
    pub state: String,
    /// When sight ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub ended_at: Option<String>,
    /// Whether the company could see the record at the time that the answer is for.
    pub sees: bool,
    /// When it looked at the record first; absent if it never did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub first_seen_at: Option<String>,
    /// When it looked last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub last_seen_at: Option<String>,
}

impl GrantView {
    /// What was accepted, if it was.
    fn new(grant: Assignment, sees: bool) -> Option<Self> {
        Some(Self {
            assignment_id: grant.id.to_string(),
            company_id: grant.accepted_company?.to_string(),
            company_name: grant.accepted_company_name?,
            email: grant.batch.email.as_str().to_owned(),
            accepted_by: grant.accepted_by?.to_string(),
            accepted_at: instant(grant.accepted_at?),
            state: grant.state.as_str().to_owned(),
            ended_at: grant.ended_at.map(instant),
            sees,
            first_seen_at: grant.first_seen_at.map(instant),
            last_seen_at: grant.last_seen_at.map(instant),
        })
    }
}

/// Who sees a record.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Visibility)]
pub struct VisibilityView {
    /// The owner company.
    #[schema(example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub owner_company_id: String,
    /// Its name.
    #[schema(example = "東京物流株式会社")]
    pub owner_company_name: String,
    /// Whether it is the reader's own company.
    pub own: bool,
    /// The assignment through which the reader's company sees it; absent for its own records.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub through: Option<String>,
    /// The time that the answer is for.
    #[schema(format = DateTime)]
    pub at: String,
    /// Whether the record was there then, for its owner to see.
    pub existed: bool,
    /// Accepted assignments, newest first: of all companies for the owner, otherwise of the reader's.
    pub grants: Vec<GrantView>,
}

impl VisibilityView {
    /// Who sees a record, for somebody of a company.
    pub fn new(visibility: Visibility, reader: Id<kind::Company>) -> Self {
        let Visibility { owner, owner_name, through, at, existed, grants } = visibility;
        let grants = grants.into_iter().filter_map(|grant| {
            let sees = existed && sees_at(&grant, at);
            GrantView::new(grant, sees)
        });
        Self {
            owner_company_id: owner.to_string(),
            owner_company_name: owner_name,
            own: owner == reader,
            through: through.map(|id| id.to_string()),
            at: instant(at),
            existed,
            grants: grants.collect(),
        }
    }
}
