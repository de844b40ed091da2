//! `POST /v1/office-recoveries`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::account::recovery;
use utoipa::ToSchema;
use validator::Validate;

use super::request_recovery::RecoveryRequested;
use crate::http::{Answer, App, Request, Stranger};
use crate::problem::instant;

/// Which office cannot sign in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestOfficeRecovery {
    /// The office code. Width, case, spaces and hyphens do not matter.
    #[schema(min_length = 1, max_length = 64, example = "1ATYO")]
    #[validate(length(min = 1, max = 64))]
    pub office_code: String,
}

/// Ask for a link to a new office password.
///
/// It is mailed to the office's responsible manager (RIS-OFC-01). The answer is the same whether
/// there is such an office or not. The link is good for `POST /v1/recoveries/complete`.
#[utoipa::path(
    tag = "account", operation_id = "request_office_recovery", security(()),
    request_body = RequestOfficeRecovery,
    responses((status = 202, description = "If there is such an office, a link is on its way.", body = RecoveryRequested)),
    extensions(("x-refusals" = json!(["too_many_requests"])))
)]
#[post("/v1/office-recoveries")]
pub async fn request_office_recovery(
    app: web::Data<App>,
    request: Request<Stranger, RequestOfficeRecovery>,
) -> Answer {
    let done = request.run(&app, |env, request| {
        recovery::request_for_office(env, &request.call, &request.body.office_code)
    });
    Ok(done.await?.answer(StatusCode::ACCEPTED, |requested| RecoveryRequested {
        link_expires_at: instant(requested.expires_at),
    }))
}
