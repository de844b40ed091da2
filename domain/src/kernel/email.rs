//! E-mail addresses: only what every parser on the way to the mailbox accepts.

use std::fmt;

use serde::{Deserialize, Serialize};
use validator::ValidateEmail as _;

/// A deliverable e-mail address, kept as typed. Two addresses are the same when their
/// [`key`](Self::key)s are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The longest address that SMTP carries, in characters.
    pub const MAX: usize = 254;

    /// Reads an address: ASCII, a dot-atom before the `@`, a domain with a dot behind it. Quoted
    /// local parts, address literals and the dots that old carrier addresses allowed are refused,
    /// because the mail library refuses them later and an account must be mailable.
    pub fn parse(typed: &str) -> Option<Self> {
        let address = typed.trim();
        let (local, domain) = address.rsplit_once('@')?;
        let dots_fit =
            |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
        let fits = address.is_ascii()
            && address.len() <= Self::MAX
            && dots_fit(local)
            && dots_fit(domain)
            && domain.contains('.')
            && domain.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
            && !domain.rsplit('.').next().unwrap_or_default().bytes().all(|b| b.is_ascii_digit())
            && !local.contains(['"', '(', ')', ',', ':', ';', '<', '>', '[', ']', '\\'])
            && address.validate_email();
        fits.then(|| Self(address.to_owned()))
    }

    /// The address on a mail that goes to nobody: of a domain that can never exist (RFC 2606).
    pub fn nobody() -> Self {
        Self("nobody@nowhere.invalid".to_owned())
    }

    /// The address as mail is sent to it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one address share. Only ASCII case is folded, so that no letter of
    /// another script becomes one of ours.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The address with its middle hidden: `t***@e***.jp`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or_default();
        let (name, top) = domain.rsplit_once('.').unwrap_or_default();
        let first = |part: &str| part.chars().next().unwrap_or('*');
        format!("{}***@{}***.{top}", first(local), first(name))
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliverable_addresses_are_read() {
        for good in
            ["taro@example.jp", "Taro.Yamada+cargo@mail.example.co.jp", "a@b.io", "o'neil@x-y.jp"]
        {
            assert!(EmailAddress::parse(good).is_some(), "{good}");
        }
    }

    #[test]
    fn what_some_parser_refuses_is_refused() {
        for bad in [
            "",
            "taro",
            "@example.jp",
            "taro@",
            "a..b@docomo.ne.jp",
            ".a@docomo.ne.jp",
            "a.@docomo.ne.jp",
            "mıke@example.jp",
            "ａ@example.jp",
            "a@localhost",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "\"a b\"@example.jp",
            "a@example.jp\r\nBcc: b@example.jp",
            "a b@example.jp",
            "a@example.jp,b@example.jp",
            "a@b@example.jp",
            "a@exa_mple.jp",
            "a@例え.jp",
        ] {
            assert!(EmailAddress::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn it_prints_masked() -> Result<(), &'static str> {
        let address = EmailAddress::parse("taro@example.jp").ok_or("an address")?;
        assert_eq!(format!("{address:?}"), "t***@e***.jp");
        Ok(())
    }
}
