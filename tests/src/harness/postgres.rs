//! A throw-away PostgreSQL cluster for one test run, started as an unprivileged user, gone with it.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use tegata_infra::database::Connection;

/// A cluster, gone when it is dropped or this process ends.
pub struct Cluster {
    /// The port on loopback.
    pub port: u16,
    next: AtomicU32,
    template: OnceLock<()>,
    programs: PathBuf,
    folder: PathBuf,
    /// Its shell: it stops the server when its standard input closes, with this process.
    _shell: std::process::Child,
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();

/// The run's cluster; `None` where PostgreSQL is not installed, said loudly.
pub fn cluster() -> Option<&'static Cluster> {
    CLUSTER.get_or_init(Cluster::own).as_ref()
}

impl Cluster {
    /// A cluster that one test alone has, to stop and start; `None` as for [`cluster`].
    pub fn own() -> Option<Self> {
        start()
    }

    /// Stops it at once, as a crash does.
    pub fn stop(&self) {
        self.control(&["-m", "immediate", "stop"]);
    }

    /// Starts it again after [`Cluster::stop`].
    pub fn start_again(&self) {
        let options = options(self.port, &self.folder);
        let log = self.folder.join("server.log").display().to_string();
        self.control(&["-l", &log, "-o", &options, "start"]);
    }

    fn control(&self, words: &[&str]) {
        let mut command = as_owner(self.programs.join("pg_ctl"));
        command.arg("-D").arg(self.folder.join("data")).args(["-w", "-t", "60"]).args(words);
        let done = command.current_dir("/").stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(done.expect("pg_ctl").success(), "pg_ctl {words:?}");
    }

    /// A new, empty database.
    pub fn database(&self) -> String {
        self.create("")
    }

    /// A new database with the schema in it.
    pub fn migrated_database(&self) -> String {
        self.template.get_or_init(|| {
            let url = self.url("template_tegata");
            self.sql("CREATE DATABASE template_tegata");
            let settings = tegata_infra::DatabaseSettings {
                url,
                connections: 1,
                connection_timeout: std::time::Duration::from_secs(10),
                lock_timeout: std::time::Duration::from_secs(10),
            };
            tegata_infra::Database::new(&settings).migrate().expect("the schema");
        });
        self.create(" TEMPLATE template_tegata")
    }

    fn create(&self, from: &str) -> String {
        let name = format!("test_{}", self.next.fetch_add(1, Ordering::SeqCst));
        self.sql(&format!("CREATE DATABASE {name}{from}"));
        self.url(&name)
    }

    /// Runs SQL as the cluster's owner.
    pub fn sql(&self, sql: &str) {
        let mut connection = Connection::establish(&self.url("postgres")).expect("a connection");
        connection.batch_execute(sql).expect("the statement runs");
    }

    /// What the server has written to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default()
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://tegata@127.0.0.1:{}/{database}", self.port)
    }
}

/// Where PostgreSQL's programs are.
pub fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut candidates: Vec<PathBuf> = debian.map(|entry| entry.path().join("bin")).collect();
    candidates.sort();
    candidates.reverse();
    candidates.extend(["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"].map(PathBuf::from));
    candidates.into_iter().find(|folder| folder.join("initdb").exists())
}

fn start() -> Option<Cluster> {
    let Some(programs) = programs() else {
        let text = "\n*** NOT RUN on PostgreSQL: no initdb found. Install PostgreSQL to test both \
                    databases. ***\n\n";
        // Not through the test's capture: whoever runs the tests must see it.
        std::io::stderr().write_all(text.as_bytes()).expect("stderr");
        #[expect(clippy::disallowed_methods, reason = "CI says so by its environment alone")]
        let in_ci = std::env::var("CI").is_ok();
        assert!(!in_ci, "PostgreSQL must be installed in CI");
        return None;
    };
    let port = crate::port::own().expect("a port");
    let folder = std::env::temp_dir().join(format!("tegata-pg-{}-{port}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    if is_root() {
        chown(&folder, UNPRIVILEGED);
    }
    let (bin, dir) = (programs.display().to_string(), folder.display().to_string());
    let options = options(port, &folder);
    // The shell waits on our standard input and stops the server when this process is gone, however
    // it went.
    let script = format!(
        "set -e; '{bin}/initdb' -D '{dir}/data' -U tegata -A trust -E UTF8 --locale=C \
           --no-sync >'{dir}/log' 2>&1; \
         '{bin}/pg_ctl' -D '{dir}/data' -w -t 60 -l '{dir}/server.log' start -o \"{options}\" \
           >>'{dir}/log' 2>&1; \
         echo up; read _ || true; \
         '{bin}/pg_ctl' -D '{dir}/data' -m immediate stop >/dev/null 2>&1 || true; rm -rf '{dir}'"
    );
    let mut command = as_owner("sh");
    command.args(["-c", &script]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .current_dir("/")
        .spawn()
        .expect("a shell");
    let mut line = String::new();
    let mut output = std::io::BufReader::new(child.stdout.take().expect("its output"));
    std::io::BufRead::read_line(&mut output, &mut line).expect("a line");
    if line.trim() != "up" {
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        panic!("PostgreSQL did not start: {log}");
    }
    let (next, template) = (AtomicU32::new(0), OnceLock::new());
    Some(Cluster { port, next, template, programs, folder, _shell: child })
}

/// How the server runs: nothing here must outlive a power cut.
fn options(port: u16, folder: &Path) -> String {
    format!(
        "-p {port} -h 127.0.0.1 -k '{}' -c fsync=off -c full_page_writes=off \
         -c max_connections=500 -c shared_buffers=64MB",
        folder.display()
    )
}

/// A command of the cluster's owner: the server refuses to run as root, so under root it gets a user
/// of its own.
fn as_owner(program: impl AsRef<OsStr>) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args([format!("--reuid={UNPRIVILEGED}"), format!("--regid={UNPRIVILEGED}")])
        .arg("--clear-groups")
        .arg(program);
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// The user that the server runs as under root: `nobody`.
const UNPRIVILEGED: u32 = 65_534;

fn chown(folder: &Path, owner: u32) {
    std::os::unix::fs::chown(folder, Some(owner), Some(owner)).expect("an owner");
}
