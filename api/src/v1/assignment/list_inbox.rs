//! `GET /v1/assignments/inbox`

use actix_web::{HttpRequest, get, web};
use tegata_domain::assignment::inbox;

use super::inbox_view::InboxAssignment;
use super::view::Moment;
use crate::http::{Answer, App, Listed, PageQuery, Person, Query, Request, listed};

/// List what waits for the own address.
///
/// What can be accepted now, newest first: who assigned it, what kind and how much, no record. So
/// accepting works when no mail arrived (ASG-SND-06).
#[utoipa::path(
    tag = "assignment", operation_id = "list_assignment_inbox", security(("bearer" = [])),
    params(PageQuery),
    responses((status = 200, description = "A page of what waits.", body = Listed<InboxAssignment>, links(
        ("pin" = (operation_id = "send_assignment_pin", parameters(("id" = "$response.body#/items/0/assignment_id")))),
    ))),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/assignments/inbox")]
pub async fn list_assignment_inbox(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<PageQuery>,
    request: Request<Person>,
) -> Answer {
    let page = query.0.page(&app.env, &http)?;
    let done = request.run(&app, move |env, request| {
        Ok((inbox::list(env, &request.actor.0, page)?, Moment::of(env)))
    });
    let (page, moment) = done.await?.value;
    Ok(listed(&app.env, &http, page, |item| InboxAssignment::new(item, &moment)))
}
