//! Who sees a record, and through what (ASG-WHY-01). Its owner may ask who sees it, who saw it and who
//! could see it at a time; another company, through what it sees it itself. To everyone else the record
//! does not exist.

use jiff::Timestamp;
use uuid::Uuid;

use crate::access::SignedIn;
use crate::assignment::Assignment;
use crate::cargo::listing::Listing;
use crate::cargo::search::Viewer;
use crate::env::Env;
use crate::kernel::{Failure, FieldCode, Id, Refusal, Rule, Violation, instant, kind};

/// Who sees a record, as the caller may know it.
#[derive(Debug, Clone)]
pub struct Visibility {
    /// The owner company.
    pub owner: Id<kind::Company>,
    /// Its name.
    pub owner_name: String,
    /// The assignment through which the caller's company sees it; none for its owner.
    pub through: Option<Id<kind::Assignment>>,
    /// The time that the answer is for.
    pub at: Timestamp,
    /// Whether the record was there then, for its owner to see.
    pub existed: bool,
    /// Accepted assignments, newest first: of all companies for the owner, otherwise of the caller's.
    pub grants: Vec<Assignment>,
}

/// Whether a company could see the record through an assignment at a time.
pub fn sees_at(grant: &Assignment, at: Timestamp) -> bool {
    let accepted = grant.accepted_at.is_some_and(|accepted| accepted <= at);
    accepted && grant.ended_at.is_none_or(|ended| at < ended)
}

/// Reads the time that is asked about; what is to come nobody knows.
fn time(at: Option<&str>, now: Timestamp) -> Result<Timestamp, Violation> {
    let Some(typed) = at.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(now) };
    // A `+` that a form made a space is one still.
    let at = instant(&typed.replace(' ', "+")).ok_or_else(|| {
        let form = Violation::new("?at", FieldCode::InvalidFormat).rule(Rule::AsgWhy01);
        form.with("expected", "2026-12-01T00:00:00+09:00")
    })?;
    if at > now {
        let late = Violation::new("?at", FieldCode::DateTooLate).rule(Rule::AsgWhy01);
        return Err(late.with("latest", now));
    }
    Ok(at)
}

/// Explains who sees a record, or could at a time.
///
/// # Errors
/// [`crate::kernel::Code::NotFound`], also for a record that the company may not see,
/// [`crate::kernel::Code::InvalidFields`] for a time to come.
pub fn explain<R: Listing>(
    env: &Env,
    who: &SignedIn,
    id: Uuid,
    at: Option<&str>,
) -> Result<Visibility, Failure> {
    let at = time(at, env.clock.now()).map_err(|wrong| Refusal::fields(vec![wrong]))?;
    let viewer = Viewer::new(env, who);
    env.store.read(|tx| {
        let seen = R::visible(tx, viewer, id)?.ok_or_else(Failure::not_found)?;
        let owner = seen.record.owner();
        let mut grants = tx.grants_of(R::KIND, id)?;
        if owner != viewer.company {
            grants.retain(|grant| grant.accepted_company == Some(viewer.company));
        }
        let existed = seen.record.since() <= at;
        let owner_name = seen.owner_name.unwrap_or_else(|| who.company.name.clone());
        Ok(Visibility { owner, owner_name, through: seen.through, at, existed, grants })
    })
}
