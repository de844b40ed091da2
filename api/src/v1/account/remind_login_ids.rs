//! `POST /v1/login-id-reminders`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::recovery;
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Answer, App, Request, Stranger};
use crate::problem::instant;

/// Whose login ids are forgotten.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemindLoginIds {
    /// The address that holds the accounts.
    #[schema(min_length = 1, max_length = 254, example = "taro@example.jp")]
    #[validate(length(min = 1, max = 254))]
    pub email: String,
}

/// The same answer whether the address holds accounts or not.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct LoginIdsReminded {
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub requested_at: String,
}

/// Have forgotten login ids mailed.
///
/// The login ids that hold the address are mailed to it (RCV-10); nobody learns whether there are
/// any.
#[utoipa::path(
    tag = "account", operation_id = "remind_login_ids", security(()),
    request_body = RemindLoginIds,
    responses((status = 202, description = "If there are any, they are on their way.", body = LoginIdsReminded)),
    extensions(("x-refusals" = json!(["too_many_requests"])))
)]
#[post("/v1/login-id-reminders")]
pub async fn remind_login_ids(
    app: web::Data<App>,
    request: Request<Stranger, RemindLoginIds>,
) -> Answer {
    let done =
        request.run(&app, |env, request| recovery::remind(env, &request.call, &request.body.email));
    Ok(done.await?.answer(StatusCode::ACCEPTED, |reminded| LoginIdsReminded {
        requested_at: instant(reminded.requested_at),
    }))
}
