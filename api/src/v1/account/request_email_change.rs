//! `POST /v1/me/email-changes`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::email_change;
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Account, Answer, App, Request};
use crate::problem::instant;

/// A new e-mail address.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestEmailChange {
    /// The new address.
    #[schema(min_length = 1, max_length = 254, example = "taro.yamada@example.jp")]
    #[validate(length(min = 1, max = 254))]
    pub email: String,
}

/// A link was mailed to the new address.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct EmailChangeRequested {
    /// The new address.
    #[schema(example = "taro.yamada@example.jp")]
    pub email: String,
    /// Until when its link is good.
    #[schema(format = DateTime)]
    pub link_expires_at: String,
}

/// Ask for another e-mail address.
///
/// A link is mailed to the new address and a notice to the old one. The old one stands until the link
/// is followed (ACC-PRO-05). Needs the current password, given in the last five minutes (ACC-PRO-07).
#[utoipa::path(
    tag = "account", operation_id = "request_email_change", security(("bearer" = [])),
    request_body = RequestEmailChange,
    responses((status = 202, description = "A link is on its way.", body = EmailChangeRequested)),
    extensions(("x-refusals" = json!(["password_proof_required", "too_many_requests"])))
)]
#[post("/v1/me/email-changes")]
pub async fn request_email_change(
    app: web::Data<App>,
    request: Request<Account, RequestEmailChange>,
) -> Answer {
    let done = request.run(&app, |env, request| {
        email_change::request(env, &request.call, &request.actor.0, &request.body.email)
    });
    Ok(done.await?.answer(StatusCode::ACCEPTED, |requested| EmailChangeRequested {
        email: requested.email.as_str().to_owned(),
        link_expires_at: instant(requested.expires_at),
    }))
}
