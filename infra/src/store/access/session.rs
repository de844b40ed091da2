//! Sessions, refresh tokens, devices and guards.

use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel::upsert::excluded;
use jiff::Timestamp;
use tegata_domain::access::{
    AccessStore, Device, Guard, Holder, RefreshToken, Session, SessionEnd, SignedIn,
    SignedInOffice, SignedInTerminal, System, Who,
};
use tegata_domain::identity::{
    AccountKind, AccountState, OfficeStore, Reach, Realm, TerminalStore,
};
use tegata_domain::kernel::{
    Digest, EmailAddress, Guarded, Id, Language, Page, PageRequest, Position, StoreError, kind,
};

use crate::database::schema::{
    accounts, companies, devices, guards, refresh_tokens, sessions, terminal_users,
};
use crate::database::types::{DbId, DbInstant, bytes, digest};
use crate::store::identity::account::{AccountRow, folded_login_id};
use crate::store::identity::company::CompanyRow;
use crate::store::{SqlTx, corrupt, count, newest_first};

/// A session's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
struct SessionRow {
    id: DbId,
    account_id: DbId,
    device_id: Option<DbId>,
    user_agent: Option<String>,
    network: String,
    created_at: DbInstant,
    last_used_at: DbInstant,
    expires_at: DbInstant,
    proved_at: DbInstant,
    ended_at: Option<DbInstant>,
    system: Option<String>,
    restricted: bool,
    standing: i64,
}

impl From<&Session> for SessionRow {
    fn from(session: &Session) -> Self {
        Self {
            id: session.id.into(),
            account_id: session.account.into(),
            device_id: session.device.map(Into::into),
            user_agent: session.user_agent.clone(),
            network: session.network.clone(),
            created_at: session.created_at.into(),
            last_used_at: session.last_used_at.into(),
            expires_at: session.expires_at.into(),
            proved_at: session.proved_at.into(),
            ended_at: session.ended_at.map(Into::into),
            system: session.system.map(|system| system.as_str().to_owned()),
            restricted: session.restricted,
            standing: session.changes,
        }
    }
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: row.id.id(),
            account: row.account_id.id(),
            device: row.device_id.map(DbId::id),
            user_agent: row.user_agent,
            network: row.network,
            created_at: row.created_at.0,
            last_used_at: row.last_used_at.0,
            expires_at: row.expires_at.0,
            proved_at: row.proved_at.0,
            ended_at: row.ended_at.map(Into::into),
            system: row.system.as_deref().and_then(System::named),
            restricted: row.restricted,
            changes: row.standing,
        }
    }
}

/// An account and its company, as signing in sees them: with the e-mail address of the office for a
/// terminal user.
type HolderRow = (AccountRow, String);

/// A guard's row.
#[derive(Queryable, Selectable)]
#[diesel(table_name = guards)]
struct GuardRow {
    subject: Vec<u8>,
    account_id: Option<DbId>,
    failures: i64,
    pending: i64,
    pending_since: Option<DbInstant>,
    locked_at: Option<DbInstant>,
}

impl SqlTx<'_> {
    /// Whoever has the password. A terminal user has no address: mails about it go to its office's.
    fn held_by(&mut self, (row, company_name): HolderRow) -> Result<Holder, StoreError> {
        let fault = |column| corrupt("accounts", column, row.id.0);
        let kind = AccountKind::named(&row.kind).ok_or_else(|| fault("kind"))?;
        // A terminal user's are those of its office, as they are now.
        let (address, language) = match kind.realm() {
            Realm::Person | Realm::Office => (row.email.clone(), row.language.clone()),
            Realm::Terminal => self.run(|c| {
                terminal_users::table
                    .inner_join(accounts::table.on(accounts::id.eq(terminal_users::office_id)))
                    .filter(terminal_users::id.eq(row.id))
                    .select((accounts::email, accounts::language))
                    .first(c)
            })?,
        };
        let address = address.as_deref().and_then(EmailAddress::parse);
        Ok(Holder {
            account: row.id.id(),
            kind,
            address: address.ok_or_else(|| fault("email"))?,
            language: Language::from_tag(&language).ok_or_else(|| fault("language"))?,
            company_name,
            state: AccountState::named(&row.state).ok_or_else(|| fault("state"))?,
            login_id: row.login_id,
        })
    }
}

#[auto_type(no_type_alias)]
fn live_standing(id: DbId) -> _ {
    sessions::table
        .filter(sessions::id.eq(id))
        .filter(sessions::ended_at.is_null())
        .select(sessions::standing)
}

impl AccessStore for SqlTx<'_> {
    fn insert_session(&mut self, session: &Session) -> Result<(), StoreError> {
        let row = SessionRow::from(session);
        self.run(|c| diesel::insert_into(sessions::table).values(&row).execute(c)).map(drop)
    }

    fn holder(&mut self, realm: Realm, login_id: &str) -> Result<Option<Holder>, StoreError> {
        let row: Option<HolderRow> = self.run(|c| {
            accounts::table
                .inner_join(companies::table)
                .filter(accounts::realm.eq(realm.as_str()))
                .filter(accounts::login_id_folded.eq(folded_login_id(login_id)))
                .select((AccountRow::as_select(), companies::name))
                .first(c)
                .optional()
        })?;
        row.map(|row| self.held_by(row)).transpose()
    }

    fn holder_of(&mut self, account: Id<kind::Account>) -> Result<Option<Holder>, StoreError> {
        let row: Option<HolderRow> = self.run(|c| {
            accounts::table
                .inner_join(companies::table)
                .filter(accounts::id.eq(DbId::from(account)))
                .select((AccountRow::as_select(), companies::name))
                .first(c)
                .optional()
        })?;
        row.map(|row| self.held_by(row)).transpose()
    }

    fn signed_in(&mut self, id: Id<kind::Session>) -> Result<Option<Who>, StoreError> {
        let row: Option<(SessionRow, AccountRow, CompanyRow)> = self.run(|c| {
            sessions::table
                .inner_join(accounts::table.inner_join(companies::table))
                .filter(sessions::id.eq(DbId::from(id)))
                .filter(sessions::ended_at.is_null())
                .select((SessionRow::as_select(), AccountRow::as_select(), CompanyRow::as_select()))
                .first(c)
                .optional()
        })?;
        let Some((session, account, company)) = row else { return Ok(None) };
        let company: tegata_domain::identity::Company = company.try_into()?;
        let realm = Realm::named(&account.realm)
            .ok_or_else(|| corrupt("accounts", "realm", account.id.0))?;
        let (session, number) = (Session::from(session), account.id);
        Ok(match realm {
            Realm::Person => {
                let account = account.account(&company.name)?;
                Some(Who::Person(Box::new(SignedIn { session, account, company })))
            }
            Realm::Office => {
                let office = self.office(number.id(), Reach::All)?;
                office.map(|office| Who::Office(Box::new(SignedInOffice { session, office })))
            }
            Realm::Terminal => {
                let Some(terminal) = self.terminal(number.id(), Reach::All)? else {
                    return Ok(None);
                };
                let office = self.office(terminal.office, Reach::All)?;
                office.map(|office| {
                    Who::Terminal(Box::new(SignedInTerminal { session, terminal, office }))
                })
            }
        })
    }

    fn standing(&mut self, id: Id<kind::Session>) -> Result<Option<i64>, StoreError> {
        self.run(|c| live_standing(id.into()).first(c).optional())
    }

    fn hold_standing(&mut self, id: Id<kind::Session>) -> Result<Option<i64>, StoreError> {
        self.run(|c| live_standing(id.into()).for_share().first(c).optional())
    }

    fn lift_restriction(&mut self, id: Id<kind::Session>) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(sessions::table.find(DbId::from(id)))
                .set(sessions::restricted.eq(false))
                .execute(c)
        })
        .map(drop)
    }

    fn live_sessions(
        &mut self,
        account: Id<kind::Account>,
        now: Timestamp,
        idle_since: Timestamp,
        page: PageRequest,
    ) -> Result<Page<Session>, StoreError> {
        let rows: Vec<SessionRow> = self.run(|c| {
            let live = sessions::table
                .filter(sessions::account_id.eq(DbId::from(account)))
                .filter(sessions::ended_at.is_null())
                .filter(sessions::last_used_at.gt(DbInstant(idle_since)))
                .filter(sessions::expires_at.gt(DbInstant(now)))
                .select(SessionRow::as_select())
                .into_boxed();
            newest_first!(live, page, sessions::last_used_at, sessions::id).load(c)
        })?;
        let live = rows.into_iter().map(Session::from).collect();
        Ok(Page::cut(live, page.limit, |session: &Session| Position {
            at: session.last_used_at,
            id: session.id.uuid(),
        }))
    }

    fn end_session(
        &mut self,
        account: Id<kind::Account>,
        id: Id<kind::Session>,
        why: SessionEnd,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(sessions::table)
                .filter(sessions::id.eq(DbId::from(id)))
                .filter(sessions::account_id.eq(DbId::from(account)))
                .filter(sessions::ended_at.is_null())
                .set((sessions::ended_at.eq(DbInstant(at)), sessions::end_reason.eq(why.as_str())))
                .execute(c)
        })
    }

    fn end_sessions(
        &mut self,
        account: Id<kind::Account>,
        but: Option<Id<kind::Session>>,
        why: SessionEnd,
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        let but = but.map_or(DbId(uuid::Uuid::nil()), DbId::from);
        self.run(|c| {
            diesel::update(sessions::table)
                .filter(sessions::account_id.eq(DbId::from(account)))
                .filter(sessions::ended_at.is_null())
                .filter(sessions::id.ne(but))
                .set((sessions::ended_at.eq(DbInstant(at)), sessions::end_reason.eq(why.as_str())))
                .execute(c)
        })
    }

    fn end_all_sessions(
        &mut self,
        accounts: &[Id<kind::Account>],
        why: SessionEnd,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let accounts: Vec<DbId> = accounts.iter().copied().map(DbId::from).collect();
        self.run(|c| {
            diesel::update(sessions::table)
                .filter(sessions::account_id.eq_any(accounts))
                .filter(sessions::ended_at.is_null())
                .set((sessions::ended_at.eq(DbInstant(at)), sessions::end_reason.eq(why.as_str())))
                .execute(c)
        })
        .map(drop)
    }

    fn note_proof(&mut self, id: Id<kind::Session>, at: Timestamp) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(sessions::table.find(DbId::from(id)))
                .set(sessions::proved_at.eq(DbInstant(at)))
                .execute(c)
        })
        .map(drop)
    }

    fn insert_refresh(&mut self, token: &RefreshToken) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::insert_into(refresh_tokens::table)
                .values((
                    refresh_tokens::digest.eq(bytes(token.digest)),
                    refresh_tokens::session_id.eq(DbId::from(token.session)),
                    refresh_tokens::issued_at.eq(DbInstant(token.issued_at)),
                    refresh_tokens::used_at.eq(token.used_at.map(DbInstant)),
                ))
                .execute(c)
        })
        .map(drop)
    }

    fn refresh(&mut self, presented: Digest) -> Result<Option<RefreshToken>, StoreError> {
        let row: Option<(DbId, DbInstant, Option<DbInstant>)> = self.run(|c| {
            refresh_tokens::table
                .find(bytes(presented))
                .select((
                    refresh_tokens::session_id,
                    refresh_tokens::issued_at,
                    refresh_tokens::used_at,
                ))
                .first(c)
                .optional()
        })?;
        Ok(row.map(|(session, issued_at, used_at)| RefreshToken {
            digest: presented,
            session: session.id(),
            issued_at: issued_at.0,
            used_at: used_at.map(Into::into),
        }))
    }

    fn spend_refresh(
        &mut self,
        token: &RefreshToken,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        let spent = self.guarded(|c| {
            diesel::update(refresh_tokens::table)
                .filter(refresh_tokens::digest.eq(bytes(token.digest)))
                .filter(refresh_tokens::used_at.is_null())
                .set(refresh_tokens::used_at.eq(DbInstant(at)))
                .execute(c)
        })?;
        if spent.0 {
            let session = DbId::from(token.session);
            self.run(|c| {
                diesel::update(sessions::table.find(session))
                    .set(sessions::last_used_at.eq(DbInstant(at)))
                    .execute(c)
            })?;
        }
        Ok(spent)
    }

    fn insert_device(&mut self, device: &Device) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::insert_into(devices::table)
                .values((
                    devices::id.eq(DbId::from(device.id)),
                    devices::account_id.eq(DbId::from(device.account)),
                    devices::digest.eq(bytes(device.digest)),
                    devices::last_used_at.eq(DbInstant(device.last_used_at)),
                ))
                .execute(c)
        })
        .map(drop)
    }

    fn device(&mut self, presented: Digest) -> Result<Option<Device>, StoreError> {
        let row: Option<(DbId, DbId, DbInstant)> = self.run(|c| {
            devices::table
                .filter(devices::digest.eq(bytes(presented)))
                .select((devices::id, devices::account_id, devices::last_used_at))
                .first(c)
                .optional()
        })?;
        Ok(row.map(|(id, account, last_used_at)| Device {
            id: id.id(),
            account: account.id(),
            digest: presented,
            last_used_at: last_used_at.0,
        }))
    }

    fn use_device(&mut self, id: Id<kind::Device>, at: Timestamp) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(devices::table.find(DbId::from(id)))
                .set(devices::last_used_at.eq(DbInstant(at)))
                .execute(c)
        })
        .map(drop)
    }

    fn forget_device(&mut self, id: Id<kind::Device>) -> Result<(), StoreError> {
        self.run(|c| diesel::delete(devices::table.find(DbId::from(id))).execute(c)).map(drop)
    }

    fn forget_devices(&mut self, accounts: &[Id<kind::Account>]) -> Result<(), StoreError> {
        let accounts: Vec<DbId> = accounts.iter().copied().map(DbId::from).collect();
        self.run(|c| {
            diesel::delete(devices::table.filter(devices::account_id.eq_any(accounts))).execute(c)
        })
        .map(drop)
    }

    fn guard(
        &mut self,
        subject: Digest,
        account: Option<Id<kind::Account>>,
        now: Timestamp,
    ) -> Result<Guard, StoreError> {
        self.run(|c| {
            diesel::insert_into(guards::table)
                .values((
                    guards::subject.eq(bytes(subject)),
                    guards::account_id.eq(account.map(DbId::from)),
                    guards::failures.eq(0),
                    guards::pending.eq(0),
                    guards::touched_at.eq(DbInstant(now)),
                ))
                .on_conflict_do_nothing()
                .execute(c)
        })?;
        let held = guards::table.find(bytes(subject)).select(GuardRow::as_select()).for_update();
        let row: GuardRow = self.run(|c| held.first(c))?;
        Ok(Guard {
            subject: digest(&row.subject),
            account: row.account_id.map(DbId::id).or(account),
            failures: count(row.failures),
            pending: count(row.pending),
            pending_since: row.pending_since.map(Into::into),
            locked_at: row.locked_at.map(Into::into),
        })
    }

    fn put_guard(&mut self, guard: &Guard) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(guards::table.find(bytes(guard.subject)))
                .set((
                    guards::account_id.eq(guard.account.map(DbId::from)),
                    guards::failures.eq(i64::from(guard.failures)),
                    guards::pending.eq(i64::from(guard.pending)),
                    guards::pending_since.eq(guard.pending_since.map(DbInstant)),
                    guards::locked_at.eq(guard.locked_at.map(DbInstant)),
                    guard.pending_since.map(|since| guards::touched_at.eq(DbInstant(since))),
                ))
                .execute(c)
        })
        .map(drop)
    }

    fn put_guards(&mut self, all: &[Guard], now: Timestamp) -> Result<(), StoreError> {
        let row = |guard: &Guard| {
            (
                guards::subject.eq(bytes(guard.subject)),
                guards::account_id.eq(guard.account.map(DbId::from)),
                guards::failures.eq(i64::from(guard.failures)),
                guards::pending.eq(i64::from(guard.pending)),
                guards::pending_since.eq(guard.pending_since.map(DbInstant)),
                guards::locked_at.eq(guard.locked_at.map(DbInstant)),
                guards::touched_at.eq(DbInstant(now)),
            )
        };
        let rows: Vec<_> = all.iter().map(row).collect();
        self.run(|c| {
            diesel::insert_into(guards::table)
                .values(&rows)
                .on_conflict(guards::subject)
                .do_update()
                .set((
                    guards::account_id.eq(excluded(guards::account_id)),
                    guards::failures.eq(excluded(guards::failures)),
                    guards::pending.eq(excluded(guards::pending)),
                    guards::pending_since.eq(excluded(guards::pending_since)),
                    guards::locked_at.eq(excluded(guards::locked_at)),
                ))
                .execute(c)
        })
        .map(drop)
    }

    fn sweep_access(
        &mut self,
        before: Timestamp,
        devices_before: Timestamp,
        limit: i64,
    ) -> Result<usize, StoreError> {
        let (before, devices_before) = (DbInstant(before), DbInstant(devices_before));
        self.run(|c| {
            let idle: Vec<Vec<u8>> = guards::table
                .filter(guards::account_id.is_null())
                .filter(guards::touched_at.lt(before))
                .select(guards::subject)
                .limit(limit)
                .load(c)?;
            let mut removed =
                diesel::delete(guards::table.filter(guards::subject.eq_any(idle))).execute(c)?;
            let forgotten: Vec<DbId> = devices::table
                .filter(devices::last_used_at.lt(devices_before))
                .select(devices::id)
                .limit(limit)
                .load(c)?;
            removed +=
                diesel::delete(devices::table.filter(devices::id.eq_any(forgotten))).execute(c)?;
            let over: Vec<DbId> = sessions::table
                .filter(sessions::expires_at.lt(before))
                .select(sessions::id)
                .limit(limit)
                .load(c)?;
            diesel::delete(refresh_tokens::table.filter(refresh_tokens::session_id.eq_any(&over)))
                .execute(c)?;
            removed +=
                diesel::delete(sessions::table.filter(sessions::id.eq_any(&over))).execute(c)?;
            Ok(removed)
        })
    }
}
