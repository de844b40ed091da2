//! The service calendar (RIS-CHG-03): when own change and peer initialisation run. All in Japan time.
//!
//! ```text
//!   Monday to Friday, no national holiday, no closure ──► open from 0:00 to 23:00
//!   any other day ──────────────────────────────────────► closed
//! ```
//!
//! An open day is a business day, too: for the age of an application and for the life of a temporary
//! password (RIS-TMP-03).

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::{Holiday, national_holiday};
use crate::kernel::{Code, DAY, Id, Refusal, Rule, TOKYO, kind, later, tokyo_date};

/// The hour at which an open day begins.
const OPENS: i8 = 0;
/// The hour at which it ends: the source gives 0:00 to 23:00.
const CLOSES: i8 = 23;
/// Days that are searched for an opening: longer than any closure, and what a yearly one leaves open
/// is found.
const SEARCHED: usize = 400;
/// Days that a temporary password lives at least (RIS-TMP-03).
const TEMPORARY_PASSWORD_DAYS: i64 = 7;
/// The open day whose end it lives to see, counted from nought.
const TEMPORARY_PASSWORD_OPEN_DAY: usize = 2;

/// Days on which an operator closed the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// Its id.
    pub id: Id<kind::Closure>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Whether it comes again every year.
    pub yearly: bool,
    /// The reason that everybody reads.
    pub reason: String,
    /// When it was added.
    pub created_at: Timestamp,
}

impl Closure {
    /// Whether it closes this day. A yearly one comes again by month and day, over the year's end as
    /// well; 29 February is part of it in the years that have one.
    pub fn closes(&self, date: Date) -> bool {
        if !self.yearly {
            return (self.from..=self.to).contains(&date);
        }
        let [from, to, day] = [self.from, self.to, date].map(|date| (date.month(), date.day()));
        let repeated =
            if from <= to { (from..=to).contains(&day) } else { day >= from || day <= to };
        repeated && self.from <= date
    }
}

/// Why a day is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedBecause<'a> {
    /// A Saturday or Sunday.
    Weekend,
    /// A national holiday.
    NationalHoliday(Holiday),
    /// An operator's closure, with its reason.
    Closure(&'a str),
}

impl ClosedBecause<'_> {
    /// Its name, as clients see it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Weekend => "weekend",
            Self::NationalHoliday(_) => "national_holiday",
            Self::Closure(_) => "closure",
        }
    }
}

/// From when until when the service is open on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day<'a> {
    /// The day.
    pub date: Date,
    /// Why it is closed; absent on an open day.
    pub closed: Option<ClosedBecause<'a>>,
}

impl Day<'_> {
    /// Its opening hours; none when it is closed.
    pub fn hours(&self) -> Option<Hours> {
        let hours = Hours { from: instant(self.date, OPENS), to: instant(self.date, CLOSES) };
        self.closed.is_none().then_some(hours)
    }
}

/// The days and hours of the service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    closures: Vec<Closure>,
}

impl Calendar {
    /// The calendar with these closures.
    pub const fn new(closures: Vec<Closure>) -> Self {
        Self { closures }
    }

    /// A day. Of several reasons the one that says most is given.
    pub fn day(&self, date: Date) -> Day<'_> {
        let holiday = || national_holiday(date).map(ClosedBecause::NationalHoliday);
        let closure = || self.closures.iter().find(|closure| closure.closes(date));
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let closed = holiday()
            .or_else(|| closure().map(|closure| ClosedBecause::Closure(&closure.reason)))
            .or(weekend.then_some(ClosedBecause::Weekend));
        Day { date, closed }
    }

    /// The opening hours that are not over yet, from the present ones on.
    fn hours_after(&self, now: Timestamp) -> impl Iterator<Item = Hours> {
        let days = tokyo_date(now).series(1.day()).take(SEARCHED);
        days.filter_map(|date| self.day(date).hours()).filter(move |hours| now < hours.to)
    }

    /// Whether the service is open.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.closes_at(now).is_some()
    }

    /// When the service closes; nothing when it is closed.
    pub fn closes_at(&self, now: Timestamp) -> Option<Timestamp> {
        let hours = self.day(tokyo_date(now)).hours()?;
        (hours.from <= now && now < hours.to).then_some(hours.to)
    }

    /// The next instant at which the service is open: `now`, when it is. Nothing when all days of more
    /// than a year are closed.
    pub fn next_opening(&self, now: Timestamp) -> Option<Timestamp> {
        self.hours_after(now).next().map(|hours| hours.from.max(now))
    }

    /// Refuses what runs in service hours alone.
    ///
    /// # Errors
    /// [`Code::OutsideServiceHours`], with the next opening.
    pub fn require_open(&self, now: Timestamp) -> Result<(), Refusal> {
        if self.is_open(now) {
            return Ok(());
        }
        let refusal = Refusal::by(Rule::RisChg03, Code::OutsideServiceHours);
        Err(match self.next_opening(now) {
            Some(opens) => refusal.with("opens", opens).from(opens),
            None => refusal,
        })
    }

    /// The first business day after this day (RIS-APP-07).
    pub fn next_business_day(&self, date: Date) -> Option<Date> {
        let days = date.series(1.day()).take(SEARCHED).skip(1);
        days.map(|date| self.day(date)).find(|day| day.closed.is_none()).map(|day| day.date)
    }

    /// The business days after `from` up to and with `to`: how old an application is.
    pub fn business_days_since(&self, from: Date, to: Date) -> u32 {
        let days = from.series(1.day()).skip(1).take_while(|date| *date <= to);
        let open = days.filter(|date| self.day(*date).closed.is_none());
        u32::try_from(open.count()).unwrap_or(u32::MAX)
    }

    /// When a temporary password stops working (RIS-TMP-03): after seven days, but not before the end
    /// of the third day on which it could be changed.
    pub fn temporary_password_expires_at(&self, issued_at: Timestamp) -> Timestamp {
        let third = self.hours_after(issued_at).nth(TEMPORARY_PASSWORD_OPEN_DAY);
        let end = match third.map(|hours| tokyo_date(hours.from)) {
            Some(date) => date.tomorrow().map_or(Timestamp::MAX, |next| instant(next, 0)),
            // A service that stays closed keeps no password alive for ever.
            None => later(issued_at, SEARCHED as i64 * DAY),
        };
        end.max(later(issued_at, TEMPORARY_PASSWORD_DAYS * DAY))
    }
}

/// The full hour of a day in Japan.
fn instant(date: Date, hour: i8) -> Timestamp {
    TOKYO.to_timestamp(date.at(hour, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
