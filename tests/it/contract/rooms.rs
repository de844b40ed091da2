//! Rooms point one way: whoever reads one needs to know those below it only, and no other.

use std::collections::BTreeSet;

use super::sources;

/// The rooms of the rules, from the ground up.
const DOMAIN: &[&str] = &[
    "kernel",
    "audit",
    "calendar",
    "identity",
    "mail",
    "password",
    "access",
    "account",
    "organization",
    "reissue",
    "cargo",
    "assignment",
    "merger",
];

/// The one room beside the order: the transaction over the stores of all rooms, which every use case
/// gets. The kernel does not.
const BESIDE: &str = "env";

/// The folders and files of the adapters.
const INFRA: &[&str] =
    &["entropy", "keys", "hasher", "database", "store", "clock", "token", "mail"];

/// Those of HTTP.
const API: &[&str] =
    &["problem", "config", "http", "docs", "v1", "operations", "openapi", "server", "cli"];

/// The rooms of the endpoints.
const V1: &[&str] = &[
    "action",
    "reference",
    "access",
    "account",
    "organization",
    "reissue",
    "review",
    "terminal",
    "cargo",
    "assignment",
    "admin",
    "sandbox",
];

/// The SQL of the rooms. A look at a record and a list of assignments join each other's tables.
const STORE: &[&str] = &[
    "names",
    "keep",
    "audit",
    "calendar",
    "identity",
    "mail",
    "password",
    "access",
    "account",
    "organization",
    "reissue",
    "cargo",
    "assignment",
];

/// The port methods that a room calls of one above it, each with its reason.
const UP: &[(&str, &str, &str)] = &[
    // An inquiry may name an assignment, which must be the company's.
    ("account", "assignment", "sent_assignment"),
    // Who is disabled invites no more.
    ("account", "organization", "withdraw_invitations_by"),
    // Who sees a record of another company: it was granted sight of it.
    ("cargo", "assignment", "granted_among"),
    ("cargo", "assignment", "note_seen"),
    // An empty list tells how many records wait to be accepted.
    ("cargo", "assignment", "count_acceptable"),
];

/// A source without its comments, and without its tests, which stand at its end.
fn code(text: &str) -> String {
    let lines = text.lines().take_while(|line| *line != "#[cfg(test)]");
    lines.map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The word at the start of a text.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

/// The first names of the paths in a text that begin so, those in braces too.
fn named<'a>(code: &'a str, prefix: &str) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            names.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                _ if start && !c.is_whitespace() => {
                    names.insert(word(&list[at..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    names
}

/// The room of a source: the folder or file below `folder`.
fn room(path: &str, folder: &str) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/');
    below.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned()
}

/// The arrows that point up among the rooms of a folder: from, to, path.
fn rising(folder: &str, prefixes: &[&str], order: &[&str]) -> Vec<(String, String, String)> {
    let place = |room: &str| order.iter().position(|known| *known == room);
    let mut found = Vec::new();
    for (path, text) in sources(folder) {
        let from = room(&path, folder);
        if ["mod", "lib", BESIDE].contains(&from.as_str()) {
            continue;
        }
        let at = place(&from).unwrap_or_else(|| panic!("{path}: {from} is no room of the order"));
        let code = code(&text);
        for prefix in prefixes {
            for to in named(&code, prefix) {
                if place(to).is_some_and(|there| there > at) {
                    found.push((from.clone(), to.to_owned(), path.clone()));
                }
            }
        }
    }
    found
}

#[test]
fn the_rooms_point_one_way() {
    let none = Vec::<(String, String, String)>::new();
    assert_eq!(rising("domain/src", &["crate::"], DOMAIN), none);
    assert_eq!(rising("infra/src", &["crate::"], INFRA), none);
    assert_eq!(rising("infra/src/store", &["crate::store::"], STORE), none);
    assert_eq!(rising("api/src", &["crate::"], API), none);
    assert_eq!(rising("api/src/v1", &["crate::v1::", "super::super::"], V1), none);
}

#[test]
fn the_kernel_knows_no_room() {
    for (path, text) in sources("domain/src/kernel") {
        let text = code(&text);
        let others = named(&text, "crate::");
        let others: Vec<_> = others.iter().filter(|name| **name != "kernel").collect();
        assert_eq!(others, Vec::<&&str>::new(), "{path}");
    }
}

/// A use case has the transaction over all stores in its hand: what it calls of it counts as well.
#[test]
fn no_room_calls_the_store_of_one_above_it() {
    let mut owner = Vec::new();
    for (path, text) in sources("domain/src") {
        if path.ends_with("/ports.rs") {
            let room = room(&path, "domain/src");
            let methods = text.lines().filter_map(|line| line.strip_prefix("    fn "));
            owner.extend(methods.map(|rest| (word(rest).to_owned(), room.clone())));
        }
    }
    assert!(owner.len() > 150, "the ports were read: {}", owner.len());
    let place = |room: &str| DOMAIN.iter().position(|known| *known == room);
    let mut found = BTreeSet::new();
    for (path, text) in sources("domain/src") {
        let from = room(&path, "domain/src");
        let Some(at) = place(&from) else { continue };
        let code: String = code(&text).split_whitespace().collect();
        for (method, to) in &owner {
            let calls = code.contains(&format!("tx.{method}("));
            if calls && place(to).is_some_and(|there| there > at) {
                found.insert((from.clone(), to.clone(), method.clone()));
            }
        }
    }
    let known = UP
        .iter()
        .map(|(from, to, method)| ((*from).to_owned(), (*to).to_owned(), (*method).to_owned()));
    assert_eq!(found, known.collect());
}

/// The readers above do find what they look for.
#[test]
fn an_arrow_that_points_up_is_found() {
    let text = "use crate::{assignment::Pin, kernel::{Id, cargo}, mail};\nfn f() { crate::cargo::x(); }\n\
                // crate::reissue\nlet not = other_crate::access;\n#[cfg(test)]\nuse crate::password;";
    let code = code(text);
    assert_eq!(
        named(&code, "crate::").into_iter().collect::<Vec<_>>(),
        ["assignment", "cargo", "kernel", "mail"]
    );
    assert_eq!(room("domain/src/cargo/list.rs", "domain/src"), "cargo");
    assert_eq!(room("infra/src/keys.rs", "infra/src"), "keys");
}
