//! What the room needs of the database.

use jiff::Timestamp;

use super::transfer::Carried;
use super::{Company, CompanyRole, Invitation, InvitationState, Office, Reach, TerminalUser};
use crate::account::{AccountState, AccountView};
use crate::kernel::{Digest, EmailAddress, Guarded, Id, Page, PageRequest, StoreError, kind};

/// Companies, members, offices, terminal users and invitations in the database.
pub trait OrganizationStore {
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
    /// Moves an active company into another: its state, its accounts of every realm (as members), its
    /// pending invitations (withdrawn), its cargo.
    fn merge_company(
        &mut self,
        id: Id<kind::Company>,
        into: Id<kind::Company>,
        at: Timestamp,
    ) -> Result<Option<Carried>, StoreError>;

    /// The persons of a company, newest first.
    fn member_page(
        &mut self,
        company: Id<kind::Company>,
        page: PageRequest,
    ) -> Result<Page<AccountView>, StoreError>;
    /// A person of a company.
    fn member(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Account>,
    ) -> Result<Option<AccountView>, StoreError>;
    /// Gives a member of the company another role, if he has `from`.
    fn change_member_role(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Account>,
        from: CompanyRole,
        to: CompanyRole,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;
    /// How many persons a company has.
    fn person_count(&mut self, company: Id<kind::Company>) -> Result<usize, StoreError>;
    /// How many active administrators a company has: two for more than one, too.
    fn administrator_count(&mut self, company: Id<kind::Company>) -> Result<usize, StoreError>;
    /// How many active administrators a company has; they are held until the transaction ends.
    fn hold_administrators(&mut self, company: Id<kind::Company>) -> Result<usize, StoreError>;
    /// Moves a person to another company with a role there, if he still belongs to `from`.
    fn move_to_company(
        &mut self,
        id: Id<kind::Account>,
        from: Id<kind::Company>,
        to: Id<kind::Company>,
        role: CompanyRole,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;

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
    /// Moves the account of an office or terminal user from one state to another; the version grows
    /// by one.
    fn move_holder(
        &mut self,
        account: Id<kind::Account>,
        from: AccountState,
        to: AccountState,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;

    /// Adds an invitation with its token's digest. The schema refuses a second pending one to the
    /// same address.
    fn insert_invitation(
        &mut self,
        invitation: &Invitation,
        digest: Digest,
    ) -> Result<(), StoreError>;
    /// An invitation within reach.
    fn invitation(
        &mut self,
        id: Id<kind::Invitation>,
        reach: Reach,
    ) -> Result<Option<Invitation>, StoreError>;
    /// The invitation with this token digest, and the company.
    fn invitation_by_token(
        &mut self,
        digest: Digest,
    ) -> Result<Option<(Invitation, Company)>, StoreError>;
    /// The pending invitation of a company to an address.
    fn pending_invitation(
        &mut self,
        company: Id<kind::Company>,
        email: &EmailAddress,
    ) -> Result<Option<Invitation>, StoreError>;
    /// Invitations of a company, newest first.
    fn invitation_page(
        &mut self,
        company: Id<kind::Company>,
        state: Option<InvitationState>,
        page: PageRequest,
    ) -> Result<Page<Invitation>, StoreError>;
    /// Writes a pending invitation's new sending (`sent`, `sent_at`, `expires_at`) and token, if it is
    /// still pending with the `sent` before.
    fn resend_invitation(
        &mut self,
        invitation: &Invitation,
        digest: Digest,
    ) -> Result<Guarded, StoreError>;
    /// Withdraws the pending invitations that somebody sent who may invite no more.
    fn withdraw_invitations_by(
        &mut self,
        account: Id<kind::Account>,
        at: Timestamp,
    ) -> Result<(), StoreError>;
    /// Ends a pending invitation.
    fn end_invitation(
        &mut self,
        id: Id<kind::Invitation>,
        to: InvitationState,
        account: Option<Id<kind::Account>>,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;
}
