//! What a company sees, in one construct (CGO-VIS-01). Every list, look-up, count, export and
//! explanation reads through it; there is no other way to a record of another company.
//!
//! ```text
//!   own:      records of the company           ─┐  each walks an index in the order of the list,
//!                                               ├─ stops after a page, and the two are merged
//!   granted:  its accepted assignments ► record ─┘
//! ```
//!
//! Never one condition with OR over both: that reads every record there is.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use tegata_domain::cargo::listing::Listing;
use tegata_domain::cargo::search::{
    AssignmentFilter, CargoFilter, Hits, Search, Seen, SeenCargo, Viewer,
};
use tegata_domain::cargo::{CargoListStore, CargoRecord};
use tegata_domain::kernel::{Id, Page, PageRequest, StoreError, kind};

use crate::database::Count as _;
use crate::database::schema::{assignments, cargo_records as records, companies};
use crate::database::types::{DbId, DbInstant};
use crate::store::cargo::newest::{NEWEST, newest_own};
use crate::store::cargo::record::CargoRow;
use crate::store::cargo::visible::{
    assigned, assignment_of, bounded, in_state, merged, owner_name, sides, state, still,
    unfiltered, within,
};
use crate::store::{SqlTx, newest_first};

/// The rows that a filter lets through (CGO-LST-03).
macro_rules! filtered {
    ($query:expr, $filter:expr) => {{
        let (mut query, filter): (_, &CargoFilter) = ($query, $filter);
        if let Some(awb) = filter.awb {
            query = query.filter(records::mawb.eq(awb.digits()));
        }
        if let Some(hawb) = &filter.hawb {
            query = query.filter(records::hawb.eq(hawb));
        }
        if let Some(direction) = filter.direction {
            query = query.filter(records::direction.eq(direction.as_str()));
        }
        if let Some(status) = filter.status {
            query = query.filter(records::status.eq(status.as_str()));
        }
        match filter.alert {
            None => {}
            Some(true) => query = query.filter(records::alert),
            Some(false) => query = query.filter(not(records::alert)),
        }
        match filter.reservation {
            None => {}
            Some(true) => query = query.filter(records::reservation),
            Some(false) => query = query.filter(not(records::reservation)),
        }
        if let Some(name) = &filter.bonded_warehouse {
            query = query.filter(records::bonded_warehouse_key.eq(name));
        }
        if let Some(name) = &filter.shipper {
            query = query.filter(records::shipper_key.eq(name));
        }
        if let Some(name) = &filter.customs_broker {
            query = query.filter(records::customs_broker_key.eq(name));
        }
        query
    }};
}

/// Own records that a search finds.
macro_rules! own {
    ($search:expr) => {
        own!((CargoRow::as_select(), assignment_of!($search.viewer, records::id)), $search)
    };
    ($selection:expr, $search:expr) => {{
        let search: &Search<CargoFilter> = $search;
        let query = records::table
            .filter(records::company_id.eq(DbId::from(search.viewer.company)))
            .select($selection)
            .into_boxed();
        let query = within!(query, search.period, records::registered_at);
        let query = filtered!(query, &search.filter);
        assigned!(query, search.filter.assignment, search.viewer, records::id)
    }};
}

/// Records of other companies that a search finds, with the assignments through which.
macro_rules! granted {
    ($search:expr, $at:expr) => {
        granted!(
            (CargoRow::as_select(), assignments::id, owner_name!(records::company_id)),
            $search,
            $at
        )
    };
    ($selection:expr, $search:expr, $at:expr) => {{
        let search: &Search<CargoFilter> = $search;
        let company = DbId::from(search.viewer.company);
        let query = assignments::table
            .inner_join(records::table)
            .filter(assignments::accepted_company_id.eq(Some(company)))
            .filter(assignments::kind.eq(CargoRecord::KIND.as_str()))
            .filter(in_state!(accepted))
            .filter(records::company_id.ne(company))
            .select($selection)
            .into_boxed();
        let query = within!(query, search.period, $at);
        filtered!(query, &search.filter)
    }};
}

/// An own record's row, with what [`assignment_of`] tells.
type OwnRow = (CargoRow, (bool, bool));
/// A granted record's row, with its assignment and the name of its owner.
type GrantedRow = (CargoRow, DbId, Option<String>);

/// Rows as the viewer's company sees them.
fn seen(own: Vec<OwnRow>, granted: Vec<GrantedRow>) -> Result<Vec<SeenCargo>, StoreError> {
    let own = own.into_iter().map(|(row, assigned)| {
        let record = CargoRecord::try_from(row)?;
        Ok(Seen::own(record, state(assigned)))
    });
    let granted = granted.into_iter().map(|(row, through, owner)| {
        let record = CargoRecord::try_from(row)?;
        Ok(Seen::granted(record, through.id(), owner.unwrap_or_default()))
    });
    own.chain(granted).collect()
}

impl CargoListStore for SqlTx<'_> {
    fn visible_cargo(
        &mut self,
        viewer: Viewer,
        id: Id<kind::Cargo>,
    ) -> Result<Option<SeenCargo>, StoreError> {
        let id = DbId::from(id);
        let filter = CargoFilter::default();
        let search = &Search { viewer, period: None, filter };
        let own: Option<OwnRow> = self
            .run(|c| own!(search).filter(records::id.eq(id)).limit(1).get_result(c).optional())?;
        let granted: Option<GrantedRow> = self.run(|c| {
            granted!(search, assignments::record_at)
                .filter(assignments::record_id.eq(id))
                .limit(1)
                .get_result(c)
                .optional()
        })?;
        let granted = granted.filter(|_| own.is_none());
        Ok(seen(Vec::from_iter(own), Vec::from_iter(granted))?.into_iter().next())
    }

    fn cargo_page(
        &mut self,
        search: &Search<CargoFilter>,
        page: PageRequest,
    ) -> Result<Page<SeenCargo>, StoreError> {
        let (look_own, look_granted) = sides(search.filter.assignment);
        let (mut own, mut granted) = (Vec::<OwnRow>::new(), Vec::<GrantedRow>::new());
        if look_own {
            own = self.run(|c| {
                let query = own!(search);
                newest_first!(query, page, records::registered_at, records::id).load(c)
            })?;
        }
        if look_granted {
            // An air waybill leads to its few records, whoever's; otherwise the assignments lead.
            granted = if search.filter.awb.is_some() {
                self.run(|c| {
                    let query = granted!(search, records::registered_at);
                    newest_first!(query, page, records::registered_at, records::id).load(c)
                })?
            } else {
                self.run(|c| {
                    let query = granted!(search, assignments::record_at);
                    newest_first!(query, page, assignments::record_at, assignments::record_id)
                        .load(c)
                })?
            };
        }
        Ok(merged(seen(own, granted)?, page.limit))
    }

    /// The newest that a search finds, wherever it lies in time. Of own records an index leads to it, or
    /// the newest are looked through, as those of other companies are.
    fn newest_cargo(
        &mut self,
        search: &Search<CargoFilter>,
    ) -> Result<Option<SeenCargo>, StoreError> {
        let viewer = search.viewer;
        let (look_own, look_granted) = sides(search.filter.assignment);
        let (mut own, mut granted) = (Vec::<OwnRow>::new(), Vec::<GrantedRow>::new());
        if look_own {
            let led = search.filter.is_led();
            let period = if led { None } else { newest_own!(self, records, registered_at, viewer) };
            let search = &Search { period, ..search.clone() };
            own = self.run(|c| {
                let query = own!(search);
                newest_first!(query, NEWEST, records::registered_at, records::id).load(c)
            })?;
        }
        if look_granted {
            let period = self.newest_granted(CargoRecord::KIND, viewer)?;
            let search = &Search { period, ..search.clone() };
            granted = self.run(|c| {
                let query = granted!(search, assignments::record_at);
                newest_first!(query, NEWEST, assignments::record_at, assignments::record_id).load(c)
            })?;
        }
        Ok(merged(seen(own, granted)?, NEWEST.limit).items.into_iter().next())
    }

    /// Counts along the indexes, too: without an order, a database may begin with the whole table.
    fn count_cargo(&mut self, search: &Search<CargoFilter>) -> Result<Hits, StoreError> {
        let (look_own, look_granted) = sides(search.filter.assignment);
        let mut found: i64 = 0;
        if look_own {
            found += self.run(|c| {
                own!(records::id, search)
                    .order((records::registered_at.desc(), records::id.desc()))
                    .limit(still(found))
                    .counted()
                    .get_result::<i64>(c)
            })?;
        }
        if look_granted && still(found) > 0 {
            let unfiltered = CargoFilter { assignment: None, ..search.filter.clone() };
            found += if unfiltered == CargoFilter::default() {
                self.run(|c| {
                    unfiltered!(search, CargoRecord::KIND)
                        .limit(still(found))
                        .counted()
                        .get_result::<i64>(c)
                })?
            } else if search.filter.awb.is_some() {
                self.run(|c| {
                    granted!(assignments::record_id, search, records::registered_at)
                        .order((records::registered_at.desc(), records::id.desc()))
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
