//! What the room needs of the database.

use jiff::Timestamp;

use super::inquiry::{Inquiry, InquiryState};
use super::link::NewLink;
use super::{Account, AccountFilter, AccountState, AccountView, Link, LinkPurpose, Profile};
use crate::kernel::{Digest, EmailAddress, Guarded, Id, Page, PageRequest, StoreError, kind};

/// Accounts, links and inquiries in the database.
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

    /// Adds an inquiry.
    fn insert_inquiry(&mut self, inquiry: &Inquiry) -> Result<(), StoreError>;
    /// One inquiry.
    fn inquiry(&mut self, id: Id<kind::Inquiry>) -> Result<Option<Inquiry>, StoreError>;
    /// Inquiries, newest first; of one account when named.
    fn inquiry_page(
        &mut self,
        state: Option<InquiryState>,
        account: Option<Id<kind::Account>>,
        page: PageRequest,
    ) -> Result<Page<Inquiry>, StoreError>;
    /// Answers an open inquiry.
    fn answer_inquiry(
        &mut self,
        id: Id<kind::Inquiry>,
        answer: &str,
        by: Id<kind::Account>,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;
}
