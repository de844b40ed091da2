//! `GET /v1/me`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get};

use super::view::Me;
use crate::http::{Account, Answer, Request, WithEtag as _, json, not_modified};

/// Read my page.
///
/// What is stored now, per field whether this account may edit it, and what the account may do
/// (ACC-PRO-01, ACC-DG-02).
#[utoipa::path(
    tag = "account", operation_id = "read_me", security(("bearer" = [])),
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` that the client holds.")),
    responses(
        (status = 200, description = "My page.", body = Me, links(("change" = (operation_id = "change_me", parameters(("If-Match" = "$response.header.ETag"))))), headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The client holds this version."),
    ),
)]
#[get("/v1/me")]
pub async fn read_me(http: HttpRequest, request: Request<Account>) -> Answer {
    let who = request.actor.0;
    let version = who.account.version;
    if not_modified(&http, version) {
        return Ok(HttpResponse::NotModified().finish().etag(version));
    }
    Ok(json(StatusCode::OK, &Me::new(who.account, &who.company)).etag(version))
}
