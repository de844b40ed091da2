//! Lists of cargo records and pickup requests, and the look at one: what a company sees, and nothing
//! else (CGO-VIS-01, CGO-LST-01 to 09).

use jiff::Timestamp;
use uuid::Uuid;

use super::fields::{refusal, warnings};
use super::filter::Asked;
use super::hint::hints;
use super::listing::Listing;
use super::search::{Begun, Found, Hits, Search, Seen, Viewer};
use super::{StatusStep, Warning};
use crate::access::SignedIn;
use crate::env::Env;
use crate::kernel::{Failure, Id, PageRequest, kind};

/// Reads a search for whoever asks, `at` a time that says which day is today. A wrong check digit is
/// hinted at with own numbers (CGO-AWB-02).
///
/// # Errors
/// [`crate::kernel::Code::InvalidFields`] with every violation at once.
pub fn asked<R: Listing>(
    env: &Env,
    who: &SignedIn,
    typed: &R::Typed,
    at: Timestamp,
) -> Result<Search<R::Filter>, Failure> {
    match R::read(typed, at) {
        Ok(Asked { period, filter }) => {
            Ok(Search { viewer: Viewer::new(env, who), period, filter })
        }
        Err(violations) => env.store.read(|tx| {
            Err(refusal(tx, who.company.id, violations.clone(), |_| R::typed_awb(typed)))
        }),
    }
}

/// Finds records that the caller's company may see, newest first. The pages of a list are of one search,
/// which began with the first: its day is today, and its hits are counted once.
///
/// # Errors
/// [`crate::kernel::Code::InvalidFields`] with every violation at once.
pub fn find<R: Listing>(
    env: &Env,
    who: &SignedIn,
    typed: &R::Typed,
    request: PageRequest,
    begun: Option<Begun>,
) -> Result<Found<R>, Failure> {
    let at = begun.map_or_else(|| env.clock.now(), |begun| begun.at);
    let search = asked::<R>(env, who, typed, at)?;
    let (email, company) = (&who.account.email, who.company.id);
    let wrong_pins = env.settings.assignment.wrong_pins;
    env.store.read(|tx| {
        let page = R::page(tx, &search, request)?;
        let whole = request.after.is_none() && page.next.is_none();
        let hits = match begun {
            Some(begun) if begun.company == company => begun.hits,
            _ if whole => Hits::exactly(page.items.len()),
            _ => R::count(tx, &search)?,
        };
        let live_from = search.viewer.live_from;
        let acceptable = tx.count_acceptable(R::KIND, email, company, live_from, wrong_pins)?;
        let hints = if whole { hints::<R>(tx, &search, hits, acceptable)? } else { Vec::new() };
        Ok(Found { page, begun: Begun { company, at, hits }, acceptable, hints })
    })
}

/// One record, with its history.
#[derive(Debug, Clone)]
pub struct Detail<R> {
    /// The record as the company sees it.
    pub seen: Seen<R>,
    /// What is odd about it.
    pub warnings: Vec<Warning>,
    /// Its history, oldest first.
    pub steps: Vec<StatusStep>,
}

/// One record that the caller's company may see. A look at another company's is noted (ASG-WHY-01), if
/// it `shows` anything.
///
/// # Errors
/// [`crate::kernel::Code::NotFound`], also for one that the company may not see.
pub fn get<R: Listing>(
    env: &Env,
    who: &SignedIn,
    id: Uuid,
    shows: impl FnOnce(&Seen<R>) -> bool,
) -> Result<Detail<R>, Failure> {
    let (viewer, now) = (Viewer::new(env, who), env.clock.now());
    let detail = env.store.read(|tx| {
        let seen = R::visible(tx, viewer, id)?.ok_or_else(Failure::not_found)?;
        let warnings = warnings(tx, &seen.record.awbs())?;
        let steps = seen.record.steps(tx)?;
        Ok(Detail { seen, warnings, steps })
    })?;
    if shows(&detail.seen) {
        note_seen(env, &[&detail.seen], now)?;
    }
    Ok(detail)
}

/// Notes which of these the company looked at through an assignment.
pub(super) fn note_seen<R>(env: &Env, seen: &[&Seen<R>], at: Timestamp) -> Result<(), Failure> {
    let through: Vec<Id<kind::Assignment>> = seen.iter().filter_map(|one| one.through).collect();
    if through.is_empty() {
        return Ok(());
    }
    env.store.write(|tx| Ok(tx.note_seen(&through, at)?))
}

impl Hits {
    /// So many, all of them counted.
    fn exactly(count: usize) -> Self {
        Self { count: u32::try_from(count).unwrap_or(u32::MAX), more: false }
    }
}
