//! Exports of lists: read page by page, and sent as they are read.

use std::io;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::rt;
use actix_web::web::{self, Bytes};
use futures_util::future::{LocalBoxFuture, ready};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use tegata_domain::cargo::export::{self, Format, Report, Sheet};
use tegata_domain::cargo::list::asked;
use tegata_domain::cargo::search::{Search, Seen};
use tegata_domain::cargo::{CargoRecord, PickupRequest};
use tegata_domain::kernel::{
    FieldCode, Language, Page, Position, Refusal, Rule, Standing, Violation,
};
use utoipa::{IntoParams, ToSchema};

use super::view::{CargoView, PickupView, Reader};
use crate::http::{Answer, App, Person, Place, Request, json};
use crate::problem::Problem;

/// In which form an export is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// `csv` (UTF-8, with byte order mark), `csv_cp932` or `ndjson`; `csv` when left out.
    #[param(max_length = 20, example = "csv")]
    pub format: Option<String>,
    /// `true` answers with what code page 932 cannot write, instead of the rows.
    #[param(max_length = 10, example = "false")]
    pub report: Option<String>,
}

/// The value that a parameter names; the first when it is left out.
fn one_of<T: Copy>(
    typed: Option<&str>,
    pointer: &str,
    values: &[(&str, T)],
) -> Result<T, Violation> {
    let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
    let typed = typed.or(names.first().copied()).unwrap_or_default();
    let found = values.iter().find(|(name, _)| *name == typed).map(|(_, value)| *value);
    found.ok_or_else(|| {
        let refused = Violation::new(pointer, FieldCode::NotAllowed).rule(Rule::CgoLst05);
        refused.with("allowed", names.join(", "))
    })
}

impl ExportQuery {
    /// The form, and whether the report is wanted instead.
    fn read(&self) -> Result<(Format, bool), Refusal> {
        let formats: Vec<(&str, Format)> =
            Format::ALL.iter().map(|format| (format.as_str(), *format)).collect();
        let format = one_of(self.format.as_deref(), "?format", &formats);
        let switch = [("false", false), ("true", true)];
        let report = one_of(self.report.as_deref(), "?report", &switch);
        match (format, report) {
            (Ok(format), Ok(report)) => Ok((format, report)),
            (format, report) => {
                Err(Refusal::fields(format.err().into_iter().chain(report.err()).collect()))
            }
        }
    }
}

/// A character that code page 932 does not have.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct UnmappableCharacter {
    /// The character.
    #[schema(example = "🚚")]
    pub character: String,
    /// Its code point.
    #[schema(example = "U+1F69A")]
    pub code_point: String,
    /// How often it stands in the rows.
    #[schema(minimum = 1)]
    pub count: u64,
}

/// What of an export code page 932 cannot write.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ExportReport {
    /// Rows of the export.
    #[schema(example = 120)]
    pub rows: u64,
    /// Rows with such a character.
    pub affected_rows: u64,
    /// The characters.
    pub characters: Vec<UnmappableCharacter>,
}

impl From<Report> for ExportReport {
    fn from(report: Report) -> Self {
        let characters = report.characters.into_iter().map(|(character, count)| {
            let code_point = format!("U+{:04X}", u32::from(character));
            UnmappableCharacter { character: character.to_string(), code_point, count }
        });
        Self { rows: report.rows, affected_rows: report.affected, characters: characters.collect() }
    }
}

/// How rows are written, and for whom.
#[derive(Clone, Copy)]
struct Writing {
    format: Format,
    language: Language,
    reader: Reader,
}

/// What is exported.
pub trait Exported: Sheet {
    /// The file's name.
    const FILE: &'static str;

    /// Adds a row as JSON, as the list shows it.
    fn add_json(text: &mut Vec<u8>, seen: Seen<Self>, reader: Reader) -> serde_json::Result<()>;

    /// Answers with an export, or with the report on it. What is refused is refused before the first
    /// row; a database that fails after it ends the answer short, which the client sees.
    ///
    /// Its account has no other one meanwhile. Rows are read in turns with other exports, so that a
    /// client that takes them slowly keeps nobody waiting.
    fn export(
        app: web::Data<App>,
        typed: Self::Typed,
        query: ExportQuery,
        request: Request<Person>,
    ) -> impl Future<Output = Answer>
    where
        Self::Typed: 'static,
        Self::Filter: 'static,
    {
        async move {
            let (format, report) = query.read()?;
            let language = request.call.language;
            let reader = Reader::from(&request.actor.0);
            let standing = request.actor.0.session.standing();
            let place = app.exports.place(request.actor.0.account.id)?;
            let turn = app.exports.first().await?;
            if report {
                let done = request.run(&app, move |env, request| {
                    let _until_done = (place, turn);
                    export::report::<Self>(env, &request.actor.0, &typed, language)
                });
                return Ok(json(StatusCode::OK, &ExportReport::from(done.await?.value)));
            }
            let done = request.run(&app, move |env, request| {
                let _turn = turn;
                let search = asked::<Self>(env, &request.actor.0, &typed, env.clock.now())?;
                let first = export::page::<Self>(env, standing, &search, None)?;
                Ok((search, first))
            });
            let (search, first) = done.await?.value;
            Ok(streamed(app, place, standing, search, first, Writing { format, language, reader }))
        }
    }
}

impl Exported for CargoRecord {
    const FILE: &'static str = "cargo-records";

    fn add_json(text: &mut Vec<u8>, seen: Seen<Self>, reader: Reader) -> serde_json::Result<()> {
        serde_json::to_writer(text, &CargoView::new(seen, reader, None))
    }
}

impl Exported for PickupRequest {
    const FILE: &'static str = "pickup-requests";

    fn add_json(text: &mut Vec<u8>, seen: Seen<Self>, reader: Reader) -> serde_json::Result<()> {
        serde_json::to_writer(text, &PickupView::new(seen, reader.company, None))
    }
}

/// A page that is there, or on its way.
type Reading<R> = LocalBoxFuture<'static, io::Result<Page<Seen<R>>>>;

/// What an export has still to send.
struct Rest<R: Exported> {
    place: Place,
    standing: Standing,
    search: Search<R::Filter>,
    page: Reading<R>,
    /// What stands before the rows.
    head: Vec<u8>,
}

fn streamed<R: Exported>(
    app: web::Data<App>,
    place: Place,
    standing: Standing,
    search: Search<R::Filter>,
    first: Page<Seen<R>>,
    writing: Writing,
) -> HttpResponse
where
    R::Filter: 'static,
{
    let (media, ending) = match writing.format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::CsvCp932 => ("text/csv; charset=windows-31j", "csv"),
        Format::Ndjson => ("application/x-ndjson", "ndjson"),
    };
    let page = Box::pin(ready(Ok(first)));
    let rest = Rest { place, standing, search, page, head: head::<R>(writing) };
    let chunks = stream::try_unfold(Some(rest), move |rest| {
        let app = app.clone();
        async move {
            let Some(Rest { place, standing, search, page, head }) = rest else {
                return Ok::<_, io::Error>(None);
            };
            let Page { items, next } = page.await?;
            // It is read while this one is written, one page ahead of the client at the most.
            let rest = next.map(|after| Rest {
                place,
                standing,
                page: following::<R>(app.clone(), standing, search.clone(), after),
                search,
                head: Vec::new(),
            });
            let written = app.blocking(move |_| Ok(written(head, items, writing)));
            let chunk =
                written.await.map_err(|problem| io::Error::other(problem.to_string()))??;
            Ok(Some((Bytes::from(chunk), rest)))
        }
    });
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}.{ending}\"", R::FILE),
        ))
        .streaming(chunks)
}

/// Begins to read the page behind a row, when it is its turn.
fn following<R: Exported>(
    app: web::Data<App>,
    standing: Standing,
    search: Search<R::Filter>,
    after: Position,
) -> Reading<R>
where
    R::Filter: 'static,
{
    let reading = rt::spawn(async move {
        let turn = app.exports.next().await?;
        let page = app.blocking(move |env| {
            let _turn = turn;
            export::page::<R>(env, standing, &search, Some(after))
        });
        page.await
    });
    Box::pin(async move {
        let read = reading.await.map_err(io::Error::other)?;
        read.map_err(|problem: Problem| io::Error::other(problem.to_string()))
    })
}

/// What stands before the rows: in CSV the headings.
fn head<R: Exported>(writing: Writing) -> Vec<u8> {
    let mut headings = String::new();
    export::add_line(&mut headings, &R::headings(writing.language));
    match writing.format {
        Format::Csv => format!("\u{FEFF}{headings}").into_bytes(),
        Format::CsvCp932 => export::cp932(&headings),
        Format::Ndjson => Vec::new(),
    }
}

/// The rows of a page, behind what stands before them.
fn written<R: Exported>(
    mut text: Vec<u8>,
    page: Vec<Seen<R>>,
    writing: Writing,
) -> io::Result<Vec<u8>> {
    if writing.format == Format::Ndjson {
        for seen in page {
            R::add_json(&mut text, seen, writing.reader)?;
            text.push(b'\n');
        }
        return Ok(text);
    }
    let mut lines = String::new();
    for seen in &page {
        export::add_line(&mut lines, &R::cells(seen, writing.language));
    }
    let lines = match writing.format {
        Format::CsvCp932 => export::cp932(&lines),
        _ => lines.into_bytes(),
    };
    text.extend(lines);
    Ok(text)
}
