//! The decision: which rules of its policy a candidate breaks.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::common::is_common;
use super::personal::{Owner, found_in};
use super::policy::{Alphabet, PasswordPolicy};
use crate::kernel::{FieldCode, PlainPassword, Rule, Violation, text};

/// Every rule that the candidate breaks, at once, none of them repeating it (PWD-06). `pointer` is
/// where it was given.
pub fn check(
    policy: &PasswordPolicy,
    candidate: &PlainPassword,
    owner: &Owner<'_>,
    pointer: &str,
) -> Vec<Violation> {
    let typed = candidate.expose();
    let length = typed.nfc().count();
    let form = |code| Violation::new(pointer, code).rule(policy.form_rule);
    let mut violations = Vec::new();
    if length < policy.min {
        let short = form(FieldCode::PasswordTooShort);
        violations.push(short.with("min", policy.min).with("length", length));
    }
    if length > policy.max {
        let long = form(FieldCode::PasswordTooLong);
        violations.push(long.with("max", policy.max).with("length", length));
    }
    if !typed.chars().all(|c| allows(policy.alphabet, c)) {
        violations.push(form(FieldCode::PasswordCharacter));
    }
    if policy.needs_letter_and_digit && !typed.contains(|c: char| c.is_ascii_uppercase()) {
        violations.push(form(FieldCode::PasswordNeedsLetter));
    }
    if policy.needs_letter_and_digit && !typed.contains(|c: char| c.is_ascii_digit()) {
        violations.push(form(FieldCode::PasswordNeedsDigit));
    }
    let folded = Zeroizing::new(text::folded(typed));
    // What is too long is in no list, and must not cost time.
    if policy.refuses_common && length <= policy.max && is_common(&folded, policy.min) {
        violations.push(Violation::new(pointer, FieldCode::PasswordCommon).rule(Rule::Pwd01));
    }
    let found = found_in(&folded, owner);
    if policy.refuses_personal && !found.is_empty() {
        let personal = Violation::new(pointer, FieldCode::PasswordPersonal).rule(Rule::Pwd01);
        violations.push(personal.with("found", found.join(",")));
    }
    violations
}

/// What is hashed and verified: NFC, so that one password typed on two keyboards is one. What a
/// terminal policy accepts is ASCII and stays exactly as typed.
pub fn normalised(password: &PlainPassword) -> PlainPassword {
    PlainPassword::new(password.expose().nfc().collect())
}

fn allows(alphabet: Alphabet, c: char) -> bool {
    match alphabet {
        Alphabet::Any => text::is_printable(c),
        Alphabet::UpperAndDigits => c.is_ascii_uppercase() || c.is_ascii_digit(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::{STANDARD, TERMINAL};
    use super::*;
    use proptest::prelude::*;

    const OWNER: Owner<'_> = Owner {
        login_id: "taro-cargo",
        email: "hanako.yamada@example.jp",
        company_name: "株式会社空輸",
    };

    fn codes(policy: &PasswordPolicy, candidate: &str) -> Vec<FieldCode> {
        check(policy, &PlainPassword::new(candidate.to_owned()), &OWNER, "/password")
            .into_iter()
            .map(|violation| violation.code)
            .collect()
    }

    #[test]
    fn pwd_01_length_counts_code_points_of_nfc() {
        assert_eq!(codes(&STANDARD, "xk7 plum w4v"), []);
        assert_eq!(codes(&STANDARD, "xk7 plum w4"), [FieldCode::PasswordTooShort]);
        // The last but one is typed in two parts, and counts once.
        assert_eq!(codes(&STANDARD, "雪の朝に鳩と鯨が歌う\u{304B}\u{3099}る"), []);
        let short = "雪の朝に鳩と鯨が歌\u{304B}\u{3099}る";
        assert_eq!(codes(&STANDARD, short), [FieldCode::PasswordTooShort]);
        let long = |count| "plum w4v, river; ".chars().cycle().take(count).collect::<String>();
        assert!(!codes(&STANDARD, &long(128)).contains(&FieldCode::PasswordTooLong));
        assert!(codes(&STANDARD, &long(129)).contains(&FieldCode::PasswordTooLong));
    }

    #[test]
    fn pwd_01_no_composition_is_asked_but_printable_characters() {
        assert_eq!(codes(&STANDARD, "correct horse battery staple"), []);
        assert_eq!(codes(&STANDARD, "plum river\t w4v x"), [FieldCode::PasswordCharacter]);
        assert_eq!(codes(&STANDARD, "plum river\u{202E}w4v x"), [FieldCode::PasswordCharacter]);
    }

    #[test]
    fn pwd_02_terminal_shape() {
        assert_eq!(codes(&TERMINAL, "K7WQ2Z"), []);
        assert_eq!(codes(&TERMINAL, "K7WQ2ZR4"), []);
        assert_eq!(codes(&TERMINAL, "K7WQ2"), [FieldCode::PasswordTooShort]);
        assert_eq!(codes(&TERMINAL, "K7WQ2ZR4X"), [FieldCode::PasswordTooLong]);
        assert_eq!(codes(&TERMINAL, "KXWQVZ"), [FieldCode::PasswordNeedsDigit]);
        assert_eq!(codes(&TERMINAL, "739157"), [FieldCode::PasswordNeedsLetter]);
        assert_eq!(codes(&TERMINAL, "K7WQ2z"), [FieldCode::PasswordCharacter]);
        // The Kelvin sign, which NFC would make a K.
        assert_eq!(codes(&TERMINAL, "\u{212A}7WQ2Z"), [FieldCode::PasswordCharacter]);
        assert_eq!(codes(&TERMINAL, "PASSWD01"), [FieldCode::PasswordCommon]);
    }

    #[test]
    fn pwd_06_every_broken_rule_is_named_at_once() {
        assert_eq!(
            codes(&TERMINAL, "taro-cargo"),
            [
                FieldCode::PasswordTooLong,
                FieldCode::PasswordCharacter,
                FieldCode::PasswordNeedsLetter,
                FieldCode::PasswordNeedsDigit,
                FieldCode::PasswordPersonal,
            ]
        );
        assert_eq!(
            codes(&STANDARD, "password"),
            [FieldCode::PasswordTooShort, FieldCode::PasswordCommon]
        );
    }

    #[test]
    fn normalising_composes_and_changes_nothing_else() {
        let typed = PlainPassword::new("Ｋ \u{304B}\u{3099} k".to_owned());
        assert_eq!(normalised(&typed).expose(), "Ｋ が k");
    }

    proptest! {
        #[test]
        fn pwd_06_a_refusal_never_echoes(candidate in "\\PC{5,40}") {
            let password = PlainPassword::new(candidate.clone());
            for policy in [&STANDARD, &TERMINAL] {
                for violation in check(policy, &password, &OWNER, "/password") {
                    prop_assert!(!violation.params.values().any(|value| *value == candidate));
                    prop_assert!(violation.rule.is_some());
                }
            }
        }

        #[test]
        fn what_is_accepted_stays_accepted_when_normalised(candidate in "\\PC{12,40}") {
            let again = normalised(&PlainPassword::new(candidate.clone()));
            prop_assert_eq!(codes(&STANDARD, &candidate), codes(&STANDARD, again.expose()));
        }
    }
}
