//! `PATCH /v1/pickup-requests/{id}`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, patch, web};
use serde::Deserialize;
use tegata_domain::cargo::pickup;
use tegata_domain::cargo::pickup_form::PickupForm;
use tegata_domain::kernel::kind;
use utoipa::ToSchema;
use validator::Validate;

use super::list_view::tag;
use super::view::PickupView;
use crate::http::{Answer, App, PathId, Person, Request, WithEtag as _, if_match};

/// A change of a pickup request: the fields to change, the others left out.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePickupRequest {
    /// The air waybills, all of them, each once.
    #[schema(min_items = 1, max_items = 50, nullable = false, example = json!(["131-12345675"]))]
    #[validate(length(max = 50))]
    pub awbs: Option<Vec<String>>,
    /// The shed (上屋).
    #[schema(min_length = 1, max_length = 100, nullable = false, example = "成田第一上屋")]
    #[validate(length(min = 1, max = 100))]
    pub shed: Option<String>,
    /// The trucking company (運送会社); an empty one takes it away.
    #[schema(max_length = 100, nullable = false, example = "東京運送株式会社")]
    #[validate(length(max = 100))]
    pub trucking_company: Option<String>,
    /// The shipper (荷主); an empty one takes it away.
    #[schema(max_length = 100, nullable = false, example = "株式会社山田電子")]
    #[validate(length(max = 100))]
    pub shipper: Option<String>,
    /// The vehicle number as on a Japanese plate; an empty one takes it away.
    #[schema(max_length = 40, nullable = false, example = "品川 100 あ 12-34")]
    #[validate(length(max = 40))]
    pub vehicle_number: Option<String>,
    /// When the vehicle is to come.
    #[schema(
        min_length = 1,
        max_length = 40,
        nullable = false,
        example = "2026-11-24T10:00:00+09:00"
    )]
    #[validate(length(min = 1, max = 40))]
    pub scheduled_at: Option<String>,
    /// The alerts that you raise, all of them; those left out are cleared.
    #[schema(max_items = 4, nullable = false, example = json!(["damage"]))]
    #[validate(length(max = 4))]
    pub alerts: Option<Vec<String>>,
}

impl ChangePickupRequest {
    /// The form with the given fields put in.
    fn put_in(&self, form: PickupForm) -> PickupForm {
        PickupForm {
            awbs: self.awbs.clone().unwrap_or(form.awbs),
            shed: self.shed.clone().unwrap_or(form.shed),
            trucking_company: self.trucking_company.clone().or(form.trucking_company),
            shipper: self.shipper.clone().or(form.shipper),
            vehicle_number: self.vehicle_number.clone().or(form.vehicle_number),
            scheduled_at: self.scheduled_at.clone().unwrap_or(form.scheduled_at),
            alerts: self.alerts.clone().unwrap_or(form.alerts),
        }
    }
}

/// Change a pickup request.
///
/// Its owner company may, until it is cancelled or picked up. Its statuses have calls of their own.
#[utoipa::path(
    tag = "cargo", operation_id = "change_pickup_request", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The request's id.", example = "pick_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that is changed.", example = "\"1\""),
    ),
    request_body = ChangePickupRequest,
    responses((status = 200, description = "Changed.", body = PickupView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "not_record_owner", "record_closed", "version_stale", "version_required"])))
)]
#[patch("/v1/pickup-requests/{id}")]
pub async fn change_pickup_request(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person, ChangePickupRequest>,
    id: PathId<kind::Pickup>,
) -> Answer {
    let version = if_match(&http)?;
    let reader = request.actor.0.company.id;
    let done = request.run(&app, move |env, request| {
        let put_in = |form| request.body.put_in(form);
        pickup::change(env, &request.call, &request.actor.0, id.0, version, put_in)
    });
    let done = done.await?;
    let tag = tag(done.value.record.record.version, &done.value.record);
    Ok(done.answer(StatusCode::OK, |noted| PickupView::noted(noted, reader)).entity_tag(&tag))
}
