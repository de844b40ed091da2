//! Assignments as their sender's company and operators read them.

use super::{Assignment, SentFilter};
use crate::access::SignedIn;
use crate::env::Env;
use crate::kernel::{Code, Failure, Id, Page, PageRequest, Refusal, kind};

/// The filter as of now: what has expired is told by the clock (ASG-EXP-01).
fn as_of_now(env: &Env, filter: SentFilter) -> SentFilter {
    SentFilter { live_from: env.settings.assignment.live_from(env.clock.now()), ..filter }
}

/// Assignments that the caller's company sent, newest first.
///
/// # Errors
/// When the store cannot be read.
pub fn list(
    env: &Env,
    who: &SignedIn,
    filter: SentFilter,
    page: PageRequest,
) -> Result<Page<Assignment>, Failure> {
    let filter = as_of_now(env, filter);
    env.store.read(|tx| Ok(tx.sent_page(who.account.company, &filter, page)?))
}

/// An assignment that the caller's company sent, or through which it sees a record of another one.
///
/// # Errors
/// [`Code::NotFound`] for every other one.
pub fn get(env: &Env, who: &SignedIn, id: Id<kind::Assignment>) -> Result<Assignment, Failure> {
    let (not_found, own) = (|| Refusal::new(Code::NotFound).into(), who.account.company);
    env.store.read(|tx| {
        let sent = tx.sent_assignment(own, id)?;
        let found = if sent.is_some() { sent } else { tx.received_assignment(own, id)? };
        found.ok_or_else(not_found)
    })
}

/// Assignments of all companies, or of one, newest first, for operators.
///
/// # Errors
/// When the store cannot be read.
pub fn list_all(
    env: &Env,
    company: Option<Id<kind::Company>>,
    filter: SentFilter,
    page: PageRequest,
) -> Result<Page<Assignment>, Failure> {
    let filter = as_of_now(env, filter);
    env.store.read(|tx| {
        Ok(match company {
            Some(company) => tx.sent_page(company, &filter, page)?,
            None => tx.assignment_page(&filter, page)?,
        })
    })
}

/// An assignment, for operators.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get_any(env: &Env, id: Id<kind::Assignment>) -> Result<Assignment, Failure> {
    env.store.read(|tx| tx.assignment(id)?.ok_or_else(|| Refusal::new(Code::NotFound).into()))
}
