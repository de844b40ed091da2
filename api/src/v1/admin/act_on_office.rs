//! `POST /v1/admin/offices/{id}/disable`, `…/enable`, `…/unlock`, `…/send-password-link`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use tegata_domain::account::admin;
use tegata_domain::identity::Authority;
use tegata_domain::kernel::{Id, kind};
use tegata_domain::organization::lifecycle::Command;
use tegata_domain::organization::mandate::Mandate;
use tegata_domain::organization::office;

use super::view::Reason;
use crate::http::{Answer, App, Operator, PathId, Request};
use crate::v1::organization::office_view::{Keeper, OfficeView};

/// Where operators act on offices.
pub const KEEPER: Keeper = Keeper { base: "/v1/admin/offices", authority: Authority::Operator };

async fn act(
    app: &App,
    request: Request<Operator, Reason>,
    id: Id<kind::Office>,
    command: Command,
) -> Answer {
    let done = request.run(app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        let mandate = Mandate::of_operator(&reason);
        office::act(env, &request.call, &mandate, id, command)
    });
    Ok(done.await?.answer(StatusCode::OK, |office| OfficeView::new(office, Some(KEEPER))))
}

/// Disable an office.
///
/// It can sign in no more; its sessions end at once. Its terminal users go on.
#[utoipa::path(
    tag = "admin", operation_id = "admin_disable_office", security(("bearer" = [])),
    params(("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "Disabled.", body = OfficeView)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict", "concurrent_change"])))
)]
#[post("/v1/admin/offices/{id}/disable")]
pub async fn admin_disable_office(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Office>,
) -> Answer {
    act(&app, request, id.0, Command::Disable).await
}

/// Enable an office.
///
/// That was disabled.
#[utoipa::path(
    tag = "admin", operation_id = "admin_enable_office", security(("bearer" = [])),
    params(("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "Enabled.", body = OfficeView)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict", "concurrent_change"])))
)]
#[post("/v1/admin/offices/{id}/enable")]
pub async fn admin_enable_office(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Office>,
) -> Answer {
    act(&app, request, id.0, Command::Enable).await
}

/// Unlock an office.
///
/// That wrong passwords locked for a while (ACC-LCK-04).
#[utoipa::path(
    tag = "admin", operation_id = "admin_unlock_office", security(("bearer" = [])),
    params(("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "Unlocked.", body = OfficeView)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[post("/v1/admin/offices/{id}/unlock")]
pub async fn admin_unlock_office(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Office>,
) -> Answer {
    act(&app, request, id.0, Command::Unlock).await
}

/// Mail the link to an office's password again.
///
/// To its responsible manager; earlier links are void (RIS-OFC-01).
#[utoipa::path(
    tag = "admin", operation_id = "admin_send_office_password_link", security(("bearer" = [])),
    params(("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "A link is on its way.", body = OfficeView)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict"])))
)]
#[post("/v1/admin/offices/{id}/send-password-link")]
pub async fn admin_send_office_password_link(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Office>,
) -> Answer {
    act(&app, request, id.0, Command::SendPasswordLink).await
}
