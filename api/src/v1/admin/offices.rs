//! `/v1/admin/companies/{id}/offices`, `/v1/admin/offices/{id}/terminal-users`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, patch, post, web};
use tegata_domain::account::admin;
use tegata_domain::identity::Reach;
use tegata_domain::kernel::kind;
use tegata_domain::organization::mandate::Mandate;
use tegata_domain::organization::{office, terminal};

use super::{act_on_office, act_on_terminal_user};
use crate::http::{
    Answer, App, Listed, Operator, PageQuery, PathId, Query, Request, WithEtag as _, if_match,
    listed,
};
use crate::v1::organization::office_view::{OfficeView, change_office_body, create_office_body};
use crate::v1::organization::terminal_view::{TerminalUserView, create_terminal_body};

create_office_body! {
    /// An office to be made by an operator.
    AdminCreateOffice {
        /// Why it is made.
        #[schema(min_length = 1, max_length = 500, example = "Contract 2026-118.")]
        #[validate(length(min = 1, max = 500))]
        pub reason: String,
    }
}

create_terminal_body! {
    /// A terminal user to be made by an operator.
    AdminCreateTerminalUser {
        /// Why it is made.
        #[schema(min_length = 1, max_length = 500, example = "Contract 2026-118.")]
        #[validate(length(min = 1, max = 500))]
        pub reason: String,
    }
}

change_office_body! {
    /// A change of an office by an operator: the fields to change, the others left out.
    AdminChangeOffice {
        /// Why it is changed.
        #[schema(min_length = 1, max_length = 500, example = "The manager left.")]
        #[validate(length(min = 1, max = 500))]
        pub reason: String,
    }
}

/// Read an office.
///
/// With what may be done with it now.
#[utoipa::path(
    tag = "admin", operation_id = "admin_read_office", security(("bearer" = [])),
    params(("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "The office.", body = OfficeView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/admin/offices/{id}")]
pub async fn admin_read_office(
    app: web::Data<App>,
    request: Request<Operator>,
    id: PathId<kind::Office>,
) -> Answer {
    let done = request.run(&app, move |env, _| office::get(env, Reach::All, id.0)).await?;
    let version = done.value.version;
    let view = |office| OfficeView::new(office, Some(act_on_office::KEEPER));
    Ok(done.answer(StatusCode::OK, view).etag(version))
}

/// Change an office.
///
/// Its code stays as it is. A new address of its manager makes links to the old one void.
#[utoipa::path(
    tag = "admin", operation_id = "admin_change_office", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that is changed.", example = "\"1\""),
    ),
    request_body = AdminChangeOffice,
    responses((status = 200, description = "Changed.", body = OfficeView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "version_stale", "version_required"])))
)]
#[patch("/v1/admin/offices/{id}")]
pub async fn admin_change_office(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Operator, AdminChangeOffice>,
    id: PathId<kind::Office>,
) -> Answer {
    let version = if_match(&http)?;
    let done = request.run(&app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        let mandate = Mandate::of_operator(&reason);
        let put_in = |form| request.body.put_in(form);
        office::change(env, &request.call, &mandate, id.0, version, put_in)
    });
    let done = done.await?;
    let version = done.value.version;
    let view = |office| OfficeView::new(office, Some(act_on_office::KEEPER));
    Ok(done.answer(StatusCode::OK, view).etag(version))
}

/// Make an office of a company.
///
/// Its responsible manager is mailed the link to its password (RIS-OFC-01).
#[utoipa::path(
    tag = "admin", operation_id = "admin_create_office", security(("bearer" = [])),
    params(("id" = String, Path, description = "The company's id.", example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = AdminCreateOffice,
    responses((status = 201, description = "Made; a link is on its way.", body = OfficeView)),
    extensions(("x-refusals" = json!(["not_found", "company_state_conflict"])))
)]
#[post("/v1/admin/companies/{id}/offices")]
pub async fn admin_create_office(
    app: web::Data<App>,
    request: Request<Operator, AdminCreateOffice>,
    id: PathId<kind::Company>,
) -> Answer {
    let request =
        request.checked(&app, |_, request| office::violations(&(&request.body).into())).await?;
    let done = request.run(&app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        let mandate = Mandate::of_operator(&reason);
        office::create(env, &request.call, &mandate, id.0, &(&request.body).into())
    });
    let done = done.await?;
    let version = done.value.version;
    let view = |office| OfficeView::new(office, Some(act_on_office::KEEPER));
    Ok(done.answer(StatusCode::CREATED, view).etag(version))
}

/// List the offices of a company.
///
/// Newest first.
#[utoipa::path(
    tag = "admin", operation_id = "admin_list_offices", security(("bearer" = [])),
    params(("id" = String, Path, description = "The company's id.", example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz"), PageQuery),
    responses((status = 200, description = "A page of offices.", body = Listed<OfficeView>)),
    extensions(("x-refusals" = json!(["cursor_invalid", "not_found"])))
)]
#[get("/v1/admin/companies/{id}/offices")]
pub async fn admin_list_offices(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<PageQuery>,
    request: Request<Operator>,
    id: PathId<kind::Company>,
) -> Answer {
    let page = query.0.page(&app.env, &http)?;
    let done = request.run(&app, move |env, _| office::list(env, id.0, page));
    let view = |office| OfficeView::new(office, Some(act_on_office::KEEPER));
    Ok(listed(&app.env, &http, done.await?.value, view))
}

/// Make a terminal user of an office.
///
/// The office reads the first password in its id notice. An own-system id keeps that password.
#[utoipa::path(
    tag = "admin", operation_id = "admin_create_terminal_user", security(("bearer" = [])),
    params(("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = AdminCreateTerminalUser,
    responses((status = 201, description = "Made.", body = TerminalUserView)),
    extensions(("x-refusals" = json!(["not_found", "overloaded"])))
)]
#[post("/v1/admin/offices/{id}/terminal-users")]
pub async fn admin_create_terminal_user(
    app: web::Data<App>,
    request: Request<Operator, AdminCreateTerminalUser>,
    id: PathId<kind::Office>,
) -> Answer {
    let request =
        request.checked(&app, |_, request| terminal::violations(&(&request.body).into())).await?;
    let done = request.run(&app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        let mandate = Mandate::of_operator(&reason);
        terminal::create(env, &request.call, &mandate, id.0, &(&request.body).into())
    });
    let done = done.await?;
    let version = done.value.terminal.version;
    let view = |made: terminal::TerminalOfOffice| {
        TerminalUserView::new(made.terminal, &made.office, Some(act_on_terminal_user::KEEPER))
    };
    Ok(done.answer(StatusCode::CREATED, view).etag(version))
}

/// List the terminal users of an office.
///
/// Newest first.
#[utoipa::path(
    tag = "admin", operation_id = "admin_list_terminal_users", security(("bearer" = [])),
    params(("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz"), PageQuery),
    responses((status = 200, description = "A page of terminal users.", body = Listed<TerminalUserView>)),
    extensions(("x-refusals" = json!(["cursor_invalid", "not_found"])))
)]
#[get("/v1/admin/offices/{id}/terminal-users")]
pub async fn admin_list_terminal_users(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<PageQuery>,
    request: Request<Operator>,
    id: PathId<kind::Office>,
) -> Answer {
    let page = query.0.page(&app.env, &http)?;
    let done = request.run(&app, move |env, _| terminal::list(env, Reach::All, id.0, page));
    let (office, page) = done.await?.value;
    let view = |one| TerminalUserView::new(one, &office, Some(act_on_terminal_user::KEEPER));
    Ok(listed(&app.env, &http, page, view))
}
