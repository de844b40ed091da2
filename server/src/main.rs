//! The `tegata` program.

use clap::Parser as _;

fn main() -> std::process::ExitCode {
    tegata::cli::run(tegata::cli::CommandLine::parse())
}
