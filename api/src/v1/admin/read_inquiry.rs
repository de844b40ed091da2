//! `GET /v1/admin/inquiries/{id}`

use actix_web::http::StatusCode;
use actix_web::{get, web};
use tegata_domain::account::inquiry;
use tegata_domain::kernel::kind;

use super::view::AdminInquiry;
use crate::http::{Answer, App, Operator, PathId, Request};

/// Read an inquiry.
///
/// Of a stranger or of an account.
#[utoipa::path(
    tag = "admin", operation_id = "read_inquiry", security(("bearer" = [])),
    params(("id" = String, Path, description = "The inquiry's number.", example = "inqu_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "The inquiry.", body = AdminInquiry)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/admin/inquiries/{id}")]
pub async fn read_inquiry(
    app: web::Data<App>,
    request: Request<Operator>,
    id: PathId<kind::Inquiry>,
) -> Answer {
    let done = request.run(&app, move |env, _| inquiry::get(env, id.0));
    Ok(done.await?.answer(StatusCode::OK, AdminInquiry::from))
}
