//! Companies; members, offices, terminal users and invitations have files of their own.

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::account::{AccountState, AccountView};
use tegata_domain::kernel::{
    Digest, EmailAddress, Guarded, Id, Page, PageRequest, Position, StoreError, kind,
};
use tegata_domain::organization::transfer::Carried;
use tegata_domain::organization::{
    BusinessRole, Company, CompanyOrigin, CompanyRole, CompanyState, Invitation, InvitationState,
    Office, OrganizationStore, Reach, TerminalUser,
};

use super::{PERSON, SqlTx, corrupt, newest_first};
use crate::database::schema::{accounts, companies, invitations};
use crate::database::types::{DbId, DbInstant};

/// A company's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = companies, treat_none_as_default_value = false)]
pub(super) struct CompanyRow {
    id: DbId,
    name: String,
    origin: String,
    corporate_number: Option<String>,
    name_verified: bool,
    business_roles: String,
    state: String,
    merged_into: Option<DbId>,
    version: i64,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// Roles as they are stored: their names with a comma between.
fn stored_roles(roles: &[BusinessRole]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(",")
}

impl From<&Company> for CompanyRow {
    fn from(company: &Company) -> Self {
        Self {
            id: company.id.into(),
            name: company.name.clone(),
            origin: company.origin.as_str().to_owned(),
            corporate_number: company.corporate_number.clone(),
            name_verified: company.name_verified,
            business_roles: stored_roles(&company.business_roles),
            state: company.state.as_str().to_owned(),
            merged_into: company.merged_into.map(Into::into),
            version: company.version,
            created_at: company.created_at.into(),
            updated_at: company.updated_at.into(),
        }
    }
}

impl TryFrom<CompanyRow> for Company {
    type Error = StoreError;

    fn try_from(row: CompanyRow) -> Result<Self, StoreError> {
        let fault = |column| corrupt("companies", column, row.id.0);
        let roles = row.business_roles.split(',').filter(|name| !name.is_empty());
        let roles = roles.map(BusinessRole::named).collect::<Option<Vec<_>>>();
        Ok(Self {
            id: row.id.id(),
            origin: CompanyOrigin::named(&row.origin).ok_or_else(|| fault("origin"))?,
            business_roles: roles.ok_or_else(|| fault("business_roles"))?,
            state: CompanyState::named(&row.state).ok_or_else(|| fault("state"))?,
            name: row.name,
            name_verified: row.name_verified,
            corporate_number: row.corporate_number,
            merged_into: row.merged_into.map(DbId::id),
            version: row.version,
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
    }
}

impl OrganizationStore for SqlTx<'_> {
    fn insert_company(&mut self, company: &Company) -> Result<(), StoreError> {
        let row = CompanyRow::from(company);
        self.run(|c| diesel::insert_into(companies::table).values(&row).execute(c)).map(drop)
    }

    fn operating_company(&mut self) -> Result<Option<Company>, StoreError> {
        let operating = CompanyOrigin::Operating.as_str();
        let row: Option<CompanyRow> = self.run(|c| {
            companies::table
                .filter(companies::origin.eq(operating))
                .select(CompanyRow::as_select())
                .first(c)
                .optional()
        })?;
        row.map(Company::try_from).transpose()
    }

    fn company(&mut self, id: Id<kind::Company>) -> Result<Option<Company>, StoreError> {
        let row: Option<CompanyRow> = self.run(|c| {
            companies::table
                .find(DbId::from(id))
                .select(CompanyRow::as_select())
                .first(c)
                .optional()
        })?;
        row.map(Company::try_from).transpose()
    }

    fn hold_company(&mut self, id: Id<kind::Company>) -> Result<Option<Company>, StoreError> {
        let row = companies::table.find(DbId::from(id));
        // Shared: many may add to a company at once, and none while it is merged away.
        let row: Option<CompanyRow> =
            self.run(|c| row.select(CompanyRow::as_select()).for_share().first(c).optional())?;
        row.map(Company::try_from).transpose()
    }

    fn company_page(
        &mut self,
        corporate_number: Option<&str>,
        page: PageRequest,
    ) -> Result<Page<Company>, StoreError> {
        let rows: Vec<CompanyRow> = self.run(|c| {
            let mut query = companies::table.select(CompanyRow::as_select()).into_boxed();
            if let Some(number) = corporate_number {
                query = query.filter(companies::corporate_number.eq(number));
            }
            newest_first!(query, page, companies::created_at, companies::id).load(c)
        })?;
        let items = rows.into_iter().map(Company::try_from).collect::<Result<_, _>>()?;
        Ok(Page::cut(items, page.limit, |company: &Company| Position {
            at: company.created_at,
            id: company.id.uuid(),
        }))
    }

    fn update_company(&mut self, company: &Company, version: i64) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(companies::table)
                .filter(companies::id.eq(DbId::from(company.id)))
                .filter(companies::version.eq(version))
                .set((
                    companies::name.eq(&company.name),
                    companies::name_verified.eq(company.name_verified),
                    companies::corporate_number.eq(&company.corporate_number),
                    companies::business_roles.eq(stored_roles(&company.business_roles)),
                    companies::version.eq(companies::version + 1),
                    companies::updated_at.eq(DbInstant(company.updated_at)),
                ))
                .execute(c)
        })
    }

    fn rename_company(
        &mut self,
        id: Id<kind::Company>,
        name: &str,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(companies::table)
                .filter(companies::id.eq(DbId::from(id)))
                .filter(companies::name_verified.eq(false))
                .filter(companies::state.eq(CompanyState::Active.as_str()))
                .set((
                    companies::name.eq(name),
                    companies::version.eq(companies::version + 1),
                    companies::updated_at.eq(DbInstant(at)),
                ))
                .execute(c)
        })
    }

    fn merge_company(
        &mut self,
        id: Id<kind::Company>,
        into: Id<kind::Company>,
        at: Timestamp,
    ) -> Result<Option<Carried>, StoreError> {
        let (from, to) = (DbId::from(id), DbId::from(into));
        let merged: Option<Vec<DbId>> = self.run(|c| {
            let moved = diesel::update(companies::table)
                .filter(companies::id.eq(from))
                .filter(companies::state.eq(CompanyState::Active.as_str()))
                .set((
                    companies::state.eq(CompanyState::Merged.as_str()),
                    companies::merged_into.eq(Some(to)),
                    companies::version.eq(companies::version + 1),
                    companies::updated_at.eq(DbInstant(at)),
                ))
                .execute(c)?;
            if moved != 1 {
                return Ok(None);
            }
            let members = accounts::table
                .filter(accounts::company_id.eq(from))
                .select(accounts::id)
                .load(c)?;
            diesel::update(accounts::table.filter(accounts::company_id.eq(from)))
                .set((
                    accounts::company_id.eq(to),
                    accounts::company_role.eq(CompanyRole::Member.as_str()),
                    accounts::version.eq(accounts::version + 1),
                    accounts::updated_at.eq(DbInstant(at)),
                ))
                .execute(c)?;
            diesel::update(invitations::table)
                .filter(invitations::company_id.eq(from))
                .filter(invitations::state.eq(InvitationState::Pending.as_str()))
                .set((
                    invitations::state.eq(InvitationState::Withdrawn.as_str()),
                    invitations::ended_at.eq(Some(DbInstant(at))),
                ))
                .execute(c)?;
            Ok(Some(members))
        })?;
        let Some(members) = merged else { return Ok(None) };
        let accounts = members.into_iter().map(DbId::id).collect();
        Ok(Some(Carried { accounts, duplicate_waybills: self.carry_cargo(from, to, at)? }))
    }

    fn member_page(
        &mut self,
        company: Id<kind::Company>,
        page: PageRequest,
    ) -> Result<Page<AccountView>, StoreError> {
        self.list_members(company, page)
    }

    fn member(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Account>,
    ) -> Result<Option<AccountView>, StoreError> {
        self.find_member(company, id)
    }

    fn change_member_role(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Account>,
        from: CompanyRole,
        to: CompanyRole,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.give_member_role(company, id, from, to, at)
    }

    fn person_count(&mut self, company: Id<kind::Company>) -> Result<usize, StoreError> {
        self.count_persons(company)
    }

    fn administrator_count(&mut self, company: Id<kind::Company>) -> Result<usize, StoreError> {
        self.count_administrators(company)
    }

    fn hold_administrators(&mut self, company: Id<kind::Company>) -> Result<usize, StoreError> {
        self.hold_active_administrators(company)
    }

    fn move_to_company(
        &mut self,
        id: Id<kind::Account>,
        from: Id<kind::Company>,
        to: Id<kind::Company>,
        role: CompanyRole,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.move_person(id, from, to, role, at)
    }

    fn insert_office(&mut self, office: &Office) -> Result<(), StoreError> {
        self.insert_office_rows(office)
    }

    fn office(&mut self, id: Id<kind::Office>, reach: Reach) -> Result<Option<Office>, StoreError> {
        self.find_office(id, reach)
    }

    fn office_page(
        &mut self,
        company: Id<kind::Company>,
        page: PageRequest,
    ) -> Result<Page<Office>, StoreError> {
        self.list_offices(company, page)
    }

    fn update_office(&mut self, office: &Office, version: i64) -> Result<Guarded, StoreError> {
        self.update_office_rows(office, version)
    }

    fn insert_terminal(&mut self, terminal: &TerminalUser) -> Result<Guarded, StoreError> {
        self.insert_terminal_rows(terminal)
    }

    fn terminal(
        &mut self,
        id: Id<kind::Terminal>,
        reach: Reach,
    ) -> Result<Option<TerminalUser>, StoreError> {
        self.find_terminal(id, reach)
    }

    fn terminal_page(
        &mut self,
        office: Id<kind::Office>,
        page: PageRequest,
    ) -> Result<Page<TerminalUser>, StoreError> {
        self.list_terminals(office, page)
    }

    fn terminal_by_user_id(
        &mut self,
        office: Id<kind::Office>,
        user_id: &str,
    ) -> Result<Option<TerminalUser>, StoreError> {
        self.find_terminal_by_user_id(office, user_id)
    }

    fn terminals_alike(
        &mut self,
        office: Id<kind::Office>,
        user_id: &str,
    ) -> Result<Vec<TerminalUser>, StoreError> {
        self.find_terminals_alike(office, user_id)
    }

    fn terminal_peer(
        &mut self,
        terminal: &TerminalUser,
    ) -> Result<Option<TerminalUser>, StoreError> {
        self.find_terminal_peer(terminal)
    }

    fn update_terminal(
        &mut self,
        terminal: &TerminalUser,
        version: i64,
    ) -> Result<Guarded, StoreError> {
        self.update_terminal_rows(terminal, version)
    }

    fn move_holder(
        &mut self,
        account: Id<kind::Account>,
        from: AccountState,
        to: AccountState,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(accounts::table)
                .filter(accounts::id.eq(DbId::from(account)))
                .filter(accounts::realm.ne(PERSON))
                .filter(accounts::state.eq(from.as_str()))
                .set((
                    accounts::state.eq(to.as_str()),
                    accounts::version.eq(accounts::version + 1),
                    accounts::updated_at.eq(DbInstant(at)),
                ))
                .execute(c)
        })
    }

    fn insert_invitation(
        &mut self,
        invitation: &Invitation,
        digest: Digest,
    ) -> Result<(), StoreError> {
        self.insert_invitation_row(invitation, digest)
    }

    fn invitation(
        &mut self,
        id: Id<kind::Invitation>,
        reach: Reach,
    ) -> Result<Option<Invitation>, StoreError> {
        self.find_invitation(id, reach)
    }

    fn invitation_by_token(
        &mut self,
        digest: Digest,
    ) -> Result<Option<(Invitation, Company)>, StoreError> {
        self.find_invitation_by_token(digest)
    }

    fn pending_invitation(
        &mut self,
        company: Id<kind::Company>,
        email: &EmailAddress,
    ) -> Result<Option<Invitation>, StoreError> {
        self.find_pending_invitation(company, email)
    }

    fn invitation_page(
        &mut self,
        company: Id<kind::Company>,
        state: Option<InvitationState>,
        page: PageRequest,
    ) -> Result<Page<Invitation>, StoreError> {
        self.list_invitations(company, state, page)
    }

    fn resend_invitation(
        &mut self,
        invitation: &Invitation,
        digest: Digest,
    ) -> Result<Guarded, StoreError> {
        self.resend_pending_invitation(invitation, digest)
    }

    fn withdraw_invitations_by(
        &mut self,
        account: Id<kind::Account>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.withdraw_pending_invitations_by(account, at)
    }

    fn end_invitation(
        &mut self,
        id: Id<kind::Invitation>,
        to: InvitationState,
        account: Option<Id<kind::Account>>,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.end_pending_invitation(id, to, account, at)
    }
}
