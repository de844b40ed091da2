//! What a handler answers.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::Ordering;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use tegata_domain::kernel::{Call, Quota};

use crate::problem::Problem;

/// A handler's answer.
pub type Answer = Result<HttpResponse, Problem>;

/// What a use case gave, with what its call noted for the answer's headers.
#[derive(Debug)]
pub struct Done<T> {
    /// What it gave.
    pub value: T,
    replayed: bool,
    quota: Option<Quota>,
}

const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

impl<T> Done<T> {
    /// What a use case gave to a call.
    pub fn new(value: T, call: &Call) -> Self {
        let quota = call.quota.lock().ok().and_then(|quota| *quota);
        Self { value, replayed: call.replayed.load(Ordering::Relaxed), quota }
    }

    /// Answers with a view of it.
    pub fn answer<V: Serialize>(
        self,
        status: StatusCode,
        view: impl FnOnce(T) -> V,
    ) -> HttpResponse {
        let (replayed, quota) = (self.replayed, self.quota);
        let mut response = json(status, &view(self.value));
        mark(&mut response, replayed, quota);
        response
    }

    /// Answers that it was done, with nothing to show.
    pub fn no_content(self) -> HttpResponse {
        let mut response = HttpResponse::NoContent().finish();
        mark(&mut response, self.replayed, self.quota);
        response
    }
}

fn mark(response: &mut HttpResponse, replayed: bool, quota: Option<Quota>) {
    let headers = response.headers_mut();
    if replayed {
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
    if let Some(Quota { limit, remaining, reset }) = quota {
        let mut insert = |name, text: String| {
            if let Ok(value) = HeaderValue::from_str(&text) {
                headers.insert(name, value);
            }
        };
        insert(RATE_LIMIT, format!("\"{}\";r={remaining};t={reset}", limit.name));
        let policy = format!("\"{}\";q={};w={}", limit.name, limit.quota, limit.window);
        insert(RATE_LIMIT_POLICY, policy);
    }
}

/// A JSON answer.
pub fn json(status: StatusCode, view: &impl Serialize) -> HttpResponse {
    HttpResponse::build(status).json(view)
}

/// The entity tag of a version.
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// Answers with a view of what has no version, unless the client holds it already: its entity tag stands
/// for all that it says now.
pub fn tagged(http: &HttpRequest, view: &impl Serialize) -> HttpResponse {
    let mut hasher = DefaultHasher::new();
    serde_json::to_vec(view).unwrap_or_default().hash(&mut hasher);
    let tag = format!("\"{:016x}\"", hasher.finish());
    let mut response = if super::holds(http, &tag) {
        HttpResponse::NotModified().finish()
    } else {
        json(StatusCode::OK, view)
    };
    if let Ok(value) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// Adds a version's entity tag.
pub trait WithEtag {
    /// The same answer with the tag of this version.
    #[must_use]
    fn etag(self, version: i64) -> Self;
    /// The same answer with this entity tag.
    #[must_use]
    fn entity_tag(self, tag: &str) -> Self;
    /// The same answer, naming where its resource is.
    #[must_use]
    fn location(self, path: &str) -> Self;
}

impl WithEtag for HttpResponse {
    fn etag(self, version: i64) -> Self {
        self.entity_tag(&etag(version))
    }

    fn entity_tag(mut self, tag: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(tag) {
            self.headers_mut().insert(header::ETAG, value);
        }
        self
    }

    fn location(mut self, path: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(path) {
            self.headers_mut().insert(header::LOCATION, value);
        }
        self
    }
}
