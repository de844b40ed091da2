//! The readable mailbox and the movable clock of a sandbox (OPS-SBX-01). In production these paths do
//! not exist.

pub mod clock;
pub mod list_mails;

use crate::http::App;
use crate::problem::Problem;
use tegata_domain::kernel::Code;

/// Goes on in a sandbox alone.
fn require_sandbox(app: &App) -> Result<(), Problem> {
    if app.is_sandbox() { Ok(()) } else { Err(Code::NotFound.into()) }
}
