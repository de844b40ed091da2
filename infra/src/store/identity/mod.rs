//! The SQL of who there is: accounts, links, companies, offices, terminal users.

pub(super) mod account;
pub(super) mod company;
pub(super) mod link;
pub(super) mod office;
pub(super) mod terminal;
