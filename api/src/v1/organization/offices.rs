//! `/v1/companies/current/offices`: the offices that an administrator makes and keeps.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};
use serde::Deserialize;
use tegata_domain::kernel::kind;
use tegata_domain::organization::mandate::Mandate;
use tegata_domain::organization::office::{self, OfficeForm};
use utoipa::ToSchema;
use validator::Validate;

use super::office_view::{OfficeView, create_office_body};
use crate::app::App;
use crate::http::{
    Answer, CompanyAdministrator, Listed, PageQuery, PathId, Query, Request, WithEtag as _,
    if_match, listed, not_modified,
};

/// Where administrators act on offices.
pub const BASE: &str = "/v1/companies/current/offices";

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
    extensions(("x-refusals" = json!(["company_state_conflict"])))
)]
#[post("/v1/companies/current/offices")]
pub async fn create_office(
    app: web::Data<App>,
    request: Request<CompanyAdministrator, CreateOffice>,
) -> Answer {
    let request = request.checked(|request| office::violations(&(&request.body).into()))?;
    let done = request.run(&app, |env, request| {
        let company = request.actor.0.account.company;
        let mandate = Mandate::of_company(company);
        office::create(env, &request.call, &mandate, company, &(&request.body).into())
    });
    let done = done.await?;
    let (path, version) = (format!("{BASE}/{}", done.value.id), done.value.version);
    let answer = done.answer(StatusCode::CREATED, |office| OfficeView::new(office, Some(BASE)));
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
    Ok(listed(&app.env, &http, done.await?.value, |office| OfficeView::new(office, Some(BASE))))
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
        office::get(env, &Mandate::of_company(request.actor.0.account.company), id.0)
    });
    let done = done.await?;
    let version = done.value.version;
    if not_modified(&http, version) {
        return Ok(HttpResponse::NotModified().finish().etag(version));
    }
    Ok(done.answer(StatusCode::OK, |office| OfficeView::new(office, Some(BASE))).etag(version))
}

/// A change of an office: the fields to change, the others left out.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeOffice {
    /// Its name.
    #[schema(min_length = 1, max_length = 100, nullable = false, example = "東京事業所")]
    #[validate(length(min = 1, max = 100))]
    pub name: Option<String>,
    /// Its name in Roman letters.
    #[schema(
        min_length = 1,
        max_length = 100,
        nullable = false,
        example = "NACSS TRADE COMPANY TOKYO OFFICE"
    )]
    #[validate(length(min = 1, max = 100))]
    pub roman_name: Option<String>,
    /// Its address in Roman letters.
    #[schema(
        min_length = 1,
        max_length = 200,
        nullable = false,
        example = "TOKYO TO MINATO KU KOUNAN 10-100-1"
    )]
    #[validate(length(min = 1, max = 200))]
    pub roman_address: Option<String>,
    /// The responsible manager's name.
    #[schema(min_length = 1, max_length = 60, nullable = false, example = "山田 次郎")]
    #[validate(length(min = 1, max = 60))]
    pub manager_name: Option<String>,
    /// The manager's address. Links that went to the old one become void.
    #[schema(
        min_length = 1,
        max_length = 254,
        nullable = false,
        example = "jiro@nacss.example.jp"
    )]
    #[validate(length(min = 1, max = 254))]
    pub manager_email: Option<String>,
    /// The manager's telephone number; an empty one takes it away.
    #[schema(max_length = 40, nullable = false, example = "03-5432-1000")]
    #[validate(length(max = 40))]
    pub manager_phone: Option<String>,
    /// Language of its mails: `ja` or `en`.
    #[schema(min_length = 1, max_length = 10, nullable = false, example = "ja")]
    #[validate(length(min = 1, max = 10))]
    pub language: Option<String>,
}

impl ChangeOffice {
    /// The form with the given fields put in.
    fn put_in(&self, form: OfficeForm) -> OfficeForm {
        let text = |new: &Option<String>, old: String| new.clone().unwrap_or(old);
        OfficeForm {
            code: form.code,
            name: text(&self.name, form.name),
            roman_name: text(&self.roman_name, form.roman_name),
            roman_address: text(&self.roman_address, form.roman_address),
            manager_name: text(&self.manager_name, form.manager_name),
            manager_email: text(&self.manager_email, form.manager_email),
            manager_phone: self.manager_phone.clone().or(form.manager_phone),
            language: text(&self.language, form.language),
        }
    }
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
    Ok(done.answer(StatusCode::OK, |office| OfficeView::new(office, Some(BASE))).etag(version))
}
