//! The national holidays of Japan, computed from the Act on National Holidays (Act 178 of 1948).
//!
//! Computed here, because no crate fits (docs/decisions/own-holidays.md). The test compares every day
//! of 2000–2050 with `data/holidays_jp.csv`.

use jiff::civil::{Date, Weekday};

/// A national holiday, by its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holiday {
    /// Its name in Japanese.
    pub ja: &'static str,
    /// Its name in English.
    pub en: &'static str,
}

/// The first year that is known here: the law was another one before.
const FIRST_YEAR: i16 = 2000;

/// The holiday on this day, substitute holidays and days between two holidays included.
///
/// The Cabinet Office announces the equinoxes of a year in the February before it; days beyond that are
/// calculated by the law of today. The calculation holds until 2099; after that, an equinox may be a
/// day off. Before 2000 no day is a holiday.
pub fn national_holiday(date: Date) -> Option<Holiday> {
    if date.year() < FIRST_YEAR {
        return None;
    }
    named(date).or_else(|| substitute(date)).or_else(|| between_two(date))
}

/// The days that the law names (Art. 2), and those that were moved or added by a law for one year.
fn named(date: Date) -> Option<Holiday> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let monday = |nth: i8| date.weekday() == Weekday::Monday && (day - 1) / 7 + 1 == nth;
    // Marine Day, Mountain Day and Sports Day were moved for the Olympic Games.
    let games = matches!(year, 2020 | 2021);
    let (ja, en) = match (month, day) {
        (1, 1) => ("元日", "New Year's Day"),
        (1, _) if monday(2) => ("成人の日", "Coming of Age Day"),
        (2, 11) => ("建国記念の日", "Foundation Day"),
        (2, 23) if year >= 2020 => ("天皇誕生日", "Emperor's Birthday"),
        (3, _) if day == equinox(year, VERNAL) => ("春分の日", "Vernal Equinox Day"),
        (4, 29) if year >= 2007 => ("昭和の日", "Showa Day"),
        (4, 29) => ("みどりの日", "Greenery Day"),
        (5, 1) if year == 2019 => ("天皇の即位の日", "Emperor's Enthronement Day"),
        (5, 3) => ("憲法記念日", "Constitution Day"),
        (5, 4) if year >= 2007 => ("みどりの日", "Greenery Day"),
        (5, 5) => ("こどもの日", "Children's Day"),
        (7, 20) if year < 2003 => ("海の日", "Marine Day"),
        (7, _) if monday(3) && year >= 2003 && !games => ("海の日", "Marine Day"),
        (7, 23) if year == 2020 => ("海の日", "Marine Day"),
        (7, 24) if year == 2020 => ("スポーツの日", "Sports Day"),
        (7, 22) if year == 2021 => ("海の日", "Marine Day"),
        (7, 23) if year == 2021 => ("スポーツの日", "Sports Day"),
        (8, 11) if year >= 2016 && !games => ("山の日", "Mountain Day"),
        (8, 10) if year == 2020 => ("山の日", "Mountain Day"),
        (8, 8) if year == 2021 => ("山の日", "Mountain Day"),
        (9, 15) if year < 2003 => ("敬老の日", "Respect for the Aged Day"),
        (9, _) if monday(3) && year >= 2003 => ("敬老の日", "Respect for the Aged Day"),
        (9, _) if day == equinox(year, AUTUMNAL) => ("秋分の日", "Autumnal Equinox Day"),
        (10, _) if monday(2) && year < 2020 => ("体育の日", "Physical Education Day"),
        (10, _) if monday(2) && !games => ("スポーツの日", "Sports Day"),
        (10, 22) if year == 2019 => ("即位礼正殿の儀が行われる日", "Emperor's Enthronement Day"),
        (11, 3) => ("文化の日", "Culture Day"),
        (11, 23) => ("勤労感謝の日", "Labor Thanksgiving Day"),
        (12, 23) if year < 2019 => ("天皇誕生日", "Emperor's Birthday"),
        _ => return None,
    };
    Some(Holiday { ja, en })
}

/// The first day after a Sunday's holiday that is none itself (Art. 3, 2).
fn substitute(date: Date) -> Option<Holiday> {
    let mut before = date.yesterday().ok()?;
    while named(before).is_some() {
        if before.weekday() == Weekday::Sunday {
            return Some(Holiday { ja: "振替休日", en: "Substitute Holiday" });
        }
        before = before.yesterday().ok()?;
    }
    None
}

/// A day between two holidays (Art. 3, 3).
fn between_two(date: Date) -> Option<Holiday> {
    let (before, after) = (date.yesterday().ok()?, date.tomorrow().ok()?);
    let holiday = Holiday { ja: "国民の休日", en: "National Holiday" };
    // A Sunday was excepted while 4 May was such a day.
    (date.weekday() != Weekday::Sunday && named(before).is_some() && named(after).is_some())
        .then_some(holiday)
}

/// March of 1980 at the vernal equinox, in millionths of a day.
const VERNAL: i64 = 20_843_100;
/// September of 1980 at the autumnal equinox, in millionths of a day.
const AUTUMNAL: i64 = 23_248_800;
/// What a year is longer than 365 days, in millionths of a day.
const YEARLY: i64 = 242_194;
/// A day in millionths.
const WHOLE: i64 = 1_000_000;

/// The day of the month in Japan on which the equinox falls, from the one of 1980: the approximation
/// that Japanese almanacs use for 1980–2099.
fn equinox(year: i16, of_1980: i64) -> i8 {
    let years = i64::from(year) - 1980;
    let leap_days = years.div_euclid(4);
    let day = (of_1980 + YEARLY * years).div_euclid(WHOLE) - leap_days;
    i8::try_from(day).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::ToSpan as _;
    use jiff::civil::date;

    use super::*;

    const ORACLE: &str = include_str!("../../data/holidays_jp.csv");

    fn oracle() -> BTreeMap<Date, Holiday> {
        let mut holidays = BTreeMap::new();
        for line in ORACLE.lines().skip(1) {
            let [day, ja, en] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
            holidays.insert(day.parse().expect("a date"), Holiday { ja, en });
        }
        holidays
    }

    /// RIS-CHG-03: every day of 2000–2050, its name included.
    #[test]
    fn every_day_agrees_with_the_oracle() {
        let oracle = oracle();
        assert_eq!(oracle.len(), 895);
        let days = date(2000, 1, 1).series(1.day()).take_while(|day| *day <= date(2050, 12, 31));
        let differing: Vec<_> = days
            .filter(|day| national_holiday(*day) != oracle.get(day).copied())
            .map(|day| (day, national_holiday(day), oracle.get(&day)))
            .collect();
        assert_eq!(differing, []);
    }

    #[test]
    fn years_beyond_are_calculated_and_years_before_have_none() {
        assert_eq!(national_holiday(date(1999, 1, 1)), None);
        assert_eq!(national_holiday(Date::MIN), None);
        assert_eq!(national_holiday(date(2099, 11, 3)).map(|day| day.en), Some("Culture Day"));
        let equinoxes = [date(2099, 3, 20), date(2099, 9, 23)].map(national_holiday);
        assert!(equinoxes.iter().all(Option::is_some), "{equinoxes:?}");
        assert_eq!(national_holiday(Date::MAX), None);
    }
}
