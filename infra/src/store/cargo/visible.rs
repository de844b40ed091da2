//! What lists of cargo records and of pickup requests share: the parts of the construct of
//! [`crate::store::cargo::list`], whichever table they are of.

use tegata_domain::cargo::listing::Listing;
use tegata_domain::cargo::search::{AssignmentFilter, Hits, Seen};
use tegata_domain::kernel::Page;

/// Assignments in a state, in the words of their partial indexes: behind a parameter, a plan that is
/// kept for any value does not know that it may use them.
macro_rules! in_state {
    (accepted) => {
        diesel::dsl::sql::<diesel::sql_types::Bool>("assignments.state = 'accepted'")
    };
    (pending) => {
        diesel::dsl::sql::<diesel::sql_types::Bool>("assignments.state = 'pending'")
    };
}
pub(in crate::store) use in_state;

/// The rows of a period, by the column that they are listed by.
macro_rules! within {
    ($query:expr, $period:expr, $at:expr) => {{
        let mut query = $query;
        if let Some(period) = $period {
            let (from, until) = (period.from, period.until);
            query = query.filter($at.ge($crate::database::types::DbInstant(from)));
            query = query.filter($at.lt($crate::database::types::DbInstant(until)));
        }
        query
    }};
}
pub(in crate::store) use within;

/// Whether another company sees an own row, and whether it waits to be accepted. An offset keeps PostgreSQL
/// from joining all assignments there are: it looks at those of a row, as it comes to it.
macro_rules! assignment_of {
    ($viewer:expr, $id:expr) => {{
        let of_row = || assignments::table.filter(assignments::record_id.eq($id));
        let seen_by_other = of_row()
            .filter($crate::store::cargo::visible::in_state!(accepted))
            .filter(assignments::accepted_company_id.ne(Some(DbId::from($viewer.company))))
            .offset(0);
        let pending = of_row()
            .filter($crate::store::cargo::visible::in_state!(pending))
            .filter(assignments::sent_at.ge(DbInstant($viewer.live_from)))
            .offset(0);
        (exists(seen_by_other), exists(pending))
    }};
}
pub(in crate::store) use assignment_of;

/// The own rows in an assignment state; `Received` has none of them.
macro_rules! assigned {
    ($query:expr, $state:expr, $viewer:expr, $id:expr) => {{
        let query = $query;
        let (seen_by_other, pending) = $crate::store::cargo::visible::assignment_of!($viewer, $id);
        match $state {
            None | Some(AssignmentFilter::Received) => query,
            Some(AssignmentFilter::Accepted) => query.filter(seen_by_other),
            // Those that wait are few, of a week at most: they lead to their rows.
            Some(AssignmentFilter::Pending) => {
                let waiting = assignments::table
                    .filter(assignments::company_id.eq(DbId::from($viewer.company)))
                    .filter($crate::store::cargo::visible::in_state!(pending))
                    .filter(assignments::sent_at.ge(DbInstant($viewer.live_from)))
                    .select(assignments::record_id);
                query.filter(not(seen_by_other)).filter($id.eq_any(waiting))
            }
            Some(AssignmentFilter::None) => query.filter(not(seen_by_other)).filter(not(pending)),
        }
    }};
}
pub(in crate::store) use assigned;

/// The name of the company that owns a row.
macro_rules! owner_name {
    ($company:expr) => {
        companies::table.filter(companies::id.eq($company)).select(companies::name).single_value()
    };
}
pub(in crate::store) use owner_name;

/// Assignments through which a search without filters finds records: counting them asks for no record.
/// Whoever takes a company over takes its records and what it assigned, so that both have one owner.
macro_rules! unfiltered {
    ($search:expr, $kind:expr) => {{
        let search = $search;
        let company = DbId::from(search.viewer.company);
        let query = assignments::table
            .filter(assignments::accepted_company_id.eq(Some(company)))
            .filter(assignments::kind.eq($kind.as_str()))
            .filter($crate::store::cargo::visible::in_state!(accepted))
            .filter(assignments::company_id.ne(company))
            .order((assignments::record_at.desc(), assignments::record_id.desc()))
            .select(assignments::record_id)
            .into_boxed();
        within!(query, search.period, assignments::record_at)
    }};
}
pub(in crate::store) use unfiltered;

/// Which of the two a search looks at: `received` is granted, the other states are own.
pub(in crate::store) fn sides(state: Option<AssignmentFilter>) -> (bool, bool) {
    let received = state == Some(AssignmentFilter::Received);
    (!received, state.is_none() || received)
}

/// Two pages, each newest first, as one.
pub(in crate::store) fn merged<R: Listing>(mut rows: Vec<Seen<R>>, limit: usize) -> Page<Seen<R>> {
    rows.sort_by_key(|seen| {
        let place = seen.record.place();
        std::cmp::Reverse((place.at, place.id))
    });
    Page::cut(rows, limit, |seen| seen.record.place())
}

/// So many, exact up to the bound; one more was asked for.
pub(in crate::store) fn bounded(found: i64) -> Hits {
    let bound = i64::from(Hits::BOUND);
    let count = u32::try_from(found.min(bound)).unwrap_or(Hits::BOUND);
    Hits { count, more: found > bound }
}

/// How many rows a count asks for when it has so many; none when there are more than it counts.
pub(in crate::store) fn still(found: i64) -> i64 {
    i64::from(Hits::BOUND) + 1 - found
}

/// The state that an own row's assignments make together.
pub(in crate::store) const fn state((seen_by_other, pending): (bool, bool)) -> AssignmentFilter {
    match (seen_by_other, pending) {
        (true, _) => AssignmentFilter::Accepted,
        (false, true) => AssignmentFilter::Pending,
        (false, false) => AssignmentFilter::None,
    }
}
