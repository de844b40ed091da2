//! The table of applications: what moves one, who may, and what the answer is when the answer is no
//! (RIS-REV-02 to 04). What `actions` tells and what an endpoint does are this one decision.

use super::{Application, ApplicationState, Target};
use crate::kernel::{Code, Id, Refusal, Rule, kind, names};
use serde::{Deserialize, Serialize};

names! {
    /// What can be done with an application.
    Command {
        /// The office corrects it and files it again.
        Correct = "correct",
        /// The office withdraws it (取り下げ).
        Withdraw = "withdraw",
        /// A reviewer approves it (確認完了).
        Approve = "approve",
        /// A reviewer asks for a correction (確認依頼).
        RequestCorrection = "request-correction",
    }
}

impl Command {
    /// Those of the office that filed.
    pub const OF_OFFICE: [Self; 2] = [Self::Correct, Self::Withdraw];
    /// Those of reviewers.
    pub const OF_REVIEWER: [Self; 2] = [Self::Approve, Self::RequestCorrection];
}

/// What somebody is to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The office that filed it.
    Office,
    /// A reviewer.
    Reviewer,
    /// A reviewer of the company that it comes from.
    OwnCompanyReviewer,
}

impl Relation {
    /// That of a reviewer of `own` company to an application of an office that belongs to `present`
    /// now. A company that took over the one that filed changes nothing: both count (RIS-REV-04).
    pub fn of_reviewer(
        own: Id<kind::Company>,
        application: &Application,
        present: Id<kind::Company>,
    ) -> Self {
        if own == application.company || own == present {
            Self::OwnCompanyReviewer
        } else {
            Self::Reviewer
        }
    }
}

/// The state to which a command moves an application.
///
/// # Errors
/// [`Code::OwnCompanyReview`], [`Code::WrongActor`], [`Code::ApplicationStateConflict`],
/// [`Code::TargetIneligible`].
pub fn decide(
    application: &Application,
    command: Command,
    relation: Relation,
) -> Result<ApplicationState, Refusal> {
    use ApplicationState::{Approved, CorrectionRequested, Filed, Withdrawn};
    admit(command, relation)?;
    match (application.state, command) {
        (Filed, Command::Approve) => require_eligible(&application.targets).map(|()| Approved),
        (Filed, Command::RequestCorrection) => Ok(CorrectionRequested),
        (Filed | CorrectionRequested, Command::Withdraw) => Ok(Withdrawn),
        (CorrectionRequested, Command::Correct) => Ok(Filed),
        (Filed, Command::Correct)
        | (CorrectionRequested, Command::Approve | Command::RequestCorrection)
        | (Approved | Withdrawn, _) => Err(conflict(application)),
    }
}

/// Whether somebody may try the command at all.
fn admit(command: Command, relation: Relation) -> Result<(), Refusal> {
    let is_verdict = Command::OF_REVIEWER.contains(&command);
    match (is_verdict, relation) {
        (true, Relation::Reviewer) | (false, Relation::Office) => Ok(()),
        // An office that passed a verdict would review what is its own.
        (true, Relation::OwnCompanyReviewer | Relation::Office) => {
            Err(Refusal::by(Rule::RisRev04, Code::OwnCompanyReview))
        }
        (false, Relation::Reviewer | Relation::OwnCompanyReviewer) => {
            Err(Refusal::by(Rule::RisRev02, Code::WrongActor))
        }
    }
}

/// The refusal of a command that does not fit the present state, or came second.
pub fn conflict(application: &Application) -> Refusal {
    Refusal::by(Rule::RisRev02, Code::ApplicationStateConflict)
        .with("state", application.state.as_str())
        .with("receipt_number", application.receipt_number)
}

/// Refuses an approval that could not give every target a temporary password (RIS-REV-03).
fn require_eligible(targets: &[Target]) -> Result<(), Refusal> {
    let ineligible = targets.iter().filter(|target| !target.is_eligible());
    let ids: Vec<String> = ineligible.map(|target| target.terminal.user_id()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    Err(Refusal::by(Rule::RisRev03, Code::TargetIneligible).with("user_ids", ids.join(", ")))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::identity::{AccountState, BusinessKind, TerminalUsage, TerminalUser};
    use crate::kernel::{EmailAddress, Language};
    use crate::reissue::{Contact, ReceiptNumber};

    fn company(number: u128) -> Id<kind::Company> {
        Id::from_uuid(Uuid::from_u128(number))
    }

    fn target(state: AccountState, usage: TerminalUsage) -> Target {
        let terminal = TerminalUser {
            id: Id::from_uuid(Uuid::from_u128(7)),
            office: Id::from_uuid(Uuid::from_u128(8)),
            user_code: "1ANAC".to_owned(),
            identification: "A0A".to_owned(),
            business_kind: BusinessKind::CustomsBroker,
            usage,
            state,
            version: 1,
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        };
        Target { terminal, reason: "forgotten".to_owned() }
    }

    fn application(state: ApplicationState) -> Application {
        Application {
            id: Id::from_uuid(Uuid::from_u128(1)),
            office: Id::from_uuid(Uuid::from_u128(8)),
            company: company(2),
            receipt_number: ReceiptNumber(12),
            state,
            guidance_version: "2026-11".to_owned(),
            contact: Contact {
                name: "山田".to_owned(),
                department: "輸出課".to_owned(),
                phone: "+81312345678".to_owned(),
                email: EmailAddress::nobody(),
            },
            desired_date: None,
            targets: vec![target(AccountState::Active, TerminalUsage::Person)],
            language: Language::Ja,
            version: 1,
            filed_at: Timestamp::UNIX_EPOCH,
            submitted_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn ris_rev_02_the_whole_table() {
        use ApplicationState::{Approved, CorrectionRequested, Filed, Withdrawn};
        const CONFLICT: Code = Code::ApplicationStateConflict;
        let table = [
            (Filed, [Err(CONFLICT), Ok(Withdrawn), Ok(Approved), Ok(CorrectionRequested)]),
            (CorrectionRequested, [Ok(Filed), Ok(Withdrawn), Err(CONFLICT), Err(CONFLICT)]),
            (Approved, [Err(CONFLICT); 4]),
            (Withdrawn, [Err(CONFLICT); 4]),
        ];
        for (state, expected) in table {
            for (command, expected) in Command::ALL.iter().zip(expected) {
                let is_verdict = Command::OF_REVIEWER.contains(command);
                for (relation, refused) in [
                    (Relation::Office, is_verdict.then_some(Code::OwnCompanyReview)),
                    (Relation::Reviewer, (!is_verdict).then_some(Code::WrongActor)),
                    (
                        Relation::OwnCompanyReviewer,
                        Some(if is_verdict { Code::OwnCompanyReview } else { Code::WrongActor }),
                    ),
                ] {
                    let decided = decide(&application(state), *command, relation);
                    let expected = refused.map_or(expected, Err);
                    let decided = decided.map_err(|refusal| refusal.code);
                    assert_eq!(decided, expected, "{state:?} {command:?} {relation:?}");
                }
            }
        }
    }

    #[test]
    fn a_conflict_says_the_state_and_the_receipt_number() {
        let refusal = conflict(&application(ApplicationState::Approved));
        assert_eq!(refusal.params["state"], "approved");
        assert_eq!(refusal.params["receipt_number"], "0000012C");
    }

    #[test]
    fn ris_rev_03_only_what_can_get_a_temporary_password_is_approved() {
        for (state, usage, eligible) in [
            (AccountState::Active, TerminalUsage::Person, true),
            (AccountState::Disabled, TerminalUsage::Person, false),
            (AccountState::Active, TerminalUsage::OwnSystem, false),
        ] {
            let mut filed = application(ApplicationState::Filed);
            filed.targets.push(target(state, usage));
            let decided = decide(&filed, Command::Approve, Relation::Reviewer);
            let expected =
                if eligible { Ok(ApplicationState::Approved) } else { Err(Code::TargetIneligible) };
            assert_eq!(decided.map_err(|refusal| refusal.code), expected, "{state:?} {usage:?}");
            // What cannot be approved can be sent back.
            assert!(decide(&filed, Command::RequestCorrection, Relation::Reviewer).is_ok());
        }
    }

    #[test]
    fn ris_rev_04_the_company_at_filing_and_the_present_one_count() {
        let filed = application(ApplicationState::Filed);
        for (own, present, relation) in [
            (company(2), company(3), Relation::OwnCompanyReviewer),
            (company(3), company(3), Relation::OwnCompanyReviewer),
            (company(2), company(2), Relation::OwnCompanyReviewer),
            (company(9), company(3), Relation::Reviewer),
        ] {
            assert_eq!(Relation::of_reviewer(own, &filed, present), relation);
        }
    }
}
