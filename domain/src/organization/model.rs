//! What companies, offices, terminal users and invitations are.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::AccountState;
use crate::kernel::{EmailAddress, Id, Language, kind, names};

names! {
    /// How a company came to be.
    CompanyOrigin {
        /// Made by a self-registration, for one account (ACC-REG-12). Nobody verified its name.
        SelfRegistered = "self_registered",
        /// Made by an operator.
        Operator = "operator",
        /// The company that runs this system; operators belong to it.
        Operating = "operating",
    }
}

names! {
    /// What a company does in air cargo (ORG-01).
    BusinessRole {
        /// Consolidator (混載代理店).
        Consolidator = "consolidator",
        /// Customs broker (通関業者).
        CustomsBroker = "customs_broker",
        /// Trucking company (運送会社).
        TruckingCompany = "trucking_company",
        /// Bonded warehouse (保税蔵置場).
        BondedWarehouse = "bonded_warehouse",
        /// Shed (上屋).
        Shed = "shed",
        /// Shipper (荷主).
        Shipper = "shipper",
        /// Airline.
        Airline = "airline",
    }
}

names! {
    /// Whether a company still stands for itself.
    CompanyState {
        /// It does.
        Active = "active",
        /// Another company took it over (ORG-02).
        Merged = "merged",
    }
}

names! {
    /// What an account may do in its company (ORG-03).
    CompanyRole {
        /// Manages members, offices and terminal users.
        Administrator = "administrator",
        /// Belongs to it.
        Member = "member",
    }
}

names! {
    /// What is done with a terminal id (業務種別).
    BusinessKind {
        /// Customs broking (通関業).
        CustomsBroker = "customs_broker",
        /// Licensed customs specialist (通関士).
        CustomsSpecialist = "customs_specialist",
        /// Consolidation (混載業).
        Consolidator = "consolidator",
        /// Airline (航空会社).
        Airline = "airline",
        /// Shipping company (船会社).
        ShippingCompany = "shipping_company",
        /// Bonded warehouse (保税蔵置場).
        BondedWarehouse = "bonded_warehouse",
        /// Shed (機用品・上屋).
        Shed = "shed",
        /// Trucking (運送業).
        Trucking = "trucking",
        /// Importer or exporter (輸出入者).
        Trader = "trader",
        /// Anything else.
        Other = "other",
    }
}

names! {
    /// Who uses a terminal id.
    TerminalUsage {
        /// A person at a terminal.
        Person = "person",
        /// The office's own system (自社システム用ID); it takes no part in reissue (RIS-PEER-02).
        OwnSystem = "own_system",
    }
}

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

/// A company, the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its id.
    pub id: Id<kind::Company>,
    /// Its name as it was typed.
    pub name: String,
    /// Whether an operator verified the name (ORG-01).
    pub name_verified: bool,
    /// How it came to be.
    pub origin: CompanyOrigin,
    /// Its corporate number (法人番号), 13 digits.
    pub corporate_number: Option<String>,
    /// What it does; set by operators only (ORG-01). In the order of [`BusinessRole::ALL`].
    pub business_roles: Vec<BusinessRole>,
    /// Whether it still stands for itself.
    pub state: CompanyState,
    /// The company that took it over.
    pub merged_into: Option<Id<kind::Company>>,
    /// Grows with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Company {
    /// A new company without number and roles. What an operator names is verified.
    pub fn new(id: Id<kind::Company>, name: &str, origin: CompanyOrigin, now: Timestamp) -> Self {
        Self {
            id,
            name: name.to_owned(),
            name_verified: origin != CompanyOrigin::SelfRegistered,
            origin,
            corporate_number: None,
            business_roles: Vec::new(),
            state: CompanyState::Active,
            merged_into: None,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
}

/// Who answers for an office, and gets its mails (管理責任者).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manager {
    /// The name.
    pub name: String,
    /// The address.
    pub email: EmailAddress,
    /// The telephone number in E.164 form.
    pub phone: Option<String>,
}

/// An office (事業所): signs in to the portal with its code. It is an account with the same number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Its id.
    pub id: Id<kind::Office>,
    /// The company that it belongs to.
    pub company: Id<kind::Company>,
    /// That company's name.
    pub company_name: String,
    /// The office code (事業所コード), in capitals.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its name in Roman letters.
    pub roman_name: String,
    /// Its address in Roman letters.
    pub roman_address: String,
    /// The responsible manager.
    pub manager: Manager,
    /// The language of its mails.
    pub language: Language,
    /// Whether it may be used.
    pub state: AccountState,
    /// Grows with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Office {
    /// The account with which it signs in.
    pub const fn account(&self) -> Id<kind::Account> {
        Id::from_uuid(self.id.uuid())
    }
}

/// A terminal user (利用者ID): user code and identification number. It is an account with the same
/// number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalUser {
    /// Its id.
    pub id: Id<kind::Terminal>,
    /// The office that it belongs to.
    pub office: Id<kind::Office>,
    /// The user code (利用者コード): 5 characters, in capitals.
    pub user_code: String,
    /// The identification number (識別番号): 3 characters, in capitals.
    pub identification: String,
    /// What is done with it.
    pub business_kind: BusinessKind,
    /// Who uses it.
    pub usage: TerminalUsage,
    /// Whether it may be used.
    pub state: AccountState,
    /// Grows with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl TerminalUser {
    /// The account with which it signs in.
    pub const fn account(&self) -> Id<kind::Account> {
        Id::from_uuid(self.id.uuid())
    }

    /// The terminal user id: what a person at a terminal types (`1ANACA0A`).
    pub fn user_id(&self) -> String {
        format!("{}{}", self.user_code, self.identification)
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

/// Which offices, terminal users, members or invitations a caller reaches: part of every query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those of one company (ORG-03).
    Company(Id<kind::Company>),
    /// All of them: an operator's.
    All,
}
