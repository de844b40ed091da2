//! The two languages that texts are written in.

use serde::{Deserialize, Serialize};

/// A language of refusals and mails. Codes never change with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Japanese, the default.
    #[default]
    Ja,
    /// English.
    En,
}

impl Language {
    /// The language tag, as in `Content-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The language of a stored or received tag; `None` for any other.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag {
            "ja" => Some(Self::Ja),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// One of two texts.
    pub fn pick<T>(self, ja: T, en: T) -> T {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }
}
