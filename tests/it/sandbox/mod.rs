//! The readable mailbox and the movable clock. That production has neither stands in `config`.

mod clock;
mod list_mails;
