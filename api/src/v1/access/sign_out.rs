//! `DELETE /v1/sessions/current`

use actix_web::{delete, web};
use tegata_domain::access::service;

use crate::http::{Answer, AnySession, App, Request};

/// Sign out.
///
/// The session ends at once, everywhere: its access token is refused from the next request on.
#[utoipa::path(
    tag = "access", operation_id = "sign_out",
    security(("bearer" = [])),
    responses((status = 204, description = "Signed out.")),
)]
#[delete("/v1/sessions/current")]
pub async fn sign_out(app: web::Data<App>, request: Request<AnySession>) -> Answer {
    let done = request.run(&app, |env, request| {
        let session = request.actor.0.session();
        service::end(env, &request.call, session.account, session.id)
    });
    Ok(done.await?.no_content())
}
