//! Getting back into an office: reissue applications, their review, and the service hours.

mod service_calendar;
