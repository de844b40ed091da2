//! How often something may be asked for, and what is left of it.

use super::Rule;

/// How often something may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// What is counted; part of the bucket and of the `RateLimit` header.
    pub name: &'static str,
    /// Calls in a window.
    pub quota: u32,
    /// Seconds of a window.
    pub window: i64,
    /// The rule behind it.
    pub rule: Option<Rule>,
}

/// What is left of a limit, for the `RateLimit` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The limit.
    pub limit: Limit,
    /// Calls left in this window.
    pub remaining: u32,
    /// Seconds until the window ends.
    pub reset: i64,
}
