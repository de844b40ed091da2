//! Why a list is empty or short (CGO-LST-06), with a search that finds what the caller named. What
//! hints find is found as lists are: nothing shows that the company may not see.

use super::listing::{Filter, Listing};
use super::period::{day_of, parameters};
use super::search::{Hint, HintCode, Hits, Search};
use crate::env::Tx;
use crate::kernel::{PageRequest, StoreError};

/// Why a search found no more than this (CGO-LST-06).
pub(super) fn hints<R: Listing>(
    tx: &mut dyn Tx,
    search: &Search<R::Filter>,
    hits: Hits,
    acceptable: Hits,
) -> Result<Vec<Hint>, StoreError> {
    let found = match search.filter.awb() {
        Some(_) => named::<R>(tx, search, hits)?,
        None if hits.count == 0 => unnamed::<R>(tx, search)?,
        None => None,
    };
    let waiting = (hits.count == 0 && acceptable.count > 0)
        .then(|| Hint { code: HintCode::AssignmentsWaiting, query: Vec::new() });
    Ok(found.into_iter().chain(waiting).collect())
}

/// An air waybill was named: where it is, if anywhere.
fn named<R: Listing>(
    tx: &mut dyn Tx,
    search: &Search<R::Filter>,
    hits: Hits,
) -> Result<Option<Hint>, StoreError> {
    let mut finds = |code, filter: R::Filter| -> Result<Option<Hint>, StoreError> {
        let query = filter.parameters();
        let count = R::count(tx, &Search { period: None, filter, ..search.clone() })?.count;
        Ok((count > hits.count).then_some(Hint { code, query }))
    };
    if search.period.is_some() {
        let outside = finds(HintCode::OutsidePeriod, search.filter.clone())?;
        if outside.is_some() || hits.count > 0 {
            return Ok(outside);
        }
    }
    if hits.count > 0 {
        return Ok(None);
    }
    if let Some(filter) = search.filter.other_direction() {
        let other = finds(HintCode::OtherDirection, filter)?;
        if other.is_some() {
            return Ok(other);
        }
    }
    finds(HintCode::OtherFilters, search.filter.awb_alone())
}

/// Nothing was named and nothing found. The newest that is asked for is looked for at any time, then in
/// the period what goes the other way, and what there is at all.
fn unnamed<R: Listing>(
    tx: &mut dyn Tx,
    search: &Search<R::Filter>,
) -> Result<Option<Hint>, StoreError> {
    const FIRST: PageRequest = PageRequest { limit: 1, after: None };
    let newest = R::newest(tx, &Search { period: None, ..search.clone() })?;
    if let Some(newest) = newest {
        let period = day_of(newest.record.place().at);
        let query = [search.filter.parameters(), period].concat();
        return Ok(Some(Hint { code: HintCode::OutsidePeriod, query }));
    }
    if search.filter == R::Filter::default() {
        return Ok(None);
    }
    let period = search.period.map(parameters).unwrap_or_default();
    let other = search.filter.other_direction().map(|filter| (HintCode::OtherDirection, filter));
    let all = (HintCode::OtherFilters, R::Filter::default());
    for (code, filter) in other.into_iter().chain([all]) {
        let query = [filter.parameters(), period.clone()].concat();
        let found = R::page(tx, &Search { filter, ..search.clone() }, FIRST)?;
        if !found.items.is_empty() {
            return Ok(Some(Hint { code, query }));
        }
    }
    Ok(None)
}
