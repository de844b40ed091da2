//! `GET /v1/review/reissue-applications/{id}`

use actix_web::http::StatusCode;
use actix_web::{get, web};
use tegata_domain::kernel::kind;
use tegata_domain::reissue::review;

use super::view::ReviewedApplicationDetail;
use crate::http::{Answer, App, Operator, PathId, Request, WithEtag as _};

/// Read an application for review.
///
/// With its office, contact data and history, and what this reviewer may do with it now.
#[utoipa::path(
    tag = "review", operation_id = "read_application_for_review", security(("bearer" = [])),
    params(("id" = String, Path, description = "The application's id.", example = "rapp_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "The application.", body = ReviewedApplicationDetail, links(
        ("approve" = (operation_id = "approve_reissue_application", parameters(("id" = "$response.body#/application/id"), ("If-Match" = "$response.header.ETag")))),
        ("request_correction" = (operation_id = "request_reissue_correction", parameters(("id" = "$response.body#/application/id"), ("If-Match" = "$response.header.ETag")))),
    ), headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/review/reissue-applications/{id}")]
pub async fn read_application_for_review(
    app: web::Data<App>,
    request: Request<Operator>,
    id: PathId<kind::Application>,
) -> Answer {
    let own = request.actor.0.account.company;
    let done = request.run(&app, move |env, _| review::get(env, id.0)).await?;
    let version = done.value.reviewable.application.version;
    let view = |reviewed| ReviewedApplicationDetail::new(reviewed, own);
    Ok(done.answer(StatusCode::OK, view).etag(version))
}
