//! Refusals: what a decision says when the answer is no. Free of HTTP; the API gives each code its
//! status and its words in one catalogue.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Rule, StoreError};

macro_rules! codes {
    ($(#[$enum_doc:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$enum_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable code that clients see; never localised.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }
    };
}

codes! {
    /// Every reason for which a request is refused.
    Code {
        /// The body is not JSON.
        MalformedJson = "malformed_json",
        /// The body is JSON, but not an object.
        NotAnObject = "not_an_object",
        /// The path, query or a header cannot be read.
        MalformedRequest = "malformed_request",
        /// The cursor is not one of ours, or belongs to another search.
        CursorInvalid = "cursor_invalid",
        /// No access token, or one that is not ours.
        Unauthenticated = "unauthenticated",
        /// The access token's ten minutes are over.
        AccessTokenExpired = "access_token_expired",
        /// The session of the token was ended.
        SessionEnded = "session_ended",
        /// Sign-in failed; which part was wrong is not told.
        SignInRefused = "sign_in_refused",
        /// An office's sign-in failed; which part was wrong is not told.
        OfficeSignInRefused = "office_sign_in_refused",
        /// A terminal user's sign-in failed; which part was wrong is not told.
        TerminalSignInRefused = "terminal_sign_in_refused",
        /// The temporary password is right, and its time is over.
        TemporaryPasswordExpired = "temporary_password_expired",
        /// A session that began with a temporary password can only change it.
        TemporaryPasswordMustChange = "temporary_password_must_change",
        /// The service is closed at this hour.
        OutsideServiceHours = "outside_service_hours",
        /// An id of an office's own system takes no part.
        OwnSystemTerminal = "own_system_terminal",
        /// The caller does not administer their company.
        NotCompanyAdministrator = "not_company_administrator",
        /// A company must keep an administrator.
        LastAdministrator = "last_administrator",
        /// Nobody verified the company's name yet.
        CompanyUnverified = "company_unverified",
        /// The company's state does not allow this.
        CompanyStateConflict = "company_state_conflict",
        /// The token belongs to no invitation.
        InvitationUnknown = "invitation_unknown",
        /// The invitation's time is over.
        InvitationExpired = "invitation_expired",
        /// The invitation was accepted, declined or withdrawn.
        InvitationEnded = "invitation_ended",
        /// The application's state does not allow this.
        ApplicationStateConflict = "application_state_conflict",
        /// Nobody reviews an application of their own company.
        OwnCompanyReview = "own_company_review",
        /// The company has no business role that registers this.
        BusinessRoleRequired = "business_role_required",
        /// Only the owner company may do this with a record that it shares.
        NotRecordOwner = "not_record_owner",
        /// The record's status is final.
        RecordClosed = "record_closed",
        /// The air waybill holds as many house waybills as it may.
        HouseWaybillsFull = "house_waybills_full",
        /// The account is not qualified to declare dangerous goods.
        DangerousGoodsNotQualified = "dangerous_goods_not_qualified",
        /// Nothing is assigned to the own company.
        OwnCompanyAssignment = "own_company_assignment",
        /// The assignment's state does not allow this.
        AssignmentStateConflict = "assignment_state_conflict",
        /// On day 7 nobody but the system ends an assignment.
        AssignmentDaySeven = "assignment_day_seven",
        /// An assignment that expired may be made again from the morning of day 8.
        AssignmentTooEarly = "assignment_too_early",
        /// Nobody accepted the assignment in time.
        AssignmentExpired = "assignment_expired",
        /// The assignment is over, and nothing of it can be accepted.
        AssignmentEnded = "assignment_ended",
        /// The company of the address sees the record through an assignment that stands.
        AlreadyGranted = "already_granted",
        /// As many mails of assignments as an address gets of one company.
        AssignmentMailsLimited = "assignment_mails_limited",
        /// Resent as often as it may be.
        ResendsExhausted = "resends_exhausted",
        /// No assignment that the caller could accept has this PIN.
        PinUnknown = "pin_unknown",
        /// The PIN is of the other kind of assignment.
        PinOfOtherKind = "pin_of_other_kind",
        /// The assignment is addressed to a colleague.
        AddressedToColleague = "addressed_to_colleague",
        /// Wrong PINs closed the assignment, until it is sent again.
        PinClosed = "pin_closed",
        /// Too many wrong PINs: the account's tries pause.
        PinPaused = "pin_paused",
        /// The company sees the record already.
        AlreadyVisible = "already_visible",
        /// A target of the application can be given no temporary password.
        TargetIneligible = "target_ineligible",
        /// Every receipt number was given.
        ReceiptNumbersExhausted = "receipt_numbers_exhausted",
        /// The list holds as many as it may.
        ListFull = "list_full",
        /// The refresh token is unknown, expired or of an ended session.
        RefreshTokenInvalid = "refresh_token_invalid",
        /// A spent refresh token came back; the session was ended.
        RefreshTokenReused = "refresh_token_reused",
        /// This kind of account does not register itself.
        SelfRegistrationNotOffered = "self_registration_not_offered",
        /// The caller is known, but is not who this call is for.
        WrongActor = "wrong_actor",
        /// The change needs the current password, given a short while ago.
        PasswordProofRequired = "password_proof_required",
        /// The current password given as proof is wrong.
        PasswordProofWrong = "password_proof_wrong",
        /// Nothing is here, or nothing that the caller may know of.
        NotFound = "not_found",
        /// The path exists, the method does not.
        MethodNotAllowed = "method_not_allowed",
        /// The body did not arrive in time.
        RequestTimeout = "request_timeout",
        /// The token belongs to no link of this kind.
        LinkUnknown = "link_unknown",
        /// The link's time is over.
        LinkExpired = "link_expired",
        /// The link was followed to its end already.
        LinkUsed = "link_used",
        /// A newer link, or its owner, made this one void.
        LinkVoid = "link_void",
        /// The link's tries are used up.
        LinkExhausted = "link_exhausted",
        /// The account's state does not allow this.
        AccountStateConflict = "account_state_conflict",
        /// The inquiry was answered already.
        InquiryAnswered = "inquiry_answered",
        /// The mail is not in a state from which it is retried.
        MailNotRetryable = "mail_not_retryable",
        /// Another call changed the same thing first.
        ConcurrentChange = "concurrent_change",
        /// The version given is not the current one.
        VersionStale = "version_stale",
        /// A change needs `If-Match`.
        VersionRequired = "version_required",
        /// The body is larger than the limit.
        BodyTooLarge = "body_too_large",
        /// The body is not `application/json`.
        UnsupportedMediaType = "unsupported_media_type",
        /// Fields or parameters are refused, each named.
        InvalidFields = "invalid_fields",
        /// The key was used with another request.
        IdempotencyKeyReused = "idempotency_key_reused",
        /// The first request with the key is still running.
        IdempotencyInProgress = "idempotency_in_progress",
        /// The first answer held a secret and was not kept.
        IdempotencyNotReplayable = "idempotency_not_replayable",
        /// The sandbox clock only moves forward.
        ClockBackwards = "clock_backwards",
        /// A limit of calls is used up.
        TooManyRequests = "too_many_requests",
        /// The account has one of these calls running, and gets no second one.
        AlreadyRunning = "already_running",
        /// More sign-ins to one account at once than it has tries.
        SignInBusy = "sign_in_busy",
        /// Something broke here.
        Internal = "internal",
        /// The password lanes are full, or all turns at work that takes long are taken.
        Overloaded = "overloaded",
        /// The database cannot be reached.
        Unavailable = "unavailable",
    }
}

codes! {
    /// Every reason for which one field is refused.
    FieldCode {
        /// Left out or empty.
        Required = "required",
        /// Not a field of this request.
        UnknownField = "unknown_field",
        /// Given more than once.
        Duplicate = "duplicate",
        /// Another JSON type is expected.
        WrongType = "wrong_type",
        /// Shorter or smaller than allowed.
        TooShort = "too_short",
        /// Longer or larger than allowed.
        TooLong = "too_long",
        /// Not one of the allowed values.
        NotAllowed = "not_allowed",
        /// Not in the expected form.
        InvalidFormat = "invalid_format",
        /// A control or invisible character.
        UnprintableCharacter = "unprintable_character",
        /// A link in a name that mails to others show.
        LinkNotAllowed = "link_not_allowed",
        /// Not a deliverable e-mail address.
        EmailInvalid = "email_invalid",
        /// Not a telephone number.
        PhoneInvalid = "phone_invalid",
        /// Not a postal code.
        PostalCodeInvalid = "postal_code_invalid",
        /// Not katakana.
        NotKatakana = "not_katakana",
        /// Not a login id.
        LoginIdForm = "login_id_form",
        /// Taken, or read like a taken one.
        LoginIdTaken = "login_id_taken",
        /// The terms must be accepted.
        TermsNotAccepted = "terms_not_accepted",
        /// Other terms are current.
        TermsOutdated = "terms_outdated",
        /// This kind of account may not edit the field.
        NotEditable = "not_editable",
        /// The holder of the account edits the field themselves.
        HoldersOwn = "holders_own",
        /// The new value is the present one.
        Unchanged = "unchanged",
        /// Both entries must be alike.
        ConfirmationDiffers = "confirmation_differs",
        /// Fewer characters than the policy asks.
        PasswordTooShort = "password_too_short",
        /// More characters than the policy allows.
        PasswordTooLong = "password_too_long",
        /// A character outside the policy's alphabet.
        PasswordCharacter = "password_character",
        /// No letter A–Z.
        PasswordNeedsLetter = "password_needs_letter",
        /// No digit 0–9.
        PasswordNeedsDigit = "password_needs_digit",
        /// In the list of common and breached passwords.
        PasswordCommon = "password_common",
        /// Contains the login id, e-mail name or company name.
        PasswordPersonal = "password_personal",
        /// One of the previous passwords.
        PasswordPrevious = "password_previous",
        /// In use already.
        Taken = "taken",
        /// Not a corporate number, or its check digit is wrong.
        CorporateNumberInvalid = "corporate_number_invalid",
        /// Not in Roman letters.
        NotRoman = "not_roman",
        /// An invitation to this address is pending.
        AlreadyInvited = "already_invited",
        /// Another version of the guidance is current.
        GuidanceOutdated = "guidance_outdated",
        /// Before the first day that may be asked for.
        DateTooEarly = "date_too_early",
        /// After the last day that may be asked for.
        DateTooLate = "date_too_late",
        /// No terminal user of the caller's has this id.
        TerminalUnknown = "terminal_unknown",
        /// An id of an office's own system takes no part.
        OwnSystemTerminal = "own_system_terminal",
        /// The terminal user is disabled.
        TerminalDisabled = "terminal_disabled",
        /// An open application names the terminal user already.
        AlreadyApplied = "already_applied",
        /// Not the id that is signed in.
        UserIdDiffers = "user_id_differs",
        /// The own id, where another's is expected.
        OwnUserId = "own_user_id",
        /// Of another user code than the caller's.
        OtherUserCode = "other_user_code",
        /// Not an air waybill number.
        AwbForm = "awb_form",
        /// The air waybill number's check digit is wrong.
        AwbCheckDigit = "awb_check_digit",
        /// Not a house waybill number.
        HawbForm = "hawb_form",
        /// A record's waybill stays, as long as its company has no other record of it.
        WaybillFixed = "waybill_fixed",
        /// Not a vehicle number as on a Japanese plate.
        VehicleNumberForm = "vehicle_number_form",
        /// Not a code of its list.
        CodeUnknown = "code_unknown",
        /// A search covers at most one calendar month.
        PeriodTooLong = "period_too_long",
        /// The end is before the start.
        PeriodReversed = "period_reversed",
        /// Not a PIN.
        PinForm = "pin_form",
        /// No record of the caller's company has this id.
        RecordUnknown = "record_unknown",
        /// The id of a record of the other kind: a batch has one kind.
        RecordOfOtherKind = "record_of_other_kind",
        /// A pending assignment of this record to this address exists.
        AlreadyAssigned = "already_assigned",
        /// An accepted assignment of this record to this address stands.
        AlreadyGranted = "already_granted",
        /// An assignment of this record to this address expired just now.
        AssignmentTooEarly = "assignment_too_early",
        /// What is declared contradicts itself or the list.
        DangerousGoodsInconsistent = "dangerous_goods_inconsistent",
    }
}

/// One refused field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where: a JSON pointer into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// Why.
    pub code: FieldCode,
    /// The business rule behind it, where there is one.
    pub rule: Option<Rule>,
    /// The values in the text, such as the limit. Never what was typed.
    pub params: BTreeMap<&'static str, String>,
}

impl Violation {
    /// A violation of the field at `pointer`.
    pub fn new(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self { pointer: pointer.into(), code, rule: None, params: BTreeMap::new() }
    }

    /// The same, naming its rule.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rule = Some(rule);
        self
    }

    /// The same, with a value for its text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.params.insert(name, value.to_string());
        self
    }
}

/// A refusal: why the answer is no, and when it could be yes (OPS-ERR-01).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub code: Code,
    /// The business rule behind it, where there is one.
    pub rule: Option<Rule>,
    /// The values in the text.
    pub params: BTreeMap<&'static str, String>,
    /// Since when or from when it is possible, when time is the reason.
    pub available_from: Option<Timestamp>,
    /// Seconds to wait before the same call makes sense, when waiting helps.
    pub retry_after: Option<i64>,
    /// The refused fields.
    pub violations: Vec<Violation>,
    /// What the server's own log says and no client reads.
    pub internal: Option<String>,
}

impl Refusal {
    /// A refusal for `code`.
    pub const fn new(code: Code) -> Self {
        Self {
            code,
            rule: None,
            params: BTreeMap::new(),
            available_from: None,
            retry_after: None,
            violations: Vec::new(),
            internal: None,
        }
    }

    /// A refusal for `code` that names its rule.
    pub fn by(rule: Rule, code: Code) -> Self {
        Self { rule: Some(rule), ..Self::new(code) }
    }

    /// The refusal of these fields; the rule is that of the first field that names one.
    pub fn fields(violations: Vec<Violation>) -> Self {
        let rule = violations.iter().find_map(|violation| violation.rule);
        Self { rule, violations, ..Self::new(Code::InvalidFields) }
    }

    /// The same, with a value for its text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.params.insert(name, value.to_string());
        self
    }

    /// The same, possible from `instant`.
    #[must_use]
    pub const fn from(mut self, instant: Timestamp) -> Self {
        self.available_from = Some(instant);
        self
    }

    /// The same, worth repeating after `seconds`.
    #[must_use]
    pub const fn retry_after(mut self, seconds: i64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

/// Why a use case gives no result.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A rule says no.
    #[error("refused: {}", .0.code.as_str())]
    Refused(Box<Refusal>),
    /// The store cannot do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure {
    /// Of what does not exist, or not for the caller: the two cannot be told apart.
    pub fn not_found() -> Self {
        Refusal::new(Code::NotFound).into()
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}
