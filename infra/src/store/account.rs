//! Accounts; links and inquiries have files of their own.

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::account::inquiry::{Inquiry, InquiryState};
use tegata_domain::account::link::NewLink;
use tegata_domain::account::{
    Account, AccountFilter, AccountKind, AccountState, AccountStore, AccountView, Industry, Link,
    LinkPurpose, Profile,
};
use tegata_domain::kernel::{
    Digest, EmailAddress, Guarded, Id, Language, Page, PageRequest, Position, StoreError, kind,
    text,
};

use super::organization::CompanyRow;
use super::{SqlTx, corrupt, guarded, newest_first, run};
use crate::database::schema::{accounts, companies, guards, passwords};
use crate::database::types::{DbId, DbInstant};
use crate::database::{Connection, meaning, with};

/// An account's row.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
pub(super) struct AccountRow {
    id: DbId,
    company_id: DbId,
    kind: String,
    login_id: String,
    login_id_folded: String,
    login_id_lookalike: String,
    email: String,
    email_key: String,
    family_name: String,
    given_name: String,
    family_name_kana: String,
    given_name_kana: String,
    department: Option<String>,
    industry: String,
    phone: String,
    postal_code: String,
    address: String,
    notification_mail: bool,
    dangerous_goods_qualified: bool,
    language: String,
    state: String,
    terms_version: Option<String>,
    terms_accepted_at: Option<DbInstant>,
    version: i64,
    created_at: DbInstant,
    updated_at: DbInstant,
}

impl AccountRow {
    fn new(account: &Account) -> Self {
        let profile = account.profile.clone();
        Self {
            id: account.id.into(),
            company_id: account.company.into(),
            kind: account.kind.as_str().to_owned(),
            login_id: account.login_id.clone(),
            login_id_folded: folded_login_id(&account.login_id),
            login_id_lookalike: text::lookalike(&account.login_id),
            email: account.email.as_str().to_owned(),
            email_key: account.email.key(),
            family_name: profile.family_name,
            given_name: profile.given_name,
            family_name_kana: profile.family_name_kana,
            given_name_kana: profile.given_name_kana,
            department: profile.department,
            industry: profile.industry.as_str().to_owned(),
            phone: profile.phone,
            postal_code: profile.postal_code,
            address: profile.address,
            notification_mail: profile.notification_mail,
            dangerous_goods_qualified: profile.dangerous_goods_qualified,
            language: profile.language.tag().to_owned(),
            state: account.state.as_str().to_owned(),
            terms_version: account.terms.as_ref().map(|(version, _)| version.clone()),
            terms_accepted_at: account.terms.as_ref().map(|(_, at)| (*at).into()),
            version: account.version,
            created_at: account.created_at.into(),
            updated_at: account.updated_at.into(),
        }
    }

    /// The account; its company's name stands with the company.
    pub(super) fn account(self, company_name: &str) -> Result<Account, StoreError> {
        let fault = |column| corrupt("accounts", column, self.id.0);
        let profile = Profile {
            family_name: self.family_name,
            given_name: self.given_name,
            family_name_kana: self.family_name_kana,
            given_name_kana: self.given_name_kana,
            company_name: company_name.to_owned(),
            department: self.department,
            industry: Industry::named(&self.industry).ok_or_else(|| fault("industry"))?,
            phone: self.phone,
            postal_code: self.postal_code,
            address: self.address,
            notification_mail: self.notification_mail,
            dangerous_goods_qualified: self.dangerous_goods_qualified,
            language: Language::from_tag(&self.language).ok_or_else(|| fault("language"))?,
        };
        Ok(Account {
            id: self.id.id(),
            company: self.company_id.id(),
            kind: AccountKind::named(&self.kind).ok_or_else(|| fault("kind"))?,
            login_id: self.login_id,
            email: EmailAddress::parse(&self.email).ok_or_else(|| fault("email"))?,
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
fn folded_login_id(login_id: &str) -> String {
    text::folded(login_id)
}

/// What a list or look-up of accounts reads: account, company, lock, first password generation.
type ViewRow = (AccountRow, CompanyRow, Option<DbInstant>, Option<i64>);

fn view((account, company, locked_at, password): ViewRow) -> Result<AccountView, StoreError> {
    let company: tegata_domain::organization::Company = company.try_into()?;
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

impl AccountStore for SqlTx<'_> {
    fn insert_account(&mut self, account: &Account) -> Result<(), StoreError> {
        let row = AccountRow::new(account);
        run!(self, |c| diesel::insert_into(accounts::table).values(&row).execute(c)).map(drop)
    }

    fn login_id_taken(&mut self, login_id: &str) -> Result<bool, StoreError> {
        let lookalike = text::lookalike(login_id);
        run!(self, |c| diesel::select(diesel::dsl::exists(
            accounts::table
                .filter(accounts::login_id_folded.eq(folded_login_id(login_id)))
                .or_filter(accounts::login_id_lookalike.eq(&lookalike))
        ))
        .get_result(c))
    }

    fn account(&mut self, id: Id<kind::Account>) -> Result<Option<AccountView>, StoreError> {
        let row: Option<ViewRow> = run!(self, |c| accounts::table
            .inner_join(companies::table)
            .filter(accounts::id.eq(DbId::from(id)))
            .select(beside!())
            .first(c)
            .optional())?;
        row.map(view).transpose()
    }

    fn hold_account(&mut self, id: Id<kind::Account>) -> Result<Option<AccountState>, StoreError> {
        let row = accounts::table.find(DbId::from(id)).select(accounts::state);
        // SQLite has one writer: its transaction holds every row.
        let state: Option<String> = match &mut *self.connection {
            Connection::Postgres(c) => row.for_no_key_update().first(c).optional(),
            Connection::Sqlite(c) => row.first(c).optional(),
        }
        .map_err(meaning)?;
        let fault = || corrupt("accounts", "state", id.uuid());
        state.map(|state| AccountState::named(&state).ok_or_else(fault)).transpose()
    }

    fn account_by_login_id(&mut self, login_id: &str) -> Result<Option<Account>, StoreError> {
        let row: Option<(AccountRow, String)> = run!(self, |c| accounts::table
            .inner_join(companies::table)
            .filter(accounts::login_id_folded.eq(folded_login_id(login_id)))
            .select((AccountRow::as_select(), companies::name))
            .first(c)
            .optional())?;
        row.map(|(row, company)| row.account(&company)).transpose()
    }

    fn accounts_by_email(
        &mut self,
        email: &EmailAddress,
        limit: i64,
    ) -> Result<Vec<AccountView>, StoreError> {
        let rows: Vec<ViewRow> = run!(self, |c| accounts::table
            .inner_join(companies::table)
            .filter(accounts::email_key.eq(email.key()))
            .filter(accounts::state.eq(AccountState::Active.as_str()))
            .order((accounts::created_at, accounts::id))
            .limit(limit)
            .select(beside!())
            .load(c))?;
        rows.into_iter().map(view).collect()
    }

    fn account_page(
        &mut self,
        filter: &AccountFilter,
        page: PageRequest,
    ) -> Result<Page<AccountView>, StoreError> {
        let rows: Vec<ViewRow> = run!(self, |c| {
            let mut query =
                accounts::table.inner_join(companies::table).select(beside!()).into_boxed();
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
        guarded(with!(&mut *self.connection, |c| diesel::update(accounts::table)
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
            .execute(c)))
    }

    fn update_email(
        &mut self,
        id: Id<kind::Account>,
        email: &EmailAddress,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        run!(self, |c| diesel::update(accounts::table.find(DbId::from(id)))
            .set((
                accounts::email.eq(email.as_str()),
                accounts::email_key.eq(email.key()),
                accounts::version.eq(accounts::version + 1),
                accounts::updated_at.eq(DbInstant(at)),
            ))
            .execute(c))
        .map(drop)
    }

    fn move_account(
        &mut self,
        id: Id<kind::Account>,
        from: AccountState,
        to: AccountState,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        guarded(with!(&mut *self.connection, |c| diesel::update(accounts::table)
            .filter(accounts::id.eq(DbId::from(id)))
            .filter(accounts::state.eq(from.as_str()))
            .set((
                accounts::state.eq(to.as_str()),
                accounts::version.eq(accounts::version + 1),
                accounts::updated_at.eq(DbInstant(at)),
            ))
            .execute(c)))
    }

    fn insert_link(&mut self, link: &NewLink) -> Result<(), StoreError> {
        self.insert_link_row(link)
    }

    fn link(
        &mut self,
        purposes: &[LinkPurpose],
        digest: Digest,
    ) -> Result<Option<Link>, StoreError> {
        self.find_link(purposes, digest)
    }

    fn use_link(&mut self, id: Id<kind::Link>, at: Timestamp) -> Result<Guarded, StoreError> {
        self.use_open_link(id, at)
    }

    fn void_links(
        &mut self,
        account: Id<kind::Account>,
        purposes: &[LinkPurpose],
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        self.void_open_links(account, purposes, at)
    }

    fn try_link(&mut self, id: Id<kind::Link>, tries: u32) -> Result<Guarded, StoreError> {
        self.take_link_try(id, tries)
    }

    fn untry_link(&mut self, id: Id<kind::Link>) -> Result<(), StoreError> {
        self.give_link_try_back(id)
    }

    fn sweep_links(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError> {
        self.sweep_old_links(before, limit)
    }

    fn insert_inquiry(&mut self, inquiry: &Inquiry) -> Result<(), StoreError> {
        self.insert_inquiry_row(inquiry)
    }

    fn inquiry(&mut self, id: Id<kind::Inquiry>) -> Result<Option<Inquiry>, StoreError> {
        self.find_inquiry(id)
    }

    fn inquiry_page(
        &mut self,
        state: Option<InquiryState>,
        account: Option<Id<kind::Account>>,
        page: PageRequest,
    ) -> Result<Page<Inquiry>, StoreError> {
        self.list_inquiries(state, account, page)
    }

    fn answer_inquiry(
        &mut self,
        id: Id<kind::Inquiry>,
        answer: &str,
        by: Id<kind::Account>,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.answer_open_inquiry(id, answer, by, at)
    }
}
