//! What assignments are.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AssignmentPolicy, Window};
use crate::kernel::{EmailAddress, Id, Language, RecordKind, kind, names};
use crate::mail::MailState;

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
    pub kind: RecordKind,
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
    /// Whether one of its assignments is pending: then its PIN is no other's.
    pub live: bool,
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
    /// That company's name.
    pub accepted_company_name: Option<String>,
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
    /// Whether the record was not assigned to the same address again later.
    pub latest: bool,
    /// Whether it would go to the owner company itself, were it made again: its people have the address
    /// now. Read for that company and operators.
    pub to_own: bool,
}

impl Assignment {
    /// Its window.
    pub fn window(&self, policy: &AssignmentPolicy) -> Window {
        policy.window(self.batch.sent_at)
    }

    /// Where it is now: a pending one that nobody accepted in time has expired (ASG-EXP-01).
    pub fn state_at(&self, policy: &AssignmentPolicy, now: Timestamp) -> AssignmentState {
        let over = now >= self.window(policy).accept_until;
        if self.state == AssignmentState::Pending && over {
            AssignmentState::Expired
        } else {
            self.state
        }
    }

    /// When it ended, if it has: one that nobody accepted, with its window.
    pub fn ended_at(&self, policy: &AssignmentPolicy, now: Timestamp) -> Option<Timestamp> {
        let expired = self.state_at(policy, now) == AssignmentState::Expired;
        if expired { Some(self.window(policy).accept_until) } else { self.ended_at }
    }

    /// Whether the company that sees the record owns it: companies were merged (ASG-SELF-01).
    pub fn is_own(&self) -> bool {
        self.accepted_company == Some(self.batch.company)
    }
}

/// A record that can be assigned, as its owner company knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignable {
    /// The record.
    pub record: Uuid,
    /// Its place in lists.
    pub at: Timestamp,
    /// What it is called: its air waybill.
    pub name: String,
}

/// What waits for an addressee: a batch, and what of it they could accept (ASG-SND-06).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxItem {
    /// One of its assignments, which stands for all of them.
    pub assignment: Assignment,
    /// How many there are.
    pub count: u32,
}

/// What came to a company with one that it took over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CarriedAssignments {
    /// What that company sent, might accept or sees.
    pub carried: Vec<Id<kind::Assignment>>,
    /// Through what it saw records that the other company sees by itself.
    pub removed: Vec<Id<kind::Assignment>>,
}

/// Which assignments are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentFilter {
    /// In this state, as it is now.
    pub state: Option<AssignmentState>,
    /// Sent before here, a pending one has expired.
    pub live_from: Timestamp,
    /// Of this kind.
    pub kind: Option<RecordKind>,
    /// Of this record.
    pub record: Option<Uuid>,
    /// To this address.
    pub email: Option<EmailAddress>,
}
