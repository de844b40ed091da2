//! What the room needs of the database.

use super::Closure;
use crate::kernel::{Guarded, Id, StoreError, kind};

/// Closures in the database.
pub trait ClosureStore {
    /// Adds a closure.
    fn insert_closure(&mut self, closure: &Closure) -> Result<(), StoreError>;

    /// All closures, in the order of their first day.
    fn closures(&mut self) -> Result<Vec<Closure>, StoreError>;

    /// Removes a closure.
    fn remove_closure(&mut self, id: Id<kind::Closure>) -> Result<Guarded, StoreError>;
}
