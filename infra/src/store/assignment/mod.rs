//! The SQL of assignments and of their lists.

pub(super) mod carry;
pub(super) mod grant;
pub(super) mod list;
pub(super) mod rows;
