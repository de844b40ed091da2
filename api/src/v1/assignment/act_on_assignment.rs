//! `POST /v1/assignments/{id}/cancel`, `…/resend`, `…/revoke`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use tegata_domain::assignment::{Command, life};
use tegata_domain::kernel::{Id, kind};

use super::view::{AssignmentView, Moment};
use crate::http::{Answer, App, PathId, Person, Request};

async fn act(
    app: &App,
    request: Request<Person>,
    id: Id<kind::Assignment>,
    command: Command,
) -> Answer {
    let done = request.run(app, move |env, request| {
        let acted = life::act(env, &request.call, &request.actor.0, id, command)?;
        Ok(AssignmentView::of_sender(acted, &Moment::of(env)))
    });
    Ok(done.await?.answer(StatusCode::OK, |view| view))
}

/// Cancel an assignment.
///
/// A pending one, to the end of day 6 after sending. On day 7 the system alone ends it (ASG-CAN-01).
#[utoipa::path(
    tag = "assignment", operation_id = "cancel_assignment", security(("bearer" = [])),
    params(("id" = String, Path, description = "The assignment's id.", example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Cancelled.", body = AssignmentView)),
    extensions(("x-refusals" = json!(["not_found", "assignment_state_conflict", "assignment_day_seven"])))
)]
#[post("/v1/assignments/{id}/cancel")]
pub async fn cancel_assignment(
    app: web::Data<App>,
    request: Request<Person>,
    id: PathId<kind::Assignment>,
) -> Answer {
    act(&app, request, id.0, Command::Cancel).await
}

/// Send an assignment's mail again.
///
/// With all that it was sent with, and a new PIN; the old one is void. A minute apart, five times. The
/// window does not start again (ASG-SND-05).
#[utoipa::path(
    tag = "assignment", operation_id = "resend_assignment", security(("bearer" = [])),
    params(("id" = String, Path, description = "The assignment's id.", example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Sent again.", body = AssignmentView)),
    extensions(("x-refusals" = json!(["not_found", "assignment_state_conflict", "resends_exhausted", "too_many_requests", "assignment_mails_limited", "concurrent_change"])))
)]
#[post("/v1/assignments/{id}/resend")]
pub async fn resend_assignment(
    app: web::Data<App>,
    request: Request<Person>,
    id: PathId<kind::Assignment>,
) -> Answer {
    act(&app, request, id.0, Command::Resend).await
}

/// End an accepted assignment.
///
/// The other company's sight of the record ends at once (ASG-REV-01).
#[utoipa::path(
    tag = "assignment", operation_id = "revoke_assignment", security(("bearer" = [])),
    params(("id" = String, Path, description = "The assignment's id.", example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Revoked.", body = AssignmentView)),
    extensions(("x-refusals" = json!(["not_found", "assignment_state_conflict", "own_company_assignment"])))
)]
#[post("/v1/assignments/{id}/revoke")]
pub async fn revoke_assignment(
    app: web::Data<App>,
    request: Request<Person>,
    id: PathId<kind::Assignment>,
) -> Answer {
    act(&app, request, id.0, Command::Revoke).await
}
