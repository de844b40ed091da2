//! `POST /v1/assignments/{id}/pin`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::assignment::{Assignment, life};
use tegata_domain::env::Env;
use tegata_domain::kernel::kind;
use utoipa::ToSchema;

use crate::http::{Answer, App, PathId, Person, Request};
use crate::problem::instant;

/// That a PIN is on its way to the address.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AssignmentPinSent {
    /// The batch whose PIN it is.
    #[schema(example = "abat_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub batch_id: String,
    /// When the mail was written.
    #[schema(format = DateTime)]
    pub mailed_at: String,
    /// How often it may be sent again still.
    #[schema(example = 4)]
    pub resends_left: u32,
    /// Until before here it may be accepted (ASG-EXP-01).
    #[schema(format = DateTime)]
    pub accept_until: String,
}

impl AssignmentPinSent {
    fn new(assignment: &Assignment, env: &Env) -> Self {
        let (batch, policy) = (&assignment.batch, &env.settings.assignment);
        Self {
            batch_id: batch.id.to_string(),
            mailed_at: instant(batch.mailed_at),
            resends_left: policy.resends.saturating_sub(batch.resends),
            accept_until: instant(assignment.window(policy).accept_until),
        }
    }
}

/// Have the PIN sent again.
///
/// To the own address, as a new one; the old one is void (ASG-SND-06).
#[utoipa::path(
    tag = "assignment", operation_id = "send_assignment_pin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The assignment's id, from the inbox.", example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "On its way.", body = AssignmentPinSent)),
    extensions(("x-refusals" = json!(["not_found", "assignment_expired", "assignment_ended", "resends_exhausted", "too_many_requests", "assignment_mails_limited", "concurrent_change"])))
)]
#[post("/v1/assignments/{id}/pin")]
pub async fn send_assignment_pin(
    app: web::Data<App>,
    request: Request<Person>,
    id: PathId<kind::Assignment>,
) -> Answer {
    let done = request
        .run(&app, move |env, request| life::send_pin(env, &request.call, &request.actor.0, id.0));
    let view = |assignment| AssignmentPinSent::new(&assignment, &app.env);
    Ok(done.await?.answer(StatusCode::OK, view))
}
