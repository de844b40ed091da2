//! `/v1/master-data/{kind}`: the names that a company's people choose from (CGO-MST-01).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::cargo::master::{self, MasterForm, Place};
use tegata_domain::cargo::{MasterEntry, MasterKind};
use tegata_domain::kernel::{Code, Refusal, kind};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::http::{
    Answer, App, Listed, PageQuery, PathId, Person, Query, Request, WithEtag as _, if_match,
    listed, not_modified,
};
use crate::problem::{Problem, instant};

/// An entry of the company's master data.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = MasterEntry)]
pub struct MasterView {
    /// Its id.
    #[schema(example = "mast_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// What it names.
    #[schema(example = "sheds")]
    pub kind: String,
    /// The name.
    #[schema(example = "成田第一上屋")]
    pub name: String,
    /// The name in katakana.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "ナリタダイイチウワヤ")]
    pub kana: Option<String>,
    /// The company's own code for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "S-01")]
    pub code: Option<String>,
    /// Its version.
    pub version: i64,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was changed last.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

impl From<MasterEntry> for MasterView {
    fn from(entry: MasterEntry) -> Self {
        Self {
            id: entry.id.to_string(),
            kind: entry.kind.as_str().to_owned(),
            name: entry.name,
            kana: entry.kana,
            code: entry.code,
            version: entry.version,
            created_at: instant(entry.created_at),
            updated_at: instant(entry.updated_at),
        }
    }
}

/// The kind in the path. Anything that is none is nothing that exists.
fn kind_of(http: &HttpRequest) -> Result<MasterKind, Problem> {
    let named = http.match_info().get("kind").and_then(MasterKind::named);
    named.ok_or_else(|| {
        let kinds: Vec<&str> = MasterKind::ALL.iter().map(|kind| kind.as_str()).collect();
        Refusal::new(Code::NotFound).with("allowed", kinds.join(", ")).into()
    })
}

/// An entry to be added.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddMasterEntry {
    /// The name; unique in its kind, whatever its width, case, spaces and hyphens.
    #[schema(min_length = 1, max_length = 100, example = "成田第一上屋")]
    #[validate(length(min = 1, max = 100))]
    pub name: String,
    /// The name in katakana; half-width letters and hiragana are made katakana.
    #[schema(max_length = 100, nullable = false, example = "ナリタダイイチウワヤ")]
    #[validate(length(max = 100))]
    pub kana: Option<String>,
    /// Your own code for it.
    #[schema(max_length = 20, nullable = false, example = "S-01")]
    #[validate(length(max = 20))]
    pub code: Option<String>,
}

impl From<&AddMasterEntry> for MasterForm {
    fn from(body: &AddMasterEntry) -> Self {
        Self { name: body.name.clone(), kana: body.kana.clone(), code: body.code.clone() }
    }
}

/// Add an entry of master data.
///
/// Every person of the company may.
#[utoipa::path(
    tag = "cargo", operation_id = "add_master_entry", security(("bearer" = [])),
    params(("kind" = String, Path, description = "`bonded-warehouses`, `sheds`, `shippers`, `customs-brokers` or `trucking-companies`.", example = "sheds")),
    request_body = AddMasterEntry,
    responses((status = 201, description = "Added.", body = MasterView, headers(("ETag" = String, description = "The version.")), links(
        ("read" = (operation_id = "read_master_entry", parameters(("kind" = "$response.body#/kind"), ("id" = "$response.body#/id")))),
        ("change" = (operation_id = "change_master_entry", parameters(("kind" = "$response.body#/kind"), ("id" = "$response.body#/id")))),
    ))),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[post("/v1/master-data/{kind}")]
pub async fn add_master_entry(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person, AddMasterEntry>,
) -> Answer {
    let kind = kind_of(&http)?;
    let request =
        request.checked(&app, |_, request| master::violations(&(&request.body).into())).await?;
    let done = request.run(&app, move |env, request| {
        master::create(env, &request.call, &request.actor.0, kind, &(&request.body).into())
    });
    let done = done.await?;
    let path = format!("/v1/master-data/{}/{}", kind.as_str(), done.value.id);
    let version = done.value.version;
    Ok(done.answer(StatusCode::CREATED, MasterView::from).location(&path).etag(version))
}

/// Which entries are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MasterQuery {
    /// How the name, its kana or the code begins; width, case, spaces and hyphens do not matter, and
    /// kana may be typed as hiragana.
    #[param(max_length = 100, example = "なりた")]
    pub q: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

/// List the company's master data of a kind.
///
/// Newest first.
#[utoipa::path(
    tag = "cargo", operation_id = "list_master_data", security(("bearer" = [])),
    params(
        ("kind" = String, Path, description = "`bonded-warehouses`, `sheds`, `shippers`, `customs-brokers` or `trucking-companies`.", example = "sheds"),
        MasterQuery,
    ),
    responses((status = 200, description = "A page of entries.", body = Listed<MasterView>)),
    extensions(("x-refusals" = json!(["not_found", "cursor_invalid"])))
)]
#[get("/v1/master-data/{kind}")]
pub async fn list_master_data(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<MasterQuery>,
    request: Request<Person>,
) -> Answer {
    let kind = kind_of(&http)?;
    let MasterQuery { q, limit, cursor } = query.0;
    let page = PageQuery { limit, cursor }.page(&app.env, &http)?;
    let done = request.run(&app, move |env, request| {
        master::list(env, &request.actor.0, kind, q.as_deref(), page)
    });
    Ok(listed(&app.env, &http, done.await?.value, MasterView::from))
}

/// Read an entry of master data.
///
/// Of the own company.
#[utoipa::path(
    tag = "cargo", operation_id = "read_master_entry", security(("bearer" = [])),
    params(
        ("kind" = String, Path, description = "The kind.", example = "sheds"),
        ("id" = String, Path, description = "The entry's id.", example = "mast_01kabd3ns8e9bv4r8j7xq7s0yz"),
    ),
    responses(
        (status = 200, description = "The entry.", body = MasterView, headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The client holds this version."),
    ),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/master-data/{kind}/{id}")]
pub async fn read_master_entry(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person>,
    id: PathId<kind::Master>,
) -> Answer {
    let kind = kind_of(&http)?;
    let done =
        request.run(&app, move |env, request| master::get(env, &request.actor.0, kind, id.0));
    let done = done.await?;
    let version = done.value.version;
    if not_modified(&http, version) {
        return Ok(HttpResponse::NotModified().finish().etag(version));
    }
    Ok(done.answer(StatusCode::OK, MasterView::from).etag(version))
}

/// A change of an entry: the fields to change, the others left out.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMasterEntry {
    /// The name.
    #[schema(min_length = 1, max_length = 100, nullable = false, example = "成田第一上屋")]
    #[validate(length(min = 1, max = 100))]
    pub name: Option<String>,
    /// The name in katakana; an empty one takes it away.
    #[schema(max_length = 100, nullable = false, example = "ナリタダイイチウワヤ")]
    #[validate(length(max = 100))]
    pub kana: Option<String>,
    /// Your own code for it; an empty one takes it away.
    #[schema(max_length = 20, nullable = false, example = "S-01")]
    #[validate(length(max = 20))]
    pub code: Option<String>,
}

impl ChangeMasterEntry {
    /// The form with the given fields put in.
    fn put_in(&self, form: MasterForm) -> MasterForm {
        MasterForm {
            name: self.name.clone().unwrap_or(form.name),
            kana: self.kana.clone().or(form.kana),
            code: self.code.clone().or(form.code),
        }
    }
}

/// Change an entry of master data.
///
/// Records that hold the former name keep it.
#[utoipa::path(
    tag = "cargo", operation_id = "change_master_entry", security(("bearer" = [])),
    params(
        ("kind" = String, Path, description = "The kind.", example = "sheds"),
        ("id" = String, Path, description = "The entry's id.", example = "mast_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that is changed.", example = "\"1\""),
    ),
    request_body = ChangeMasterEntry,
    responses((status = 200, description = "Changed.", body = MasterView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "version_stale", "version_required"])))
)]
#[patch("/v1/master-data/{kind}/{id}")]
pub async fn change_master_entry(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person, ChangeMasterEntry>,
    id: PathId<kind::Master>,
) -> Answer {
    let kind = kind_of(&http)?;
    let place = Place { kind, id: id.0, version: if_match(&http)? };
    let done = request.run(&app, move |env, request| {
        let put_in = |form| request.body.put_in(form);
        master::change(env, &request.call, &request.actor.0, place, put_in)
    });
    let done = done.await?;
    let version = done.value.version;
    Ok(done.answer(StatusCode::OK, MasterView::from).etag(version))
}

/// Remove an entry of master data.
///
/// Records that hold its name keep it.
#[utoipa::path(
    tag = "cargo", operation_id = "remove_master_entry", security(("bearer" = [])),
    params(
        ("kind" = String, Path, description = "The kind.", example = "sheds"),
        ("id" = String, Path, description = "The entry's id.", example = "mast_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that is removed.", example = "\"1\""),
    ),
    responses((status = 204, description = "Removed.")),
    extensions(("x-refusals" = json!(["not_found", "version_stale", "version_required"])))
)]
#[delete("/v1/master-data/{kind}/{id}")]
pub async fn remove_master_entry(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person>,
    id: PathId<kind::Master>,
) -> Answer {
    let place = Place { kind: kind_of(&http)?, id: id.0, version: if_match(&http)? };
    let done = request
        .run(&app, move |env, request| master::remove(env, &request.call, &request.actor.0, place));
    Ok(done.await?.no_content())
}
