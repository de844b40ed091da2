//! The period of a search: at most one calendar month (CGO-LST-02), today when none is given
//! (CGO-LST-09). Days and months are Japan's.
//!
//! An end is a day or an instant. A day counts from its start, as the last one to its end. However its
//! ends are written, a period lasts at most to the end of the day that is a month after its first: from
//! 31 January to the end of 28 or 29 February.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::search::Period;
use crate::kernel::{FieldCode, Rule, TOKYO, Violation, civil_date, instant, tokyo_date};

/// An end of a period, as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Day(Date),
    Instant(Timestamp),
}

impl End {
    /// Reads a day, or an instant with its offset. A `+` that a form made a space is one still.
    fn read(typed: &str, pointer: &str) -> Result<Self, Violation> {
        let typed = typed.trim();
        let at = || instant(&typed.replace(' ', "+")).map(Self::Instant);
        civil_date(typed).map(Self::Day).or_else(at).ok_or_else(|| {
            let form = Violation::new(pointer, FieldCode::InvalidFormat).rule(Rule::CgoLst03);
            form.with("expected", "2026-12-01, 2026-12-01T00:00:00+09:00")
        })
    }

    /// Where a period begins that begins with it.
    fn first(self) -> Timestamp {
        match self {
            Self::Day(day) => midnight(day),
            Self::Instant(instant) => instant,
        }
    }

    /// Before where a period ends that ends with it.
    fn last(self) -> Timestamp {
        match self {
            Self::Day(day) => end_of(day),
            Self::Instant(instant) => instant,
        }
    }
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Instant(instant) => instant.fmt(f),
        }
    }
}

/// The first instant of a day.
fn midnight(day: Date) -> Timestamp {
    TOKYO.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

/// The first instant after a day; after the last day there is none.
fn end_of(day: Date) -> Timestamp {
    day.checked_add(1.day()).map_or(Timestamp::MAX, midnight)
}

/// The day of the last instant before this one.
fn day_before(end: Timestamp) -> Date {
    tokyo_date(end.saturating_sub(SignedDuration::from_micros(1)).unwrap_or(end))
}

/// The last end that a period may have, written like the one that was typed.
fn longest(from: End, until: End) -> End {
    let last = tokyo_date(from.first()).saturating_add(1.month());
    match until {
        End::Day(_) => End::Day(last),
        End::Instant(_) => End::Instant(end_of(last)),
    }
}

/// The period between two ends; each is today's when it is left out.
///
/// # Errors
/// Everything that is wrong with it. One that is too long names the nearest that is not.
pub(super) fn read(
    from: Option<&str>,
    until: Option<&str>,
    now: Timestamp,
) -> Result<Period, Vec<Violation>> {
    // Days are those of Japan (CGO-LST-09).
    let today = End::Day(tokyo_date(now));
    let from = from.map_or(Ok(today), |typed| End::read(typed, "?from"));
    let until = until.map_or(Ok(today), |typed| End::read(typed, "?until"));
    let (from, until) = match (from, until) {
        (Ok(from), Ok(until)) => (from, until),
        (from, until) => return Err(from.err().into_iter().chain(until.err()).collect()),
    };
    let refused = |code| Violation::new("?until", code).rule(Rule::CgoLst02);
    let nearest = longest(from, until);
    if until.last() <= from.first() {
        Err(vec![refused(FieldCode::PeriodReversed)])
    } else if until.last() > nearest.last() {
        let refused = refused(FieldCode::PeriodTooLong);
        Err(vec![refused.with("from", from).with("until", nearest)])
    } else {
        Ok(Period { from: from.first(), until: until.last() })
    }
}

/// The period of the day in which an instant lies, as a search asks for it.
pub(super) fn day_of(instant: Timestamp) -> Vec<(&'static str, String)> {
    let day = tokyo_date(instant).to_string();
    vec![("from", day.clone()), ("until", day)]
}

/// A period as a search asks for it: in days where it is one of days.
pub(super) fn parameters(period: Period) -> Vec<(&'static str, String)> {
    let (first, last) = (tokyo_date(period.from), day_before(period.until));
    let of_days = midnight(first) == period.from && end_of(last) == period.until;
    let written = if of_days {
        [first.to_string(), last.to_string()]
    } else {
        [period.from.to_string(), period.until.to_string()]
    };
    ["from", "until"].into_iter().zip(written).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn asked(from: &str, until: &str) -> Result<Period, Vec<Violation>> {
        read(Some(from), Some(until), Timestamp::UNIX_EPOCH)
    }

    fn nearest(from: &str, until: &str) -> Option<String> {
        let refused = asked(from, until).err()?.pop()?;
        assert_eq!(refused.code, FieldCode::PeriodTooLong);
        assert_eq!(refused.params.get("from").map(String::as_str), Some(from));
        refused.params.get("until").cloned()
    }

    #[test]
    fn cgo_lst_02_a_month_from_the_31st_ends_with_february() {
        for (from, last, after) in [
            ("2027-01-31", "2027-02-28", "2027-03-01"),
            ("2028-01-31", "2028-02-29", "2028-03-01"),
            ("2028-01-29", "2028-02-29", "2028-03-01"),
            ("2026-12-15", "2027-01-15", "2027-01-16"),
            ("2026-10-31", "2026-11-30", "2026-12-01"),
        ] {
            assert!(asked(from, last).is_ok(), "{from}");
            assert_eq!(nearest(from, after).as_deref(), Some(last), "{from}");
        }
    }

    #[test]
    fn cgo_lst_02_the_same_period_is_legal_however_it_is_written() {
        let days = asked("2027-01-31", "2027-02-28");
        for from in ["2027-01-31", "2027-01-30T15:00:00Z", "2027-01-31T00:00:00+09:00"] {
            for until in ["2027-02-28", "2027-03-01T00:00:00+09:00", "2027-02-28T15:00:00Z"] {
                assert_eq!(asked(from, until), days, "{from} {until}");
            }
        }
        // The month is one of days: it does not end at the hour at which it began.
        assert!(asked("2027-01-31T23:00:00+09:00", "2027-03-01T00:00:00+09:00").is_ok());
        for from in ["2027-01-30T15:00:00Z", "2027-01-31T14:00:00Z"] {
            let until = nearest(from, "2027-03-01T00:00:00.000001+09:00");
            assert_eq!(until.as_deref(), Some("2027-02-28T15:00:00Z"));
        }
        let until = nearest("2027-01-31", "2027-03-01T12:00:00+09:00");
        assert_eq!(until.as_deref(), Some("2027-02-28T15:00:00Z"));
        // What a form makes of the offset.
        assert!(asked("2027-02-01T00:00:00 09:00", "2027-02-02").is_ok());
    }

    #[test]
    fn cgo_lst_02_the_first_and_the_last_day_are_periods_too() {
        for day in ["1970-01-01", "9999-12-31"] {
            assert!(asked(day, day).is_ok(), "{day}");
        }
        assert!(asked("9999-12-01", "9999-12-31").is_ok());
        let far = asked("-009998-01-01T00:00:00Z", "1969-12-31").unwrap_err();
        let codes: Vec<FieldCode> = far.into_iter().map(|one| one.code).collect();
        assert_eq!(codes, [FieldCode::InvalidFormat; 2]);
    }

    #[test]
    fn cgo_lst_02_an_end_before_the_start_is_no_period() {
        let codes = |from, until| -> Vec<FieldCode> {
            asked(from, until).err().into_iter().flatten().map(|one| one.code).collect()
        };
        assert_eq!(codes("2026-12-02", "2026-12-01"), [FieldCode::PeriodReversed]);
        let noon = "2026-12-01T12:00:00+09:00";
        assert_eq!(codes(noon, noon), [FieldCode::PeriodReversed]);
        assert_eq!(codes("yesterday", "20261201"), [FieldCode::InvalidFormat; 2]);
    }

    #[test]
    fn cgo_lst_09_an_end_that_is_left_out_is_todays() -> Result<(), jiff::Error> {
        // 00:30 on the 2nd in Japan.
        let now: Timestamp = "2026-12-01T15:30:00Z".parse()?;
        let today = Period {
            from: "2026-12-02T00:00:00+09:00".parse()?,
            until: "2026-12-03T00:00:00+09:00".parse()?,
        };
        assert_eq!(read(None, None, now), Ok(today));
        assert_eq!(read(Some("2026-12-02"), Some("2026-12-02"), now), Ok(today));
        let since = read(Some("2026-11-20"), None, now);
        assert_eq!(since, Ok(Period { from: "2026-11-20T00:00:00+09:00".parse()?, ..today }));
        Ok(())
    }

    proptest! {
        /// Whatever is refused as too long is legal with what the refusal names.
        #[test]
        fn cgo_lst_02_the_nearest_period_is_legal(from in 0_i64..20_000, days in 0_i64..100) {
            let day = |days: i64| tokyo_date(Timestamp::UNIX_EPOCH).saturating_add(days.days());
            let (from, until) = (day(from), day(from + days));
            if let Err(refused) = asked(&from.to_string(), &until.to_string()) {
                let nearest = refused[0].params["until"].clone();
                prop_assert!(asked(&from.to_string(), &nearest).is_ok());
                let nearest: Date = nearest.parse().unwrap();
                let one_more = nearest.saturating_add(1.day()).to_string();
                prop_assert!(asked(&from.to_string(), &one_more).is_err());
            }
        }

        #[test]
        fn cgo_lst_06_a_period_reads_as_it_is_written(from in 0_i64..9_999_999, hours in 1_i64..600) {
            let at = |hours: i64| crate::kernel::later(Timestamp::UNIX_EPOCH, hours * 3600);
            let period = Period { from: at(from), until: at(from + hours) };
            let written = parameters(period);
            prop_assert_eq!(asked(&written[0].1, &written[1].1), Ok(period));
        }

        #[test]
        fn cgo_lst_06_a_period_of_days_is_written_in_days(from in 0_i64..20_000, days in 0_i64..28) {
            let day = |days: i64| tokyo_date(Timestamp::UNIX_EPOCH).saturating_add(days.days());
            let typed = [day(from).to_string(), day(from + days).to_string()];
            let period = asked(&typed[0], &typed[1]).unwrap();
            prop_assert_eq!(parameters(period), [("from", typed[0].clone()), ("until", typed[1].clone())]);
        }
    }
}
