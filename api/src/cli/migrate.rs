//! `tegata migrate`

use super::say;
use crate::config::Settings;
use crate::server::{StartError, database};

/// Brings the schema up to date.
pub fn run(settings: &Settings) -> Result<(), StartError> {
    let ran = database(settings).migrate()?;
    if ran.is_empty() {
        say("The schema is up to date.");
    }
    for migration in ran {
        say(&format!("ran {migration}"));
    }
    Ok(())
}
