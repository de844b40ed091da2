//! What a company that another one takes over brings along of cargo: its records, what it assigned, and
//! what others assigned to it (ORG-02).

use diesel::dsl::{case_when, exists, not};
use diesel::prelude::*;
use diesel::sql_types::Text;
use jiff::Timestamp;
use tegata_domain::assignment::AssignmentState;
use tegata_domain::cargo::AlertReason;
use tegata_domain::kernel::StoreError;

use super::SqlTx;
use super::assignment_rows::visible_to;
use crate::database::schema::{
    assignment_batches as batches, assignments, cargo_records, master_entries, pickup_awbs,
    pickup_requests,
};
use crate::database::types::{DbId, DbInstant};

// The records and entries that the other company has already.
diesel::alias! {
    pub const OTHER_RECORDS: Alias<OtherRecords> = cargo_records as other_records;
    pub const OTHER_ENTRIES: Alias<OtherEntries> = master_entries as other_entries;
}

impl SqlTx<'_> {
    /// Carries records and master data; gives how many records came beside another of their waybill. An
    /// entry of master data that the other company has, too, stays where it is, as it is the same.
    pub(super) fn carry_cargo(
        &mut self,
        from: DbId,
        to: DbId,
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        let duplicates = self.mark_duplicates(from, to)?;
        self.carry_records(from, to, at)?;
        Ok(duplicates)
    }

    /// Records of a waybill that the other company has a record of are no less true than that: they come
    /// as well, with an alert.
    fn mark_duplicates(&mut self, from: DbId, to: DbId) -> Result<usize, StoreError> {
        let alert = AlertReason::DuplicateWaybill.as_str();
        let same = OTHER_RECORDS
            .filter(OTHER_RECORDS.field(cargo_records::company_id).eq(to))
            .filter(OTHER_RECORDS.field(cargo_records::mawb).eq(cargo_records::mawb))
            .filter(OTHER_RECORDS.field(cargo_records::hawb).eq(cargo_records::hawb));
        self.run(|c| {
            // It is the last of the alerts in their order.
            let alerts = case_when(cargo_records::alerts.eq(""), alert.into_sql::<Text>())
                .otherwise(cargo_records::alerts.concat(",").concat(alert));
            diesel::update(cargo_records::table)
                .filter(cargo_records::company_id.eq(from))
                .filter(not(cargo_records::duplicate))
                .filter(exists(same))
                .set((
                    cargo_records::duplicate.eq(true),
                    cargo_records::alert.eq(true),
                    cargo_records::alerts.eq(alerts),
                ))
                .execute(c)
        })
    }

    fn carry_records(&mut self, from: DbId, to: DbId, at: Timestamp) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(cargo_records::table.filter(cargo_records::company_id.eq(from)))
                .set((
                    cargo_records::company_id.eq(to),
                    cargo_records::version.eq(cargo_records::version + 1),
                    cargo_records::updated_at.eq(DbInstant(at)),
                ))
                .execute(c)?;
            let same_entry = OTHER_ENTRIES
                .filter(OTHER_ENTRIES.field(master_entries::company_id).eq(to))
                .filter(OTHER_ENTRIES.field(master_entries::kind).eq(master_entries::kind))
                .filter(OTHER_ENTRIES.field(master_entries::name_key).eq(master_entries::name_key));
            diesel::update(master_entries::table)
                .filter(master_entries::company_id.eq(from))
                .filter(not(exists(same_entry)))
                .set(master_entries::company_id.eq(to))
                .execute(c)?;
            diesel::update(pickup_requests::table.filter(pickup_requests::company_id.eq(from)))
                .set((
                    pickup_requests::company_id.eq(to),
                    pickup_requests::version.eq(pickup_requests::version + 1),
                    pickup_requests::updated_at.eq(DbInstant(at)),
                ))
                .execute(c)?;
            diesel::update(pickup_awbs::table.filter(pickup_awbs::company_id.eq(from)))
                .set(pickup_awbs::company_id.eq(to))
                .execute(c)
        })
        .map(drop)
    }

    /// What a company sent, and what it alone may accept; gives the assignments.
    pub(super) fn carry_sent(&mut self, from: DbId, to: DbId) -> Result<Vec<DbId>, StoreError> {
        self.run(|c| {
            let mut carried: Vec<DbId> = assignments::table
                .inner_join(batches::table)
                .filter(batches::named_company_id.eq(Some(from)))
                .filter(assignments::state.eq(AssignmentState::Pending.as_str()))
                .select(assignments::id)
                .load(c)?;
            diesel::update(batches::table.filter(batches::company_id.eq(from)))
                .set(batches::company_id.eq(to))
                .execute(c)?;
            diesel::update(batches::table.filter(batches::named_company_id.eq(Some(from))))
                .set(batches::named_company_id.eq(Some(to)))
                .execute(c)?;
            let sent: Vec<DbId> =
                diesel::update(assignments::table.filter(assignments::company_id.eq(from)))
                    .set(assignments::company_id.eq(to))
                    .returning(assignments::id)
                    .get_results(c)?;
            carried.extend(sent);
            Ok(carried)
        })
    }

    /// A record is granted once: where both companies see it, the other's grant is kept. Gives what came
    /// along, and what did not.
    pub(super) fn carry_grants(
        &mut self,
        from: DbId,
        to: DbId,
        at: Timestamp,
    ) -> Result<(Vec<DbId>, Vec<DbId>), StoreError> {
        self.run(|c| {
            let granted = assignments::table
                .filter(assignments::accepted_company_id.eq(Some(from)))
                .filter(assignments::state.eq(AssignmentState::Accepted.as_str()));
            let removed = diesel::update(granted.filter(visible_to!(to)))
                .set((
                    assignments::state.eq(AssignmentState::Removed.as_str()),
                    assignments::ended_at.eq(Some(DbInstant(at))),
                ))
                .returning(assignments::id)
                .get_results(c)?;
            let carried = diesel::update(granted)
                .set(assignments::accepted_company_id.eq(Some(to)))
                .returning(assignments::id)
                .get_results(c)?;
            Ok((carried, removed))
        })
    }
}
