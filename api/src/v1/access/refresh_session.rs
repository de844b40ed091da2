//! `POST /v1/sessions/refresh`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::access::service;
use tegata_domain::kernel::Token;
use utoipa::ToSchema;
use validator::Validate;

use super::view::SessionTokens;
use crate::http::{Answer, App, Request, Stranger};

/// A renewal.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// The refresh token of the last answer.
    #[schema(
        min_length = 1,
        max_length = 100,
        example = "tgref_hX9cQ2mVq0sT1yq3kq5tqk6r7o8p9w0a1b2c3d4e5f6"
    )]
    #[validate(length(min = 1, max = 100))]
    pub refresh_token: String,
}

/// Renew a session.
///
/// The presented token is spent; the answer holds its successor. Presented again within half a
/// minute, as after a lost answer, it gives the same successor. Presented later, the session is ended
/// and its owner told, because somebody else may hold a copy.
#[utoipa::path(
    tag = "access", operation_id = "refresh_session", security(()),
    request_body = Refresh,
    responses((status = 200, description = "Renewed.", body = SessionTokens, links(("refresh" = (operation_id = "refresh_session", request_body = json!({ "refresh_token": "$response.body#/refresh_token" })))))),
    extensions(("x-refusals" = json!(["refresh_token_invalid", "refresh_token_reused", "temporary_password_expired", "concurrent_change"])))
)]
#[post("/v1/sessions/refresh")]
pub async fn refresh_session(app: web::Data<App>, request: Request<Stranger, Refresh>) -> Answer {
    let done = request.run(&app, |env, request| {
        let presented = Token::presented(request.body.refresh_token.clone());
        service::refresh(env, &request.call, &presented)
    });
    Ok(done.await?.answer(StatusCode::OK, SessionTokens::from))
}
