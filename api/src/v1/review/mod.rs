//! What reviewers do with applications for reissue.

pub mod approve;
pub mod list_applications;
pub mod read_application;
pub mod request_correction;
mod view;
