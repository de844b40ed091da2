//! Password hashes.

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::kernel::{Guarded, Id, PasswordHash, StoreError, kind};
use tegata_domain::password::{PasswordStore, PresentPassword};

use super::{SqlTx, guarded, run};
use crate::database::schema::passwords;
use crate::database::types::{DbId, DbInstant};
use crate::database::with;

impl PasswordStore for SqlTx<'_> {
    fn present_password(
        &mut self,
        account: Id<kind::Account>,
    ) -> Result<Option<PresentPassword>, StoreError> {
        let present: Option<(i64, String)> = run!(self, |c| passwords::table
            .filter(passwords::account_id.eq(DbId::from(account)))
            .order(passwords::generation.desc())
            .select((passwords::generation, passwords::hash))
            .first(c)
            .optional())?;
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
        let hashes: Vec<String> = run!(self, |c| passwords::table
            .filter(passwords::account_id.eq(DbId::from(account)))
            .order(passwords::generation.desc())
            .limit(i64::from(generations))
            .select(passwords::hash)
            .load(c))?;
        Ok(hashes.into_iter().map(PasswordHash::new).collect())
    }

    fn set_password(
        &mut self,
        account: Id<kind::Account>,
        hash: &PasswordHash,
        generations: u32,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let account = DbId::from(account);
        run!(self, |c| {
            let latest: Option<i64> = passwords::table
                .filter(passwords::account_id.eq(account))
                .select(diesel::dsl::max(passwords::generation))
                .first(c)?;
            let generation = latest.unwrap_or(0) + 1;
            diesel::insert_into(passwords::table)
                .values((
                    passwords::account_id.eq(account),
                    passwords::generation.eq(generation),
                    passwords::hash.eq(hash.expose()),
                    passwords::set_at.eq(DbInstant(at)),
                ))
                .execute(c)?;
            diesel::delete(passwords::table)
                .filter(passwords::account_id.eq(account))
                .filter(passwords::generation.le(generation - i64::from(generations)))
                .execute(c)
        })
        .map(drop)
    }

    fn rehash_password(
        &mut self,
        account: Id<kind::Account>,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<Guarded, StoreError> {
        guarded(with!(&mut *self.connection, |c| diesel::update(passwords::table)
            .filter(passwords::account_id.eq(DbId::from(account)))
            .filter(passwords::hash.eq(old.expose()))
            .set(passwords::hash.eq(new.expose()))
            .execute(c)))
    }
}
