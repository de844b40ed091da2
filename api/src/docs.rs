//! The page at `/docs/`: Swagger UI from the binary itself, so that it works without internet.
//! `build.rs` packs it; of its files, only what the page asks for.

use actix_web::dev::HttpServiceFactory;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, guard};
use tegata_domain::kernel::Code;

use crate::http::{Answer, App, Packed};

// FILES: name, media type, packed content.
include!(concat!(env!("OUT_DIR"), "/docs.rs"));

/// The files of the page, by name.
#[derive(Debug)]
pub struct Docs(Vec<(&'static str, Packed)>);

impl Default for Docs {
    fn default() -> Self {
        let packed = |&(name, kind, gzip)| (name, Packed::of_gzip(kind, Bytes::from_static(gzip)));
        Self(FILES.iter().map(packed).collect())
    }
}

/// The page and its files.
pub fn page() -> impl HttpServiceFactory {
    web::resource("/docs/{file:.*}").guard(guard::Get()).to(read)
}

async fn read(
    app: web::Data<App>,
    docs: web::Data<Docs>,
    http: HttpRequest,
    file: web::Path<String>,
) -> Answer {
    let name = if file.is_empty() { "index.html" } else { file.as_str() };
    let found = docs.0.iter().find(|(known, _)| *known == name);
    let (_, packed) = found.ok_or(Code::NotFound)?;
    packed.answer(&app, &http).await
}
