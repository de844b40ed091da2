//! `GET /v1/service-calendar`

use actix_web::http::StatusCode;
use actix_web::{get, web};
use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};
use tegata_domain::calendar::closure::Shown;
use tegata_domain::calendar::{ClosedBecause, Day, Hours, closure};
use tegata_domain::kernel::Language;
use utoipa::{IntoParams, ToSchema};

use crate::http::{Answer, App, Query, Request, Stranger};
use crate::problem::instant;

/// Which days are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// The first day, in Japan; today when absent.
    #[param(format = Date, max_length = 10, example = "2026-11-21")]
    pub from: Option<String>,
    /// The last day; two weeks in all when absent, at most 92 days.
    #[param(format = Date, max_length = 10, example = "2026-12-04")]
    pub to: Option<String>,
}

/// From when until when the service is open.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ServiceHours {
    /// The first instant.
    #[schema(format = DateTime, example = "2026-11-24T00:00:00+09:00")]
    pub from: String,
    /// The first instant after it.
    #[schema(format = DateTime, example = "2026-11-24T23:00:00+09:00")]
    pub to: String,
}

/// A day of the calendar.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ServiceDay {
    /// The day, in Japan.
    #[schema(format = Date, example = "2026-11-24")]
    pub date: String,
    /// Its weekday, from `monday` to `sunday`.
    #[schema(example = "tuesday")]
    pub weekday: String,
    /// When the service is open; empty on a closed day.
    pub open: Vec<ServiceHours>,
    /// Why it is closed: `weekend`, `national_holiday`, `closure`. Absent on an open day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_because: Option<String>,
    /// The holiday's name in the wanted language, or the closure's reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// When own password change and peer initialisation run (RIS-CHG-03).
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ServiceCalendar {
    /// The service: `terminal_password`.
    #[schema(example = "terminal_password")]
    pub service: String,
    /// The time zone of its days and hours.
    #[schema(example = "Asia/Tokyo")]
    pub time_zone: String,
    /// The present second.
    #[schema(format = DateTime, example = "2026-11-24T15:04:05+09:00")]
    pub now: String,
    /// Whether it is open now.
    pub open_now: bool,
    /// When it is open next: now, when it is open. Absent when no day within more than a year is.
    #[schema(format = DateTime, example = "2026-11-24T15:04:05+09:00")]
    pub next_opening: Option<String>,
    /// When it closes; absent while it is closed.
    #[schema(format = DateTime, example = "2026-11-24T23:00:00+09:00")]
    pub closes_at: Option<String>,
    /// The days asked for.
    pub days: Vec<ServiceDay>,
}

impl ServiceCalendar {
    fn new(shown: &Shown, language: Language) -> Self {
        let Shown { calendar, now, days } = shown;
        Self {
            service: "terminal_password".to_owned(),
            time_zone: "Asia/Tokyo".to_owned(),
            now: instant(*now),
            open_now: calendar.is_open(*now),
            next_opening: calendar.next_opening(*now).map(instant),
            closes_at: calendar.closes_at(*now).map(instant),
            days: days.iter().map(|date| day(&calendar.day(*date), language)).collect(),
        }
    }
}

fn day(day: &Day<'_>, language: Language) -> ServiceDay {
    let hours = |hours: Hours| ServiceHours { from: instant(hours.from), to: instant(hours.to) };
    let reason = match day.closed {
        None | Some(ClosedBecause::Weekend) => None,
        Some(ClosedBecause::NationalHoliday(holiday)) => {
            Some(language.pick(holiday.ja, holiday.en))
        }
        Some(ClosedBecause::Closure(reason)) => Some(reason),
    };
    ServiceDay {
        date: day.date.to_string(),
        weekday: weekday(day.date.weekday()).to_owned(),
        open: day.hours().map(hours).into_iter().collect(),
        closed_because: day.closed.map(|closed| closed.as_str().to_owned()),
        reason: reason.map(str::to_owned),
    }
}

const fn weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}

/// Read the service calendar.
///
/// On which days and hours terminal users change passwords (RIS-CHG-03), in Japan time, with why a day is
/// closed.
#[utoipa::path(
    tag = "reference", operation_id = "read_service_calendar", security(()),
    params(CalendarQuery),
    responses((status = 200, description = "The calendar.", body = ServiceCalendar)),
)]
#[get("/v1/service-calendar")]
pub async fn read_service_calendar(
    app: web::Data<App>,
    query: Query<CalendarQuery>,
    request: Request<Stranger>,
) -> Answer {
    let language = request.call.language;
    let CalendarQuery { from, to } = query.0;
    let done =
        request.run(&app, move |env, _| closure::show(env, from.as_deref(), to.as_deref())).await?;
    Ok(done.answer(StatusCode::OK, |shown| ServiceCalendar::new(&shown, language)))
}
