//! Refusals on the wire: RFC 9457 problems, in the caller's language (OPS-ERR-01).
//!
//! A [`Problem`] leaves a handler or extractor as an error. The frame around all requests
//! ([`crate::http::frame`]) writes it, once, when language and request id are known.

mod catalogue;
mod fields;
mod fill;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tegata_domain::kernel::{Code, Failure, FieldCode, Language, Refusal, StoreError, Violation};
use utoipa::ToSchema;

pub use catalogue::{Entry, GROUPS, Link, Words, entry};
pub use fields::{FieldEntry, field, field_link};
pub use fill::fill;

/// A refusal on its way out.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The refusal.
    pub refusal: Box<Refusal>,
    /// The methods that the path has, for 405.
    pub allow: Option<String>,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.refusal.code.as_str())
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self { refusal: Box::new(refusal), allow: None }
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Refusal::new(code).into()
    }
}

impl From<Violation> for Problem {
    fn from(violation: Violation) -> Self {
        Refusal::fields(vec![violation]).into()
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self { refusal, allow: None },
            Failure::Store(error) => {
                let (code, wait) = match &error {
                    StoreError::Unavailable(_) => (Code::Unavailable, Some(2)),
                    StoreError::Repeat(_) => (Code::ConcurrentChange, Some(1)),
                    StoreError::Taken(_) | StoreError::Constraint(_) => {
                        (Code::ConcurrentChange, Some(1))
                    }
                    StoreError::Corrupt { .. } | StoreError::Other(_) => (Code::Internal, None),
                };
                let mut refusal = Refusal::new(code);
                refusal.retry_after = wait;
                refusal.internal = Some(error.to_string());
                refusal.into()
            }
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(entry(self.refusal.code).status)
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.extensions_mut().insert(self.clone());
        response.finish()
    }
}

/// Why a request was refused, what to do, and when. (RFC 9457)
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Identifies the kind of problem, and leads to its page.
    #[serde(rename = "type")]
    #[schema(format = "uri", example = "http://127.0.0.1:8080/v1/problems/link_expired")]
    pub kind: String,
    /// What happened, in a few words.
    #[schema(example = "The link has expired")]
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// Why.
    #[schema(example = "The link expired on 2026-11-21 15:04 (Japan time).")]
    pub detail: String,
    /// The path of the request.
    #[schema(example = "/v1/registrations/inspect")]
    pub instance: String,
    /// The stable code; never localised.
    #[schema(example = "link_expired")]
    pub code: String,
    /// The id of the business rule behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ACC-REG-04")]
    pub rule: Option<String>,
    /// What to do.
    #[schema(example = "Start again.")]
    pub remedy: String,
    /// Whether the same request may succeed later, unchanged.
    pub retryable: bool,
    /// From when it is possible, when time is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub available_from: Option<String>,
    /// The values in the text, such as an instant, the limit or a code; empty when it has none.
    #[schema(example = json!({ "expired_at": "2026-11-21T15:04:00+09:00" }))]
    pub params: BTreeMap<String, String>,
    /// Where to go instead.
    pub links: Vec<ProblemLink>,
    /// The refused fields, all at once.
    pub errors: Vec<FieldError>,
    /// The id of this request; give it to support.
    #[schema(example = "req_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub request_id: String,
}

/// Where to go instead.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ProblemLink {
    /// What for.
    #[schema(example = "recover")]
    pub rel: String,
    /// The path.
    #[schema(example = "/v1/recoveries")]
    pub href: String,
}

/// One refused field.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// A JSON pointer into the body, or `?name` for a query parameter.
    #[schema(example = "/email")]
    pub pointer: String,
    /// The stable code; never localised.
    #[schema(example = "email_invalid")]
    pub code: String,
    /// The id of the business rule behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ACC-REG-02")]
    pub rule: Option<String>,
    /// The values in the text, such as the limit.
    #[schema(example = json!({ "max": "254" }))]
    pub params: BTreeMap<String, String>,
    /// Why, in words.
    #[schema(example = "The e-mail address is not one that mail can be sent to.")]
    pub detail: String,
}

/// An instant on the wire: RFC 3339 in Japan time, with offset.
pub fn instant(instant: Timestamp) -> String {
    let offset = tegata_domain::kernel::TOKYO.to_offset(instant);
    instant.display_with_offset(offset).to_string()
}

/// A value of a refusal on the wire: an instant in Japan time, anything else as it is.
fn on_the_wire(value: &str) -> String {
    value.parse::<Timestamp>().map_or_else(|_| value.to_owned(), instant)
}

impl Problem {
    /// The problem as it is written for this request.
    pub fn body(&self, language: Language, base: &str, path: &str, request: &str) -> ProblemBody {
        let refusal = &self.refusal;
        let entry = entry(refusal.code);
        let words = language.pick(entry.ja, entry.en);
        let mut params = refusal.params.clone();
        if let Some(wait) = refusal.retry_after {
            params.insert("retry_after", wait.to_string());
        }
        if let Some(allow) = &self.allow {
            params.insert("allow", allow.clone());
        }
        let shown = params.iter().filter(|(name, _)| entry.params.contains(name));
        let values = shown.map(|(name, value)| ((*name).to_owned(), on_the_wire(value)));
        let spoken = words::spoken(refusal.code, &params, language);
        ProblemBody {
            params: values.collect(),
            kind: format!("{base}/v1/problems/{}", refusal.code.as_str()),
            title: words.title.to_owned(),
            status: entry.status,
            detail: fill(words.detail, &spoken),
            instance: path.to_owned(),
            code: refusal.code.as_str().to_owned(),
            rule: refusal.rule.map(|rule| rule.id().to_owned()),
            remedy: fill(words.remedy, &spoken),
            retryable: entry.retryable,
            available_from: refusal.available_from.map(instant),
            links: self.links(path),
            errors: refusal.violations.iter().map(|v| field_error(v, language)).collect(),
            request_id: request.to_owned(),
        }
    }

    /// Where to go instead: what the refusal links to, and each of its fields, once.
    fn links(&self, path: &str) -> Vec<ProblemLink> {
        let of_fields = self.refusal.violations.iter().filter_map(|one| field_link(one.code));
        let mut links: Vec<Link> = of_fields.collect::<BTreeSet<_>>().into_iter().collect();
        links.extend_from_slice(entry(self.refusal.code).links);
        links
            .into_iter()
            // Where the request went is not where to go instead.
            .filter(|(_, href)| *href != path)
            .map(|(rel, href)| ProblemLink { rel: rel.to_owned(), href: href.to_owned() })
            .collect()
    }

    /// Adds the headers that belong to it.
    pub fn headers(&self, headers: &mut actix_web::http::header::HeaderMap) {
        if let Some(wait) = self.refusal.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait));
        }
        if let Some(allow) = self.allow.as_deref().and_then(|a| HeaderValue::from_str(a).ok()) {
            headers.insert(ALLOW, allow);
        }
    }
}

fn field_error(violation: &Violation, language: Language) -> FieldError {
    let params = violation.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let rule = violation.rule.map(|rule| rule.id());
    FieldError::new(&violation.pointer, violation.code.as_str(), rule, params.collect(), language)
}

impl FieldError {
    /// What is wrong with a field, in words; instants among its values in Japan time.
    pub fn new(
        pointer: &str,
        code: &str,
        rule: Option<&str>,
        mut params: BTreeMap<String, String>,
        language: Language,
    ) -> Self {
        let detail = detail_of(code, language, &params);
        for value in params.values_mut() {
            if let Ok(at) = value.parse() {
                *value = instant(at);
            }
        }
        let rule = rule.map(str::to_owned);
        Self { pointer: pointer.to_owned(), code: code.to_owned(), rule, params, detail }
    }
}

/// The sentence behind a code: of a field, or of a refusal as a whole.
fn detail_of(code: &str, language: Language, params: &BTreeMap<String, String>) -> String {
    let params = params.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let of_field = FieldCode::ALL.iter().find(|known| known.as_str() == code);
    if let Some(code) = of_field {
        let entry = field(*code);
        return fill(language.pick(entry.ja, entry.en), &params);
    }
    let of_refusal = Code::ALL.iter().find(|known| known.as_str() == code);
    of_refusal.map_or_else(String::new, |code| {
        let entry = entry(*code);
        fill(language.pick(entry.ja, entry.en).detail, &params)
    })
}

/// The problem for a status that the framework gave without a reason of ours.
pub fn of_status(status: StatusCode) -> Problem {
    match status.as_u16() {
        404 => Code::NotFound.into(),
        405 => Code::MethodNotAllowed.into(),
        408 => Code::RequestTimeout.into(),
        413 => Code::BodyTooLarge.into(),
        415 => Code::UnsupportedMediaType.into(),
        429 => Code::TooManyRequests.into(),
        503 => Code::Unavailable.into(),
        400..=499 => Code::MalformedRequest.into(),
        _ => Code::Internal.into(),
    }
}

/// The refusal of a field that is not there.
pub fn required(pointer: impl Into<String>) -> Violation {
    Violation::new(pointer, FieldCode::Required)
}
