//! What every room stands on: ids, time, text, secrets, refusals, pages, calls and ports.

mod call;
mod email;
mod env;
pub mod field;
mod holiday;
mod id;
mod language;
mod limit;
mod names;
mod page;
mod ports;
mod refusal;
mod rule;
mod secret;
pub mod text;
mod time;

pub use call::{Call, Caller, Claim, Origin};
pub use email::EmailAddress;
pub use env::{Env, Settings};
pub use holiday::{Holiday, national_holiday};
pub use id::{Id, IdError, IdKind, kind};
pub use language::Language;
pub use limit::{Limit, Quota};
pub use page::{Page, PageRequest, Position};
pub use ports::{
    AccessToken, Clock, ClockStore, Entropy, Guarded, HashError, Hasher, KeepStore, KeptAnswer,
    Keys, LimitStore, Purpose, Store, StoreError, TokenSigner, Tx, Work,
};
pub use refusal::{Code, Failure, FieldCode, Refusal, Violation};
pub use rule::Rule;
pub use secret::{Digest, PasswordHash, PlainPassword, Sealed, Token};
pub use time::{DAY, HOUR, MINUTE, TOKYO, civil_date, instant, later, tokyo_date};

pub(crate) use names::names;
