//! Words for the codes that refusals bring as values: prose says them in its reader's language, and
//! `params` keeps the codes.

use std::collections::BTreeMap;

use tegata_domain::kernel::{Code, Language};

/// A code, and what it is called in Japanese and in English.
type Word = (&'static str, &'static str, &'static str);

const KINDS: &[Word] =
    &[("cargo", "貨物情報", "cargo records"), ("pickup", "搬出依頼情報", "pickup requests")];

const ASSIGNMENTS: &[Word] = &[
    ("pending", "受取待ち", "waiting to be accepted"),
    ("accepted", "受取済み", "accepted"),
    ("cancelled", "キャンセル済み", "cancelled"),
    ("expired", "期限切れにより自動キャンセル済み", "cancelled by the system in time"),
    ("revoked", "閲覧終了済み", "ended by its owner"),
    ("removed", "運営者により解除済み", "removed by an operator"),
];

const ACCOUNTS: &[Word] = &[
    ("active", "有効", "active"),
    ("suspended", "会社の管理者により停止中", "suspended by its company"),
    ("disabled", "運営者により停止中", "disabled by an operator"),
    ("locked", "あり", "locked"),
    ("not locked", "なし", "not locked"),
];

const COMPANIES: &[Word] = &[
    ("active", "有効", "active"),
    ("merged", "統合済み", "merged"),
    ("operating", "運営会社", "the operating company"),
];

const APPLICATIONS: &[Word] = &[
    ("filed", "受付済み", "filed"),
    ("correction_requested", "確認依頼中", "correction requested"),
    ("approved", "確認完了", "approved"),
    ("withdrawn", "取り下げ済み", "withdrawn"),
];

const INVITATIONS: &[Word] = &[
    ("pending", "承諾待ち", "pending"),
    ("accepted", "承諾済み", "accepted"),
    ("declined", "辞退済み", "declined"),
    ("withdrawn", "取消済み", "withdrawn"),
];

const MAILS: &[Word] = &[
    ("queued", "送信待ち", "queued"),
    ("deferred", "再送待ち", "deferred"),
    ("sent", "送信済み", "sent"),
    ("bounced", "宛先のサーバーが拒否", "bounced"),
    ("failed", "送信失敗", "failed"),
    ("expired", "期限切れ", "expired"),
    ("withheld", "宛先なし", "withheld"),
];

const RECORDS: &[Word] = &[
    ("delivered", "引渡", "delivered"),
    ("requested", "依頼中", "requested"),
    ("confirmed", "確認済", "confirmed"),
    ("cancelled", "取消", "cancelled"),
    ("waiting", "待機", "waiting"),
    ("arrived", "車両到着", "arrived"),
    ("partly_picked_up", "一部搬出", "partly picked up"),
    ("picked_up", "搬出済", "picked up"),
];

const ROLES: &[Word] = &[
    ("consolidator", "混載代理店", "consolidator"),
    ("customs_broker", "通関業者", "customs broker"),
    ("trucking_company", "運送会社", "trucking company"),
    ("bonded_warehouse", "保税蔵置場", "bonded warehouse"),
    ("shed", "上屋", "shed"),
    ("shipper", "荷主", "shipper"),
    ("airline", "航空会社", "airline"),
];

/// The words of the values of a refusal.
const fn words(code: Code) -> &'static [Word] {
    match code {
        Code::PinOfOtherKind => KINDS,
        Code::AssignmentStateConflict | Code::AssignmentEnded => ASSIGNMENTS,
        Code::AccountStateConflict => ACCOUNTS,
        Code::CompanyStateConflict => COMPANIES,
        Code::ApplicationStateConflict => APPLICATIONS,
        Code::InvitationEnded => INVITATIONS,
        Code::MailNotRetryable => MAILS,
        Code::RecordClosed => RECORDS,
        Code::BusinessRoleRequired => ROLES,
        _ => &[],
    }
}

/// The values whose codes are words: what people typed never is one.
const SPOKEN: [&str; 5] = ["kind", "lock", "roles", "state", "status"];

/// The values of a refusal as its prose says them.
pub fn spoken(
    code: Code,
    params: &BTreeMap<&'static str, String>,
    language: Language,
) -> BTreeMap<&'static str, String> {
    let words = words(code);
    let word = |value: &str| {
        let known = words.iter().find(|(code, ..)| *code == value);
        known.map_or(value, |(_, ja, en)| language.pick(*ja, *en)).to_owned()
    };
    let say = |(name, value): (&&'static str, &String)| {
        if words.is_empty() || !SPOKEN.contains(name) {
            return (*name, value.clone());
        }
        // Several codes stand behind each other.
        let said: Vec<String> = value.split([',', '/']).map(|one| word(one.trim())).collect();
        (*name, said.join(language.pick("、", ", ")))
    };
    params.iter().map(say).collect()
}

#[cfg(test)]
mod tests {
    use tegata_domain::assignment::AssignmentState;
    use tegata_domain::cargo::{PickupStatus, RequestStatus};
    use tegata_domain::identity::{AccountState, BusinessRole, CompanyState};
    use tegata_domain::kernel::RecordKind;
    use tegata_domain::mail::MailState;
    use tegata_domain::organization::InvitationState;
    use tegata_domain::reissue::ApplicationState;

    use super::*;

    /// Every value of these names has its words.
    macro_rules! covered {
        ($($name:ident in $code:expr;)*) => {$(
            for value in $name::ALL {
                let value = value.as_str();
                let found = words($code).iter().find(|(code, ..)| *code == value);
                let (_, ja, en) = found.expect(value);
                assert!(!ja.is_ascii() && en.is_ascii(), "{value}");
            }
        )*};
    }

    #[test]
    fn every_code_has_its_words() {
        covered! {
            RecordKind in Code::PinOfOtherKind;
            AssignmentState in Code::AssignmentEnded;
            AccountState in Code::AccountStateConflict;
            CompanyState in Code::CompanyStateConflict;
            ApplicationState in Code::ApplicationStateConflict;
            InvitationState in Code::InvitationEnded;
            MailState in Code::MailNotRetryable;
            RequestStatus in Code::RecordClosed;
            PickupStatus in Code::RecordClosed;
            BusinessRole in Code::BusinessRoleRequired;
        }
    }

    fn said(code: Code, name: &'static str, value: &str, language: Language) -> String {
        spoken(code, &BTreeMap::from([(name, value.to_owned())]), language)[name].clone()
    }

    #[test]
    fn several_codes_are_said_one_by_one() {
        let (ja, en) = (Language::Ja, Language::En);
        let roles = "consolidator, customs_broker";
        assert_eq!(said(Code::BusinessRoleRequired, "roles", roles, ja), "混載代理店、通関業者");
        assert_eq!(said(Code::RecordClosed, "status", "requested/picked_up", ja), "依頼中、搬出済");
        assert_eq!(said(Code::RecordClosed, "status", "delivered", en), "delivered");
    }

    #[test]
    fn what_people_typed_is_said_as_it_is() {
        let company = "accepted, cargo/pickup";
        assert_eq!(said(Code::AssignmentEnded, "company", company, Language::Ja), company);
        assert_eq!(said(Code::InvalidFields, "state", "pending", Language::Ja), "pending");
    }
}
