//! Limits of applications, with the reason beside each.

use crate::kernel::{HOUR, Limit, Rule};

/// Targets of one application at most: each costs a password hash when it is approved.
pub const TARGETS_MAX: usize = 20;
/// Characters of the reason for a target at most: a sentence.
pub const REASON_MAX: usize = 200;
/// Characters of what a reviewer writes at most: it is read on a screen, beside the application.
pub const NOTE_MAX: usize = 1_000;
/// How often an office may file or correct in an hour: each time mails an address that it typed.
pub const SUBMISSIONS: Limit =
    Limit { name: "reissue-applications", quota: 60, window: HOUR, rule: Some(Rule::RisApp07) };
