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

/// Reads a day in the form `YYYY-MM-DD`; no other form is a day.
pub fn civil_date(text: &str) -> Option<Date> {
    text.parse().ok().filter(|date: &Date| date.to_string() == text)
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

    #[test]
    fn a_day_has_one_form() {
        let day = civil_date("2028-02-29");
        assert_eq!(day.map(|day| day.to_string()).as_deref(), Some("2028-02-29"));
        for text in ["", "20280229", "2028-2-29", "2027-02-29", "2028-02-29T00:00", " 2028-02-29"] {
            assert_eq!(civil_date(text), None, "{text}");
        }
    }
}
