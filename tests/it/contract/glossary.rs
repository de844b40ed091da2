//! Mails and refusals call things by the words of the glossary.

use tegata::openapi::{GLOSSARY, Term};
use tegata::problem::{entry, field};
use tegata_domain::kernel::{Code, FieldCode};

use super::sources;

fn terms() -> impl Iterator<Item = &'static Term> {
    GLOSSARY.iter().flat_map(|(_, terms)| terms.iter())
}

/// Sources with their string literals in one piece, where they go on in the next line.
fn written(folder: &str, chosen: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let joined = |text: &str| {
        let mut pieces = text.split("\\\n");
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |text, piece| text + piece.trim_start())
    };
    let sources = sources(folder).into_iter().filter(|(path, _)| chosen(path));
    sources.map(|(path, text)| (path, joined(&text))).collect()
}

/// What mails and refusals say in Japanese, and where they say it.
fn texts() -> Vec<(String, String)> {
    let letters = written("domain/src", |path| path.contains("/letter/ja"));
    let refusals = written("api/src", |path| path.contains("/problem/"));
    assert!(letters.len() >= 3 && refusals.len() >= 9, "letters and refusals are where they were");
    letters.into_iter().chain(refusals).collect()
}

/// The words of the glossary's `not` that texts use.
fn other_words(texts: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for term in terms() {
        for (place, text) in texts {
            let used = term.not.iter().filter(|word| text.contains(**word));
            found.extend(used.map(|word| format!("{place}: {word}, which is {}", term.ja)));
        }
    }
    found
}

/// Whether an English text names a thing, in singular or plural.
fn names(text: &str, thing: &str) -> bool {
    let words = |text: &str| {
        let lower = text.to_lowercase();
        let apart = lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '/');
        apart.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let (text, thing) = (format!(" {} ", words(text)), words(thing));
    text.contains(&format!(" {thing} ")) || text.contains(&format!(" {thing}s "))
}

#[test]
fn mails_and_refusals_use_no_other_word() {
    let found = other_words(&texts());
    assert!(found.is_empty(), "{found:#?}");
}

/// What the English words of a refusal name, its Japanese words name as the glossary does.
#[test]
fn both_languages_of_a_refusal_name_the_same_things() {
    let problems = Code::ALL.iter().map(|code| {
        let (ja, en) = (entry(*code).ja, entry(*code).en);
        let said =
            |words: tegata::problem::Words| [words.title, words.detail, words.remedy].join(" ");
        (code.as_str(), said(ja), said(en))
    });
    let fields = FieldCode::ALL.iter().map(|code| {
        let entry = field(*code);
        (code.as_str(), entry.ja.to_owned(), entry.en.to_owned())
    });
    let mut missing = Vec::new();
    let mut named = 0;
    for (code, ja, en) in problems.chain(fields) {
        for term in terms().filter(|term| names(&en, term.en)) {
            named += 1;
            if !ja.contains(term.ja) {
                missing.push(format!("{code} names the {} and not the {}", term.en, term.ja));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(named > 100, "{named}");
}

#[test]
fn every_term_is_a_word_of_the_product() {
    let mut all = written("domain/src", |_| true);
    all.extend(written("api/src", |path| !path.ends_with("glossary.rs")));
    let unused =
        terms().map(|term| term.ja).filter(|ja| !all.iter().any(|(_, text)| text.contains(ja)));
    assert_eq!(unused.collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn another_word_is_noticed() {
    let text = |text: &str| [("a letter".to_owned(), text.to_owned())];
    assert!(other_words(&text("ユーザIDでログインしてください。")).is_empty());
    assert_eq!(
        other_words(&text("ログインIDを入力してください。")),
        ["a letter: ログインID, which is ユーザID"]
    );
    assert!(
        names("Two office codes.", "office code") && !names("An application/json", "application")
    );
}
