//! What every room stands on: ids, time, text, secrets, refusals, pages, calls and ports.

mod call;
mod email;
pub mod field;
mod id;
mod language;
mod limit;
mod names;
mod page;
mod pin;
mod ports;
mod record_kind;
mod refusal;
mod rule;
mod secret;
pub mod text;
mod time;
mod unique;

pub use call::{Call, Caller, Claim, Origin, Standing};
pub use email::EmailAddress;
pub use id::{Id, IdError, IdKind, kind};
pub use language::Language;
pub use limit::{Limit, Quota};
pub use page::{Page, PageRequest, Position};
pub use pin::Pin;
pub use ports::{
    AccessToken, Clock, Entropy, Guarded, HashError, Hasher, Keys, Purpose, StoreError, TokenSigner,
};
pub use record_kind::RecordKind;
pub use refusal::{Code, Failure, FieldCode, Refusal, Violation};
pub use rule::Rule;
pub use secret::{Digest, PasswordHash, PlainPassword, Sealed, Token};
pub use time::{DAY, HOUR, MINUTE, TOKYO, civil_date, instant, later, tokyo_date};
pub use unique::Unique;

pub(crate) use names::names;
