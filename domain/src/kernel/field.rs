//! Reading what people type into a field: a line of text, a telephone number, a postal code; and how
//! long the fields are that many forms have.

use unicode_normalization::UnicodeNormalization as _;

use super::{FieldCode, Violation, text};

/// Characters of a name at most.
pub const NAME_MAX: usize = 60;
/// Characters of a company's name at most.
pub const COMPANY_MAX: usize = 100;
/// Characters of a department at most.
pub const DEPARTMENT_MAX: usize = 100;
/// Characters of a postal address at most.
pub const ADDRESS_MAX: usize = 200;

/// Reads one required line of text: tidied, printable, with a letter or digit in it, no longer than
/// `max` characters.
///
/// # Errors
/// The violation.
pub fn line(typed: &str, max: usize, pointer: &str) -> Result<String, Violation> {
    let line = text::tidy(typed);
    if line.is_empty() {
        Err(Violation::new(pointer, FieldCode::Required))
    } else if line.chars().count() > max {
        Err(Violation::new(pointer, FieldCode::TooLong).with("max", max))
    } else if !typed.chars().all(text::is_printable) {
        Err(Violation::new(pointer, FieldCode::UnprintableCharacter))
    } else if !line.chars().any(char::is_alphanumeric) {
        Err(Violation::new(pointer, FieldCode::InvalidFormat))
    } else {
        Ok(line)
    }
}

/// Reads a name that mails to others show: a line in which no mail program finds a link.
///
/// # Errors
/// The violation.
pub fn name(typed: &str, max: usize, pointer: &str) -> Result<String, Violation> {
    let name = line(typed, max, pointer)?;
    let link = name.nfkc().collect::<String>().to_lowercase().split_whitespace().any(is_link);
    if link { Err(Violation::new(pointer, FieldCode::LinkNotAllowed)) } else { Ok(name) }
}

/// Whether a word is what mail programs make a link of: a scheme, `www.`, or a host with a path.
fn is_link(word: &str) -> bool {
    let host = word.split_once('/').map(|(host, _)| host);
    word.contains("://") || word.contains("www.") || host.is_some_and(|host| host.contains('.'))
}

/// Reads a telephone number into E.164: international with `+`, or Japanese with a leading zero.
pub fn phone(typed: &str) -> Option<String> {
    let digits = digits_typed(typed);
    let (international, digits) = match digits.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, digits.as_str()),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if !international {
        // Japanese national numbers: ten digits, or eleven for mobile and IP telephones.
        let national = digits.strip_prefix('0').filter(|rest| !rest.starts_with('0'))?;
        return matches!(national.len(), 9 | 10).then(|| format!("+81{national}"));
    }
    if let Some(national) = digits.strip_prefix("81") {
        // +81 (0)3-…: the trunk zero is often written all the same.
        let national = national.strip_prefix('0').unwrap_or(national);
        let fits = matches!(national.len(), 9 | 10) && !national.starts_with('0');
        return fits.then(|| format!("+81{national}"));
    }
    (matches!(digits.len(), 8..=15) && !digits.starts_with('0')).then(|| format!("+{digits}"))
}

/// What is left of a number without the marks that are typed between its digits. A Japanese keyboard
/// gives the long-vowel mark where a hyphen is meant.
fn digits_typed(typed: &str) -> String {
    let mark = |c: &char| matches!(c, '(' | ')' | '.' | 'ー' | 'ｰ');
    text::folded(typed).chars().filter(|c| !mark(c)).collect()
}

/// Reads a Japanese postal code into `NNN-NNNN`.
pub fn postal_code(typed: &str) -> Option<String> {
    let typed = digits_typed(typed);
    let digits = typed.strip_prefix('〒').unwrap_or(&typed);
    let fits = digits.len() == 7 && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| format!("{}-{}", &digits[..3], &digits[3..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_hold_no_links() {
        let read = |typed| name(typed, COMPANY_MAX, "/name").map_err(|violation| violation.code);
        for typed in
            ["山田航空貨物株式会社", "Amazon.co.jp", "A/S Cargo", "St. Gallen 航空", "Y.K. 1/2"]
        {
            assert_eq!(read(typed).as_deref(), Ok(typed));
        }
        for typed in [
            "貨物 https://evil.example",
            "WWW.evil.example",
            "evil.example/login",
            "ｈｔｔｐ：／／evil",
        ] {
            assert_eq!(read(typed), Err(FieldCode::LinkNotAllowed), "{typed}");
        }
    }

    #[test]
    fn phones_are_read_into_e164() {
        for (typed, read) in [
            ("03-1234-5678", Some("+81312345678")),
            ("０９０−１２３４−５６７８", Some("+819012345678")),
            ("(03) 1234 5678", Some("+81312345678")),
            ("+81 (0)3-1234-5678", Some("+81312345678")),
            ("０３ー１２３４ー５６７８", Some("+81312345678")),
            ("+81 00 1234 5678", None),
            ("+1 202-555-0123", Some("+12025550123")),
            ("0123", None),
            ("12345678", None),
            ("+0123456789", None),
            ("03-1234-567x", None),
            ("", None),
            ("0012345678", None),
        ] {
            assert_eq!(phone(typed).as_deref(), read, "{typed}");
        }
    }

    #[test]
    fn postal_codes_are_read() {
        assert_eq!(postal_code("〒１４４-００４１").as_deref(), Some("144-0041"));
        assert_eq!(postal_code("１４４ー００４１").as_deref(), Some("144-0041"));
        assert_eq!(postal_code("1440041").as_deref(), Some("144-0041"));
        assert_eq!(postal_code("144-004"), None);
    }

    proptest! {
        #[test]
        fn reading_a_phone_twice_changes_nothing(typed in "([+]81 ?)?[0-9+() -]{0,16}") {
            if let Some(read) = phone(&typed) {
                prop_assert_eq!(phone(&read), Some(read));
            }
        }

        #[test]
        fn no_text_panics(typed: String) {
            let _ = (phone(&typed), postal_code(&typed), line(&typed, 10, "/x"));
        }
    }
}
