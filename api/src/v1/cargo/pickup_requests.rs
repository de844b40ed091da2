//! `GET /v1/pickup-requests` and what is read there: a request, an export, who sees it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, web};
use serde::Deserialize;
use tegata_domain::assignment::visibility;
use tegata_domain::cargo::filter::TypedPickupSearch;
use tegata_domain::cargo::search::Seen;
use tegata_domain::cargo::{PickupRequest, list};
use tegata_domain::kernel::kind;
use utoipa::IntoParams;

use super::export::{ExportQuery, ExportReport, Exported};
use super::list_view::{HintView, PickupPage, PickupRequestDetail, tag, tagged};
use super::view::{PICKUPS, PickupView};
use super::visibility_view::{AtQuery, VisibilityView};
use crate::http::{
    Answer, App, PageQuery, PathId, Person, Query, Request, Wanted, cursor, json, linked,
};

/// Which pickup requests are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PickupSearchQuery {
    /// Scheduled from here on: a day in Japan, or an instant with its offset; today when left out.
    #[param(max_length = 40, example = "2026-11-21")]
    pub from: Option<String>,
    /// Scheduled until here: to the end of a day, or before an instant; today when left out. At most
    /// one calendar month. With `awb` and neither end there is no period.
    #[param(max_length = 40, example = "2026-11-21")]
    pub until: Option<String>,
    /// With this air waybill; width, hyphens and spaces do not matter.
    #[param(max_length = 40, example = "131-12345675")]
    pub awb: Option<String>,
    /// `requested`, `confirmed` or `cancelled`.
    #[param(max_length = 40, example = "requested")]
    pub request_status: Option<String>,
    /// `waiting`, `arrived`, `partly_picked_up` or `picked_up`.
    #[param(max_length = 40, example = "waiting")]
    pub pickup_status: Option<String>,
    /// At this shed; width, case, spaces and hyphens do not matter.
    #[param(max_length = 100, example = "成田第一上屋")]
    pub shed: Option<String>,
    /// With this trucking company.
    #[param(max_length = 100, example = "東京運送株式会社")]
    pub trucking_company: Option<String>,
    /// With this vehicle.
    #[param(max_length = 40, example = "品川 100 あ 12-34")]
    pub vehicle_number: Option<String>,
    /// Of this shipper.
    #[param(max_length = 100, example = "株式会社山田電子")]
    pub shipper: Option<String>,
    /// `true` with an alert, `false` without.
    #[param(max_length = 10, example = "true")]
    pub alert: Option<String>,
    /// `none`, `pending`, `accepted` (own requests) or `received` (those of other companies).
    #[param(max_length = 20, example = "received")]
    pub assignment: Option<String>,
}

impl From<PickupSearchQuery> for TypedPickupSearch {
    fn from(query: PickupSearchQuery) -> Self {
        Self {
            from: query.from,
            until: query.until,
            awb: query.awb,
            request_status: query.request_status,
            pickup_status: query.pickup_status,
            shed: query.shed,
            trucking_company: query.trucking_company,
            vehicle_number: query.vehicle_number,
            shipper: query.shipper,
            alert: query.alert,
            assignment: query.assignment,
        }
    }
}

/// List pickup requests.
///
/// Those of the own company and those that were assigned to it and accepted, by the time at which
/// the vehicle is to come, latest first. A period is at most one calendar month; an exact air waybill needs
/// none. An empty or short list says why.
#[utoipa::path(
    tag = "cargo", operation_id = "list_pickup_requests", security(("bearer" = [])),
    params(PickupSearchQuery, PageQuery),
    responses((status = 200, description = "A page of requests.", body = PickupPage)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/pickup-requests")]
pub async fn list_pickup_requests(
    app: web::Data<App>,
    http: HttpRequest,
    search: Query<PickupSearchQuery>,
    page: Query<PageQuery>,
    request: Request<Person>,
) -> Answer {
    let (page, begun) = page.0.resumed(&app.env, &http)?;
    let typed = TypedPickupSearch::from(search.0);
    let (reader, language) = (request.actor.0.company.id, request.call.language);
    let done = request.run(&app, move |env, request| {
        list::find::<PickupRequest>(env, &request.actor.0, &typed, page, begun)
    });
    let found = done.await?.value;
    let next_cursor = cursor(&app.env, &http, found.page.next, Some(found.begun));
    let items = found.page.items.into_iter().map(|seen| PickupView::new(seen, reader, None));
    let page = PickupPage {
        items: items.collect(),
        has_more: next_cursor.is_some(),
        next_cursor,
        hits: found.begun.hits.into(),
        acceptable: found.acceptable.into(),
        hints: found.hints.iter().map(|hint| HintView::new(hint, PICKUPS, language)).collect(),
    };
    let response = json(StatusCode::OK, &page);
    Ok(linked(response, &http, page.next_cursor.as_deref()))
}

/// Export pickup requests.
///
/// Exactly the rows and the order of the same search, as CSV in UTF-8, CSV in code page 932, or one JSON
/// object a line. Cells that a spreadsheet would run as a formula begin with an apostrophe. Characters
/// that code page 932 does not have are written as `&#128666;`; `report=true` tells which they are.
#[utoipa::path(
    tag = "cargo", operation_id = "export_pickup_requests", security(("bearer" = [])),
    params(PickupSearchQuery, ExportQuery),
    responses((status = 200, description = "The rows, or with `report=true` the report.", content(
        (String = "text/csv", example = "搬出依頼予定日時,ステータス,アサイン"),
        (String = "application/x-ndjson", example = "{\"id\":\"pick_01kabd3ns8e9bv4r8j7xq7s0yz\"}"),
        (ExportReport = "application/json"),
    ))),
    extensions(("x-refusals" = json!(["already_running", "overloaded"])))
)]
#[get("/v1/pickup-requests/export")]
pub async fn export_pickup_requests(
    app: web::Data<App>,
    search: Query<PickupSearchQuery>,
    query: Query<ExportQuery>,
    request: Request<Person>,
) -> Answer {
    PickupRequest::export(app, search.0.into(), query.0, request).await
}

/// Read a pickup request.
///
/// With its history, and what may be done with it now. A request that the company may not see does
/// not exist (CGO-VIS-01).
#[utoipa::path(
    tag = "cargo", operation_id = "read_pickup_request", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The request's id.", example = "pick_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` that the client holds."),
    ),
    responses(
        (status = 200, description = "The request.", body = PickupRequestDetail, links(
            ("change" = (operation_id = "change_pickup_request", parameters(("id" = "$response.body#/request/id"), ("If-Match" = "$response.header.ETag")))),
            ("set_status" = (operation_id = "set_pickup_status", parameters(("id" = "$response.body#/request/id")))),
            ("cancel" = (operation_id = "cancel_pickup_request", parameters(("id" = "$response.body#/request/id")))),
            ("visibility" = (operation_id = "explain_pickup_request", parameters(("id" = "$response.body#/request/id")))),
        ), headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The client holds this version."),
    ),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/pickup-requests/{id}")]
pub async fn read_pickup_request(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person>,
    id: PathId<kind::Pickup>,
) -> Answer {
    let reader = request.actor.0.company.id;
    let wanted = Wanted::of(&http);
    let done = request.run(&app, move |env, request| {
        let shows = |seen: &Seen<PickupRequest>| wanted.shows(&tag(seen.record.version, seen));
        list::get(env, &request.actor.0, id.0.uuid(), shows)
    });
    let list::Detail { seen, warnings, steps } = done.await?.value;
    let tag = tag(seen.record.version, &seen);
    let request = PickupView::new(seen, reader, Some(&warnings));
    let steps = steps.into_iter().map(Into::into).collect();
    Ok(tagged(&http, &tag, PickupRequestDetail { request, steps }))
}

/// Explain who sees a pickup request.
///
/// For the owner: which companies see it or saw it, through which assignment, since when, and when they
/// looked. For another company: through what it sees it (ASG-WHY-01).
#[utoipa::path(
    tag = "cargo", operation_id = "explain_pickup_request", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The request's id.", example = "pick_01kabd3ns8e9bv4r8j7xq7s0yz"),
        AtQuery,
    ),
    responses((status = 200, description = "Who sees it.", body = VisibilityView)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/pickup-requests/{id}/visibility")]
pub async fn explain_pickup_request(
    app: web::Data<App>,
    query: Query<AtQuery>,
    request: Request<Person>,
    id: PathId<kind::Pickup>,
) -> Answer {
    let reader = request.actor.0.company.id;
    let done = request.run(&app, move |env, request| {
        let at = query.0.at.as_deref();
        visibility::explain::<PickupRequest>(env, &request.actor.0, id.0.uuid(), at)
    });
    let visibility = done.await?.value;
    Ok(json(StatusCode::OK, &VisibilityView::new(visibility, reader)))
}
