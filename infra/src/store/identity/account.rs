//! Accounts; links and inquiries have files of their own.

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::identity::{
    Account, AccountFilter, AccountKind, AccountState, AccountStore, AccountView, CompanyRole,
    Industry, Profile,
};
use tegata_domain::kernel::{
    EmailAddress, Guarded, Id, Language, Page, PageRequest, Position, StoreError, kind, text,
};

use crate::database::schema::{accounts, companies, guards, passwords};
use crate::database::types::{DbId, DbInstant};
use crate::store::identity::company::CompanyRow;
use crate::store::{PERSON, SqlTx, corrupt, newest_first};

/// An account's row.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
pub(in crate::store) struct AccountRow {
    pub(in crate::store) id: DbId,
    pub(in crate::store) company_id: DbId,
    pub(in crate::store) realm: String,
    pub(in crate::store) company_role: String,
    pub(in crate::store) kind: String,
    pub(in crate::store) login_id: String,
    pub(in crate::store) login_id_folded: String,
    pub(in crate::store) login_id_lookalike: String,
    pub(in crate::store) email: Option<String>,
    pub(in crate::store) email_key: Option<String>,
    family_name: Option<String>,
    given_name: Option<String>,
    family_name_kana: Option<String>,
    given_name_kana: Option<String>,
    department: Option<String>,
    industry: Option<String>,
    phone: Option<String>,
    postal_code: Option<String>,
    address: Option<String>,
    notification_mail: Option<bool>,
    dangerous_goods_qualified: Option<bool>,
    pub(in crate::store) language: String,
    pub(in crate::store) state: String,
    terms_version: Option<String>,
    terms_accepted_at: Option<DbInstant>,
    pub(in crate::store) version: i64,
    pub(in crate::store) created_at: DbInstant,
    pub(in crate::store) updated_at: DbInstant,
}

/// What every account has, whatever its realm.
pub(in crate::store) struct Identity<'a> {
    pub(in crate::store) id: DbId,
    pub(in crate::store) company: DbId,
    pub(in crate::store) company_role: CompanyRole,
    pub(in crate::store) kind: AccountKind,
    pub(in crate::store) login_id: &'a str,
    pub(in crate::store) email: Option<&'a EmailAddress>,
    pub(in crate::store) language: Language,
    pub(in crate::store) state: AccountState,
    pub(in crate::store) version: i64,
    pub(in crate::store) created_at: Timestamp,
    pub(in crate::store) updated_at: Timestamp,
}

impl AccountRow {
    /// An account without a person's profile.
    pub(in crate::store) fn bare(identity: &Identity<'_>) -> Self {
        Self {
            id: identity.id,
            company_id: identity.company,
            realm: identity.kind.realm().as_str().to_owned(),
            company_role: identity.company_role.as_str().to_owned(),
            kind: identity.kind.as_str().to_owned(),
            login_id: identity.login_id.to_owned(),
            login_id_folded: folded_login_id(identity.login_id),
            login_id_lookalike: text::lookalike(identity.login_id),
            email: identity.email.map(|email| email.as_str().to_owned()),
            email_key: identity.email.map(EmailAddress::key),
            family_name: None,
            given_name: None,
            family_name_kana: None,
            given_name_kana: None,
            department: None,
            industry: None,
            phone: None,
            postal_code: None,
            address: None,
            notification_mail: None,
            dangerous_goods_qualified: None,
            language: identity.language.tag().to_owned(),
            state: identity.state.as_str().to_owned(),
            terms_version: None,
            terms_accepted_at: None,
            version: identity.version,
            created_at: identity.created_at.into(),
            updated_at: identity.updated_at.into(),
        }
    }

    fn new(account: &Account) -> Self {
        let profile = account.profile.clone();
        Self {
            family_name: Some(profile.family_name),
            given_name: Some(profile.given_name),
            family_name_kana: Some(profile.family_name_kana),
            given_name_kana: Some(profile.given_name_kana),
            department: profile.department,
            industry: Some(profile.industry.as_str().to_owned()),
            phone: Some(profile.phone),
            postal_code: Some(profile.postal_code),
            address: Some(profile.address),
            notification_mail: Some(profile.notification_mail),
            dangerous_goods_qualified: Some(profile.dangerous_goods_qualified),
            terms_version: account.terms.as_ref().map(|(version, _)| version.clone()),
            terms_accepted_at: account.terms.as_ref().map(|(_, at)| (*at).into()),
            ..Self::bare(&Identity {
                id: account.id.into(),
                company: account.company.into(),
                company_role: account.company_role,
                kind: account.kind,
                login_id: &account.login_id,
                email: Some(&account.email),
                language: profile.language,
                state: account.state,
                version: account.version,
                created_at: account.created_at,
                updated_at: account.updated_at,
            })
        }
    }

    /// The account of a person; its company's name stands with the company.
    pub(in crate::store) fn account(self, company_name: &str) -> Result<Account, StoreError> {
        let fault = |column| corrupt("accounts", column, self.id.0);
        let text = |column, value: Option<String>| value.ok_or_else(|| fault(column));
        let flag = |column, value: Option<bool>| value.ok_or_else(|| fault(column));
        let industry = self.industry.as_deref().and_then(Industry::named);
        let email = self.email.as_deref().and_then(EmailAddress::parse);
        let dangerous_goods = self.dangerous_goods_qualified;
        let profile = Profile {
            family_name: text("family_name", self.family_name)?,
            given_name: text("given_name", self.given_name)?,
            family_name_kana: text("family_name_kana", self.family_name_kana)?,
            given_name_kana: text("given_name_kana", self.given_name_kana)?,
            company_name: company_name.to_owned(),
            department: self.department,
            industry: industry.ok_or_else(|| fault("industry"))?,
            phone: text("phone", self.phone)?,
            postal_code: text("postal_code", self.postal_code)?,
            address: text("address", self.address)?,
            notification_mail: flag("notification_mail", self.notification_mail)?,
            dangerous_goods_qualified: flag("dangerous_goods_qualified", dangerous_goods)?,
            language: Language::from_tag(&self.language).ok_or_else(|| fault("language"))?,
        };
        Ok(Account {
            id: self.id.id(),
            company: self.company_id.id(),
            company_role: CompanyRole::named(&self.company_role)
                .ok_or_else(|| fault("company_role"))?,
            kind: AccountKind::named(&self.kind).ok_or_else(|| fault("kind"))?,
            login_id: self.login_id,
            email: email.ok_or_else(|| fault("email"))?,
            profile,
            state: AccountState::named(&self.state).ok_or_else(|| fault("state"))?,
            terms: self.terms_version.zip(self.terms_accepted_at.map(Into::into)),
            version: self.version,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

/// How login ids are compared: as everything that is typed to be recognised (RCV-01). No two accounts
/// are alike in it, for their look-alikes would be, too (ACC-REG-10).
pub(in crate::store) fn folded_login_id(login_id: &str) -> String {
    text::folded(login_id)
}

/// What a list or look-up of accounts reads: account, company, lock, first password generation.
pub(in crate::store) type ViewRow = (AccountRow, CompanyRow, Option<DbInstant>, Option<i64>);

pub(in crate::store) fn view(
    (account, company, locked_at, password): ViewRow,
) -> Result<AccountView, StoreError> {
    let company: tegata_domain::identity::Company = company.try_into()?;
    Ok(AccountView {
        account: account.account(&company.name)?,
        company,
        locked_at: locked_at.map(Into::into),
        has_password: password.is_some(),
    })
}

/// The newest lock on an account and the newest generation of its password, read beside it.
macro_rules! beside {
    () => {
        (
            AccountRow::as_select(),
            CompanyRow::as_select(),
            guards::table
                .filter(guards::account_id.eq(accounts::id.nullable()))
                .filter(guards::locked_at.is_not_null())
                .order(guards::locked_at.desc())
                .select(guards::locked_at)
                .limit(1)
                .single_value(),
            passwords::table
                .filter(passwords::account_id.eq(accounts::id))
                .order(passwords::generation.desc())
                .select(passwords::generation)
                .limit(1)
                .single_value(),
        )
    };
}
pub(in crate::store) use beside;

impl AccountStore for SqlTx<'_> {
    fn insert_account(&mut self, account: &Account) -> Result<(), StoreError> {
        let row = AccountRow::new(account);
        self.run(|c| diesel::insert_into(accounts::table).values(&row).execute(c)).map(drop)
    }

    fn login_id_taken(&mut self, login_id: &str) -> Result<bool, StoreError> {
        let lookalike = text::lookalike(login_id);
        self.run(|c| {
            diesel::select(diesel::dsl::exists(
                accounts::table
                    .filter(accounts::realm.eq(PERSON))
                    .filter(accounts::login_id_lookalike.eq(&lookalike)),
            ))
            .get_result(c)
        })
    }

    fn account(&mut self, id: Id<kind::Account>) -> Result<Option<AccountView>, StoreError> {
        let row: Option<ViewRow> = self.run(|c| {
            accounts::table
                .inner_join(companies::table)
                .filter(accounts::id.eq(DbId::from(id)))
                .filter(accounts::realm.eq(PERSON))
                .select(beside!())
                .first(c)
                .optional()
        })?;
        row.map(view).transpose()
    }

    fn hold_accounts(&mut self, ids: &[Id<kind::Account>]) -> Result<usize, StoreError> {
        let ids: Vec<DbId> = ids.iter().copied().map(DbId::from).collect();
        let rows = accounts::table.filter(accounts::id.eq_any(ids)).order(accounts::id);
        let held: Vec<DbId> =
            self.run(|c| rows.select(accounts::id).for_no_key_update().load(c))?;
        Ok(held.len())
    }

    fn hold_account(&mut self, id: Id<kind::Account>) -> Result<Option<AccountState>, StoreError> {
        let row = accounts::table.find(DbId::from(id)).select(accounts::state);
        let state: Option<String> = self.run(|c| row.for_no_key_update().first(c).optional())?;
        let fault = || corrupt("accounts", "state", id.uuid());
        state.map(|state| AccountState::named(&state).ok_or_else(fault)).transpose()
    }

    fn account_by_login_id(&mut self, login_id: &str) -> Result<Option<Account>, StoreError> {
        let row: Option<(AccountRow, String)> = self.run(|c| {
            accounts::table
                .inner_join(companies::table)
                .filter(accounts::realm.eq(PERSON))
                .filter(accounts::login_id_folded.eq(folded_login_id(login_id)))
                .select((AccountRow::as_select(), companies::name))
                .first(c)
                .optional()
        })?;
        row.map(|(row, company)| row.account(&company)).transpose()
    }

    fn accounts_by_email(
        &mut self,
        email: &EmailAddress,
        limit: i64,
    ) -> Result<Vec<AccountView>, StoreError> {
        let rows: Vec<ViewRow> = self.run(|c| {
            accounts::table
                .inner_join(companies::table)
                .filter(accounts::email_key.eq(email.key()))
                .filter(accounts::realm.eq(PERSON))
                .filter(accounts::state.eq(AccountState::Active.as_str()))
                .order((accounts::created_at, accounts::id))
                .limit(limit)
                .select(beside!())
                .load(c)
        })?;
        rows.into_iter().map(view).collect()
    }

    fn account_page(
        &mut self,
        filter: &AccountFilter,
        page: PageRequest,
    ) -> Result<Page<AccountView>, StoreError> {
        let rows: Vec<ViewRow> = self.run(|c| {
            let mut query =
                accounts::table.inner_join(companies::table).select(beside!()).into_boxed();
            query = query.filter(accounts::realm.eq(PERSON));
            if let Some(login_id) = &filter.login_id {
                query = query.filter(accounts::login_id_folded.eq(folded_login_id(login_id)));
            }
            if let Some(email) = &filter.email {
                query = query.filter(accounts::email_key.eq(email.key()));
            }
            if let Some(kind) = filter.kind {
                query = query.filter(accounts::kind.eq(kind.as_str()));
            }
            if let Some(state) = filter.state {
                query = query.filter(accounts::state.eq(state.as_str()));
            }
            newest_first!(query, page, accounts::created_at, accounts::id).load(c)
        })?;
        let views = rows.into_iter().map(view).collect::<Result<_, _>>()?;
        Ok(Page::cut(views, page.limit, |view: &AccountView| Position {
            at: view.account.created_at,
            id: view.account.id.uuid(),
        }))
    }

    fn update_profile(
        &mut self,
        id: Id<kind::Account>,
        version: i64,
        profile: &Profile,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(accounts::table)
                .filter(accounts::id.eq(DbId::from(id)))
                .filter(accounts::version.eq(version))
                .set((
                    accounts::family_name.eq(&profile.family_name),
                    accounts::given_name.eq(&profile.given_name),
                    accounts::family_name_kana.eq(&profile.family_name_kana),
                    accounts::given_name_kana.eq(&profile.given_name_kana),
                    accounts::department.eq(&profile.department),
                    accounts::industry.eq(profile.industry.as_str()),
                    accounts::phone.eq(&profile.phone),
                    accounts::postal_code.eq(&profile.postal_code),
                    accounts::address.eq(&profile.address),
                    accounts::notification_mail.eq(profile.notification_mail),
                    accounts::dangerous_goods_qualified.eq(profile.dangerous_goods_qualified),
                    accounts::language.eq(profile.language.tag()),
                    accounts::version.eq(accounts::version + 1),
                    accounts::updated_at.eq(DbInstant(at)),
                ))
                .execute(c)
        })
    }

    fn update_email(
        &mut self,
        id: Id<kind::Account>,
        email: &EmailAddress,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(accounts::table.find(DbId::from(id)))
                .set((
                    accounts::email.eq(email.as_str()),
                    accounts::email_key.eq(email.key()),
                    accounts::version.eq(accounts::version + 1),
                    accounts::updated_at.eq(DbInstant(at)),
                ))
                .execute(c)
        })
        .map(drop)
    }

    fn move_account(
        &mut self,
        id: Id<kind::Account>,
        from: AccountState,
        to: AccountState,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(accounts::table)
                .filter(accounts::id.eq(DbId::from(id)))
                .filter(accounts::state.eq(from.as_str()))
                .set((
                    accounts::state.eq(to.as_str()),
                    accounts::version.eq(accounts::version + 1),
                    accounts::updated_at.eq(DbInstant(at)),
                ))
                .execute(c)
        })
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
}
