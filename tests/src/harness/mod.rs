//! One application per test, on SQLite or on a throw-away PostgreSQL.
//!
//! ```ignore
//! on_both! {
//!     /// ACC-REG-04: the link is good for 24 hours.
//!     fn a_link_expires(app) {
//!         let token = app.registration_link("taro@example.jp");
//!         app.advance(24 * HOUR);
//!         app.stranger().post("/v1/registrations/inspect", json!({ "token": token }))
//!             .refused(410, "link_expired", "ACC-REG-04");
//!     }
//! }
//! ```

mod app;
mod client;
mod clock;
mod desk;
mod people;
mod postgres;
mod process;
mod wire;

pub use app::{TestApp, own_folder, settings};
pub use client::{Client, Reply};
pub use clock::TestClock;
pub use desk::{Desk, TERMINAL_PASSWORD, change};
pub use people::{PASSWORD, registration_form};
pub use postgres::{Cluster, cluster};
pub use process::{Folder, Process};
pub use wire::{Wire, eventually};

/// Does the work so often, all at the same moment, and gives what each got.
pub fn at_once<T: Send>(times: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = std::sync::Barrier::new(times);
    std::thread::scope(|scope| {
        let racers: Vec<_> = (0..times)
            .map(|number| {
                let (start, work) = (&start, &work);
                scope.spawn(move || {
                    start.wait();
                    work(number)
                })
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().expect("a racer")).collect()
    })
}

/// A minute, an hour and a day in seconds, for the clock.
pub const MINUTE: i64 = 60;
/// An hour in seconds.
pub const HOUR: i64 = 60 * MINUTE;
/// A day in seconds.
pub const DAY: i64 = 24 * HOUR;

/// Declares tests that run on both databases. Where no PostgreSQL is installed, that half says
/// loudly that it did not run; under `CI` that is a failure.
#[macro_export]
macro_rules! on_both {
    ($($(#[$doc:meta])* fn $name:ident($app:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs everything of its file")]
            use super::*;

            $(#[$doc])*
            fn check($app: &$crate::harness::TestApp) $body

            #[test]
            fn sqlite() {
                check(&$crate::harness::TestApp::sqlite());
            }

            #[test]
            fn postgres() {
                if let Some(app) = $crate::harness::TestApp::postgres() {
                    check(&app);
                }
            }
        }
    )*};
}

/// Declares tests that mean something on PostgreSQL alone: SQLite's single writer hides races.
#[macro_export]
macro_rules! on_postgres {
    ($($(#[$doc:meta])* fn $name:ident($app:ident) $body:block)*) => {$(
        $(#[$doc])*
        #[test]
        fn $name() {
            fn check($app: &$crate::harness::TestApp) $body
            if let Some(app) = $crate::harness::TestApp::postgres() {
                check(&app);
            }
        }
    )*};
}
