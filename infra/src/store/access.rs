//! Sessions, refresh tokens, devices and guards.

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::access::{
    AccessStore, Device, Guard, RefreshToken, Session, SessionEnd, SignedIn,
};
use tegata_domain::kernel::{Digest, Guarded, Id, Page, PageRequest, Position, StoreError, kind};

use super::account::AccountRow;
use super::organization::CompanyRow;
use super::{SqlTx, count, guarded, newest_first, run};
use crate::database::schema::{accounts, companies, devices, guards, refresh_tokens, sessions};
use crate::database::types::{DbId, DbInstant, bytes, digest};
use crate::database::{Connection, meaning, with};

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
        }
    }
}

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

impl AccessStore for SqlTx<'_> {
    fn insert_session(&mut self, session: &Session) -> Result<(), StoreError> {
        let row = SessionRow::from(session);
        run!(self, |c| diesel::insert_into(sessions::table).values(&row).execute(c)).map(drop)
    }

    fn signed_in(&mut self, id: Id<kind::Session>) -> Result<Option<SignedIn>, StoreError> {
        let row: Option<(SessionRow, AccountRow, CompanyRow)> = run!(self, |c| sessions::table
            .inner_join(accounts::table.inner_join(companies::table))
            .filter(sessions::id.eq(DbId::from(id)))
            .filter(sessions::ended_at.is_null())
            .select((SessionRow::as_select(), AccountRow::as_select(), CompanyRow::as_select()))
            .first(c)
            .optional())?;
        let Some((session, account, company)) = row else { return Ok(None) };
        let company: tegata_domain::organization::Company = company.try_into()?;
        Ok(Some(SignedIn {
            session: session.into(),
            account: account.account(&company.name)?,
            company,
        }))
    }

    fn live_sessions(
        &mut self,
        account: Id<kind::Account>,
        now: Timestamp,
        idle_since: Timestamp,
        page: PageRequest,
    ) -> Result<Page<Session>, StoreError> {
        let rows: Vec<SessionRow> = run!(self, |c| {
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
        guarded(with!(&mut *self.connection, |c| diesel::update(sessions::table)
            .filter(sessions::id.eq(DbId::from(id)))
            .filter(sessions::account_id.eq(DbId::from(account)))
            .filter(sessions::ended_at.is_null())
            .set((sessions::ended_at.eq(DbInstant(at)), sessions::end_reason.eq(why.as_str()),))
            .execute(c)))
    }

    fn end_sessions(
        &mut self,
        account: Id<kind::Account>,
        but: Option<Id<kind::Session>>,
        why: SessionEnd,
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        let but = but.map_or(DbId(uuid::Uuid::nil()), DbId::from);
        run!(self, |c| diesel::update(sessions::table)
            .filter(sessions::account_id.eq(DbId::from(account)))
            .filter(sessions::ended_at.is_null())
            .filter(sessions::id.ne(but))
            .set((sessions::ended_at.eq(DbInstant(at)), sessions::end_reason.eq(why.as_str()),))
            .execute(c))
    }

    fn note_proof(&mut self, id: Id<kind::Session>, at: Timestamp) -> Result<(), StoreError> {
        run!(self, |c| diesel::update(sessions::table.find(DbId::from(id)))
            .set(sessions::proved_at.eq(DbInstant(at)))
            .execute(c))
        .map(drop)
    }

    fn insert_refresh(&mut self, token: &RefreshToken) -> Result<(), StoreError> {
        run!(self, |c| diesel::insert_into(refresh_tokens::table)
            .values((
                refresh_tokens::digest.eq(bytes(token.digest)),
                refresh_tokens::session_id.eq(DbId::from(token.session)),
                refresh_tokens::issued_at.eq(DbInstant(token.issued_at)),
                refresh_tokens::used_at.eq(token.used_at.map(DbInstant)),
            ))
            .execute(c))
        .map(drop)
    }

    fn refresh(&mut self, presented: Digest) -> Result<Option<RefreshToken>, StoreError> {
        let row: Option<(DbId, DbInstant, Option<DbInstant>)> =
            run!(self, |c| refresh_tokens::table
                .find(bytes(presented))
                .select((
                    refresh_tokens::session_id,
                    refresh_tokens::issued_at,
                    refresh_tokens::used_at,
                ))
                .first(c)
                .optional())?;
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
        let spent =
            guarded(with!(&mut *self.connection, |c| diesel::update(refresh_tokens::table)
                .filter(refresh_tokens::digest.eq(bytes(token.digest)))
                .filter(refresh_tokens::used_at.is_null())
                .set(refresh_tokens::used_at.eq(DbInstant(at)))
                .execute(c)))?;
        if spent.0 {
            let session = DbId::from(token.session);
            run!(self, |c| diesel::update(sessions::table.find(session))
                .set(sessions::last_used_at.eq(DbInstant(at)))
                .execute(c))?;
        }
        Ok(spent)
    }

    fn insert_device(&mut self, device: &Device) -> Result<(), StoreError> {
        run!(self, |c| diesel::insert_into(devices::table)
            .values((
                devices::id.eq(DbId::from(device.id)),
                devices::account_id.eq(DbId::from(device.account)),
                devices::digest.eq(bytes(device.digest)),
                devices::last_used_at.eq(DbInstant(device.last_used_at)),
            ))
            .execute(c))
        .map(drop)
    }

    fn device(&mut self, presented: Digest) -> Result<Option<Device>, StoreError> {
        let row: Option<(DbId, DbId, DbInstant)> = run!(self, |c| devices::table
            .filter(devices::digest.eq(bytes(presented)))
            .select((devices::id, devices::account_id, devices::last_used_at))
            .first(c)
            .optional())?;
        Ok(row.map(|(id, account, last_used_at)| Device {
            id: id.id(),
            account: account.id(),
            digest: presented,
            last_used_at: last_used_at.0,
        }))
    }

    fn use_device(&mut self, id: Id<kind::Device>, at: Timestamp) -> Result<(), StoreError> {
        run!(self, |c| diesel::update(devices::table.find(DbId::from(id)))
            .set(devices::last_used_at.eq(DbInstant(at)))
            .execute(c))
        .map(drop)
    }

    fn forget_device(&mut self, id: Id<kind::Device>) -> Result<(), StoreError> {
        run!(self, |c| diesel::delete(devices::table.find(DbId::from(id))).execute(c)).map(drop)
    }

    fn forget_devices(&mut self, account: Id<kind::Account>) -> Result<(), StoreError> {
        run!(self, |c| diesel::delete(devices::table)
            .filter(devices::account_id.eq(DbId::from(account)))
            .execute(c))
        .map(drop)
    }

    fn guard(
        &mut self,
        subject: Digest,
        account: Option<Id<kind::Account>>,
        now: Timestamp,
    ) -> Result<Guard, StoreError> {
        run!(self, |c| diesel::insert_into(guards::table)
            .values((
                guards::subject.eq(bytes(subject)),
                guards::account_id.eq(account.map(DbId::from)),
                guards::failures.eq(0),
                guards::pending.eq(0),
                guards::touched_at.eq(DbInstant(now)),
            ))
            .on_conflict_do_nothing()
            .execute(c))?;
        let key = bytes(subject);
        // SQLite has one writer: its transaction holds every row.
        let row: GuardRow = match &mut *self.connection {
            Connection::Postgres(c) => {
                guards::table.find(key).select(GuardRow::as_select()).for_update().first(c)
            }
            Connection::Sqlite(c) => guards::table.find(key).select(GuardRow::as_select()).first(c),
        }
        .map_err(meaning)?;
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
        run!(self, |c| diesel::update(guards::table.find(bytes(guard.subject)))
            .set((
                guards::account_id.eq(guard.account.map(DbId::from)),
                guards::failures.eq(i64::from(guard.failures)),
                guards::pending.eq(i64::from(guard.pending)),
                guards::pending_since.eq(guard.pending_since.map(DbInstant)),
                guards::locked_at.eq(guard.locked_at.map(DbInstant)),
                guard.pending_since.map(|since| guards::touched_at.eq(DbInstant(since))),
            ))
            .execute(c))
        .map(drop)
    }

    fn sweep_access(
        &mut self,
        before: Timestamp,
        devices_before: Timestamp,
        limit: i64,
    ) -> Result<usize, StoreError> {
        let (before, devices_before) = (DbInstant(before), DbInstant(devices_before));
        run!(self, |c| {
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
