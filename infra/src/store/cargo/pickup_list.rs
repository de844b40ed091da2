//! Pickup requests that a company sees: the construct of [`crate::store::cargo::list`], for the other table.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use tegata_domain::cargo::listing::Listing as _;
use tegata_domain::cargo::search::{
    AssignmentFilter, Hits, PickupFilter, Search, Seen, SeenPickup, Viewer,
};
use tegata_domain::cargo::{PickupListStore, PickupRequest};
use tegata_domain::kernel::{Id, Page, PageRequest, StoreError, kind};

use crate::database::Count as _;
use crate::database::schema::{assignments, companies, pickup_awbs, pickup_requests as requests};
use crate::database::types::{DbId, DbInstant};
use crate::store::cargo::newest::{NEWEST, newest_own};
use crate::store::cargo::pickup::PickupRow;
use crate::store::cargo::visible::{
    assigned, assignment_of, bounded, in_state, merged, owner_name, sides, state, still,
    unfiltered, within,
};
use crate::store::{SqlTx, newest_first};

/// The rows that a filter lets through (CGO-LST-03).
macro_rules! filtered {
    ($query:expr, $filter:expr) => {{
        let (mut query, filter): (_, &PickupFilter) = ($query, $filter);
        if let Some(awb) = filter.awb {
            let with = pickup_awbs::table.filter(pickup_awbs::awb.eq(awb.digits()));
            query = query.filter(requests::id.eq_any(with.select(pickup_awbs::request_id)));
        }
        if let Some(status) = filter.request_status {
            query = query.filter(requests::request_status.eq(status.as_str()));
        }
        if let Some(status) = filter.pickup_status {
            query = query.filter(requests::pickup_status.eq(status.as_str()));
        }
        if let Some(name) = &filter.shed {
            query = query.filter(requests::shed_key.eq(name));
        }
        if let Some(name) = &filter.trucking_company {
            query = query.filter(requests::trucking_company_key.eq(name));
        }
        if let Some(number) = &filter.vehicle_number {
            query = query.filter(requests::vehicle_number_key.eq(number));
        }
        if let Some(name) = &filter.shipper {
            query = query.filter(requests::shipper_key.eq(name));
        }
        match filter.alert {
            None => {}
            Some(true) => query = query.filter(requests::alert),
            Some(false) => query = query.filter(not(requests::alert)),
        }
        query
    }};
}

/// Own requests that a search finds.
macro_rules! own {
    ($search:expr) => {
        own!((PickupRow::as_select(), assignment_of!($search.viewer, requests::id)), $search)
    };
    ($selection:expr, $search:expr) => {{
        let search: &Search<PickupFilter> = $search;
        let query = requests::table
            .filter(requests::company_id.eq(DbId::from(search.viewer.company)))
            .select($selection)
            .into_boxed();
        let query = within!(query, search.period, requests::scheduled_at);
        let query = filtered!(query, &search.filter);
        assigned!(query, search.filter.assignment, search.viewer, requests::id)
    }};
}

/// Requests of other companies that a search finds, with the assignments through which.
macro_rules! granted {
    ($search:expr, $at:expr) => {
        granted!(
            (PickupRow::as_select(), assignments::id, owner_name!(requests::company_id)),
            $search,
            $at
        )
    };
    ($selection:expr, $search:expr, $at:expr) => {{
        let search: &Search<PickupFilter> = $search;
        let company = DbId::from(search.viewer.company);
        let query = assignments::table
            .inner_join(requests::table)
            .filter(assignments::accepted_company_id.eq(Some(company)))
            .filter(assignments::kind.eq(PickupRequest::KIND.as_str()))
            .filter(in_state!(accepted))
            .filter(requests::company_id.ne(company))
            .select($selection)
            .into_boxed();
        let query = within!(query, search.period, $at);
        filtered!(query, &search.filter)
    }};
}

/// An own request's row, with what [`assignment_of`] tells.
type OwnRow = (PickupRow, (bool, bool));
/// A granted request's row, with its assignment and the name of its owner.
type GrantedRow = (PickupRow, DbId, Option<String>);

impl SqlTx<'_> {
    /// Rows as the viewer's company sees them.
    fn seen_pickups(
        &mut self,
        own: Vec<OwnRow>,
        granted: Vec<GrantedRow>,
    ) -> Result<Vec<SeenPickup>, StoreError> {
        let ids = own.iter().map(|(row, _)| row.id).chain(granted.iter().map(|(row, ..)| row.id));
        let mut awbs = self.awbs_of(&ids.collect::<Vec<_>>())?;
        let mut request = |row: PickupRow| {
            let awbs = awbs.remove(&row.id.0).unwrap_or_default();
            row.request(awbs)
        };
        let mut seen = Vec::with_capacity(own.len() + granted.len());
        for (row, assigned) in own {
            seen.push(Seen::own(request(row)?, state(assigned)));
        }
        for (row, through, owner) in granted {
            seen.push(Seen::granted(request(row)?, through.id(), owner.unwrap_or_default()));
        }
        Ok(seen)
    }
}

impl PickupListStore for SqlTx<'_> {
    fn visible_pickup(
        &mut self,
        viewer: Viewer,
        id: Id<kind::Pickup>,
    ) -> Result<Option<SeenPickup>, StoreError> {
        let id = DbId::from(id);
        let filter = PickupFilter::default();
        let search = &Search { viewer, period: None, filter };
        let own: Option<OwnRow> = self
            .run(|c| own!(search).filter(requests::id.eq(id)).limit(1).get_result(c).optional())?;
        let granted: Option<GrantedRow> = self.run(|c| {
            granted!(search, assignments::record_at)
                .filter(assignments::record_id.eq(id))
                .limit(1)
                .get_result(c)
                .optional()
        })?;
        let granted = granted.filter(|_| own.is_none());
        let seen = self.seen_pickups(Vec::from_iter(own), Vec::from_iter(granted))?;
        Ok(seen.into_iter().next())
    }

    fn pickup_page(
        &mut self,
        search: &Search<PickupFilter>,
        page: PageRequest,
    ) -> Result<Page<SeenPickup>, StoreError> {
        let (look_own, look_granted) = sides(search.filter.assignment);
        let (mut own, mut granted) = (Vec::<OwnRow>::new(), Vec::<GrantedRow>::new());
        if look_own {
            own = self.run(|c| {
                let query = own!(search);
                newest_first!(query, page, requests::scheduled_at, requests::id).load(c)
            })?;
        }
        if look_granted {
            granted = self.run(|c| {
                let query = granted!(search, assignments::record_at);
                newest_first!(query, page, assignments::record_at, assignments::record_id).load(c)
            })?;
        }
        Ok(merged(self.seen_pickups(own, granted)?, page.limit))
    }

    /// The latest scheduled that a search finds, whenever it is; as cargo records are looked for.
    fn newest_pickup(
        &mut self,
        search: &Search<PickupFilter>,
    ) -> Result<Option<SeenPickup>, StoreError> {
        let viewer = search.viewer;
        let (look_own, look_granted) = sides(search.filter.assignment);
        let (mut own, mut granted) = (Vec::<OwnRow>::new(), Vec::<GrantedRow>::new());
        if look_own {
            let led = search.filter.is_led();
            let period = if led { None } else { newest_own!(self, requests, scheduled_at, viewer) };
            let search = &Search { period, ..search.clone() };
            own = self.run(|c| {
                let query = own!(search);
                newest_first!(query, NEWEST, requests::scheduled_at, requests::id).load(c)
            })?;
        }
        if look_granted {
            let period = self.newest_granted(PickupRequest::KIND, viewer)?;
            let search = &Search { period, ..search.clone() };
            granted = self.run(|c| {
                let query = granted!(search, assignments::record_at);
                newest_first!(query, NEWEST, assignments::record_at, assignments::record_id).load(c)
            })?;
        }
        Ok(merged(self.seen_pickups(own, granted)?, NEWEST.limit).items.into_iter().next())
    }

    fn count_pickups(&mut self, search: &Search<PickupFilter>) -> Result<Hits, StoreError> {
        let (look_own, look_granted) = sides(search.filter.assignment);
        let mut found: i64 = 0;
        if look_own {
            found += self.run(|c| {
                own!(requests::id, search)
                    .order((requests::scheduled_at.desc(), requests::id.desc()))
                    .limit(still(found))
                    .counted()
                    .get_result::<i64>(c)
            })?;
        }
        if look_granted && still(found) > 0 {
            let unfiltered = PickupFilter { assignment: None, ..search.filter.clone() };
            found += if unfiltered == PickupFilter::default() {
                self.run(|c| {
                    unfiltered!(search, PickupRequest::KIND)
                        .limit(still(found))
                        .counted()
                        .get_result::<i64>(c)
                })?
            } else {
                self.run(|c| {
                    granted!(assignments::record_id, search, assignments::record_at)
                        .order((assignments::record_at.desc(), assignments::record_id.desc()))
                        .limit(still(found))
                        .counted()
                        .get_result::<i64>(c)
                })?
            };
        }
        Ok(bounded(found))
    }
}
