//! What every request passes through.
//!
//! ```text
//!   frame (id, operation, panic, problem, headers, log, metrics)
//!     └─► CORS ─► gate (flood limit, 405, OPTIONS, HEAD, unknown parameters)
//!     └─► Dispatch (to the route of the operation, by its number)
//!     └─► Request<Actor, Body> (who calls, as a type; the body, checked) ─► handler
//!            └─► run (the one bridge to the use cases, on a blocking thread) ─► Done ─► answer
//! ```

mod actor;
mod answer;
mod app;
mod body;
mod dispatch;
mod field_rule;
mod file;
mod flood;
pub mod frame;
mod origin;
mod packed;
mod page;
mod query;
mod request;
mod routes;
mod table;
mod tally;
mod turn;

pub use actor::{
    Account, Actor, AnySession, Anyone, ChangingTerminal, CompanyAdministrator, Office, Operator,
    PasswordOwner, Person, Stranger, Terminal,
};
pub use answer::{Answer, Done, WithEtag, etag, json, tagged};
pub use app::App;
pub use body::{Arrived, Dto, Empty, Payload};
pub use dispatch::Dispatch;
pub use file::{File, FileSender};
pub use flood::FloodLimit;
pub use packed::Packed;
pub use page::{Listed, PageQuery, cursor, linked, listed};
pub use query::{DryRun, Query, one_of};
pub use request::{PathId, Request, Wanted, holds, if_match, not_modified, seen_version};
pub use routes::Routes;
pub use table::{Operation, OperationTable};
pub use tally::Tally;
pub use turn::{Place, Turn, Turns};
