//! Pickup requests of their owner company: rows, air waybills, history, guarded changes.

use std::collections::HashMap;

use diesel::prelude::*;
use tegata_domain::cargo::pickup::status_name;
use tegata_domain::cargo::{
    AlertReason, AwbNumber, PickupRequest, PickupStatus, PickupStore, RequestStatus, StatusStep,
};
use tegata_domain::kernel::{Guarded, Id, StoreError, kind, text};
use uuid::Uuid;

use crate::database::schema::{
    assignments, pickup_awbs as awbs, pickup_requests as requests, pickup_steps as steps,
};
use crate::database::types::{DbId, DbInstant};
use crate::store::names::{joined, parted};
use crate::store::{SqlTx, corrupt, count};

/// A request's row.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = requests, treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub(in crate::store) struct PickupRow {
    pub(in crate::store) id: DbId,
    pub(in crate::store) company_id: DbId,
    shed: String,
    trucking_company: Option<String>,
    shipper: Option<String>,
    vehicle_number: Option<String>,
    scheduled_at: DbInstant,
    request_status: String,
    pickup_status: String,
    alerts: String,
    version: i64,
    created_at: DbInstant,
    updated_at: DbInstant,
}

/// A request's row with what searches and indexes ask of it.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = requests, treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
struct IndexedRow {
    #[diesel(embed)]
    row: PickupRow,
    shed_key: String,
    trucking_company_key: Option<String>,
    shipper_key: Option<String>,
    vehicle_number_key: Option<String>,
    alert: bool,
}

impl From<&PickupRequest> for IndexedRow {
    fn from(request: &PickupRequest) -> Self {
        let key = |name: &Option<String>| name.as_deref().map(text::folded);
        Self {
            row: PickupRow::from(request),
            shed_key: text::folded(&request.shed),
            trucking_company_key: key(&request.trucking_company),
            shipper_key: key(&request.shipper),
            vehicle_number_key: key(&request.vehicle_number),
            alert: !request.alerts.is_empty(),
        }
    }
}

impl From<&PickupRequest> for PickupRow {
    fn from(request: &PickupRequest) -> Self {
        Self {
            id: request.id.into(),
            company_id: request.company.into(),
            shed: request.shed.clone(),
            trucking_company: request.trucking_company.clone(),
            shipper: request.shipper.clone(),
            vehicle_number: request.vehicle_number.clone(),
            scheduled_at: request.scheduled_at.into(),
            request_status: request.request_status.as_str().to_owned(),
            pickup_status: request.pickup_status.as_str().to_owned(),
            alerts: joined(&request.alerts, AlertReason::as_str),
            version: request.version,
            created_at: request.created_at.into(),
            updated_at: request.updated_at.into(),
        }
    }
}

impl PickupRow {
    /// The request with its air waybills.
    pub(in crate::store) fn request(
        self,
        awbs: Vec<AwbNumber>,
    ) -> Result<PickupRequest, StoreError> {
        let fault = |column| corrupt("pickup_requests", column, self.id.0);
        let request_status = RequestStatus::named(&self.request_status);
        let pickup_status = PickupStatus::named(&self.pickup_status);
        let alerts = parted(&self.alerts, AlertReason::named);
        Ok(PickupRequest {
            id: self.id.id(),
            company: self.company_id.id(),
            awbs,
            shed: self.shed,
            trucking_company: self.trucking_company,
            shipper: self.shipper,
            vehicle_number: self.vehicle_number,
            scheduled_at: self.scheduled_at.0,
            request_status: request_status.ok_or_else(|| fault("request_status"))?,
            pickup_status: pickup_status.ok_or_else(|| fault("pickup_status"))?,
            alerts: alerts.ok_or_else(|| fault("alerts"))?,
            version: self.version,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

/// An air waybill of a request.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = awbs)]
struct AwbRow {
    request_id: DbId,
    position: i64,
    company_id: DbId,
    awb: String,
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

/// The air waybills of several requests, by request.
pub(in crate::store) type AwbsOf = HashMap<Uuid, Vec<AwbNumber>>;

/// What a pickup request is called: its first air waybill, and how many more there are.
pub(in crate::store) fn pickup_name(awbs: &[String]) -> String {
    let first = awbs.first().map(String::as_str).unwrap_or_default();
    match awbs.len().saturating_sub(1) {
        0 => first.to_owned(),
        more => format!("{first} +{more}"),
    }
}

impl SqlTx<'_> {
    /// The air waybills of these requests, in one query.
    pub(in crate::store) fn awbs_of(&mut self, ids: &[DbId]) -> Result<AwbsOf, StoreError> {
        if ids.is_empty() {
            return Ok(AwbsOf::new());
        }
        let rows: Vec<AwbRow> = self.run(|c| {
            awbs::table
                .filter(awbs::request_id.eq_any(ids))
                .order((awbs::request_id, awbs::position))
                .select(AwbRow::as_select())
                .load(c)
        })?;
        let mut found = AwbsOf::new();
        for row in rows {
            let fault = |_| corrupt("pickup_awbs", "awb", row.request_id.0);
            let awb = AwbNumber::parse(&row.awb).map_err(fault)?;
            found.entry(row.request_id.0).or_default().push(awb);
        }
        Ok(found)
    }

    fn insert_awbs(&mut self, request: &PickupRequest) -> Result<(), StoreError> {
        let rows = request.awbs.iter().zip(0..).map(|(awb, position)| AwbRow {
            request_id: request.id.into(),
            position,
            company_id: request.company.into(),
            awb: awb.digits(),
        });
        let rows: Vec<AwbRow> = rows.collect();
        self.run(|c| diesel::insert_into(awbs::table).values(&rows).execute(c)).map(drop)
    }

    fn insert_pickup_step(
        &mut self,
        id: Id<kind::Pickup>,
        step: &StatusStep,
    ) -> Result<(), StoreError> {
        let row = StepRow {
            record_id: id.into(),
            number: i64::from(step.number),
            status: step.status.clone(),
            at: step.at.into(),
            account_id: step.by.into(),
        };
        self.run(|c| diesel::insert_into(steps::table).values(&row).execute(c)).map(drop)
    }
}

impl PickupStore for SqlTx<'_> {
    fn insert_pickup(
        &mut self,
        request: &PickupRequest,
        by: Id<kind::Account>,
    ) -> Result<(), StoreError> {
        let row = IndexedRow::from(request);
        self.run(|c| diesel::insert_into(requests::table).values(&row).execute(c))?;
        self.insert_awbs(request)?;
        let status = status_name((request.request_status, request.pickup_status));
        self.insert_pickup_step(
            request.id,
            &StatusStep { number: 1, status, at: request.created_at, by },
        )
    }

    fn hold_pickup(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Pickup>,
    ) -> Result<Option<PickupRequest>, StoreError> {
        let own = requests::table
            .find(DbId::from(id))
            .filter(requests::company_id.eq(DbId::from(company)));
        let held = own.select(PickupRow::as_select()).for_no_key_update();
        let row: Option<PickupRow> = self.run(|c| held.first(c).optional())?;
        let Some(row) = row else { return Ok(None) };
        let awbs = self.awbs_of(&[row.id])?.remove(&row.id.0).unwrap_or_default();
        row.request(awbs).map(Some)
    }

    fn update_pickup(
        &mut self,
        request: &PickupRequest,
        version: i64,
        step: Option<&StatusStep>,
    ) -> Result<Guarded, StoreError> {
        let indexed = IndexedRow::from(request);
        let row = &indexed.row;
        let updated = self.guarded(|c| {
            diesel::update(requests::table)
                .filter(requests::id.eq(row.id))
                .filter(requests::company_id.eq(row.company_id))
                .filter(requests::version.eq(version))
                .set(&indexed)
                .execute(c)
        })?;
        if !updated.0 {
            return Ok(updated);
        }
        match step {
            Some(step) => self.insert_pickup_step(request.id, step)?,
            None => {
                let shown: Vec<String> = request.awbs.iter().map(ToString::to_string).collect();
                let name = pickup_name(&shown);
                self.run(|c| {
                    diesel::delete(awbs::table).filter(awbs::request_id.eq(row.id)).execute(c)?;
                    // Lists of other companies walk the assignments by the pickup's time (CGO-LST-01),
                    // and those of assignments call it by its air waybills.
                    let moved = assignments::record_at.ne(row.scheduled_at);
                    diesel::update(assignments::table)
                        .filter(assignments::record_id.eq(row.id))
                        .filter(moved.or(assignments::record_name.ne(&name)))
                        .set((
                            assignments::record_at.eq(row.scheduled_at),
                            assignments::record_name.eq(&name),
                        ))
                        .execute(c)
                })?;
                self.insert_awbs(request)?;
            }
        }
        Ok(updated)
    }

    fn pickup_steps(&mut self, id: Id<kind::Pickup>) -> Result<Vec<StatusStep>, StoreError> {
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
