//! `POST /v1/cargo-records/assignment-acceptances`, `POST /v1/pickup-requests/assignment-acceptances`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::assignment::accept::{self, TypedAcceptance};
use tegata_domain::kernel::RecordKind;
use utoipa::ToSchema;
use validator::Validate;

use super::accepted_view::AssignmentsAccepted;
use crate::http::{Answer, App, Person, Request};

/// The PIN of an assignment's mail.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptAssignments {
    /// The PIN, without regard to case, width, spaces and hyphens.
    #[schema(min_length = 1, max_length = 40, example = "3467-9ACD")]
    #[validate(length(min = 1, max = 40))]
    pub pin: String,
    /// An assignment of what is accepted, from the inbox. Wrong PINs then close it, and pause nothing
    /// else (ASG-ACC-06).
    #[schema(max_length = 40, example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    #[validate(length(max = 40))]
    pub assignment_id: Option<String>,
}

impl From<&AcceptAssignments> for TypedAcceptance {
    fn from(body: &AcceptAssignments) -> Self {
        Self { pin: body.pin.clone(), assignment: body.assignment_id.clone() }
    }
}

async fn accept(
    app: &App,
    request: Request<Person, AcceptAssignments>,
    kind: RecordKind,
) -> Answer {
    let language = request.call.language;
    let request =
        request.checked(app, |_, request| accept::violations(&(&request.body).into())).await?;
    let done = request.run(app, move |env, request| {
        accept::accept(env, &request.call, &request.actor.0, kind, &(&request.body).into())
    });
    let view = |accepted| AssignmentsAccepted::new(accepted, language);
    Ok(done.await?.answer(StatusCode::OK, view))
}

/// Accept assigned cargo records (AWBアサイン受取).
///
/// With the PIN, by an account that holds the addressed e-mail. What of the batch is still pending is
/// accepted for the company. The answer says where it lists (ASG-ACC-08).
#[utoipa::path(
    tag = "assignment", operation_id = "accept_cargo_assignments", security(("bearer" = [])),
    request_body = AcceptAssignments,
    responses((status = 200, description = "Accepted.", body = AssignmentsAccepted)),
    extensions(("x-refusals" = json!(["pin_unknown", "pin_of_other_kind", "addressed_to_colleague", "own_company_assignment", "pin_closed", "pin_paused", "already_visible", "assignment_expired", "assignment_ended"])))
)]
#[post("/v1/cargo-records/assignment-acceptances")]
pub async fn accept_cargo_assignments(
    app: web::Data<App>,
    request: Request<Person, AcceptAssignments>,
) -> Answer {
    accept(&app, request, RecordKind::Cargo).await
}

/// Accept assigned pickup requests (搬出依頼アサイン受取).
///
/// With the PIN, by an account that holds the addressed e-mail. What of the batch is still pending is
/// accepted for the company. The answer says where it lists (ASG-ACC-08).
#[utoipa::path(
    tag = "assignment", operation_id = "accept_pickup_assignments", security(("bearer" = [])),
    request_body = AcceptAssignments,
    responses((status = 200, description = "Accepted.", body = AssignmentsAccepted)),
    extensions(("x-refusals" = json!(["pin_unknown", "pin_of_other_kind", "addressed_to_colleague", "own_company_assignment", "pin_closed", "pin_paused", "already_visible", "assignment_expired", "assignment_ended"])))
)]
#[post("/v1/pickup-requests/assignment-acceptances")]
pub async fn accept_pickup_assignments(
    app: web::Data<App>,
    request: Request<Person, AcceptAssignments>,
) -> Answer {
    accept(&app, request, RecordKind::Pickup).await
}
