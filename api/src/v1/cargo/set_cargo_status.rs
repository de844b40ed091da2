//! `POST /v1/cargo-records/{id}/status`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, post, web};
use serde::Deserialize;
use tegata_domain::cargo::record;
use tegata_domain::kernel::kind;
use utoipa::ToSchema;
use validator::Validate;

use super::list_view::tag;
use super::view::{CargoView, Reader};
use crate::http::{Answer, App, PathId, Person, Request, WithEtag as _, seen_version};

/// Another status of a cargo record.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCargoStatus {
    /// `registered`, `booked`, `received`, `manifested`, `departed`, `arrived`,
    /// `received_from_flight`, `notified`, `customs_cleared`, `discrepancy` or `delivered`.
    #[schema(min_length = 1, max_length = 40, example = "arrived")]
    #[validate(length(min = 1, max = 40))]
    pub status: String,
}

/// Give a cargo record another status.
///
/// Messages come in any order, so a status may follow any other; `delivered` is final. A status that
/// the record has already changes nothing. `discrepancy` raises an alert until the next other status.
/// A message comes without the version that somebody saw: `If-Match` may be left out.
#[utoipa::path(
    tag = "cargo", operation_id = "set_cargo_status", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The record's id.", example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the version that was seen, if another one is to be refused. Without it, the version that there is moves on."),
    ),
    request_body = SetCargoStatus,
    responses((status = 200, description = "The record as it is now.", body = CargoView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "not_record_owner", "record_closed", "version_stale"])))
)]
#[post("/v1/cargo-records/{id}/status")]
pub async fn set_cargo_status(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person, SetCargoStatus>,
    id: PathId<kind::Cargo>,
) -> Answer {
    let version = seen_version(&http)?;
    let reader = Reader::from(&request.actor.0);
    let done = request.run(&app, move |env, request| {
        let (who, typed) = (&request.actor.0, &request.body.status);
        record::set_status(env, &request.call, who, id.0, version, typed)
    });
    let done = done.await?;
    let tag = tag(done.value.record.record.version, &done.value.record);
    Ok(done.answer(StatusCode::OK, |noted| CargoView::noted(noted, reader)).entity_tag(&tag))
}
