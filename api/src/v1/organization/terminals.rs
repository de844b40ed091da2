//! `/v1/companies/current/terminal-users`: the terminal users that an administrator makes and keeps.

use std::str::FromStr as _;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};
use serde::Deserialize;
use tegata_domain::identity::{Authority, Reach};
use tegata_domain::kernel::{Code, Id, kind};
use tegata_domain::organization::mandate::Mandate;
use tegata_domain::organization::terminal;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::office_view::Keeper;
use super::terminal_view::{TerminalUserView, create_terminal_body};
use crate::http::{
    Answer, App, CompanyAdministrator, Listed, PageQuery, PathId, Query, Request, WithEtag as _,
    if_match, listed, not_modified,
};
use crate::problem::required;

/// Where administrators act on terminal users.
pub const KEEPER: Keeper =
    Keeper { base: "/v1/companies/current/terminal-users", authority: Authority::Company };

create_terminal_body! {
    /// A terminal user to be made.
    CreateTerminalUser {
        /// The office that it belongs to.
        #[schema(min_length = 1, max_length = 64, example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")]
        #[validate(length(min = 1, max = 64))]
        pub office_id: String,
    }
}

/// An office's id in a body or query. Anything that is not one is no office that exists.
fn office_id(text: &str) -> Result<Id<kind::Office>, Code> {
    Id::from_str(text).map_err(|_| Code::NotFound)
}

/// Make a terminal user.
///
/// Its office reads the first password in its id notice. An own-system id keeps that password.
#[utoipa::path(
    tag = "organization", operation_id = "create_terminal_user", security(("bearer" = [])),
    request_body = CreateTerminalUser,
    responses((status = 201, description = "Made.", body = TerminalUserView, links(("read" = (operation_id = "read_terminal_user", parameters(("id" = "$response.body#/id"))))))),
    extensions(("x-refusals" = json!(["not_found", "company_state_conflict", "company_unverified", "overloaded"])))
)]
#[post("/v1/companies/current/terminal-users")]
pub async fn create_terminal_user(
    app: web::Data<App>,
    request: Request<CompanyAdministrator, CreateTerminalUser>,
) -> Answer {
    let request =
        request.checked(&app, |_, request| terminal::violations(&(&request.body).into())).await?;
    let office = office_id(&request.body.office_id)?;
    let done = request.run(&app, move |env, request| {
        let mandate = Mandate::of_company(request.actor.0.account.company);
        terminal::create(env, &request.call, &mandate, office, &(&request.body).into())
    });
    let done = done.await?;
    let terminal = &done.value.terminal;
    let (path, version) = (format!("{}/{}", KEEPER.base, terminal.id), terminal.version);
    let answer = done.answer(StatusCode::CREATED, |made| {
        TerminalUserView::new(made.terminal, &made.office, Some(KEEPER))
    });
    Ok(answer.location(&path).etag(version))
}

/// Whose terminal users are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TerminalUserQuery {
    /// The office that they belong to.
    #[param(
        required = true,
        min_length = 1,
        max_length = 64,
        example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz"
    )]
    pub office_id: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

/// List an office's terminal users.
///
/// Of an office of the own company, newest first.
#[utoipa::path(
    tag = "organization", operation_id = "list_terminal_users", security(("bearer" = [])),
    params(TerminalUserQuery),
    responses((status = 200, description = "A page of terminal users.", body = Listed<TerminalUserView>)),
    extensions(("x-refusals" = json!(["cursor_invalid", "not_found"])))
)]
#[get("/v1/companies/current/terminal-users")]
pub async fn list_terminal_users(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<TerminalUserQuery>,
    request: Request<CompanyAdministrator>,
) -> Answer {
    let office = query.0.office_id.as_deref().filter(|id| !id.is_empty());
    let office = office.ok_or_else(|| required("?office_id"))?;
    let office = office_id(office)?;
    let page = PageQuery { limit: query.0.limit, cursor: query.0.cursor }.page(&app.env, &http)?;
    let done = request.run(&app, move |env, request| {
        let reach = Reach::Company(request.actor.0.account.company);
        terminal::list(env, reach, office, page)
    });
    let (office, page) = done.await?.value;
    let view = |terminal| TerminalUserView::new(terminal, &office, Some(KEEPER));
    Ok(listed(&app.env, &http, page, view))
}

/// Read a terminal user.
///
/// Of the own company, with what may be done with it now.
#[utoipa::path(
    tag = "organization", operation_id = "read_terminal_user", security(("bearer" = [])),
    params(("id" = String, Path, description = "The terminal user's id.", example = "term_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses(
        (status = 200, description = "The terminal user.", body = TerminalUserView, headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The client holds this version."),
    ),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/companies/current/terminal-users/{id}")]
pub async fn read_terminal_user(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Terminal>,
) -> Answer {
    let done = request.run(&app, move |env, request| {
        terminal::get(env, &Mandate::of_company(request.actor.0.account.company), id.0)
    });
    let done = done.await?;
    let version = done.value.terminal.version;
    if not_modified(&http, version) {
        return Ok(HttpResponse::NotModified().finish().etag(version));
    }
    let view = |found: terminal::TerminalOfOffice| {
        TerminalUserView::new(found.terminal, &found.office, Some(KEEPER))
    };
    Ok(done.answer(StatusCode::OK, view).etag(version))
}

/// A change of a terminal user.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTerminalUser {
    /// What is done with it.
    #[schema(min_length = 1, max_length = 40, example = "customs_specialist")]
    #[validate(length(min = 1, max = 40))]
    pub business_kind: String,
}

/// Change a terminal user.
///
/// What is done with it; its id and who uses it stay.
#[utoipa::path(
    tag = "organization", operation_id = "change_terminal_user", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The terminal user's id.", example = "term_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that is changed.", example = "\"1\""),
    ),
    request_body = ChangeTerminalUser,
    responses((status = 200, description = "Changed.", body = TerminalUserView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "version_stale", "version_required"])))
)]
#[patch("/v1/companies/current/terminal-users/{id}")]
pub async fn change_terminal_user(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<CompanyAdministrator, ChangeTerminalUser>,
    id: PathId<kind::Terminal>,
) -> Answer {
    let version = if_match(&http)?;
    let done = request.run(&app, move |env, request| {
        let mandate = Mandate::of_company(request.actor.0.account.company);
        let business_kind = &request.body.business_kind;
        terminal::change(env, &request.call, &mandate, id.0, version, business_kind)
    });
    let done = done.await?;
    let version = done.value.terminal.version;
    let view = |found: terminal::TerminalOfOffice| {
        TerminalUserView::new(found.terminal, &found.office, Some(KEEPER))
    };
    Ok(done.answer(StatusCode::OK, view).etag(version))
}
