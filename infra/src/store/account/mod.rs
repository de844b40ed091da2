//! The SQL of what persons do with their accounts.

pub(super) mod inquiry;
