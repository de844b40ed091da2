//! The `tegata` binary as a process. That it is tested here also makes `cargo test` build it for the
//! suite in `tests/`, which starts it.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};

/// Runs the binary with these variables alone.
fn tegata(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tegata"));
    command.args(arguments).env_clear().envs(environment.iter().copied());
    command.output().expect("the binary runs")
}

#[test]
fn an_unknown_setting_stops_whatever_reads_settings() {
    let commands: [&[&str]; 5] = [
        &[],
        &["migrate"],
        &["check-config"],
        &["doctor"],
        &["admin", "unlock", "--login-id", "taro_cargo", "--reason", "test"],
    ];
    for command in commands {
        let output = tegata(command, &[("TEGATA_NO_SUCH", "1")]);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{command:?}");
        assert_eq!(complaint.trim(), "no_such: there is no such setting", "{command:?}");
    }
}

#[test]
fn references_are_printed_whatever_the_settings() {
    for command in [["openapi", "--rules"], ["check-config", "--reference"]] {
        let output = tegata(&command, &[("TEGATA_NO_SUCH", "1")]);
        assert!(output.status.success(), "{command:?}");
        assert!(output.stdout.starts_with(b"# "), "{command:?}");
    }
}
