//! `POST /v1/assignments`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::assignment::form::{self, TypedSending};
use tegata_domain::assignment::send;
use utoipa::ToSchema;
use validator::Validate;

use super::sent_view::AssignmentsSent;
use crate::http::{Answer, App, DryRun, Person, Query, Request};

/// Records of one kind, and to whom they are assigned.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// What is assigned: `cargo` or `pickup`.
    #[schema(min_length = 1, max_length = 40, example = "cargo")]
    #[validate(length(min = 1, max = 40))]
    pub kind: String,
    /// The records, each once; of the own company.
    #[schema(min_items = 1, max_items = 200, example = json!(["carg_01kabd3ns8e9bv4r8j7xq7s0yz"]))]
    #[validate(length(max = 200))]
    pub record_ids: Vec<String>,
    /// The address: who holds it may accept.
    #[schema(min_length = 1, max_length = 254, example = "broker@example.jp")]
    #[validate(length(min = 1, max = 254))]
    pub email: String,
    /// The only company that may accept; without it, that of whoever accepts (ASG-SND-03).
    #[schema(max_length = 40, example = "comp_01kabd3ns9fbqtfgz2vd0tqzqr")]
    #[validate(length(max = 40))]
    pub company_id: Option<String>,
    /// The language of the mail: `ja` or `en`; that of this request when none is named.
    #[schema(max_length = 20, example = "ja")]
    #[validate(length(max = 20))]
    pub language: Option<String>,
}

impl From<&Assign> for TypedSending {
    fn from(body: &Assign) -> Self {
        Self {
            kind: body.kind.clone(),
            records: body.record_ids.clone(),
            email: body.email.clone(),
            company: body.company_id.clone(),
            language: body.language.clone(),
        }
    }
}

/// Assign records to an address.
///
/// Who accepts gets sight of them for their company, nothing else (ASG-SND-01). One mail brings the PIN.
/// What cannot be assigned says why, beside what is; when nothing can, all of it is refused. With
/// `dry_run=true` it is the confirm screen.
#[utoipa::path(
    tag = "assignment", operation_id = "assign_records", security(("bearer" = [])),
    params(DryRun), request_body = Assign,
    responses(
        (status = 200, description = "The preview.", body = AssignmentsSent),
        (status = 201, description = "Assigned.", body = AssignmentsSent, links(
            ("read" = (operation_id = "read_assignment", parameters(("id" = "$response.body#/items/0/assignment_id")))),
            ("cancel" = (operation_id = "cancel_assignment", parameters(("id" = "$response.body#/items/0/assignment_id")))),
        )),
    ),
    extensions(("x-refusals" = json!(["own_company_assignment", "assignment_too_early", "already_granted", "assignment_mails_limited"])))
)]
#[post("/v1/assignments")]
pub async fn assign_records(
    app: web::Data<App>,
    query: Query<DryRun>,
    request: Request<Person, Assign>,
) -> Answer {
    let language = request.call.language;
    let request = request
        .checked(&app, |env, request| form::violations(env, &(&request.body).into()))
        .await?;
    let dry_run = query.0.wanted();
    let done = request.run(&app, move |env, request| {
        let (who, typed) = (&request.actor.0, (&request.body).into());
        if dry_run {
            send::preview(env, &request.call, who, &typed)
        } else {
            send::send(env, &request.call, who, &typed)
        }
    });
    let status = if dry_run { StatusCode::OK } else { StatusCode::CREATED };
    Ok(done.await?.answer(status, |sent| AssignmentsSent::new(sent, language)))
}
