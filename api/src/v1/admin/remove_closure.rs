//! `POST /v1/admin/closures/{id}/remove`

use actix_web::{post, web};
use tegata_domain::account::admin;
use tegata_domain::calendar::closure;
use tegata_domain::kernel::kind;

use super::view::Reason;
use crate::http::{Answer, App, Operator, PathId, Request};

/// Open the service again on the days of a closure.
///
/// Of a yearly one in all years.
#[utoipa::path(
    tag = "admin", operation_id = "remove_closure", security(("bearer" = [])),
    params(("id" = String, Path, description = "The closure's id.", example = "clos_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 204, description = "It is no longer in the calendar.")),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[post("/v1/admin/closures/{id}/remove")]
pub async fn remove_closure(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Closure>,
) -> Answer {
    let done = request.run(&app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        closure::remove(env, &request.call, id.0, &reason)
    });
    Ok(done.await?.no_content())
}
