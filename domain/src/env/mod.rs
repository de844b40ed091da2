//! What every use case gets: the ports, the settings, and the transaction over the stores of all rooms.
//! The one room that knows all others.

mod act;
mod context;
mod limit;
mod store;

pub use act::Act;
pub use context::{Env, Settings};
pub use store::{ClockStore, KeepStore, KeptAnswer, LimitStore, Store, Tx, Work};
