//! Password hashes.

use diesel::prelude::*;
use diesel::upsert::excluded;
use jiff::Timestamp;
use tegata_domain::kernel::{Guarded, Id, PasswordHash, Sealed, StoreError, kind};
use tegata_domain::password::{IssueSource, PasswordStore, PresentPassword, TemporaryPassword};

use super::{SqlTx, corrupt};
use crate::database::schema::{passwords, temporary_passwords};
use crate::database::types::{DbId, DbInstant, sealed};

/// A temporary password's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = temporary_passwords, treat_none_as_default_value = false)]
struct TemporaryRow {
    account_id: DbId,
    source: String,
    application_id: Option<DbId>,
    generation: i64,
    sealed: Option<Vec<u8>>,
    issued_at: DbInstant,
    changed_at: Option<DbInstant>,
}

impl From<&TemporaryPassword> for TemporaryRow {
    fn from(issued: &TemporaryPassword) -> Self {
        Self {
            account_id: issued.account.into(),
            source: issued.source.as_str().to_owned(),
            application_id: issued.application.map(Into::into),
            generation: issued.generation,
            sealed: issued.sealed.as_ref().map(sealed),
            issued_at: issued.issued_at.into(),
            changed_at: issued.changed_at.map(Into::into),
        }
    }
}

impl TryFrom<TemporaryRow> for TemporaryPassword {
    type Error = StoreError;

    fn try_from(row: TemporaryRow) -> Result<Self, StoreError> {
        let fault = || corrupt("temporary_passwords", "source", row.account_id.0);
        Ok(Self {
            account: row.account_id.id(),
            source: IssueSource::named(&row.source).ok_or_else(fault)?,
            application: row.application_id.map(DbId::id),
            generation: row.generation,
            sealed: row.sealed.map(Sealed),
            issued_at: row.issued_at.0,
            changed_at: row.changed_at.map(Into::into),
        })
    }
}

impl SqlTx<'_> {
    /// The temporary passwords of these accounts that an application issued, and nothing replaced.
    pub(super) fn list_temporaries_issued_by(
        &mut self,
        application: Id<kind::Application>,
        accounts: &[DbId],
    ) -> Result<Vec<TemporaryPassword>, StoreError> {
        let rows: Vec<TemporaryRow> = self.run(|c| {
            temporary_passwords::table
                .filter(temporary_passwords::account_id.eq_any(accounts))
                .filter(temporary_passwords::application_id.eq(DbId::from(application)))
                .select(TemporaryRow::as_select())
                .load(c)
        })?;
        rows.into_iter().map(TemporaryPassword::try_from).collect()
    }
}

impl SqlTx<'_> {
    /// Adds each account's next generation; gives them. Of those that were issued there is one at most,
    /// so that looking back costs one hash more and no more.
    fn add_passwords(
        &mut self,
        added: &[(DbId, &PasswordHash)],
        issued: bool,
        at: Timestamp,
    ) -> Result<Vec<i64>, StoreError> {
        let accounts: Vec<DbId> = added.iter().map(|(account, _)| *account).collect();
        let latest: Vec<(DbId, Option<i64>)> = self.run(|c| {
            passwords::table
                .filter(passwords::account_id.eq_any(&accounts))
                .group_by(passwords::account_id)
                .select((passwords::account_id, diesel::dsl::max(passwords::generation)))
                .load(c)
        })?;
        let next = |account: &DbId| {
            let found = latest.iter().find(|(of, _)| of == account);
            found.and_then(|(_, generation)| *generation).unwrap_or(0) + 1
        };
        let rows = added.iter().map(|(account, hash)| {
            (
                passwords::account_id.eq(*account),
                passwords::generation.eq(next(account)),
                passwords::hash.eq(hash.expose()),
                passwords::issued.eq(issued),
                passwords::set_at.eq(DbInstant(at)),
            )
        });
        let rows: Vec<_> = rows.collect();
        self.run(|c| {
            if issued {
                diesel::delete(passwords::table)
                    .filter(passwords::account_id.eq_any(&accounts))
                    .filter(passwords::issued.eq(true))
                    .execute(c)?;
            }
            diesel::insert_into(passwords::table).values(&rows).execute(c)
        })?;
        Ok(accounts.iter().map(next).collect())
    }
}

impl PasswordStore for SqlTx<'_> {
    fn present_password(
        &mut self,
        account: Id<kind::Account>,
    ) -> Result<Option<PresentPassword>, StoreError> {
        let present: Option<(i64, String)> = self.run(|c| {
            passwords::table
                .filter(passwords::account_id.eq(DbId::from(account)))
                .order(passwords::generation.desc())
                .select((passwords::generation, passwords::hash))
                .first(c)
                .optional()
        })?;
        Ok(present.map(|(generation, hash)| PresentPassword {
            generation,
            hash: PasswordHash::new(hash),
        }))
    }

    fn password_hashes(
        &mut self,
        account: Id<kind::Account>,
        generations: u32,
    ) -> Result<Vec<PasswordHash>, StoreError> {
        let account = DbId::from(account);
        let hashes: Vec<String> = self.run(|c| {
            let mut hashes: Vec<String> = passwords::table
                .filter(passwords::account_id.eq(account))
                .filter(passwords::issued.eq(true))
                .select(passwords::hash)
                .load(c)?;
            let own: Vec<String> = passwords::table
                .filter(passwords::account_id.eq(account))
                .filter(passwords::issued.eq(false))
                .order(passwords::generation.desc())
                .limit(i64::from(generations))
                .select(passwords::hash)
                .load(c)?;
            hashes.extend(own);
            Ok(hashes)
        })?;
        Ok(hashes.into_iter().map(PasswordHash::new).collect())
    }

    fn set_password(
        &mut self,
        account: Id<kind::Account>,
        hash: &PasswordHash,
        generations: u32,
        at: Timestamp,
    ) -> Result<i64, StoreError> {
        let account = DbId::from(account);
        let added = self.add_passwords(&[(account, hash)], false, at)?;
        self.run(|c| {
            let kept: Option<i64> = passwords::table
                .filter(passwords::account_id.eq(account))
                .filter(passwords::issued.eq(false))
                .order(passwords::generation.desc())
                .offset(i64::from(generations.saturating_sub(1)))
                .select(passwords::generation)
                .first(c)
                .optional()?;
            diesel::delete(passwords::table)
                .filter(passwords::account_id.eq(account))
                .filter(passwords::generation.lt(kept.unwrap_or(0)))
                .execute(c)
        })?;
        Ok(added.first().copied().unwrap_or_default())
    }

    fn issue_passwords(
        &mut self,
        issued: &[(Id<kind::Account>, &PasswordHash)],
        at: Timestamp,
    ) -> Result<Vec<i64>, StoreError> {
        let issued: Vec<_> = issued.iter().map(|(id, hash)| (DbId::from(*id), *hash)).collect();
        self.add_passwords(&issued, true, at)
    }

    fn rehash_password(
        &mut self,
        account: Id<kind::Account>,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(passwords::table)
                .filter(passwords::account_id.eq(DbId::from(account)))
                .filter(passwords::hash.eq(old.expose()))
                .set(passwords::hash.eq(new.expose()))
                .execute(c)
        })
    }

    fn put_temporaries(&mut self, issued: &[TemporaryPassword]) -> Result<(), StoreError> {
        let rows: Vec<TemporaryRow> = issued.iter().map(TemporaryRow::from).collect();
        self.run(|c| {
            diesel::insert_into(temporary_passwords::table)
                .values(&rows)
                .on_conflict(temporary_passwords::account_id)
                .do_update()
                .set((
                    temporary_passwords::source.eq(excluded(temporary_passwords::source)),
                    temporary_passwords::application_id
                        .eq(excluded(temporary_passwords::application_id)),
                    temporary_passwords::generation.eq(excluded(temporary_passwords::generation)),
                    temporary_passwords::sealed.eq(excluded(temporary_passwords::sealed)),
                    temporary_passwords::issued_at.eq(excluded(temporary_passwords::issued_at)),
                    temporary_passwords::changed_at.eq(excluded(temporary_passwords::changed_at)),
                ))
                .execute(c)
        })
        .map(drop)
    }

    fn temporary(
        &mut self,
        account: Id<kind::Account>,
    ) -> Result<Option<TemporaryPassword>, StoreError> {
        let row: Option<TemporaryRow> = self.run(|c| {
            temporary_passwords::table
                .find(DbId::from(account))
                .select(TemporaryRow::as_select())
                .first(c)
                .optional()
        })?;
        row.map(TemporaryPassword::try_from).transpose()
    }

    fn change_temporary(
        &mut self,
        account: Id<kind::Account>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(temporary_passwords::table.find(DbId::from(account)))
                .filter(temporary_passwords::changed_at.is_null())
                .set((
                    temporary_passwords::changed_at.eq(DbInstant(at)),
                    temporary_passwords::sealed.eq(None::<Vec<u8>>),
                ))
                .execute(c)
        })
        .map(drop)
    }

    fn sealed_temporaries(
        &mut self,
        issued_before: Timestamp,
        limit: i64,
    ) -> Result<Vec<TemporaryPassword>, StoreError> {
        let rows: Vec<TemporaryRow> = self.run(|c| {
            temporary_passwords::table
                .filter(temporary_passwords::sealed.is_not_null())
                .filter(temporary_passwords::issued_at.lt(DbInstant(issued_before)))
                .order(temporary_passwords::issued_at)
                .limit(limit)
                .select(TemporaryRow::as_select())
                .load(c)
        })?;
        rows.into_iter().map(TemporaryPassword::try_from).collect()
    }

    fn erase_temporary(
        &mut self,
        account: Id<kind::Account>,
        generation: i64,
    ) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(temporary_passwords::table.find(DbId::from(account)))
                .filter(temporary_passwords::generation.eq(generation))
                .set(temporary_passwords::sealed.eq(None::<Vec<u8>>))
                .execute(c)
        })
        .map(drop)
    }
}
