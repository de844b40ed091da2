//! `POST /v1/me/email-changes/complete`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::email_change;
use tegata_domain::kernel::Token;
use utoipa::ToSchema;

use super::view::LinkToken;
use crate::http::{Answer, App, Request, Stranger};

/// The changed address.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct EmailChanged {
    /// Whose.
    #[schema(example = "taro_cargo")]
    pub login_id: String,
    /// The address that counts now.
    #[schema(example = "taro.yamada@example.jp")]
    pub email: String,
}

/// Make the new e-mail address count.
///
/// With the token of the link alone, signed in or not, on any device. The old address is told, and
/// recovery links to it become void.
#[utoipa::path(
    tag = "account", operation_id = "complete_email_change", security(()),
    request_body = LinkToken,
    responses((status = 200, description = "Changed.", body = EmailChanged)),
    extensions(("x-refusals" = json!(["link_unknown", "link_expired", "link_used", "link_void"])))
)]
#[post("/v1/me/email-changes/complete")]
pub async fn complete_email_change(
    app: web::Data<App>,
    request: Request<Stranger, LinkToken>,
) -> Answer {
    let done = request.run(&app, |env, request| {
        let token = Token::presented(request.body.token.clone());
        email_change::complete(env, &request.call, &token)
    });
    Ok(done.await?.answer(StatusCode::OK, |changed| EmailChanged {
        login_id: changed.login_id,
        email: changed.email.as_str().to_owned(),
    }))
}
