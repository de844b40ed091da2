//! What a client reads before it asks: terms, problems, password policies.

pub mod password_checks;
pub mod password_policies;
pub mod problems;
pub mod terms;
