//! What waits for an addressee, on the wire.

use serde::{Deserialize, Serialize};
use tegata_domain::assignment::{Command, InboxItem, Relation};
use utoipa::ToSchema;

use super::view::{ASSIGNMENTS, Moment, action, list_of};
use crate::problem::instant;
use crate::v1::action::ActionView;

/// What waits for the caller's address: who sent it, what and how much; no record (ASG-SND-06).
#[derive(Serialize, Deserialize, ToSchema)]
pub struct InboxAssignment {
    /// What was sent together: one mail, one PIN.
    #[schema(example = "abat_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub batch_id: String,
    /// One of its assignments, which stands for all of them.
    #[schema(example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub assignment_id: String,
    /// `cargo` or `pickup`.
    #[schema(example = "cargo")]
    pub kind: String,
    /// The company that assigned it.
    #[schema(example = "山田航空貨物株式会社")]
    pub company_name: String,
    /// Whether an operator verified that name (ORG-01).
    pub company_verified: bool,
    /// How many records.
    #[schema(example = 3)]
    pub count: u32,
    /// When it was sent.
    #[schema(format = DateTime)]
    pub sent_at: String,
    /// Until before here it may be accepted (ASG-EXP-01).
    #[schema(format = DateTime)]
    pub accept_until: String,
    /// What may be done with it now.
    pub actions: Vec<ActionView>,
}

impl InboxAssignment {
    /// What waits, seen by its addressee.
    pub fn new(item: InboxItem, moment: &Moment) -> Self {
        let InboxItem { assignment, count } = item;
        let actions = Command::OF_ADDRESSEE.map(|command| {
            let href = match command {
                Command::Accept => {
                    format!("{}/assignment-acceptances", list_of(assignment.batch.kind))
                }
                command => format!("{ASSIGNMENTS}/{}/{}", assignment.id, command.as_str()),
            };
            action(moment, &assignment, command, Relation::Addressee, href)
        });
        let window = assignment.window(&moment.policy);
        let batch = assignment.batch;
        Self {
            actions: actions.into(),
            batch_id: batch.id.to_string(),
            assignment_id: assignment.id.to_string(),
            kind: batch.kind.as_str().to_owned(),
            company_name: batch.company_name,
            company_verified: batch.company_verified,
            count,
            sent_at: instant(batch.sent_at),
            accept_until: instant(window.accept_until),
        }
    }
}
