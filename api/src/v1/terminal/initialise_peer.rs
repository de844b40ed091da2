//! `POST /v1/terminal/peer-initialisations`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::reissue::peer;
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Answer, App, Request, Terminal};
use crate::problem::instant;

/// Whom to initialise.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InitialisePeer {
    /// The terminal user id of another one of the same user code.
    #[schema(min_length = 1, max_length = 64, example = "1ANACA0A")]
    #[validate(length(min = 1, max = 64))]
    pub user_id: String,
}

/// A terminal user with a new temporary password.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct PeerInitialised {
    /// Its id.
    #[schema(example = "1ANACA0A")]
    pub user_id: String,
    /// The temporary password, shown this once (RIS-PEER-01). It can be used at once.
    #[schema(format = Password, example = "KT4M7XQ9")]
    pub temporary_password: String,
    /// Until when it works (RIS-TMP-03).
    #[schema(format = DateTime)]
    pub valid_until: String,
}

/// Initialise a peer.
///
/// Another terminal user of the same user code gets a temporary password, is unlocked and signed out;
/// its office is told. On weekdays from 0:00 to 23:00 Japan time (RIS-CHG-03). Own-system ids take no
/// part (RIS-PEER-02).
#[utoipa::path(
    tag = "terminal", operation_id = "initialise_peer", security(("bearer" = [])),
    request_body = InitialisePeer,
    responses((status = 201, description = "Initialised; the password is shown this once.", body = PeerInitialised)),
    extensions(("x-refusals" = json!(["outside_service_hours", "own_system_terminal", "too_many_requests", "overloaded"])))
)]
#[post("/v1/terminal/peer-initialisations")]
pub async fn initialise_peer(
    app: web::Data<App>,
    request: Request<Terminal, InitialisePeer>,
) -> Answer {
    let done = request.run(&app, |env, request| {
        peer::initialise(env, &request.call, &request.actor.0, &request.body.user_id)
    });
    Ok(done.await?.answer(StatusCode::CREATED, |initialised| PeerInitialised {
        user_id: initialised.terminal.user_id(),
        temporary_password: initialised.password.expose().to_owned(),
        valid_until: instant(initialised.valid_until),
    }))
}
