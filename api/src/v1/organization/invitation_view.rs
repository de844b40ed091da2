//! Invitations on the wire.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tegata_domain::identity::CompanyRole;
use tegata_domain::organization::Invitation;
use tegata_domain::organization::acceptance::Invited;
use tegata_domain::organization::invitation::{Command, TypedInvitation, decide, state_of};
use utoipa::ToSchema;
use validator::Validate;

use crate::problem::instant;
use crate::v1::action::ActionView;

/// An invitation to be mailed.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// The address.
    #[schema(min_length = 1, max_length = 254, example = "hanako@example.jp")]
    #[validate(length(min = 1, max = 254))]
    pub email: String,
    /// The offered role: `administrator` or `member`.
    #[schema(min_length = 1, max_length = 40, example = "member")]
    #[validate(length(min = 1, max = 40))]
    pub company_role: String,
    /// Language of the mail: `ja` or `en`; that of the request by default.
    #[schema(max_length = 10, example = "ja")]
    #[validate(length(max = 10))]
    pub language: Option<String>,
}

impl From<&Invite> for TypedInvitation {
    fn from(body: &Invite) -> Self {
        Self {
            email: body.email.clone(),
            company_role: body.company_role.clone(),
            language: body.language.clone(),
        }
    }
}

/// An invitation, as who manages it sees it.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Invitation)]
pub struct InvitationView {
    /// Its id.
    #[schema(example = "invi_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// To which company.
    #[schema(example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub company_id: String,
    /// The invited address.
    #[schema(example = "hanako@example.jp")]
    pub email: String,
    /// The offered role.
    #[schema(example = "member")]
    pub company_role: String,
    /// The language of its mail.
    #[schema(example = "ja")]
    pub language: String,
    /// `pending`, `expired`, `accepted`, `declined` or `withdrawn`.
    #[schema(example = "pending")]
    pub state: String,
    /// How often it was mailed.
    #[schema(example = 1)]
    pub sent: u32,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was mailed last.
    #[schema(format = DateTime)]
    pub sent_at: String,
    /// Until when it is good.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// When it was accepted, declined or withdrawn.
    #[schema(format = DateTime)]
    pub ended_at: Option<String>,
    /// The account that it made.
    #[schema(example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub account_id: Option<String>,
    /// What may be done with it now.
    pub actions: Vec<ActionView>,
}

impl InvitationView {
    /// The invitation now; `base` is where who reads it acts on invitations.
    pub fn new(invitation: &Invitation, base: &str, now: Timestamp) -> Self {
        let id = invitation.id.to_string();
        let actions = Command::ALL.map(|command| {
            let href = format!("{base}/{id}/{}", command.as_str());
            ActionView::new(command.as_str(), decide(invitation, command, now), "POST", href)
        });
        Self {
            id,
            company_id: invitation.company.to_string(),
            state: state_of(invitation, now).to_owned(),
            email: invitation.email.as_str().to_owned(),
            company_role: invitation.company_role.as_str().to_owned(),
            language: invitation.language.tag().to_owned(),
            sent: invitation.sent,
            created_at: instant(invitation.created_at),
            sent_at: instant(invitation.sent_at),
            expires_at: instant(invitation.expires_at),
            ended_at: invitation.ended_at.map(instant),
            account_id: invitation.account.map(|id| id.to_string()),
            actions: actions.into(),
        }
    }
}

/// An invitation, as its addressee sees it.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct InvitedTo {
    /// The company.
    #[schema(example = "みなと通関株式会社")]
    pub company_name: String,
    /// Whether an operator verified that name (ORG-01). If not, make sure that you know who invites.
    pub company_name_verified: bool,
    /// The offered role.
    #[schema(example = "member")]
    pub company_role: String,
    /// The invited address: the account's.
    #[schema(example = "hanako@example.jp")]
    pub email: String,
    /// Until when it is good.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

impl From<Invited> for InvitedTo {
    fn from(invited: Invited) -> Self {
        let role: CompanyRole = invited.invitation.company_role;
        Self {
            company_name: invited.company.name,
            company_name_verified: invited.company.name_verified,
            company_role: role.as_str().to_owned(),
            email: invited.invitation.email.as_str().to_owned(),
            expires_at: instant(invited.invitation.expires_at),
        }
    }
}
