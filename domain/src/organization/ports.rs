//! What the room needs of the database.

use jiff::Timestamp;

use super::{Invitation, InvitationState};
use crate::identity::{AccountView, Company, CompanyRole, Reach};
use crate::kernel::{Digest, EmailAddress, Guarded, Id, Page, PageRequest, StoreError, kind};

/// The persons of a company in the database.
pub trait MemberStore {
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

    /// Gives a member of the company another role, if they have `from`.
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

    /// Moves a person to another company with a role there, if they still belong to `from`.
    fn move_to_company(
        &mut self,
        id: Id<kind::Account>,
        from: Id<kind::Company>,
        to: Id<kind::Company>,
        role: CompanyRole,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;
}

/// Invitations in the database.
pub trait InvitationStore {
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

    /// Withdraws the pending invitations of a company that another one takes over.
    fn withdraw_invitations_of(
        &mut self,
        company: Id<kind::Company>,
        at: Timestamp,
    ) -> Result<(), StoreError>;

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
