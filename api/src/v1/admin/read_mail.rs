//! `GET /v1/admin/mails/{id}`

use actix_web::http::StatusCode;
use actix_web::{get, web};
use tegata_domain::kernel::kind;
use tegata_domain::mail::service;

use super::view::AdminMailDetail;
use crate::http::{Answer, App, Operator, PathId, Request};

/// Read where a mail is.
///
/// With each try's reply code.
#[utoipa::path(
    tag = "admin", operation_id = "read_mail", security(("bearer" = [])),
    params(("id" = String, Path, description = "The mail's id.", example = "mail_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "The mail with its tries.", body = AdminMailDetail)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/admin/mails/{id}")]
pub async fn read_mail(
    app: web::Data<App>,
    request: Request<Operator>,
    id: PathId<kind::Mail>,
) -> Answer {
    let done = request.run(&app, move |env, _| service::get(env, id.0));
    Ok(done.await?.answer(StatusCode::OK, AdminMailDetail::from))
}
