//! What the documents point to is there: files, chapters, calls, and the pages that mails lead to.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{operations, root, sources};

/// Every document in Markdown of the repository, with its text.
fn documents() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !matches!(name.as_str(), "target" | ".git" | "node_modules") {
                folders.push(path);
            } else if name.ends_with(".md") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 40, "the documents are where they were");
    found
}

/// A document's lines outside its blocks of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        !inside && !fence
    })
}

/// What stands as `code` in the lines of prose.
fn code(text: &str) -> impl Iterator<Item = &str> {
    prose(text).flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// The chapters of a document, as links name them.
fn chapters(text: &str) -> BTreeSet<String> {
    let headings = prose(text).filter(|line| line.starts_with('#'));
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let anchor = |line: &str| {
        let plain: String = line.trim_start_matches('#').trim().to_lowercase();
        plain.chars().filter(kept).collect::<String>().replace(' ', "-")
    };
    headings.map(anchor).collect()
}

/// The targets of a document's links within the repository: file and chapter, either may be empty.
fn links(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let targets = prose(text)
        .flat_map(|line| line.split("](").skip(1))
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.contains("://"));
    targets.map(|target| target.split_once('#').unwrap_or((target, "")))
}

/// What a document's links lead to and is not there.
fn broken(document: &Path, text: &str) -> Vec<String> {
    let mut broken = Vec::new();
    for (file, chapter) in links(text) {
        let target = if file.is_empty() {
            document.to_owned()
        } else {
            document.parent().unwrap().join(file)
        };
        let there = chapter.is_empty() && target.exists()
            || fs::read_to_string(&target).is_ok_and(|text| chapters(&text).contains(chapter));
        if !there {
            broken.push(format!("{} links to {file}#{chapter}", document.display()));
        }
    }
    broken
}

#[test]
fn links_lead_to_documents_and_chapters() {
    let all = documents();
    let broken: Vec<String> =
        all.iter().flat_map(|(document, text)| broken(document, text)).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_broken_link_is_noticed() {
    let readme = root().join("README.md");
    let text = "[a](CHANGELOG.md) [b](#a-taste) [c](#no-taste) [d](no.md) [e](CHANGELOG.md#no)\n";
    let broken = broken(&readme, text);
    let targets: Vec<&str> = broken.iter().filter_map(|said| said.rsplit(' ').next()).collect();
    assert_eq!(targets, ["#no-taste", "no.md#", "CHANGELOG.md#no"]);
}

/// `code` that begins with a folder of ours names a file there.
#[test]
fn files_that_documents_name_are_there() {
    let ours = ["api/", "domain/", "infra/", "tests/", "migrations/", "docs/", ".ci/", "contract/"];
    let mut missing = Vec::new();
    for (document, text) in documents() {
        let named = code(&text)
            .filter(|code| ours.iter().any(|folder| code.starts_with(folder)))
            .filter(|code| !code.contains(['<', '{', '*', ' ', '…']));
        let gone = named.filter(|path| !root().join(path).exists());
        missing.extend(gone.map(|path| format!("{} names {path}", document.display())));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// `POST /v1/sessions` in a document is an operation of the API.
#[test]
fn calls_that_documents_name_are_operations() {
    let known: BTreeSet<String> =
        operations().into_iter().map(|one| format!("{} {}", one.method, one.template)).collect();
    let methods = ["GET ", "POST ", "PUT ", "PATCH ", "DELETE "];
    let mut missing = Vec::new();
    let mut named = 0;
    for (document, text) in documents() {
        let calls = code(&text)
            .filter(|code| methods.iter().any(|method| code.starts_with(method)))
            .filter_map(|call| call.split(['?', '#']).next())
            .filter(|call| call.contains(" /") && !call.contains('…'));
        for call in calls {
            named += 1;
            if !known.contains(call) {
                missing.push(format!("{} names {call}", document.display()));
            }
        }
    }
    assert!(missing.is_empty() && named > 50, "{named} {missing:#?}");
}

/// The pages that mails lead to, and those of which the guide says what they do, are the same.
#[test]
fn the_guide_for_front_ends_has_every_page_of_the_mails() {
    let guide = fs::read_to_string(root().join("docs/guide/front-end.md")).unwrap();
    let told: BTreeSet<String> = guide
        .lines()
        .filter_map(|line| line.strip_prefix("| `/")?.split('`').next())
        .map(|page| format!("/{page}"))
        .collect();
    for language in ["ja", "en"] {
        let letters = sources("domain/src").into_iter().filter(|(path, _)| {
            path.contains(&format!("/letter/{language}.rs"))
                || path.contains(&format!("/letter/{language}/"))
        });
        let mut linked = BTreeSet::new();
        for (_, letter) in letters {
            let pages = letter.split("path: \"").skip(1).filter_map(|rest| rest.split('"').next());
            linked.extend(pages.map(|page| format!("/{page}")));
            linked.extend(letter.contains("Block::Portal {").then(|| "/".to_owned()));
        }
        assert_eq!(linked, told, "the letters in {language}");
    }
}
