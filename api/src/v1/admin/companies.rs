//! `/v1/admin/companies`: the companies that operators make and keep.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};
use serde::Deserialize;
use tegata_domain::account::admin;
use tegata_domain::identity::Company;
use tegata_domain::kernel::kind;
use tegata_domain::organization::company::{self, CompanyForm, may_change};
use tegata_domain::organization::transfer::may_merge;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::http::{
    Answer, App, Listed, Operator, PageQuery, PathId, Query, Request, WithEtag as _, if_match,
    listed, not_modified,
};
use crate::v1::action::ActionView;
use crate::v1::organization::company_view::CompanyView;

/// Where operators act on companies.
const BASE: &str = "/v1/admin/companies";

/// A company as operators see it.
pub fn view(company: Company) -> CompanyView {
    let path = format!("{BASE}/{}", company.id);
    let merge = format!("{path}/merge");
    let actions = vec![
        ActionView::new("change", may_change(&company), "PATCH", path),
        ActionView::new("merge", may_merge(&company), "POST", merge),
    ];
    CompanyView::new(company, actions)
}

/// A company to be made.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCompany {
    /// Its name; who types it here verified it (ORG-01).
    #[schema(min_length = 1, max_length = 100, example = "みなと通関株式会社")]
    #[validate(length(min = 1, max = 100))]
    pub name: String,
    /// Its corporate number (法人番号), 13 digits with a check digit.
    #[schema(max_length = 40, example = "7000012050002")]
    #[validate(length(max = 40))]
    pub corporate_number: Option<String>,
    /// What it does, each once.
    #[serde(default)]
    #[schema(max_items = 7, example = json!(["customs_broker"]))]
    #[validate(length(max = 7))]
    pub business_roles: Vec<String>,
    /// Why it is made.
    #[schema(min_length = 1, max_length = 500, example = "Contract 2026-118.")]
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

impl From<&CreateCompany> for CompanyForm {
    fn from(body: &CreateCompany) -> Self {
        Self {
            name: Some(body.name.clone()),
            corporate_number: body.corporate_number.clone(),
            business_roles: Some(body.business_roles.clone()),
        }
    }
}

/// Make a company.
///
/// Accounts come to it by invitation, or are moved there; offices are made in it.
#[utoipa::path(
    tag = "admin", operation_id = "create_company", security(("bearer" = [])),
    request_body = CreateCompany,
    responses((status = 201, description = "Made.", body = CompanyView, headers(("ETag" = String, description = "The version.")), links(
        ("read" = (operation_id = "read_company", parameters(("id" = "$response.body#/id")))),
        ("invite" = (operation_id = "admin_invite", parameters(("id" = "$response.body#/id")))),
        ("make_office" = (operation_id = "admin_create_office", parameters(("id" = "$response.body#/id")))),
    ))),
)]
#[post("/v1/admin/companies")]
pub async fn create_company(
    app: web::Data<App>,
    request: Request<Operator, CreateCompany>,
) -> Answer {
    let request =
        request.checked(&app, |_, request| company::violations(&(&request.body).into())).await?;
    let done = request.run(&app, |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        company::create(env, &request.call, &(&request.body).into(), &reason)
    });
    let done = done.await?;
    let (path, version) = (format!("{BASE}/{}", done.value.id), done.value.version);
    Ok(done.answer(StatusCode::CREATED, view).location(&path).etag(version))
}

/// Which companies are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CompanyQuery {
    /// With this corporate number.
    #[param(max_length = 40, example = "7000012050002")]
    pub corporate_number: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

/// List companies.
///
/// Newest first.
#[utoipa::path(
    tag = "admin", operation_id = "list_companies", security(("bearer" = [])),
    params(CompanyQuery),
    responses((status = 200, description = "A page of companies.", body = Listed<CompanyView>)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/admin/companies")]
pub async fn list_companies(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<CompanyQuery>,
    request: Request<Operator>,
) -> Answer {
    let CompanyQuery { corporate_number, limit, cursor } = query.0;
    let page = PageQuery { limit, cursor }.page(&app.env, &http)?;
    let done =
        request.run(&app, move |env, _| company::list(env, corporate_number.as_deref(), page));
    Ok(listed(&app.env, &http, done.await?.value, view))
}

/// Read a company.
///
/// With what may be done with it now.
#[utoipa::path(
    tag = "admin", operation_id = "read_company", security(("bearer" = [])),
    params(("id" = String, Path, description = "The company's id.", example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses(
        (status = 200, description = "The company.", body = CompanyView, headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The client holds this version."),
    ),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/admin/companies/{id}")]
pub async fn read_company(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Operator>,
    id: PathId<kind::Company>,
) -> Answer {
    let done = request.run(&app, move |env, _| company::get(env, id.0)).await?;
    let version = done.value.version;
    if not_modified(&http, version) {
        return Ok(HttpResponse::NotModified().finish().etag(version));
    }
    Ok(done.answer(StatusCode::OK, view).etag(version))
}

/// A change of a company: the fields to change, the others left out.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdminChangeCompany {
    /// Its name; who types it here verified it (ORG-01).
    #[schema(min_length = 1, max_length = 100, nullable = false, example = "みなと通関株式会社")]
    #[validate(length(min = 1, max = 100))]
    pub name: Option<String>,
    /// Its corporate number; an empty one takes it away.
    #[schema(max_length = 40, nullable = false, example = "7000012050002")]
    #[validate(length(max = 40))]
    pub corporate_number: Option<String>,
    /// What it does, each once.
    #[schema(max_items = 7, nullable = false, example = json!(["customs_broker", "consolidator"]))]
    #[validate(length(max = 7))]
    pub business_roles: Option<Vec<String>>,
    /// Why it is changed.
    #[schema(min_length = 1, max_length = 500, example = "Register of companies checked.")]
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

impl From<&AdminChangeCompany> for CompanyForm {
    fn from(body: &AdminChangeCompany) -> Self {
        Self {
            name: body.name.clone(),
            corporate_number: body.corporate_number.clone(),
            business_roles: body.business_roles.clone(),
        }
    }
}

/// Change a company.
///
/// Its business roles are set by operators alone, and a name that an operator types is verified
/// (ORG-01).
#[utoipa::path(
    tag = "admin", operation_id = "change_company", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The company's id.", example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that is changed.", example = "\"1\""),
    ),
    request_body = AdminChangeCompany,
    responses((status = 200, description = "Changed.", body = CompanyView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "company_state_conflict", "version_stale", "version_required"])))
)]
#[patch("/v1/admin/companies/{id}")]
pub async fn change_company(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Operator, AdminChangeCompany>,
    id: PathId<kind::Company>,
) -> Answer {
    let version = if_match(&http)?;
    let request =
        request.checked(&app, |_, request| company::violations(&(&request.body).into())).await?;
    let done = request.run(&app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        company::change(env, &request.call, id.0, version, &(&request.body).into(), &reason)
    });
    let done = done.await?;
    let version = done.value.version;
    Ok(done.answer(StatusCode::OK, view).etag(version))
}
