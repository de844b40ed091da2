//! The outbox.

use std::collections::HashSet;
use std::sync::Arc;

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::kernel::{
    Digest, Guarded, Id, Language, Page, PageRequest, Position, Sealed, StoreError, kind,
};
use tegata_domain::mail::{
    CapturedMail, Due, Mail, MailAttempt, MailDetail, MailFilter, MailState, MailStore, NewMail,
    Settled,
};

use uuid::Uuid;

use super::{SqlTx, corrupt, count, newest_first};
use crate::database::schema::{mail_attempts, mails};
use crate::database::types::{DbId, DbInstant, bytes, sealed};

/// A mail's row, without its content.
#[derive(Queryable, Selectable)]
#[diesel(table_name = mails)]
struct MailRow {
    id: DbId,
    letter: String,
    account_id: Option<DbId>,
    recipient: String,
    language: String,
    state: String,
    attempts: i64,
    next_attempt_at: Option<DbInstant>,
    created_at: DbInstant,
    expires_at: DbInstant,
    sent_at: Option<DbInstant>,
}

impl TryFrom<MailRow> for Mail {
    type Error = StoreError;

    fn try_from(row: MailRow) -> Result<Self, StoreError> {
        let fault = |column| corrupt("mails", column, row.id.0);
        Ok(Self {
            id: row.id.id(),
            letter: row.letter,
            account: row.account_id.map(DbId::id),
            recipient: row.recipient,
            language: Language::from_tag(&row.language).ok_or_else(|| fault("language"))?,
            state: MailState::named(&row.state).ok_or_else(|| fault("state"))?,
            attempts: count(row.attempts),
            next_attempt_at: row.next_attempt_at.map(Into::into),
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
            sent_at: row.sent_at.map(Into::into),
        })
    }
}

/// A try's row.
#[derive(Insertable)]
#[diesel(table_name = mail_attempts, treat_none_as_default_value = false)]
struct AttemptRow<'a> {
    mail_id: DbId,
    number: i64,
    at: DbInstant,
    reply_code: Option<i64>,
    reply: &'a str,
}

impl<'a> AttemptRow<'a> {
    fn new(mail_id: DbId, attempt: &'a MailAttempt) -> Self {
        Self {
            mail_id,
            number: attempt.number.into(),
            at: attempt.at.into(),
            reply_code: attempt.reply_code.map(Into::into),
            reply: &attempt.reply,
        }
    }
}

/// The states from which a mail is sent.
const WAITING: [&str; 2] = [MailState::Queued.as_str(), MailState::Deferred.as_str()];

impl MailStore for SqlTx<'_> {
    fn insert_mail(&mut self, mail: &NewMail) -> Result<(), StoreError> {
        // One to nobody as well: what the server does next must not tell.
        self.mailed = true;
        self.run(|c| {
            diesel::insert_into(mails::table)
                .values((
                    mails::id.eq(DbId::from(mail.id)),
                    mails::letter.eq(mail.letter),
                    mails::account_id.eq(mail.account.map(DbId::from)),
                    mails::recipient.eq(&mail.recipient),
                    mails::recipient_key.eq(bytes(mail.recipient_key)),
                    mails::language.eq(mail.language.tag()),
                    mails::content.eq(sealed(&mail.content)),
                    mails::state.eq(mail.state.as_str()),
                    mails::attempts.eq(0),
                    mails::next_attempt_at.eq(DbInstant(mail.created_at)),
                    mails::created_at.eq(DbInstant(mail.created_at)),
                    mails::expires_at.eq(DbInstant(mail.expires_at)),
                ))
                .execute(c)
        })
        .map(drop)
    }

    fn lease_mails(
        &mut self,
        now: Timestamp,
        leased_until: Timestamp,
        limit: i64,
    ) -> Result<Vec<Due>, StoreError> {
        let (now, until) = (DbInstant(now), DbInstant(leased_until));
        let due = mails::table
            .filter(mails::state.eq_any(WAITING))
            .filter(mails::next_attempt_at.le(now))
            .filter(mails::leased_until.is_null().or(mails::leased_until.le(now)))
            .order(mails::next_attempt_at)
            .limit(limit)
            .select((mails::id, mails::attempts, mails::content, mails::expires_at));
        // Several workers skip each other's rows.
        let rows: Vec<(DbId, i64, Option<Vec<u8>>, DbInstant)> =
            self.run(|c| due.for_update().skip_locked().load(c))?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<DbId> = rows.iter().map(|(id, ..)| *id).collect();
        self.run(|c| {
            diesel::update(mails::table.filter(mails::id.eq_any(&ids)))
                .set(mails::leased_until.eq(until))
                .execute(c)
        })?;
        let due =
            |(id, attempts, content, expires_at): (DbId, i64, Option<Vec<u8>>, DbInstant)| Due {
                id: id.id(),
                attempts: count(attempts),
                content: Sealed(content.unwrap_or_default()),
                expires_at: expires_at.0,
                leased_until,
            };
        Ok(rows.into_iter().map(due).collect())
    }

    fn give_back_mails(&mut self, untried: &[Arc<Due>]) -> Result<(), StoreError> {
        let ids: Vec<DbId> = untried.iter().map(|due| due.id.into()).collect();
        let leases: Vec<_> = untried.iter().map(|due| Some(DbInstant(due.leased_until))).collect();
        self.run(|c| {
            diesel::update(mails::table)
                .filter(mails::id.eq_any(ids))
                .filter(mails::leased_until.eq_any(leases))
                .set(mails::leased_until.eq(None::<DbInstant>))
                .execute(c)
        })
        .map(drop)
    }

    fn settle_mail(
        &mut self,
        due: &Due,
        attempt: &MailAttempt,
        settled: Settled,
        erase: bool,
    ) -> Result<Guarded, StoreError> {
        let id = DbId::from(due.id);
        let sent_at = (settled.state == MailState::Sent).then_some(DbInstant(attempt.at));
        let held = self.guarded(|c| {
            diesel::update(mails::table)
                .filter(mails::id.eq(id))
                .filter(mails::leased_until.eq(DbInstant(due.leased_until)))
                .set((
                    mails::state.eq(settled.state.as_str()),
                    mails::attempts.eq(i64::from(attempt.number)),
                    mails::next_attempt_at.eq(settled.next_attempt_at.map(DbInstant)),
                    mails::leased_until.eq(None::<DbInstant>),
                    mails::sent_at.eq(sent_at),
                    erase.then_some(mails::content.eq(None::<Vec<u8>>)),
                ))
                .execute(c)
        })?;
        if !held.0 {
            return Ok(held);
        }
        let written = AttemptRow::new(id, attempt);
        self.run(|c| diesel::insert_into(mail_attempts::table).values(&written).execute(c))?;
        Ok(held)
    }

    fn settle_sent(
        &mut self,
        sent: &[(&Due, MailAttempt)],
        at: Timestamp,
        erase: bool,
    ) -> Result<(), StoreError> {
        if sent.is_empty() {
            return Ok(());
        }
        let ids: Vec<DbId> = sent.iter().map(|(due, _)| due.id.into()).collect();
        let leases: Vec<_> =
            sent.iter().map(|(due, _)| Some(DbInstant(due.leased_until))).collect();
        let held: Vec<DbId> = self.run(|c| {
            diesel::update(mails::table)
                .filter(mails::id.eq_any(&ids))
                .filter(mails::leased_until.eq_any(leases))
                .set((
                    mails::state.eq(MailState::Sent.as_str()),
                    mails::attempts.eq(mails::attempts + 1),
                    mails::next_attempt_at.eq(None::<DbInstant>),
                    mails::leased_until.eq(None::<DbInstant>),
                    mails::sent_at.eq(DbInstant(at)),
                    erase.then_some(mails::content.eq(None::<Vec<u8>>)),
                ))
                .returning(mails::id)
                .get_results(c)
        })?;
        let held: HashSet<Uuid> = held.into_iter().map(|id| id.0).collect();
        let written = sent.iter().filter(|(due, _)| held.contains(&due.id.uuid()));
        let written = written.map(|(due, attempt)| AttemptRow::new(due.id.into(), attempt));
        let written: Vec<_> = written.collect();
        self.run(|c| diesel::insert_into(mail_attempts::table).values(&written).execute(c))
            .map(drop)
    }

    fn mail_page(
        &mut self,
        filter: &MailFilter,
        page: PageRequest,
    ) -> Result<Page<Mail>, StoreError> {
        let rows: Vec<MailRow> = self.run(|c| {
            let mut query = mails::table.select(MailRow::as_select()).into_boxed();
            if let Some(state) = filter.state {
                query = query.filter(mails::state.eq(state.as_str()));
            }
            if let Some(account) = filter.account {
                query = query.filter(mails::account_id.eq(DbId::from(account)));
            }
            if let Some(key) = filter.recipient_key {
                query = query.filter(mails::recipient_key.eq(bytes(key)));
            }
            newest_first!(query, page, mails::created_at, mails::id).load(c)
        })?;
        let items = rows.into_iter().map(Mail::try_from).collect::<Result<_, _>>()?;
        Ok(Page::cut(items, page.limit, |mail: &Mail| Position {
            at: mail.created_at,
            id: mail.id.uuid(),
        }))
    }

    fn mail(&mut self, id: Id<kind::Mail>) -> Result<Option<MailDetail>, StoreError> {
        let id = DbId::from(id);
        let row: Option<MailRow> =
            self.run(|c| mails::table.find(id).select(MailRow::as_select()).first(c).optional())?;
        let Some(row) = row else { return Ok(None) };
        let tries: Vec<(i64, DbInstant, Option<i64>, String)> = self.run(|c| {
            mail_attempts::table
                .filter(mail_attempts::mail_id.eq(id))
                .order(mail_attempts::number)
                .select((
                    mail_attempts::number,
                    mail_attempts::at,
                    mail_attempts::reply_code,
                    mail_attempts::reply,
                ))
                .load(c)
        })?;
        let attempts = tries.into_iter().map(|(number, at, code, reply)| MailAttempt {
            number: count(number),
            at: at.0,
            reply_code: code.and_then(|code| u16::try_from(code).ok()),
            reply,
        });
        Ok(Some(MailDetail { mail: row.try_into()?, attempts: attempts.collect() }))
    }

    fn retry_mail(
        &mut self,
        id: Id<kind::Mail>,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.mailed = true;
        let ended = [MailState::Bounced.as_str(), MailState::Failed.as_str()];
        self.guarded(|c| {
            diesel::update(mails::table)
                .filter(mails::id.eq(DbId::from(id)))
                .filter(mails::state.eq_any(ended))
                .filter(mails::content.is_not_null())
                .set((
                    mails::state.eq(MailState::Queued.as_str()),
                    mails::next_attempt_at.eq(DbInstant(now)),
                    mails::expires_at.eq(DbInstant(expires_at)),
                    mails::leased_until.eq(None::<DbInstant>),
                ))
                .execute(c)
        })
    }

    fn captured_mails(
        &mut self,
        recipient_key: Option<Digest>,
        page: PageRequest,
    ) -> Result<Page<CapturedMail>, StoreError> {
        let withheld = MailState::Withheld.as_str();
        let rows: Vec<(DbId, String, DbInstant, Option<Vec<u8>>)> = self.run(|c| {
            let mut query = mails::table
                .filter(mails::state.ne(withheld))
                .select((mails::id, mails::letter, mails::created_at, mails::content))
                .into_boxed();
            if let Some(key) = recipient_key {
                query = query.filter(mails::recipient_key.eq(bytes(key)));
            }
            newest_first!(query, page, mails::created_at, mails::id).load(c)
        })?;
        let items = rows.into_iter().map(|(id, letter, created_at, content)| CapturedMail {
            id: id.id(),
            letter,
            created_at: created_at.0,
            content: content.map(Sealed),
        });
        Ok(Page::cut(items.collect(), page.limit, |mail: &CapturedMail| Position {
            at: mail.created_at,
            id: mail.id.uuid(),
        }))
    }

    fn mail_backlog(&mut self) -> Result<(i64, Option<Timestamp>), StoreError> {
        let waiting: i64 =
            self.run(|c| mails::table.filter(mails::state.eq_any(WAITING)).count().get_result(c))?;
        let oldest: Option<DbInstant> = self.run(|c| {
            mails::table
                .filter(mails::state.eq_any(WAITING))
                .order(mails::next_attempt_at)
                .select(mails::created_at)
                .first(c)
                .optional()
        })?;
        Ok((waiting, oldest.map(Into::into)))
    }

    fn erase_ended(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError> {
        let ended = [MailState::Bounced.as_str(), MailState::Failed.as_str()];
        self.run(|c| {
            let old: Vec<DbId> = mails::table
                .filter(mails::state.eq_any(ended))
                .filter(mails::created_at.lt(DbInstant(before)))
                .filter(mails::content.is_not_null())
                .select(mails::id)
                .limit(limit)
                .load(c)?;
            diesel::update(mails::table.filter(mails::id.eq_any(old)))
                .set(mails::content.eq(None::<Vec<u8>>))
                .execute(c)
        })
    }

    fn sweep_withheld(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError> {
        self.run(|c| {
            let old: Vec<DbId> = mails::table
                .filter(mails::state.eq(MailState::Withheld.as_str()))
                .filter(mails::created_at.lt(DbInstant(before)))
                .select(mails::id)
                .limit(limit)
                .load(c)?;
            diesel::delete(mails::table.filter(mails::id.eq_any(old))).execute(c)
        })
    }
}
