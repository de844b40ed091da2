//! `GET /v1/reissue-guidance`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get};
use serde::{Deserialize, Serialize};
use tegata_domain::kernel::Code;
use tegata_domain::reissue::guidance;
use utoipa::ToSchema;

use crate::http::frame::Facts;
use crate::http::{Answer, json};

/// What an office reads before it applies.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReissueGuidance {
    /// The version that an application acknowledges (RIS-APP-02).
    #[schema(example = "2026-11")]
    pub version: String,
    /// Its title, in the wanted language.
    #[schema(example = "利用者IDのパスワード初期化のお申し込みにあたって")]
    pub title: String,
    /// What it says, in order.
    #[schema(example = json!(["登録希望日は、翌日以降の日付を指定できます（省略できます）。"]))]
    pub paragraphs: Vec<String>,
}

/// Read the guidance for applications.
///
/// An application names the version that was read (RIS-APP-02).
#[utoipa::path(
    tag = "reissue", operation_id = "read_reissue_guidance", security(()),
    responses((status = 200, description = "The guidance.", body = ReissueGuidance)),
)]
#[get("/v1/reissue-guidance")]
pub async fn read_reissue_guidance(http: HttpRequest) -> Answer {
    let facts = Facts::of(&http).ok_or(Code::Internal)?;
    let current = guidance::current(facts.language);
    let view = ReissueGuidance {
        version: guidance::VERSION.to_owned(),
        title: current.title.to_owned(),
        paragraphs: current.paragraphs.iter().map(|text| (*text).to_owned()).collect(),
    };
    Ok(json(StatusCode::OK, &view))
}
