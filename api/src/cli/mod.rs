//! The command line: `serve` (the default), `migrate`, `openapi`, `check-config`, `doctor`, `admin`.

mod admin;
mod check_config;
mod doctor;
mod migrate;
mod print;
mod serve;

use std::io::Write as _;

use clap::{Parser, Subcommand};

use crate::config::{self, Settings};
use crate::server::StartError;

/// The identity and sharing back end of an air-cargo community.
#[derive(Debug, Parser)]
#[command(name = "tegata", version, about)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API (the default). Without settings this is a sandbox.
    Serve,
    /// Bring the database's schema up to date.
    Migrate,
    /// Print the API document, or a reference that is made of the code.
    Openapi(print::Openapi),
    /// Say whether the settings can be used.
    CheckConfig(check_config::CheckConfig),
    /// Look at everything that the server depends on.
    Doctor,
    /// Work on accounts and keys without the API.
    #[command(subcommand)]
    Admin(admin::Admin),
}

/// Runs a command; gives the process's exit code.
pub fn run(line: CommandLine) -> std::process::ExitCode {
    let done = match line.command.unwrap_or(Command::Serve) {
        Command::Openapi(openapi) => print::openapi(&openapi),
        Command::CheckConfig(check) => check_config::run(&check),
        Command::Serve => settings().and_then(|settings| serve::run(&settings)),
        Command::Migrate => settings().and_then(|settings| migrate::run(&settings)),
        Command::Doctor => settings().and_then(|settings| doctor::run(&settings)),
        Command::Admin(command) => settings().and_then(|settings| admin::run(&settings, command)),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            complain(&error.to_string());
            std::process::ExitCode::FAILURE
        }
    }
}

fn settings() -> Result<Settings, StartError> {
    config::load().map_err(|error| StartError(error.to_string()))
}

/// Says something to who sits at the terminal.
fn say(text: &str) {
    // A reader that has seen enough closes the pipe: no fault of ours.
    let _closed = writeln!(std::io::stdout(), "{text}");
}

/// Says what went wrong.
#[expect(clippy::print_stderr, reason = "the command line talks to a terminal")]
fn complain(text: &str) {
    eprintln!("{text}");
}
