//! The whole API on one screen: every route under `/v1`. The document is made of these.

mod access;
mod account;
pub mod action;
mod admin;
mod organization;
mod reference;
mod reissue;
mod review;
mod sandbox;
mod terminal;

use utoipa_actix_web::service_config::ServiceConfig;

/// The routes, in the order of the document.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        // What a client reads first.
        .service(reference::terms::read_terms)
        .service(reference::problems::list_problems)
        .service(reference::problems::read_problem)
        .service(reference::password_policies::list_password_policies)
        .service(reference::password_checks::check_password)
        .service(reissue::read_service_calendar::read_service_calendar)
        // Registration.
        .service(account::request_registration::request_registration)
        .service(account::inspect_registration::inspect_registration)
        .service(account::complete_registration::complete_registration)
        // Sessions.
        .service(access::sign_in::sign_in)
        .service(access::refresh_session::refresh_session)
        .service(access::list_sessions::list_sessions)
        .service(access::sign_out::sign_out)
        .service(access::end_session::end_session)
        // My page.
        .service(account::read_me::read_me)
        .service(account::change_me::change_me)
        .service(account::request_email_change::request_email_change)
        .service(account::complete_email_change::complete_email_change)
        .service(access::prove_password::prove_password)
        .service(access::change_password::change_password)
        .service(account::security_history::read_security_history)
        // Recovery.
        .service(account::request_recovery::request_recovery)
        .service(account::request_office_recovery::request_office_recovery)
        .service(account::inspect_recovery::inspect_recovery)
        .service(account::complete_recovery::complete_recovery)
        .service(account::disown_recovery::disown_recovery)
        .service(account::remind_login_ids::remind_login_ids)
        // The company, with its members, invitations, offices and terminal users.
        .service(organization::current_company::read_current_company)
        .service(organization::current_company::change_current_company)
        .service(organization::members::list_members)
        .service(organization::members::read_member)
        .service(organization::members::change_member)
        .service(organization::members::disable_member)
        .service(organization::members::enable_member)
        .service(organization::invitations::invite)
        .service(organization::invitations::list_invitations)
        .service(organization::invitations::read_invitation)
        .service(organization::invitations::resend_invitation)
        .service(organization::invitations::withdraw_invitation)
        .service(organization::answer_invitation::inspect_invitation)
        .service(organization::answer_invitation::accept_invitation)
        .service(organization::answer_invitation::decline_invitation)
        .service(organization::offices::create_office)
        .service(organization::offices::list_offices)
        .service(organization::offices::read_office)
        .service(organization::offices::change_office)
        .service(organization::act_on_office::disable_office)
        .service(organization::act_on_office::enable_office)
        .service(organization::act_on_office::unlock_office)
        .service(organization::act_on_office::send_office_password_link)
        .service(organization::terminals::create_terminal_user)
        .service(organization::terminals::list_terminal_users)
        .service(organization::terminals::read_terminal_user)
        .service(organization::terminals::change_terminal_user)
        .service(organization::act_on_terminal_user::disable_terminal_user)
        .service(organization::act_on_terminal_user::enable_terminal_user)
        .service(organization::act_on_terminal_user::unlock_terminal_user)
        // The office portal.
        .service(organization::portal::read_own_office)
        .service(organization::portal::list_own_terminal_users)
        .service(organization::portal::read_own_terminal_user)
        .service(organization::portal::read_password_notice)
        // Terminal users.
        .service(terminal::read_terminal::read_terminal)
        .service(terminal::change_password::change_terminal_password)
        .service(terminal::initialise_peer::initialise_peer)
        // Applications for reissue, and their review.
        .service(reissue::read_guidance::read_reissue_guidance)
        .service(reissue::file_application::file_reissue_application)
        .service(reissue::list_applications::list_reissue_applications)
        .service(reissue::read_application::read_reissue_application)
        .service(reissue::correct_application::correct_reissue_application)
        .service(reissue::withdraw_application::withdraw_reissue_application)
        .service(reissue::read_notice::read_reissue_notice)
        .service(reissue::list_news::list_news)
        .service(review::list_applications::list_applications_for_review)
        .service(review::read_application::read_application_for_review)
        .service(review::approve::approve_reissue_application)
        .service(review::request_correction::request_reissue_correction)
        // Inquiries.
        .service(account::file_support_inquiry::file_support_inquiry)
        .service(account::file_inquiry::file_inquiry)
        .service(account::list_inquiries::list_inquiries)
        // Operators.
        .service(admin::create_account::create_account)
        .service(admin::list_accounts::list_accounts)
        .service(admin::read_account::read_account)
        .service(admin::act_on_account::disable_account)
        .service(admin::act_on_account::enable_account)
        .service(admin::act_on_account::unlock_account)
        .service(admin::list_inquiries::list_all_inquiries)
        .service(admin::read_inquiry::read_inquiry)
        .service(admin::answer_inquiry::answer_inquiry)
        .service(admin::list_mails::list_mails)
        .service(admin::read_mail::read_mail)
        .service(admin::retry_mail::retry_mail)
        .service(admin::add_closure::add_closure)
        .service(admin::list_closures::list_closures)
        .service(admin::remove_closure::remove_closure)
        .service(admin::list_audit_entries::list_audit_entries)
        .service(admin::companies::create_company)
        .service(admin::companies::list_companies)
        .service(admin::companies::read_company)
        .service(admin::companies::change_company)
        .service(admin::invitations::admin_invite)
        .service(admin::invitations::admin_list_invitations)
        .service(admin::invitations::admin_resend_invitation)
        .service(admin::invitations::admin_withdraw_invitation)
        .service(admin::transfer::merge_company)
        .service(admin::transfer::move_account)
        .service(admin::offices::admin_create_office)
        .service(admin::offices::admin_read_office)
        .service(admin::offices::admin_change_office)
        .service(admin::offices::admin_list_offices)
        .service(admin::offices::admin_create_terminal_user)
        .service(admin::offices::admin_list_terminal_users)
        .service(admin::act_on_office::admin_disable_office)
        .service(admin::act_on_office::admin_enable_office)
        .service(admin::act_on_office::admin_unlock_office)
        .service(admin::act_on_office::admin_send_office_password_link)
        .service(admin::act_on_terminal_user::admin_disable_terminal_user)
        .service(admin::act_on_terminal_user::admin_enable_terminal_user)
        .service(admin::act_on_terminal_user::admin_unlock_terminal_user)
        // Sandbox.
        .service(sandbox::list_mails::list_sandbox_mails)
        .service(sandbox::clock::read_sandbox_clock)
        .service(sandbox::clock::move_sandbox_clock);
}
