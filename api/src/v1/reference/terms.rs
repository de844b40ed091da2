//! `GET /v1/terms`

use actix_web::http::StatusCode;
use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::{Answer, App, json};

/// The current terms of use.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Terms {
    /// The version that a registration must accept (ACC-REG-02).
    #[schema(example = "2026-11")]
    pub version: String,
    /// Where they can be read.
    #[schema(format = "uri", example = "https://portal.example.com/terms")]
    pub url: String,
}

/// Read the current terms.
///
/// A registration accepts this version; version and time are kept.
#[utoipa::path(
    tag = "reference", operation_id = "read_terms", security(()),
    responses((status = 200, description = "The terms.", body = Terms)),
)]
#[get("/v1/terms")]
pub async fn read_terms(app: web::Data<App>) -> Answer {
    let settings = &app.env.settings;
    let terms = Terms { version: settings.terms_version.clone(), url: settings.terms_url.clone() };
    Ok(json(StatusCode::OK, &terms))
}
