//! What lists of cargo records and pickup requests answer beside their rows.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use tegata_domain::cargo::search::{self, HintCode, Seen};
use tegata_domain::kernel::Language;
use utoipa::ToSchema;

use super::view::{CargoView, PickupView, StepView};
use crate::http::WithEtag as _;

/// A number that is counted exactly up to 1,000.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[schema(as = Hits)]
pub struct HitsView {
    /// How many; 1,000 when there are more.
    #[schema(minimum = 0, maximum = 1000, example = 1)]
    pub count: u32,
    /// Whether there are more.
    #[schema(example = false)]
    pub more: bool,
}

impl From<search::Hits> for HitsView {
    fn from(hits: search::Hits) -> Self {
        Self { count: hits.count, more: hits.more }
    }
}

/// Why a list is empty or short (CGO-LST-06).
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Hint)]
pub struct HintView {
    /// `outside_period`, `other_direction`, `other_filters` or `assignments_waiting`.
    #[schema(example = "outside_period")]
    pub code: String,
    /// The same in words.
    #[schema(example = "The search finds more in another period.")]
    pub detail: String,
    /// A search that finds it, or where assignments wait.
    #[schema(example = "/v1/cargo-records?awb=131-12345675")]
    pub href: String,
}

fn detail(code: HintCode, language: Language) -> &'static str {
    match code {
        HintCode::OutsidePeriod => language.pick(
            "指定した期間の外に、該当する情報があります。期間を変えて検索してください。",
            "The search finds more in another period.",
        ),
        HintCode::OtherDirection => language.pick(
            "登録対象（輸入・輸出）を変えると、該当する情報があります。",
            "The search finds something that goes the other way.",
        ),
        HintCode::OtherFilters => language.pick(
            "検索条件を減らすと、該当する情報があります。",
            "The search finds something when less is asked for.",
        ),
        HintCode::AssignmentsWaiting => language.pick(
            "受け取っていないアサインがあります。受け取ると一覧に表示されます。",
            "Assignments wait to be accepted. Accept them, and their records list.",
        ),
    }
}

impl HintView {
    /// A hint at a list.
    pub fn new(hint: &search::Hint, list: &str, language: Language) -> Self {
        let href = match hint.code {
            HintCode::AssignmentsWaiting => "/v1/assignments/inbox".to_owned(),
            _ => {
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                format!("{list}?{}", query.extend_pairs(&hint.query).finish())
            }
        };
        let detail = detail(hint.code, language).to_owned();
        Self { code: hint.code.as_str().to_owned(), detail, href }
    }
}

/// Declares the page of a list.
macro_rules! pages {
    ($($(#[$doc:meta])* $page:ident as $name:ident of $row:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize, ToSchema)]
        #[schema(as = $name)]
        pub struct $page {
            /// The rows.
            pub items: Vec<$row>,
            /// Where the next page begins; absent on the last one.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, example = "q83vEjRWeJCrze8SNFZ4kHsiYXQiOjE3NjM3MDQ4MDB9")]
            pub next_cursor: Option<String>,
            /// Whether there is a next page.
            pub has_more: bool,
            /// How many the search found with its first page (CGO-LST-04).
            pub hits: HitsView,
            /// How many assignments you could accept now (CGO-LST-04).
            pub acceptable: HitsView,
            /// Why the list is empty or short; empty otherwise.
            pub hints: Vec<HintView>,
        }
    )*};
}

pages! {
    /// A page of cargo records.
    CargoPage as CargoRecordPage of CargoView;
    /// A page of pickup requests.
    PickupPage as PickupRequestPage of PickupView;
}

/// A cargo record with its history.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct CargoRecordDetail {
    /// The record.
    pub record: CargoView,
    /// Its history, oldest first.
    pub steps: Vec<StepView>,
}

/// A pickup request with its history.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct PickupRequestDetail {
    /// The request.
    pub request: PickupView,
    /// Its history, oldest first.
    pub steps: Vec<StepView>,
}

/// The entity tag of a record: its version, and how it relates to assignments and through which it is
/// seen, which change without it.
pub fn tag<R>(version: i64, seen: &Seen<R>) -> String {
    let through = seen.through.map(|id| format!("-{id}")).unwrap_or_default();
    format!("\"{version}-{}{through}\"", seen.assignment.as_str())
}

/// Answers with a record, unless the client holds it already.
pub fn tagged(http: &HttpRequest, tag: &str, view: impl Serialize) -> HttpResponse {
    let response = if crate::http::holds(http, tag) {
        HttpResponse::NotModified().finish()
    } else {
        crate::http::json(StatusCode::OK, &view)
    };
    response.entity_tag(tag)
}
