//! Settings: what cannot be used stops the start, by the key's name.

use std::collections::BTreeMap;
use std::sync::Arc;

use tegata::config::{self, Settings};
use tegata::server::{compose_with, database, prepare};
use tegata_infra::SystemClock;
use tegata_tests::harness::{TestApp, TestClock, cluster, own_folder};

/// A secret that is no default.
const SECRET: &str = "cHJvZHVjdGlvbi1zZWNyZXQtMzItYnl0ZXMtbG9uZyE=";

/// Settings that production takes.
const PRODUCTION: &[(&str, &str)] = &[
    ("PROFILE", "production"),
    ("SECRET", SECRET),
    ("PUBLIC_URL", "https://api.tegata.example"),
    ("FRONT_END_URL", "https://portal.tegata.example"),
    ("DATABASE_URL", "postgres://tegata@db.tegata.example/tegata?sslmode=verify-full"),
    ("TERMS_URL", "https://portal.tegata.example/terms"),
    ("CONTACT", "sales@tegata.example"),
    ("SMTP_FROM", "Tegata <no-reply@tegata.example>"),
    ("SMTP_HOST", "mail.tegata.example"),
    ("SMTP_USERNAME", "tegata"),
    ("SMTP_PASSWORD", "secret"),
];

fn read(base: &[(&str, &str)], more: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
    let values: BTreeMap<String, String> = base
        .iter()
        .chain(more)
        .map(|(key, value)| (format!("{}{key}", config::PREFIX), (*value).to_owned()))
        .collect();
    config::read(&values).map_err(|error| error.0)
}

#[track_caller]
fn refused(base: &[(&str, &str)], more: &[(&str, &str)], keys: &[&str]) {
    let faults = read(base, more).expect_err("it was taken");
    let mut named: Vec<&str> = faults.iter().filter_map(|fault| fault.split(':').next()).collect();
    named.sort_unstable();
    named.dedup();
    assert_eq!(named, keys, "{faults:?}");
    for (_, value) in
        more.iter().filter(|(key, _)| key.contains("SECRET") || key.contains("PASSWORD"))
    {
        assert!(!faults.concat().contains(value), "a secret is echoed: {faults:?}");
    }
}

#[test]
fn without_settings_it_is_a_sandbox_on_loopback() {
    let settings = read(&[], &[]).expect("defaults");
    assert_eq!(settings.profile, config::Profile::Sandbox);
    assert!(settings.bind.ip().is_loopback());
    assert!(settings.smtp_host.is_none() && settings.cors_origins.0.is_empty());
    assert!(settings.trusted_proxies.0.is_empty());
}

#[test]
fn what_cannot_be_read_is_named_all_at_once() {
    refused(&[], &[("NO_SUCH_KEY", "1")], &["no_such_key"]);
    refused(&[], &[("SMTP_PROT", "25"), ("WORKERS", "two")], &["smtp_prot", "workers"]);
    for (key, value) in [
        ("PROFILE", "prod"),
        ("BIND", "8080"),
        ("OPERATIONS_BIND", "nowhere"),
        ("SANDBOX_BEYOND_LOOPBACK", "yes"),
        ("DATABASE_CONNECTIONS", "-1"),
        ("DATABASE_TIMEOUT_MS", "2 s"),
        ("PUBLIC_URL", "api.tegata.example"),
        ("PUBLIC_URL", "ftp://api.tegata.example"),
        ("FRONT_END_URL", "https://portal.example/?x=1"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, proxy"),
        ("SMTP_PORT", "70000"),
        ("SMTP_SECURITY", "ssl"),
        ("LOCK_AFTER", "5.5"),
        ("ARGON2_MEMORY_KIB", ""),
    ] {
        refused(&[], &[(key, value)], &[&key.to_ascii_lowercase()]);
    }
    refused(&[], &[("DATABASE_CONNECTIONS", "0")], &["database_connections"]);
    refused(&[], &[("SMTP_USERNAME", "tegata")], &["smtp_username, smtp_password"]);
}

/// The keys themselves are looked at before anything is served with them.
#[test]
fn a_secret_that_is_none_stops_the_start() {
    for secret in ["", "short", "bm90LTMyLWJ5dGVz"] {
        let stopped = match read(&[], &[("SECRET", secret)]) {
            Err(faults) => faults.join("\n"),
            Ok(settings) => {
                let database = database(&settings);
                let composed = compose_with(&settings, None, database, Arc::new(SystemClock));
                composed.err().expect("it was composed").to_string()
            }
        };
        assert!(stopped.starts_with("secret:"), "{stopped}");
    }
}

#[test]
fn the_environment_wins_over_the_file() {
    let folder = own_folder();
    let path = folder.join("tegata.toml");
    let file = |text: &str| {
        std::fs::write(&path, text).expect("a file");
        ("CONFIG", path.to_str().expect("a path").to_owned())
    };
    let (key, value) =
        file("lock_after = 7\nworkers = 3\ncors_origins = [\"https://a.example\"]\n");
    let settings = read(&[(key, &value)], &[("WORKERS", "4")]).expect("settings");
    assert_eq!((settings.lock_after, settings.workers), (7, 4));
    assert_eq!(settings.cors_origins.0, ["https://a.example"]);
    for (text, named) in [
        ("lock_afterr = 7", "lock_afterr"),
        ("lock_after = \"seven\"", "lock_after"),
        ("[lock_after]\nx = 1", "lock_after"),
        ("cors_origins = [1]", "cors_origins"),
    ] {
        let (key, value) = file(text);
        refused(&[(key, &value)], &[], &[named]);
    }
    let (key, value) = file("lock_after = ");
    assert!(read(&[(key, &value)], &[]).is_err(), "it is no TOML");
    assert!(read(&[("CONFIG", "/nowhere/tegata.toml")], &[]).is_err(), "there is no such file");
    std::fs::remove_dir_all(folder).expect("it was there");
}

/// OPS-SBX-01: production is not started half protected, and says which key is at fault.
#[test]
fn production_refuses_what_is_fit_for_a_sandbox_alone() {
    read(PRODUCTION, &[]).expect("settings for production");
    let default = config::SETTINGS.iter().find(|setting| setting.key == "secret");
    let default = default.expect("there is a secret").default;
    for (key, value, named) in [
        ("SECRET", default, "secret"),
        ("PUBLIC_URL", "http://api.tegata.example", "public_url"),
        ("FRONT_END_URL", "http://portal.tegata.example", "front_end_url"),
        ("DATABASE_URL", "tegata.db", "database_url"),
        ("DATABASE_URL", "postgres://tegata@db.tegata.example/tegata", "database_url"),
        ("TERMS_URL", "http://portal.tegata.example/terms", "terms_url"),
        ("CONTACT", "sales@example.com", "contact"),
        ("SMTP_FROM", "Tegata <noreply@example.com>", "smtp_from"),
        // Not a parameter, but a password and a name that look like one.
        ("DATABASE_URL", "postgres://t:sslmode=x@db.tegata.example/tegata", "database_url"),
        (
            "DATABASE_URL",
            "postgres://t@db.tegata.example/tegata?application_name=sslmode=require",
            "database_url",
        ),
        ("SMTP_HOST", "", "smtp_host"),
        ("SMTP_SECURITY", "none", "smtp_security"),
        ("SANDBOX_BEYOND_LOOPBACK", "true", "sandbox_beyond_loopback"),
        ("ARGON2_MEMORY_KIB", "1024", "argon2_memory_kib, argon2_passes"),
        ("ARGON2_PASSES", "1", "argon2_memory_kib, argon2_passes"),
    ] {
        refused(PRODUCTION, &[(key, value)], &[named]);
    }
    // Without anything of its own, all at once.
    let all = [
        "contact",
        "database_url",
        "front_end_url",
        "public_url",
        "secret",
        "smtp_from",
        "smtp_host",
        "terms_url",
    ];
    refused(&[], &[("PROFILE", "production")], &all);
    // A sender is its own whose domain begins like the example's.
    assert!(read(PRODUCTION, &[("SMTP_FROM", "Tegata <noreply@example.company.jp>")]).is_ok());
    // A mail relay on the same machine asks for no password, and then needs no protection.
    let relay = [("SMTP_USERNAME", ""), ("SMTP_PASSWORD", ""), ("SMTP_SECURITY", "none")];
    assert!(read(PRODUCTION, &relay[..2]).is_ok());
    assert!(read(PRODUCTION, &relay).is_ok());
}

/// OPS-SBX-01: a sandbox shows mails to whoever reaches it, so it listens on loopback unless told.
#[test]
fn a_sandbox_binds_to_loopback_unless_told_otherwise() {
    for bind in ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:8080"] {
        refused(&[], &[("BIND", bind)], &["bind"]);
        assert!(read(&[], &[("BIND", bind), ("SANDBOX_BEYOND_LOOPBACK", "true")]).is_ok());
        assert!(read(PRODUCTION, &[("BIND", bind)]).is_ok());
    }
    assert!(read(&[], &[("BIND", "[::1]:8080")]).is_ok());
}

/// An application for production on a PostgreSQL database, as far as it lets itself be prepared.
fn production(url: &str) -> Result<TestApp, String> {
    let url = format!("{url}?sslmode=disable");
    let quick =
        [("DATABASE_URL", url.as_str()), ("ARGON2_LANES", "1"), ("STRANGERS_PER_SECOND", "5000")];
    let settings = read(PRODUCTION, &quick).expect("settings for production");
    let database = database(&settings);
    let clock = Arc::new(TestClock::new(Arc::clone(&database)));
    let app = compose_with(&settings, None, database, clock.clone()).expect("an application");
    prepare(&app).map_err(|error| error.to_string())?;
    Ok(TestApp::serving(app, clock, None))
}

/// OPS-SBX-01: a database is used for what it was stamped for alone, either way round.
#[test]
fn a_database_of_one_profile_is_refused_by_the_other() {
    let Some(cluster) = cluster() else { return };
    let sandbox = TestApp::postgres().expect("PostgreSQL is there");
    let refused = production(&sandbox.app.settings.database_url).err().expect("it was taken");
    assert_eq!(refused, "database_url: this database is a sandbox database");
    let url = cluster.migrated_database();
    production(&url).expect("a new database is taken");
    production(&url).expect("and is taken again");
    let settings = read(&[], &[("DATABASE_URL", &url)]).expect("settings");
    let app = compose_with(&settings, None, database(&settings), Arc::new(SystemClock));
    let refused = prepare(&app.expect("an application")).expect_err("it was taken").to_string();
    assert_eq!(refused, "database_url: this database is a production database");
}

/// OPS-SBX-01: in production the sandbox does not exist: its paths answer as unknown ones do.
#[test]
fn production_has_no_sandbox_and_no_metrics_at_the_apis_address() {
    let Some(cluster) = cluster() else { return };
    let app = production(&cluster.migrated_database()).expect("a server for production");
    let bare = |path: &str, body: Option<&str>| {
        let method = if body.is_some() { "POST" } else { "GET" };
        let reply = app.stranger().send(method, path, body).refused(404, "not_found", "");
        let mut body = reply.body;
        for own in ["request_id", "instance"] {
            body.as_object_mut().expect("a problem").remove(own);
        }
        body.to_string()
    };
    let unknown = bare("/v1/no/such/path", None);
    for (path, body) in [
        ("/v1/sandbox/mails", None),
        ("/v1/sandbox/mails?to=taro@example.jp", None),
        ("/v1/sandbox/clock", None),
        ("/v1/sandbox/clock", Some("{\"advance_seconds\":60}")),
        ("/metrics", None),
    ] {
        assert_eq!(bare(path, body), unknown, "{path}");
    }
    let reply = app.stranger().get("/readyz").expect(200);
    assert_eq!(reply.text("/state"), "ready");
    assert!(reply.header("strict-transport-security").is_some());
}
