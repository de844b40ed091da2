//! What a client reads before it asks.

mod password_checks;
mod password_policies;
