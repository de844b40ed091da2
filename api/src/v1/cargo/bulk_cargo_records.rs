//! `POST /v1/cargo-records/bulk`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::cargo::bulk::{self, Outcome, RowError, RowResult};
use tegata_domain::cargo::bulk_file;
use tegata_domain::kernel::{Language, Refusal};
use utoipa::ToSchema;

use crate::http::{Answer, App, File, FileSender, Request};
use crate::problem::FieldError;

/// What became of a row.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = BulkRow)]
pub struct RowView {
    /// The line that it begins on, from 1.
    #[schema(minimum = 1, example = 2)]
    pub line: u64,
    /// `created`, `updated`, `unchanged` or `refused`.
    #[schema(example = "created")]
    pub status: String,
    /// The record.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: Option<String>,
    /// Why it was refused: the first 20 reasons. An empty pointer is the row as a whole.
    #[schema(example = json!([]))]
    pub errors: Vec<FieldError>,
}

/// How many rows became what.
#[derive(Default, Serialize, Deserialize, ToSchema)]
pub struct BulkCounts {
    /// Records that were registered.
    pub created: usize,
    /// Records that were changed.
    pub updated: usize,
    /// Records that say this already.
    pub unchanged: usize,
    /// Rows for which nothing was written.
    pub refused: usize,
}

/// What became of a file.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct BulkResult {
    /// How many rows became what.
    pub counts: BulkCounts,
    /// What became of each row, in their order.
    pub rows: Vec<RowView>,
}

fn error(error: RowError, language: Language) -> FieldError {
    let RowError { pointer, code, rule, params } = error;
    FieldError::new(&pointer, &code, rule.as_deref(), params, language)
}

impl BulkResult {
    fn new(rows: Vec<RowResult>, language: Language) -> Self {
        let mut counts = BulkCounts::default();
        for row in &rows {
            match row.outcome {
                Outcome::Created => counts.created += 1,
                Outcome::Updated => counts.updated += 1,
                Outcome::Unchanged => counts.unchanged += 1,
                Outcome::Refused => counts.refused += 1,
            }
        }
        let view = |row: RowResult| RowView {
            line: row.line,
            status: row.outcome.as_str().to_owned(),
            id: row.id.map(|id| id.to_string()),
            errors: row.errors.into_iter().map(|one| error(one, language)).collect(),
        };
        Self { counts, rows: rows.into_iter().map(view).collect() }
    }
}

/// Register and update many cargo records.
///
/// NDJSON or CSV with a header (UTF-8, or CP932 with `charset=shift_jis`), up to 10,000 rows and 8 MiB.
/// The members and columns are the fields of a registration. A row is known by `mawb` and `hawb`: a
/// new one is registered, a present one updated by what the row names; what it leaves out stays. A
/// blank cell takes a text or number away. In a cell, codes stand with spaces between. A row that is
/// refused refuses no other, and the same file sent again changes nothing more. A row has at most 16
/// KiB, and a CSV file 64 columns. An account sends one file at a time.
#[utoipa::path(
    tag = "cargo", operation_id = "bulk_cargo_records", security(("bearer" = [])),
    request_body(
        description = "The rows.",
        content(
            (String = "application/x-ndjson", example = json!("{\"mawb\":\"131-12345675\",\"hawb\":\"NAX0001\",\"direction\":\"import\"}\n")),
            (String = "text/csv", example = json!("mawb,hawb,direction,pieces\r\n131-12345675,NAX0001,import,12\r\n")),
        ),
    ),
    responses((status = 200, description = "What became of each row.", body = BulkResult)),
    extensions(("x-refusals" = json!(["business_role_required", "already_running", "overloaded"])))
)]
#[post("/v1/cargo-records/bulk")]
pub async fn bulk_cargo_records(app: web::Data<App>, request: Request<FileSender, File>) -> Answer {
    let language = request.call.language;
    let turn = app.files.first().await?;
    let done = request.run(&app, move |env, request| {
        let _turn = turn;
        let rows = bulk_file::read(request.body.format, &request.body.bytes);
        bulk::write(env, &request.call, &request.actor.who, &rows.map_err(Refusal::fields)?)
    });
    Ok(done.await?.answer(StatusCode::OK, |rows| BulkResult::new(rows, language)))
}
