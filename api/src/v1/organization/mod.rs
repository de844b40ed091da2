//! Companies, members, invitations, offices and terminal users, and what an office sees of itself.

pub mod act_on_office;
pub mod act_on_terminal_user;
pub mod answer_invitation;
pub mod company_view;
pub mod current_company;
pub mod invitation_view;
pub mod invitations;
pub mod members;
pub mod office_view;
pub mod offices;
pub mod portal;
pub mod terminal_view;
pub mod terminals;
