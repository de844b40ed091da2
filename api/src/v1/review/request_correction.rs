//! `POST /v1/review/reissue-applications/{id}/request-correction`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, post, web};
use serde::Deserialize;
use tegata_domain::kernel::kind;
use tegata_domain::reissue::review::{self, Verdict};
use utoipa::ToSchema;
use validator::Validate;

use super::view::ReviewedApplicationDetail;
use crate::http::{Answer, App, Operator, PathId, Request, WithEtag as _, if_match};

/// What is to be corrected.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestCorrection {
    /// What the office reads.
    #[schema(min_length = 1, max_length = 1000, example = "対象の利用者IDをご確認ください。")]
    #[validate(length(min = 1, max = 1000))]
    pub note: String,
}

/// Ask for a correction.
///
/// The office corrects and files again, or withdraws; both contacts are told by mail (RIS-REV-01,
/// RIS-REV-02). Only the version that was read is sent back.
#[utoipa::path(
    tag = "review", operation_id = "request_reissue_correction", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The application's id.", example = "rapp_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that was read.", example = "\"1\""),
    ),
    request_body = RequestCorrection,
    responses((status = 200, description = "Sent back.", body = ReviewedApplicationDetail, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "own_company_review", "application_state_conflict", "version_stale", "version_required"])))
)]
#[post("/v1/review/reissue-applications/{id}/request-correction")]
pub async fn request_reissue_correction(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Operator, RequestCorrection>,
    id: PathId<kind::Application>,
) -> Answer {
    let own = request.actor.0.account.company;
    let version = if_match(&http)?;
    let done = request.run(&app, move |env, request| {
        let verdict = Verdict { reviewer: &request.actor.0, id: id.0, version };
        review::request_correction(env, &request.call, &verdict, &request.body.note)
    });
    let done = done.await?;
    let version = done.value.reviewable.application.version;
    let view = |reviewed| ReviewedApplicationDetail::new(reviewed, own);
    Ok(done.answer(StatusCode::OK, view).etag(version))
}
