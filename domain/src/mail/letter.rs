//! Every mail that the system writes: its facts as a type, so that none can be left out.
//!
//! A letter is written once per language, as blocks ([`ja`], [`en`]); [`frame`] makes the plain
//! text and the HTML of the same blocks. What users typed stands in facts and quotes alone: prose
//! and subjects are fixed texts.

mod en;
mod frame;
mod ja;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Content;
use crate::kernel::{EmailAddress, Language, Pin, RecordKind, TOKYO, Token};

/// A login id in a reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginIdItem {
    /// The login id.
    pub login_id: String,
    /// The company it belongs to.
    pub company: String,
}

/// A mail and its facts.
#[derive(Debug, Clone)]
pub enum Letter {
    /// The link that opens the registration form (ACC-REG-04).
    RegistrationLink {
        /// The link's token.
        token: Token,
        /// Until when it is good.
        expires_at: Timestamp,
    },
    /// The link to the first password of an account that an operator made.
    FirstPassword {
        /// The account's login id.
        login_id: String,
        /// Its company.
        company: String,
        /// Whether an operator verified the company's name (ORG-01).
        company_verified: bool,
        /// The link's token.
        token: Token,
        /// Until when it is good.
        expires_at: Timestamp,
    },
    /// The link to a new password (RCV-02), and the one that says "this was not me" (RCV-09).
    RecoveryLink {
        /// The account's login id.
        login_id: String,
        /// The token of both links.
        token: Token,
        /// Until when they are good.
        expires_at: Timestamp,
    },
    /// A password was set (RCV-07).
    PasswordChanged {
        /// The account's login id.
        login_id: String,
        /// When.
        at: Timestamp,
        /// Whether that unlocked the account.
        unlocked: bool,
    },
    /// Wrong passwords locked the account (ACC-LCK-02).
    AccountLocked {
        /// The account's login id.
        login_id: String,
        /// When.
        at: Timestamp,
    },
    /// The link that proves a new e-mail address, sent there (ACC-PRO-05).
    EmailChangeLink {
        /// The account's login id.
        login_id: String,
        /// The link's token.
        token: Token,
        /// Until when it is good.
        expires_at: Timestamp,
    },
    /// Another e-mail address was asked for, told to the old one (ACC-PRO-05).
    EmailChangeRequested {
        /// The account's login id.
        login_id: String,
        /// The new address, masked.
        new_address_masked: String,
    },
    /// The e-mail address was changed, told to the old one (ACC-PRO-05).
    EmailChanged {
        /// The account's login id.
        login_id: String,
        /// The new address, masked.
        new_address_masked: String,
        /// When.
        at: Timestamp,
    },
    /// The login ids that hold the address (RCV-10).
    LoginIdReminder {
        /// The login ids.
        items: Vec<LoginIdItem>,
    },
    /// A spent refresh token came back, and its session was ended.
    SessionReuse {
        /// The account's login id.
        login_id: String,
        /// When.
        at: Timestamp,
    },
    /// An inquiry arrived (RCV-03).
    InquiryReceived {
        /// Its number.
        number: String,
        /// What was asked.
        message: Option<String>,
    },
    /// An inquiry was answered (RCV-03).
    InquiryAnswered {
        /// Its number.
        number: String,
        /// The answer.
        answer: String,
    },
    /// An invitation to a company (ACC-REG-12).
    Invitation {
        /// The company.
        company: String,
        /// Whether an operator verified the company's name (ORG-01).
        company_verified: bool,
        /// The name of who invites.
        inviter: String,
        /// Whether the account will administer the company (ORG-03).
        administrator: bool,
        /// The link's token.
        token: Token,
        /// Until when it is good.
        expires_at: Timestamp,
    },
    /// An application was received (RIS-APP-07).
    ApplicationReceived {
        /// Its receipt number.
        receipt_number: String,
        /// The day on which it was filed, in Japan.
        filed_on: Date,
        /// The next business day: the answer may take until then, or later.
        answer_from: Date,
    },
    /// A reviewer approved an application (RIS-REV-01).
    ApplicationApproved {
        /// Its receipt number.
        receipt_number: String,
        /// The day on which it was filed, in Japan.
        filed_on: Date,
    },
    /// A reviewer asked for a correction (RIS-REV-01).
    CorrectionRequested {
        /// The application's receipt number.
        receipt_number: String,
        /// The day on which it was filed, in Japan.
        filed_on: Date,
    },
    /// The office withdrew an application (RIS-REV-02).
    ApplicationWithdrawn {
        /// Its receipt number.
        receipt_number: String,
        /// The day on which it was filed, in Japan.
        filed_on: Date,
    },
    /// A peer initialised the password of a terminal user (RIS-PEER-03).
    PeerInitialised {
        /// Whose password.
        user_id: String,
        /// The peer.
        by_user_id: String,
        /// When.
        at: Timestamp,
    },
    /// Wrong passwords locked an office code or terminal user id for a while (ACC-LCK-04).
    TemporaryLock {
        /// The office code or terminal user id.
        login_id: String,
        /// When.
        at: Timestamp,
        /// When the lock passes by itself.
        until: Timestamp,
    },
    /// Records were assigned to the address (ASG-SND-02).
    AssignmentPin {
        /// What was assigned.
        kind: RecordKind,
        /// The company that assigned it.
        company: String,
        /// Whether an operator verified the company's name (ORG-01).
        company_verified: bool,
        /// How many records.
        count: usize,
        /// The PIN.
        pin: Pin,
        /// Until when they may be accepted.
        accept_until: Timestamp,
    },
    /// An assignment was accepted, told to its sender.
    AssignmentAccepted {
        /// What was assigned.
        kind: RecordKind,
        /// The company that accepted.
        company: String,
        /// The addressed e-mail, masked.
        email_masked: String,
        /// How many records.
        count: usize,
        /// When.
        at: Timestamp,
    },
    /// The system cancelled an assignment that nobody accepted, told to its sender (ASG-EXP-01).
    AssignmentExpired {
        /// What was assigned.
        kind: RecordKind,
        /// The addressed e-mail, masked.
        email_masked: String,
        /// How many records.
        count: usize,
        /// When.
        expired_at: Timestamp,
        /// From when they may be assigned to the same address again (ASG-EXP-02).
        again_from: Timestamp,
    },
}

impl Letter {
    /// Its name in the outbox.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::RegistrationLink { .. } => "registration_link",
            Self::FirstPassword { .. } => "first_password",
            Self::RecoveryLink { .. } => "recovery_link",
            Self::PasswordChanged { .. } => "password_changed",
            Self::AccountLocked { .. } => "account_locked",
            Self::EmailChangeLink { .. } => "email_change_link",
            Self::EmailChangeRequested { .. } => "email_change_requested",
            Self::EmailChanged { .. } => "email_changed",
            Self::LoginIdReminder { .. } => "login_id_reminder",
            Self::SessionReuse { .. } => "session_reuse",
            Self::InquiryReceived { .. } => "inquiry_received",
            Self::InquiryAnswered { .. } => "inquiry_answered",
            Self::Invitation { .. } => "invitation",
            Self::ApplicationReceived { .. } => "application_received",
            Self::ApplicationApproved { .. } => "application_approved",
            Self::CorrectionRequested { .. } => "correction_requested",
            Self::ApplicationWithdrawn { .. } => "application_withdrawn",
            Self::PeerInitialised { .. } => "peer_initialised",
            Self::TemporaryLock { .. } => "temporary_lock",
            Self::AssignmentPin { .. } => "assignment_pin",
            Self::AssignmentAccepted { .. } => "assignment_accepted",
            Self::AssignmentExpired { .. } => "assignment_expired",
        }
    }

    /// Until when its link or PIN is good, for a letter that brings one.
    pub const fn expires_at(&self) -> Option<Timestamp> {
        match self {
            Self::RegistrationLink { expires_at, .. }
            | Self::FirstPassword { expires_at, .. }
            | Self::RecoveryLink { expires_at, .. }
            | Self::EmailChangeLink { expires_at, .. }
            | Self::Invitation { expires_at, .. } => Some(*expires_at),
            Self::AssignmentPin { accept_until, .. } => Some(*accept_until),
            Self::PasswordChanged { .. }
            | Self::AccountLocked { .. }
            | Self::EmailChangeRequested { .. }
            | Self::EmailChanged { .. }
            | Self::LoginIdReminder { .. }
            | Self::SessionReuse { .. }
            | Self::InquiryReceived { .. }
            | Self::InquiryAnswered { .. }
            | Self::ApplicationReceived { .. }
            | Self::ApplicationApproved { .. }
            | Self::CorrectionRequested { .. }
            | Self::ApplicationWithdrawn { .. }
            | Self::PeerInitialised { .. }
            | Self::TemporaryLock { .. }
            | Self::AssignmentAccepted { .. }
            | Self::AssignmentExpired { .. } => None,
        }
    }

    /// The mail in a language. `front_end` is the base of its links.
    pub fn render(&self, to: &EmailAddress, language: Language, front_end: &str) -> Content {
        let draft = match language {
            Language::Ja => ja::draft(self),
            Language::En => en::draft(self),
        };
        frame::render(&draft, to, language, front_end)
    }
}

/// A letter in one language, before its frame.
struct Draft<'a> {
    /// The subject, without its prefix.
    subject: &'static str,
    /// What it says, in order.
    blocks: Vec<Block<'a>>,
    /// Why this mail was sent.
    purpose: &'static str,
    /// What to do if its reader has nothing to do with it.
    stranger: &'static str,
}

/// A piece of a letter.
enum Block<'a> {
    /// A paragraph of our own words.
    Text(&'static str),
    /// A link to the front end, with the token in its fragment.
    Link { label: &'static str, path: &'static str, token: &'a Token },
    /// A link to the front end itself, which asks its reader to sign in.
    Portal { label: &'static str },
    /// A link to a page of the front end, which asks its reader to sign in.
    Page { label: &'static str, path: &'static str },
    /// Labelled values, each shown on one line.
    Facts(Vec<(&'static str, String)>),
    /// What somebody wrote, marked as not ours; its lines are kept.
    Quote(&'a str),
}

/// An instant as letters show it: Japan time, to the minute.
fn minute(instant: Timestamp) -> String {
    TOKYO.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests;
