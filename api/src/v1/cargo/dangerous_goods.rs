//! `/v1/cargo-records/{id}/dangerous-goods-declaration` (ACC-DG-01).

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, delete, get, put, web};
use tegata_domain::cargo::dangerous_goods::{self, Condition, Draft};
use tegata_domain::kernel::{Code, Refusal, kind};

use super::dangerous_goods_view::{DeclarationView, DeclareDangerousGoods, path};
use super::list_view::tagged;
use super::view::Reader;
use crate::http::{Answer, App, DryRun, PathId, Person, Query, Request, WithEtag as _, if_match};
use crate::problem::Problem;

/// On what a client makes a declaration depend: `If-Match`, where one stands, or `If-None-Match: *`.
fn condition(http: &HttpRequest) -> Result<Condition, Problem> {
    let has = |name| http.headers().contains_key(name);
    let version = if has(header::IF_MATCH) { Some(if_match(http)?) } else { None };
    let absent = match http.headers().get(header::IF_NONE_MATCH) {
        None => false,
        Some(any) if any.as_bytes() == b"*" => true,
        Some(_) => {
            let unread = Refusal::new(Code::MalformedRequest);
            return Err(unread.with("name", "If-None-Match").into());
        }
    };
    Ok(Condition { version, absent })
}

/// Read a dangerous-goods declaration.
///
/// Whoever sees the record does, its own company and those it was assigned to. A record without one, and
/// one that the company may not see, have none. `findings` names what no longer fits, where the record
/// changed after it was filed.
#[utoipa::path(
    tag = "cargo", operation_id = "read_dangerous_goods_declaration", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The record's id.", example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` that the client holds."),
    ),
    responses(
        (status = 200, description = "The declaration.", body = DeclarationView, links(
            ("replace" = (operation_id = "declare_dangerous_goods", parameters(("id" = "$response.body#/record_id"), ("If-Match" = "$response.header.ETag")))),
            ("withdraw" = (operation_id = "withdraw_dangerous_goods_declaration", parameters(("id" = "$response.body#/record_id"), ("If-Match" = "$response.header.ETag")))),
        ), headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The client holds this version."),
    ),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/cargo-records/{id}/dangerous-goods-declaration")]
pub async fn read_dangerous_goods_declaration(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person>,
    id: PathId<kind::Cargo>,
) -> Answer {
    let reader = (Reader::from(&request.actor.0), request.call.language);
    let done = request
        .run(&app, move |env, request| dangerous_goods::read(env, &request.actor.0, id.0))
        .await?;
    let (filed, record, findings) = done.value;
    // What is found in it, and what may be done with it, follows from the record.
    let tag = format!("\"{}-{}-{}\"", filed.version, record.version, reader.0.qualified);
    Ok(tagged(&http, &tag, DeclarationView::new(filed, &record, &findings, reader)))
}

/// Declare dangerous goods.
///
/// For qualified accounts of the owner company, until the record is delivered. It is filed as a whole, in
/// the place of the one that stands: then `If-Match` is required. What is declared is checked against a
/// table of rules and against the record, its special handling codes among them; each rule that it breaks
/// is named with its own key and what to do. The table is a help and replaces no regulation in force.
/// `dry_run=true` shows the exact result and writes nothing.
#[utoipa::path(
    tag = "cargo", operation_id = "declare_dangerous_goods", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The record's id.", example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz"),
        DryRun,
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the declaration that is replaced; required where one stands."),
        ("If-None-Match" = Option<String>, Header, description = "`*`: only where none stands."),
    ),
    request_body = DeclareDangerousGoods,
    responses(
        (status = 201, description = "Filed; none stood before.", body = DeclarationView, headers(("ETag" = String, description = "The version.")), links(
            ("read" = (operation_id = "read_dangerous_goods_declaration", parameters(("id" = "$response.body#/record_id")))),
        )),
        (status = 200, description = "Filed in the place of the former one; or what would be filed.", body = DeclarationView, headers(("ETag" = String, description = "The version."))),
    ),
    extensions(("x-refusals" = json!(["not_found", "not_record_owner", "dangerous_goods_not_qualified", "record_closed", "version_required", "version_stale"])))
)]
#[put("/v1/cargo-records/{id}/dangerous-goods-declaration")]
pub async fn declare_dangerous_goods(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<DryRun>,
    request: Request<Person, DeclareDangerousGoods>,
    id: PathId<kind::Cargo>,
) -> Answer {
    let reader = (Reader::from(&request.actor.0), request.call.language);
    let (condition, dry_run) = (condition(&http)?, query.0.wanted());
    let request = request
        .checked(&app, |env, request| {
            dangerous_goods::violations(env, &request.call, &(&request.body).into())
        })
        .await?;
    let done = request.run(&app, move |env, request| {
        let typed = &(&request.body).into();
        let draft = Draft { record: id.0, condition, typed, dry_run };
        dangerous_goods::declare(env, &request.call, &request.actor.0, &draft)
    });
    let done = done.await?;
    let (path, version) = (path(&done.value.record), done.value.filed.version);
    let status = match done.value.is_new && !dry_run {
        true => StatusCode::CREATED,
        false => StatusCode::OK,
    };
    let answer = done.answer(status, |declared| DeclarationView::declared(declared, reader));
    let answer = if status == StatusCode::CREATED { answer.location(&path) } else { answer };
    Ok(if dry_run { answer } else { answer.etag(version) })
}

/// Withdraw a dangerous-goods declaration.
///
/// For qualified accounts of the owner company, until the record is delivered. Afterwards the record has
/// none; another one may be filed.
#[utoipa::path(
    tag = "cargo", operation_id = "withdraw_dangerous_goods_declaration", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The record's id.", example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the declaration that is withdrawn.", example = "\"1\""),
    ),
    responses((status = 204, description = "Withdrawn.")),
    extensions(("x-refusals" = json!(["not_found", "not_record_owner", "dangerous_goods_not_qualified", "record_closed", "version_required", "version_stale"])))
)]
#[delete("/v1/cargo-records/{id}/dangerous-goods-declaration")]
pub async fn withdraw_dangerous_goods_declaration(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Person>,
    id: PathId<kind::Cargo>,
) -> Answer {
    let version = if_match(&http)?;
    let done = request.run(&app, move |env, request| {
        dangerous_goods::withdraw(env, &request.call, &request.actor.0, id.0, version)
    });
    Ok(done.await?.no_content())
}
