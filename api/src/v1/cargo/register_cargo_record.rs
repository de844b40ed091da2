//! `POST /v1/cargo-records`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::cargo::form::{self, CargoForm};
use tegata_domain::cargo::record;
use utoipa::ToSchema;
use validator::Validate;

use super::list_view::tag;
use super::view::{CARGO, CargoView, Reader};
use crate::http::{Answer, App, DryRun, Person, Query, Request, WithEtag as _};

/// A cargo record to be registered.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterCargoRecord {
    /// `import` or `export` (登録対象).
    #[schema(min_length = 1, max_length = 10, example = "import")]
    #[validate(length(min = 1, max = 10))]
    pub direction: String,
    /// The master air waybill: 11 digits; hyphens, spaces and width do not matter.
    #[schema(min_length = 1, max_length = 40, example = "131-12345675")]
    #[validate(length(min = 1, max = 40))]
    pub mawb: String,
    /// The house waybill: 1 to 12 letters A–Z and digits. Without one it is the record of the master.
    #[schema(max_length = 40, nullable = false, example = "NAX0001")]
    #[validate(length(max = 40))]
    pub hawb: Option<String>,
    /// Where it is; `registered` when left out.
    #[schema(min_length = 1, max_length = 40, nullable = false, example = "arrived")]
    #[validate(length(min = 1, max = 40))]
    pub status: Option<String>,
    /// The alerts that you raise: `customs_hold`, `damage`, `documents_missing`, `temperature`.
    #[serde(default)]
    #[schema(max_items = 4, example = json!(["customs_hold"]))]
    #[validate(length(max = 4))]
    pub alerts: Vec<String>,
    /// Whether space is reserved (予約).
    #[serde(default)]
    pub reservation: bool,
    /// The bonded warehouse (保税蔵置場).
    #[schema(max_length = 100, nullable = false, example = "成田第一保税蔵置場")]
    #[validate(length(max = 100))]
    pub bonded_warehouse: Option<String>,
    /// The shipper (荷主).
    #[schema(max_length = 100, nullable = false, example = "株式会社山田電子")]
    #[validate(length(max = 100))]
    pub shipper: Option<String>,
    /// The customs broker (通関業者).
    #[schema(max_length = 100, nullable = false, example = "ナックス通関株式会社")]
    #[validate(length(max = 100))]
    pub customs_broker: Option<String>,
    /// Pieces.
    #[schema(minimum = 0, maximum = 99_999, nullable = false, example = 12)]
    pub pieces: Option<i64>,
    /// Weight in kilograms, with up to three decimals.
    #[schema(minimum = 0, maximum = 9_999_999, nullable = false, example = 1250.5)]
    pub weight_kg: Option<f64>,
    /// The flight.
    #[schema(max_length = 20, nullable = false, example = "NH8401")]
    #[validate(length(max = 20))]
    pub flight: Option<String>,
    /// The airport of origin: an IATA code.
    #[schema(max_length = 10, nullable = false, example = "HKG")]
    #[validate(length(max = 10))]
    pub origin: Option<String>,
    /// The airport of destination: an IATA code.
    #[schema(max_length = 10, nullable = false, example = "NRT")]
    #[validate(length(max = 10))]
    pub destination: Option<String>,
    /// IATA special handling codes (`GET /v1/cargo-codes?list=special_handling`).
    #[serde(default)]
    #[schema(max_items = 9, example = json!(["PER"]))]
    #[validate(length(max = 9))]
    pub special_handling: Vec<String>,
}

impl From<&RegisterCargoRecord> for CargoForm {
    fn from(body: &RegisterCargoRecord) -> Self {
        Self {
            direction: Some(body.direction.clone()),
            mawb: Some(body.mawb.clone()),
            hawb: body.hawb.clone(),
            status: body.status.clone(),
            alerts: body.alerts.clone(),
            reservation: body.reservation,
            bonded_warehouse: body.bonded_warehouse.clone(),
            shipper: body.shipper.clone(),
            customs_broker: body.customs_broker.clone(),
            pieces: body.pieces,
            weight_kg: body.weight_kg,
            flight: body.flight.clone(),
            origin: body.origin.clone(),
            destination: body.destination.clone(),
            special_handling: body.special_handling.clone(),
        }
    }
}

/// Register a cargo record.
///
/// For companies that consolidate or clear cargo (CGO-REC-01). An unknown airline prefix is a warning
/// of the answer. `dry_run=true` shows the exact result and writes nothing.
#[utoipa::path(
    tag = "cargo", operation_id = "register_cargo_record", security(("bearer" = [])),
    params(DryRun),
    request_body = RegisterCargoRecord,
    responses(
        (status = 201, description = "Registered.", body = CargoView, headers(("ETag" = String, description = "The version.")), links(
            ("read" = (operation_id = "read_cargo_record", parameters(("id" = "$response.body#/id")))),
            ("change" = (operation_id = "change_cargo_record", parameters(("id" = "$response.body#/id")))),
            ("set_status" = (operation_id = "set_cargo_status", parameters(("id" = "$response.body#/id")))),
        )),
        (status = 200, description = "What would be registered.", body = CargoView),
    ),
    extensions(("x-refusals" = json!(["business_role_required", "house_waybills_full"])))
)]
#[post("/v1/cargo-records")]
pub async fn register_cargo_record(
    app: web::Data<App>,
    query: Query<DryRun>,
    request: Request<Person, RegisterCargoRecord>,
) -> Answer {
    let reader = Reader::from(&request.actor.0);
    let request =
        request.checked(&app, |_, request| form::violations(&(&request.body).into())).await?;
    if query.0.wanted() {
        let done = request.run(&app, |env, request| {
            record::preview(env, &request.actor.0, &(&request.body).into())
        });
        return Ok(done.await?.answer(StatusCode::OK, |noted| CargoView::noted(noted, reader)));
    }
    let done = request.run(&app, |env, request| {
        record::register(env, &request.call, &request.actor.0, &(&request.body).into())
    });
    let done = done.await?;
    let seen = &done.value.record;
    let (path, tag) = (format!("{CARGO}/{}", seen.record.id), tag(seen.record.version, seen));
    let answer = done.answer(StatusCode::CREATED, |noted| CargoView::noted(noted, reader));
    Ok(answer.location(&path).entity_tag(&tag))
}
