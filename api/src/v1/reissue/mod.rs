//! Getting back into an office: reissue applications, their review, and the service hours.

pub mod read_service_calendar;
