//! `POST /v1/recoveries/inspect`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::recovery;
use tegata_domain::kernel::Token;
use utoipa::ToSchema;

use super::view::{LinkToken, masked};
use crate::http::{Answer, App, Request, Stranger};
use crate::problem::instant;

/// What a recovery link is good for.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct RecoveryLink {
    /// What it is for: `recovery`, or `first_password` of an account that an operator made.
    #[schema(example = "recovery")]
    pub purpose: String,
    /// Whose password it sets.
    #[schema(example = "taro_cargo")]
    pub login_id: String,
    /// The address that it was sent to, masked.
    #[schema(example = "t***@e***.jp")]
    pub email: String,
    /// The password policy that the new password must meet, see `GET /v1/password-policies`.
    #[schema(example = "general")]
    pub account_kind: String,
    /// Tries left, previews counted (RCV-06).
    pub tries_left: u32,
    /// Until when it is good.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

/// Look at a recovery link.
///
/// Any number of times, also by mail scanners; looking uses nothing up (RCV-09).
#[utoipa::path(
    tag = "account", operation_id = "inspect_recovery", security(()),
    request_body = LinkToken,
    responses((status = 200, description = "The link is good.", body = RecoveryLink)),
    extensions(("x-refusals" = json!(["link_unknown", "link_expired", "link_used", "link_void", "link_exhausted"])))
)]
#[post("/v1/recoveries/inspect")]
pub async fn inspect_recovery(
    app: web::Data<App>,
    request: Request<Stranger, LinkToken>,
) -> Answer {
    let tries = app.env.settings.account.tries_per_link;
    let done = request.run(&app, |env, request| {
        recovery::inspect(env, &Token::presented(request.body.token.clone()))
    });
    Ok(done.await?.answer(StatusCode::OK, |(link, holder)| RecoveryLink {
        purpose: link.purpose.as_str().to_owned(),
        login_id: holder.login_id,
        email: masked(link.email.as_ref()),
        account_kind: holder.kind.as_str().to_owned(),
        tries_left: tries.saturating_sub(link.tries),
        expires_at: instant(link.expires_at),
    }))
}
