//! `POST /v1/recoveries/disown`

use actix_web::{post, web};
use tegata_domain::account::recovery;
use tegata_domain::kernel::Token;

use super::view::LinkToken;
use crate::http::{Answer, App, Request, Stranger};

/// Say "this was not me".
///
/// The link becomes void, and operators see it in the audit trail (RCV-09).
#[utoipa::path(
    tag = "account", operation_id = "disown_recovery", security(()),
    request_body = LinkToken,
    responses((status = 204, description = "The link is void.")),
    extensions(("x-refusals" = json!(["link_unknown", "link_expired", "link_used", "link_void", "link_exhausted"])))
)]
#[post("/v1/recoveries/disown")]
pub async fn disown_recovery(app: web::Data<App>, request: Request<Stranger, LinkToken>) -> Answer {
    let done = request.run(&app, |env, request| {
        let token = Token::presented(request.body.token.clone());
        recovery::disown(env, &request.call, &token)
    });
    Ok(done.await?.no_content())
}
