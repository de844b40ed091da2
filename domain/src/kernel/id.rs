//! Typed ids: a UUIDv7 shown with the prefix of its kind, in TypeID encoding (`acct_01h…`).

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::Entropy;

/// A kind of thing that has ids.
pub trait IdKind: 'static {
    /// What its ids start with, without the underscore.
    const PREFIX: &'static str;
}

/// The kinds, one marker type each.
pub mod kind {
    macro_rules! kinds {
        ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct $name;
            impl super::IdKind for $name {
                const PREFIX: &'static str = $prefix;
            }
        )*};
    }
    kinds! {
        /// A person's (or operator's) account.
        Account = "acct";
        /// A company, the tenant.
        Company = "comp";
        /// A mailed link.
        Link = "link";
        /// A support inquiry.
        Inquiry = "inqu";
        /// A signed-in session.
        Session = "sess";
        /// A device that signed in before.
        Device = "devi";
        /// A mail in the outbox.
        Mail = "mail";
        /// An entry of the audit trail.
        Audit = "audt";
        /// A request.
        Request = "req";
        /// An office; its account has the same number.
        Office = "offc";
        /// A terminal user; its account has the same number.
        Terminal = "term";
        /// An invitation to a company.
        Invitation = "invi";
        /// A reissue application.
        Application = "rapp";
        /// A piece of news for an office.
        News = "news";
        /// A cargo record.
        Cargo = "carg";
        /// A pickup request.
        Pickup = "pick";
        /// An entry of a company's master data.
        Master = "mast";
        /// An assignment: one record, one address.
        Assignment = "asgn";
        /// What was assigned together: one mail, one PIN.
        AssignmentBatch = "abat";
        /// A closure in the service calendar.
        Closure = "clos";
    }
}

/// The id of one thing of kind `K`.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

/// Text that is not an id of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of this kind")]
pub struct IdError;

/// Crockford base32 in lower case, as TypeID prescribes.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 128 bits in 5-bit letters.
const ENCODED: usize = 26;

impl<K: IdKind> Id<K> {
    /// A new id: the millisecond of `now`, then 74 random bits.
    pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
        let mut random = [0_u8; 10];
        entropy.fill(&mut random);
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}

impl<K> Id<K> {
    /// The id as it is stored.
    pub const fn uuid(&self) -> Uuid {
        self.uuid
    }

    /// An id read from the store.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }
}

impl<K: IdKind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut value = self.uuid.as_u128();
        let mut letters = [0_u8; ENCODED];
        for letter in letters.iter_mut().rev() {
            *letter = ALPHABET[(value & 31) as usize];
            value >>= 5;
        }
        f.write_str(K::PREFIX)?;
        f.write_str("_")?;
        f.write_str(std::str::from_utf8(&letters).map_err(|_| fmt::Error)?)
    }
}

impl<K: IdKind> FromStr for Id<K> {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let encoded = text
            .strip_prefix(K::PREFIX)
            .and_then(|rest| rest.strip_prefix('_'))
            .filter(|rest| rest.len() == ENCODED && rest.as_bytes()[0] <= b'7')
            .ok_or(IdError)?;
        encoded
            .bytes()
            .try_fold(0_u128, |value, letter| {
                let digit = ALPHABET.iter().position(|known| *known == letter)?;
                Some((value << 5) | digit as u128)
            })
            .map(|value| Self::from_uuid(Uuid::from_u128(value)))
            .ok_or(IdError)
    }
}

impl<K: IdKind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K> Eq for Id<K> {}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<K: IdKind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, K: IdKind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(value: u128) {
            let id = Id::<kind::Account>::from_uuid(Uuid::from_u128(value));
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = text.parse::<Id<kind::Account>>();
        }
    }

    #[test]
    fn the_typeid_specification_example_is_read() {
        let id = Id::<kind::Account>::from_uuid(Uuid::from_u128(
            0x0188_bac7_4afa_78aa_bc3b_bd1e_ef28_d881,
        ));
        assert_eq!(id.to_string(), "acct_01h2xcejqtf2nbrexx3vqjhp41");
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let id = Id::<kind::Company>::from_uuid(Uuid::from_u128(7)).to_string();
        assert_eq!(id.parse::<Id<kind::Account>>(), Err(IdError));
        assert_eq!("acct_8zzzzzzzzzzzzzzzzzzzzzzzzz".parse::<Id<kind::Account>>(), Err(IdError));
    }
}
