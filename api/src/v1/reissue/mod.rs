//! Getting back into an office: reissue applications, their notices and news, and the service hours.

pub mod correct_application;
pub mod file_application;
pub mod list_applications;
pub mod list_news;
pub mod read_application;
pub mod read_guidance;
pub mod read_notice;
pub mod read_service_calendar;
pub mod view;
pub mod withdraw_application;
