//! `POST /v1/registrations/inspect`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::registration;
use tegata_domain::kernel::Token;
use utoipa::ToSchema;

use super::view::LinkToken;
use crate::http::{Answer, App, Request, Stranger};
use crate::problem::instant;

/// What a registration link is good for.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct RegistrationLink {
    /// The address that it was sent to: the account's, unchangeable during registration.
    #[schema(example = "taro@example.jp")]
    pub email: String,
    /// The kind of account that it makes.
    #[schema(example = "general")]
    pub kind: String,
    /// The accepted terms.
    #[schema(example = "2026-11")]
    pub terms_version: Option<String>,
    /// Until when it is good.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

/// Look at a registration link.
///
/// Any number of times; looking uses nothing up.
#[utoipa::path(
    tag = "account", operation_id = "inspect_registration", security(()),
    request_body = LinkToken,
    responses((status = 200, description = "The link is good.", body = RegistrationLink)),
    extensions(("x-refusals" = json!(["link_unknown", "link_expired", "link_used"])))
)]
#[post("/v1/registrations/inspect")]
pub async fn inspect_registration(
    app: web::Data<App>,
    request: Request<Stranger, LinkToken>,
) -> Answer {
    let done = request.run(&app, |env, request| {
        registration::inspect(env, &Token::presented(request.body.token.clone()))
    });
    Ok(done.await?.answer(StatusCode::OK, |link| RegistrationLink {
        email: link.email.map(|email| email.as_str().to_owned()).unwrap_or_default(),
        kind: "general".to_owned(),
        terms_version: link.terms_version,
        expires_at: instant(link.expires_at),
    }))
}
