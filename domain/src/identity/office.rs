//! What offices and terminal users are.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::AccountState;
use crate::kernel::{EmailAddress, Id, Language, kind, names};

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

/// Which offices, terminal users, members or invitations a caller reaches: part of every query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those of one company (ORG-03).
    Company(Id<kind::Company>),
    /// All of them: an operator's.
    All,
}
