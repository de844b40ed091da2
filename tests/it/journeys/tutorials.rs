//! The tutorials and the README's taste, run as they are written: their blocks, by `bash`, against the
//! built `tegata` in an empty directory. The tutorials are one story, told in one shell.
//!
//! A block that is run follows `<!-- ci: tour -->`. What it prints is shown in the block right behind it,
//! where `…` stands for anything and white space does not count; without one, it prints nothing.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The tutorials, in their order.
const TUTORIALS: [&str; 3] =
    ["docs/tutorial/1-account.md", "docs/tutorial/2-office.md", "docs/tutorial/3-cargo.md"];

/// What they call the server; the test puts its own in its place.
const BASE: &str = "BASE=http://127.0.0.1:8080\n";

/// How they call the program; the test puts the built one in its place.
const PROGRAM: &str = "tegata() { cargo run -q -- \"$@\"; }\n";

/// Between what two steps print.
const MARK: &str = "--- the next step ---";

/// One block that is run.
struct Step {
    commands: String,
    shown: String,
}

/// The blocks of a document that are run.
fn steps(document: &str) -> Vec<Step> {
    let mut lines = document.lines().peekable();
    let mut steps = Vec::new();
    while let Some(line) = lines.next() {
        if line != "<!-- ci: tour -->" {
            continue;
        }
        assert_eq!(lines.next(), Some("```bash"), "a tour block is bash");
        let commands = block(&mut lines);
        let answer = lines.next_if(|line| matches!(*line, "```json" | "```text"));
        let shown = answer.map(|_| block(&mut lines)).unwrap_or_default();
        steps.push(Step { commands, shown });
    }
    steps
}

/// The lines up to the end of the block.
fn block<'a>(lines: &mut impl Iterator<Item = &'a str>) -> String {
    lines.take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect()
}

/// Whether a text is as it is shown.
fn is_as_shown(shown: &str, printed: &str) -> Result<(), String> {
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let (shown, printed) = (plain(shown), plain(printed));
    let mut pieces: Vec<&str> = shown.split('…').collect();
    let last = pieces.pop().unwrap_or_default();
    let mut rest = printed.as_str();
    for (number, piece) in pieces.iter().enumerate() {
        let at = rest.find(piece).filter(|at| *at == 0 || number > 0);
        let at = at.ok_or_else(|| format!("there is no {piece}"))?;
        rest = &rest[at + piece.len()..];
    }
    let fits = if pieces.is_empty() { rest == last } else { rest.ends_with(last) };
    if fits { Ok(()) } else { Err(format!("it does not end in {last}")) }
}

/// The built `tegata`, beside the tests.
fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let binary = test.ancestors().nth(2).unwrap().join("tegata");
    assert!(binary.exists(), "`cargo test --workspace` builds {}", binary.display());
    binary
}

/// The built server in an empty directory of its own; gone with it.
struct Server {
    process: Child,
    _stdout: BufReader<ChildStdout>,
    directory: PathBuf,
    address: String,
}

impl Server {
    fn start(story: &str) -> Self {
        let binary = binary();
        let name = format!("tegata-{story}-{}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        fs::create_dir(&directory).unwrap();
        let mut process = Command::new(binary)
            .env_clear()
            .env("TEGATA_BIND", "127.0.0.1:0")
            .current_dir(&directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut greeting = String::new();
        stdout.read_line(&mut greeting).unwrap();
        let address = greeting.trim().strip_prefix("Tegata sandbox on ").unwrap().to_owned();
        Self { process, _stdout: stdout, directory, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _reaped = self.process.wait();
        let _removed = fs::remove_dir_all(&self.directory);
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn document(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

#[test]
fn the_tutorials_go_as_they_say() {
    let tutorials = TUTORIALS.map(document).concat();
    let steps = steps(&tutorials);
    assert_eq!(steps.len(), tutorials.matches("```bash\n").count(), "every block is marked");
    assert!(tutorials.contains(PROGRAM), "the program is called by {PROGRAM}");
    go("tutorials", &steps);
}

#[test]
fn the_taste_in_the_readme_is_as_it_says() {
    let steps = steps(&document("README.md"));
    assert!(!steps.is_empty(), "there is a taste");
    go("taste", &steps);
}

/// Runs a story on a server of its own, and compares what it prints with what is shown.
fn go(story: &str, steps: &[Step]) {
    assert!(steps[0].commands.starts_with(BASE), "it begins with {BASE}");
    let server = Server::start(story);
    let mut script =
        "set -euo pipefail\ntrap 'echo \"failed: $BASH_COMMAND\" >&2' ERR\n".to_owned();
    for step in steps {
        let program = format!("tegata() {{ '{}' \"$@\"; }}\n", binary().display());
        let commands = step.commands.replace(BASE, &format!("BASE={}\n", server.address));
        let commands = commands.replace(PROGRAM, &program);
        script.push_str(&format!("{commands}echo '{MARK}'\n"));
    }
    // Where the server's database is: the program's own commands find it there.
    let output =
        Command::new("bash").args(["-c", &script]).current_dir(&server.directory).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}\n{printed}");

    let printed: Vec<&str> = printed.split(MARK).collect();
    assert_eq!(printed.len(), steps.len() + 1);
    for (step, printed) in steps.iter().zip(printed) {
        if let Err(why) = is_as_shown(&step.shown, printed) {
            panic!("{}\nprints\n{printed}\nbut {why}", step.commands);
        }
    }
}

#[test]
fn the_settings_for_production_can_be_used() {
    let operations = document("docs/run/operations.md");
    let exports: Vec<&str> =
        operations.lines().filter(|line| line.starts_with("export ")).collect();
    let script = format!("set -euo pipefail\n{}\n\"$0\" check-config", exports.join("\n"));
    let output = Command::new("bash").args(["-c", &script]).arg(binary()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said.trim(), "The settings can be used: production profile.", "{complaint}");
}

#[test]
fn an_answer_that_is_not_as_shown_is_noticed() {
    assert!(is_as_shown("", " \n").is_ok());
    assert!(
        is_as_shown("{\"id\":\"…\",\n \"state\":\"a b\"}", "{\"id\":\"1\",\"state\":\"a b\"}")
            .is_ok()
    );
    for (shown, printed) in
        [("", "x"), ("a", "ab"), ("a…c", "xac"), ("a…c", "abcd"), ("a…b…c", "ac"), ("…b", "a")]
    {
        assert!(is_as_shown(shown, printed).is_err(), "{shown} {printed}");
    }
}
