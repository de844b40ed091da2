//! Assignments. Whoever moves one holds its batch, and every move names the state that it was decided on.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::assignment::{Assignment, AssignmentState, AssignmentStore, Batch};
use tegata_domain::identity::AccountState;
use tegata_domain::kernel::{Digest, EmailAddress, Guarded, Id, RecordKind, StoreError, kind};
use uuid::Uuid;

use crate::database::schema::{
    accounts, assignment_batches as batches, assignment_looks as looks, assignments, companies,
};
use crate::database::types::{DbId, DbInstant, bytes};
use crate::store::assignment::rows::{AssignmentRow, BatchRow, superseded};
use crate::store::cargo::visible::in_state;
use crate::store::{PERSON, SqlTx};

const PENDING: &str = AssignmentState::Pending.as_str();
const ACCEPTED: &str = AssignmentState::Accepted.as_str();

/// Ids as they are stored.
fn stored<K>(ids: &[Id<K>]) -> Vec<DbId> {
    ids.iter().copied().map(DbId::from).collect()
}

impl SqlTx<'_> {
    /// Frees the PIN of a batch without a pending assignment.
    fn close_batch(&mut self, batch: DbId) -> Result<(), StoreError> {
        let pending = assignments::table
            .filter(assignments::batch_id.eq(batch))
            .filter(assignments::state.eq(PENDING));
        self.run(|c| {
            diesel::update(batches::table)
                .filter(batches::id.eq(batch))
                .filter(not(exists(pending)))
                .set(batches::live.eq(false))
                .execute(c)
        })
        .map(drop)
    }
}

impl AssignmentStore for SqlTx<'_> {
    fn has_address(
        &mut self,
        company: Id<kind::Company>,
        email: &EmailAddress,
    ) -> Result<bool, StoreError> {
        self.run(|c| {
            diesel::select(exists(
                accounts::table
                    .filter(accounts::email_key.eq(email.key()))
                    .filter(accounts::company_id.eq(DbId::from(company)))
                    .filter(accounts::realm.eq(PERSON)),
            ))
            .get_result(c)
        })
    }

    fn has_holder(
        &mut self,
        company: Id<kind::Company>,
        email: &EmailAddress,
    ) -> Result<bool, StoreError> {
        self.run(|c| {
            diesel::select(exists(
                accounts::table
                    .filter(accounts::email_key.eq(email.key()))
                    .filter(accounts::company_id.eq(DbId::from(company)))
                    .filter(accounts::realm.eq(PERSON))
                    .filter(accounts::state.eq(AccountState::Active.as_str())),
            ))
            .get_result(c)
        })
    }

    fn insert_batch(
        &mut self,
        batch: &Batch,
        pin: Digest,
        assigned: &[Assignment],
    ) -> Result<(), StoreError> {
        let row = BatchRow::new(batch, pin);
        let rows: Vec<AssignmentRow> = assigned.iter().map(AssignmentRow::from).collect();
        self.run(|c| {
            diesel::insert_into(batches::table).values(&row).execute(c)?;
            diesel::insert_into(assignments::table).values(&rows).execute(c)
        })
        .map(drop)
    }

    fn latest_assignments(
        &mut self,
        kind: RecordKind,
        records: &[Uuid],
        email: &EmailAddress,
    ) -> Result<Vec<Assignment>, StoreError> {
        let records: Vec<DbId> = records.iter().copied().map(DbId).collect();
        let rows: Vec<AssignmentRow> = self.run(|c| {
            assignments::table
                .filter(assignments::record_id.eq_any(&records))
                .filter(assignments::email_key.eq(email.key()))
                .filter(assignments::kind.eq(kind.as_str()))
                .filter(not(superseded!()))
                .select(AssignmentRow::as_select())
                .load(c)
        })?;
        self.assignments_of(rows)
    }

    fn sent_assignment(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Assignment>,
    ) -> Result<Option<Assignment>, StoreError> {
        let rows: Vec<AssignmentRow> = self.run(|c| {
            assignments::table
                .filter(assignments::id.eq(DbId::from(id)))
                .filter(assignments::company_id.eq(DbId::from(company)))
                .select(AssignmentRow::as_select())
                .load(c)
        })?;
        Ok(self.sent_assignments_of(rows)?.pop())
    }

    fn received_assignment(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Assignment>,
    ) -> Result<Option<Assignment>, StoreError> {
        let rows: Vec<AssignmentRow> = self.run(|c| {
            assignments::table
                .filter(assignments::id.eq(DbId::from(id)))
                .filter(assignments::accepted_company_id.eq(Some(DbId::from(company))))
                .filter(assignments::state.eq(ACCEPTED))
                .filter(assignments::company_id.ne(DbId::from(company)))
                .select(AssignmentRow::as_select())
                .load(c)
        })?;
        Ok(self.assignments_of(rows)?.pop())
    }

    fn addressed_assignment(
        &mut self,
        company: Id<kind::Company>,
        email: &EmailAddress,
        id: Id<kind::Assignment>,
    ) -> Result<Option<Assignment>, StoreError> {
        let company = DbId::from(company);
        let rows: Vec<AssignmentRow> = self.run(|c| {
            assignments::table
                .inner_join(batches::table)
                .filter(assignments::id.eq(DbId::from(id)))
                .filter(batches::email_key.eq(email.key()))
                .filter(batches::company_id.ne(company))
                .filter(
                    batches::named_company_id
                        .is_null()
                        .or(batches::named_company_id.eq(Some(company)).assume_not_null()),
                )
                .select(AssignmentRow::as_select())
                .load(c)
        })?;
        Ok(self.assignments_of(rows)?.pop())
    }

    fn assignment(&mut self, id: Id<kind::Assignment>) -> Result<Option<Assignment>, StoreError> {
        let rows: Vec<AssignmentRow> = self.run(|c| {
            assignments::table
                .filter(assignments::id.eq(DbId::from(id)))
                .select(AssignmentRow::as_select())
                .load(c)
        })?;
        Ok(self.sent_assignments_of(rows)?.pop())
    }

    fn batch_of(
        &mut self,
        id: Id<kind::Assignment>,
    ) -> Result<Option<Id<kind::AssignmentBatch>>, StoreError> {
        let batch: Option<DbId> = self.run(|c| {
            assignments::table
                .find(DbId::from(id))
                .select(assignments::batch_id)
                .first(c)
                .optional()
        })?;
        Ok(batch.map(DbId::id))
    }

    fn has_accepted(
        &mut self,
        batch: Id<kind::AssignmentBatch>,
        account: Id<kind::Account>,
        company: Id<kind::Company>,
    ) -> Result<bool, StoreError> {
        self.run(|c| {
            diesel::select(exists(
                assignments::table
                    .filter(assignments::batch_id.eq(DbId::from(batch)))
                    .filter(assignments::accepted_by.eq(Some(DbId::from(account))))
                    .filter(assignments::accepted_company_id.eq(Some(DbId::from(company))))
                    .filter(assignments::state.eq(ACCEPTED)),
            ))
            .get_result(c)
        })
    }

    fn batch_by_pin(&mut self, pin: Digest) -> Result<Option<Batch>, StoreError> {
        let pin = bytes(pin);
        let rows: Vec<(BatchRow, String, bool)> = self.run(|c| {
            let found = batches::table.inner_join(companies::table).select((
                BatchRow::as_select(),
                companies::name,
                companies::name_verified,
            ));
            let live =
                found.filter(batches::pin.eq(&pin)).filter(batches::live).limit(1).load(c)?;
            if !live.is_empty() {
                return Ok(live);
            }
            found
                .filter(batches::pin.eq(&pin))
                .filter(not(batches::live))
                .order(batches::sent_at.desc())
                .limit(1)
                .load(c)
        })?;
        Ok(self.batches_of(rows)?.pop())
    }

    fn hold_batch(&mut self, id: Id<kind::AssignmentBatch>) -> Result<Vec<Assignment>, StoreError> {
        let id = DbId::from(id);
        let held = batches::table.find(id).select(batches::id).for_update();
        self.run(|c| held.first::<DbId>(c).optional())?;
        let rows: Vec<AssignmentRow> = self.run(|c| {
            assignments::table
                .filter(assignments::batch_id.eq(id))
                .order((assignments::record_at, assignments::id))
                .select(AssignmentRow::as_select())
                .load(c)
        })?;
        self.assignments_of(rows)
    }

    fn renew_pin(&mut self, batch: &Batch, pin: Digest) -> Result<Guarded, StoreError> {
        let before = i64::from(batch.resends) - 1;
        self.guarded(|c| {
            diesel::update(batches::table)
                .filter(batches::id.eq(DbId::from(batch.id)))
                .filter(batches::live)
                .filter(batches::resends.eq(before))
                .set((
                    batches::pin.eq(bytes(pin)),
                    batches::wrong_pins.eq(0),
                    batches::resends.eq(before + 1),
                    batches::mail_id.eq(DbId::from(batch.mail)),
                    batches::mailed_at.eq(DbInstant(batch.mailed_at)),
                ))
                .execute(c)
        })
    }

    fn count_wrong_pin(&mut self, id: Id<kind::AssignmentBatch>) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(batches::table.find(DbId::from(id)))
                .set(batches::wrong_pins.eq(batches::wrong_pins + 1))
                .execute(c)
        })
        .map(drop)
    }

    fn granted_among(
        &mut self,
        company: Id<kind::Company>,
        records: &[Uuid],
    ) -> Result<Vec<Uuid>, StoreError> {
        let records: Vec<DbId> = records.iter().copied().map(DbId).collect();
        let granted: Vec<DbId> = self.run(|c| {
            assignments::table
                .filter(assignments::record_id.eq_any(&records))
                .filter(assignments::accepted_company_id.eq(Some(DbId::from(company))))
                .filter(in_state!(accepted))
                .select(assignments::record_id)
                .load(c)
        })?;
        Ok(granted.into_iter().map(|id| id.0).collect())
    }

    fn accept_assignments(
        &mut self,
        batch: Id<kind::AssignmentBatch>,
        ids: &[Id<kind::Assignment>],
        account: Id<kind::Account>,
        company: Id<kind::Company>,
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        let ids = stored(ids);
        let accepted = self.run(|c| {
            diesel::update(assignments::table)
                .filter(assignments::id.eq_any(&ids))
                .filter(assignments::batch_id.eq(DbId::from(batch)))
                .filter(assignments::state.eq(PENDING))
                .set((
                    assignments::state.eq(ACCEPTED),
                    assignments::accepted_by.eq(Some(DbId::from(account))),
                    assignments::accepted_company_id.eq(Some(DbId::from(company))),
                    assignments::accepted_at.eq(Some(DbInstant(at))),
                ))
                .execute(c)
        })?;
        self.close_batch(batch.into())?;
        Ok(accepted)
    }

    fn end_assignments(
        &mut self,
        batch: Id<kind::AssignmentBatch>,
        ids: &[Id<kind::Assignment>],
        (from, to): (AssignmentState, AssignmentState),
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        let ids = stored(ids);
        let ended = self.run(|c| {
            diesel::update(assignments::table)
                .filter(assignments::id.eq_any(&ids))
                .filter(assignments::batch_id.eq(DbId::from(batch)))
                .filter(assignments::state.eq(from.as_str()))
                .set((
                    assignments::state.eq(to.as_str()),
                    assignments::ended_at.eq(Some(DbInstant(at))),
                ))
                .execute(c)
        })?;
        self.close_batch(batch.into())?;
        Ok(ended)
    }

    fn release_assignment(&mut self, id: Id<kind::Assignment>) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(assignments::table)
                .filter(assignments::id.eq(DbId::from(id)))
                .filter(assignments::state.eq(AssignmentState::Expired.as_str()))
                .filter(not(assignments::released))
                .set(assignments::released.eq(true))
                .execute(c)
        })
    }

    fn due_batches(
        &mut self,
        sent_before: Timestamp,
        limit: i64,
    ) -> Result<Vec<Id<kind::AssignmentBatch>>, StoreError> {
        let due = batches::table
            .filter(batches::live)
            .filter(batches::sent_at.lt(DbInstant(sent_before)))
            .order(batches::sent_at)
            .limit(limit)
            .select(batches::id);
        // Several replicas tidy, and skip each other's rows.
        let ids: Vec<DbId> = self.run(|c| due.for_update().skip_locked().load(c))?;
        Ok(ids.into_iter().map(DbId::id).collect())
    }

    fn grants_of(&mut self, kind: RecordKind, record: Uuid) -> Result<Vec<Assignment>, StoreError> {
        let rows: Vec<AssignmentRow> = self.run(|c| {
            assignments::table
                .filter(assignments::record_id.eq(DbId(record)))
                .filter(assignments::kind.eq(kind.as_str()))
                .filter(assignments::accepted_at.is_not_null())
                .order((assignments::accepted_at.desc(), assignments::id.desc()))
                .select(AssignmentRow::as_select())
                .load(c)
        })?;
        self.assignments_of(rows)
    }

    fn note_seen(&mut self, ids: &[Id<kind::Assignment>], at: Timestamp) -> Result<(), StoreError> {
        let (ids, at) = (stored(ids), DbInstant(at));
        let look = |id: &DbId| {
            let id = looks::assignment_id.eq(*id);
            (id, looks::first_seen_at.eq(at), looks::last_seen_at.eq(at))
        };
        let first: Vec<_> = ids.iter().map(look).collect();
        self.run(|c| {
            let earlier = looks::table
                .filter(looks::assignment_id.eq_any(&ids))
                .filter(looks::last_seen_at.lt(at));
            let again = diesel::update(earlier).set(looks::last_seen_at.eq(at)).execute(c)?;
            if again == ids.len() {
                return Ok(again);
            }
            diesel::insert_into(looks::table)
                .values(&first)
                .on_conflict(looks::assignment_id)
                .do_nothing()
                .execute(c)
        })
        .map(drop)
    }
}
