//! `POST /v1/admin/closures`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::account::admin;
use tegata_domain::calendar::closure;
use tegata_domain::calendar::closure::TypedClosure;
use utoipa::ToSchema;
use validator::Validate;

use super::list_closures::ClosureView;
use crate::http::{Answer, App, Operator, Request};

/// Days on which the service is to be closed.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddClosure {
    /// The first day, in Japan.
    #[schema(format = Date, min_length = 1, max_length = 10, example = "2026-12-29")]
    #[validate(length(min = 1, max = 10))]
    pub from: String,
    /// The last day; at most 31 days are closed at once.
    #[schema(format = Date, min_length = 1, max_length = 10, example = "2027-01-03")]
    #[validate(length(min = 1, max = 10))]
    pub to: String,
    /// Whether it comes again every year, by month and day.
    #[schema(example = true)]
    pub yearly: bool,
    /// The reason that everybody reads in the calendar.
    #[schema(min_length = 1, max_length = 100, example = "年末年始")]
    #[validate(length(min = 1, max = 100))]
    pub public_reason: String,
    /// Why it is added, kept in the audit trail.
    #[schema(min_length = 1, max_length = 500, example = "Notice 2026-31.")]
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

/// Close the service for some days.
///
/// On them, own password change and peer initialisation do not run (RIS-CHG-03), and they are no business
/// days.
#[utoipa::path(
    tag = "admin", operation_id = "add_closure", security(("bearer" = [])),
    request_body = AddClosure,
    responses((status = 201, description = "In the calendar.", body = ClosureView, links(
        ("remove" = (operation_id = "remove_closure", parameters(("id" = "$response.body#/id")))),
    ))),
    extensions(("x-refusals" = json!(["list_full"])))
)]
#[post("/v1/admin/closures")]
pub async fn add_closure(app: web::Data<App>, request: Request<Operator, AddClosure>) -> Answer {
    let request =
        request.checked(&app, |_, request| closure::violations(&typed(&request.body))).await?;
    let done = request.run(&app, |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        closure::add(env, &request.call, &typed(&request.body), &reason)
    });
    Ok(done.await?.answer(StatusCode::CREATED, ClosureView::from))
}

fn typed(body: &AddClosure) -> TypedClosure {
    TypedClosure {
        from: body.from.clone(),
        to: body.to.clone(),
        yearly: body.yearly,
        public_reason: body.public_reason.clone(),
    }
}
