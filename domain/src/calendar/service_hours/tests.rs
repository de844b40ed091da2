//! RIS-CHG-03 and RIS-TMP-03 in tables and properties. Instants are written in Japan time.

use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

/// An instant, written as `2026-11-20 22:59:59` in Japan.
fn at(japan: &str) -> Timestamp {
    let (day, time) = japan.split_once(' ').expect("a day and a time");
    format!("{day}T{time}+09:00").parse().expect("an instant")
}

fn closure(from: &str, to: &str, yearly: bool) -> Closure {
    Closure {
        id: Id::from_uuid(Uuid::nil()),
        from: from.parse().expect("a day"),
        to: to.parse().expect("a day"),
        yearly,
        reason: "年末年始".to_owned(),
        created_at: Timestamp::UNIX_EPOCH,
    }
}

fn calendar(closures: &[(&str, &str, bool)]) -> Calendar {
    let of = |(from, to, yearly): &(&str, &str, bool)| closure(from, to, *yearly);
    Calendar::new(closures.iter().map(of).collect())
}

fn year_end() -> Calendar {
    calendar(&[("2026-12-29", "2027-01-03", true)])
}

#[track_caller]
fn opens(calendar: &Calendar, table: &[(&str, &str)]) {
    for (now, opening) in table {
        let (now, opening) = (at(now), at(opening));
        assert_eq!(calendar.next_opening(now), Some(opening), "at {now}");
        assert_eq!(calendar.is_open(now), now == opening, "at {now}");
    }
}

/// RIS-CHG-03: the second before and at each end of the hours.
#[test]
fn an_open_day_is_open_from_0_to_23() {
    opens(
        &Calendar::default(),
        &[
            ("2026-11-19 23:59:59", "2026-11-20 00:00:00"),
            ("2026-11-20 00:00:00", "2026-11-20 00:00:00"),
            ("2026-11-20 12:00:00", "2026-11-20 12:00:00"),
            ("2026-11-20 22:59:59", "2026-11-20 22:59:59"),
            ("2026-11-20 22:59:59.999999", "2026-11-20 22:59:59.999999"),
            ("2026-11-18 23:00:00", "2026-11-19 00:00:00"),
            ("2026-11-18 23:59:59.999999", "2026-11-19 00:00:00"),
        ],
    );
}

/// RIS-CHG-03: weekends, holidays and substitute holidays.
#[test]
fn weekends_and_holidays_are_closed() {
    opens(
        &Calendar::default(),
        &[
            // Friday to Monday; the Monday after is Labor Thanksgiving Day.
            ("2026-11-13 23:00:00", "2026-11-16 00:00:00"),
            ("2026-11-14 12:00:00", "2026-11-16 00:00:00"),
            ("2026-11-15 23:59:59", "2026-11-16 00:00:00"),
            ("2026-11-20 23:00:00", "2026-11-24 00:00:00"),
            // Golden Week: Constitution Day is a Sunday, its substitute the Wednesday.
            ("2026-05-01 23:30:00", "2026-05-07 00:00:00"),
            ("2026-05-06 12:00:00", "2026-05-07 00:00:00"),
            // A Tuesday between two holidays, and the substitute of New Year's Day.
            ("2026-09-18 23:00:00", "2026-09-24 00:00:00"),
            ("2022-12-30 23:00:00", "2023-01-03 00:00:00"),
            // Ten days in 2019.
            ("2019-04-26 23:00:00", "2019-05-07 00:00:00"),
        ],
    );
}

/// RIS-CHG-03: the year's end is an operator's closure; it comes again each year.
#[test]
fn a_yearly_closure_spans_the_end_of_the_year() {
    opens(
        &year_end(),
        &[
            // Before its first year it closes nothing.
            ("2025-12-29 12:00:00", "2025-12-29 12:00:00"),
            ("2026-01-02 12:00:00", "2026-01-02 12:00:00"),
            ("2026-12-28 22:59:59", "2026-12-28 22:59:59"),
            ("2026-12-28 23:00:00", "2027-01-04 00:00:00"),
            ("2027-12-28 23:00:00", "2028-01-04 00:00:00"),
            ("2040-12-31 12:00:00", "2041-01-04 00:00:00"),
        ],
    );
    let once = calendar(&[("2026-12-29", "2027-01-03", false)]);
    opens(&once, &[("2027-12-28 23:00:00", "2027-12-29 00:00:00")]);
}

#[test]
fn a_yearly_closure_has_a_leap_day_when_the_year_has() {
    let february = closure("2027-02-25", "2027-03-01", true);
    assert!(february.closes(date(2028, 2, 29)) && february.closes(date(2029, 2, 28)));
    let leap_day = closure("2028-02-29", "2028-02-29", true);
    assert!(leap_day.closes(date(2028, 2, 29)) && leap_day.closes(date(2032, 2, 29)));
    assert!(![date(2029, 2, 28), date(2029, 3, 1)].into_iter().any(|day| leap_day.closes(day)));
}

#[test]
fn the_reason_that_says_most_is_given() {
    let calendar = year_end();
    let because = |year, month, day| calendar.day(date(year, month, day)).closed;
    assert_eq!(because(2026, 11, 20), None);
    assert_eq!(because(2026, 11, 21), Some(ClosedBecause::Weekend));
    assert_eq!(because(2026, 12, 29), Some(ClosedBecause::Closure("年末年始")));
    assert_eq!(because(2027, 1, 2), Some(ClosedBecause::Closure("年末年始")));
    let new_year = because(2027, 1, 1);
    assert_eq!(new_year, national_holiday(date(2027, 1, 1)).map(ClosedBecause::NationalHoliday));
    assert_eq!(new_year.map(ClosedBecause::as_str), Some("national_holiday"));
}

#[test]
fn open_hours_end_at_23() {
    let calendar = Calendar::default();
    let closing = Some(at("2026-11-20 23:00:00"));
    assert_eq!(calendar.closes_at(at("2026-11-20 00:00:00")), closing);
    assert_eq!(calendar.closes_at(at("2026-11-20 22:59:59")), closing);
    assert_eq!(calendar.closes_at(at("2026-11-20 23:00:00")), None);
    assert_eq!(calendar.closes_at(at("2026-11-21 12:00:00")), None);
    let hours = calendar.day(date(2026, 11, 20)).hours().map(|hours| (hours.from, hours.to));
    assert_eq!(hours, Some((at("2026-11-20 00:00:00"), at("2026-11-20 23:00:00"))));
    assert_eq!(calendar.day(date(2026, 11, 21)).hours(), None);
}

/// RIS-CHG-03: refused outside, with the next opening.
#[test]
fn a_refusal_names_the_next_opening() {
    let calendar = Calendar::default();
    assert_eq!(calendar.require_open(at("2026-11-20 22:59:59")), Ok(()));
    let refusal = calendar.require_open(at("2026-11-20 23:00:00")).expect_err("it is closed");
    let opening = at("2026-11-24 00:00:00");
    assert_eq!((refusal.rule, refusal.code), (Some(Rule::RisChg03), Code::OutsideServiceHours));
    assert_eq!(refusal.available_from, Some(opening));
    assert_eq!(refusal.params.get("opens"), Some(&opening.to_string()));
}

#[test]
fn who_closes_every_day_has_no_next_opening() {
    let months: Vec<Closure> = (1..=12)
        .map(|month| {
            let first = date(2026, month, 1);
            Closure {
                from: first,
                to: first.last_of_month(),
                ..closure("2026-01-01", "2026-01-01", true)
            }
        })
        .collect();
    let calendar = Calendar::new(months);
    let now = at("2026-11-20 12:00:00");
    assert_eq!(calendar.next_opening(now), None);
    assert_eq!(calendar.next_business_day(date(2026, 11, 20)), None);
    let refusal = calendar.require_open(now).expect_err("it is closed");
    assert_eq!((refusal.available_from, refusal.params.len()), (None, 0));
    assert_eq!(calendar.temporary_password_expires_at(now), later(now, 400 * DAY));
}

#[test]
fn business_days_are_the_open_days() {
    let calendar = year_end();
    for (day, next) in [
        ((2026, 11, 19), (2026, 11, 20)),
        ((2026, 11, 20), (2026, 11, 24)),
        ((2026, 11, 22), (2026, 11, 24)),
        ((2026, 12, 28), (2027, 1, 4)),
    ] {
        let [day, next] = [day, next].map(|(year, month, day)| date(year, month, day));
        assert_eq!(calendar.next_business_day(day), Some(next), "{day}");
    }
    for (from, to, age) in [
        ((2026, 11, 20), (2026, 11, 20), 0),
        ((2026, 11, 20), (2026, 11, 23), 0),
        ((2026, 11, 20), (2026, 11, 24), 1),
        ((2026, 11, 18), (2026, 11, 20), 2),
        ((2026, 12, 28), (2027, 1, 5), 2),
        ((2026, 11, 24), (2026, 11, 20), 0),
    ] {
        let [from, to] = [from, to].map(|(year, month, day)| date(year, month, day));
        assert_eq!(calendar.business_days_since(from, to), age, "{from} to {to}");
    }
}

/// RIS-TMP-03: seven days, but not before the end of the third open day.
#[test]
fn a_temporary_password_sees_three_open_days() {
    for (issued, expires) in [
        // Enough open days within a week.
        ("2026-11-11 12:00:00", "2026-11-18 12:00:00"),
        ("2026-11-13 22:59:59", "2026-11-20 22:59:59"),
        ("2026-11-13 23:30:00", "2026-11-20 23:30:00"),
        // Friday evening before Golden Week: Thursday, Friday, Monday.
        ("2026-05-01 23:30:00", "2026-05-12 00:00:00"),
        // An hour earlier, the Friday counts.
        ("2026-05-01 22:30:00", "2026-05-09 00:00:00"),
        // Monday 28 December counts until 23:00; then 4, 5 and 6 January.
        ("2026-12-28 22:00:00", "2027-01-06 00:00:00"),
        ("2026-12-28 23:00:00", "2027-01-07 00:00:00"),
    ] {
        let found = year_end().temporary_password_expires_at(at(issued));
        assert_eq!(found, at(expires), "issued {issued}");
    }
    let long =
        calendar(&[("2026-08-03", "2026-08-31", false), ("2026-09-01", "2026-09-30", false)]);
    let found = long.temporary_password_expires_at(at("2026-07-31 12:00:00"));
    assert_eq!(found, at("2026-10-03 00:00:00"), "31 July, 1 and 2 October");
}

fn some_day() -> impl Strategy<Value = Date> {
    (2000_i16..=2060, 1_i16..=365).prop_map(|(year, day)| {
        date(year, 1, 1).series(1.day()).nth(usize::from(day.unsigned_abs()) - 1).expect("a day")
    })
}

fn some_calendar() -> impl Strategy<Value = Calendar> {
    let one = (some_day(), 0_i64..31, any::<bool>()).prop_map(|(from, days, yearly)| Closure {
        from,
        to: from.saturating_add(days.days()),
        ..closure("2026-01-01", "2026-01-01", yearly)
    });
    proptest::collection::vec(one, 0..4).prop_map(Calendar::new)
}

fn some_instant() -> impl Strategy<Value = Timestamp> {
    (some_day(), 0_i64..DAY).prop_map(|(day, second)| later(instant(day, 0), second))
}

proptest! {
    /// RIS-CHG-03: the next opening is open, and nothing before it is.
    #[test]
    fn the_next_opening_is_the_first_open_instant(
        calendar in some_calendar(), now in some_instant(), between in 0.0..1.0_f64,
    ) {
        let opening = calendar.next_opening(now).expect("a few closures leave open days");
        prop_assert!(calendar.is_open(opening));
        prop_assert!(opening >= now);
        prop_assert_eq!(opening == now, calendar.is_open(now));
        if opening > now {
            let wait = opening.as_second() - now.as_second();
            prop_assert!(!calendar.is_open(later(opening, -1)));
            let moment = later(now, (between * (wait - 1) as f64) as i64);
            prop_assert!(!calendar.is_open(moment), "open at {}", moment);
        }
    }

    /// RIS-CHG-03: who is open is so until it closes, and not then.
    #[test]
    fn open_hours_last_until_they_close(calendar in some_calendar(), now in some_instant()) {
        prop_assert_eq!(calendar.require_open(now).is_ok(), calendar.is_open(now));
        if let Some(closes) = calendar.closes_at(now) {
            prop_assert!(calendar.is_open(later(closes, -1)) && !calendar.is_open(closes));
            prop_assert!(calendar.next_opening(closes).is_some_and(|opening| opening > closes));
        }
    }

    /// RIS-TMP-03: never before seven days, and three days were open by then.
    #[test]
    fn a_temporary_password_lives_seven_days_and_three_open_ones(
        calendar in some_calendar(), issued in some_instant(),
    ) {
        let expires = calendar.temporary_password_expires_at(issued);
        prop_assert!(expires >= later(issued, 7 * DAY));
        let days = tokyo_date(issued).series(1.day());
        let open = days
            .take_while(|date| instant(*date, 23) <= expires)
            .filter(|date| calendar.day(*date).hours().is_some_and(|hours| hours.to > issued));
        prop_assert!(open.count() >= 3);
        if expires > later(issued, 7 * DAY) {
            prop_assert_eq!(expires, instant(tokyo_date(expires), 0), "the end of a day");
        }
    }

    #[test]
    fn the_next_business_day_is_one_business_day_away(calendar in some_calendar(), day in some_day()) {
        let next = calendar.next_business_day(day).expect("a few closures leave open days");
        prop_assert_eq!(calendar.business_days_since(day, next), 1);
    }
}
