//! `GET /v1/assignments/{id}`

use actix_web::http::StatusCode;
use actix_web::{get, web};
use tegata_domain::assignment::sent;
use tegata_domain::kernel::kind;

use super::view::AssignmentView;
use crate::app::App;
use crate::http::{Answer, PathId, Person, Request};

/// Read an assignment of the own company.
///
/// With where its mail is (ASG-SND-05), and what may be done with it now.
#[utoipa::path(
    tag = "assignment", operation_id = "read_assignment", security(("bearer" = [])),
    params(("id" = String, Path, description = "The assignment's id.", example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "The assignment.", body = AssignmentView, links(
        ("cancel" = (operation_id = "cancel_assignment", parameters(("id" = "$response.body#/id")))),
        ("resend" = (operation_id = "resend_assignment", parameters(("id" = "$response.body#/id")))),
        ("revoke" = (operation_id = "revoke_assignment", parameters(("id" = "$response.body#/id")))),
    ))),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/assignments/{id}")]
pub async fn read_assignment(
    app: web::Data<App>,
    request: Request<Person>,
    id: PathId<kind::Assignment>,
) -> Answer {
    let done = request.run(&app, move |env, request| sent::get(env, &request.actor.0, id.0));
    let view = |assignment| AssignmentView::of_sender(assignment, &app.env);
    Ok(done.await?.answer(StatusCode::OK, view))
}
