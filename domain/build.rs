//! Turns the lists of passwords into sorted lists of marks, which the program carries instead.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "src/password/mark.rs"]
mod mark;

/// The lists, below `src/password/lists`.
const LISTS: [&str; 2] = ["standard", "terminal"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/password/mark.rs");
    for list in LISTS {
        let text = format!("src/password/lists/{list}.txt");
        println!("cargo::rerun-if-changed={text}");
        let text = fs::read(&text)?;
        let entries = text.split(|byte| *byte == b'\n').filter(|entry| !entry.is_empty());
        let mut marks: Vec<_> = entries.map(mark::mark).collect();
        marks.sort_unstable();
        fs::write(out()?.join(Path::new(list).with_extension("marks")), marks.concat())?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "cargo names the folder in the environment")]
fn out() -> Result<PathBuf, Box<dyn Error>> {
    Ok(std::env::var_os("OUT_DIR").ok_or("cargo names no folder")?.into())
}
