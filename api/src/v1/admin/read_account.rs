//! `GET /v1/admin/accounts/{id}`

use actix_web::http::StatusCode;
use actix_web::{get, web};
use tegata_domain::account::admin;
use tegata_domain::kernel::kind;

use super::view::AdminAccount;
use crate::http::{Answer, App, Operator, PathId, Request, WithEtag as _};

/// Read an account.
///
/// With what may be done with it now.
#[utoipa::path(
    tag = "admin", operation_id = "read_account", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account's id.", example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "The account.", body = AdminAccount)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/admin/accounts/{id}")]
pub async fn read_account(
    app: web::Data<App>,
    request: Request<Operator>,
    id: PathId<kind::Account>,
) -> Answer {
    let by = request.actor.0.account.id;
    let done = request.run(&app, move |env, _| admin::get(env, id.0)).await?;
    let version = done.value.account.version;
    Ok(done.answer(StatusCode::OK, |view| AdminAccount::new(view, by)).etag(version))
}
