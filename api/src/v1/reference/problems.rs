//! `GET /v1/problems`, `GET /v1/problems/{code}`: the catalogue of refusals.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use tegata_domain::kernel::{Code, Language};
use utoipa::ToSchema;

use crate::http::{Answer, App, json};
use crate::problem::{ProblemLink, Words, entry, fill};

/// What a refusal says in one language.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ProblemWords {
    /// What happened.
    #[schema(example = "The link has expired")]
    pub title: String,
    /// Why.
    #[schema(example = "The link expired.")]
    pub detail: String,
    /// What to do.
    #[schema(example = "Start again.")]
    pub remedy: String,
}

impl From<Words> for ProblemWords {
    fn from(words: Words) -> Self {
        let none = BTreeMap::new();
        Self {
            title: words.title.to_owned(),
            detail: fill(words.detail, &none),
            remedy: fill(words.remedy, &none),
        }
    }
}

/// One kind of refusal.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ProblemKind {
    /// The stable code.
    #[schema(example = "link_expired")]
    pub code: String,
    /// The URL in `type`.
    #[schema(format = "uri", example = "http://127.0.0.1:8080/v1/problems/link_expired")]
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 410)]
    pub status: u16,
    /// Whether the same request may succeed later, unchanged.
    pub retryable: bool,
    /// The business rules for which it is given.
    #[schema(example = json!(["ACC-REG-04"]))]
    pub rules: Vec<String>,
    /// Where to go instead.
    pub links: Vec<ProblemLink>,
    /// In Japanese.
    pub ja: ProblemWords,
    /// In English.
    pub en: ProblemWords,
}

impl ProblemKind {
    /// The catalogue's entry for a code.
    pub fn new(code: Code, base: &str) -> Self {
        let entry = entry(code);
        let link = |(rel, href): &(&str, &str)| ProblemLink {
            rel: (*rel).to_owned(),
            href: (*href).to_owned(),
        };
        Self {
            code: code.as_str().to_owned(),
            kind: format!("{base}/v1/problems/{}", code.as_str()),
            status: entry.status,
            retryable: entry.retryable,
            rules: entry.rules.iter().map(|rule| rule.id().to_owned()).collect(),
            links: entry.links.iter().map(link).collect(),
            ja: Language::Ja.pick(entry.ja, entry.en).into(),
            en: Language::En.pick(entry.ja, entry.en).into(),
        }
    }
}

/// The catalogue.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Problems {
    /// Every kind of refusal.
    pub items: Vec<ProblemKind>,
}

/// List every kind of refusal.
///
/// Code, status, words in both languages, remedy: what a client needs to word refusals itself.
#[utoipa::path(
    tag = "reference", operation_id = "list_problems", security(()),
    responses((status = 200, description = "The catalogue.", body = Problems, links(("read" = (operation_id = "read_problem", parameters(("code" = "$response.body#/items/0/code"))))))),
)]
#[get("/v1/problems")]
pub async fn list_problems(app: web::Data<App>) -> Answer {
    let base = app.base_url();
    let items = Code::ALL.iter().map(|code| ProblemKind::new(*code, &base)).collect();
    Ok(json(StatusCode::OK, &Problems { items }))
}

/// Read one kind of refusal.
///
/// Where the `type` of a problem leads.
#[utoipa::path(
    tag = "reference", operation_id = "read_problem", security(()),
    params(("code" = String, Path, description = "The code.", example = "link_expired")),
    responses((status = 200, description = "The kind of refusal.", body = ProblemKind)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/problems/{code}")]
pub async fn read_problem(app: web::Data<App>, code: web::Path<String>) -> Answer {
    let known = Code::ALL.iter().find(|known| known.as_str() == code.as_str());
    let known = known.ok_or(Code::NotFound)?;
    Ok(json(StatusCode::OK, &ProblemKind::new(*known, &app.base_url())))
}
