//! `GET /v1/assignments`

use actix_web::{HttpRequest, get, web};
use serde::Deserialize;
use tegata_domain::assignment::{AssignmentState, SentFilter, sent};
use tegata_domain::kernel::{EmailAddress, RecordKind};
use utoipa::IntoParams;

use super::view::{AssignmentView, Moment};
use crate::http::{Answer, App, Listed, PageQuery, Person, Query, Request, listed, one_of};
use crate::problem::Problem;

/// Which assignments are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AssignmentQuery {
    /// In this state, as it is now.
    #[param(max_length = 40, example = "pending")]
    pub state: Option<String>,
    /// Of this kind: `cargo` or `pickup`.
    #[param(max_length = 40, example = "cargo")]
    pub kind: Option<String>,
    /// Of this record.
    #[param(max_length = 40, example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub record_id: Option<String>,
    /// To this address.
    #[param(max_length = 254, example = "broker@example.jp")]
    pub email: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

impl AssignmentQuery {
    /// What the store is asked for.
    pub fn filter(&self) -> Result<SentFilter, Problem> {
        let record = |text: &str| RecordKind::ALL.iter().find_map(|kind| kind.record(text));
        Ok(SentFilter {
            state: one_of("state", self.state.as_ref(), AssignmentState::named)?,
            kind: one_of("kind", self.kind.as_ref(), RecordKind::named)?,
            record: one_of("record_id", self.record_id.as_ref(), record)?,
            email: one_of("email", self.email.as_ref(), EmailAddress::parse)?,
            ..SentFilter::default()
        })
    }
}

/// List what the own company assigned.
///
/// Newest first, each with its state now and what may be done with it (ASG-ACT-01).
#[utoipa::path(
    tag = "assignment", operation_id = "list_assignments", security(("bearer" = [])),
    params(AssignmentQuery),
    responses((status = 200, description = "A page of assignments.", body = Listed<AssignmentView>, links(
        ("read" = (operation_id = "read_assignment", parameters(("id" = "$response.body#/items/0/id")))),
    ))),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/assignments")]
pub async fn list_assignments(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<AssignmentQuery>,
    request: Request<Person>,
) -> Answer {
    let query = query.0;
    let filter = query.filter()?;
    let page = PageQuery { limit: query.limit, cursor: query.cursor }.page(&app.env, &http)?;
    let done = request.run(&app, move |env, request| {
        Ok((sent::list(env, &request.actor.0, filter, page)?, Moment::of(env)))
    });
    let (page, moment) = done.await?.value;
    Ok(listed(&app.env, &http, page, |one| AssignmentView::of_sender(one, &moment)))
}
