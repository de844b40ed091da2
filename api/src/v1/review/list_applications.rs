//! `GET /v1/review/reissue-applications`

use actix_web::{HttpRequest, get, web};
use serde::Deserialize;
use tegata_domain::kernel::{FieldCode, Violation};
use tegata_domain::reissue::review::{self, Query as Wanted};
use tegata_domain::reissue::{ApplicationState, ReceiptNumber};
use utoipa::IntoParams;

use super::view::ReviewedApplication;
use crate::http::{Answer, App, Listed, Operator, PageQuery, Query, Request, listed, one_of};
use crate::problem::Problem;

/// Which applications are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReviewQuery {
    /// In this state; `filed` when absent, except that a receipt number is looked for in any.
    #[param(max_length = 40, example = "filed")]
    pub state: Option<String>,
    /// With this receipt number.
    #[param(max_length = 20, example = "0000001C")]
    pub receipt_number: Option<String>,
    /// Of the office with this code.
    #[param(max_length = 20, example = "1ANAC")]
    pub office_code: Option<String>,
    /// `true` for those that ought to have been decided, `false` for the others.
    #[param(max_length = 5, example = "true")]
    pub overdue: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

impl ReviewQuery {
    fn wanted(&self) -> Result<Wanted, Problem> {
        let state = one_of("state", self.state.as_ref(), ApplicationState::named)?;
        let form = || {
            let refused = Violation::new("?receipt_number", FieldCode::InvalidFormat);
            Problem::from(refused.with("expected", "0000001C"))
        };
        let number = self.receipt_number.as_ref();
        let receipt_number =
            number.map(|text| ReceiptNumber::parse(text).ok_or_else(form)).transpose()?;
        let by_default = receipt_number.is_none().then_some(ApplicationState::Filed);
        Ok(Wanted {
            state: state.or(by_default),
            receipt_number,
            office_code: self.office_code.clone(),
            overdue: one_of("overdue", self.overdue.as_ref(), |text| text.parse().ok())?,
        })
    }
}

/// List applications for review.
///
/// Longest waiting first, with how many business days each waits (RIS-REV-01).
#[utoipa::path(
    tag = "review", operation_id = "list_applications_for_review", security(("bearer" = [])),
    params(ReviewQuery),
    responses((status = 200, description = "A page of applications.", body = Listed<ReviewedApplication>, links(
        ("read" = (operation_id = "read_application_for_review", parameters(("id" = "$response.body#/items/0/id")))),
    ))),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/review/reissue-applications")]
pub async fn list_applications_for_review(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<ReviewQuery>,
    request: Request<Operator>,
) -> Answer {
    let wanted = query.0.wanted()?;
    let page = PageQuery { limit: query.0.limit, cursor: query.0.cursor }.page(&app.env, &http)?;
    let own = request.actor.0.account.company;
    let done = request.run(&app, move |env, _| review::queue(env, &wanted, page));
    let view = |reviewed| ReviewedApplication::new(reviewed, own);
    Ok(listed(&app.env, &http, done.await?.value, view))
}
