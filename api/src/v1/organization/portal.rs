//! `/v1/offices/current`: what an office sees of itself and its terminal users (RIS-OFC-02).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use tegata_domain::identity::Reach;
use tegata_domain::kernel::kind;
use tegata_domain::organization::terminal;
use utoipa::ToSchema;

use super::office_view::OfficeView;
use super::terminal_view::TerminalUserView;
use crate::http::{Answer, App, Listed, Office, PageQuery, PathId, Query, Request, json, listed};
use crate::problem::instant;

/// Read the office that is signed in.
#[utoipa::path(
    tag = "organization", operation_id = "read_own_office", security(("bearer" = [])),
    description = "As its company's administrators and operators keep it.",
    responses((status = 200, description = "The office.", body = OfficeView)),
)]
#[get("/v1/offices/current")]
pub async fn read_own_office(request: Request<Office>) -> Answer {
    Ok(json(StatusCode::OK, &OfficeView::new(request.actor.0.office, None)))
}

/// List the own terminal users.
///
/// To select from them in an application (RIS-OFC-02): newest first, with business kind, roman name and
/// address, and state.
#[utoipa::path(
    tag = "organization", operation_id = "list_own_terminal_users", security(("bearer" = [])),
    params(PageQuery),
    responses((status = 200, description = "A page of terminal users.", body = Listed<TerminalUserView>)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/offices/current/terminal-users")]
pub async fn list_own_terminal_users(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<PageQuery>,
    request: Request<Office>,
) -> Answer {
    let page = query.0.page(&app.env, &http)?;
    let done = request.run(&app, move |env, request| {
        let office = &request.actor.0.office;
        terminal::list(env, Reach::Company(office.company), office.id, page)
    });
    let (office, page) = done.await?.value;
    Ok(listed(&app.env, &http, page, |one| TerminalUserView::new(one, &office, None)))
}

/// Read one of the own terminal users.
#[utoipa::path(
    tag = "organization", operation_id = "read_own_terminal_user", security(("bearer" = [])),
    description = "One of another office does not exist here.",
    params(("id" = String, Path, description = "The terminal user's id.", example = "term_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "The terminal user.", body = TerminalUserView)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/offices/current/terminal-users/{id}")]
pub async fn read_own_terminal_user(
    app: web::Data<App>,
    request: Request<Office>,
    id: PathId<kind::Terminal>,
) -> Answer {
    let office = request.actor.0.office.clone();
    let done =
        request.run(&app, move |env, request| terminal::get_own(env, &request.actor.0, id.0));
    let view = |terminal| TerminalUserView::new(terminal, &office, None);
    Ok(done.await?.answer(StatusCode::OK, view))
}

/// The id notice of a terminal user.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct PasswordNotice {
    /// The terminal user id.
    #[schema(example = "1ANACA0A")]
    pub user_id: String,
    /// What issued the password: `first`, `reissue` or `peer`.
    #[schema(example = "first")]
    pub source: String,
    /// `live`, `changed` or `expired`.
    #[schema(example = "live")]
    pub state: String,
    /// The password, while it is live; one that a peer was shown is never shown here.
    #[schema(format = Password, example = "KT4M7XQ9")]
    pub temporary_password: Option<String>,
    /// Until when it is good (RIS-TMP-03).
    #[schema(format = DateTime)]
    pub valid_until: String,
}

/// Read a terminal user's id notice.
///
/// The password that was issued to it last, such as the first one, shown to its office alone
/// (RIS-TMP-01). Each view of a password is audited.
#[utoipa::path(
    tag = "organization", operation_id = "read_password_notice", security(("bearer" = [])),
    params(("id" = String, Path, description = "The terminal user's id.", example = "term_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "The notice.", body = PasswordNotice)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/offices/current/terminal-users/{id}/notice")]
pub async fn read_password_notice(
    app: web::Data<App>,
    request: Request<Office>,
    id: PathId<kind::Terminal>,
) -> Answer {
    let done = request.run(&app, move |env, request| {
        terminal::read_notice(env, &request.call, &request.actor.0, id.0)
    });
    Ok(done.await?.answer(StatusCode::OK, |notice| PasswordNotice {
        user_id: notice.user_id,
        source: notice.source.as_str().to_owned(),
        state: notice.state.as_str().to_owned(),
        temporary_password: notice.password.map(|password| password.expose().to_owned()),
        valid_until: instant(notice.valid_until),
    }))
}
