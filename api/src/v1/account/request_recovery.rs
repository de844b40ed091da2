//! `POST /v1/recoveries`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::recovery::{self, FourItems};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Answer, App, Request, Stranger};
use crate::problem::instant;

/// The four items that prove who asks (RCV-01). Width, case, spaces and hyphens do not matter.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestRecovery {
    /// Login id.
    #[schema(min_length = 1, max_length = 64, example = "taro_cargo")]
    #[validate(length(min = 1, max = 64))]
    pub login_id: String,
    /// E-mail address.
    #[schema(min_length = 1, max_length = 254, example = "taro@example.jp")]
    #[validate(length(min = 1, max = 254))]
    pub email: String,
    /// Family and given name.
    #[schema(min_length = 1, max_length = 130, example = "山田 太郎")]
    #[validate(length(min = 1, max = 130))]
    pub full_name: String,
    /// Telephone number.
    #[schema(min_length = 1, max_length = 40, example = "03-1234-5678")]
    #[validate(length(min = 1, max = 40))]
    pub phone: String,
}

/// The same answer whether a link was mailed or not.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct RecoveryRequested {
    /// Until when the link, if all four items matched, is good.
    #[schema(format = DateTime)]
    pub link_expires_at: String,
}

/// Ask for a recovery link.
///
/// If all four items match, a link is mailed; anything else gives the same answer in the same time,
/// and no link (RCV-02). Who cannot give all four files a support inquiry (RCV-03).
#[utoipa::path(
    tag = "account", operation_id = "request_recovery", security(()),
    request_body = RequestRecovery,
    responses((status = 202, description = "If the items match, a link is on its way.", body = RecoveryRequested)),
    extensions(("x-refusals" = json!(["too_many_requests"])))
)]
#[post("/v1/recoveries")]
pub async fn request_recovery(
    app: web::Data<App>,
    request: Request<Stranger, RequestRecovery>,
) -> Answer {
    let done = request.run(&app, |env, request| {
        let body = &request.body;
        let items = FourItems {
            login_id: body.login_id.clone(),
            email: body.email.clone(),
            full_name: body.full_name.clone(),
            phone: body.phone.clone(),
        };
        recovery::request(env, &request.call, &items)
    });
    Ok(done.await?.answer(StatusCode::ACCEPTED, |requested| RecoveryRequested {
        link_expires_at: instant(requested.expires_at),
    }))
}
