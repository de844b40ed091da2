//! Corporate numbers (法人番号): twelve digits behind a check digit, as the National Tax Agency gives them
//! to every legal person in Japan.

use unicode_normalization::UnicodeNormalization as _;

use crate::kernel::text;

/// Digits of a corporate number.
const LENGTH: usize = 13;

/// Reads a corporate number, in whatever width and with whatever spaces and hyphens it was typed;
/// `None` for anything else, and for one whose check digit is wrong.
pub fn parse(typed: &str) -> Option<String> {
    let kept = |c: &char| !c.is_whitespace() && !text::is_hyphen(*c);
    let number: String = typed.nfkc().filter(kept).collect();
    let digits: Vec<u32> = number.chars().map(|c| c.to_digit(10)).collect::<Option<_>>()?;
    let (check, base) = digits.split_first()?;
    (digits.len() == LENGTH && *check == check_digit(base)).then_some(number)
}

/// The check digit before these digits: every second one from the right counts twice, and what is left
/// of the sum by nine is missing to nine.
fn check_digit(base: &[u32]) -> u32 {
    let weighted = base.iter().rev().zip([1, 2].into_iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| digit * weight).sum();
    9 - sum % 9
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Numbers of public bodies and companies, as the National Tax Agency publishes them; its own first.
    const REAL: [&str; 7] = [
        "7000012050002",
        "6000012010023",
        "2000012010019",
        "1180301018771",
        "5010401067252",
        "1010401099027",
        "7010701007666",
    ];

    #[test]
    fn real_numbers_are_read() {
        for number in REAL {
            assert_eq!(parse(number).as_deref(), Some(number));
        }
    }

    #[test]
    fn width_spaces_and_hyphens_do_not_matter() {
        for typed in ["７０００ ０１２０ ５０００２", " 7-0000-1205-0002 ", "7‐0000−1205－0002"]
        {
            assert_eq!(parse(typed).as_deref(), Some("7000012050002"), "{typed}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for typed in ["", "7", "700001205000", "70000120500022", "T7000012050002", "700001205000x"]
        {
            assert_eq!(parse(typed), None, "{typed}");
        }
    }

    proptest! {
        /// One mistyped digit is always noticed, but for nine in place of zero and the other way
        /// round, which no remainder by nine tells apart.
        #[test]
        fn a_mistyped_digit_is_noticed(place in 0_usize..13, other in 0_u8..10) {
            for number in REAL {
                let mut typed = number.as_bytes().to_vec();
                let digit = typed[place] - b'0';
                typed[place] = b'0' + other;
                let alike = digit % 9 == other % 9 && place > 0;
                let typed = String::from_utf8(typed).expect("digits");
                prop_assert_eq!(parse(&typed).is_some(), digit == other || alike);
            }
        }

        #[test]
        fn no_text_panics(typed: String) {
            let _ = parse(&typed);
        }
    }
}
