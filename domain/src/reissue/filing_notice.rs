//! What an office is told when it previews or files an application (RIS-APP-05 to 07).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::kernel::{Language, Rule};

/// Something worth knowing before an application is filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FilingNotice {
    /// Another terminal user can initialise the target, which is faster (RIS-APP-05).
    PeerIsFaster {
        /// The target's user id.
        user_id: String,
        /// The other one's.
        peer_user_id: String,
    },
    /// With a desired date, the reviewer may ring (RIS-APP-06).
    ReviewerMayRing {
        /// The desired date.
        desired_date: Date,
    },
    /// The answer may take until this business day, or later (RIS-APP-07).
    AnswerExpected {
        /// The next business day.
        answer_due: Date,
    },
}

impl FilingNotice {
    /// Its code, as clients see it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PeerIsFaster { .. } => "peer_is_faster",
            Self::ReviewerMayRing { .. } => "reviewer_may_ring",
            Self::AnswerExpected { .. } => "answer_expected",
        }
    }

    /// The rule behind it.
    pub const fn rule(&self) -> Rule {
        match self {
            Self::PeerIsFaster { .. } => Rule::RisApp05,
            Self::ReviewerMayRing { .. } => Rule::RisApp06,
            Self::AnswerExpected { .. } => Rule::RisApp07,
        }
    }

    /// The values in its text, by name.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::PeerIsFaster { user_id, peer_user_id } => {
                vec![("user_id", user_id.clone()), ("peer_user_id", peer_user_id.clone())]
            }
            Self::ReviewerMayRing { desired_date } => {
                vec![("desired_date", desired_date.to_string())]
            }
            Self::AnswerExpected { answer_due } => vec![("answer_due", answer_due.to_string())],
        }
    }

    /// What it says.
    pub fn detail(&self, language: Language) -> String {
        match self {
            Self::PeerIsFaster { user_id, peer_user_id } => language.pick(
                format!(
                    "利用者ID {peer_user_id} でURY「I」を実施すると、{user_id} のパスワードを、\
                     お申し込みより早く初期化できます（平日0:00～23:00）。"
                ),
                format!(
                    "The terminal user {peer_user_id} can initialise the password of {user_id} \
                     (URY \"I\", weekdays 0:00 to 23:00), which is faster than an application."
                ),
            ),
            Self::ReviewerMayRing { desired_date } => language.pick(
                format!(
                    "登録希望日（{desired_date}）を指定されたため、電話で確認のご連絡を差し上げることが\
                     あります。審査は登録希望日を待たずに行います。"
                ),
                format!(
                    "As a desired date ({desired_date}) is given, the reviewer may ring you to \
                     confirm it. The review does not wait for that date."
                ),
            ),
            Self::AnswerExpected { answer_due } => language.pick(
                format!("回答は、翌営業日（{answer_due}）またはそれ以降になることがあります。"),
                format!(
                    "The answer may take until the next business day ({answer_due}) or later."
                ),
            ),
        }
    }
}
