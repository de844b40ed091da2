//! What operators do. Every action carries a reason and is audited.

pub mod act_on_account;
pub mod act_on_office;
pub mod act_on_terminal_user;
pub mod add_closure;
pub mod answer_inquiry;
pub mod assignments;
pub mod companies;
pub mod correct_account;
pub mod create_account;
pub mod invitations;
pub mod list_accounts;
pub mod list_audit_entries;
pub mod list_closures;
pub mod list_inquiries;
pub mod list_mails;
pub mod offices;
pub mod read_account;
pub mod read_inquiry;
pub mod read_mail;
pub mod remove_closure;
pub mod retry_mail;
pub mod transfer;
pub mod view;
