//! Uploaded files of rows: larger than any JSON body, and in other media types.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Bytes;
use tegata_domain::access::{Session, SignedIn};
use tegata_domain::cargo::bulk;
use tegata_domain::cargo::bulk_file::FileFormat;
use tegata_domain::env::Env;
use tegata_domain::kernel::{Code, Failure, Id, kind};

use super::body::collect;
use super::{Actor, App, Arrived, Payload, Person, Place};
use crate::problem::Problem;

/// Bytes of a file at most.
const FILE_MAX: usize = 8 * 1024 * 1024;

/// A file of rows that has arrived.
#[derive(Debug)]
pub struct File {
    /// How it is written.
    pub format: FileFormat,
    /// Its bytes.
    pub bytes: Bytes,
}

/// A person who may send files, and whose account has no other one on its way: known before the first
/// byte of one is read.
#[derive(Debug)]
pub struct FileSender {
    /// Who it is.
    pub who: SignedIn,
    /// The account's place, until its file is done.
    _place: Place,
}

impl Actor for FileSender {
    async fn admit(app: &App, request: &HttpRequest) -> Result<Self, Problem> {
        let Person(who) = Person::admit(app, request).await?;
        bulk::may_send(&who)?;
        let _place = app.files.place(who.account.id)?;
        Ok(Self { who, _place })
    }

    fn session(&self) -> Option<&Session> {
        Some(self.who.session())
    }

    fn company(&self) -> Option<Id<kind::Company>> {
        Some(self.who.company())
    }

    fn look_again(&self, env: &Env) -> Result<(), Failure> {
        Person(self.who.clone()).look_again(env)
    }
}

impl Payload for File {
    async fn read(
        app: &App,
        request: &HttpRequest,
        payload: actix_web::dev::Payload,
    ) -> Result<Arrived<Self>, Problem> {
        let format = format(request).ok_or(Code::UnsupportedMediaType)?;
        let time = Duration::from_millis(app.settings.body_timeout_ms);
        let raw = tokio::time::timeout(time, collect(request, payload, FILE_MAX))
            .await
            .map_err(|_| Problem::from(Code::RequestTimeout))??;
        let body = Self { format, bytes: raw.clone() };
        Ok(Arrived { body, raw, violations: Vec::new() })
    }
}

/// How the media type says that the file is written.
fn format(request: &HttpRequest) -> Option<FileFormat> {
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return None;
    }
    let kind = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?.to_ascii_lowercase();
    let mut parts = kind.split(';').map(str::trim);
    let media = parts.next()?;
    let charset = parts.find_map(|parameter| parameter.strip_prefix("charset="));
    let charset = charset.unwrap_or("utf-8").trim_matches('"');
    match (media, charset) {
        ("application/x-ndjson", "utf-8") => Some(FileFormat::NdJson),
        ("text/csv", "utf-8") => Some(FileFormat::CsvUtf8),
        ("text/csv", "shift_jis" | "windows-31j" | "cp932" | "ms932") => Some(FileFormat::CsvCp932),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_media_type_says_how_a_file_is_written() {
        for (kind, expected) in [
            ("application/x-ndjson", Some(FileFormat::NdJson)),
            ("text/csv", Some(FileFormat::CsvUtf8)),
            ("Text/CSV; header=present; charset=\"UTF-8\"", Some(FileFormat::CsvUtf8)),
            ("text/csv; charset=Shift_JIS", Some(FileFormat::CsvCp932)),
            ("text/csv;charset=windows-31j", Some(FileFormat::CsvCp932)),
            ("text/csv; charset=euc-jp", None),
            ("application/x-ndjson; charset=shift_jis", None),
            ("application/json", None),
            ("", None),
        ] {
            let request = TestRequest::default().insert_header(("content-type", kind));
            assert_eq!(format(&request.to_http_request()), expected, "{kind}");
        }
        let gzip = TestRequest::default()
            .insert_header(("content-type", "text/csv"))
            .insert_header(("content-encoding", "gzip"));
        assert_eq!(format(&gzip.to_http_request()), None);
    }
}
