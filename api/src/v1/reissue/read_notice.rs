//! `GET /v1/reissue-applications/{id}/notice`

use actix_web::http::StatusCode;
use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use tegata_domain::kernel::{Language, kind};
use tegata_domain::reissue::id_notice::{self, IdNotice, IssuedTo};
use utoipa::ToSchema;

use crate::http::{Answer, App, Office, PathId, Request};
use crate::problem::instant;

/// What became of one target.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct IssuedPassword {
    /// The terminal user id.
    #[schema(example = "1ANACA0A")]
    pub user_id: String,
    /// Where its temporary password is: `live`, `changed`, `expired`, or `replaced` by a later one.
    #[schema(example = "live")]
    pub state: String,
    /// The temporary password, while it is live. It can be used at once (RIS-TMP-01).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = Password, example = "KT4M7XQ9")]
    pub temporary_password: Option<String>,
    /// Until when it works, or did (RIS-TMP-03).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub valid_until: Option<String>,
}

impl From<IssuedTo> for IssuedPassword {
    fn from(issued: IssuedTo) -> Self {
        Self {
            user_id: issued.user_id,
            state: issued.state.as_str().to_owned(),
            temporary_password: issued.temporary_password.map(|plain| plain.expose().to_owned()),
            valid_until: issued.valid_until.map(instant),
        }
    }
}

/// Progress and outcome of an application.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReissueNotice {
    /// Its receipt number.
    #[schema(example = "0000001C")]
    pub receipt_number: String,
    /// Where it is.
    #[schema(example = "approved")]
    pub state: String,
    /// The progress, in the wanted language.
    #[schema(
        example = "お申し込み内容の確認が完了しました。仮パスワードは、登録希望日にかかわらず、すぐに使用できます。"
    )]
    pub progress: String,
    /// What the reviewer wrote last.
    #[schema(example = "ご本人様に確認いたしました。")]
    pub note: Option<String>,
    /// For each target, its temporary password; empty until the application is approved.
    pub issued: Vec<IssuedPassword>,
}

impl ReissueNotice {
    fn new(notice: IdNotice, language: Language) -> Self {
        let state = notice.application.state;
        Self {
            receipt_number: notice.application.receipt_number.to_string(),
            state: state.as_str().to_owned(),
            progress: id_notice::progress(state, language).to_owned(),
            note: notice.note,
            issued: notice.issued.into_iter().map(Into::into).collect(),
        }
    }
}

/// Read the notice of an application.
///
/// Its progress and, once approved, the temporary passwords, for the office that filed it alone. Each
/// view of a password is written down (RIS-TMP-01).
#[utoipa::path(
    tag = "reissue", operation_id = "read_reissue_notice", security(("bearer" = [])),
    params(("id" = String, Path, description = "The application's id.", example = "rapp_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "The notice.", body = ReissueNotice)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/reissue-applications/{id}/notice")]
pub async fn read_reissue_notice(
    app: web::Data<App>,
    request: Request<Office>,
    id: PathId<kind::Application>,
) -> Answer {
    let language = request.call.language;
    let done = request
        .run(&app, move |env, request| id_notice::read(env, &request.call, &request.actor.0, id.0));
    Ok(done.await?.answer(StatusCode::OK, |notice| ReissueNotice::new(notice, language)))
}
