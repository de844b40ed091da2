//! The `tegata` program as a process of its own, to be killed as a machine kills it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tegata::config::PREFIX;

use super::Client;
use super::app::own_folder;

/// A server process. It is killed when this is dropped.
pub struct Process {
    /// Where it listens.
    pub base: String,
    child: Child,
}

impl Process {
    /// Starts the built `program` on a database, with other settings than the tests' usual ones.
    pub fn start(program: &Path, database: &str, more: &[(&str, &str)]) -> Self {
        let usual = [
            ("DATABASE_URL", database),
            ("BIND", "127.0.0.1:0"),
            ("DATABASE_CONNECTIONS", "8"),
            ("ARGON2_MEMORY_KIB", "64"),
            ("ARGON2_PASSES", "1"),
            ("WORKERS", "1"),
            ("STRANGERS_PER_SECOND", "5000"),
            ("LOG", "off"),
        ];
        let settings =
            usual.iter().chain(more).map(|(key, value)| (format!("{PREFIX}{key}"), value));
        let mut child = Command::new(program)
            .env_clear()
            // As far from Japan as can be: no rule looks at the server's own zone.
            .env("TZ", "Etc/GMT+12")
            .envs(settings)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let mut welcome = String::new();
        output.read_line(&mut welcome).expect("a line");
        let base = welcome.split_whitespace().find(|word| word.starts_with("http://"));
        let base = base.unwrap_or_else(|| panic!("it said {welcome:?}")).to_owned();
        // The rest of its welcome is read, so that it never writes into a closed pipe.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Self { base, child }
    }

    /// Ends it between two instructions: no handler runs, nothing is flushed.
    pub fn kill(mut self) {
        self.end();
    }

    /// Somebody who calls it without being signed in.
    pub fn stranger(&self) -> Client {
        Client::new(&self.base, None)
    }

    /// Somebody who calls it with this access token.
    pub fn with_token(&self, token: &str) -> Client {
        Client::new(&self.base, Some(token))
    }

    fn end(&mut self) {
        let _already_gone = self.child.kill();
        let _status = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// A folder for one test's files, which is removed with it.
pub struct Folder(pub PathBuf);

impl Folder {
    /// A new, empty folder.
    #[expect(clippy::new_without_default, reason = "it is made on disk")]
    pub fn new() -> Self {
        Self(own_folder())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _already_gone = std::fs::remove_dir_all(&self.0);
    }
}
