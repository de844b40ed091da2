//! `GET /v1/admin/closures`

use actix_web::http::StatusCode;
use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use tegata_domain::calendar::{Closure, closure};
use utoipa::ToSchema;

use crate::http::{Answer, App, Operator, Request};
use crate::problem::instant;

/// Days on which the service is closed (RIS-CHG-03).
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Closure)]
pub struct ClosureView {
    /// Its id.
    #[schema(example = "clos_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// The first day.
    #[schema(format = Date, example = "2026-12-29")]
    pub from: String,
    /// The last day.
    #[schema(format = Date, example = "2027-01-03")]
    pub to: String,
    /// Whether it comes again every year.
    pub yearly: bool,
    /// The reason that everybody reads in the calendar.
    #[schema(example = "年末年始")]
    pub public_reason: String,
    /// When it was added.
    #[schema(format = DateTime)]
    pub created_at: String,
}

impl From<Closure> for ClosureView {
    fn from(closure: Closure) -> Self {
        Self {
            id: closure.id.to_string(),
            from: closure.from.to_string(),
            to: closure.to.to_string(),
            yearly: closure.yearly,
            public_reason: closure.reason,
            created_at: instant(closure.created_at),
        }
    }
}

/// The closures.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Closures {
    /// All of them, in the order of their first day.
    pub items: Vec<ClosureView>,
}

/// List the closures of the service.
///
/// In the order of their first day, past ones included.
#[utoipa::path(
    tag = "admin", operation_id = "list_closures", security(("bearer" = [])),
    responses((status = 200, description = "The closures.", body = Closures)),
)]
#[get("/v1/admin/closures")]
pub async fn list_closures(app: web::Data<App>, request: Request<Operator>) -> Answer {
    let done = request.run(&app, |env, _| closure::list(env)).await?;
    Ok(done.answer(StatusCode::OK, |closures| Closures {
        items: closures.into_iter().map(ClosureView::from).collect(),
    }))
}
