//! What reissue applications are, and the news of an office.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::identity::{AccountState, TerminalUsage, TerminalUser};
use crate::kernel::{EmailAddress, Id, Language, kind, names};

names! {
    /// Where an application is.
    ApplicationState {
        /// Waiting for a reviewer.
        Filed = "filed",
        /// A reviewer asked for a correction (確認依頼).
        CorrectionRequested = "correction_requested",
        /// A reviewer approved it (確認完了); its temporary passwords can be read.
        Approved = "approved",
        /// The office withdrew it (取り下げ).
        Withdrawn = "withdrawn",
    }
}

impl ApplicationState {
    /// Whether something can still move it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Filed | Self::CorrectionRequested)
    }
}

names! {
    /// What a piece of news tells.
    NewsTopic {
        /// An application was received.
        ApplicationReceived = "application_received",
        /// A correction is asked for.
        CorrectionRequested = "correction_requested",
        /// An application was approved.
        ApplicationApproved = "application_approved",
        /// An application was withdrawn.
        ApplicationWithdrawn = "application_withdrawn",
        /// A peer initialised a terminal user (RIS-PEER-03).
        PeerInitialised = "peer_initialised",
    }
}

/// A receipt number (申込受付番号): seven digits and `C` (RIS-APP-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReceiptNumber(pub i64);

impl ReceiptNumber {
    /// The largest one.
    pub const MAX: i64 = 9_999_999;

    /// Reads one as it is shown, without regard to case, width and spaces.
    pub fn parse(text: &str) -> Option<Self> {
        let folded = crate::kernel::text::folded(text);
        let digits = folded.strip_suffix('c').filter(|digits| digits.len() == 7)?;
        let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?;
        number.map(Self)
    }
}

impl std::fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:07}C", self.0)
    }
}

/// Whom a reviewer contacts (申込担当者, RIS-APP-03).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// The department.
    pub department: String,
    /// The telephone number in E.164 form.
    pub phone: String,
    /// The address.
    pub email: EmailAddress,
}

/// A terminal user whose password is to be initialised, and why (RIS-APP-04).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The terminal user as it is now.
    pub terminal: TerminalUser,
    /// The reason.
    pub reason: String,
}

impl Target {
    /// Whether a temporary password may be issued to it now.
    pub fn is_eligible(&self) -> bool {
        self.terminal.state == AccountState::Active && self.terminal.usage == TerminalUsage::Person
    }
}

/// A terminal user that an open application names (RIS-APP-08).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenTarget {
    /// The terminal user.
    pub terminal: Id<kind::Terminal>,
    /// The application.
    pub application: Id<kind::Application>,
    /// Its receipt number.
    pub receipt_number: ReceiptNumber,
}

/// A system settings application of type password initialisation (システム設定申込).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: Id<kind::Application>,
    /// The office that filed it.
    pub office: Id<kind::Office>,
    /// The company to which the office belonged when it was filed.
    pub company: Id<kind::Company>,
    /// Its receipt number.
    pub receipt_number: ReceiptNumber,
    /// Where it is.
    pub state: ApplicationState,
    /// The guidance that was acknowledged (RIS-APP-02).
    pub guidance_version: String,
    /// Whom a reviewer contacts.
    pub contact: Contact,
    /// The desired registration date (RIS-APP-06), in Japan.
    pub desired_date: Option<Date>,
    /// The targets, in the order in which they were named.
    pub targets: Vec<Target>,
    /// The language of its mails.
    pub language: Language,
    /// Grows with every change.
    pub version: i64,
    /// When it was filed first.
    pub filed_at: Timestamp,
    /// When it was filed or corrected last: its place in the queue.
    pub submitted_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Application {
    /// The same after a move.
    #[must_use]
    pub fn moved(&self, state: ApplicationState, at: Timestamp) -> Self {
        Self { state, version: self.version + 1, updated_at: at, ..self.clone() }
    }
}

/// A step in an application's history (RIS-REV-05).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which, from 1.
    pub number: u32,
    /// The state after it.
    pub state: ApplicationState,
    /// When.
    pub at: Timestamp,
    /// Who made it: the office's account, or the reviewer.
    pub by: Id<kind::Account>,
    /// What the reviewer wrote.
    pub note: Option<String>,
}

/// An application with its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationDetail {
    /// The application.
    pub application: Application,
    /// Its history, oldest first.
    pub steps: Vec<Step>,
}

/// An application as reviewers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewable {
    /// The application.
    pub application: Application,
    /// The office as it is now, with its manager and present company.
    pub office: crate::identity::Office,
    /// Its history, oldest first.
    pub steps: Vec<Step>,
}

/// A piece of news for an office (新着情報).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsItem {
    /// Its id.
    pub id: Id<kind::News>,
    /// For which office.
    pub office: Id<kind::Office>,
    /// What it tells.
    pub topic: NewsTopic,
    /// The application it tells of, with its receipt number.
    pub application: Option<(Id<kind::Application>, ReceiptNumber)>,
    /// The terminal user it tells of, with its user id.
    pub terminal: Option<(Id<kind::Terminal>, String)>,
    /// When.
    pub at: Timestamp,
}

/// Which applications a reviewer asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewFilter {
    /// In this state.
    pub state: Option<ApplicationState>,
    /// With this receipt number.
    pub receipt_number: Option<ReceiptNumber>,
    /// Of the office with this code.
    pub office_code: Option<String>,
    /// Filed or corrected before this.
    pub submitted_before: Option<Timestamp>,
    /// Filed or corrected then or later.
    pub submitted_from: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ris_app_07_a_receipt_number_has_seven_digits_and_a_c() {
        assert_eq!(ReceiptNumber(1).to_string(), "0000001C");
        assert_eq!(ReceiptNumber(9_999_999).to_string(), "9999999C");
        assert_eq!(ReceiptNumber::parse("０００００１２ｃ"), Some(ReceiptNumber(12)));
        assert_eq!(ReceiptNumber::parse("000001C"), None);
        assert_eq!(ReceiptNumber::parse("-000001C"), None);
    }
}
