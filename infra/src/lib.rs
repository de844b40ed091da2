//! What the rules need of the world, for real: the database, passwords, keys, tokens, mail, time
//! and randomness. Each file implements a port of `tegata-domain`.

mod clock;
pub mod database;
mod entropy;
mod hasher;
mod keys;
pub mod mail;
mod store;
mod token;

pub use clock::{SandboxClock, SystemClock};
pub use database::{Database, DatabaseSettings};
pub use entropy::SystemEntropy;
pub use hasher::{Argon2Settings, HashLanes};
pub use keys::{SecretKey, ServerKeys};
pub use store::WakingStore;
pub use token::{SignedTokens, TokenSettings};
