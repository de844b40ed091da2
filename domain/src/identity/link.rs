//! Mailed links: one machine for registration, e-mail change, recovery and first passwords. The
//! diagram is in the room's header. Looking at a link never changes it (RCV-09).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::kernel::{Code, Digest, EmailAddress, Id, Language, Refusal, Rule, kind, names};

names! {
    /// What a link is for. A token is looked up by its purpose too, so that none opens another door.
    LinkPurpose {
        /// To the registration form.
        Registration = "registration",
        /// To another e-mail address.
        EmailChange = "email_change",
        /// To a new password, asked for by the owner.
        Recovery = "recovery",
        /// To the first password of an account that an operator made.
        FirstPassword = "first_password",
    }
}

impl LinkPurpose {
    /// What its tokens start with.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Registration => "tgreg",
            Self::EmailChange => "tgeml",
            Self::Recovery | Self::FirstPassword => "tgrec",
        }
    }

    /// The rule that limits its life.
    pub const fn rule(self) -> Rule {
        match self {
            Self::Registration => Rule::AccReg04,
            Self::EmailChange => Rule::AccPro05,
            Self::Recovery | Self::FirstPassword => Rule::Rcv04,
        }
    }
}

/// A mailed link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its id.
    pub id: Id<kind::Link>,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The account it opens; absent for a registration, and for one that was mailed to nobody.
    pub account: Option<Id<kind::Account>>,
    /// The address it proves: the one it was sent to.
    pub email: Option<EmailAddress>,
    /// The accepted terms, for a registration.
    pub terms_version: Option<String>,
    /// The language in which it was asked for.
    pub language: Language,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// When it became void.
    pub voided_at: Option<Timestamp>,
    /// Tries so far, previews counted.
    pub tries: u32,
}

/// A link to be written: the token's digest is kept, the token goes into the mail alone.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// The link.
    pub link: Link,
    /// SHA-256 of its token.
    pub digest: Digest,
}

/// Whether the link is open now.
///
/// # Errors
/// [`Code::LinkUsed`], [`Code::LinkVoid`], [`Code::LinkExpired`] or [`Code::LinkExhausted`].
pub fn open(link: &Link, tries: u32, now: Timestamp) -> Result<(), Refusal> {
    let rule = link.purpose.rule();
    let refused = |rule, code| Refusal::by(rule, code).with("expired_at", link.expires_at);
    if link.used_at.is_some() {
        Err(refused(rule, Code::LinkUsed))
    } else if link.voided_at.is_some() {
        Err(refused(rule, Code::LinkVoid))
    } else if now >= link.expires_at {
        Err(refused(rule, Code::LinkExpired))
    } else if link.tries >= tries {
        Err(refused(Rule::Rcv06, Code::LinkExhausted))
    } else {
        Ok(())
    }
}

/// The refusal of a token that belongs to no link of its purpose.
pub fn unknown(purpose: LinkPurpose) -> Refusal {
    Refusal::by(purpose.rule(), Code::LinkUnknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{DAY, later};

    fn link() -> Link {
        Link {
            id: Id::from_uuid(uuid::Uuid::nil()),
            purpose: LinkPurpose::Registration,
            account: None,
            email: None,
            terms_version: None,
            language: Language::Ja,
            created_at: Timestamp::UNIX_EPOCH,
            expires_at: later(Timestamp::UNIX_EPOCH, DAY),
            used_at: None,
            voided_at: None,
            tries: 0,
        }
    }

    fn code(link: &Link, now: Timestamp) -> Option<Code> {
        open(link, 10, now).err().map(|refusal| refusal.code)
    }

    #[test]
    fn it_is_good_for_one_second_less_than_its_life() {
        let start = Timestamp::UNIX_EPOCH;
        assert_eq!(code(&link(), later(start, DAY - 1)), None);
        assert_eq!(code(&link(), later(start, DAY)), Some(Code::LinkExpired));
    }

    #[test]
    fn used_and_void_are_told_before_expiry() {
        let now = later(Timestamp::UNIX_EPOCH, 2 * DAY);
        let used = Link { used_at: Some(now), ..link() };
        let void = Link { voided_at: Some(now), ..link() };
        assert_eq!(code(&used, now), Some(Code::LinkUsed));
        assert_eq!(code(&void, now), Some(Code::LinkVoid));
    }

    #[test]
    fn ten_tries_end_it() {
        let tried = Link { tries: 10, ..link() };
        assert_eq!(code(&tried, Timestamp::UNIX_EPOCH), Some(Code::LinkExhausted));
    }
}
