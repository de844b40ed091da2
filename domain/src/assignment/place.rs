//! Where accepted records list (ASG-ACC-08): lists show records by their own time, which accepting does
//! not change.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use crate::cargo::search::Period;
use crate::kernel::{TOKYO, tokyo_date};

/// The fewest periods of at most a calendar month each that cover these instants (ASG-ACC-08, CGO-LST-02), in whole
/// days of Japan.
pub(super) fn periods(instants: impl Iterator<Item = Timestamp>) -> Vec<Period> {
    let mut days: Vec<Date> = instants.map(tokyo_date).collect();
    days.sort_unstable();
    let mut spans: Vec<(Date, Date)> = Vec::new();
    for day in days {
        let after = day.saturating_add(1.day());
        match spans.last_mut() {
            Some((from, until)) if after <= from.saturating_add(1.month()) => *until = after,
            _ => spans.push((day, after)),
        }
    }
    let midnight = |day: Date| TOKYO.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX);
    let period = |(from, until)| Period { from: midnight(from), until: midnight(until) };
    spans.into_iter().map(period).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn spans(instants: &[&str]) -> Vec<(String, String)> {
        let periods = periods(instants.iter().map(|text| at(text)));
        let date = |instant| tokyo_date(instant).to_string();
        periods.into_iter().map(|one| (date(one.from), date(one.until))).collect()
    }

    fn span(from: &str, until: &str) -> (String, String) {
        (from.to_owned(), until.to_owned())
    }

    #[test]
    fn asg_acc_08_one_day_is_one_period() {
        let instants = ["2026-12-01T00:00:00+09:00", "2026-12-01T23:59:59+09:00"];
        assert_eq!(spans(&instants), [span("2026-12-01", "2026-12-02")]);
        assert_eq!(spans(&[]), []);
    }

    #[test]
    fn asg_acc_08_no_period_is_longer_than_a_calendar_month() {
        let instants =
            ["2027-01-31T12:00:00+09:00", "2027-02-27T12:00:00+09:00", "2027-02-28T00:00:00+09:00"];
        assert_eq!(
            spans(&instants),
            [span("2027-01-31", "2027-02-28"), span("2027-02-28", "2027-03-01")]
        );
    }
}
