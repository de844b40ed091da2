//! Each source document's story, read as a manual, and the stories that our own documents tell.

mod account_manual;
mod password_reissue;
mod tutorials;
