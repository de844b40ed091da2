//! `GET /v1/cargo-codes`: the code lists of air cargo.

use actix_web::get;
use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use tegata_domain::cargo::code::{CodeList, codes};
use tegata_domain::kernel::{FieldCode, Refusal, Violation, text};
use utoipa::{IntoParams, ToSchema};

use crate::http::{Answer, Query, json};

/// Which codes are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CodeQuery {
    /// The list: `airport`, `special_handling`, `status`, `dangerous_goods`,
    /// `explosive_compatibility_group`, `packaging_danger_level`, `radioactive_material`,
    /// `participant`, `mode`, `goods_type`, `security_status`, `shipment_security_status` or
    /// `uld_loading`.
    #[param(required = true, max_length = 40, example = "special_handling")]
    pub list: Option<String>,
    /// How the code begins.
    #[param(max_length = 10, example = "PE")]
    pub q: Option<String>,
}

/// A code of a list.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct CargoCode {
    /// The code.
    #[schema(example = "PER")]
    pub code: String,
    /// What it stands for.
    #[schema(example = "Perishable Cargo")]
    pub meaning: String,
    /// The city of an airport.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub city: Option<String>,
    /// The country of an airport, two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub country: Option<String>,
}

/// Codes of a list.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct CargoCodes {
    /// The list.
    #[schema(example = "special_handling")]
    pub list: String,
    /// Its codes, in their order.
    pub items: Vec<CargoCode>,
}

/// List the codes of air cargo.
///
/// Airports, and the IATA code lists that records and declarations use.
#[utoipa::path(
    tag = "reference", operation_id = "list_cargo_codes", security(()),
    params(CodeQuery),
    responses((status = 200, description = "The codes of the list.", body = CargoCodes)),
)]
#[get("/v1/cargo-codes")]
pub async fn list_cargo_codes(query: Query<CodeQuery>) -> Answer {
    let CodeQuery { list, q } = query.0;
    let Some(list) = list.filter(|list| !list.is_empty()) else {
        return Err(Violation::new("?list", FieldCode::Required).into());
    };
    let list = CodeList::named(&list).ok_or_else(|| {
        let names: Vec<&str> = CodeList::ALL.iter().map(|list| list.as_str()).collect();
        let refused = Violation::new("?list", FieldCode::NotAllowed);
        Refusal::fields(vec![refused.with("allowed", names.join(", "))])
    })?;
    let prefix = text::capitals(&q.unwrap_or_default());
    let items = codes(list, &prefix).map(|entry| CargoCode {
        code: entry.code.clone(),
        meaning: entry.meaning.clone(),
        city: entry.city.clone(),
        country: entry.country.clone(),
    });
    let items = items.collect();
    Ok(json(StatusCode::OK, &CargoCodes { list: list.as_str().to_owned(), items }))
}
