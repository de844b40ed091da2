//! The window of assignments: one value, used by the decision, the lists, `actions` and the mail.
//! Operators may set it.

use jiff::Timestamp;
use jiff::civil::{Date, time};
use jiff::{Span, ToSpan as _};

use crate::access::LockPolicy;
use crate::kernel::{HOUR, Limit, MINUTE, Rule, TOKYO, later, tokyo_date};

/// Wrong PINs without an assignment's id pause an account's tries, for longer each time (ASG-ACC-06).
pub const PIN_PAUSES: LockPolicy =
    LockPolicy { after: 5, lives: &[MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR] };

/// PIN mails of one company to one address: more than a busy day needs, and no flood (ASG-SND-05).
pub const PIN_MAILS: Limit =
    Limit { name: "assignment-mails", quota: 60, window: HOUR, rule: Some(Rule::AsgSnd05) };

/// The limits of the room, each with its reason. Days are counted in Japan; day 0 is that of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssignmentPolicy {
    /// The last day on which the sender may cancel: the source keeps day 7 for the system (ASG-CAN-01).
    pub last_cancel_day: i32,
    /// The last day on which it may be accepted (ASG-EXP-01).
    pub last_accept_day: i32,
    /// The hour of the next day from which it may be made again: "the morning of day 8" (ASG-EXP-02).
    pub again_hour: i8,
    /// Seconds between two sendings (ASG-SND-05).
    pub resend_pause: i64,
    /// How often one may be sent again (ASG-SND-05).
    pub resends: u32,
    /// Wrong PINs with an assignment's id that close it to PINs (ASG-ACC-06).
    pub wrong_pins: u32,
    /// Records of one batch at most: a mail and a transaction of sane length.
    pub batch: usize,
}

impl Default for AssignmentPolicy {
    fn default() -> Self {
        Self {
            last_cancel_day: 6,
            last_accept_day: 7,
            again_hour: 6,
            resend_pause: MINUTE,
            resends: 5,
            wrong_pins: 5,
            batch: 200,
        }
    }
}

/// The window of one assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Until before here its sender may cancel.
    pub cancel_until: Timestamp,
    /// Until before here it may be accepted; then the system cancels it.
    pub accept_until: Timestamp,
    /// From here the same record may be assigned to the same address again.
    pub again_from: Timestamp,
}

impl AssignmentPolicy {
    /// The window of an assignment that was sent at this instant.
    pub fn window(&self, sent_at: Timestamp) -> Window {
        let day = tokyo_date(sent_at);
        let after = |days: i32| midnight(day, (days + 1).days());
        let accept_until = after(self.last_accept_day);
        let hour = i64::from(self.again_hour);
        Window {
            cancel_until: after(self.last_cancel_day),
            accept_until,
            again_from: later(accept_until, hour * HOUR),
        }
    }

    /// What was sent from here on may still be accepted now: [`Self::window`] for queries.
    pub fn live_from(&self, now: Timestamp) -> Timestamp {
        midnight(tokyo_date(now), (-self.last_accept_day).days())
    }
}

/// The first instant of a day so many days later.
fn midnight(day: Date, span: Span) -> Timestamp {
    let date = day.saturating_add(span);
    TOKYO.to_timestamp(date.to_datetime(time(0, 0, 0, 0))).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn asg_exp_01_and_02_the_days_are_counted_in_japan() -> Result<(), jiff::Error> {
        // 00:30 on the 2nd in Japan, still the 1st in Europe.
        let sent: Timestamp = "2026-12-01T15:30:00Z".parse()?;
        let window = AssignmentPolicy::default().window(sent);
        assert_eq!(window.cancel_until, "2026-12-09T00:00:00+09:00".parse()?);
        assert_eq!(window.accept_until, "2026-12-10T00:00:00+09:00".parse()?);
        assert_eq!(window.again_from, "2026-12-10T06:00:00+09:00".parse()?);
        Ok(())
    }

    proptest! {
        /// What queries take for pending is what each assignment says of itself.
        #[test]
        fn asg_exp_01_the_edge_of_queries_is_that_of_the_window(
            sent in 0_i64..20 * 24 * 60, now in 0_i64..20 * 24 * 60,
        ) {
            let policy = AssignmentPolicy::default();
            let minute = |minutes: i64| later(Timestamp::UNIX_EPOCH, minutes * MINUTE);
            let live = minute(now) < policy.window(minute(sent)).accept_until;
            prop_assert_eq!(minute(sent) >= policy.live_from(minute(now)), live);
        }
    }
}
