//! Terminal users: an account and what describes it.

use diesel::prelude::*;
use tegata_domain::identity::{
    AccountKind, AccountState, BusinessKind, CompanyRole, Reach, TerminalStore, TerminalUsage,
    TerminalUser,
};
use tegata_domain::kernel::{
    Guarded, Id, Language, Page, PageRequest, Position, StoreError, kind, text,
};

use crate::database::schema::{accounts, terminal_users, user_codes};
use crate::database::types::{DbId, DbInstant};
use crate::store::identity::account::{AccountRow, Identity, folded_login_id};
use crate::store::{SqlTx, corrupt, newest_first};

/// What describes a terminal user.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = terminal_users)]
pub(in crate::store) struct TerminalRow {
    id: DbId,
    office_id: DbId,
    user_code: String,
    identification: String,
    business_kind: String,
    usage: String,
    created_at: DbInstant,
}

/// What a terminal user is read from: description and account.
pub(in crate::store) type TerminalRows = (TerminalRow, AccountRow);

/// What is read of a terminal user.
macro_rules! terminal_columns {
    () => {
        (TerminalRow::as_select(), AccountRow::as_select())
    };
}
pub(in crate::store) use terminal_columns;

/// The terminal user that the rows say.
pub(in crate::store) fn terminal((row, account): TerminalRows) -> Result<TerminalUser, StoreError> {
    let fault = |column| corrupt("terminal_users", column, row.id.0);
    Ok(TerminalUser {
        id: row.id.id(),
        office: row.office_id.id(),
        business_kind: BusinessKind::named(&row.business_kind)
            .ok_or_else(|| fault("business_kind"))?,
        usage: TerminalUsage::named(&row.usage).ok_or_else(|| fault("usage"))?,
        state: AccountState::named(&account.state)
            .ok_or_else(|| corrupt("accounts", "state", account.id.0))?,
        user_code: row.user_code,
        identification: row.identification,
        version: account.version,
        created_at: row.created_at.0,
        updated_at: account.updated_at.0,
    })
}

/// Terminal users that read alike and are offered at most (RIS-HINT-01).
const ALIKE: i64 = 5;

impl TerminalStore for SqlTx<'_> {
    fn insert_terminal(&mut self, terminal: &TerminalUser) -> Result<Guarded, StoreError> {
        let office = DbId::from(terminal.office);
        let user_id = terminal.user_id();
        let (company, language): (DbId, String) = self.run(|c| {
            accounts::table.find(office).select((accounts::company_id, accounts::language)).first(c)
        })?;
        let language = Language::from_tag(&language)
            .ok_or_else(|| corrupt("accounts", "language", office.0))?;
        let account = AccountRow::bare(&Identity {
            id: terminal.id.into(),
            company,
            company_role: CompanyRole::Member,
            kind: AccountKind::Terminal,
            login_id: &user_id,
            email: None,
            language,
            state: terminal.state,
            version: terminal.version,
            created_at: terminal.created_at,
            updated_at: terminal.updated_at,
        });
        let row = TerminalRow {
            id: terminal.id.into(),
            office_id: office,
            user_code: terminal.user_code.clone(),
            identification: terminal.identification.clone(),
            business_kind: terminal.business_kind.as_str().to_owned(),
            usage: terminal.usage.as_str().to_owned(),
            created_at: terminal.created_at.into(),
        };
        let inserted = self.run(|c| {
            diesel::insert_into(user_codes::table)
                .values((
                    user_codes::code.eq(&terminal.user_code),
                    user_codes::office_id.eq(office),
                ))
                .on_conflict_do_nothing()
                .execute(c)?;
            let holder: DbId = user_codes::table
                .find(&terminal.user_code)
                .select(user_codes::office_id)
                .first(c)?;
            if holder != office {
                return Ok(false);
            }
            diesel::insert_into(accounts::table).values(&account).execute(c)?;
            diesel::insert_into(terminal_users::table).values(&row).execute(c)?;
            Ok(true)
        })?;
        Ok(Guarded(inserted))
    }

    fn terminal(
        &mut self,
        id: Id<kind::Terminal>,
        reach: Reach,
    ) -> Result<Option<TerminalUser>, StoreError> {
        let rows: Option<TerminalRows> = self.run(|c| {
            let mut query = terminal_users::table
                .inner_join(accounts::table)
                .filter(terminal_users::id.eq(DbId::from(id)))
                .select(terminal_columns!())
                .into_boxed();
            if let Reach::Company(company) = reach {
                query = query.filter(accounts::company_id.eq(DbId::from(company)));
            }
            query.first(c).optional()
        })?;
        rows.map(terminal).transpose()
    }

    fn terminal_page(
        &mut self,
        office: Id<kind::Office>,
        page: PageRequest,
    ) -> Result<Page<TerminalUser>, StoreError> {
        let rows: Vec<TerminalRows> = self.run(|c| {
            let query = terminal_users::table
                .inner_join(accounts::table)
                .filter(terminal_users::office_id.eq(DbId::from(office)))
                .select(terminal_columns!())
                .into_boxed();
            newest_first!(query, page, terminal_users::created_at, terminal_users::id).load(c)
        })?;
        let items = rows.into_iter().map(terminal).collect::<Result<_, _>>()?;
        Ok(Page::cut(items, page.limit, |terminal: &TerminalUser| Position {
            at: terminal.created_at,
            id: terminal.id.uuid(),
        }))
    }

    fn terminal_by_user_id(
        &mut self,
        office: Id<kind::Office>,
        user_id: &str,
    ) -> Result<Option<TerminalUser>, StoreError> {
        let rows: Option<TerminalRows> = self.run(|c| {
            terminal_users::table
                .inner_join(accounts::table)
                .filter(accounts::realm.eq("terminal"))
                .filter(accounts::login_id_folded.eq(folded_login_id(user_id)))
                .filter(terminal_users::office_id.eq(DbId::from(office)))
                .select(terminal_columns!())
                .first(c)
                .optional()
        })?;
        rows.map(terminal).transpose()
    }

    fn terminals_alike(
        &mut self,
        office: Id<kind::Office>,
        user_id: &str,
    ) -> Result<Vec<TerminalUser>, StoreError> {
        let rows: Vec<TerminalRows> = self.run(|c| {
            terminal_users::table
                .inner_join(accounts::table)
                .filter(terminal_users::office_id.eq(DbId::from(office)))
                .filter(accounts::login_id_lookalike.eq(text::lookalike(user_id)))
                .filter(accounts::login_id_folded.ne(folded_login_id(user_id)))
                .order(terminal_users::id)
                .limit(ALIKE)
                .select(terminal_columns!())
                .load(c)
        })?;
        rows.into_iter().map(terminal).collect()
    }

    fn terminal_peer(&mut self, of: &TerminalUser) -> Result<Option<TerminalUser>, StoreError> {
        let rows: Option<TerminalRows> = self.run(|c| {
            terminal_users::table
                .inner_join(accounts::table)
                .filter(terminal_users::user_code.eq(&of.user_code))
                .filter(terminal_users::id.ne(DbId::from(of.id)))
                .filter(terminal_users::usage.eq(TerminalUsage::Person.as_str()))
                .filter(accounts::state.eq(AccountState::Active.as_str()))
                .order((terminal_users::created_at, terminal_users::id))
                .select(terminal_columns!())
                .first(c)
                .optional()
        })?;
        rows.map(terminal).transpose()
    }

    fn update_terminal(
        &mut self,
        terminal: &TerminalUser,
        version: i64,
    ) -> Result<Guarded, StoreError> {
        let updated = self.guarded(|c| {
            diesel::update(accounts::table)
                .filter(accounts::id.eq(DbId::from(terminal.id)))
                .filter(accounts::version.eq(version))
                .set((
                    accounts::version.eq(accounts::version + 1),
                    accounts::updated_at.eq(DbInstant(terminal.updated_at)),
                ))
                .execute(c)
        })?;
        if updated.0 {
            let kind = terminal.business_kind.as_str();
            self.run(|c| {
                diesel::update(terminal_users::table.find(DbId::from(terminal.id)))
                    .set(terminal_users::business_kind.eq(kind))
                    .execute(c)
            })?;
        }
        Ok(updated)
    }
}
