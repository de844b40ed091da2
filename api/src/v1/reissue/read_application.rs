//! `GET /v1/reissue-applications/{id}`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, web};
use tegata_domain::kernel::kind;
use tegata_domain::reissue::application;

use super::view::ReissueApplicationDetail;
use crate::http::{Answer, App, Office, PathId, Request, WithEtag as _, not_modified};

/// Read an application.
///
/// With its history, and what may be done with it now (RIS-REV-05).
#[utoipa::path(
    tag = "reissue", operation_id = "read_reissue_application", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The application's id.", example = "rapp_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` that the client holds."),
    ),
    responses(
        (status = 200, description = "The application.", body = ReissueApplicationDetail, links(
            ("correct" = (operation_id = "correct_reissue_application", parameters(("id" = "$response.body#/application/id"), ("If-Match" = "$response.header.ETag")))),
            ("withdraw" = (operation_id = "withdraw_reissue_application", parameters(("id" = "$response.body#/application/id")))),
            ("notice" = (operation_id = "read_reissue_notice", parameters(("id" = "$response.body#/application/id")))),
        ), headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The client holds this version."),
    ),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/reissue-applications/{id}")]
pub async fn read_reissue_application(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Office>,
    id: PathId<kind::Application>,
) -> Answer {
    let done = request
        .run(&app, move |env, request| application::get(env, &request.actor.0, id.0))
        .await?;
    let version = done.value.application.version;
    if not_modified(&http, version) {
        return Ok(HttpResponse::NotModified().finish().etag(version));
    }
    Ok(done.answer(StatusCode::OK, ReissueApplicationDetail::from).etag(version))
}
