//! Time in the domain: instants are [`jiff::Timestamp`]s in whole microseconds, lifetimes are
//! whole seconds, and every day, weekday and hour of a rule is Japan time.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// Seconds in a minute.
pub const MINUTE: i64 = 60;
/// Seconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Seconds in a day.
pub const DAY: i64 = 24 * HOUR;

/// Japan time. Japan keeps one offset all year and has since 1951, so no time-zone file is needed.
pub const TOKYO: TimeZone = TimeZone::fixed(Offset::constant(9));

/// `instant` moved by `seconds`, at the ends of time held there.
pub fn later(instant: Timestamp, seconds: i64) -> Timestamp {
    instant.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(instant)
}

/// The calendar day of `instant` in Japan.
pub fn tokyo_date(instant: Timestamp) -> Date {
    TOKYO.to_datetime(instant).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_japan_starts_at_15_utc() -> Result<(), jiff::Error> {
        let before: Timestamp = "2026-11-20T14:59:59Z".parse()?;
        assert_eq!(tokyo_date(before).to_string(), "2026-11-20");
        assert_eq!(tokyo_date(later(before, 1)).to_string(), "2026-11-21");
        Ok(())
    }
}
