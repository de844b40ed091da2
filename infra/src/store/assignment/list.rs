//! Lists of assignments, and the records that they are made of.

use std::collections::HashMap;

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::assignment::{
    Assignable, Assignment, AssignmentListStore, AssignmentState, InboxItem, SentFilter,
};
use tegata_domain::cargo::AwbNumber;
use tegata_domain::cargo::search::Hits;
use tegata_domain::kernel::{
    EmailAddress, Id, Page, PageRequest, Position, RecordKind, StoreError, kind,
};
use uuid::Uuid;

use crate::database::schema::{
    assignment_batches as batches, assignments, cargo_records, pickup_awbs, pickup_requests,
};
use crate::database::types::{DbId, DbInstant};
use crate::store::assignment::rows::{AssignmentRow, visible_to};
use crate::store::cargo::pickup::pickup_name;
use crate::store::cargo::record::cargo_name;
use crate::store::cargo::visible::in_state;
use crate::store::{SqlTx, corrupt, newest_first, one_more};

const PENDING: &str = AssignmentState::Pending.as_str();

/// A cargo record that can be assigned: id, place in lists, air and house waybill.
type CargoRow = (DbId, DbInstant, String, String);

/// An air waybill as it is shown.
fn shown(table: &'static str, id: DbId, awb: &str) -> Result<String, StoreError> {
    let awb = AwbNumber::parse(awb).map_err(|_| corrupt(table, "awb", id.0))?;
    Ok(awb.to_string())
}

impl SqlTx<'_> {
    /// Cargo records of a company, shared until the transaction ends, in the order of their ids, so that
    /// those who hold the same ones wait for each other, and never both.
    pub(in crate::store) fn hold_assignable_cargo(
        &mut self,
        company: DbId,
        ids: &[DbId],
    ) -> Result<Vec<Assignable>, StoreError> {
        let query = cargo_records::table
            .filter(cargo_records::id.eq_any(ids))
            .filter(cargo_records::company_id.eq(company))
            .order(cargo_records::id)
            .select((
                cargo_records::id,
                cargo_records::registered_at,
                cargo_records::mawb,
                cargo_records::hawb,
            ));
        let rows: Vec<CargoRow> = self.run(|c| query.for_share().load(c))?;
        let assignable = |(id, at, mawb, hawb): CargoRow| {
            let name = cargo_name(&shown("cargo_records", id, &mawb)?, &hawb);
            Ok(Assignable { record: id.0, at: at.0, name })
        };
        rows.into_iter().map(assignable).collect()
    }

    /// Pickup requests of a company, likewise.
    pub(in crate::store) fn hold_assignable_pickups(
        &mut self,
        company: DbId,
        ids: &[DbId],
    ) -> Result<Vec<Assignable>, StoreError> {
        let query = pickup_requests::table
            .filter(pickup_requests::id.eq_any(ids))
            .filter(pickup_requests::company_id.eq(company))
            .order(pickup_requests::id)
            .select((pickup_requests::id, pickup_requests::scheduled_at));
        let rows: Vec<(DbId, DbInstant)> = self.run(|c| query.for_share().load(c))?;
        let awbs: Vec<(DbId, String)> = self.run(|c| {
            pickup_awbs::table
                .filter(pickup_awbs::request_id.eq_any(ids))
                .order((pickup_awbs::request_id, pickup_awbs::position))
                .select((pickup_awbs::request_id, pickup_awbs::awb))
                .load(c)
        })?;
        let mut names: HashMap<Uuid, Vec<String>> = HashMap::new();
        for (id, awb) in awbs {
            names.entry(id.0).or_default().push(shown("pickup_awbs", id, &awb)?);
        }
        let assignable = |(id, at): (DbId, DbInstant)| {
            let name = pickup_name(&names.remove(&id.0).unwrap_or_default());
            Assignable { record: id.0, at: at.0, name }
        };
        Ok(rows.into_iter().map(assignable).collect())
    }

    /// Assignments of a company, or of all, newest first.
    pub(in crate::store) fn list_assignments(
        &mut self,
        company: Option<Id<kind::Company>>,
        filter: &SentFilter,
        page: PageRequest,
    ) -> Result<Page<Assignment>, StoreError> {
        let rows: Vec<AssignmentRow> = self.run(|c| {
            let mut query = assignments::table.select(AssignmentRow::as_select()).into_boxed();
            if let Some(company) = company {
                query = query.filter(assignments::company_id.eq(DbId::from(company)));
            }
            let live_from = DbInstant(filter.live_from);
            match filter.state {
                None => {}
                Some(AssignmentState::Pending) => {
                    query = query
                        .filter(assignments::state.eq(PENDING))
                        .filter(assignments::sent_at.ge(live_from));
                }
                // Also what nobody has stored as expired yet (ASG-EXP-01).
                Some(AssignmentState::Expired) => {
                    let expired = assignments::state.eq(AssignmentState::Expired.as_str());
                    let over =
                        assignments::state.eq(PENDING).and(assignments::sent_at.lt(live_from));
                    query = query.filter(expired.or(over));
                }
                Some(state) => query = query.filter(assignments::state.eq(state.as_str())),
            }
            if let Some(kind) = filter.kind {
                query = query.filter(assignments::kind.eq(kind.as_str()));
            }
            if let Some(record) = filter.record {
                query = query.filter(assignments::record_id.eq(DbId(record)));
            }
            if let Some(email) = &filter.email {
                query = query.filter(assignments::email_key.eq(email.key()));
            }
            newest_first!(query, page, assignments::sent_at, assignments::id).load(c)
        })?;
        let page = Page::cut(rows, page.limit, AssignmentRow::place);
        Ok(Page { items: self.sent_assignments_of(page.items)?, next: page.next })
    }

    /// Batches to an address of which a company could accept something, newest first.
    pub(in crate::store) fn list_inbox(
        &mut self,
        email: &EmailAddress,
        company: DbId,
        sent_from: DbInstant,
        page: PageRequest,
    ) -> Result<Page<InboxItem>, StoreError> {
        let rows: Vec<(DbId, DbInstant)> = self.run(|c| {
            let acceptable = assignments::table
                .filter(assignments::batch_id.eq(batches::id))
                .filter(assignments::state.eq(PENDING))
                .filter(not(visible_to!(company)));
            let query = batches::table
                .filter(batches::live)
                .filter(batches::email_key.eq(email.key()))
                .filter(batches::sent_at.ge(sent_from))
                .filter(batches::company_id.ne(company))
                .filter(
                    batches::named_company_id
                        .is_null()
                        .or(batches::named_company_id.eq(Some(company)).assume_not_null()),
                )
                .filter(exists(acceptable))
                .select((batches::id, batches::sent_at))
                .into_boxed();
            newest_first!(query, page, batches::sent_at, batches::id).load(c)
        })?;
        let page = Page::cut(rows, page.limit, |(id, sent_at): &(DbId, DbInstant)| Position {
            at: sent_at.0,
            id: id.0,
        });
        let ids: Vec<DbId> = page.items.iter().map(|(id, _)| *id).collect();
        let counts = self.count_of_batches(&ids, company)?;
        let first: Vec<DbId> = counts.values().map(|(first, _)| *first).collect();
        let rows: Vec<AssignmentRow> = self.run(|c| {
            assignments::table
                .filter(assignments::id.eq_any(&first))
                .select(AssignmentRow::as_select())
                .load(c)
        })?;
        let mut found: HashMap<Uuid, Assignment> =
            self.assignments_of(rows)?.into_iter().map(|one| (one.batch.id.uuid(), one)).collect();
        let item = |id: DbId| {
            let (_, count) = counts.get(&id.0)?;
            Some(InboxItem { assignment: found.remove(&id.0)?, count: *count })
        };
        Ok(Page { items: ids.into_iter().filter_map(item).collect(), next: page.next })
    }

    /// The first of the assignments of each batch that a company could accept, and how many there are.
    fn count_of_batches(
        &mut self,
        ids: &[DbId],
        company: DbId,
    ) -> Result<HashMap<Uuid, (DbId, u32)>, StoreError> {
        let pending: Vec<(DbId, DbId)> = self.run(|c| {
            assignments::table
                .filter(assignments::batch_id.eq_any(ids))
                .filter(assignments::state.eq(PENDING))
                .filter(not(visible_to!(company)))
                .order(assignments::id)
                .select((assignments::batch_id, assignments::id))
                .load(c)
        })?;
        let mut counts: HashMap<Uuid, (DbId, u32)> = HashMap::new();
        for (batch, id) in pending {
            counts.entry(batch.0).or_insert((id, 0)).1 += 1;
        }
        Ok(counts)
    }

    /// How many assignments of a kind to an address a company could accept.
    pub(in crate::store) fn count_inbox(
        &mut self,
        kind: RecordKind,
        email: &EmailAddress,
        company: DbId,
        sent_from: DbInstant,
        wrong_pins: u32,
    ) -> Result<Hits, StoreError> {
        let bound = usize::try_from(Hits::BOUND).unwrap_or(usize::MAX);
        let found: Vec<DbId> = self.run(|c| {
            assignments::table
                .inner_join(batches::table)
                .filter(assignments::email_key.eq(email.key()))
                .filter(assignments::kind.eq(kind.as_str()))
                .filter(in_state!(pending))
                .filter(assignments::sent_at.ge(sent_from))
                .filter(batches::company_id.ne(company))
                .filter(batches::wrong_pins.lt(i64::from(wrong_pins)))
                .filter(
                    batches::named_company_id
                        .is_null()
                        .or(batches::named_company_id.eq(Some(company)).assume_not_null()),
                )
                .filter(not(visible_to!(company)))
                .select(assignments::id)
                .limit(one_more(bound))
                .load(c)
        })?;
        let count = u32::try_from(found.len().min(bound)).unwrap_or(Hits::BOUND);
        Ok(Hits { count, more: found.len() > bound })
    }
}

impl AssignmentListStore for SqlTx<'_> {
    fn hold_assignable(
        &mut self,
        company: Id<kind::Company>,
        kind: RecordKind,
        records: &[Uuid],
    ) -> Result<Vec<Assignable>, StoreError> {
        let records: Vec<DbId> = records.iter().copied().map(DbId).collect();
        match kind {
            RecordKind::Cargo => self.hold_assignable_cargo(company.into(), &records),
            RecordKind::Pickup => self.hold_assignable_pickups(company.into(), &records),
        }
    }

    fn sent_page(
        &mut self,
        company: Id<kind::Company>,
        filter: &SentFilter,
        page: PageRequest,
    ) -> Result<Page<Assignment>, StoreError> {
        self.list_assignments(Some(company), filter, page)
    }

    fn assignment_page(
        &mut self,
        filter: &SentFilter,
        page: PageRequest,
    ) -> Result<Page<Assignment>, StoreError> {
        self.list_assignments(None, filter, page)
    }

    fn inbox_page(
        &mut self,
        email: &EmailAddress,
        company: Id<kind::Company>,
        sent_from: Timestamp,
        page: PageRequest,
    ) -> Result<Page<InboxItem>, StoreError> {
        self.list_inbox(email, company.into(), sent_from.into(), page)
    }

    fn count_acceptable(
        &mut self,
        kind: RecordKind,
        email: &EmailAddress,
        company: Id<kind::Company>,
        sent_from: Timestamp,
        wrong_pins: u32,
    ) -> Result<Hits, StoreError> {
        self.count_inbox(kind, email, company.into(), sent_from.into(), wrong_pins)
    }
}
