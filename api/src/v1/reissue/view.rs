//! Applications for reissue on the wire.

use serde::{Deserialize, Serialize};
use tegata_domain::kernel::{Id, Language, kind};
use tegata_domain::reissue::application::{Filed, Preview};
use tegata_domain::reissue::form::{TypedApplication, TypedContact, TypedTarget};
use tegata_domain::reissue::{
    Application, ApplicationDetail, Command, Contact, FilingNotice, Relation, Step, Target, decide,
};
use utoipa::ToSchema;
use validator::Validate;

use crate::problem::instant;
use crate::v1::action::ActionView;

/// The applicant contact: who the reviewer contacts (RIS-APP-03).
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReissueContactForm {
    /// The name.
    #[schema(min_length = 1, max_length = 60, example = "佐々木 花子")]
    #[validate(length(min = 1, max = 60))]
    pub name: String,
    /// The department.
    #[schema(min_length = 1, max_length = 100, example = "輸出課")]
    #[validate(length(min = 1, max = 100))]
    pub department: String,
    /// The telephone number, international with `+` or Japanese.
    #[schema(min_length = 1, max_length = 40, example = "03-1234-5678")]
    #[validate(length(min = 1, max = 40))]
    pub phone: String,
    /// The e-mail address.
    #[schema(min_length = 1, max_length = 254, example = "hanako@example.jp")]
    #[validate(length(min = 1, max = 254))]
    pub email: String,
}

/// The applicant contact of an application.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReissueContact {
    /// The name.
    #[schema(example = "佐々木 花子")]
    pub name: String,
    /// The department.
    #[schema(example = "輸出課")]
    pub department: String,
    /// The telephone number in E.164 form.
    #[schema(example = "+81312345678")]
    pub phone: String,
    /// The e-mail address.
    #[schema(example = "hanako@example.jp")]
    pub email: String,
}

impl From<Contact> for ReissueContact {
    fn from(contact: Contact) -> Self {
        Self {
            name: contact.name,
            department: contact.department,
            phone: contact.phone,
            email: contact.email.as_str().to_owned(),
        }
    }
}

/// A terminal user whose password is to be initialised, and why.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReissueTargetForm {
    /// The terminal user id: user code (5) and identification number (3).
    #[schema(min_length = 1, max_length = 64, example = "1ANACA0A")]
    #[validate(length(min = 1, max = 64))]
    pub user_id: String,
    /// The reason.
    #[schema(min_length = 1, max_length = 200, example = "パスワードを失念したため")]
    #[validate(length(min = 1, max = 200))]
    pub reason: String,
}

/// An application of type password initialisation.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReissueForm {
    /// The version of the guidance that was read: `GET /v1/reissue-guidance` (RIS-APP-02).
    #[schema(min_length = 1, max_length = 20, example = "2026-11")]
    #[validate(length(min = 1, max = 20))]
    pub guidance_version: String,
    /// The applicant contact.
    #[validate(nested)]
    pub contact: ReissueContactForm,
    /// The terminal users, each once, at most 20.
    #[schema(min_items = 1, max_items = 20)]
    #[validate(nested)]
    pub targets: Vec<ReissueTargetForm>,
    /// The desired registration date, in Japan: tomorrow or later (RIS-APP-06). Review does not wait
    /// for it.
    #[schema(format = Date, max_length = 10, example = "2026-11-24")]
    #[validate(length(max = 10))]
    pub desired_date: Option<String>,
}

impl From<&ReissueForm> for TypedApplication {
    fn from(form: &ReissueForm) -> Self {
        let contact = &form.contact;
        let targets = form.targets.iter().map(|target| TypedTarget {
            user_id: target.user_id.clone(),
            reason: target.reason.clone(),
        });
        Self {
            guidance_version: form.guidance_version.clone(),
            contact: TypedContact {
                name: contact.name.clone(),
                department: contact.department.clone(),
                phone: contact.phone.clone(),
                email: contact.email.clone(),
            },
            targets: targets.collect(),
            desired_date: form.desired_date.clone(),
        }
    }
}

/// A target of an application.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReissueTarget {
    /// The terminal user's id in this API.
    #[schema(example = "term_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub terminal_id: String,
    /// The terminal user id.
    #[schema(example = "1ANACA0A")]
    pub user_id: String,
    /// The reason.
    #[schema(example = "パスワードを失念したため")]
    pub reason: String,
}

impl From<Target> for ReissueTarget {
    fn from(target: Target) -> Self {
        Self {
            terminal_id: target.terminal.id.to_string(),
            user_id: target.terminal.user_id(),
            reason: target.reason,
        }
    }
}

/// Something worth knowing before an application is filed.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReissueFilingNotice {
    /// Its code: `peer_is_faster`, `reviewer_may_ring`, `answer_expected`.
    #[schema(example = "peer_is_faster")]
    pub code: String,
    /// The id of the business rule behind it.
    #[schema(example = "RIS-APP-05")]
    pub rule: String,
    /// What it says, in the wanted language.
    #[schema(
        example = "利用者ID 1ANACA0B でURY「I」を実施すると、1ANACA0A のパスワードを、お申し込みより早く初期化できます（平日0:00～23:00）。"
    )]
    pub detail: String,
    /// The values in its text.
    #[schema(example = json!({ "user_id": "1ANACA0A", "peer_user_id": "1ANACA0B" }))]
    pub params: std::collections::BTreeMap<String, String>,
}

fn notices(notices: &[FilingNotice], language: Language) -> Vec<ReissueFilingNotice> {
    let view = |notice: &FilingNotice| ReissueFilingNotice {
        code: notice.code().to_owned(),
        rule: notice.rule().id().to_owned(),
        detail: notice.detail(language),
        params: notice.params().into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    };
    notices.iter().map(view).collect()
}

/// The confirm screen: what would be filed (RIS-APP-07).
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReissuePreview {
    /// The applicant contact.
    pub contact: ReissueContact,
    /// The targets.
    pub targets: Vec<ReissueTarget>,
    /// The desired registration date.
    #[schema(format = Date, example = "2026-11-24")]
    pub desired_date: Option<String>,
    /// The business day until which the answer may take, or longer.
    #[schema(format = Date, example = "2026-11-24")]
    pub answer_due: String,
    /// What is worth knowing before it is filed.
    pub notices: Vec<ReissueFilingNotice>,
}

impl ReissuePreview {
    /// The preview in a language.
    pub fn new(preview: Preview, language: Language) -> Self {
        Self {
            contact: preview.contact.into(),
            targets: preview.targets.into_iter().map(Into::into).collect(),
            desired_date: preview.desired_date.map(|date| date.to_string()),
            answer_due: preview.answer_due.to_string(),
            notices: notices(&preview.notices, language),
        }
    }
}

/// An application for reissue, as its office sees it.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReissueApplication {
    /// Its id.
    #[schema(example = "rapp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// Its receipt number (申込受付番号).
    #[schema(example = "0000001C")]
    pub receipt_number: String,
    /// `filed`, `correction_requested`, `approved` or `withdrawn`.
    #[schema(example = "filed")]
    pub state: String,
    /// The version of the guidance that was read.
    #[schema(example = "2026-11")]
    pub guidance_version: String,
    /// The applicant contact.
    pub contact: ReissueContact,
    /// The targets, in the order in which they were named.
    pub targets: Vec<ReissueTarget>,
    /// The desired registration date.
    #[schema(format = Date, example = "2026-11-24")]
    pub desired_date: Option<String>,
    /// The version, as in the `ETag`.
    pub version: i64,
    /// When it was filed first: its receipt date.
    #[schema(format = DateTime)]
    pub filed_at: String,
    /// When it was filed or corrected last.
    #[schema(format = DateTime)]
    pub submitted_at: String,
    /// When it was changed last.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// What the office may do with it now.
    pub actions: Vec<ActionView>,
}

/// Where an application is.
pub fn path(id: Id<kind::Application>) -> String {
    format!("/v1/reissue-applications/{id}")
}

impl From<Application> for ReissueApplication {
    fn from(application: Application) -> Self {
        let path = path(application.id);
        let actions = Command::OF_OFFICE.into_iter().map(|command| {
            let (method, href) = match command {
                Command::Correct => ("PUT", path.clone()),
                command => ("POST", format!("{path}/{}", command.as_str())),
            };
            let decision = decide(&application, command, Relation::Office).map(drop);
            ActionView::new(command.as_str(), decision, method, href)
        });
        Self {
            actions: actions.collect(),
            id: application.id.to_string(),
            receipt_number: application.receipt_number.to_string(),
            state: application.state.as_str().to_owned(),
            guidance_version: application.guidance_version,
            contact: application.contact.into(),
            targets: application.targets.into_iter().map(Into::into).collect(),
            desired_date: application.desired_date.map(|date| date.to_string()),
            version: application.version,
            filed_at: instant(application.filed_at),
            submitted_at: instant(application.submitted_at),
            updated_at: instant(application.updated_at),
        }
    }
}

/// A step in an application's history.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReissueStep {
    /// Which, from 1.
    #[schema(example = 1)]
    pub number: u32,
    /// The state after it.
    #[schema(example = "filed")]
    pub state: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// Who made it: `office` or `reviewer`.
    #[schema(example = "office")]
    pub by: String,
    /// What the reviewer wrote.
    #[schema(example = "対象の利用者IDをご確認ください。")]
    pub note: Option<String>,
}

impl ReissueStep {
    /// The step of an application of this office.
    pub fn new(step: Step, office: Id<kind::Office>) -> Self {
        // An office is an account with the same number.
        let by = if step.by.uuid() == office.uuid() { "office" } else { "reviewer" };
        Self {
            number: step.number,
            state: step.state.as_str().to_owned(),
            at: instant(step.at),
            by: by.to_owned(),
            note: step.note,
        }
    }
}

/// The history of an application.
pub fn steps(steps: Vec<Step>, office: Id<kind::Office>) -> Vec<ReissueStep> {
    steps.into_iter().map(|step| ReissueStep::new(step, office)).collect()
}

/// An application with its history (RIS-REV-05).
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReissueApplicationDetail {
    /// The application.
    pub application: ReissueApplication,
    /// Its history, oldest first.
    pub steps: Vec<ReissueStep>,
}

impl From<ApplicationDetail> for ReissueApplicationDetail {
    fn from(detail: ApplicationDetail) -> Self {
        let steps = steps(detail.steps, detail.application.office);
        Self { application: detail.application.into(), steps }
    }
}

/// An application that was filed, or corrected and filed again.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReissueFiled {
    /// The application.
    pub application: ReissueApplication,
    /// Its history, oldest first.
    pub steps: Vec<ReissueStep>,
    /// What is worth knowing.
    pub notices: Vec<ReissueFilingNotice>,
}

impl ReissueFiled {
    /// What was filed, in a language.
    pub fn new(filed: Filed, language: Language) -> Self {
        let ReissueApplicationDetail { application, steps } = filed.detail.into();
        Self { application, steps, notices: notices(&filed.notices, language) }
    }
}
