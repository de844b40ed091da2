//! Applications for reissue as reviewers see them.

use serde::{Deserialize, Serialize};
use tegata_domain::identity::Office;
use tegata_domain::kernel::{Id, kind};
use tegata_domain::reissue::review::{Reviewed, Waiting};
use tegata_domain::reissue::{Command, Relation, Target, decide};
use utoipa::ToSchema;

use crate::problem::instant;
use crate::v1::action::ActionView;
use crate::v1::reissue::view::{ReissueContact, ReissueStep, steps};

/// Who answers for the office.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReviewedManager {
    /// The name.
    #[schema(example = "山田 太郎")]
    pub name: String,
    /// The e-mail address.
    #[schema(example = "manager@example.jp")]
    pub email: String,
    /// The telephone number.
    #[schema(example = "+81312345678")]
    pub phone: Option<String>,
}

/// The office that filed, as it is now.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReviewedOffice {
    /// Its id.
    #[schema(example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// Its office code.
    #[schema(example = "1ANAC")]
    pub code: String,
    /// Its name.
    #[schema(example = "東京営業所")]
    pub name: String,
    /// Its company's id.
    #[schema(example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub company_id: String,
    /// Its company's name.
    #[schema(example = "山田航空貨物株式会社")]
    pub company_name: String,
    /// The responsible manager.
    pub manager: ReviewedManager,
}

impl From<Office> for ReviewedOffice {
    fn from(office: Office) -> Self {
        Self {
            id: office.id.to_string(),
            code: office.code,
            name: office.name,
            company_id: office.company.to_string(),
            company_name: office.company_name,
            manager: ReviewedManager {
                name: office.manager.name,
                email: office.manager.email.as_str().to_owned(),
                phone: office.manager.phone,
            },
        }
    }
}

/// A target, as it is now.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReviewedTarget {
    /// The terminal user's id in this API.
    #[schema(example = "term_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub terminal_id: String,
    /// The terminal user id.
    #[schema(example = "1ANACA0A")]
    pub user_id: String,
    /// What is done with it.
    #[schema(example = "customs_broker")]
    pub business_kind: String,
    /// The reason.
    #[schema(example = "パスワードを失念したため")]
    pub reason: String,
    /// Whether it can get a temporary password: it is active, and a person's.
    pub eligible: bool,
}

impl From<Target> for ReviewedTarget {
    fn from(target: Target) -> Self {
        Self {
            eligible: target.is_eligible(),
            terminal_id: target.terminal.id.to_string(),
            user_id: target.terminal.user_id(),
            business_kind: target.terminal.business_kind.as_str().to_owned(),
            reason: target.reason,
        }
    }
}

/// How long an application waits for a reviewer.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReviewWaiting {
    /// Business days since the day on which it was filed or corrected last.
    #[schema(example = 1)]
    pub business_days: u32,
    /// The business day by whose end it is to be decided.
    #[schema(format = Date, example = "2026-11-24")]
    pub answer_due: String,
    /// Whether that day is over.
    pub overdue: bool,
}

impl From<Waiting> for ReviewWaiting {
    fn from(waiting: Waiting) -> Self {
        Self {
            business_days: waiting.business_days,
            answer_due: waiting.answer_due.to_string(),
            overdue: waiting.overdue,
        }
    }
}

/// An application in the reviewers' queue.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReviewedApplication {
    /// Its id.
    #[schema(example = "rapp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// Its receipt number.
    #[schema(example = "0000001C")]
    pub receipt_number: String,
    /// `filed`, `correction_requested`, `approved` or `withdrawn`.
    #[schema(example = "filed")]
    pub state: String,
    /// The office that filed.
    pub office: ReviewedOffice,
    /// The applicant contact: who to ring.
    pub contact: ReissueContact,
    /// The targets.
    pub targets: Vec<ReviewedTarget>,
    /// The desired registration date. Review does not wait for it.
    #[schema(format = Date, example = "2026-11-24")]
    pub desired_date: Option<String>,
    /// How long it waits; absent when it does not wait for a reviewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub waiting: Option<ReviewWaiting>,
    /// The version, as in the `ETag`.
    pub version: i64,
    /// When it was filed first.
    #[schema(format = DateTime)]
    pub filed_at: String,
    /// When it was filed or corrected last: its place in the queue.
    #[schema(format = DateTime)]
    pub submitted_at: String,
    /// When it was changed last.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// What this reviewer may do with it now.
    pub actions: Vec<ActionView>,
}

impl ReviewedApplication {
    /// The application, seen by a reviewer of this company.
    pub fn new(reviewed: Reviewed, own: Id<kind::Company>) -> Self {
        let application = reviewed.reviewable.application;
        let office = reviewed.reviewable.office;
        let relation = Relation::of_reviewer(own, &application, office.company);
        let actions = Command::OF_REVIEWER.into_iter().map(|command| {
            let name = command.as_str();
            let href = format!("/v1/review/reissue-applications/{}/{name}", application.id);
            let decision = decide(&application, command, relation).map(drop);
            ActionView::new(name, decision, "POST", href)
        });
        Self {
            actions: actions.collect(),
            id: application.id.to_string(),
            receipt_number: application.receipt_number.to_string(),
            state: application.state.as_str().to_owned(),
            office: office.into(),
            contact: application.contact.into(),
            targets: application.targets.into_iter().map(Into::into).collect(),
            desired_date: application.desired_date.map(|date| date.to_string()),
            waiting: reviewed.waiting.map(Into::into),
            version: application.version,
            filed_at: instant(application.filed_at),
            submitted_at: instant(application.submitted_at),
            updated_at: instant(application.updated_at),
        }
    }
}

/// An application with its history, for a reviewer.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReviewedApplicationDetail {
    /// The application.
    pub application: ReviewedApplication,
    /// Its history, oldest first.
    pub steps: Vec<ReissueStep>,
}

impl ReviewedApplicationDetail {
    /// The application, seen by a reviewer of this company.
    pub fn new(mut reviewed: Reviewed, own: Id<kind::Company>) -> Self {
        let history = std::mem::take(&mut reviewed.reviewable.steps);
        let steps = steps(history, reviewed.reviewable.application.office);
        Self { application: ReviewedApplication::new(reviewed, own), steps }
    }
}
