//! The one catalogue of refusals: for every code its status, its words in both languages, the
//! business rules behind it and where to go instead (OPS-ERR-01).
//!
//! The title says what happened, the detail why, the remedy what to do and from when. Details and
//! remedies may hold values, see [`fill`](super::fill()). Beside the values that a refusal brings,
//! `retry_after` stands for its seconds to wait.

mod access;
mod account;
mod assignment;
mod cargo;
mod organization;
mod reissue;
mod request;
mod server;
mod state;

use tegata_domain::kernel::{Code, Rule};

/// What a refusal says in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// What happened: the same for every refusal of its code.
    pub title: &'static str,
    /// Why; a template.
    pub detail: &'static str,
    /// What to do and from when; a template.
    pub remedy: &'static str,
}

/// Where to go instead: what for, and the path.
pub type Link = (&'static str, &'static str);

/// What the API says when it refuses for one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The HTTP status.
    pub status: u16,
    /// Whether the same request may succeed later, unchanged.
    pub retryable: bool,
    /// The words in Japanese.
    pub ja: Words,
    /// The words in English.
    pub en: Words,
    /// The rules for which it is given; a refusal names the one that it met.
    pub rules: &'static [Rule],
    /// The values that its words may hold.
    pub params: &'static [&'static str],
    /// Where to go instead.
    pub links: &'static [Link],
}

impl Entry {
    const fn new(status: u16, ja: Words, en: Words) -> Self {
        Self { status, retryable: false, ja, en, rules: &[], params: &[], links: &[] }
    }

    const fn retryable(self) -> Self {
        Self { retryable: true, ..self }
    }

    const fn rules(self, rules: &'static [Rule]) -> Self {
        Self { rules, ..self }
    }

    const fn params(self, params: &'static [&'static str]) -> Self {
        Self { params, ..self }
    }

    const fn links(self, links: &'static [Link]) -> Self {
        Self { links, ..self }
    }
}

const ACCEPT_CARGO: Link = ("accept_cargo_assignments", "/v1/cargo-records/assignment-acceptances");
const ACCEPT_PICKUP: Link =
    ("accept_pickup_assignments", "/v1/pickup-requests/assignment-acceptances");
const API_DOCUMENT: Link = ("api_document", "/openapi.json");
const APPLY_FOR_REISSUE: Link = ("apply_for_reissue", "/v1/reissue-applications");
pub(super) const ASSIGNMENTS: Link = ("list_assignments", "/v1/assignments");
pub(super) const CARGO_CODES: Link = ("list_cargo_codes", "/v1/cargo-codes");
const CHANGE_EMAIL: Link = ("change_email", "/v1/me/email-changes");
const CHANGE_TERMINAL_PASSWORD: Link = ("change_terminal_password", "/v1/terminal/password");
pub(super) const DANGEROUS_GOODS_RULES: Link =
    ("list_dangerous_goods_rules", "/v1/dangerous-goods-rules");
const FILE_INQUIRY: Link = ("file_inquiry", "/v1/inquiries");
const INBOX: Link = ("list_assignment_inbox", "/v1/assignments/inbox");
const INITIALISE_PEER: Link = ("initialise_peer", "/v1/terminal/peer-initialisations");
const INQUIRE: Link = ("inquire", "/v1/support-inquiries");
const LIST_MEMBERS: Link = ("list_members", "/v1/companies/current/members");
const PROVE_PASSWORD: Link = ("prove_password", "/v1/me/password-proofs");
pub(super) const READ_PASSWORD_POLICIES: Link = ("read_password_policies", "/v1/password-policies");
const READ_ME: Link = ("read_me", "/v1/me");
const RECOVER: Link = ("recover", "/v1/recoveries");
const RECOVER_OFFICE: Link = ("recover_office", "/v1/office-recoveries");
const REFRESH: Link = ("refresh", "/v1/sessions/refresh");
const REGISTER: Link = ("register", "/v1/registrations");
const REMIND_LOGIN_ID: Link = ("remind_login_id", "/v1/login-id-reminders");
const SERVICE_CALENDAR: Link = ("service_calendar", "/v1/service-calendar");
const SIGN_IN: Link = ("sign_in", "/v1/sessions");

/// The catalogue's table: by what they are about, every code and its entry. A code that is missing or stands
/// twice does not compile.
macro_rules! catalogue {
    ($($group:literal $room:ident { $($code:ident => $entry:ident,)* })*) => {
        /// The entry of a code.
        pub const fn entry(code: Code) -> Entry {
            match code {
                $($(Code::$code => $room::$entry,)*)*
            }
        }

        /// Every code, by what it is about.
        pub const GROUPS: &[(&str, &[Code])] = &[$(($group, &[$(Code::$code,)*]),)*];
    };
}

catalogue! {
    "Requests" request {
        MalformedJson => MALFORMED_JSON,
        NotAnObject => NOT_AN_OBJECT,
        MalformedRequest => MALFORMED_REQUEST,
        CursorInvalid => CURSOR_INVALID,
        NotFound => NOT_FOUND,
        MethodNotAllowed => METHOD_NOT_ALLOWED,
        BodyTooLarge => BODY_TOO_LARGE,
        UnsupportedMediaType => UNSUPPORTED_MEDIA_TYPE,
        InvalidFields => INVALID_FIELDS,
    }
    "Signing in and sessions" access {
        Unauthenticated => UNAUTHENTICATED,
        AccessTokenExpired => ACCESS_TOKEN_EXPIRED,
        SessionEnded => SESSION_ENDED,
        SignInRefused => SIGN_IN_REFUSED,
        OfficeSignInRefused => OFFICE_SIGN_IN_REFUSED,
        TerminalSignInRefused => TERMINAL_SIGN_IN_REFUSED,
        TemporaryPasswordExpired => TEMPORARY_PASSWORD_EXPIRED,
        TemporaryPasswordMustChange => TEMPORARY_PASSWORD_MUST_CHANGE,
        SignInBusy => SIGN_IN_BUSY,
        RefreshTokenInvalid => REFRESH_TOKEN_INVALID,
        RefreshTokenReused => REFRESH_TOKEN_REUSED,
        WrongActor => WRONG_ACTOR,
        PasswordProofRequired => PASSWORD_PROOF_REQUIRED,
        PasswordProofWrong => PASSWORD_PROOF_WRONG,
    }
    "Accounts and mailed links" account {
        SelfRegistrationNotOffered => SELF_REGISTRATION_NOT_OFFERED,
        LinkUnknown => LINK_UNKNOWN,
        LinkExpired => LINK_EXPIRED,
        LinkUsed => LINK_USED,
        LinkVoid => LINK_VOID,
        LinkExhausted => LINK_EXHAUSTED,
        AccountStateConflict => ACCOUNT_STATE_CONFLICT,
        InquiryAnswered => INQUIRY_ANSWERED,
    }
    "Companies, offices and invitations" organization {
        NotCompanyAdministrator => NOT_COMPANY_ADMINISTRATOR,
        LastAdministrator => LAST_ADMINISTRATOR,
        CompanyUnverified => COMPANY_UNVERIFIED,
        CompanyStateConflict => COMPANY_STATE_CONFLICT,
        InvitationUnknown => INVITATION_UNKNOWN,
        InvitationExpired => INVITATION_EXPIRED,
        InvitationEnded => INVITATION_ENDED,
    }
    "Reissue of terminal passwords" reissue {
        OutsideServiceHours => OUTSIDE_SERVICE_HOURS,
        OwnSystemTerminal => OWN_SYSTEM_TERMINAL,
        ApplicationStateConflict => APPLICATION_STATE_CONFLICT,
        OwnCompanyReview => OWN_COMPANY_REVIEW,
        TargetIneligible => TARGET_INELIGIBLE,
        ReceiptNumbersExhausted => RECEIPT_NUMBERS_EXHAUSTED,
    }
    "Cargo records and pickup requests" cargo {
        BusinessRoleRequired => BUSINESS_ROLE_REQUIRED,
        NotRecordOwner => NOT_RECORD_OWNER,
        RecordClosed => RECORD_CLOSED,
        HouseWaybillsFull => HOUSE_WAYBILLS_FULL,
        DangerousGoodsNotQualified => DANGEROUS_GOODS_NOT_QUALIFIED,
    }
    "Assignments" assignment {
        OwnCompanyAssignment => OWN_COMPANY_ASSIGNMENT,
        AssignmentStateConflict => ASSIGNMENT_STATE_CONFLICT,
        AssignmentDaySeven => ASSIGNMENT_DAY_SEVEN,
        AssignmentTooEarly => ASSIGNMENT_TOO_EARLY,
        AssignmentExpired => ASSIGNMENT_EXPIRED,
        AssignmentEnded => ASSIGNMENT_ENDED,
        AlreadyGranted => ALREADY_GRANTED,
        AssignmentMailsLimited => ASSIGNMENT_MAILS_LIMITED,
        ResendsExhausted => RESENDS_EXHAUSTED,
        PinUnknown => PIN_UNKNOWN,
        PinOfOtherKind => PIN_OF_OTHER_KIND,
        AddressedToColleague => ADDRESSED_TO_COLLEAGUE,
        PinClosed => PIN_CLOSED,
        PinPaused => PIN_PAUSED,
        AlreadyVisible => ALREADY_VISIBLE,
    }
    "Versions and repeats" state {
        MailNotRetryable => MAIL_NOT_RETRYABLE,
        ConcurrentChange => CONCURRENT_CHANGE,
        VersionStale => VERSION_STALE,
        VersionRequired => VERSION_REQUIRED,
        IdempotencyKeyReused => IDEMPOTENCY_KEY_REUSED,
        IdempotencyInProgress => IDEMPOTENCY_IN_PROGRESS,
        IdempotencyNotReplayable => IDEMPOTENCY_NOT_REPLAYABLE,
        ListFull => LIST_FULL,
        ClockBackwards => CLOCK_BACKWARDS,
    }
    "Limits and outages" server {
        RequestTimeout => REQUEST_TIMEOUT,
        TooManyRequests => TOO_MANY_REQUESTS,
        AlreadyRunning => ALREADY_RUNNING,
        Internal => INTERNAL,
        Overloaded => OVERLOADED,
        Unavailable => UNAVAILABLE,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::super::fill::{fill, placeholders};
    use super::*;

    fn texts(words: Words) -> [&'static str; 3] {
        [words.title, words.detail, words.remedy]
    }

    #[test]
    fn every_text_says_something_in_its_language() {
        for code in Code::ALL {
            let Entry { ja, en, .. } = entry(*code);
            for (ja, en) in texts(ja).into_iter().zip(texts(en)) {
                assert!(!ja.is_ascii() && !ja.contains("  "), "{code:?}: {ja}");
                assert!(en.is_ascii() && en.len() > 5 && !en.contains("  "), "{code:?}: {en}");
            }
            for sentence in [ja.detail, ja.remedy] {
                assert!(sentence.ends_with('。'), "{code:?}: {sentence}");
            }
            for sentence in [en.detail, en.remedy] {
                assert!(sentence.ends_with('.'), "{code:?}: {sentence}");
            }
            assert!(!ja.title.ends_with('。') && !en.title.ends_with('.'), "{code:?}");
        }
    }

    #[test]
    fn both_languages_hold_the_named_values() -> Result<(), &'static str> {
        for code in Code::ALL {
            let entry = entry(*code);
            let mut held = BTreeSet::new();
            for (ja, en) in texts(entry.ja).into_iter().zip(texts(entry.en)) {
                let names = placeholders(ja)?;
                assert_eq!(names, placeholders(en)?, "{code:?}");
                held.extend(names);
            }
            assert_eq!(held, entry.params.iter().copied().collect(), "{code:?}");
            assert!(placeholders(entry.ja.title)?.is_empty(), "{code:?}");
        }
        Ok(())
    }

    #[test]
    fn no_two_codes_share_a_title() {
        let mut titles = BTreeSet::new();
        for code in Code::ALL {
            assert!(titles.insert(entry(*code).ja.title), "{code:?}");
            assert!(titles.insert(entry(*code).en.title), "{code:?}");
        }
    }

    #[test]
    fn statuses_are_those_of_the_contract() {
        const STATUSES: [u16; 16] =
            [400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 415, 422, 428, 429, 500, 503];
        for code in Code::ALL {
            let Entry { status, retryable, .. } = entry(*code);
            assert!(STATUSES.contains(&status), "{code:?}: {status}");
            let closed = *code == Code::OutsideServiceHours;
            let passing = closed || matches!(status, 408 | 409 | 429 | 503);
            assert!(passing || !retryable, "{code:?}: waiting changes nothing");
            assert!(retryable || !matches!(status, 408 | 429 | 503), "{code:?}: waiting helps");
        }
    }

    #[test]
    fn links_lead_to_the_api() {
        for (rel, href) in Code::ALL.iter().flat_map(|code| entry(*code).links) {
            assert!(!rel.is_empty() && rel.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
            assert!(href.starts_with("/v1/") || *href == API_DOCUMENT.1, "{href}");
        }
    }

    #[test]
    fn a_refused_sign_in_does_not_tell_why() {
        for code in [Code::SignInRefused, Code::OfficeSignInRefused, Code::TerminalSignInRefused] {
            let Entry { status, ja, en, params, .. } = entry(code);
            assert_eq!((status, params), (401, [].as_slice()));
            for telling in ["unknown", "disabled", "does not exist", "存在しません", "無効"]
            {
                assert!(texts(en).iter().chain(&texts(ja)).all(|text| !text.contains(telling)));
            }
        }
    }

    #[test]
    fn an_expired_link_says_since_when() {
        let params = BTreeMap::from([("expired_at", "2026-11-21T06:04:00Z".to_owned())]);
        let Entry { ja, en, .. } = entry(Code::LinkExpired);
        assert!(fill(ja.detail, &params).contains("2026-11-21 15:04（日本時間）"));
        assert!(fill(en.detail, &params).contains("2026-11-21 15:04 (Japan time)"));
    }

    #[test]
    fn ris_chg_03_closed_hours_say_when_they_open() {
        let params = BTreeMap::from([("opens", "2026-11-23T15:00:00Z".to_owned())]);
        let Entry { ja, en, links, .. } = entry(Code::OutsideServiceHours);
        assert!(fill(ja.remedy, &params).contains("2026-11-24 00:00（日本時間）"));
        assert!(fill(en.remedy, &params).contains("2026-11-24 00:00 (Japan time)"));
        assert_eq!(links, [SERVICE_CALENDAR]);
    }
}
