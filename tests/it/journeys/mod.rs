//! Each source document's story, read as a manual.

mod account_manual;
mod password_reissue;
mod readme;
