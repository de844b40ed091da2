//! A policy in words, for people who are about to choose a password (PWD-05).

use super::policy::{Alphabet, PasswordPolicy};
use crate::kernel::Language;

/// The rules of a policy, one sentence each.
pub fn sentences(policy: &PasswordPolicy, language: Language) -> Vec<String> {
    let PasswordPolicy { min, max, generations, .. } = policy;
    let characters = match policy.alphabet {
        Alphabet::Any => language.pick(
            "英字、数字、記号、日本語、空白など、どの文字も使えます（制御文字を除く）。",
            "Any character may be used: letters, digits, signs, Japanese, spaces (no control characters).",
        ),
        Alphabet::UpperAndDigits => language.pick(
            "使える文字は半角の英大文字（A–Z）と数字（0–9）だけです。小文字は使えません。",
            "Only capital letters (A–Z) and digits (0–9) may be used; lower case is refused.",
        ),
    };
    let composition = if policy.needs_letter_and_digit {
        language.pick(
            "英大文字と数字をそれぞれ1文字以上含めてください。",
            "At least one capital letter and one digit are needed.",
        )
    } else {
        language.pick(
            "文字の種類の組み合わせは問いません。いくつかの単語をつなげた長いものをお勧めします。",
            "No mix of kinds of characters is asked; several words together make a good password.",
        )
    };
    let previous = match (generations, language) {
        (1, Language::Ja) => "現在のパスワードと同じものは使えません。".to_owned(),
        (1, Language::En) => "It must differ from the present password.".to_owned(),
        (_, Language::Ja) => {
            format!("現在のものを含め、過去{generations}世代のパスワードと同じものは使えません。")
        }
        (_, Language::En) => {
            format!(
                "It must differ from the last {generations} passwords, the present one included."
            )
        }
    };
    let common = policy.refuses_common.then(|| {
        language.pick(
            "よく使われるもの、流出が知られているもの、並び順や繰り返しだけのものは使えません。",
            "Common and leaked passwords, sequences and repetitions are refused.",
        )
    });
    let personal = policy.refuses_personal.then(|| {
        language.pick(
            "ユーザID、メールアドレスの@より前、会社名を含むものは使えません。",
            "It must not contain the login id, the e-mail name (before the @) or the company name.",
        )
    });
    let mut sentences = vec![
        language.pick(
            format!("{min}文字以上{max}文字以下にしてください。"),
            format!("Use {min} to {max} characters."),
        ),
        characters.to_owned(),
        composition.to_owned(),
    ];
    sentences.extend(common.into_iter().chain(personal).map(str::to_owned));
    sentences.push(previous);
    sentences
}

#[cfg(test)]
mod tests {
    use super::super::policy::{STANDARD, TERMINAL};
    use super::*;

    #[test]
    fn pwd_05_every_rule_is_told_in_both_languages() {
        for policy in [&STANDARD, &TERMINAL] {
            for language in [Language::Ja, Language::En] {
                let told = sentences(policy, language);
                assert_eq!(told.len(), 6);
                assert!(told[0].contains(&policy.min.to_string()));
                assert!(told[0].contains(&policy.max.to_string()));
            }
            assert_ne!(sentences(policy, Language::Ja), sentences(policy, Language::En));
        }
        assert!(sentences(&TERMINAL, Language::En)[5].contains('3'));
    }
}
