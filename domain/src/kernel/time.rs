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

/// Years of the days and instants that a caller may name: every database keeps them, and every client
/// reads them.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=9999;

/// Reads a day in the form `YYYY-MM-DD`; no other form is a day.
pub fn civil_date(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (date.to_string() == text && YEARS.contains(&date.year())).then_some(date)
}

/// Reads an instant with its offset, in whole microseconds, as databases keep it.
pub fn instant(text: &str) -> Option<Timestamp> {
    let micros = text.parse::<Timestamp>().ok()?.as_microsecond();
    let instant = Timestamp::from_microsecond(micros).ok()?;
    YEARS.contains(&tokyo_date(instant).year()).then_some(instant)
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

    #[test]
    fn days_and_instants_lie_in_years_that_everything_keeps() {
        for text in ["1970-01-01", "9999-12-31"] {
            assert!(civil_date(text).is_some(), "{text}");
        }
        for text in ["1969-12-31", "0001-01-01", "-000001-01-01", "-009998-01-01"] {
            assert_eq!(civil_date(text), None, "{text}");
        }
        // The last instant that there is; a year begins in Japan.
        for text in ["1969-12-31T15:00:00Z", "1970-01-01T00:00:00+09:00", "9999-12-30T21:59:59Z"] {
            assert!(instant(text).is_some(), "{text}");
        }
        for text in
            ["1969-12-31T14:59:59.999999Z", "-004713-01-01T00:00:00Z", "0000-01-01T00:00:00Z", ""]
        {
            assert_eq!(instant(text), None, "{text}");
        }
        let micros = instant("2026-11-24T10:00:00.1234567+09:00").map(|at| at.to_string());
        assert_eq!(micros.as_deref(), Some("2026-11-24T01:00:00.123456Z"));
    }
}
