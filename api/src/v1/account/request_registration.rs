//! `POST /v1/registrations`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::registration::{self, Terms};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Answer, App, Request, Stranger};
use crate::problem::instant;

/// What a registration link is asked for with.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestRegistration {
    /// Where the link goes. One address may hold any number of accounts.
    #[schema(min_length = 1, max_length = 254, example = "taro@example.jp")]
    #[validate(length(min = 1, max = 254))]
    pub email: String,
    /// The kind of account: only `general` accounts register themselves.
    #[schema(max_length = 40, example = "general", default = "general")]
    #[validate(length(max = 40))]
    pub kind: Option<String>,
    /// Whether the terms are accepted.
    #[schema(example = true)]
    pub accept_terms: bool,
    /// Which terms: the version that `GET /v1/terms` shows.
    #[schema(min_length = 1, max_length = 40, example = "2026-11")]
    #[validate(length(min = 1, max = 40))]
    pub terms_version: String,
}

/// A link was mailed.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct RegistrationRequested {
    /// Until when the mailed link is good.
    #[schema(format = DateTime)]
    pub link_expires_at: String,
}

/// Ask for a registration link.
///
/// The link is mailed; it is good for 24 hours and for one account (ACC-REG-04). The answer is the
/// same whether the address holds accounts or not (ACC-REG-11).
#[utoipa::path(
    tag = "account", operation_id = "request_registration", security(()),
    request_body = RequestRegistration,
    responses((status = 202, description = "A link is on its way.", body = RegistrationRequested)),
    extensions(("x-refusals" = json!(["self_registration_not_offered", "too_many_requests"])))
)]
#[post("/v1/registrations")]
pub async fn request_registration(
    app: web::Data<App>,
    request: Request<Stranger, RequestRegistration>,
) -> Answer {
    let done = request.run(&app, |env, request| {
        let body = &request.body;
        let command = registration::Request {
            email: body.email.clone(),
            kind: body.kind.clone().unwrap_or_else(|| "general".to_owned()),
            terms: Terms { accepted: body.accept_terms, version: body.terms_version.clone() },
        };
        registration::request(env, &request.call, &command)
    });
    Ok(done.await?.answer(StatusCode::ACCEPTED, |requested| RegistrationRequested {
        link_expires_at: instant(requested.expires_at),
    }))
}
