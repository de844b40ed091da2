//! What the room needs of the database.

use super::link::NewLink;
use super::{
    Account, AccountFilter, AccountState, AccountView, Company, Link, LinkPurpose, Office, Profile,
    Reach, TerminalUser,
};
use crate::kernel::{Digest, EmailAddress, Guarded, Id, Page, PageRequest, StoreError, kind};
use jiff::Timestamp;

/// Accounts in the database.
pub trait AccountStore {
    /// Adds an account. The schema refuses a login id that is taken or reads like a taken one.
    fn insert_account(&mut self, account: &Account) -> Result<(), StoreError>;

    /// Whether a login id is taken, or reads like a taken one (ACC-REG-10).
    fn login_id_taken(&mut self, login_id: &str) -> Result<bool, StoreError>;

    /// The account with its company and lock.
    fn account(&mut self, id: Id<kind::Account>) -> Result<Option<AccountView>, StoreError>;

    /// The account's state, held until the transaction ends: for whatever opens a session, or ends
    /// them all.
    fn hold_account(&mut self, id: Id<kind::Account>) -> Result<Option<AccountState>, StoreError>;

    /// Holds accounts likewise, in the order of their ids; tells how many there are.
    fn hold_accounts(&mut self, ids: &[Id<kind::Account>]) -> Result<usize, StoreError>;

    /// The account with this login id, without regard to case.
    fn account_by_login_id(&mut self, login_id: &str) -> Result<Option<Account>, StoreError>;

    /// The active accounts that hold an address (ACC-REG-03), at most `limit`, with company names.
    fn accounts_by_email(
        &mut self,
        email: &EmailAddress,
        limit: i64,
    ) -> Result<Vec<AccountView>, StoreError>;

    /// Accounts, newest first.
    fn account_page(
        &mut self,
        filter: &AccountFilter,
        page: PageRequest,
    ) -> Result<Page<AccountView>, StoreError>;

    /// Writes the profile if the account still has `version`, which then grows by one.
    fn update_profile(
        &mut self,
        id: Id<kind::Account>,
        version: i64,
        profile: &Profile,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;

    /// Gives the account another verified address; the version grows by one.
    fn update_email(
        &mut self,
        id: Id<kind::Account>,
        email: &EmailAddress,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Moves the account from one state to another; the version grows by one.
    fn move_account(
        &mut self,
        id: Id<kind::Account>,
        from: AccountState,
        to: AccountState,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;

    /// Moves the account of an office or terminal user from one state to another; the version grows
    /// by one.
    fn move_holder(
        &mut self,
        account: Id<kind::Account>,
        from: AccountState,
        to: AccountState,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;
}

/// Mailed links in the database.
pub trait LinkStore {
    /// Adds a link.
    fn insert_link(&mut self, link: &NewLink) -> Result<(), StoreError>;

    /// The link of one of these purposes with this token digest.
    fn link(
        &mut self,
        purposes: &[LinkPurpose],
        digest: Digest,
    ) -> Result<Option<Link>, StoreError>;

    /// Uses the link up, if it is neither used nor void.
    fn use_link(&mut self, id: Id<kind::Link>, at: Timestamp) -> Result<Guarded, StoreError>;

    /// Makes the account's open links of these purposes void (RCV-04); tells how many.
    fn void_links(
        &mut self,
        account: Id<kind::Account>,
        purposes: &[LinkPurpose],
        at: Timestamp,
    ) -> Result<usize, StoreError>;

    /// Takes one of the link's tries, if there is one left.
    fn try_link(&mut self, id: Id<kind::Link>, tries: u32) -> Result<Guarded, StoreError>;

    /// Gives a try back that came to nothing.
    fn untry_link(&mut self, id: Id<kind::Link>) -> Result<(), StoreError>;

    /// Removes links that ended before this; at most `limit` of them.
    fn sweep_links(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError>;
}

/// Companies in the database.
pub trait CompanyStore {
    /// Adds a company. The schema refuses a corporate number that another one has.
    fn insert_company(&mut self, company: &Company) -> Result<(), StoreError>;

    /// The company that runs this system, if it was made.
    fn operating_company(&mut self) -> Result<Option<Company>, StoreError>;

    /// A company.
    fn company(&mut self, id: Id<kind::Company>) -> Result<Option<Company>, StoreError>;

    /// A company, held until the transaction ends: nobody merges it away meanwhile.
    fn hold_company(&mut self, id: Id<kind::Company>) -> Result<Option<Company>, StoreError>;

    /// Companies, newest first; those with this corporate number alone, if one is given.
    fn company_page(
        &mut self,
        corporate_number: Option<&str>,
        page: PageRequest,
    ) -> Result<Page<Company>, StoreError>;

    /// Writes name, verification, corporate number and roles if the company still has `version`,
    /// which then grows by one.
    fn update_company(&mut self, company: &Company, version: i64) -> Result<Guarded, StoreError>;

    /// Gives the company another name, typed by its own, if nobody verified the one it has; the
    /// version grows by one.
    fn rename_company(
        &mut self,
        id: Id<kind::Company>,
        name: &str,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;

    /// Moves an active company into another: its state, and its accounts of every realm, as members.
    /// Gives the accounts.
    fn merge_company(
        &mut self,
        id: Id<kind::Company>,
        into: Id<kind::Company>,
        at: Timestamp,
    ) -> Result<Option<Vec<Id<kind::Account>>>, StoreError>;
}

/// Offices in the database.
pub trait OfficeStore {
    /// Adds an office with its account. The schema refuses a code that is taken.
    fn insert_office(&mut self, office: &Office) -> Result<(), StoreError>;

    /// An office within reach.
    fn office(&mut self, id: Id<kind::Office>, reach: Reach) -> Result<Option<Office>, StoreError>;

    /// Offices of a company, newest first.
    fn office_page(
        &mut self,
        company: Id<kind::Company>,
        page: PageRequest,
    ) -> Result<Page<Office>, StoreError>;

    /// Writes names, address, manager and language if the office still has `version`, which then
    /// grows by one.
    fn update_office(&mut self, office: &Office, version: i64) -> Result<Guarded, StoreError>;
}

/// Terminal users in the database.
pub trait TerminalStore {
    /// Adds a terminal user with its account; its user code becomes the office's. Tells whether the
    /// user code is another office's. The schema refuses an id that is taken.
    fn insert_terminal(&mut self, terminal: &TerminalUser) -> Result<Guarded, StoreError>;

    /// A terminal user within reach.
    fn terminal(
        &mut self,
        id: Id<kind::Terminal>,
        reach: Reach,
    ) -> Result<Option<TerminalUser>, StoreError>;

    /// Terminal users of an office, newest first.
    fn terminal_page(
        &mut self,
        office: Id<kind::Office>,
        page: PageRequest,
    ) -> Result<Page<TerminalUser>, StoreError>;

    /// The terminal user of an office with this user id, compared without regard to case and width.
    fn terminal_by_user_id(
        &mut self,
        office: Id<kind::Office>,
        user_id: &str,
    ) -> Result<Option<TerminalUser>, StoreError>;

    /// The terminal users of an office whose user id reads like this one, and is not this one
    /// (RIS-HINT-01); at most 5.
    fn terminals_alike(
        &mut self,
        office: Id<kind::Office>,
        user_id: &str,
    ) -> Result<Vec<TerminalUser>, StoreError>;

    /// Another active person-used terminal user of the same office and user code (RIS-APP-05).
    fn terminal_peer(
        &mut self,
        terminal: &TerminalUser,
    ) -> Result<Option<TerminalUser>, StoreError>;

    /// Writes business kind if the terminal user still has `version`, which then grows by one.
    fn update_terminal(
        &mut self,
        terminal: &TerminalUser,
        version: i64,
    ) -> Result<Guarded, StoreError>;
}
