//! `GET /v1/admin/assignments`, `GET …/{id}`, `POST …/{id}/cancel`, `…/release`, `…/remove`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, post, web};
use serde::Deserialize;
use tegata_domain::account::admin;
use tegata_domain::assignment::{AssignmentState, Command, SentFilter, life, sent};
use tegata_domain::kernel::{EmailAddress, Id, RecordKind, kind};
use utoipa::IntoParams;

use super::view::Reason;
use crate::http::{
    Answer, App, Listed, Operator, PageQuery, PathId, Query, Request, listed, one_of, tagged,
};
use crate::v1::assignment::view::{AssignmentView, Moment};

/// Which assignments are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AdminAssignmentQuery {
    /// Sent by this company.
    #[param(max_length = 40, example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub company_id: Option<String>,
    /// In this state, as it is now.
    #[param(max_length = 40, example = "expired")]
    pub state: Option<String>,
    /// Of this kind: `cargo` or `pickup`.
    #[param(max_length = 40, example = "cargo")]
    pub kind: Option<String>,
    /// To this address.
    #[param(max_length = 254, example = "broker@example.jp")]
    pub email: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

/// List assignments.
///
/// Of every company, newest first.
#[utoipa::path(
    tag = "admin", operation_id = "list_all_assignments", security(("bearer" = [])),
    params(AdminAssignmentQuery),
    responses((status = 200, description = "A page of assignments.", body = Listed<AssignmentView>)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/admin/assignments")]
pub async fn list_all_assignments(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<AdminAssignmentQuery>,
    request: Request<Operator>,
) -> Answer {
    let query = query.0;
    let company = one_of("company_id", query.company_id.as_ref(), |text| text.parse().ok())?;
    let filter = SentFilter {
        state: one_of("state", query.state.as_ref(), AssignmentState::named)?,
        kind: one_of("kind", query.kind.as_ref(), RecordKind::named)?,
        email: one_of("email", query.email.as_ref(), EmailAddress::parse)?,
        ..SentFilter::default()
    };
    let page = PageQuery { limit: query.limit, cursor: query.cursor }.page(&app.env, &http)?;
    let done = request.run(&app, move |env, _| {
        Ok((sent::list_all(env, company, filter, page)?, Moment::of(env)))
    });
    let (page, moment) = done.await?.value;
    Ok(listed(&app.env, &http, page, |one| AssignmentView::of_operator(one, &moment)))
}

/// Read an assignment.
///
/// Of any company.
#[utoipa::path(
    tag = "admin", operation_id = "read_any_assignment", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The assignment's id.", example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` that the client holds."),
    ),
    responses(
        (status = 200, description = "The assignment.", body = AssignmentView, headers(("ETag" = String, description = "What it is now."))),
        (status = 304, description = "The client holds it as it is now."),
    ),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/admin/assignments/{id}")]
pub async fn read_any_assignment(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Operator>,
    id: PathId<kind::Assignment>,
) -> Answer {
    let done = request.run(&app, move |env, _| {
        Ok(AssignmentView::of_operator(sent::get_any(env, id.0)?, &Moment::of(env)))
    });
    Ok(tagged(&http, &done.await?.value))
}

async fn act(
    app: &App,
    request: Request<Operator, Reason>,
    id: Id<kind::Assignment>,
    command: Command,
) -> Answer {
    let done = request.run(app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        let acted = life::operate(env, &request.call, id, command, &reason)?;
        Ok(AssignmentView::of_operator(acted, &Moment::of(env)))
    });
    Ok(done.await?.answer(StatusCode::OK, |view| view))
}

/// Cancel an assignment.
///
/// A pending one, on day 7 too (ASG-EXP-03). It may be made again at once.
#[utoipa::path(
    tag = "admin", operation_id = "admin_cancel_assignment", security(("bearer" = [])),
    params(("id" = String, Path, description = "The assignment's id.", example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "Cancelled.", body = AssignmentView)),
    extensions(("x-refusals" = json!(["not_found", "assignment_state_conflict"])))
)]
#[post("/v1/admin/assignments/{id}/cancel")]
pub async fn admin_cancel_assignment(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Assignment>,
) -> Answer {
    act(&app, request, id.0, Command::OperatorCancel).await
}

/// Let an expired assignment be made again early.
///
/// Before the morning of day 8 (ASG-EXP-03).
#[utoipa::path(
    tag = "admin", operation_id = "admin_release_assignment", security(("bearer" = [])),
    params(("id" = String, Path, description = "The assignment's id.", example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "Released.", body = AssignmentView)),
    extensions(("x-refusals" = json!(["not_found", "assignment_state_conflict", "concurrent_change"])))
)]
#[post("/v1/admin/assignments/{id}/release")]
pub async fn admin_release_assignment(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Assignment>,
) -> Answer {
    act(&app, request, id.0, Command::Release).await
}

/// Remove an assignment within one company.
///
/// That companies that were merged left behind (ASG-SELF-01).
#[utoipa::path(
    tag = "admin", operation_id = "admin_remove_assignment", security(("bearer" = [])),
    params(("id" = String, Path, description = "The assignment's id.", example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "Removed.", body = AssignmentView)),
    extensions(("x-refusals" = json!(["not_found", "assignment_state_conflict"])))
)]
#[post("/v1/admin/assignments/{id}/remove")]
pub async fn admin_remove_assignment(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Assignment>,
) -> Answer {
    act(&app, request, id.0, Command::Remove).await
}
