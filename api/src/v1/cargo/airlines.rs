//! `GET /v1/airlines`, `PUT /v1/admin/airlines/{prefix}`: whose prefix an air waybill has.

use actix_web::http::StatusCode;
use actix_web::{get, put, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::admin;
use tegata_domain::cargo::{Airline, airline};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Answer, App, Operator, Request, Stranger};

/// An airline.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Airline)]
pub struct AirlineView {
    /// The prefix of its air waybills.
    #[schema(example = "131")]
    pub prefix: String,
    /// Its IATA designator.
    #[schema(example = "JL")]
    pub designator: String,
    /// Its name.
    #[schema(example = "Japan Airlines")]
    pub name: String,
}

impl From<Airline> for AirlineView {
    fn from(Airline { prefix, designator, name }: Airline) -> Self {
        Self { prefix, designator, name }
    }
}

/// The airlines whose prefixes are known.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Airlines {
    /// By prefix.
    pub items: Vec<AirlineView>,
}

/// List airlines by the prefix of their air waybills.
///
/// A record with another prefix is taken with a warning (CGO-AWB-01).
#[utoipa::path(
    tag = "reference", operation_id = "list_airlines", security(()),
    responses((status = 200, description = "The airlines.", body = Airlines)),
)]
#[get("/v1/airlines")]
pub async fn list_airlines(app: web::Data<App>, request: Request<Stranger>) -> Answer {
    let done = request.run(&app, |env, _| airline::list(env)).await?;
    Ok(done.answer(StatusCode::OK, |airlines| Airlines {
        items: airlines.into_iter().map(AirlineView::from).collect(),
    }))
}

/// An airline to be put into the table.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutAirline {
    /// Its IATA designator: 2 letters A–Z and digits.
    #[schema(min_length = 1, max_length = 10, example = "JL")]
    #[validate(length(min = 1, max = 10))]
    pub designator: String,
    /// Its name.
    #[schema(min_length = 1, max_length = 100, example = "Japan Airlines")]
    #[validate(length(min = 1, max = 100))]
    pub name: String,
    /// Why.
    #[schema(min_length = 1, max_length = 500, example = "New carrier at Narita.")]
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

/// Put an airline into the table.
///
/// In place of the one with its prefix, if there is one.
#[utoipa::path(
    tag = "admin", operation_id = "put_airline", security(("bearer" = [])),
    params(("prefix" = String, Path, description = "The prefix of its air waybills: 3 digits.", example = "131")),
    request_body = PutAirline,
    responses((status = 200, description = "It is in the table.", body = AirlineView)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[put("/v1/admin/airlines/{prefix}")]
pub async fn put_airline(
    app: web::Data<App>,
    request: Request<Operator, PutAirline>,
    prefix: web::Path<String>,
) -> Answer {
    let request = request
        .checked(&app, |_, request| {
            airline::violations(&request.body.designator, &request.body.name)
        })
        .await?;
    let done = request.run(&app, move |env, request| {
        let PutAirline { designator, name, reason } = &request.body;
        let reason = admin::reason(reason)?;
        airline::put(env, &request.call, &prefix, designator, name, &reason)
    });
    Ok(done.await?.answer(StatusCode::OK, AirlineView::from))
}
