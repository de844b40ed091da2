//! `PATCH /v1/cargo-records/{id}`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, patch, web};
use serde::Deserialize;
use tegata_domain::cargo::form::CargoChange;
use tegata_domain::cargo::record;
use tegata_domain::kernel::kind;
use utoipa::ToSchema;
use validator::Validate;

use super::list_view::tag;
use super::view::{CargoView, Reader};
use crate::http::{Answer, App, PathId, Person, Request, WithEtag as _, if_match};

/// A change of a cargo record: the fields to change, the others left out.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCargoRecord {
    /// `import` or `export` (登録対象).
    #[schema(min_length = 1, max_length = 10, nullable = false, example = "import")]
    #[validate(length(min = 1, max = 10))]
    pub direction: Option<String>,
    /// Another master air waybill, of a record with the alert `duplicate_waybill` alone: that clears it.
    #[schema(max_length = 40, nullable = false, example = "131-12345675")]
    #[validate(length(max = 40))]
    pub mawb: Option<String>,
    /// Another house waybill, of such a record alone; an empty one takes it away.
    #[schema(max_length = 40, nullable = false, example = "NAX0001")]
    #[validate(length(max = 40))]
    pub hawb: Option<String>,
    /// The alerts that you raise, all of them; those left out are cleared.
    #[schema(max_items = 4, nullable = false, example = json!(["customs_hold"]))]
    #[validate(length(max = 4))]
    pub alerts: Option<Vec<String>>,
    /// Whether space is reserved (予約).
    #[schema(nullable = false)]
    pub reservation: Option<bool>,
    /// The bonded warehouse (保税蔵置場); an empty one takes it away.
    #[schema(max_length = 100, nullable = false, example = "成田第二保税蔵置場")]
    #[validate(length(max = 100))]
    pub bonded_warehouse: Option<String>,
    /// The shipper (荷主); an empty one takes it away.
    #[schema(max_length = 100, nullable = false, example = "株式会社山田電子")]
    #[validate(length(max = 100))]
    pub shipper: Option<String>,
    /// The customs broker (通関業者); an empty one takes it away.
    #[schema(max_length = 100, nullable = false, example = "ナックス通関株式会社")]
    #[validate(length(max = 100))]
    pub customs_broker: Option<String>,
    /// Pieces; 0 takes them away.
    #[schema(minimum = 0, maximum = 99_999, nullable = false, example = 12)]
    pub pieces: Option<i64>,
    /// Weight in kilograms, with up to three decimals; 0 takes it away.
    #[schema(minimum = 0, maximum = 9_999_999, nullable = false, example = 1250.5)]
    pub weight_kg: Option<f64>,
    /// The flight; an empty one takes it away.
    #[schema(max_length = 20, nullable = false, example = "NH8401")]
    #[validate(length(max = 20))]
    pub flight: Option<String>,
    /// The airport of origin; an empty one takes it away.
    #[schema(max_length = 10, nullable = false, example = "HKG")]
    #[validate(length(max = 10))]
    pub origin: Option<String>,
    /// The airport of destination; an empty one takes it away.
    #[schema(max_length = 10, nullable = false, example = "NRT")]
    #[validate(length(max = 10))]
    pub destination: Option<String>,
    /// IATA special handling codes, all of them.
    #[schema(max_items = 9, nullable = false, example = json!(["PER"]))]
    #[validate(length(max = 9))]
    pub special_handling: Option<Vec<String>>,
}

impl From<&ChangeCargoRecord> for CargoChange {
    fn from(body: &ChangeCargoRecord) -> Self {
        Self {
            direction: body.direction.clone(),
            mawb: body.mawb.clone(),
            hawb: body.hawb.clone(),
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
            ..Self::default()
        }
    }
}

/// Change a cargo record.
///
/// Its owner company may, until it is delivered. Its status has a call of its own. Its waybill stays, as
/// it is known by it, unless the company has another record of it since it took another company over.
#[utoipa::path(
    tag = "cargo", operation_id = "change_cargo_record", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The record's id.", example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that is changed.", example = "\"1\""),
    ),
    request_body = ChangeCargoRecord,
    responses((status = 200, description = "Changed.", body = CargoView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "not_record_owner", "record_closed", "house_waybills_full", "version_stale", "version_required"])))
)]
#[patch("/v1/cargo-records/{id}")]
pub async fn change_cargo_record(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person, ChangeCargoRecord>,
    id: PathId<kind::Cargo>,
) -> Answer {
    let version = if_match(&http)?;
    let reader = Reader::from(&request.actor.0);
    let done = request.run(&app, move |env, request| {
        let change = (&request.body).into();
        record::change(env, &request.call, &request.actor.0, id.0, version, &change)
    });
    let done = done.await?;
    let tag = tag(done.value.record.record.version, &done.value.record);
    Ok(done.answer(StatusCode::OK, |noted| CargoView::noted(noted, reader)).entity_tag(&tag))
}
