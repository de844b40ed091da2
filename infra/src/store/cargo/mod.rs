//! The SQL of cargo records, pickup requests, declarations and master data, and of their lists.

pub(super) mod carry;
pub(super) mod declaration;
pub(super) mod list;
pub(super) mod master;
pub(super) mod newest;
pub(super) mod pickup;
pub(super) mod pickup_list;
pub(super) mod record;
pub(super) mod visible;
