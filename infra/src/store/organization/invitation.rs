//! Invitations to companies.

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::identity::{Company, CompanyRole, Reach};
use tegata_domain::kernel::{
    Digest, EmailAddress, Guarded, Id, Language, Page, PageRequest, Position, StoreError, kind,
};
use tegata_domain::organization::{Invitation, InvitationState, InvitationStore};

use crate::database::schema::{companies, invitations};
use crate::database::types::{DbId, DbInstant, bytes};
use crate::store::identity::company::CompanyRow;
use crate::store::{SqlTx, corrupt, count, newest_first};

/// An invitation's row; its token's digest is written and never read.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations, treat_none_as_default_value = false)]
struct InvitationRow {
    id: DbId,
    company_id: DbId,
    email: String,
    email_key: String,
    company_role: String,
    language: String,
    state: String,
    sent: i64,
    invited_by: DbId,
    created_at: DbInstant,
    sent_at: DbInstant,
    expires_at: DbInstant,
    ended_at: Option<DbInstant>,
    account_id: Option<DbId>,
}

impl TryFrom<InvitationRow> for Invitation {
    type Error = StoreError;

    fn try_from(row: InvitationRow) -> Result<Self, StoreError> {
        let fault = |column| corrupt("invitations", column, row.id.0);
        Ok(Self {
            id: row.id.id(),
            company: row.company_id.id(),
            email: EmailAddress::parse(&row.email).ok_or_else(|| fault("email"))?,
            company_role: CompanyRole::named(&row.company_role)
                .ok_or_else(|| fault("company_role"))?,
            language: Language::from_tag(&row.language).ok_or_else(|| fault("language"))?,
            state: InvitationState::named(&row.state).ok_or_else(|| fault("state"))?,
            sent: count(row.sent),
            invited_by: row.invited_by.id(),
            created_at: row.created_at.0,
            sent_at: row.sent_at.0,
            expires_at: row.expires_at.0,
            ended_at: row.ended_at.map(Into::into),
            account: row.account_id.map(DbId::id),
        })
    }
}

/// The state of an invitation that can still be answered.
const PENDING: &str = InvitationState::Pending.as_str();

impl InvitationStore for SqlTx<'_> {
    fn insert_invitation(
        &mut self,
        invitation: &Invitation,
        digest: Digest,
    ) -> Result<(), StoreError> {
        let row = InvitationRow {
            id: invitation.id.into(),
            company_id: invitation.company.into(),
            email: invitation.email.as_str().to_owned(),
            email_key: invitation.email.key(),
            company_role: invitation.company_role.as_str().to_owned(),
            language: invitation.language.tag().to_owned(),
            state: invitation.state.as_str().to_owned(),
            sent: i64::from(invitation.sent),
            invited_by: invitation.invited_by.into(),
            created_at: invitation.created_at.into(),
            sent_at: invitation.sent_at.into(),
            expires_at: invitation.expires_at.into(),
            ended_at: invitation.ended_at.map(Into::into),
            account_id: invitation.account.map(Into::into),
        };
        self.run(|c| {
            diesel::insert_into(invitations::table)
                .values((&row, invitations::digest.eq(bytes(digest))))
                .execute(c)
        })
        .map(drop)
    }

    fn invitation(
        &mut self,
        id: Id<kind::Invitation>,
        reach: Reach,
    ) -> Result<Option<Invitation>, StoreError> {
        let row: Option<InvitationRow> = self.run(|c| {
            let mut query = invitations::table
                .filter(invitations::id.eq(DbId::from(id)))
                .select(InvitationRow::as_select())
                .into_boxed();
            if let Reach::Company(company) = reach {
                query = query.filter(invitations::company_id.eq(DbId::from(company)));
            }
            query.first(c).optional()
        })?;
        row.map(Invitation::try_from).transpose()
    }

    fn invitation_by_token(
        &mut self,
        digest: Digest,
    ) -> Result<Option<(Invitation, Company)>, StoreError> {
        let row: Option<(InvitationRow, CompanyRow)> = self.run(|c| {
            invitations::table
                .inner_join(companies::table)
                .filter(invitations::digest.eq(bytes(digest)))
                .select((InvitationRow::as_select(), CompanyRow::as_select()))
                .first(c)
                .optional()
        })?;
        row.map(|(invitation, company)| Ok((invitation.try_into()?, company.try_into()?)))
            .transpose()
    }

    fn pending_invitation(
        &mut self,
        company: Id<kind::Company>,
        email: &EmailAddress,
    ) -> Result<Option<Invitation>, StoreError> {
        let row: Option<InvitationRow> = self.run(|c| {
            invitations::table
                .filter(invitations::company_id.eq(DbId::from(company)))
                .filter(invitations::email_key.eq(email.key()))
                .filter(invitations::state.eq(PENDING))
                .select(InvitationRow::as_select())
                .first(c)
                .optional()
        })?;
        row.map(Invitation::try_from).transpose()
    }

    fn invitation_page(
        &mut self,
        company: Id<kind::Company>,
        state: Option<InvitationState>,
        page: PageRequest,
    ) -> Result<Page<Invitation>, StoreError> {
        let rows: Vec<InvitationRow> = self.run(|c| {
            let mut query = invitations::table
                .filter(invitations::company_id.eq(DbId::from(company)))
                .select(InvitationRow::as_select())
                .into_boxed();
            if let Some(state) = state {
                query = query.filter(invitations::state.eq(state.as_str()));
            }
            newest_first!(query, page, invitations::created_at, invitations::id).load(c)
        })?;
        let items = rows.into_iter().map(Invitation::try_from).collect::<Result<_, _>>()?;
        Ok(Page::cut(items, page.limit, |invitation: &Invitation| Position {
            at: invitation.created_at,
            id: invitation.id.uuid(),
        }))
    }

    fn resend_invitation(
        &mut self,
        invitation: &Invitation,
        digest: Digest,
    ) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(invitations::table)
                .filter(invitations::id.eq(DbId::from(invitation.id)))
                .filter(invitations::state.eq(PENDING))
                .filter(invitations::sent.eq(i64::from(invitation.sent) - 1))
                .set((
                    invitations::digest.eq(bytes(digest)),
                    invitations::sent.eq(i64::from(invitation.sent)),
                    invitations::sent_at.eq(DbInstant(invitation.sent_at)),
                    invitations::expires_at.eq(DbInstant(invitation.expires_at)),
                ))
                .execute(c)
        })
    }

    fn withdraw_invitations_by(
        &mut self,
        account: Id<kind::Account>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(invitations::table)
                .filter(invitations::invited_by.eq(DbId::from(account)))
                .filter(invitations::state.eq(PENDING))
                .set((
                    invitations::state.eq(InvitationState::Withdrawn.as_str()),
                    invitations::ended_at.eq(Some(DbInstant(at))),
                ))
                .execute(c)
        })
        .map(drop)
    }

    fn end_invitation(
        &mut self,
        id: Id<kind::Invitation>,
        to: InvitationState,
        account: Option<Id<kind::Account>>,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(invitations::table)
                .filter(invitations::id.eq(DbId::from(id)))
                .filter(invitations::state.eq(PENDING))
                .set((
                    invitations::state.eq(to.as_str()),
                    invitations::ended_at.eq(Some(DbInstant(at))),
                    invitations::account_id.eq(account.map(DbId::from)),
                ))
                .execute(c)
        })
    }

    fn withdraw_invitations_of(
        &mut self,
        company: Id<kind::Company>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(invitations::table)
                .filter(invitations::company_id.eq(DbId::from(company)))
                .filter(invitations::state.eq(InvitationState::Pending.as_str()))
                .set((
                    invitations::state.eq(InvitationState::Withdrawn.as_str()),
                    invitations::ended_at.eq(Some(DbInstant(at))),
                ))
                .execute(c)
        })
        .map(drop)
    }
}
