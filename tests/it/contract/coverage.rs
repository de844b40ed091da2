//! What is proven, and what is not: every rule stands in the words of a test, every code is provoked
//! by one. The exceptions are listed with their reasons, and the lists are exact.

use std::collections::BTreeSet;

use tegata_domain::kernel::{Code, FieldCode, Rule};

use super::sources;

/// Rules that no test proves yet.
const UNPROVEN_RULES: &[(&str, &str)] = &[];

/// Codes that no test provokes over HTTP.
const UNPROVOKED_CODES: &[(&str, &str)] = &[(
    "idempotency_in_progress",
    "a repetition waits for the first call's transaction and then gets its answer",
)];

/// Field codes that no test provokes over HTTP.
const UNPROVOKED_FIELD_CODES: &[(&str, &str)] = &[];

/// The suite's sources without this file.
fn suite() -> Vec<String> {
    let mut files = sources("tests/it");
    files.retain(|(path, _)| !path.ends_with("contract/coverage.rs"));
    files.into_iter().map(|(_, text)| text).collect()
}

#[track_caller]
fn exact(what: &str, missing: &BTreeSet<&str>, listed: &[(&str, &str)]) {
    let listed: BTreeSet<&str> = listed.iter().map(|(name, _)| *name).collect();
    let forgotten: Vec<_> = missing.difference(&listed).collect();
    assert!(forgotten.is_empty(), "{what}, and not listed: {forgotten:?}");
    let done: Vec<_> = listed.difference(missing).collect();
    assert!(done.is_empty(), "listed, but done or unknown: {done:?}");
}

/// A rule is proven by a test whose words begin with its id, or that expects it in a refusal.
#[test]
fn every_rule_is_proven_or_listed() {
    let suite = suite();
    let proven = |id: &str| {
        let quoted = format!("\"{id}\"");
        let mut lines = suite.iter().flat_map(|text| text.lines()).map(str::trim);
        lines.any(|line| {
            let (is_words, is_comment) = (line.starts_with("/// "), line.starts_with("//"));
            (is_words && line.contains(id)) || (!is_comment && line.contains(&quoted))
        })
    };
    let missing = Rule::ALL.iter().map(|rule| rule.id()).filter(|id| !proven(id)).collect();
    exact("no test proves", &missing, UNPROVEN_RULES);
}

/// A code is provoked when a test expects it: it stands quoted in code, and not as an index.
fn unprovoked(codes: impl Iterator<Item = &'static str>) -> BTreeSet<&'static str> {
    let suite = suite();
    let is_index = |before: &str| {
        let indexed = before.strip_suffix('[').and_then(|before| before.chars().next_back());
        indexed.is_some_and(|last| last.is_alphanumeric() || ")]_".contains(last))
    };
    let provoked = |code: &str| {
        let quoted = format!("\"{code}\"");
        suite.iter().flat_map(|text| text.lines()).any(|line| {
            let at = line.find(&quoted).filter(|_| !line.trim_start().starts_with("//"));
            at.is_some_and(|at| !is_index(&line[..at]))
        })
    };
    codes.filter(|code| !provoked(code)).collect()
}

#[test]
fn every_code_is_provoked_or_listed() {
    let missing = unprovoked(Code::ALL.iter().map(|code| code.as_str()));
    exact("no test provokes", &missing, UNPROVOKED_CODES);
    let missing = unprovoked(FieldCode::ALL.iter().map(|code| code.as_str()));
    exact("no test provokes", &missing, UNPROVOKED_FIELD_CODES);
}
