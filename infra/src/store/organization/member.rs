//! The persons of a company.

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::identity::{AccountState, AccountView, CompanyRole};
use tegata_domain::kernel::{Guarded, Id, Page, PageRequest, Position, StoreError, kind};
use tegata_domain::organization::MemberStore;

use crate::database::Count as _;
use crate::database::schema::{accounts, companies, guards, passwords};
use crate::database::types::{DbId, DbInstant};
use crate::store::identity::account::{AccountRow, ViewRow, beside, view};
use crate::store::identity::company::CompanyRow;
use crate::store::{PERSON, SqlTx, newest_first};

impl MemberStore for SqlTx<'_> {
    fn member_page(
        &mut self,
        company: Id<kind::Company>,
        page: PageRequest,
    ) -> Result<Page<AccountView>, StoreError> {
        let rows: Vec<ViewRow> = self.run(|c| {
            let members = accounts::table
                .inner_join(companies::table)
                .filter(accounts::company_id.eq(DbId::from(company)))
                .filter(accounts::realm.eq(PERSON))
                .select(beside!())
                .into_boxed();
            newest_first!(members, page, accounts::created_at, accounts::id).load(c)
        })?;
        let views = rows.into_iter().map(view).collect::<Result<_, _>>()?;
        Ok(Page::cut(views, page.limit, |view: &AccountView| Position {
            at: view.account.created_at,
            id: view.account.id.uuid(),
        }))
    }

    fn member(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Account>,
    ) -> Result<Option<AccountView>, StoreError> {
        let row: Option<ViewRow> = self.run(|c| {
            accounts::table
                .inner_join(companies::table)
                .filter(accounts::id.eq(DbId::from(id)))
                .filter(accounts::company_id.eq(DbId::from(company)))
                .filter(accounts::realm.eq(PERSON))
                .select(beside!())
                .first(c)
                .optional()
        })?;
        row.map(view).transpose()
    }

    fn change_member_role(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Account>,
        from: CompanyRole,
        to: CompanyRole,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(accounts::table)
                .filter(accounts::id.eq(DbId::from(id)))
                .filter(accounts::company_id.eq(DbId::from(company)))
                .filter(accounts::realm.eq(PERSON))
                .filter(accounts::company_role.eq(from.as_str()))
                .set((
                    accounts::company_role.eq(to.as_str()),
                    accounts::version.eq(accounts::version + 1),
                    accounts::updated_at.eq(DbInstant(at)),
                ))
                .execute(c)
        })
    }

    fn person_count(&mut self, company: Id<kind::Company>) -> Result<usize, StoreError> {
        let persons: i64 = self.run(|c| {
            accounts::table
                .filter(accounts::company_id.eq(DbId::from(company)))
                .filter(accounts::realm.eq(PERSON))
                .count()
                .get_result(c)
        })?;
        Ok(usize::try_from(persons).unwrap_or_default())
    }

    fn administrator_count(&mut self, company: Id<kind::Company>) -> Result<usize, StoreError> {
        let administrators: i64 = self.run(|c| {
            accounts::table
                .filter(accounts::company_id.eq(DbId::from(company)))
                .filter(accounts::realm.eq(PERSON))
                .filter(accounts::company_role.eq(CompanyRole::Administrator.as_str()))
                .filter(accounts::state.eq(AccountState::Active.as_str()))
                .select(accounts::id)
                .limit(2)
                .counted()
                .get_result(c)
        })?;
        Ok(usize::try_from(administrators).unwrap_or_default())
    }

    fn hold_administrators(&mut self, company: Id<kind::Company>) -> Result<usize, StoreError> {
        let administrators = accounts::table
            .filter(accounts::company_id.eq(DbId::from(company)))
            .filter(accounts::realm.eq(PERSON))
            .filter(accounts::company_role.eq(CompanyRole::Administrator.as_str()))
            .filter(accounts::state.eq(AccountState::Active.as_str()))
            .order(accounts::id)
            .select(accounts::id);
        let held: Vec<DbId> = self.run(|c| administrators.for_no_key_update().load(c))?;
        Ok(held.len())
    }

    fn move_to_company(
        &mut self,
        id: Id<kind::Account>,
        from: Id<kind::Company>,
        to: Id<kind::Company>,
        role: CompanyRole,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(accounts::table)
                .filter(accounts::id.eq(DbId::from(id)))
                .filter(accounts::company_id.eq(DbId::from(from)))
                .filter(accounts::realm.eq(PERSON))
                .set((
                    accounts::company_id.eq(DbId::from(to)),
                    accounts::company_role.eq(role.as_str()),
                    accounts::version.eq(accounts::version + 1),
                    accounts::updated_at.eq(DbInstant(at)),
                ))
                .execute(c)
        })
    }
}
