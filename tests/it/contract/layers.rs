//! The layers point one way, and no dependency is older than its last known hole.

use std::collections::BTreeMap;

use toml::Table;

use super::{root, sources};

fn toml(path: &str) -> Table {
    std::fs::read_to_string(root().join(path)).expect("a file").parse().expect("TOML")
}

fn dependencies(package: &str) -> Vec<String> {
    let manifest = toml(&format!("{package}/Cargo.toml"));
    let listed = manifest["dependencies"].as_table().expect("dependencies");
    listed.keys().cloned().collect()
}

/// The rules know no framework, no database and no runtime; the adapters know no HTTP.
#[test]
fn the_manifests_point_one_way() {
    let forbidden = |package: &str, prefixes: &[&str]| {
        let listed = dependencies(package);
        let bad = listed.iter().filter(|name| prefixes.iter().any(|p| name.starts_with(p)));
        assert_eq!(bad.collect::<Vec<_>>(), Vec::<&String>::new(), "{package}");
        listed
    };
    let io = ["actix", "diesel", "tokio", "lettre", "r2d2", "reqwest", "ureq", "rustls", "utoipa"];
    let domain = forbidden("domain", &[&io[..], &["tegata", "tests"]].concat());
    assert!(domain.contains(&"jiff".to_owned()), "the list was read");
    let infra = forbidden("infra", &["actix", "utoipa", "tests"]);
    let own: Vec<&String> = infra.iter().filter(|name| name.starts_with("tegata")).collect();
    assert_eq!(own, ["tegata-domain"]);
    let api = forbidden("api", &["diesel", "lettre", "r2d2", "tests"]);
    assert!(api.contains(&"tegata-infra".to_owned()));
    // The last crate is linked at its own level: it is the program and nothing else.
    assert_eq!(dependencies("server"), ["clap", "tegata-api"]);
}

/// What a manifest allows, a source may still not name: only the composition knows the adapters.
#[test]
fn the_sources_point_one_way() {
    let check = |folder: &str, names: &[&str], allowed: &[&str]| {
        for (path, text) in sources(folder) {
            if allowed.iter().any(|allowed| path.starts_with(allowed)) {
                continue;
            }
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                let found = names.iter().find(|name| code.contains(*name));
                assert_eq!(found, None, "{path}:{}: {line}", number + 1);
            }
        }
    };
    check(
        "domain/src",
        &["actix", "diesel::", "tokio::", "lettre", "tegata_infra", "std::fs::", "std::net::Tcp"],
        &[],
    );
    check("infra/src", &["actix", "utoipa", "tegata::"], &[]);
    check(
        "infra/src",
        &["diesel::"],
        &["infra/src/database", "infra/src/store", "infra/src/token.rs"],
    );
    check("infra/src", &["lettre::"], &["infra/src/mail"]);
    let composition = ["api/src/server.rs", "api/src/http/app.rs", "api/src/cli", "api/src/config"];
    check("api/src", &["tegata_infra"], &composition);
    // The one bridge to blocking work beside the start, and the one place that asks the environment.
    check("api/src", &["web::block"], &["api/src/http/app.rs", "api/src/server.rs"]);
    check("api/src", &["std::env::"], &["api/src/config/mod.rs"]);
}

/// The least versions without a known hole, from the advisories (some are in no database).
const LEAST: &[(&str, &[&str])] = &[
    ("bytes", &["1.11.1"]),
    ("diesel", &["2.3.10"]),
    ("idna", &["1.0.0"]),
    ("jsonwebtoken", &["10.3.0"]),
    ("lettre", &["0.11.22"]),
    ("libsqlite3-sys", &["0.25.1"]),
    ("rand", &["0.8.6", "0.9.3", "0.10.1"]),
    ("rustls", &["0.23.18"]),
    ("tokio", &["1.44.2"]),
    ("tracing-subscriber", &["0.3.20"]),
];

/// Not direct, and not always there: held to their least versions when they are.
const LEAST_IF_THERE: &[(&str, &[&str])] = &[("h2", &["0.4.16"]), ("time", &["0.3.47"])];

/// Never: `rsa` leaks by time and has no fix, the others are second TLS stacks or bring one.
const NEVER: &[&str] = &["rsa", "boring", "native-tls", "openssl", "openssl-sys", "pq-sys"];

fn parts(version: &str) -> [u64; 3] {
    let core = version.split(['+', '-']).next().unwrap_or_default();
    let mut parts = core.split('.').map(|part| part.parse().expect("a number"));
    [(); 3].map(|()| parts.next().unwrap_or_default())
}

/// Whether a version is at least the one of its own line, or of a later line than all.
fn holds(version: &str, least: &[&str]) -> bool {
    let version = parts(version);
    let line = |parts: [u64; 3]| if parts[0] == 0 { [0, parts[1]] } else { [parts[0], 0] };
    let of_line = least.iter().map(|one| parts(one)).find(|one| line(*one) == line(version));
    match of_line {
        Some(least) => version >= least,
        None => least.iter().all(|one| line(version) > line(parts(one))),
    }
}

#[test]
fn no_dependency_has_a_known_hole() {
    assert!(holds("0.9.4", &["0.8.6", "0.9.3"]) && !holds("0.9.2", &["0.8.6", "0.9.3"]));
    assert!(holds("11.1.0", &["10.3.0"]) && !holds("9.3.1", &["10.3.0"]));
    let lock = toml("Cargo.lock");
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in lock["package"].as_array().expect("packages") {
        let text = |key: &str| package[key].as_str().expect("a text");
        versions.entry(text("name")).or_default().push(text("version"));
    }
    for (name, least) in LEAST.iter().chain(LEAST_IF_THERE) {
        let found = versions.get(name).map(Vec::as_slice).unwrap_or_default();
        let expected = LEAST.iter().any(|(one, _)| one == name);
        assert!(!expected || !found.is_empty(), "{name} is gone: take it off the table");
        for version in found {
            assert!(holds(version, least), "{name} {version} is older than {least:?}");
        }
    }
    for name in NEVER {
        assert_eq!(versions.get(name), None, "{name} must not be built in");
    }
}
