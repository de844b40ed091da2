//! Idempotency keys, counters, the sandbox clock.

use diesel::prelude::*;
use diesel::upsert::excluded;
use jiff::Timestamp;
use tegata_domain::env::{ClockStore, KeepStore, KeptAnswer, LimitStore};
use tegata_domain::kernel::{Claim, Digest, Sealed, StoreError};

use super::{SqlTx, count};
use crate::database::Connection;
use crate::database::schema::{counters, idempotency_keys as keys, installation};
use crate::database::types::{DbInstant, bytes, digest};

impl KeepStore for SqlTx<'_> {
    fn claim_key(
        &mut self,
        claim: &Claim,
        now: Timestamp,
        expired_before: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError> {
        let scope = bytes(claim.scope);
        let kept: Option<(Vec<u8>, Option<Vec<u8>>)> = self.run(|c| {
            diesel::delete(keys::table)
                .filter(keys::scope.eq(&scope))
                .filter(keys::created_at.lt(DbInstant(expired_before)))
                .execute(c)?;
            // Waits for a transaction that holds the same key; then sees what it kept.
            let taken = diesel::insert_into(keys::table)
                .values((
                    keys::scope.eq(&scope),
                    keys::fingerprint.eq(bytes(claim.fingerprint)),
                    keys::created_at.eq(DbInstant(now)),
                ))
                .on_conflict_do_nothing()
                .execute(c)?;
            if taken == 1 {
                return Ok(None);
            }
            keys::table.find(&scope).select((keys::fingerprint, keys::answer)).first(c).map(Some)
        })?;
        Ok(kept.map(|(fingerprint, answer)| KeptAnswer {
            fingerprint: digest(&fingerprint),
            answer: answer.map(Sealed),
        }))
    }

    fn kept_answer(
        &mut self,
        scope: Digest,
        expired_before: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError> {
        let kept: Option<(Vec<u8>, Option<Vec<u8>>)> = self.run(|c| {
            keys::table
                .find(bytes(scope))
                .filter(keys::created_at.ge(DbInstant(expired_before)))
                .select((keys::fingerprint, keys::answer))
                .first(c)
                .optional()
        })?;
        Ok(kept.map(|(fingerprint, answer)| KeptAnswer {
            fingerprint: digest(&fingerprint),
            answer: answer.map(Sealed),
        }))
    }

    fn keep_answer(&mut self, scope: Digest, answer: &Sealed) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(keys::table.find(bytes(scope)))
                .set(keys::answer.eq(&answer.0))
                .execute(c)
        })
        .map(drop)
    }

    fn sweep_keys(&mut self, expired_before: Timestamp, limit: i64) -> Result<usize, StoreError> {
        self.run(|c| {
            let old: Vec<Vec<u8>> = keys::table
                .filter(keys::created_at.lt(DbInstant(expired_before)))
                .select(keys::scope)
                .limit(limit)
                .load(c)?;
            diesel::delete(keys::table.filter(keys::scope.eq_any(old))).execute(c)
        })
    }
}

/// Adds one to a counter's window; gives the count with it.
pub(super) fn add_one(c: &mut Connection, bucket: Digest, window: Timestamp) -> QueryResult<u32> {
    let hits: i64 = diesel::insert_into(counters::table)
        .values((
            counters::bucket.eq(bytes(bucket)),
            counters::since.eq(DbInstant(window)),
            counters::hits.eq(1),
        ))
        .on_conflict((counters::bucket, counters::since))
        .do_update()
        .set(counters::hits.eq(counters::hits + excluded(counters::hits)))
        .returning(counters::hits)
        .get_result(c)?;
    Ok(count(hits))
}

impl LimitStore for SqlTx<'_> {
    fn count(&mut self, bucket: Digest, window: Timestamp) -> Result<u32, StoreError> {
        self.run(|c| add_one(c, bucket, window))
    }

    fn counted(&mut self, bucket: Digest, window: Timestamp) -> Result<u32, StoreError> {
        let hits: Option<i64> = self.run(|c| {
            counters::table
                .find((bytes(bucket), DbInstant(window)))
                .select(counters::hits)
                .first(c)
                .optional()
        })?;
        Ok(count(hits.unwrap_or(0)))
    }

    fn sweep_counters(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError> {
        self.run(|c| {
            let old: Vec<DbInstant> = counters::table
                .filter(counters::since.lt(DbInstant(before)))
                .select(counters::since)
                .order(counters::since)
                .limit(limit)
                .load(c)?;
            match old.last() {
                Some(latest) => {
                    diesel::delete(counters::table.filter(counters::since.le(*latest))).execute(c)
                }
                None => Ok(0),
            }
        })
    }
}

impl ClockStore for SqlTx<'_> {
    fn advance_clock(&mut self, micros: i64) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(installation::table)
                .set(installation::clock_offset.eq(installation::clock_offset + micros.max(0)))
                .execute(c)
        })
        .map(drop)
    }
}
