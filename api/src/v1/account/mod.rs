//! Registration, my page, recovery, inquiries.

pub mod change_me;
pub mod complete_email_change;
pub mod complete_recovery;
pub mod complete_registration;
pub mod disown_recovery;
pub mod file_inquiry;
pub mod file_support_inquiry;
pub mod inspect_recovery;
pub mod inspect_registration;
pub mod list_inquiries;
pub mod read_me;
pub mod remind_login_ids;
pub mod request_email_change;
pub mod request_office_recovery;
pub mod request_recovery;
pub mod request_registration;
pub mod security_history;
pub mod view;
