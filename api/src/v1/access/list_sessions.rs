//! `GET /v1/sessions`

use actix_web::http::StatusCode;
use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use tegata_domain::access::service;
use utoipa::ToSchema;

use super::view::SessionView;
use crate::app::App;
use crate::http::{Account, Answer, Request};

/// The own live sessions.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Sessions {
    /// The sessions, latest use first.
    pub items: Vec<SessionView>,
}

/// List the own sessions.
///
/// With device, place and last use.
#[utoipa::path(
    tag = "access", operation_id = "list_sessions",
    security(("bearer" = [])),
    responses((status = 200, description = "The live sessions.", body = Sessions, links(("end" = (operation_id = "end_session", parameters(("id" = "$response.body#/items/0/id"))))))),
)]
#[get("/v1/sessions")]
pub async fn list_sessions(app: web::Data<App>, request: Request<Account>) -> Answer {
    let current = request.actor.0.session.id;
    let done = request.run(&app, |env, request| service::list(env, &request.actor.0));
    Ok(done.await?.answer(StatusCode::OK, |sessions| Sessions {
        items: sessions.into_iter().map(|one| SessionView::new(one, current)).collect(),
    }))
}
