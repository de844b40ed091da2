//! `POST /v1/pickup-requests/{id}/status`, `…/cancel`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, post, web};
use serde::Deserialize;
use tegata_domain::cargo::pickup::{self, Command};
use tegata_domain::kernel::{Refusal, kind};
use utoipa::ToSchema;
use validator::Validate;

use super::list_view::tag;
use super::view::PickupView;
use crate::http::{Answer, App, PathId, Payload, Person, Request, WithEtag as _, seen_version};

/// Another status of a pickup request, of its pickup, or both.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPickupStatus {
    /// `confirmed`: the shed took the request on.
    #[schema(min_length = 1, max_length = 40, nullable = false, example = "confirmed")]
    #[validate(length(min = 1, max = 40))]
    pub request_status: Option<String>,
    /// `waiting`, `arrived`, `partly_picked_up` or `picked_up`: never one before the present one.
    #[schema(min_length = 1, max_length = 40, nullable = false, example = "arrived")]
    #[validate(length(min = 1, max = 40))]
    pub pickup_status: Option<String>,
}

impl SetPickupStatus {
    fn command(&self) -> Result<Command, Refusal> {
        pickup::statuses(self.request_status.as_deref(), self.pickup_status.as_deref())
            .map_err(Refusal::fields)
    }
}

/// Carries out what the body commands.
async fn act<B: Payload + Send>(
    app: &App,
    http: &HttpRequest,
    request: Request<Person, B>,
    id: PathId<kind::Pickup>,
    command: impl FnOnce(&B) -> Result<Command, Refusal> + Send + 'static,
) -> Answer {
    let version = seen_version(http)?;
    let reader = request.actor.0.company.id;
    let done = request.run(app, move |env, request| {
        let command = command(&request.body)?;
        pickup::act(env, &request.call, &request.actor.0, id.0, version, command)
    });
    let done = done.await?;
    let tag = tag(done.value.record.record.version, &done.value.record);
    Ok(done.answer(StatusCode::OK, |noted| PickupView::noted(noted, reader)).entity_tag(&tag))
}

/// Say where a pickup request is.
///
/// Statuses go forward; `picked_up` is final. The present ones change nothing. A message comes without
/// the version that somebody saw: `If-Match` may be left out.
#[utoipa::path(
    tag = "cargo", operation_id = "set_pickup_status", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The request's id.", example = "pick_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the version that was seen, if another one is to be refused. Without it, the version that there is moves on."),
    ),
    request_body = SetPickupStatus,
    responses((status = 200, description = "The request as it is now.", body = PickupView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "not_record_owner", "record_closed", "version_stale", "concurrent_change"])))
)]
#[post("/v1/pickup-requests/{id}/status")]
pub async fn set_pickup_status(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person, SetPickupStatus>,
    id: PathId<kind::Pickup>,
) -> Answer {
    act(&app, &http, request, id, SetPickupStatus::command).await
}

/// Cancel a pickup request.
///
/// While nothing was picked up; that is final.
#[utoipa::path(
    tag = "cargo", operation_id = "cancel_pickup_request", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The request's id.", example = "pick_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the version that was seen, if another one is to be refused. Without it, the version that there is moves on."),
    ),
    responses((status = 200, description = "Cancelled.", body = PickupView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "not_record_owner", "record_closed", "version_stale", "concurrent_change"])))
)]
#[post("/v1/pickup-requests/{id}/cancel")]
pub async fn cancel_pickup_request(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person>,
    id: PathId<kind::Pickup>,
) -> Answer {
    act(&app, &http, request, id, |_| Ok(Command::Cancel)).await
}
