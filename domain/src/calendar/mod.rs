//! Days and hours: national holidays, closures set by operators, and the service hours in which
//! terminal passwords are changed. A temporary password lives by them (RIS-TMP-03).

pub mod closure;
mod holiday;
mod ports;
mod service_hours;

pub use holiday::{Holiday, national_holiday};
pub use ports::ClosureStore;
pub use service_hours::{Calendar, ClosedBecause, Closure, Day, Hours};
