//! Pages on the wire: `limit`, an opaque signed `cursor`, and a `Link` to the next page.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use tegata_domain::cargo::search::Begun;
use tegata_domain::env::Env;
use tegata_domain::kernel::{Code, FieldCode, Page, PageRequest, Position, Purpose, Violation};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;

/// Which page of a list is wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins: `next_cursor` of the page before, for the same search.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

/// One page of a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Listed<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "q83vEjRWeJCrze8SNFZ4kHsiYXQiOjE3NjM3MDQ4MDB9")]
    pub next_cursor: Option<String>,
    /// Whether there is a next page.
    pub has_more: bool,
}

/// What a cursor is bound to: the search without its page.
fn search(request: &HttpRequest) -> String {
    let pairs = url::form_urlencoded::parse(request.query_string().as_bytes());
    let mut kept: Vec<String> = pairs
        .filter(|(name, _)| name != "cursor" && name != "limit")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    kept.sort_unstable();
    format!("{}?{}", request.path(), kept.join("&"))
}

fn mac(env: &Env, request: &HttpRequest, position: &[u8]) -> [u8; 16] {
    let digest = env.keys.keyed(Purpose::Cursor, &[search(request).as_bytes(), position]);
    let mut mac = [0; 16];
    mac.copy_from_slice(&digest.0[..16]);
    mac
}

impl PageQuery {
    /// The page for the store.
    ///
    /// # Errors
    /// [`Code::CursorInvalid`], or the refused `limit`.
    pub fn page(&self, env: &Env, request: &HttpRequest) -> Result<PageRequest, Problem> {
        self.resumed(env, request).map(|(page, _)| page)
    }

    /// The same, and what the first page was, where the cursor says so.
    ///
    /// # Errors
    /// Those of [`PageQuery::page`].
    pub fn resumed(
        &self,
        env: &Env,
        request: &HttpRequest,
    ) -> Result<(PageRequest, Option<Begun>), Problem> {
        let limit = match self.limit {
            None => PageRequest::DEFAULT,
            Some(limit) => usize::try_from(limit)
                .ok()
                .filter(|limit| (1..=PageRequest::MAX).contains(limit))
                .ok_or_else(|| {
                    let code = if limit == 0 { FieldCode::TooShort } else { FieldCode::TooLong };
                    Violation::new("?limit", code).with("min", 1).with("max", PageRequest::MAX)
                })?,
        };
        let Some(cursor) = &self.cursor else {
            return Ok((PageRequest { limit, after: None }, None));
        };
        let bookmark = open(env, request, cursor).ok_or(Code::CursorInvalid)?;
        Ok((PageRequest { limit, after: Some(bookmark.position) }, bookmark.begun))
    }
}

/// What a cursor says.
#[derive(Serialize, Deserialize)]
struct Bookmark {
    #[serde(flatten)]
    position: Position,
    /// What the first page was, of a search that depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    begun: Option<Begun>,
}

/// Reads a cursor that was made for the same search.
fn open(env: &Env, request: &HttpRequest, cursor: &str) -> Option<Bookmark> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (tag, position) = bytes.split_at_checked(16)?;
    if mac(env, request, position) != tag {
        return None;
    }
    serde_json::from_slice(position).ok()
}

/// The cursor of the page that begins behind this row, for the same search, which began so if that
/// matters.
pub fn cursor(
    env: &Env,
    request: &HttpRequest,
    next: Option<Position>,
    begun: Option<Begun>,
) -> Option<String> {
    next.map(|position| {
        let position = serde_json::to_vec(&Bookmark { position, begun }).unwrap_or_default();
        let mut bytes = mac(env, request, &position).to_vec();
        bytes.extend(position);
        URL_SAFE_NO_PAD.encode(bytes)
    })
}

/// Adds where the next page is, if there is one.
pub fn linked(
    mut response: HttpResponse,
    request: &HttpRequest,
    cursor: Option<&str>,
) -> HttpResponse {
    let link = cursor.map(|cursor| {
        let kept = url::form_urlencoded::parse(request.query_string().as_bytes())
            .filter(|(name, _)| name != "cursor");
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept)
            .append_pair("cursor", cursor)
            .finish();
        format!("<{}?{query}>; rel=\"next\"", request.path())
    });
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

/// Answers with a page.
pub fn listed<T, V: Serialize>(
    env: &Env,
    request: &HttpRequest,
    page: Page<T>,
    view: impl Fn(T) -> V,
) -> HttpResponse {
    let next_cursor = cursor(env, request, page.next, None);
    let has_more = next_cursor.is_some();
    let items = page.items.into_iter().map(view).collect();
    let listed = Listed { items, next_cursor, has_more };
    let response = super::json(StatusCode::OK, &listed);
    linked(response, request, listed.next_cursor.as_deref())
}
