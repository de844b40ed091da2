//! `GET /v1/cargo-records` and what is read there: a record, an export, who sees it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, web};
use serde::Deserialize;
use tegata_domain::assignment::visibility;
use tegata_domain::cargo::filter::TypedCargoSearch;
use tegata_domain::cargo::search::Seen;
use tegata_domain::cargo::{CargoRecord, list};
use tegata_domain::kernel::kind;
use utoipa::IntoParams;

use super::export::{ExportQuery, ExportReport, Exported};
use super::list_view::{CargoPage, CargoRecordDetail, HintView, tag, tagged};
use super::view::{CARGO, CargoView, Reader};
use super::visibility_view::{AtQuery, VisibilityView};
use crate::http::{
    Answer, App, PageQuery, PathId, Person, Query, Request, Wanted, cursor, json, linked,
};

/// Which cargo records are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CargoSearchQuery {
    /// Registered from here on: a day in Japan, or an instant with its offset; today when left out.
    #[param(max_length = 40, example = "2026-11-21")]
    pub from: Option<String>,
    /// Registered until here: to the end of a day, or before an instant; today when left out. At most
    /// one calendar month. With `awb` and neither end there is no period.
    #[param(max_length = 40, example = "2026-11-21")]
    pub until: Option<String>,
    /// With this air waybill; width, hyphens and spaces do not matter.
    #[param(max_length = 40, example = "131-12345675")]
    pub awb: Option<String>,
    /// With this house waybill.
    #[param(max_length = 40, example = "NAX0001")]
    pub hawb: Option<String>,
    /// `import` or `export` (登録対象).
    #[param(max_length = 20, example = "import")]
    pub direction: Option<String>,
    /// In this status, such as `arrived`.
    #[param(max_length = 40, example = "arrived")]
    pub status: Option<String>,
    /// `true` with an alert, `false` without.
    #[param(max_length = 10, example = "true")]
    pub alert: Option<String>,
    /// `true` with a reservation, `false` without.
    #[param(max_length = 10, example = "false")]
    pub reservation: Option<String>,
    /// At this bonded warehouse; width, case, spaces and hyphens do not matter.
    #[param(max_length = 100, example = "成田第一保税蔵置場")]
    pub bonded_warehouse: Option<String>,
    /// Of this shipper.
    #[param(max_length = 100, example = "株式会社山田電子")]
    pub shipper: Option<String>,
    /// With this customs broker.
    #[param(max_length = 100, example = "ナックス通関株式会社")]
    pub customs_broker: Option<String>,
    /// `none`, `pending`, `accepted` (own records) or `received` (those of other companies).
    #[param(max_length = 20, example = "received")]
    pub assignment: Option<String>,
}

impl From<CargoSearchQuery> for TypedCargoSearch {
    fn from(query: CargoSearchQuery) -> Self {
        Self {
            from: query.from,
            until: query.until,
            awb: query.awb,
            hawb: query.hawb,
            direction: query.direction,
            status: query.status,
            alert: query.alert,
            reservation: query.reservation,
            bonded_warehouse: query.bonded_warehouse,
            shipper: query.shipper,
            customs_broker: query.customs_broker,
            assignment: query.assignment,
        }
    }
}

/// List cargo records.
///
/// Those of the own company and those that were assigned to it and accepted, by the time at which they
/// were registered, newest first. A period is at most one calendar month; an exact air waybill needs
/// none. An empty or short list says why.
#[utoipa::path(
    tag = "cargo", operation_id = "list_cargo_records", security(("bearer" = [])),
    params(CargoSearchQuery, PageQuery),
    responses((status = 200, description = "A page of records.", body = CargoPage)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/cargo-records")]
pub async fn list_cargo_records(
    app: web::Data<App>,
    http: HttpRequest,
    search: Query<CargoSearchQuery>,
    page: Query<PageQuery>,
    request: Request<Person>,
) -> Answer {
    let (page, begun) = page.0.resumed(&app.env, &http)?;
    let typed = TypedCargoSearch::from(search.0);
    let (reader, language) = (Reader::from(&request.actor.0), request.call.language);
    let done = request.run(&app, move |env, request| {
        list::find::<CargoRecord>(env, &request.actor.0, &typed, page, begun)
    });
    let found = done.await?.value;
    let next_cursor = cursor(&app.env, &http, found.page.next, Some(found.begun));
    let items = found.page.items.into_iter().map(|seen| CargoView::new(seen, reader, None));
    let page = CargoPage {
        items: items.collect(),
        has_more: next_cursor.is_some(),
        next_cursor,
        hits: found.begun.hits.into(),
        acceptable: found.acceptable.into(),
        hints: found.hints.iter().map(|hint| HintView::new(hint, CARGO, language)).collect(),
    };
    let response = json(StatusCode::OK, &page);
    Ok(linked(response, &http, page.next_cursor.as_deref()))
}

/// Export cargo records.
///
/// Exactly the rows and the order of the same search, as CSV in UTF-8, CSV in code page 932, or one JSON
/// object a line. Cells that a spreadsheet would run as a formula begin with an apostrophe. Characters
/// that code page 932 does not have are written as `&#128666;`; `report=true` tells which they are.
#[utoipa::path(
    tag = "cargo", operation_id = "export_cargo_records", security(("bearer" = [])),
    params(CargoSearchQuery, ExportQuery),
    responses((status = 200, description = "The rows, or with `report=true` the report.", content(
        (String = "text/csv", example = "登録対象,貨物登録日時,ステータス"),
        (String = "application/x-ndjson", example = "{\"id\":\"carg_01kabd3ns8e9bv4r8j7xq7s0yz\"}"),
        (ExportReport = "application/json"),
    ))),
    extensions(("x-refusals" = json!(["already_running", "overloaded"])))
)]
#[get("/v1/cargo-records/export")]
pub async fn export_cargo_records(
    app: web::Data<App>,
    search: Query<CargoSearchQuery>,
    query: Query<ExportQuery>,
    request: Request<Person>,
) -> Answer {
    CargoRecord::export(app, search.0.into(), query.0, request).await
}

/// Read a cargo record.
///
/// With its history, and what may be done with it now. A record that the company may not see does not
/// exist (CGO-VIS-01).
#[utoipa::path(
    tag = "cargo", operation_id = "read_cargo_record", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The record's id.", example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` that the client holds."),
    ),
    responses(
        (status = 200, description = "The record.", body = CargoRecordDetail, links(
            ("change" = (operation_id = "change_cargo_record", parameters(("id" = "$response.body#/record/id"), ("If-Match" = "$response.header.ETag")))),
            ("set_status" = (operation_id = "set_cargo_status", parameters(("id" = "$response.body#/record/id")))),
            ("visibility" = (operation_id = "explain_cargo_record", parameters(("id" = "$response.body#/record/id")))),
            ("dangerous_goods" = (operation_id = "read_dangerous_goods_declaration", parameters(("id" = "$response.body#/record/id")))),
        ), headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The client holds this version."),
    ),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/cargo-records/{id}")]
pub async fn read_cargo_record(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person>,
    id: PathId<kind::Cargo>,
) -> Answer {
    let reader = Reader::from(&request.actor.0);
    let wanted = Wanted::of(&http);
    let done = request.run(&app, move |env, request| {
        let shows = |seen: &Seen<CargoRecord>| wanted.shows(&tag(seen.record.version, seen));
        list::get(env, &request.actor.0, id.0.uuid(), shows)
    });
    let list::Detail { seen, warnings, steps } = done.await?.value;
    let tag = tag(seen.record.version, &seen);
    let record = CargoView::new(seen, reader, Some(&warnings));
    let steps = steps.into_iter().map(Into::into).collect();
    Ok(tagged(&http, &tag, CargoRecordDetail { record, steps }))
}

/// Explain who sees a cargo record.
///
/// For the owner: which companies see it or saw it, through which assignment, since when, and when they
/// looked. For another company: through what it sees it (ASG-WHY-01).
#[utoipa::path(
    tag = "cargo", operation_id = "explain_cargo_record", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The record's id.", example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz"),
        AtQuery,
    ),
    responses((status = 200, description = "Who sees it.", body = VisibilityView)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/cargo-records/{id}/visibility")]
pub async fn explain_cargo_record(
    app: web::Data<App>,
    query: Query<AtQuery>,
    request: Request<Person>,
    id: PathId<kind::Cargo>,
) -> Answer {
    let reader = request.actor.0.company.id;
    let done = request.run(&app, move |env, request| {
        let at = query.0.at.as_deref();
        visibility::explain::<CargoRecord>(env, &request.actor.0, id.0.uuid(), at)
    });
    let visibility = done.await?.value;
    Ok(json(StatusCode::OK, &VisibilityView::new(visibility, reader)))
}
