//! A mail as a MIME message: plain text and HTML, both UTF-8.
//!
//! Every header is either ours or encoded by lettre, and the recipient is the stored address alone,
//! so nothing that a user typed can add a header or a recipient.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use tegata_domain::kernel::{Id, kind};
use tegata_domain::mail::Content;

/// A message and whom it goes to.
pub(super) struct Outgoing {
    /// The recipient.
    pub(super) to: Address,
    /// The message.
    pub(super) bytes: Vec<u8>,
}

/// Writes the message.
///
/// # Errors
/// Why it cannot be written, without addresses.
pub(super) fn compose(
    from: &Mailbox,
    id: Id<kind::Mail>,
    content: &Content,
    now: Timestamp,
) -> Result<Outgoing, String> {
    let to: Address = content
        .to
        .as_str()
        .parse()
        .map_err(|_| "the mail library refuses the address".to_owned())?;
    if content.subject.contains(char::is_control) {
        return Err("the subject holds a control character".to_owned());
    }
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(content.subject.clone())
        .date(SystemTime::from(now))
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .raw_header(HeaderValue::new(
            // RFC 3834: keeps out-of-office answers away.
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(MultiPart::alternative_plain_html(content.text.clone(), content.html.clone()))
        .map_err(|_| "the message cannot be written".to_owned())?;
    Ok(Outgoing { to, bytes: message.formatted() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tegata_domain::kernel::EmailAddress;

    fn from() -> Mailbox {
        "貨物 Tegata <no-reply@tegata.example>".parse().unwrap()
    }

    fn id() -> Id<kind::Mail> {
        "mail_01h2xcejqtf2nbrexx3vqjhp41".parse().unwrap()
    }

    fn content(to: &str, subject: &str, text: &str) -> Content {
        Content {
            to: EmailAddress::parse(to).unwrap(),
            subject: subject.to_owned(),
            text: text.to_owned(),
            html: format!("<p>{text}</p>"),
            links: Vec::new(),
        }
    }

    fn header_names(bytes: &[u8]) -> Vec<String> {
        let text = str::from_utf8(bytes).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        head.lines()
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split(':').next().unwrap().to_owned())
            .collect()
    }

    const HEADERS: [&str; 8] = [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    ];

    #[test]
    fn a_message_says_who_when_and_what() {
        let mail = content("taro@example.jp", "登録のご案内", "リンクはこちら");
        let outgoing = compose(&from(), id(), &mail, Timestamp::UNIX_EPOCH).unwrap();
        let text = str::from_utf8(&outgoing.bytes).unwrap();
        assert_eq!(header_names(&outgoing.bytes), HEADERS);
        for part in [
            "Message-ID: <mail_01h2xcejqtf2nbrexx3vqjhp41@tegata.example>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n",
            "To: taro@example.jp\r\n",
            "multipart/alternative",
            "text/plain; charset=utf-8",
            "text/html; charset=utf-8",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(text.is_ascii());
        assert!(text.split("\r\n").all(|line| line.len() <= 998));
    }

    #[test]
    fn nothing_typed_adds_a_header_or_a_recipient() {
        let bad = ["\r\nBcc: b@example.jp", "\nBcc: b@example.jp", "\r.\r\n", "\0", "\u{85}x"];
        for bad in bad {
            let mail = content("a@example.jp", bad, "text");
            assert!(compose(&from(), id(), &mail, Timestamp::UNIX_EPOCH).is_err(), "{bad:?}");
            let mail = content("a@example.jp", "subject", bad);
            let outgoing = compose(&from(), id(), &mail, Timestamp::UNIX_EPOCH).unwrap();
            assert_eq!(header_names(&outgoing.bytes), HEADERS, "{bad:?}");
            assert_eq!(outgoing.to.to_string(), "a@example.jp");
        }
    }

    #[test]
    fn every_address_that_the_rules_accept_can_be_written_to() {
        let letters = "abz019.!#$%&'*+/=?^_`{|}~-";
        for (a, b) in letters.chars().flat_map(|a| letters.chars().map(move |b| (a, b))) {
            for typed in [format!("x{a}{b}y@example.jp"), format!("{a}{b}@x-y.co.jp")] {
                let Some(to) = EmailAddress::parse(&typed) else { continue };
                let mail = content(to.as_str(), "subject", "text");
                let outgoing = compose(&from(), id(), &mail, Timestamp::UNIX_EPOCH);
                assert_eq!(outgoing.map(|o| o.to.to_string()), Ok(typed));
            }
        }
    }
}
