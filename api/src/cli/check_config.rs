//! `tegata check-config`

use clap::Args;

use super::say;
use crate::config;
use crate::server::{StartError, load_codes};

/// What to check.
#[derive(Debug, Args)]
pub struct CheckConfig {
    /// Print the table of all settings (docs/reference/settings.md) instead.
    #[arg(long)]
    reference: bool,
}

/// Says whether the settings can be used.
pub fn run(check: &CheckConfig) -> Result<(), StartError> {
    if check.reference {
        say(config::reference().trim_end());
        return Ok(());
    }
    let settings = config::load().map_err(|error| StartError(error.to_string()))?;
    load_codes(&settings)?;
    say(&format!("The settings can be used: {} profile.", settings.profile.as_str()));
    Ok(())
}
