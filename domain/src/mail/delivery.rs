//! What one try to hand a mail over means for it: a pure decision. The diagram is in the room's
//! header.

use jiff::Timestamp;

use super::{MailState, Settled};
use crate::kernel::{DAY, HOUR, MINUTE, later};

/// How a try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it.
    Accepted,
    /// The server refused it for good.
    Refused,
    /// A passing refusal, or no answer.
    Deferred,
    /// It cannot be put into a message at all; trying again would not help.
    Unsendable,
}

/// Tries at the most: with the waits below, about five days, as RFC 5321 §4.5.4.1 asks.
const TRIES: u32 = 24;

/// Seconds to wait after the n-th try: soon at first, so that grey-listing and a restarting server
/// cost minutes, then every few hours.
const fn wait(tries: u32) -> i64 {
    match tries {
        0 | 1 => MINUTE,
        2 => 5 * MINUTE,
        3 => 15 * MINUTE,
        4..=7 => 30 * MINUTE,
        8..=11 => 2 * HOUR,
        _ => 8 * HOUR,
    }
}

/// The mail after its try number `tries` (OPS-MAIL-01). `jitter`, from 0 to 1, spreads the retries
/// of many mails over a fifth of the wait.
pub fn settle(
    outcome: Outcome,
    tries: u32,
    expires_at: Timestamp,
    now: Timestamp,
    jitter: f64,
) -> Settled {
    let end = |state| Settled { state, next_attempt_at: None };
    match outcome {
        Outcome::Accepted => end(MailState::Sent),
        Outcome::Refused => end(MailState::Bounced),
        Outcome::Unsendable => end(MailState::Failed),
        Outcome::Deferred if tries >= TRIES => end(MailState::Failed),
        Outcome::Deferred => {
            let seconds = wait(tries);
            #[expect(clippy::cast_possible_truncation, reason = "at most a fifth of a day")]
            let spread = (jitter.clamp(0.0, 1.0) * (seconds.min(DAY) / 5) as f64) as i64;
            let next = later(now, seconds + spread);
            if next >= expires_at {
                end(MailState::Expired)
            } else {
                Settled { state: MailState::Deferred, next_attempt_at: Some(next) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn a_passing_refusal_waits_and_the_waits_grow() {
        let far = later(NOW, 100 * DAY);
        let waits: Vec<i64> = (1..TRIES)
            .map(|tries| settle(Outcome::Deferred, tries, far, NOW, 0.0))
            .map(|settled| settled.next_attempt_at.map_or(-1, Timestamp::as_second))
            .collect();
        assert!(waits.is_sorted(), "{waits:?}");
        assert_eq!(waits[0], MINUTE);
        assert!((4 * DAY..6 * DAY).contains(&waits.iter().sum::<i64>()), "{waits:?}");
    }

    #[test]
    fn ends_are_ends() {
        let far = later(NOW, DAY);
        let ends = [
            (Outcome::Accepted, 1, MailState::Sent),
            (Outcome::Refused, 1, MailState::Bounced),
            (Outcome::Unsendable, 1, MailState::Failed),
            (Outcome::Deferred, TRIES, MailState::Failed),
        ];
        for (outcome, tries, state) in ends {
            let settled = settle(outcome, tries, far, NOW, 0.5);
            assert_eq!(settled, Settled { state, next_attempt_at: None });
        }
    }

    #[test]
    fn a_mail_whose_link_is_over_is_not_tried_again() {
        let settled = settle(Outcome::Deferred, 1, later(NOW, 30), NOW, 0.0);
        assert_eq!(settled.state, MailState::Expired);
    }
}
