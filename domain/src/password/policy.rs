//! The policies, each limit with its reason. They are rules, not settings: operators do not weaken
//! them.

use crate::identity::AccountKind;
use crate::kernel::Rule;

/// The name of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolicyName {
    /// Of persons, operators and offices.
    Standard,
    /// Of terminal users.
    Terminal,
}

impl PolicyName {
    /// How it is shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Terminal => "terminal",
        }
    }
}

/// Which characters a password may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alphabet {
    /// Every printable character of Unicode, spaces too.
    Any,
    /// A–Z and 0–9, exactly as typed: lower case is refused, never folded.
    UpperAndDigits,
}

impl Alphabet {
    /// How it is shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::UpperAndDigits => "upper_and_digits",
        }
    }
}

/// Where a policy does otherwise than a standard asks, on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deviation {
    /// The standard and its clause.
    pub clause: &'static str,
    /// What it asks.
    pub asks: &'static str,
    /// What this policy does.
    pub instead: &'static str,
    /// Why, and what makes up for it.
    pub compensation: &'static str,
}

/// What a password of one kind of account must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// Its name.
    pub name: PolicyName,
    /// Grows when a limit changes, so that a client knows its copy is old.
    pub version: u32,
    /// The fewest characters: code points in NFC.
    pub min: usize,
    /// The most characters: code points in NFC.
    pub max: usize,
    /// The characters allowed.
    pub alphabet: Alphabet,
    /// Whether at least one A–Z and one 0–9 are needed.
    pub needs_letter_and_digit: bool,
    /// How many passwords, the present one first, a new one must differ from.
    pub generations: u32,
    /// Whether common and breached passwords are refused.
    pub refuses_common: bool,
    /// Whether login id, e-mail name and company name are refused.
    pub refuses_personal: bool,
    /// The rule behind length and characters.
    pub form_rule: Rule,
    /// The rule behind `generations`.
    pub generations_rule: Rule,
    /// Where it does otherwise than OWASP ASVS 5.0 and NIST SP 800-63B-4 ask.
    pub deviations: &'static [Deviation],
}

/// The policy of persons, operators and offices (PWD-01).
pub const STANDARD: PasswordPolicy = PasswordPolicy {
    name: PolicyName::Standard,
    version: 1,
    min: 12,
    // Far above any passphrase, and short enough that hashing costs the same for all.
    max: 128,
    alphabet: Alphabet::Any,
    needs_letter_and_digit: false,
    generations: 1,
    refuses_common: true,
    refuses_personal: true,
    form_rule: Rule::Pwd01,
    generations_rule: Rule::Pwd01,
    deviations: &[
        Deviation {
            clause: "NIST SP 800-63B-4 3.1.1.2, minimum length",
            asks: "At least 15 characters where the password is the only factor.",
            instead: "At least 12.",
            compensation: "ASVS 5.0 asks 8. Common passwords, walks, repetitions and decorated \
                common words are refused, and an account locks after a few wrong tries.",
        },
        Deviation {
            clause: "NIST SP 800-63B-4 3.1.1.2, blocklist",
            asks: "The entire password is compared, not words inside it.",
            instead: "Login id, e-mail name and company name are refused inside a password too, and \
                so is a common word with little around it.",
            compensation: "Stricter, and the refusal names the rule; a passphrase of common words is \
                accepted.",
        },
        Deviation {
            clause: "NIST SP 800-63B-4 3.1.1.2, normalisation",
            asks: "NFKC or NFKD before hashing.",
            instead: "NFC, as RFC 8265 does for passwords.",
            compensation: "Spellings that look alike stay equal across keyboards, and characters \
                that were typed differently stay different.",
        },
    ],
};

/// The policy of terminal users (PWD-02, PWD-03), weak by the source's own rule (PWD-04).
pub const TERMINAL: PasswordPolicy = PasswordPolicy {
    name: PolicyName::Terminal,
    version: 1,
    min: 6,
    max: 8,
    alphabet: Alphabet::UpperAndDigits,
    needs_letter_and_digit: true,
    generations: 3,
    refuses_common: true,
    refuses_personal: true,
    form_rule: Rule::Pwd02,
    generations_rule: Rule::Pwd03,
    deviations: &[
        Deviation {
            clause: "OWASP ASVS 5.0 6.2.1; NIST SP 800-63B-4 3.1.1.2, minimum length",
            asks: "At least 8 characters; at least 15 where the password is the only factor.",
            instead: "6 to 8.",
            compensation: "Locks that are strict, temporary and growing, a slow rate of tries, and a \
                list of common passwords of just this shape.",
        },
        Deviation {
            clause: "OWASP ASVS 5.0 6.2.9; NIST SP 800-63B-4 3.1.1.2, maximum length",
            asks: "At least 64 characters are permitted.",
            instead: "At most 8.",
            compensation: "No self recovery: a terminal password is reissued by review or by a peer.",
        },
        Deviation {
            clause: "OWASP ASVS 5.0 6.2.5; NIST SP 800-63B-4 3.1.1.2, composition",
            asks: "No rule on which kinds of characters are needed.",
            instead: "Only A–Z and 0–9, at least one of each.",
            compensation: "A session that began with a temporary password can only change it.",
        },
        Deviation {
            clause: "OWASP ASVS 5.0 6.2.3, change of a password",
            asks: "The current password is asked for.",
            instead: "The id and the new password twice, as in the source's dialogue.",
            compensation: "The session has proved the present password. All other sessions end, it \
                runs in service hours alone, and a peer or the office can undo it.",
        },
        Deviation {
            clause: "OWASP ASVS 5.0 6.4.1, initial passwords",
            asks: "They expire soon or once used, and never become the long-term password.",
            instead: "They live for seven days, longer over holidays; an own system keeps its first \
                one.",
            compensation: "They are random, can do nothing but be changed, and every view of one is \
                on record. An own system can neither change its password nor be reissued one.",
        },
        Deviation {
            clause: "OWASP ASVS 5.0 6.4.6, resets by others",
            asks: "Nobody else knows the password that a reset gives.",
            instead: "The office, or the peer who initialised it, sees the temporary password.",
            compensation: "Reviewers, operators and administrators do not. It is over once its user \
                changed it, and the office is told of every peer initialisation.",
        },
    ],
};

/// The policy of a kind of account.
pub const fn policy_of(kind: AccountKind) -> &'static PasswordPolicy {
    match kind {
        AccountKind::General
        | AccountKind::Agency
        | AccountKind::DeferredPayment
        | AccountKind::Operator
        | AccountKind::Office => &STANDARD,
        AccountKind::Terminal => &TERMINAL,
    }
}
