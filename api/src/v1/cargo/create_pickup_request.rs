//! `POST /v1/pickup-requests`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::cargo::pickup;
use tegata_domain::cargo::pickup_form::{self, PickupForm};
use utoipa::ToSchema;
use validator::Validate;

use super::list_view::tag;
use super::view::{PICKUPS, PickupView};
use crate::http::{Answer, App, DryRun, Person, Query, Request, WithEtag as _};

/// A pickup request to be made.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePickupRequest {
    /// The air waybills, each once.
    #[schema(min_items = 1, max_items = 50, example = json!(["131-12345675"]))]
    #[validate(length(max = 50))]
    pub awbs: Vec<String>,
    /// The shed (上屋).
    #[schema(min_length = 1, max_length = 100, example = "成田第一上屋")]
    #[validate(length(min = 1, max = 100))]
    pub shed: String,
    /// The trucking company (運送会社).
    #[schema(max_length = 100, nullable = false, example = "東京運送株式会社")]
    #[validate(length(max = 100))]
    pub trucking_company: Option<String>,
    /// The shipper (荷主).
    #[schema(max_length = 100, nullable = false, example = "株式会社山田電子")]
    #[validate(length(max = 100))]
    pub shipper: Option<String>,
    /// The vehicle number as on a Japanese plate; width, spaces, hyphens and dots do not matter.
    #[schema(max_length = 40, nullable = false, example = "品川 100 あ 12-34")]
    #[validate(length(max = 40))]
    pub vehicle_number: Option<String>,
    /// When the vehicle is to come.
    #[schema(min_length = 1, max_length = 40, example = "2026-11-24T10:00:00+09:00")]
    #[validate(length(min = 1, max = 40))]
    pub scheduled_at: String,
    /// The alerts that you raise: `customs_hold`, `damage`, `documents_missing`, `temperature`.
    #[serde(default)]
    #[schema(max_items = 4, example = json!(["damage"]))]
    #[validate(length(max = 4))]
    pub alerts: Vec<String>,
}

impl From<&CreatePickupRequest> for PickupForm {
    fn from(body: &CreatePickupRequest) -> Self {
        Self {
            awbs: body.awbs.clone(),
            shed: body.shed.clone(),
            trucking_company: body.trucking_company.clone(),
            shipper: body.shipper.clone(),
            vehicle_number: body.vehicle_number.clone(),
            scheduled_at: body.scheduled_at.clone(),
            alerts: body.alerts.clone(),
        }
    }
}

/// Make a pickup request.
///
/// For consolidators, customs brokers, trucking companies and shippers (CGO-REC-02). `dry_run=true`
/// shows the exact result and writes nothing.
#[utoipa::path(
    tag = "cargo", operation_id = "create_pickup_request", security(("bearer" = [])),
    params(DryRun),
    request_body = CreatePickupRequest,
    responses(
        (status = 201, description = "Made.", body = PickupView, headers(("ETag" = String, description = "The version.")), links(
            ("read" = (operation_id = "read_pickup_request", parameters(("id" = "$response.body#/id")))),
            ("change" = (operation_id = "change_pickup_request", parameters(("id" = "$response.body#/id")))),
            ("set_status" = (operation_id = "set_pickup_status", parameters(("id" = "$response.body#/id")))),
            ("cancel" = (operation_id = "cancel_pickup_request", parameters(("id" = "$response.body#/id")))),
        )),
        (status = 200, description = "What would be made.", body = PickupView),
    ),
    extensions(("x-refusals" = json!(["business_role_required"])))
)]
#[post("/v1/pickup-requests")]
pub async fn create_pickup_request(
    app: web::Data<App>,
    query: Query<DryRun>,
    request: Request<Person, CreatePickupRequest>,
) -> Answer {
    let reader = request.actor.0.company.id;
    let request = request
        .checked(&app, |_, request| pickup_form::violations(&(&request.body).into()))
        .await?;
    if query.0.wanted() {
        let done = request.run(&app, |env, request| {
            pickup::preview(env, &request.actor.0, &(&request.body).into())
        });
        return Ok(done.await?.answer(StatusCode::OK, |noted| PickupView::noted(noted, reader)));
    }
    let done = request.run(&app, |env, request| {
        pickup::create(env, &request.call, &request.actor.0, &(&request.body).into())
    });
    let done = done.await?;
    let seen = &done.value.record;
    let (path, tag) = (format!("{PICKUPS}/{}", seen.record.id), tag(seen.record.version, seen));
    let answer = done.answer(StatusCode::CREATED, |noted| PickupView::noted(noted, reader));
    Ok(answer.location(&path).entity_tag(&tag))
}
