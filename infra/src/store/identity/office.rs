//! Offices: an account and what describes it.

use diesel::prelude::*;
use tegata_domain::identity::{
    AccountKind, AccountState, CompanyRole, Manager, Office, OfficeStore, Reach,
};
use tegata_domain::kernel::{
    EmailAddress, Guarded, Id, Language, Page, PageRequest, Position, StoreError, kind,
};

use crate::database::schema::{accounts, companies, offices};
use crate::database::types::{DbId, DbInstant};
use crate::store::identity::account::{AccountRow, Identity};
use crate::store::{SqlTx, corrupt, newest_first};

/// What describes an office.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = offices, treat_none_as_default_value = false)]
pub(in crate::store) struct OfficeRow {
    id: DbId,
    name: String,
    roman_name: String,
    roman_address: String,
    manager_name: String,
    manager_phone: Option<String>,
}

/// What an office is read from: description, account, its company's name.
pub(in crate::store) type OfficeRows = (OfficeRow, AccountRow, String);

/// What is read of an office.
macro_rules! office_columns {
    () => {
        (OfficeRow::as_select(), AccountRow::as_select(), companies::name)
    };
}
pub(in crate::store) use office_columns;

/// The office that the rows say.
pub(in crate::store) fn office(
    (row, account, company_name): OfficeRows,
) -> Result<Office, StoreError> {
    let fault = |column| corrupt("accounts", column, account.id.0);
    let email = account.email.as_deref().and_then(EmailAddress::parse);
    Ok(Office {
        id: row.id.id(),
        company: account.company_id.id(),
        company_name,
        code: account.login_id,
        name: row.name,
        roman_name: row.roman_name,
        roman_address: row.roman_address,
        manager: Manager {
            name: row.manager_name,
            email: email.ok_or_else(|| fault("email"))?,
            phone: row.manager_phone,
        },
        language: Language::from_tag(&account.language).ok_or_else(|| fault("language"))?,
        state: AccountState::named(&account.state).ok_or_else(|| fault("state"))?,
        version: account.version,
        created_at: account.created_at.0,
        updated_at: account.updated_at.0,
    })
}

impl OfficeStore for SqlTx<'_> {
    fn insert_office(&mut self, office: &Office) -> Result<(), StoreError> {
        let account = AccountRow::bare(&Identity {
            id: office.id.into(),
            company: office.company.into(),
            company_role: CompanyRole::Member,
            kind: AccountKind::Office,
            login_id: &office.code,
            email: Some(&office.manager.email),
            language: office.language,
            state: office.state,
            version: office.version,
            created_at: office.created_at,
            updated_at: office.updated_at,
        });
        let row = OfficeRow {
            id: office.id.into(),
            name: office.name.clone(),
            roman_name: office.roman_name.clone(),
            roman_address: office.roman_address.clone(),
            manager_name: office.manager.name.clone(),
            manager_phone: office.manager.phone.clone(),
        };
        self.run(|c| {
            diesel::insert_into(accounts::table).values(&account).execute(c)?;
            diesel::insert_into(offices::table).values(&row).execute(c)
        })
        .map(drop)
    }

    fn office(&mut self, id: Id<kind::Office>, reach: Reach) -> Result<Option<Office>, StoreError> {
        let rows: Option<OfficeRows> = self.run(|c| {
            let mut query = offices::table
                .inner_join(accounts::table.inner_join(companies::table))
                .filter(offices::id.eq(DbId::from(id)))
                .select(office_columns!())
                .into_boxed();
            if let Reach::Company(company) = reach {
                query = query.filter(accounts::company_id.eq(DbId::from(company)));
            }
            query.first(c).optional()
        })?;
        rows.map(office).transpose()
    }

    fn office_page(
        &mut self,
        company: Id<kind::Company>,
        page: PageRequest,
    ) -> Result<Page<Office>, StoreError> {
        let rows: Vec<OfficeRows> = self.run(|c| {
            let query = offices::table
                .inner_join(accounts::table.inner_join(companies::table))
                .filter(accounts::company_id.eq(DbId::from(company)))
                .filter(accounts::realm.eq("office"))
                .select(office_columns!())
                .into_boxed();
            newest_first!(query, page, accounts::created_at, accounts::id).load(c)
        })?;
        let items = rows.into_iter().map(office).collect::<Result<_, _>>()?;
        Ok(Page::cut(items, page.limit, |office: &Office| Position {
            at: office.created_at,
            id: office.id.uuid(),
        }))
    }

    fn update_office(&mut self, office: &Office, version: i64) -> Result<Guarded, StoreError> {
        let manager = &office.manager;
        let updated = self.guarded(|c| {
            diesel::update(accounts::table)
                .filter(accounts::id.eq(DbId::from(office.id)))
                .filter(accounts::version.eq(version))
                .set((
                    accounts::email.eq(Some(manager.email.as_str())),
                    accounts::email_key.eq(Some(manager.email.key())),
                    accounts::language.eq(office.language.tag()),
                    accounts::version.eq(accounts::version + 1),
                    accounts::updated_at.eq(DbInstant(office.updated_at)),
                ))
                .execute(c)
        })?;
        if updated.0 {
            self.run(|c| {
                diesel::update(offices::table.find(DbId::from(office.id)))
                    .set((
                        offices::name.eq(&office.name),
                        offices::roman_name.eq(&office.roman_name),
                        offices::roman_address.eq(&office.roman_address),
                        offices::manager_name.eq(&manager.name),
                        offices::manager_phone.eq(&manager.phone),
                    ))
                    .execute(c)
            })?;
        }
        Ok(updated)
    }
}
