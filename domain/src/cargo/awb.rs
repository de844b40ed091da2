//! Air waybill numbers (CGO-AWB-01, CGO-AWB-02): one parser for path, query, body and file.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::kernel::{FieldCode, Rule, Violation, text};

/// An air waybill number: airline prefix (3 digits), serial number (7), check digit (1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct AwbNumber(u64);

/// Why a text is no air waybill number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AwbError {
    /// Not eleven digits.
    #[error("not an air waybill number")]
    Form,
    /// The check digit is not the serial number modulo 7.
    #[error("the check digit should be {expected}")]
    CheckDigit {
        /// What it should be.
        expected: u8,
    },
}

/// Digits of a number.
const DIGITS: usize = 11;

impl AwbNumber {
    /// Reads a number; width, spaces and hyphens do not matter.
    ///
    /// # Errors
    /// [`AwbError::Form`], [`AwbError::CheckDigit`].
    pub fn parse(typed: &str) -> Result<Self, AwbError> {
        let digits = text::folded(typed);
        if digits.len() != DIGITS || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(AwbError::Form);
        }
        let number: u64 = digits.parse().map_err(|_| AwbError::Form)?;
        let expected = number / 10 % 10_000_000 % 7;
        if number % 10 == expected {
            Ok(Self(number))
        } else {
            Err(AwbError::CheckDigit { expected: u8::try_from(expected).unwrap_or_default() })
        }
    }

    /// Reads what stands at `pointer` of a request.
    ///
    /// # Errors
    /// The violation, by CGO-AWB-01 or CGO-AWB-02.
    pub fn read(typed: &str, pointer: &str) -> Result<Self, Violation> {
        Self::parse(typed).map_err(|error| match error {
            AwbError::Form => Violation::new(pointer, FieldCode::AwbForm).rule(Rule::CgoAwb01),
            AwbError::CheckDigit { expected } => {
                let wrong = Violation::new(pointer, FieldCode::AwbCheckDigit);
                wrong.rule(Rule::CgoAwb02).with("expected", expected)
            }
        })
    }

    /// The numbers that somebody may have meant who typed eleven other digits: one digit differs, or
    /// two neighbours changed places (CGO-AWB-02).
    pub fn near(typed: &str) -> Vec<Self> {
        let digits = text::folded(typed).into_bytes();
        if digits.len() != DIGITS || !digits.iter().all(u8::is_ascii_digit) {
            return Vec::new();
        }
        let one_differs = (0..DIGITS).flat_map(|place| (b'0'..=b'9').map(move |to| (place, to)));
        let differing = one_differs.map(|(place, to)| {
            let mut near = digits.clone();
            near[place] = to;
            near
        });
        let swapped = (1..DIGITS).map(|place| {
            let mut near = digits.clone();
            near.swap(place - 1, place);
            near
        });
        let texts = differing.chain(swapped).filter_map(|near| String::from_utf8(near).ok());
        let mut numbers: Vec<Self> = texts.filter_map(|text| Self::parse(&text).ok()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The airline's prefix, three digits.
    pub fn prefix(self) -> String {
        format!("{:03}", self.0 / 100_000_000)
    }

    /// As it is stored: eleven digits.
    pub fn digits(self) -> String {
        format!("{:011}", self.0)
    }
}

impl fmt::Display for AwbNumber {
    /// As it is shown: `123-12345675`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}-{:08}", self.0 / 100_000_000, self.0 % 100_000_000)
    }
}

impl Serialize for AwbNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AwbNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cgo_awb_01_hyphens_spaces_and_width_do_not_matter() {
        let number = AwbNumber::parse("131-12345675").map(|number| number.to_string());
        assert_eq!(number.as_deref(), Ok("131-12345675"));
        for typed in ["13112345675", "131 1234 5675", "１３１－１２３４５６７５", " 131‐12345675 "]
        {
            assert_eq!(
                AwbNumber::parse(typed).map(AwbNumber::digits).as_deref(),
                Ok("13112345675")
            );
        }
        for typed in ["", "131-1234567", "131-123456755", "13I-12345675", "-13112345675x"] {
            assert_eq!(AwbNumber::parse(typed), Err(AwbError::Form), "{typed}");
        }
    }

    #[test]
    fn cgo_awb_02_the_check_digit_is_the_serial_modulo_7() {
        assert_eq!(AwbNumber::parse("131-12345674"), Err(AwbError::CheckDigit { expected: 5 }));
        assert_eq!(AwbNumber::parse("000-00000000").map(AwbNumber::prefix).as_deref(), Ok("000"));
    }

    #[test]
    fn cgo_awb_02_near_numbers_are_one_digit_or_one_swap_away() {
        let near = AwbNumber::near("131-12345674");
        let shown: Vec<String> = near.iter().map(ToString::to_string).collect();
        assert!(shown.contains(&"131-12345675".to_owned()), "the check digit");
        // Every other prefix needs the check digit right, so none of them is near a wrong one.
        assert!(shown.iter().all(|one| one.starts_with("131-")), "{shown:?}");
        assert!(AwbNumber::near("131").is_empty() && AwbNumber::near("x").is_empty());
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(prefix in 0_u64..1000, serial in 0_u64..10_000_000) {
            let typed = format!("{prefix:03}{serial:07}{}", serial % 7);
            let number = AwbNumber::parse(&typed).unwrap();
            prop_assert_eq!(AwbNumber::parse(&number.to_string()), Ok(number));
            prop_assert_eq!(number.digits(), typed);
        }

        #[test]
        fn no_text_panics(typed: String) {
            let _ = AwbNumber::parse(&typed);
        }
    }
}
