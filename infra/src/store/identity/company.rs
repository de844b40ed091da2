//! Companies; members, offices, terminal users and invitations have files of their own.

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::identity::{
    BusinessRole, Company, CompanyOrigin, CompanyRole, CompanyState, CompanyStore,
};
use tegata_domain::kernel::{Guarded, Id, Page, PageRequest, Position, StoreError, kind};

use crate::database::schema::{accounts, companies};
use crate::database::types::{DbId, DbInstant};
use crate::store::names::{joined, parted};
use crate::store::{SqlTx, corrupt, newest_first};

/// A company's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = companies, treat_none_as_default_value = false)]
pub(in crate::store) struct CompanyRow {
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

impl From<&Company> for CompanyRow {
    fn from(company: &Company) -> Self {
        Self {
            id: company.id.into(),
            name: company.name.clone(),
            origin: company.origin.as_str().to_owned(),
            corporate_number: company.corporate_number.clone(),
            name_verified: company.name_verified,
            business_roles: joined(&company.business_roles, BusinessRole::as_str),
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
        let roles = parted(&row.business_roles, BusinessRole::named);
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

impl CompanyStore for SqlTx<'_> {
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
                    companies::business_roles
                        .eq(joined(&company.business_roles, BusinessRole::as_str)),
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
    ) -> Result<Option<Vec<Id<kind::Account>>>, StoreError> {
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
            Ok(Some(members))
        })?;
        Ok(merged.map(|members| members.into_iter().map(DbId::id).collect()))
    }
}
