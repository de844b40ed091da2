//! What waits for the caller's address (ASG-SND-06): who sent it, what kind and how many; no record.

use super::InboxItem;
use crate::access::SignedIn;
use crate::env::Env;
use crate::kernel::{Failure, Page, PageRequest};

/// Batches of which the caller could accept something now, newest first.
///
/// # Errors
/// When the store cannot be read.
pub fn list(env: &Env, who: &SignedIn, page: PageRequest) -> Result<Page<InboxItem>, Failure> {
    let live_from = env.settings.assignment.live_from(env.clock.now());
    let (email, company) = (&who.account.email, who.account.company);
    env.store.read(|tx| Ok(tx.inbox_page(email, company, live_from, page)?))
}
