//! The SQL of applications, their review, and news.

pub(super) mod application;
pub(super) mod news;
pub(super) mod review;
