//! `/v1/companies/current/offices`: the offices that an administrator makes and keeps.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};
use tegata_domain::identity::{Authority, Reach};
use tegata_domain::kernel::kind;
use tegata_domain::organization::mandate::Mandate;
use tegata_domain::organization::office;

use super::office_view::{Keeper, OfficeView, change_office_body, create_office_body};
use crate::http::{
    Answer, App, CompanyAdministrator, Listed, PageQuery, PathId, Query, Request, WithEtag as _,
    if_match, listed, not_modified,
};

/// Where administrators act on offices.
pub const KEEPER: Keeper =
    Keeper { base: "/v1/companies/current/offices", authority: Authority::Company };

create_office_body! {
    /// An office to be made.
    CreateOffice {}
}

/// Make an office.
///
/// Its responsible manager is mailed the link to its password (RIS-OFC-01).
#[utoipa::path(
    tag = "organization", operation_id = "create_office", security(("bearer" = [])),
    request_body = CreateOffice,
    responses((status = 201, description = "Made; a link is on its way.", body = OfficeView, links(("read" = (operation_id = "read_office", parameters(("id" = "$response.body#/id"))))))),
    extensions(("x-refusals" = json!(["company_state_conflict", "company_unverified", "too_many_requests"])))
)]
#[post("/v1/companies/current/offices")]
pub async fn create_office(
    app: web::Data<App>,
    request: Request<CompanyAdministrator, CreateOffice>,
) -> Answer {
    let request =
        request.checked(&app, |_, request| office::violations(&(&request.body).into())).await?;
    let done = request.run(&app, |env, request| {
        let company = request.actor.0.account.company;
        let mandate = Mandate::of_company(company);
        office::create(env, &request.call, &mandate, company, &(&request.body).into())
    });
    let done = done.await?;
    let (path, version) = (format!("{}/{}", KEEPER.base, done.value.id), done.value.version);
    let answer = done.answer(StatusCode::CREATED, |office| OfficeView::new(office, Some(KEEPER)));
    Ok(answer.location(&path).etag(version))
}

/// List the company's offices.
///
/// Newest first.
#[utoipa::path(
    tag = "organization", operation_id = "list_offices", security(("bearer" = [])),
    params(PageQuery),
    responses((status = 200, description = "A page of offices.", body = Listed<OfficeView>)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/companies/current/offices")]
pub async fn list_offices(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<PageQuery>,
    request: Request<CompanyAdministrator>,
) -> Answer {
    let page = query.0.page(&app.env, &http)?;
    let done = request
        .run(&app, move |env, request| office::list(env, request.actor.0.account.company, page));
    Ok(listed(&app.env, &http, done.await?.value, |office| OfficeView::new(office, Some(KEEPER))))
}

/// Read an office.
///
/// Of the own company, with what may be done with it now.
#[utoipa::path(
    tag = "organization", operation_id = "read_office", security(("bearer" = [])),
    params(("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses(
        (status = 200, description = "The office.", body = OfficeView, headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The client holds this version."),
    ),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/companies/current/offices/{id}")]
pub async fn read_office(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Office>,
) -> Answer {
    let done = request.run(&app, move |env, request| {
        office::get(env, Reach::Company(request.actor.0.account.company), id.0)
    });
    let done = done.await?;
    let version = done.value.version;
    if not_modified(&http, version) {
        return Ok(HttpResponse::NotModified().finish().etag(version));
    }
    Ok(done.answer(StatusCode::OK, |office| OfficeView::new(office, Some(KEEPER))).etag(version))
}

change_office_body! {
    /// A change of an office: the fields to change, the others left out.
    ChangeOffice {}
}

/// Change an office.
///
/// Its code stays as it is.
#[utoipa::path(
    tag = "organization", operation_id = "change_office", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that is changed.", example = "\"1\""),
    ),
    request_body = ChangeOffice,
    responses((status = 200, description = "Changed.", body = OfficeView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "version_stale", "version_required"])))
)]
#[patch("/v1/companies/current/offices/{id}")]
pub async fn change_office(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<CompanyAdministrator, ChangeOffice>,
    id: PathId<kind::Office>,
) -> Answer {
    let version = if_match(&http)?;
    let done = request.run(&app, move |env, request| {
        let mandate = Mandate::of_company(request.actor.0.account.company);
        let put_in = |form| request.body.put_in(form);
        office::change(env, &request.call, &mandate, id.0, version, put_in)
    });
    let done = done.await?;
    let version = done.value.version;
    Ok(done.answer(StatusCode::OK, |office| OfficeView::new(office, Some(KEEPER))).etag(version))
}
