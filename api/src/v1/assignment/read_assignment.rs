//! `GET /v1/assignments/{id}`

use actix_web::{HttpRequest, get, web};
use tegata_domain::assignment::sent;
use tegata_domain::kernel::kind;

use super::view::{AssignmentView, Moment};
use crate::http::{Answer, App, PathId, Person, Request, tagged};

/// Read an assignment.
///
/// One that the own company sent, with where its mail is (ASG-SND-05) and what may be done with it now;
/// or one through which it sees another company's record (ASG-WHY-01).
#[utoipa::path(
    tag = "assignment", operation_id = "read_assignment", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The assignment's id.", example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` that the client holds."),
    ),
    responses(
        (status = 200, description = "The assignment.", body = AssignmentView, links(
            ("cancel" = (operation_id = "cancel_assignment", parameters(("id" = "$response.body#/id")))),
            ("resend" = (operation_id = "resend_assignment", parameters(("id" = "$response.body#/id")))),
            ("revoke" = (operation_id = "revoke_assignment", parameters(("id" = "$response.body#/id")))),
        ), headers(("ETag" = String, description = "What it is now."))),
        (status = 304, description = "The client holds it as it is now."),
    ),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/assignments/{id}")]
pub async fn read_assignment(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person>,
    id: PathId<kind::Assignment>,
) -> Answer {
    let reader = request.actor.0.account.company;
    let done = request.run(&app, move |env, request| {
        let found = sent::get(env, &request.actor.0, id.0)?;
        Ok(AssignmentView::of_company(found, reader, &Moment::of(env)))
    });
    Ok(tagged(&http, &done.await?.value))
}
