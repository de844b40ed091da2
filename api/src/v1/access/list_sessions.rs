//! `GET /v1/sessions`

use actix_web::{HttpRequest, get, web};
use tegata_domain::access::service;

use super::view::SessionView;
use crate::http::{Answer, Anyone, App, Listed, PageQuery, Query, Request, listed};

/// List the own sessions.
///
/// Those that are live, latest use first, with device, place and last use.
#[utoipa::path(
    tag = "access", operation_id = "list_sessions",
    security(("bearer" = [])), params(PageQuery),
    responses((status = 200, description = "A page of live sessions.", body = Listed<SessionView>, links(("end" = (operation_id = "end_session", parameters(("id" = "$response.body#/items/0/id"))))))),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/sessions")]
pub async fn list_sessions(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<PageQuery>,
    request: Request<Anyone>,
) -> Answer {
    let current = request.actor.0.session().id;
    let page = query.0.page(&app.env, &http)?;
    let done = request
        .run(&app, move |env, request| service::list(env, request.actor.0.session().account, page));
    let view = |session| SessionView::new(session, current);
    Ok(listed(&app.env, &http, done.await?.value, view))
}
