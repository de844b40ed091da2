//! The cargo that a company brings along when another one takes it over (ORG-02).

use diesel::dsl::{case_when, exists, not};
use diesel::prelude::*;
use diesel::sql_types::Text;
use jiff::Timestamp;
use tegata_domain::cargo::{AlertReason, CargoCarryStore};
use tegata_domain::kernel::{Id, StoreError, kind};

use crate::database::schema::{cargo_records, master_entries, pickup_awbs, pickup_requests};
use crate::database::types::{DbId, DbInstant};
use crate::store::SqlTx;

// The records and entries that the other company has already.
diesel::alias! {
    pub const OTHER_RECORDS: Alias<OtherRecords> = cargo_records as other_records;
    pub const OTHER_ENTRIES: Alias<OtherEntries> = master_entries as other_entries;
}

impl SqlTx<'_> {
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
}

impl CargoCarryStore for SqlTx<'_> {
    fn carry_cargo(
        &mut self,
        from: Id<kind::Company>,
        into: Id<kind::Company>,
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        let (from, to) = (from.into(), into.into());
        let duplicates = self.mark_duplicates(from, to)?;
        self.carry_records(from, to, at)?;
        Ok(duplicates)
    }
}
