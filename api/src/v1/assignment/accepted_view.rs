//! What was accepted, on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tegata_domain::assignment::accept::{Acceptance, AcceptedItem};
use tegata_domain::cargo::search::Period;
use tegata_domain::kernel::{Code, Language, RecordKind};
use utoipa::ToSchema;

use super::view::list_of;
use crate::problem::{entry, fill, instant};

/// One record of an acceptance.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AcceptedRecord {
    /// Its assignment.
    #[schema(example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub assignment_id: String,
    /// The record.
    #[schema(example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub record_id: String,
    /// What it is called.
    #[schema(example = "131-12345675")]
    pub record_name: String,
    /// Whether it was accepted.
    pub accepted: bool,
    /// Why not: the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "already_visible")]
    pub code: Option<String>,
    /// Why not, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "この情報は、すでに閲覧できます。")]
    pub detail: Option<String>,
}

impl AcceptedRecord {
    fn new(item: AcceptedItem, kind: RecordKind, language: Language) -> Self {
        let words = entry(Code::AlreadyVisible);
        let detail = fill(language.pick(words.ja.detail, words.en.detail), &BTreeMap::new());
        let why = (!item.accepted).then(|| (Code::AlreadyVisible.as_str().to_owned(), detail));
        let (code, detail) = why.unzip();
        Self {
            assignment_id: item.assignment.to_string(),
            record_id: kind.record_id(item.record),
            record_name: item.name,
            accepted: item.accepted,
            code,
            detail,
        }
    }
}

/// A search that shows accepted records (ASG-ACC-08): lists show records by their own time, which
/// accepting does not change.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AcceptedList {
    /// The search.
    #[schema(
        example = "/v1/cargo-records?from=2026-11-21T00%3A00%3A00%2B09%3A00&until=2026-11-22T00%3A00%3A00%2B09%3A00"
    )]
    pub href: String,
    /// The beginning of its period.
    #[schema(format = DateTime)]
    pub from: String,
    /// Its end.
    #[schema(format = DateTime)]
    pub until: String,
}

impl AcceptedList {
    fn new(period: Period, kind: RecordKind) -> Self {
        let (from, until) = (instant(period.from), instant(period.until));
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("from", &from)
            .append_pair("until", &until)
            .finish();
        Self { href: format!("{}?{query}", list_of(kind)), from, until }
    }
}

/// What was accepted, and where it lists.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AssignmentsAccepted {
    /// What was sent together.
    #[schema(example = "abat_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub batch_id: String,
    /// `cargo` or `pickup`.
    #[schema(example = "cargo")]
    pub kind: String,
    /// The company that assigned it.
    #[schema(example = "山田航空貨物株式会社")]
    pub company_name: String,
    /// The records.
    pub items: Vec<AcceptedRecord>,
    /// The searches that show them, each of a month at most.
    pub lists: Vec<AcceptedList>,
}

impl AssignmentsAccepted {
    /// What was accepted, in a language.
    pub fn new(acceptance: Acceptance, language: Language) -> Self {
        let kind = acceptance.kind;
        let items = acceptance.items.into_iter();
        let lists = acceptance.periods.into_iter();
        Self {
            batch_id: acceptance.batch.to_string(),
            kind: kind.as_str().to_owned(),
            company_name: acceptance.company_name,
            items: items.map(|item| AcceptedRecord::new(item, kind, language)).collect(),
            lists: lists.map(|period| AcceptedList::new(period, kind)).collect(),
        }
    }
}
