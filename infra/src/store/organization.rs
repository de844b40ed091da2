//! Companies.

use diesel::prelude::*;
use tegata_domain::kernel::{Id, StoreError, kind};
use tegata_domain::organization::{Company, CompanyOrigin, OrganizationStore};

use super::{SqlTx, corrupt, run};
use crate::database::schema::companies;
use crate::database::types::{DbId, DbInstant};

/// A company's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = companies)]
pub(super) struct CompanyRow {
    id: DbId,
    name: String,
    origin: String,
    created_at: DbInstant,
}

impl TryFrom<CompanyRow> for Company {
    type Error = StoreError;

    fn try_from(row: CompanyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.id(),
            origin: CompanyOrigin::named(&row.origin)
                .ok_or_else(|| corrupt("companies", "origin", row.id.0))?,
            name: row.name,
            created_at: row.created_at.0,
        })
    }
}

impl OrganizationStore for SqlTx<'_> {
    fn insert_company(&mut self, company: &Company) -> Result<(), StoreError> {
        let row = CompanyRow {
            id: company.id.into(),
            name: company.name.clone(),
            origin: company.origin.as_str().to_owned(),
            created_at: company.created_at.into(),
        };
        run!(self, |c| diesel::insert_into(companies::table).values(&row).execute(c)).map(drop)
    }

    fn operating_company(&mut self) -> Result<Option<Company>, StoreError> {
        let operating = CompanyOrigin::Operating.as_str();
        let row: Option<CompanyRow> = run!(self, |c| companies::table
            .filter(companies::origin.eq(operating))
            .select(CompanyRow::as_select())
            .first(c)
            .optional())?;
        row.map(Company::try_from).transpose()
    }

    fn rename_company(&mut self, id: Id<kind::Company>, name: &str) -> Result<(), StoreError> {
        run!(self, |c| diesel::update(companies::table.find(DbId::from(id)))
            .set(companies::name.eq(name))
            .execute(c))
        .map(drop)
    }
}
