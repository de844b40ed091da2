//! The document as the server gives it away: packed when it was built.

use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, get};

use crate::http::{Answer, App, Packed, Routes};

/// The routes.
pub fn routes(routes: &mut impl Routes) {
    routes.service(read_openapi_json).service(read_openapi_yaml);
}

/// The document as it stood in the repository when this program was built.
#[derive(Debug)]
pub struct Served {
    /// As JSON.
    pub json: Packed,
    /// As YAML.
    pub yaml: Packed,
}

/// Packed by `build.rs`.
const JSON: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/openapi.json.gz"));
const YAML: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/openapi.yaml.gz"));

impl Default for Served {
    fn default() -> Self {
        let packed = |kind, gzip| Packed::of_gzip(kind, Bytes::from_static(gzip));
        Self { json: packed("application/json", JSON), yaml: packed("application/yaml", YAML) }
    }
}

/// Read the API document as JSON.
///
/// OpenAPI 3.1.
#[utoipa::path(
    tag = "operations", operation_id = "read_openapi_json", security(()),
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` that the client holds.")),
    responses(
        (status = 200, description = "The document.", body = Object, headers(("ETag" = String, description = "What it is now.")), example = json!({ "openapi": "3.1.0" })),
        (status = 304, description = "The client holds it as it is now."),
    ),
)]
#[get("/openapi.json")]
pub async fn read_openapi_json(
    app: web::Data<App>,
    document: web::Data<Served>,
    http: HttpRequest,
) -> Answer {
    document.json.answer(&app, &http).await
}

/// Read the API document as YAML.
///
/// OpenAPI 3.1.
#[utoipa::path(
    tag = "operations", operation_id = "read_openapi_yaml", security(()),
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` that the client holds.")),
    responses(
        (status = 200, description = "The document.", body = Object, content_type = "application/yaml", headers(("ETag" = String, description = "What it is now.")), example = json!({ "openapi": "3.1.0" })),
        (status = 304, description = "The client holds it as it is now."),
    ),
)]
#[get("/openapi.yaml")]
pub async fn read_openapi_yaml(
    app: web::Data<App>,
    document: web::Data<Served>,
    http: HttpRequest,
) -> Answer {
    document.yaml.answer(&app, &http).await
}
