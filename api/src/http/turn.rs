//! Turns at work that takes long, or much memory: one piece at a time of an account, few of all.
//!
//! An account holds its place from the first byte to the last, however slow its client is. A turn is
//! held while the server itself works, so that a slow client keeps nobody else waiting.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tegata_domain::kernel::{Code, Id, Refusal, kind};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Accounts at it at once, in this process: each may hold a file, or the rows of two pages.
const ACCOUNTS: usize = 32;
/// How long a call waits for its first turn.
const PATIENCE: Duration = Duration::from_secs(2);
/// Seconds after which a refused call is worth another try.
const RETRY_AFTER: i64 = 5;

/// The accounts that are at it.
type Running = Arc<Mutex<HashSet<Id<kind::Account>>>>;

/// Turns at one kind of work.
#[derive(Debug, Clone)]
pub struct Turns {
    running: Running,
    free: Arc<Semaphore>,
}

/// An account's place, until it is dropped.
#[derive(Debug)]
pub struct Place {
    running: Running,
    account: Id<kind::Account>,
}

/// A turn, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Turns {
    /// So many turns at once.
    pub fn new(at_once: usize) -> Self {
        Self { running: Running::default(), free: Arc::new(Semaphore::new(at_once)) }
    }

    /// The place of an account.
    ///
    /// # Errors
    /// [`Code::AlreadyRunning`] when it has it already, [`Code::Overloaded`] when too many others do.
    pub fn place(&self, account: Id<kind::Account>) -> Result<Place, Refusal> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.contains(&account) {
            return Err(Refusal::new(Code::AlreadyRunning).retry_after(RETRY_AFTER));
        }
        if running.len() >= ACCOUNTS {
            return Err(overloaded());
        }
        running.insert(account);
        Ok(Place { running: Arc::clone(&self.running), account })
    }

    /// A turn to begin with.
    ///
    /// # Errors
    /// [`Code::Overloaded`] when none comes soon.
    pub async fn first(&self) -> Result<Turn, Refusal> {
        tokio::time::timeout(PATIENCE, self.next()).await.unwrap_or_else(|_| Err(overloaded()))
    }

    /// A turn to go on with, first come first served, however long it takes.
    ///
    /// # Errors
    /// [`Code::Overloaded`] when there are none any more.
    pub async fn next(&self) -> Result<Turn, Refusal> {
        let permit = Arc::clone(&self.free).acquire_owned().await;
        permit.map(|_permit| Turn { _permit }).map_err(|_| overloaded())
    }
}

fn overloaded() -> Refusal {
    Refusal::new(Code::Overloaded).retry_after(RETRY_AFTER)
}

impl Drop for Place {
    fn drop(&mut self) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.account);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn account(number: usize) -> Id<kind::Account> {
        Id::from_uuid(Uuid::from_u128(number as u128))
    }

    #[test]
    fn an_account_has_one_place_until_it_leaves_it() {
        let turns = Turns::new(1);
        let place = turns.place(account(1)).expect("a place");
        let refused = turns.place(account(1)).expect_err("a refusal");
        assert_eq!((refused.code, refused.retry_after), (Code::AlreadyRunning, Some(RETRY_AFTER)));
        assert!(turns.place(account(2)).is_ok());
        drop(place);
        assert!(turns.place(account(1)).is_ok());
    }

    #[test]
    fn no_more_accounts_than_there_is_memory_for() {
        let turns = Turns::new(1);
        let mut places: Vec<Place> =
            (0..ACCOUNTS).map(|number| turns.place(account(number)).expect("a place")).collect();
        let refused = turns.place(account(ACCOUNTS)).expect_err("a refusal");
        assert_eq!((refused.code, refused.retry_after), (Code::Overloaded, Some(RETRY_AFTER)));
        places.pop();
        assert!(turns.place(account(ACCOUNTS)).is_ok());
    }
}
