//! What an account is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Company, CompanyRole};
use crate::kernel::{EmailAddress, Id, Language, kind, names};

names! {
    /// Where somebody signs in. Each realm has login ids, a password policy and a lock of its own.
    Realm {
        /// A person, with a login id.
        Person = "person",
        /// An office, with its office code (RIS-APP-01).
        Office = "office",
        /// A terminal user, with user code and identification number (RIS-LOG-01).
        Terminal = "terminal",
    }
}

names! {
    /// The kinds of account that a person signs in with.
    AccountKind {
        /// Registered by its owner (一般).
        General = "general",
        /// Of an agency (代理店), made by an operator.
        Agency = "agency",
        /// Of a company that pays later (後払法人), made by an operator.
        DeferredPayment = "deferred_payment",
        /// Of the platform's staff, made by the command line.
        Operator = "operator",
        /// Of an office (事業所); has no person's profile.
        Office = "office",
        /// Of a terminal user (利用者ID); has no person's profile.
        Terminal = "terminal",
    }
}

impl AccountKind {
    /// Where accounts of this kind sign in.
    pub const fn realm(self) -> Realm {
        match self {
            Self::General | Self::Agency | Self::DeferredPayment | Self::Operator => Realm::Person,
            Self::Office => Realm::Office,
            Self::Terminal => Realm::Terminal,
        }
    }
}

names! {
    /// Whether an account may be used.
    AccountState {
        /// It may.
        Active = "active",
        /// An administrator of its company disabled it, and may enable it again.
        Suspended = "suspended",
        /// An operator disabled it; nobody else enables it (ORG-03).
        Disabled = "disabled",
    }
}

/// On whose authority an account is disabled or enabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// Its company's.
    Company,
    /// The operators'.
    Operator,
}

impl AccountState {
    /// The state after the account's use is forbidden; `None` when there is nothing to forbid.
    pub const fn closed_by(self, by: Authority) -> Option<Self> {
        match (self, by) {
            (Self::Active, Authority::Company) => Some(Self::Suspended),
            (Self::Active | Self::Suspended, Authority::Operator) => Some(Self::Disabled),
            (Self::Suspended | Self::Disabled, _) => None,
        }
    }

    /// The state after the account's use is allowed again; `None` when there is nothing to allow, or
    /// somebody above forbade it.
    pub const fn opened_by(self, by: Authority) -> Option<Self> {
        match (self, by) {
            (Self::Suspended, _) | (Self::Disabled, Authority::Operator) => Some(Self::Active),
            (Self::Active, _) | (Self::Disabled, Authority::Company) => None,
        }
    }
}

names! {
    /// Lines of business (業種).
    Industry {
        /// Freight forwarding and consolidation.
        FreightForwarder = "freight_forwarder",
        /// Customs broking.
        CustomsBroker = "customs_broker",
        /// Trucking.
        Trucking = "trucking",
        /// Warehousing.
        Warehouse = "warehouse",
        /// An airline.
        Airline = "airline",
        /// Manufacturing.
        Manufacturer = "manufacturer",
        /// Trading.
        Trading = "trading",
        /// Retail.
        Retail = "retail",
        /// Farming, forestry and fishery.
        AgricultureFishery = "agriculture_fishery",
        /// A public body.
        PublicBody = "public_body",
        /// A private person.
        Individual = "individual",
        /// Anything else.
        Other = "other",
    }
}

/// What the owner of an account tells of themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Family name.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Family name in katakana.
    pub family_name_kana: String,
    /// Given name in katakana.
    pub given_name_kana: String,
    /// The name of the company.
    pub company_name: String,
    /// The department.
    pub department: Option<String>,
    /// The line of business.
    pub industry: Industry,
    /// Telephone number in E.164 form.
    pub phone: String,
    /// Postal code, `NNN-NNNN`.
    pub postal_code: String,
    /// Postal address.
    pub address: String,
    /// Whether notification mails are wanted.
    pub notification_mail: bool,
    /// Whether the owner is qualified to file dangerous-goods declarations (ACC-REG-08).
    pub dangerous_goods_qualified: bool,
    /// The language of mails to this account.
    pub language: Language,
}

/// The account of a person. Those of offices and terminal users stand in
/// [`crate::organization`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: Id<kind::Account>,
    /// The company it belongs to.
    pub company: Id<kind::Company>,
    /// What it may do there (ORG-03).
    pub company_role: CompanyRole,
    /// Its kind.
    pub kind: AccountKind,
    /// The login id as it was chosen (ACC-REG-10). Never changes (ACC-PRO-02).
    pub login_id: String,
    /// The verified e-mail address.
    pub email: EmailAddress,
    /// What the owner tells.
    pub profile: Profile,
    /// Whether it may be used.
    pub state: AccountState,
    /// The version of the terms that were accepted, and when (ACC-REG-02).
    pub terms: Option<(String, Timestamp)>,
    /// Grows with every change (ACC-PRO-06).
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// An account with what stands beside it, as operators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// The account.
    pub account: Account,
    /// Its company.
    pub company: Company,
    /// Since when it is locked.
    pub locked_at: Option<Timestamp>,
    /// Whether a password was ever set.
    pub has_password: bool,
}

/// Which accounts are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// With this login id.
    pub login_id: Option<String>,
    /// With this address.
    pub email: Option<EmailAddress>,
    /// Of this kind.
    pub kind: Option<AccountKind>,
    /// In this state.
    pub state: Option<AccountState>,
}

/// Whether a text has the form of a login id: 6–20 of a–z, 0–9, `-`, `_`, `.` (ACC-REG-10). Upper
/// case is accepted and means the same.
pub fn login_id_form(text: &str) -> bool {
    (6..=20).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        && text.bytes().any(|b| b.is_ascii_alphanumeric())
}
