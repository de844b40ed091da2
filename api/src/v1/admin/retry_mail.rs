//! `POST /v1/admin/mails/{id}/retry`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use tegata_domain::account::admin;
use tegata_domain::kernel::kind;
use tegata_domain::mail::service;

use super::view::{AdminMailDetail, Reason};
use crate::http::{Answer, App, Operator, PathId, Request};

/// Send a mail again.
///
/// That bounced or failed.
#[utoipa::path(
    tag = "admin", operation_id = "retry_mail", security(("bearer" = [])),
    params(("id" = String, Path, description = "The mail's id.", example = "mail_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "Queued again.", body = AdminMailDetail)),
    extensions(("x-refusals" = json!(["not_found", "mail_not_retryable"])))
)]
#[post("/v1/admin/mails/{id}/retry")]
pub async fn retry_mail(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Mail>,
) -> Answer {
    let done = request.run(&app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        service::retry(env, &request.call, id.0, &reason)
    });
    Ok(done.await?.answer(StatusCode::OK, AdminMailDetail::from))
}
