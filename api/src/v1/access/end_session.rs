//! `DELETE /v1/sessions/{id}`

use actix_web::{delete, web};
use tegata_domain::access::service;
use tegata_domain::kernel::kind;

use crate::http::{Answer, Anyone, App, PathId, Request};

/// End one of the own sessions.
///
/// It ends at once, everywhere. Somebody else's session is as unknown as one that never was.
#[utoipa::path(
    tag = "access", operation_id = "end_session",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The session's id.", example = "sess_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 204, description = "Ended.")),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[delete("/v1/sessions/{id}")]
pub async fn end_session(
    app: web::Data<App>,
    request: Request<Anyone>,
    id: PathId<kind::Session>,
) -> Answer {
    let done = request.run(&app, move |env, request| {
        service::end(env, &request.call, request.actor.0.session().account, id.0)
    });
    Ok(done.await?.no_content())
}
