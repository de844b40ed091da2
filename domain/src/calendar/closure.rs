//! Closures: the days on which operators close the service (RIS-CHG-03), and the calendar that they make
//! with weekends and holidays.
//!
//! ```text
//!   add (operator) ──► in the calendar ── remove (operator) ──► gone; the audit trail keeps both
//! ```

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::{Calendar, Closure};
use crate::audit::Action;
use crate::env::{Act, Env, Tx};
use crate::kernel::field::line;
use crate::kernel::{
    Call, Code, Failure, FieldCode, Id, Refusal, Rule, StoreError, Violation, civil_date, kind,
    tokyo_date,
};

/// Characters of the reason that everybody reads, at most: it stands in a calendar.
const PUBLIC_REASON_MAX: usize = 100;
/// Days of one closure at most: a longer one is a mistake in the year.
const DAYS_MAX: i64 = 31;
/// Closures at most: all are read to answer one question.
const CLOSURES_MAX: usize = 200;
/// Days of the calendar that are shown when none are named: this week and the next.
const DAYS_SHOWN: i64 = 14;
/// Days of the calendar that are shown at most: a quarter.
const DAYS_SHOWN_MAX: i64 = 92;

/// A closure, as it was typed.
#[derive(Debug)]
pub struct TypedClosure {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Whether it comes again every year.
    pub yearly: bool,
    /// The reason that everybody reads.
    pub public_reason: String,
}

/// A closure that was read.
#[derive(Debug)]
struct Read {
    from: Date,
    to: Date,
    public_reason: String,
}

/// Everything that is wrong with a closure as far as it shows without the database.
pub fn violations(typed: &TypedClosure) -> Vec<Violation> {
    read(typed).err().unwrap_or_default()
}

/// Reads a closure.
fn read(typed: &TypedClosure) -> Result<Read, Vec<Violation>> {
    let from = day(&typed.from, "/from");
    let to = day(&typed.to, "/to");
    let period = match (&from, &to) {
        (Ok(from), Ok(to)) => within(*from, *to, DAYS_MAX, "/to"),
        _ => Ok(()),
    };
    let public_reason = line(&typed.public_reason, PUBLIC_REASON_MAX, "/public_reason");
    match (from, to, period, public_reason) {
        (Ok(from), Ok(to), Ok(()), Ok(public_reason)) => Ok(Read { from, to, public_reason }),
        (from, to, period, public_reason) => {
            let errors = [from.err(), to.err(), period.err(), public_reason.err()];
            Err(errors.into_iter().flatten().collect())
        }
    }
}

/// Reads a day.
fn day(typed: &str, pointer: &str) -> Result<Date, Violation> {
    let form = || Violation::new(pointer, FieldCode::InvalidFormat).with("expected", "YYYY-MM-DD");
    civil_date(typed).ok_or_else(form)
}

/// Refuses a last day before the first one, or too far from it.
fn within(from: Date, to: Date, days: i64, pointer: &str) -> Result<(), Violation> {
    let latest = from.saturating_add((days - 1).days());
    if to < from {
        Err(Violation::new(pointer, FieldCode::DateTooEarly).with("earliest", from))
    } else if to > latest {
        Err(Violation::new(pointer, FieldCode::DateTooLate).with("latest", latest))
    } else {
        Ok(())
    }
}

/// Adds a closure.
///
/// # Errors
/// [`Code::InvalidFields`] with every violation at once, [`Code::ListFull`].
pub fn add(env: &Env, call: &Call, typed: &TypedClosure, reason: &str) -> Result<Closure, Failure> {
    let read = read(typed).map_err(Refusal::fields)?;
    let now = env.clock.now();
    // What was open stays so: no temporary password that is over comes back (RIS-TMP-03).
    let today = tokyo_date(now);
    if read.from < today {
        let past = Violation::new("/from", FieldCode::DateTooEarly).with("earliest", today);
        return Err(Refusal::fields(vec![past.rule(Rule::RisTmp03)]).into());
    }
    env.write_kept(call, |act| {
        if act.tx.closures()?.len() >= CLOSURES_MAX {
            return Err(Refusal::new(Code::ListFull).with("max", CLOSURES_MAX).into());
        }
        let closure = Closure {
            id: env.id(),
            from: read.from,
            to: read.to,
            yearly: typed.yearly,
            reason: read.public_reason.clone(),
            created_at: now,
        };
        act.tx.insert_closure(&closure)?;
        audit(act, Action::ClosureAdded, &closure, reason)?;
        Ok(closure)
    })
}

/// All closures, in the order of their first day.
///
/// # Errors
/// When the store cannot be read.
pub fn list(env: &Env) -> Result<Vec<Closure>, Failure> {
    env.store.read(|tx| Ok(tx.closures()?))
}

/// Removes a closure.
///
/// # Errors
/// [`Code::NotFound`], also when somebody else removed it.
pub fn remove(
    env: &Env,
    call: &Call,
    id: Id<kind::Closure>,
    reason: &str,
) -> Result<Closure, Failure> {
    env.write_kept(call, |act| {
        let closure = act.tx.closures()?.into_iter().find(|closure| closure.id == id);
        let closure = closure.ok_or_else(|| Refusal::new(Code::NotFound))?;
        act.tx.remove_closure(id)?.or(Refusal::new(Code::NotFound))?;
        audit(act, Action::ClosureRemoved, &closure, reason)?;
        Ok(closure)
    })
}

/// Writes down what became of a closure, with its days: a removed one is known from here alone.
fn audit(
    act: &mut Act<'_>,
    action: Action,
    closure: &Closure,
    reason: &str,
) -> Result<(), Failure> {
    let Closure { id, from, to, yearly, .. } = closure;
    let yearly = if *yearly { ", yearly" } else { "" };
    let days = format!("{from} to {to}{yearly}");
    act.audit(action.on(*id).because(reason).detail(days))
}

/// The service calendar as it is now.
///
/// # Errors
/// When the store cannot be read.
pub fn calendar(tx: &mut dyn Tx) -> Result<Calendar, StoreError> {
    Ok(Calendar::new(tx.closures()?))
}

/// The calendar at an instant, and the days of it that are shown.
#[derive(Debug)]
pub struct Shown {
    /// The calendar.
    pub calendar: Calendar,
    /// The present second.
    pub now: Timestamp,
    /// The days.
    pub days: Vec<Date>,
}

/// Shows the calendar: from today for two weeks, unless other days are named.
///
/// # Errors
/// [`Code::InvalidFields`] with every violation at once.
pub fn show(env: &Env, from: Option<&str>, to: Option<&str>) -> Result<Shown, Failure> {
    let now = env.clock.now();
    let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let (from, to) = days_shown(from, to, tokyo_date(now)).map_err(Refusal::fields)?;
    let days = from.series(1.day()).take_while(|date| *date <= to).collect();
    env.store.read(|tx| Ok(calendar(tx)?)).map(|calendar| Shown { calendar, now, days })
}

/// The first and the last day that are shown.
fn days_shown(
    from: Option<&str>,
    to: Option<&str>,
    today: Date,
) -> Result<(Date, Date), Vec<Violation>> {
    let from = from.map_or(Ok(today), |from| day(from, "?from"));
    let to = to.map(|to| day(to, "?to")).transpose();
    match (from, to) {
        (Ok(from), Ok(to)) => {
            let to = to.unwrap_or_else(|| from.saturating_add((DAYS_SHOWN - 1).days()));
            within(from, to, DAYS_SHOWN_MAX, "?to").map_err(|violation| vec![violation])?;
            Ok((from, to))
        }
        (from, to) => Err(from.err().into_iter().chain(to.err()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn typed(from: &str, to: &str, public_reason: &str) -> TypedClosure {
        let [from, to, public_reason] = [from, to, public_reason].map(str::to_owned);
        TypedClosure { from, to, yearly: false, public_reason }
    }

    fn refused(violations: &[Violation]) -> Vec<(&str, FieldCode)> {
        violations.iter().map(|one| (one.pointer.as_str(), one.code)).collect()
    }

    #[test]
    fn a_closure_has_1_to_31_days() {
        for (from, to) in [
            ("2026-12-29", "2026-12-29"),
            ("2026-12-29", "2027-01-03"),
            ("2027-01-01", "2027-01-31"),
            ("2028-02-29", "2028-03-30"),
        ] {
            assert_eq!(violations(&typed(from, to, "年末年始")), [], "{from} {to}");
        }
        for (from, to, code) in [
            ("2026-12-29", "2026-12-28", FieldCode::DateTooEarly),
            ("2026-12-29", "2026-01-03", FieldCode::DateTooEarly),
            ("2027-01-01", "2027-02-01", FieldCode::DateTooLate),
            ("2028-02-29", "2028-03-31", FieldCode::DateTooLate),
        ] {
            let found = violations(&typed(from, to, "年末年始"));
            assert_eq!(refused(&found), [("/to", code)], "{from} {to}");
        }
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let found = violations(&typed("29 Dec", "2027-02-29", " "));
        let expected = [
            ("/from", FieldCode::InvalidFormat),
            ("/to", FieldCode::InvalidFormat),
            ("/public_reason", FieldCode::Required),
        ];
        assert_eq!(refused(&found), expected);
        let found = violations(&typed("2026-12-29", "2027-03-01", &"x".repeat(101)));
        let expected = [("/to", FieldCode::DateTooLate), ("/public_reason", FieldCode::TooLong)];
        assert_eq!(refused(&found), expected);
    }

    #[test]
    fn two_weeks_are_shown_and_a_quarter_at_most() {
        let today = date(2026, 11, 21);
        let shown = |from, to| days_shown(from, to, today);
        assert_eq!(shown(None, None), Ok((today, date(2026, 12, 4))));
        let december = date(2026, 12, 1);
        assert_eq!(shown(Some("2026-12-01"), None), Ok((december, date(2026, 12, 14))));
        assert_eq!(shown(None, Some("2026-11-21")), Ok((today, today)));
        let quarter = shown(Some("2026-12-01"), Some("2027-03-02"));
        assert_eq!(quarter, Ok((december, date(2027, 3, 2))));
        for (from, to, expected) in [
            (Some("2026-12-01"), Some("2027-03-03"), vec![("?to", FieldCode::DateTooLate)]),
            (None, Some("2026-11-20"), vec![("?to", FieldCode::DateTooEarly)]),
            (Some(""), None, vec![("?from", FieldCode::InvalidFormat)]),
            (
                Some("today"),
                Some("2026-11-31"),
                vec![("?from", FieldCode::InvalidFormat), ("?to", FieldCode::InvalidFormat)],
            ),
        ] {
            let violations = shown(from, to).expect_err("it is refused");
            assert_eq!(refused(&violations), expected, "{from:?} {to:?}");
        }
    }
}
