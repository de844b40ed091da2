//! `POST /v1/reissue-applications/{id}/withdraw`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use tegata_domain::kernel::kind;
use tegata_domain::reissue::application;

use super::view::ReissueApplicationDetail;
use crate::http::{Answer, App, Office, PathId, Request, WithEtag as _};

/// Withdraw an application.
///
/// While it waits, or a correction is asked for (RIS-REV-02). Its targets are free for another one.
#[utoipa::path(
    tag = "reissue", operation_id = "withdraw_reissue_application", security(("bearer" = [])),
    params(("id" = String, Path, description = "The application's id.", example = "rapp_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Withdrawn.", body = ReissueApplicationDetail, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "application_state_conflict"])))
)]
#[post("/v1/reissue-applications/{id}/withdraw")]
pub async fn withdraw_reissue_application(
    app: web::Data<App>,
    request: Request<Office>,
    id: PathId<kind::Application>,
) -> Answer {
    let done = request.run(&app, move |env, request| {
        application::withdraw(env, &request.call, &request.actor.0, id.0)
    });
    let done = done.await?;
    let version = done.value.application.version;
    Ok(done.answer(StatusCode::OK, ReissueApplicationDetail::from).etag(version))
}
