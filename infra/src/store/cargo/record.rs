//! Cargo records of their owner company: rows, history, guarded changes.

use diesel::dsl::{count_star, not};
use diesel::prelude::*;
use tegata_domain::cargo::{
    AlertReason, AwbNumber, CargoRecord, CargoStatus, CargoStore, Direction, StatusStep,
};
use tegata_domain::kernel::{Guarded, Id, StoreError, kind, text};

use crate::database::schema::{
    assignments, cargo_records as records, cargo_steps as steps, companies,
};
use crate::database::types::{DbId, DbInstant};
use crate::store::names::{joined, parted};
use crate::store::{SqlTx, corrupt, count};

/// Rows of one statement at most: SQLite takes 32,766 values.
const ROWS: usize = 1_000;

/// A record's row. The master itself has an empty `hawb`, so that one index holds both kinds apart.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = records, treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub(in crate::store) struct CargoRow {
    pub(in crate::store) id: DbId,
    pub(in crate::store) company_id: DbId,
    direction: String,
    mawb: String,
    hawb: String,
    status: String,
    alerts: String,
    reservation: bool,
    bonded_warehouse: Option<String>,
    shipper: Option<String>,
    customs_broker: Option<String>,
    pieces: Option<i64>,
    weight_grams: Option<i64>,
    flight: Option<String>,
    origin: Option<String>,
    destination: Option<String>,
    special_handling: String,
    registered_at: DbInstant,
    version: i64,
    updated_at: DbInstant,
}

/// A record's row with what searches and indexes ask of it.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = records, treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
struct IndexedRow {
    #[diesel(embed)]
    row: CargoRow,
    duplicate: bool,
    alert: bool,
    bonded_warehouse_key: Option<String>,
    shipper_key: Option<String>,
    customs_broker_key: Option<String>,
}

impl From<&CargoRecord> for IndexedRow {
    fn from(record: &CargoRecord) -> Self {
        let key = |name: &Option<String>| name.as_deref().map(text::folded);
        Self {
            row: CargoRow::from(record),
            duplicate: record.is_duplicate(),
            alert: !record.alerts.is_empty(),
            bonded_warehouse_key: key(&record.bonded_warehouse),
            shipper_key: key(&record.shipper),
            customs_broker_key: key(&record.customs_broker),
        }
    }
}

impl From<&CargoRecord> for CargoRow {
    fn from(record: &CargoRecord) -> Self {
        Self {
            id: record.id.into(),
            company_id: record.company.into(),
            direction: record.direction.as_str().to_owned(),
            mawb: record.mawb.digits(),
            hawb: record.hawb.clone().unwrap_or_default(),
            status: record.status.as_str().to_owned(),
            alerts: joined(&record.alerts, AlertReason::as_str),
            reservation: record.reservation,
            bonded_warehouse: record.bonded_warehouse.clone(),
            shipper: record.shipper.clone(),
            customs_broker: record.customs_broker.clone(),
            pieces: record.pieces.map(i64::from),
            weight_grams: record.weight_grams,
            flight: record.flight.clone(),
            origin: record.origin.clone(),
            destination: record.destination.clone(),
            special_handling: record.special_handling.join(","),
            registered_at: record.registered_at.into(),
            version: record.version,
            updated_at: record.updated_at.into(),
        }
    }
}

impl TryFrom<CargoRow> for CargoRecord {
    type Error = StoreError;

    fn try_from(row: CargoRow) -> Result<Self, StoreError> {
        let fault = |column| corrupt("cargo_records", column, row.id.0);
        let alerts = parted(&row.alerts, AlertReason::named);
        let special_handling = parted(&row.special_handling, |code| Some(code.to_owned()));
        let pieces = row.pieces.map(u32::try_from).transpose();
        Ok(Self {
            id: row.id.id(),
            company: row.company_id.id(),
            direction: Direction::named(&row.direction).ok_or_else(|| fault("direction"))?,
            mawb: AwbNumber::parse(&row.mawb).map_err(|_| fault("mawb"))?,
            hawb: Some(row.hawb).filter(|hawb| !hawb.is_empty()),
            status: CargoStatus::named(&row.status).ok_or_else(|| fault("status"))?,
            alerts: alerts.ok_or_else(|| fault("alerts"))?,
            reservation: row.reservation,
            bonded_warehouse: row.bonded_warehouse,
            shipper: row.shipper,
            customs_broker: row.customs_broker,
            pieces: pieces.map_err(|_| fault("pieces"))?,
            weight_grams: row.weight_grams,
            flight: row.flight,
            origin: row.origin,
            destination: row.destination,
            special_handling: special_handling.unwrap_or_default(),
            registered_at: row.registered_at.0,
            version: row.version,
            updated_at: row.updated_at.0,
        })
    }
}

/// A step's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = steps)]
struct StepRow {
    record_id: DbId,
    number: i64,
    status: String,
    at: DbInstant,
    account_id: DbId,
}

impl From<StepRow> for StatusStep {
    fn from(row: StepRow) -> Self {
        let by = row.account_id.id();
        Self { number: count(row.number), status: row.status, at: row.at.0, by }
    }
}

/// Air waybills as they are stored.
fn stored(awbs: &[AwbNumber]) -> Vec<String> {
    awbs.iter().map(|awb| awb.digits()).collect()
}

/// What a cargo record is called: its air waybill, and its house waybill if it has one.
pub(in crate::store) fn cargo_name(mawb: &str, hawb: &str) -> String {
    if hawb.is_empty() { mawb.to_owned() } else { format!("{mawb} {hawb}") }
}

impl SqlTx<'_> {
    /// Adds records with the first step of each history, in few statements.
    pub(in crate::store) fn insert_cargo_rows(
        &mut self,
        added: &[CargoRecord],
        by: Id<kind::Account>,
    ) -> Result<(), StoreError> {
        for added in added.chunks(ROWS) {
            let rows: Vec<IndexedRow> = added.iter().map(IndexedRow::from).collect();
            let first = |record: &CargoRecord| StepRow {
                record_id: record.id.into(),
                number: 1,
                status: record.status.as_str().to_owned(),
                at: record.registered_at.into(),
                account_id: by.into(),
            };
            let first: Vec<StepRow> = added.iter().map(first).collect();
            self.run(|c| {
                diesel::insert_into(records::table).values(&rows).execute(c)?;
                diesel::insert_into(steps::table).values(&first).execute(c)
            })?;
        }
        Ok(())
    }
}

impl CargoStore for SqlTx<'_> {
    fn insert_cargo(
        &mut self,
        record: &CargoRecord,
        by: Id<kind::Account>,
    ) -> Result<(), StoreError> {
        self.insert_cargo_rows(std::slice::from_ref(record), by)
    }

    fn own_cargo(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Cargo>,
    ) -> Result<Option<CargoRecord>, StoreError> {
        let row: Option<CargoRow> = self.run(|c| {
            records::table
                .find(DbId::from(id))
                .filter(records::company_id.eq(DbId::from(company)))
                .select(CargoRow::as_select())
                .first(c)
                .optional()
        })?;
        row.map(CargoRecord::try_from).transpose()
    }

    fn hold_cargo(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Cargo>,
    ) -> Result<Option<CargoRecord>, StoreError> {
        let own =
            records::table.find(DbId::from(id)).filter(records::company_id.eq(DbId::from(company)));
        let held = own.select(CargoRow::as_select()).for_no_key_update();
        self.run(|c| held.first(c).optional())?.map(CargoRecord::try_from).transpose()
    }

    /// The numbers lead the index to their rows; the pairs of them are looked for among those, as all
    /// that two lists make together may be a great many.
    fn own_cargo_by_waybills(
        &mut self,
        company: Id<kind::Company>,
        waybills: &[(AwbNumber, &str)],
    ) -> Result<Vec<CargoRecord>, StoreError> {
        let pairs: Vec<String> = waybills.iter().map(|(mawb, hawb)| mawb.digits() + hawb).collect();
        let mut mawbs: Vec<String> = waybills.iter().map(|(mawb, _)| mawb.digits()).collect();
        let mut hawbs: Vec<&str> = waybills.iter().map(|(_, hawb)| *hawb).collect();
        mawbs.sort_unstable();
        mawbs.dedup();
        hawbs.sort_unstable();
        hawbs.dedup();
        let rows: Vec<CargoRow> = self.run(|c| {
            records::table
                .filter(records::company_id.eq(DbId::from(company)))
                .filter(not(records::duplicate))
                .filter(records::mawb.eq_any(&mawbs))
                .filter(records::hawb.eq_any(&hawbs))
                .filter(records::mawb.concat(records::hawb).eq_any(&pairs))
                .select(CargoRow::as_select())
                .load(c)
        })?;
        rows.into_iter().map(CargoRecord::try_from).collect()
    }

    fn own_awbs(
        &mut self,
        company: Id<kind::Company>,
        among: &[AwbNumber],
    ) -> Result<Vec<AwbNumber>, StoreError> {
        let among = stored(among);
        let found: Vec<String> = self.run(|c| {
            records::table
                .filter(records::company_id.eq(DbId::from(company)))
                .filter(not(records::duplicate))
                .filter(records::mawb.eq_any(&among))
                .select(records::mawb)
                .distinct()
                .order(records::mawb)
                .load(c)
        })?;
        Ok(found.iter().filter_map(|mawb| AwbNumber::parse(mawb).ok()).collect())
    }

    /// Those who hold it shared, or for themselves, wait.
    fn hold_cargo_of(&mut self, company: Id<kind::Company>) -> Result<(), StoreError> {
        let row = companies::table.find(DbId::from(company)).select(companies::version);
        self.run(|c| row.for_no_key_update().first::<i64>(c)).map(drop)
    }

    fn insert_cargo_batch(
        &mut self,
        records: &[CargoRecord],
        by: Id<kind::Account>,
    ) -> Result<(), StoreError> {
        self.insert_cargo_rows(records, by)
    }

    fn count_house_waybills(
        &mut self,
        company: Id<kind::Company>,
        mawbs: &[AwbNumber],
    ) -> Result<Vec<(AwbNumber, u32)>, StoreError> {
        let mawbs = stored(mawbs);
        let counts: Vec<(String, i64)> = self.run(|c| {
            records::table
                .filter(records::company_id.eq(DbId::from(company)))
                .filter(not(records::duplicate))
                .filter(records::mawb.eq_any(&mawbs))
                .filter(records::hawb.gt(""))
                .group_by(records::mawb)
                .select((records::mawb, count_star()))
                .load(c)
        })?;
        let counted = |(mawb, stored): (String, i64)| {
            AwbNumber::parse(&mawb).ok().map(|mawb| (mawb, count(stored)))
        };
        Ok(counts.into_iter().filter_map(counted).collect())
    }

    fn update_cargo(
        &mut self,
        record: &CargoRecord,
        version: i64,
        step: Option<&StatusStep>,
    ) -> Result<Guarded, StoreError> {
        let indexed = IndexedRow::from(record);
        let row = &indexed.row;
        let updated = self.guarded(|c| {
            diesel::update(records::table)
                .filter(records::id.eq(row.id))
                .filter(records::company_id.eq(row.company_id))
                .filter(records::version.eq(version))
                .set(&indexed)
                .execute(c)
        })?;
        if let Some(step) = step.filter(|_| updated.0) {
            let step = StepRow {
                record_id: row.id,
                number: i64::from(step.number),
                status: step.status.clone(),
                at: step.at.into(),
                account_id: step.by.into(),
            };
            self.run(|c| diesel::insert_into(steps::table).values(&step).execute(c))?;
        }
        Ok(updated)
    }

    fn rename_cargo(&mut self, record: &CargoRecord) -> Result<(), StoreError> {
        let hawb = record.hawb.as_deref().unwrap_or_default();
        let name = cargo_name(&record.mawb.to_string(), hawb);
        self.run(|c| {
            diesel::update(assignments::table)
                .filter(assignments::record_id.eq(DbId::from(record.id)))
                .set(assignments::record_name.eq(&name))
                .execute(c)
        })
        .map(drop)
    }

    fn cargo_steps(&mut self, id: Id<kind::Cargo>) -> Result<Vec<StatusStep>, StoreError> {
        let rows: Vec<StepRow> = self.run(|c| {
            steps::table
                .filter(steps::record_id.eq(DbId::from(id)))
                .order(steps::number)
                .select(StepRow::as_select())
                .load(c)
        })?;
        Ok(rows.into_iter().map(StatusStep::from).collect())
    }
}
