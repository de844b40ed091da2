//! What is served as it is: packed once, and shown only to who does not hold it yet.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Read as _;

use actix_web::http::header::{AcceptEncoding, ContentEncoding, Encoding, Header as _};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use flate2::read::GzDecoder;
use tegata_domain::kernel::{Code, Refusal};
use tokio::sync::OnceCell;

use super::App;
use super::answer::{Answer, WithEtag as _};
use crate::problem::Problem;

/// Something large that never changes, kept packed. It is unpacked, once, when the first client asks
/// that does not take it packed.
#[derive(Debug)]
pub struct Packed {
    kind: &'static str,
    tag: String,
    gzip: Bytes,
    plain: OnceCell<Bytes>,
}

impl Packed {
    /// What was packed before.
    pub fn of_gzip(kind: &'static str, gzip: Bytes) -> Self {
        let mut hasher = DefaultHasher::new();
        gzip.hash(&mut hasher);
        let tag = format!("\"{:016x}\"", hasher.finish());
        Self { kind, tag, gzip, plain: OnceCell::new() }
    }

    /// Answers with it as the client takes it, unless the client holds it already.
    ///
    /// # Errors
    /// [`Code::Internal`] when it cannot be unpacked.
    pub async fn answer(&self, app: &App, http: &HttpRequest) -> Answer {
        let vary = ("vary", "accept-encoding");
        if super::holds(http, &self.tag) {
            let response = HttpResponse::NotModified().append_header(vary).finish();
            return Ok(response.entity_tag(&self.tag));
        }
        let mut response = HttpResponse::Ok();
        response.append_header(vary).content_type(self.kind);
        if takes_gzip(http) {
            // The same in another encoding: so says the mark of weakness.
            response.insert_header(ContentEncoding::Gzip);
            return Ok(response.body(self.gzip.clone()).entity_tag(&format!("W/{}", self.tag)));
        }
        let plain = self.plain.get_or_try_init(|| self.unpacked(app)).await?;
        Ok(response.body(plain.clone()).entity_tag(&self.tag))
    }

    async fn unpacked(&self, app: &App) -> Result<Bytes, Problem> {
        let gzip = self.gzip.clone();
        app.blocking(move |_| {
            let plain = unpack(&gzip).map_err(|_| Refusal::new(Code::Internal))?;
            Ok(Bytes::from(plain))
        })
        .await
    }

    /// It as it is. It takes its time: not on a thread that serves.
    ///
    /// # Errors
    /// When it was not packed.
    pub fn plain(&self) -> std::io::Result<Vec<u8>> {
        unpack(&self.gzip)
    }
}

fn unpack(gzip: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(gzip).read_to_end(&mut plain)?;
    Ok(plain)
}

fn takes_gzip(http: &HttpRequest) -> bool {
    let offered = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(http)
        .is_ok_and(|taken| taken.negotiate(offered.iter()) == Some(Encoding::gzip()))
}
