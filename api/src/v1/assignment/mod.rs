//! Assignments: sending, what is sent, the inbox, accepting.

pub mod accept;
pub mod accepted_view;
pub mod act_on_assignment;
pub mod assign;
pub mod inbox_view;
pub mod list_assignments;
pub mod list_inbox;
pub mod read_assignment;
pub mod send_pin;
pub mod sent_view;
pub mod view;
