//! The limits of the room, each with its reason. Operators may set them.

use crate::kernel::{DAY, HOUR};

/// Limits of links and of what strangers may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountPolicy {
    /// Seconds for which a registration or e-mail-change link is good: 24 hours, as the manual says
    /// (ACC-REG-04, ACC-PRO-05).
    pub registration_link: i64,
    /// Seconds for which a recovery link is good (RCV-04): the manual says only that it expires; an
    /// hour is enough to open a mailbox and short enough for one that is read by others.
    pub recovery_link: i64,
    /// Seconds for which a first-password link is good: it waits for a person who did not ask.
    pub first_password_link: i64,
    /// Tries, previews counted, after which a recovery link is dead (RCV-06).
    pub tries_per_link: u32,
    /// Mails that one address or login id can be made to receive in an hour: a mailbox must not be
    /// flooded by a stranger.
    pub mails_per_address: u32,
    /// Links, reminders and inquiries that one client may ask for in an hour.
    pub requests_per_client: u32,
}

impl Default for AccountPolicy {
    fn default() -> Self {
        Self {
            registration_link: DAY,
            recovery_link: HOUR,
            first_password_link: 7 * DAY,
            tries_per_link: 10,
            mails_per_address: 5,
            requests_per_client: 60,
        }
    }
}
