//! Processes that are measured: started, told by `/proc` what they cost, ended with this one.

use std::ffi::OsStr;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Outcome;

/// Clock ticks a second in `/proc`, the same on every Linux.
const TICKS: f64 = 100.0;
/// Who runs what refuses to run as root.
const NOBODY: u32 = 65_534;

/// A command that gets `signal` when this process ends, however it ends; never root where
/// `unprivileged`.
pub fn command(program: &Path, signal: &str, unprivileged: bool) -> Command {
    let mut command = Command::new("setpriv");
    command.arg(format!("--pdeathsig={signal}"));
    if unprivileged && is_root() {
        command.args(["--clear-groups".to_owned(), format!("--reuid={NOBODY}")]);
        command.arg(format!("--regid={NOBODY}"));
    }
    command.arg(OsStr::new("--")).arg(program);
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Lets the unprivileged user own a folder.
pub fn hand_over(folder: &Path) -> Outcome<()> {
    if is_root() {
        std::os::unix::fs::chown(folder, Some(NOBODY), Some(NOBODY))?;
    }
    Ok(())
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// A process that runs, until it is dropped.
pub struct Process(Child);

impl Process {
    /// Starts it.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        Ok(Self(command.spawn()?))
    }

    /// Its id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Why it ended, if it did.
    pub fn ended(&mut self) -> Outcome<Option<String>> {
        Ok(self.0.try_wait()?.map(|status| status.to_string()))
    }

    /// Asks it to stop, and waits.
    pub fn stop(&mut self) -> Outcome<()> {
        Command::new("kill").args(["-INT", &self.id().to_string()]).status()?;
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _already_gone = self.0.kill();
        let _status = self.0.wait();
    }
}

/// The fields of `/proc/…/stat` behind the program's name.
fn stat(process: &str) -> Outcome<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = text.rsplit_once(") ").ok_or("a process without fields")?;
    Ok(fields.split_whitespace().map(str::to_owned).collect())
}

/// Fields of processor time: its own (user, system), and that of its ended children.
const OWN: Range<usize> = 11..13;
const ENDED: Range<usize> = 13..15;

/// Clock ticks in these fields.
fn ticks(fields: &[String], which: Range<usize>) -> Outcome<u64> {
    let fields = fields.get(which).ok_or("a process without its times")?;
    Ok(fields.iter().map(|field| field.parse::<u64>()).sum::<Result<u64, _>>()?)
}

#[expect(clippy::cast_precision_loss, reason = "a benchmark is over in days")]
fn seconds(ticks: u64) -> f64 {
    ticks as f64 / TICKS
}

/// Seconds of processor time that a process took.
pub fn cpu(process: u32) -> Outcome<f64> {
    Ok(seconds(ticks(&stat(&process.to_string())?, OWN)?))
}

/// Seconds of processor time that a process and its children took, living or ended.
pub fn cpu_with_children(process: u32) -> Outcome<f64> {
    let own = || stat(&process.to_string());
    loop {
        let (before, mut living) = (own()?, 0);
        for entry in fs::read_dir("/proc")?.flatten() {
            if let Ok(fields) = stat(&entry.file_name().to_string_lossy())
                && fields.get(1) == Some(&process.to_string())
            {
                living += ticks(&fields, OWN)?;
            }
        }
        // One that ends meanwhile would be counted twice, or not at all.
        let ended = ticks(&before, ENDED)?;
        if ended == ticks(&own()?, ENDED)? {
            return Ok(seconds(ticks(&before, OWN)? + ended + living));
        }
    }
}

/// What a process holds in memory, in MiB.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Resident.
    pub resident: f64,
    /// Its share of what it has in common with others counted once.
    pub proportional: f64,
    /// The most that was ever resident.
    pub peak: f64,
}

/// The memory of a process.
pub fn memory(process: u32) -> Outcome<Memory> {
    let read = |file: &str, key: &str| -> Outcome<f64> {
        let text = fs::read_to_string(format!("/proc/{process}/{file}"))?;
        let line = text.lines().find_map(|line| line.strip_prefix(key));
        let kib: f64 = line
            .and_then(|rest| rest.split_whitespace().next())
            .ok_or_else(|| format!("no {key} in {file}"))?
            .parse()?;
        Ok(kib / 1024.0)
    };
    Ok(Memory {
        resident: read("status", "VmRSS:")?,
        proportional: read("smaps_rollup", "Pss:")?,
        peak: read("status", "VmHWM:")?,
    })
}
