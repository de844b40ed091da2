//! The SQL of members and invitations.

pub(super) mod invitation;
pub(super) mod member;
