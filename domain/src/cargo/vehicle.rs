//! Vehicle numbers as on Japanese plates (CGO-REC-02): `品川 100 あ 12-34`.
//!
//! ```text
//!   place            class            letter      number
//!   1–4 of kanji     1–3 of digits    1 hiragana  1–4 digits
//!   and hiragana     and letters A–Z
//! ```

use unicode_normalization::UnicodeNormalization as _;

use crate::kernel::text;

/// Hiragana that no plate has: they are misread, or mean misfortune.
const NEVER: [char; 4] = ['お', 'し', 'へ', 'ん'];

fn is_hiragana(c: char) -> bool {
    ('ぁ'..='ん').contains(&c)
}

fn is_place(c: char) -> bool {
    is_hiragana(c) || matches!(c, '\u{4E00}'..='\u{9FFF}' | '々' | 'ヶ')
}

/// What stands between the parts and says nothing: spaces, hyphens, and the dots of short numbers.
fn is_filling(c: char) -> bool {
    c.is_whitespace() || text::is_hyphen(c) || matches!(c, '・' | '·' | '.' | 'ー')
}

/// The number as it is kept and shown; `None` for what is none. Width, spaces, hyphens and dots do not
/// matter.
pub fn parse(typed: &str) -> Option<String> {
    let kept = typed.nfkc().filter(|c| !is_filling(*c)).flat_map(char::to_uppercase);
    let kept: String = kept.collect();
    let class_at = kept.find(|c: char| c.is_ascii_alphanumeric())?;
    let (place, rest) = kept.split_at(class_at);
    let letter_at = rest.find(is_hiragana)?;
    let (class, rest) = rest.split_at(letter_at);
    let mut rest = rest.chars();
    let letter = rest.next().filter(|letter| !NEVER.contains(letter))?;
    let digits = rest.as_str().trim_start_matches('0');
    let fits = (1..=4).contains(&place.chars().count())
        && place.chars().all(is_place)
        && (1..=3).contains(&class.len())
        && class.bytes().all(|b| b.is_ascii_alphanumeric())
        && class.starts_with(|first: char| first.is_ascii_digit())
        && (1..=4).contains(&digits.len())
        && rest.as_str().len() <= 4
        && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| format!("{place} {class} {letter} {}", as_on_plate(digits)))
}

/// One to four digits as a plate shows them: dots in the place of those that are missing.
fn as_on_plate(digits: &str) -> String {
    match digits.split_at_checked(digits.len().saturating_sub(2)) {
        Some((head, tail)) if head.len() == 2 => format!("{head}-{tail}"),
        Some((head, tail)) if head.len() == 1 => format!("・{head}-{tail}"),
        _ => format!("{}{digits}", "・".repeat(4 - digits.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cgo_rec_02_width_spaces_hyphens_and_dots_do_not_matter() {
        for typed in [
            "品川 100 あ 12-34",
            "品川100あ1234",
            "品川　１００　あ　１２－３４",
            "品川 100 あ 12ー34",
        ] {
            assert_eq!(parse(typed).as_deref(), Some("品川 100 あ 12-34"), "{typed}");
        }
        for (typed, shown) in [
            ("つくば 3 さ 1", "つくば 3 さ ・・・1"),
            ("尾張小牧 500 わ ・・12", "尾張小牧 500 わ ・・12"),
            ("成田 30a か .1-23", "成田 30A か ・1-23"),
            ("なにわ 130 い 00-07", "なにわ 130 い ・・・7"),
        ] {
            assert_eq!(parse(typed).as_deref(), Some(shown), "{typed}");
        }
    }

    #[test]
    fn cgo_rec_02_what_no_plate_shows_is_none() {
        for typed in [
            "",
            "品川",
            "100 あ 12-34",
            "品川 あ 12-34",
            "品川 100 12-34",
            "品川 100 あ",
            "品川 100 あ 123-45",
            "品川 100 あ 00-00",
            "品川 1000 あ 12-34",
            "品川 A00 あ 12-34",
            "品川 100 お 12-34",
            "品川 100 ア 12-34",
            "品川品川品 100 あ 12-34",
            "Shinagawa 100 あ 12-34",
        ] {
            assert_eq!(parse(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(number in 1_u32..10_000, class in 1_u32..1000) {
            let shown = parse(&format!("品川{class}あ{number}")).unwrap();
            prop_assert_eq!(parse(&shown), Some(shown.clone()));
        }

        #[test]
        fn no_text_panics(typed: String) {
            let _ = parse(&typed);
        }
    }
}
