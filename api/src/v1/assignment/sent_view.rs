//! What was assigned, on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tegata_domain::assignment::send::Sent;
use tegata_domain::assignment::{NotSent, SentItem};
use tegata_domain::kernel::{FieldCode, Language};
use utoipa::ToSchema;

use crate::problem::{field, fill, instant};

/// Why one record of several was not assigned.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AssignmentNotSent {
    /// `record_unknown`, `record_of_other_kind`, `already_assigned`, `already_granted` or
    /// `assignment_too_early`.
    #[schema(example = "already_assigned")]
    pub code: String,
    /// Why, in words.
    #[schema(
        example = "この宛先には、すでにアサイン済みです。受取をお待ちになるか、キャンセルしてください。"
    )]
    pub detail: String,
    /// From when it may be assigned, when time is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub available_from: Option<String>,
}

/// What became of one record.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AssignedRecord {
    /// The record, as it was named.
    #[schema(example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub record_id: String,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "131-12345675")]
    pub record_name: Option<String>,
    /// Its assignment; absent when it was not assigned, and in a preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub assignment_id: Option<String>,
    /// Why it was not assigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub refused: Option<AssignmentNotSent>,
}

impl AssignedRecord {
    fn new(item: SentItem, language: Language) -> Self {
        let from = item.available_from;
        let refused = item.refused.map(|why| AssignmentNotSent {
            code: why.as_str().to_owned(),
            detail: why_not_sent(why, from.map(|from| from.to_string()), language),
            available_from: from.map(instant),
        });
        Self {
            record_id: item.record,
            record_name: item.name,
            assignment_id: item.assignment.map(|id| id.to_string()),
            refused,
        }
    }
}

fn why_not_sent(why: NotSent, from: Option<String>, language: Language) -> String {
    let code = match why {
        NotSent::RecordUnknown => FieldCode::RecordUnknown,
        NotSent::OtherKind => FieldCode::RecordOfOtherKind,
        NotSent::AlreadyAssigned => FieldCode::AlreadyAssigned,
        NotSent::AlreadyGranted => FieldCode::AlreadyGranted,
        NotSent::TooEarly => FieldCode::AssignmentTooEarly,
    };
    let params: BTreeMap<&'static str, String> =
        from.map(|from| ("available_from", from)).into_iter().collect();
    let words = field(code);
    fill(language.pick(words.ja, words.en), &params)
}

/// What was assigned, or would be. The PIN stands in the mail alone.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AssignmentsSent {
    /// The batch; absent in a preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "abat_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub batch_id: Option<String>,
    /// `cargo` or `pickup`.
    #[schema(example = "cargo")]
    pub kind: String,
    /// The addressed e-mail.
    #[schema(example = "broker@example.jp")]
    pub email: String,
    /// The only company that may accept, if one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "comp_01kabd3ns9fbqtfgz2vd0tqzqr")]
    pub company_id: Option<String>,
    /// Until before here the own company may cancel (ASG-CAN-01).
    #[schema(format = DateTime)]
    pub cancel_until: String,
    /// Until before here they may be accepted (ASG-EXP-01).
    #[schema(format = DateTime)]
    pub accept_until: String,
    /// The records, in the order in which they were named.
    pub items: Vec<AssignedRecord>,
}

impl AssignmentsSent {
    /// What was sent, in a language.
    pub fn new(sent: Sent, language: Language) -> Self {
        Self {
            batch_id: sent.batch.map(|id| id.to_string()),
            kind: sent.kind.as_str().to_owned(),
            email: sent.email.as_str().to_owned(),
            company_id: sent.company.map(|id| id.to_string()),
            cancel_until: instant(sent.cancel_until),
            accept_until: instant(sent.accept_until),
            items: sent.items.into_iter().map(|item| AssignedRecord::new(item, language)).collect(),
        }
    }
}
