//! What an answer of the mail server, or none, means for a mail.

use std::error::Error as _;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::Response;
use tegata_domain::mail::Outcome;
use tegata_domain::mail::service::Tried;

/// Characters that are kept of a reply.
const KEPT: usize = 200;

/// The server takes no more on this connection (RFC 5321 §3.8).
const CLOSING: u16 = 421;

/// Why a step came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The server answered with a 4xx or 5xx.
    Reply {
        /// The reply code.
        code: u16,
        /// What it said.
        text: String,
    },
    /// It cannot be reached or understood, or did not answer in time.
    Silence(String),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error.status() {
            Some(code) => Self::Reply {
                code: code.into(),
                text: error.source().map(ToString::to_string).unwrap_or_default(),
            },
            None => Self::Silence(error.to_string()),
        }
    }
}

impl Fault {
    /// Whether the session can go on after it.
    pub(super) const fn leaves_session(&self) -> bool {
        matches!(self, Self::Reply { code, .. } if *code != CLOSING)
    }

    /// When it came before the mail was named: never the mail's fault.
    pub(super) fn before_mail(self) -> Tried {
        self.tried(Outcome::Deferred, "")
    }

    /// When it came about the mail to `recipient`.
    pub(super) fn about_mail(self, recipient: &str) -> Tried {
        let refused = matches!(self, Self::Reply { code: 500..=599, .. });
        self.tried(if refused { Outcome::Refused } else { Outcome::Deferred }, recipient)
    }

    fn tried(self, outcome: Outcome, recipient: &str) -> Tried {
        let (reply_code, text) = match self {
            Self::Reply { code, text } => (Some(code), text),
            Self::Silence(text) => (None, text),
        };
        Tried { outcome, reply_code, reply: without_addresses(&text, recipient) }
    }
}

/// The server took the mail.
pub(super) fn accepted(response: &Response, recipient: &str) -> Tried {
    let lines: Vec<&str> = response.message().collect();
    Tried {
        outcome: Outcome::Accepted,
        reply_code: Some(response.code().into()),
        reply: without_addresses(&lines.join(" "), recipient),
    }
}

/// The mail cannot be put into a message.
pub(super) fn unsendable(why: String) -> Tried {
    Tried { outcome: Outcome::Unsendable, reply_code: None, reply: why }
}

/// A server's words in one line, cut, with what could be an address masked: every word with an `@`
/// and the recipient's name standing alone.
fn without_addresses(text: &str, recipient: &str) -> String {
    let name = recipient.rsplit_once('@').map_or("", |(name, _)| name);
    let is_name = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        !name.is_empty() && (bare.eq_ignore_ascii_case(name) || word.eq_ignore_ascii_case(name))
    };
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .map(|word| if word.contains('@') || is_name(word) { "[address]" } else { word })
        .collect();
    words.join(" ").chars().take(KEPT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(code: u16) -> Fault {
        Fault::Reply { code, text: "no".to_owned() }
    }

    #[test]
    fn only_a_5xx_about_the_mail_itself_refuses_it() {
        for (fault, about, before) in [
            (reply(550), Outcome::Refused, Outcome::Deferred),
            (reply(554), Outcome::Refused, Outcome::Deferred),
            (reply(451), Outcome::Deferred, Outcome::Deferred),
            (reply(421), Outcome::Deferred, Outcome::Deferred),
            (Fault::Silence("closed".to_owned()), Outcome::Deferred, Outcome::Deferred),
        ] {
            assert_eq!(fault.clone().about_mail("a@b.jp").outcome, about, "{fault:?}");
            assert_eq!(fault.clone().before_mail().outcome, before, "{fault:?}");
        }
    }

    #[test]
    fn a_reply_keeps_no_address() {
        for (said, kept) in [
            ("5.1.1 <taro@example.jp>: unknown", "5.1.1 [address] unknown"),
            ("no such user 'Taro' here", "no such user [address] here"),
            ("a\r\nb\0c\td", "a b c d"),
            ("5.7.1 taroko is known", "5.7.1 taroko is known"),
        ] {
            assert_eq!(without_addresses(said, "taro@example.jp"), kept);
        }
        assert_eq!(without_addresses(&"あ".repeat(1000), "").chars().count(), KEPT);
    }
}
