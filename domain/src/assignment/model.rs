//! What assignments are.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::kernel::{EmailAddress, Id, Language, kind, names};
use crate::notification::MailState;

names! {
    /// What is assigned. A batch has one kind (ASG-SND-01).
    AssignmentKind {
        /// A cargo record (貨物情報).
        Cargo = "cargo",
        /// A pickup request (搬出依頼).
        Pickup = "pickup",
    }
}

names! {
    /// Where an assignment is, as it is stored. That nobody accepted it in time is evaluated at read
    /// (ASG-EXP-01), and stored when something else comes by.
    AssignmentState {
        /// Sent, and not accepted.
        Pending = "pending",
        /// Accepted: the company sees the record.
        Accepted = "accepted",
        /// Cancelled by its sender, or an operator.
        Cancelled = "cancelled",
        /// Cancelled by the system, as nobody accepted it.
        Expired = "expired",
        /// Accepted, and ended by the owner company.
        Revoked = "revoked",
        /// Accepted by the own company, and removed by an operator (ASG-SELF-01).
        Removed = "removed",
    }
}

/// What was sent together: one mail, one PIN, one address (ASG-SND-01).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its id.
    pub id: Id<kind::AssignmentBatch>,
    /// What it assigns.
    pub kind: AssignmentKind,
    /// The owner company.
    pub company: Id<kind::Company>,
    /// That company's name.
    pub company_name: String,
    /// Whether an operator verified the name (ORG-01).
    pub company_verified: bool,
    /// Who sent it.
    pub sender: Id<kind::Account>,
    /// The addressed e-mail.
    pub email: EmailAddress,
    /// The only company that may accept, if one was named (ASG-SND-03).
    pub named_company: Option<Id<kind::Company>>,
    /// The language of its mail.
    pub language: Language,
    /// When it was sent: day 0, and stays so however often it is sent again (ASG-SND-05).
    pub sent_at: Timestamp,
    /// When its mail was written last.
    pub mailed_at: Timestamp,
    /// How often it was sent again.
    pub resends: u32,
    /// Wrong PINs since it was mailed last, given with an assignment's id (ASG-ACC-06).
    pub wrong_pins: u32,
    /// Its newest mail.
    pub mail: Id<kind::Mail>,
    /// Where that mail is; absent once it was swept away.
    pub mail_state: Option<MailState>,
}

/// An assignment: one record, one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Its id.
    pub id: Id<kind::Assignment>,
    /// What it was sent with.
    pub batch: Batch,
    /// The record: a cargo record's or pickup request's number.
    pub record: Uuid,
    /// When that record was registered, or its pickup is scheduled: its place in lists.
    pub record_at: Timestamp,
    /// What the record is called in mails and lists: its air waybill.
    pub record_name: String,
    /// Where it is.
    pub state: AssignmentState,
    /// The account that accepted.
    pub accepted_by: Option<Id<kind::Account>>,
    /// The company that sees the record.
    pub accepted_company: Option<Id<kind::Company>>,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When it was cancelled, expired, revoked or removed.
    pub ended_at: Option<Timestamp>,
    /// Whether an operator let it be made again early (ASG-EXP-03).
    pub released: bool,
    /// When the company looked at the record first.
    pub first_seen_at: Option<Timestamp>,
    /// When it looked last.
    pub last_seen_at: Option<Timestamp>,
}

/// Which assignments a company sent are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentFilter {
    /// In this stored state.
    pub state: Option<AssignmentState>,
    /// Of this kind.
    pub kind: Option<AssignmentKind>,
    /// Of this record.
    pub record: Option<Uuid>,
    /// To this address.
    pub email: Option<EmailAddress>,
}
