//! What sessions, refresh tokens and devices are.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::identity::{Account, AccountKind, AccountState, Company, Office, TerminalUser};
use crate::kernel::{Digest, EmailAddress, Id, Language, Standing, kind, names};
use crate::mail::service::Recipient;
use crate::password::Owner;

names! {
    /// Which system a terminal user works with (RIS-LOG-01).
    System {
        /// Sea (海上).
        Sea = "sea",
        /// Air (航空).
        Air = "air",
    }
}

/// Whoever has a password: what signing in, changing and recovering a password need to know of them,
/// whatever the realm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The account.
    pub account: Id<kind::Account>,
    /// Its kind.
    pub kind: AccountKind,
    /// The login id, office code or terminal user id.
    pub login_id: String,
    /// Where mails about it go: a person's address, or that of the office's responsible manager.
    pub address: EmailAddress,
    /// The language of those mails.
    pub language: Language,
    /// The company's name.
    pub company_name: String,
    /// Whether the account may be used.
    pub state: AccountState,
}

impl Holder {
    /// An office as whoever has the password.
    pub fn of_office(office: &Office) -> Self {
        Self {
            account: office.account(),
            kind: AccountKind::Office,
            login_id: office.code.clone(),
            address: office.manager.email.clone(),
            language: office.language,
            company_name: office.company_name.clone(),
            state: office.state,
        }
    }

    /// A terminal user as whoever has the password; mails about it go to its office.
    pub fn of_terminal(terminal: &TerminalUser, office: &Office) -> Self {
        Self {
            account: terminal.account(),
            kind: AccountKind::Terminal,
            login_id: terminal.user_id(),
            state: terminal.state,
            ..Self::of_office(office)
        }
    }

    /// A person as whoever has the password.
    pub fn of(account: &Account) -> Self {
        Self {
            account: account.id,
            kind: account.kind,
            login_id: account.login_id.clone(),
            address: account.email.clone(),
            language: account.profile.language,
            company_name: account.profile.company_name.clone(),
            state: account.state,
        }
    }

    /// What a new password must not contain (PWD-01).
    pub fn owner(&self) -> Owner<'_> {
        Owner {
            login_id: &self.login_id,
            email: self.address.as_str(),
            company_name: &self.company_name,
        }
    }
}

impl<'a> From<&'a Holder> for Recipient<'a> {
    fn from(holder: &'a Holder) -> Self {
        Self { address: &holder.address, account: Some(holder.account), language: holder.language }
    }
}

/// A signed-in session. Instants are real time unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its id, `sid` in access tokens.
    pub id: Id<kind::Session>,
    /// Whose.
    pub account: Id<kind::Account>,
    /// The device that it was started on.
    pub device: Option<Id<kind::Device>>,
    /// What the client calls itself.
    pub user_agent: Option<String>,
    /// The network that it was started from.
    pub network: String,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it was started or refreshed last.
    pub last_used_at: Timestamp,
    /// When it ends whatever it does.
    pub expires_at: Timestamp,
    /// When the current password was given last (business time, ACC-PRO-07).
    pub proved_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// Which system a terminal user chose.
    pub system: Option<System>,
    /// Whether it began with a temporary password, and can only change it (RIS-TMP-02).
    pub restricted: bool,
    /// How often what the account may do was changed while the session lasted.
    pub changes: i64,
}

impl Session {
    /// With which standing it lets in.
    pub const fn standing(&self) -> Standing {
        Standing { session: self.id, changes: self.changes }
    }
}

/// Why a session was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEnd {
    /// Its owner signed out or ended it.
    SignedOut,
    /// The password was set anew (RCV-07).
    PasswordSet,
    /// The account was disabled.
    Disabled,
    /// A spent refresh token came back.
    RefreshReused,
    /// The account came to another company (ORG-02).
    CompanyChanged,
}

impl SessionEnd {
    /// How it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::PasswordSet => "password_set",
            Self::Disabled => "disabled",
            Self::RefreshReused => "refresh_reused",
            Self::CompanyChanged => "company_changed",
        }
    }
}

/// A refresh token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// SHA-256 of it.
    pub digest: Digest,
    /// The session it renews.
    pub session: Id<kind::Session>,
    /// When it was handed out.
    pub issued_at: Timestamp,
    /// When it was spent.
    pub used_at: Option<Timestamp>,
}

/// A device that signed in before (ACC-LCK-03).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: Id<kind::Device>,
    /// Whose account it signed in to.
    pub account: Id<kind::Account>,
    /// SHA-256 of its token.
    pub digest: Digest,
    /// When it signed in last.
    pub last_used_at: Timestamp,
}

/// Who is signed in, in whichever realm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A person.
    Person(Box<SignedIn>),
    /// An office.
    Office(Box<SignedInOffice>),
    /// A terminal user.
    Terminal(Box<SignedInTerminal>),
}

impl Who {
    /// The session.
    pub fn session(&self) -> &Session {
        match self {
            Self::Person(who) => &who.session,
            Self::Office(who) => &who.session,
            Self::Terminal(who) => &who.session,
        }
    }

    /// The company that it acts for.
    pub fn company(&self) -> Id<kind::Company> {
        match self {
            Self::Person(who) => who.company(),
            Self::Office(who) => who.company(),
            Self::Terminal(who) => who.company(),
        }
    }

    /// Whoever has the password.
    pub fn holder(&self) -> Holder {
        match self {
            Self::Person(who) => who.holder(),
            Self::Office(who) => who.holder(),
            Self::Terminal(who) => who.holder(),
        }
    }
}

/// An office that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedInOffice {
    /// The session.
    pub session: Session,
    /// The office.
    pub office: Office,
}

impl SignedInOffice {
    /// The session.
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// The company that it acts for.
    pub const fn company(&self) -> Id<kind::Company> {
        self.office.company
    }

    /// Whoever has the password.
    pub fn holder(&self) -> Holder {
        Holder::of_office(&self.office)
    }
}

/// A terminal user who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedInTerminal {
    /// The session.
    pub session: Session,
    /// The terminal user.
    pub terminal: TerminalUser,
    /// Its office.
    pub office: Office,
}

impl SignedInTerminal {
    /// The session.
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// The company that it acts for.
    pub const fn company(&self) -> Id<kind::Company> {
        self.office.company
    }

    /// Whoever has the password.
    pub fn holder(&self) -> Holder {
        Holder::of_terminal(&self.terminal, &self.office)
    }
}

/// A person who is signed in: session, account and company, read in one query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The account.
    pub account: Account,
    /// Its company.
    pub company: Company,
}

impl SignedIn {
    /// The session.
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// The company that it acts for.
    pub const fn company(&self) -> Id<kind::Company> {
        self.account.company
    }

    /// Whoever has the password.
    pub fn holder(&self) -> Holder {
        Holder::of(&self.account)
    }
}
