//! What invitations are.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::identity::CompanyRole;
use crate::kernel::{EmailAddress, Id, Language, kind, names};

names! {
    /// Where an invitation is. That its time is over is evaluated at read.
    InvitationState {
        /// Waiting for its addressee.
        Pending = "pending",
        /// Accepted: an account was made.
        Accepted = "accepted",
        /// Declined by its addressee.
        Declined = "declined",
        /// Withdrawn by the company.
        Withdrawn = "withdrawn",
    }
}

/// An invitation to a company, by mail (ACC-REG-12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its id.
    pub id: Id<kind::Invitation>,
    /// To which company.
    pub company: Id<kind::Company>,
    /// The invited address.
    pub email: EmailAddress,
    /// The role that is offered.
    pub company_role: CompanyRole,
    /// The language of its mail.
    pub language: Language,
    /// Where it is.
    pub state: InvitationState,
    /// How often it was mailed.
    pub sent: u32,
    /// Who invited.
    pub invited_by: Id<kind::Account>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was mailed last.
    pub sent_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it was accepted, declined or withdrawn.
    pub ended_at: Option<Timestamp>,
    /// The account that it made.
    pub account: Option<Id<kind::Account>>,
}
