//! Normalisation of text that is compared. The original is kept for display; this is the one place
//! that says when two spellings are the same.

use unicode_normalization::UnicodeNormalization as _;

/// Width- and case-folded (NFKC, lower case), without white space, control characters and hyphens: how names, login ids
/// and codes are compared (RCV-01).
pub fn folded(text: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && !c.is_control() && !is_hyphen(*c);
    // Nothing of it composes: most codes and numbers.
    if text.is_ascii() {
        return text.chars().filter(kept).map(|c| c.to_ascii_lowercase()).collect();
    }
    // Twice: what is left out, and lower case, can bring letters together that compose.
    let once: String = text.nfkc().flat_map(char::to_lowercase).filter(kept).collect();
    once.nfkc().flat_map(char::to_lowercase).filter(kept).collect()
}

/// The shape of a login id after merging letters that are read for one another: zero and oh, one,
/// el and i (ACC-REG-10).
pub fn lookalike(text: &str) -> String {
    folded(text)
        .chars()
        .map(|c| match c {
            'o' => '0',
            'l' | 'i' => '1',
            other => other,
        })
        .collect()
}

/// A code as it is kept: width-folded, in capitals, without spaces and hyphens (`１ａｎａｃ a0a` is
/// `1ANACA0A`).
pub fn capitals(text: &str) -> String {
    folded(text).to_ascii_uppercase()
}

/// Whether a code is of so many capitals A–Z and digits.
pub fn is_code(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// White space at the ends removed, inner runs made one space, in NFC: how typed text is kept.
pub fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").nfc().collect()
}

/// Whether a character may stand in a single line of text: no control, no invisible direction mark.
pub fn is_printable(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{00AD}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FFA0}' | '\u{FEFF}' | '\u{FFFD}')
}

/// Whether the whole text is katakana (full-width after normalisation), its marks and spaces.
pub fn is_katakana(text: &str) -> bool {
    text.nfkc()
        .all(|c| matches!(c, '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FE}' | '・') || c == ' ')
}

/// Hyphens and dashes, as typed in phone numbers and names.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{00AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn width_case_spaces_and_hyphens_do_not_matter() {
        assert_eq!(folded("Ｙａｍａｄａ　ﾀﾛｳ"), folded("yamada タロウ"));
        assert_eq!(folded("090-1234-5678"), folded("０９０１２３４５６７８"));
    }

    #[test]
    fn zero_oh_one_el_look_alike() {
        assert_eq!(lookalike("cargo-l0"), lookalike("CARG0-1o"));
        assert_ne!(lookalike("cargo"), lookalike("cargp"));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text: String) {
            let folded_once = folded(&text);
            prop_assert_eq!(folded(&folded_once), folded_once);
        }

        #[test]
        fn tidying_twice_changes_nothing(text: String) {
            prop_assert_eq!(tidy(&tidy(&text)), tidy(&text));
        }
    }
}
