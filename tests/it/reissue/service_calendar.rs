//! `GET /v1/service-calendar`

use jiff::Timestamp;
use serde_json::{Value, json};
use tegata_domain::kernel::{DAY, TOKYO, later};
use tegata_tests::harness::{Client, Folder, Process, Reply, TestApp};
use tegata_tests::on_both;

use crate::replicas::program;

const CALENDAR: &str = "/v1/service-calendar";

/// The days from a Friday over Golden Week to a Monday, as (day, weekday, why it is closed, reason).
const GOLDEN_WEEK: [(&str, &str, &str, &str, &str); 11] = [
    ("2046-04-27", "friday", "", "", ""),
    ("2046-04-28", "saturday", "weekend", "", ""),
    ("2046-04-29", "sunday", "national_holiday", "昭和の日", "Showa Day"),
    ("2046-04-30", "monday", "national_holiday", "振替休日", "Substitute Holiday"),
    ("2046-05-01", "tuesday", "", "", ""),
    ("2046-05-02", "wednesday", "", "", ""),
    ("2046-05-03", "thursday", "national_holiday", "憲法記念日", "Constitution Day"),
    ("2046-05-04", "friday", "national_holiday", "みどりの日", "Greenery Day"),
    ("2046-05-05", "saturday", "national_holiday", "こどもの日", "Children's Day"),
    ("2046-05-06", "sunday", "weekend", "", ""),
    ("2046-05-07", "monday", "", "", ""),
];

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn days(reply: &Reply) -> &Vec<Value> {
    reply.body["days"].as_array().expect("days")
}

/// What the calendar says of now: whether it is open, since or from when, and until when.
#[track_caller]
fn hours_now(app: &TestApp, open: bool, next: &str, closes: Option<&str>) {
    let reply = app.stranger().get(CALENDAR).expect(200);
    assert_eq!(reply.body["open_now"], open, "{}", reply.text);
    let next = if open { reply.text("/now") } else { next.to_owned() };
    assert_eq!(reply.text("/next_opening"), next);
    assert_eq!(reply.body["closes_at"].as_str(), closes, "{}", reply.text);
}

/// Closes the service as an operator does.
fn close(operator: &Client, from: &str, to: &str, yearly: bool) -> String {
    let body = json!({
        "from": from, "to": to, "yearly": yearly, "public_reason": "年末年始", "reason": "Notice 31."
    });
    operator.post("/v1/admin/closures", body).expect(201).text("/id")
}

on_both! {
    /// RIS-CHG-03: weekdays from 0:00 to 23:00 in Japan; weekends and holidays are closed, and say why.
    fn the_days_say_when_they_are_open_and_why_not(app) {
        let query = format!("{CALENDAR}?from=2046-04-27&to=2046-05-07");
        for language in ["ja", "en"] {
            let reply = app.stranger().with("accept-language", language).get(&query).expect(200);
            assert_eq!(reply.text("/service"), "terminal_password");
            assert_eq!(reply.text("/time_zone"), "Asia/Tokyo");
            assert_eq!(days(&reply).len(), GOLDEN_WEEK.len());
            for (day, (date, weekday, closed, ja, en)) in days(&reply).iter().zip(GOLDEN_WEEK) {
                assert_eq!((text(&day["date"]), text(&day["weekday"])), (date, weekday));
                assert_eq!(text(&day["closed_because"]), closed, "{day}");
                assert_eq!(text(&day["reason"]), if language == "ja" { ja } else { en }, "{day}");
                let hours = json!([{
                    "from": format!("{date}T00:00:00+09:00"), "to": format!("{date}T23:00:00+09:00")
                }]);
                assert_eq!(day["open"], if closed.is_empty() { hours } else { json!([]) }, "{day}");
            }
        }
    }

    /// RIS-CHG-03: Friday before and at 23:00, over Sunday and the substitute holiday to Tuesday.
    fn the_next_opening_is_after_the_holidays(app) {
        app.advance_to("2046-04-27T22:59:30+09:00");
        hours_now(app, true, "", Some("2046-04-27T23:00:00+09:00"));
        for closed in ["2046-04-27T23:00:00+09:00", "2046-04-29T12:00:00+09:00", "2046-04-30T23:59:30+09:00"] {
            app.advance_to(closed);
            hours_now(app, false, "2046-05-01T00:00:00+09:00", None);
        }
        app.advance_to("2046-05-01T00:00:00+09:00");
        hours_now(app, true, "", Some("2046-05-01T23:00:00+09:00"));
    }

    /// RIS-CHG-03: operators close more days, once or every year; removed, they are open again.
    fn closures_close_days(app) {
        let operator = app.operator();
        let year_end = close(&operator, "2045-12-29", "2046-01-03", true);
        app.advance_to("2045-12-28T23:00:00+09:00");
        hours_now(app, false, "2046-01-04T00:00:00+09:00", None);
        let ask = |from: &str, to: &str| app.stranger().get(&format!("{CALENDAR}?from={from}&to={to}")).expect(200);
        let shown = |reply: &Reply| -> Vec<String> {
            let say = |day: &Value| format!("{} {}", text(&day["closed_because"]), text(&day["reason"]));
            days(reply).iter().map(say).collect()
        };
        let closure = "closure 年末年始";
        // New Year's Day keeps its own name; 2 January 2050 is a Sunday.
        let expected = [closure, closure, closure, "national_holiday 元日", closure, closure, " "];
        assert_eq!(shown(&ask("2049-12-29", "2050-01-04")), expected);
        assert_eq!(shown(&ask("2044-12-29", "2044-12-30")), [" ", " "], "before its first year");

        let once = close(&operator, "2046-01-04", "2046-01-05", false);
        hours_now(app, false, "2046-01-09T00:00:00+09:00", None);
        assert_eq!(shown(&ask("2047-01-04", "2047-01-04")), [" "], "in its own year alone");

        let reason = json!({ "reason": "Notice 32." });
        let remove = |id: &str| operator.post(&format!("/v1/admin/closures/{id}/remove"), reason.clone());
        remove(&once).expect(204);
        hours_now(app, false, "2046-01-04T00:00:00+09:00", None);
        remove(&year_end).expect(204);
        hours_now(app, false, "2045-12-29T00:00:00+09:00", None);
    }

    /// RIS-CHG-03: two weeks from today in Japan, unless asked otherwise; a quarter at most.
    fn two_weeks_are_shown_unless_asked_otherwise(app) {
        let count = |query: &str| {
            let reply = app.stranger().get(&format!("{CALENDAR}{query}")).expect(200);
            (text(&days(&reply)[0]["date"]).to_owned(), days(&reply).len())
        };
        // In Japan it is the next day already.
        app.advance_to("2046-04-26T15:00:00Z");
        assert_eq!(count(""), ("2046-04-27".to_owned(), 14));
        assert_eq!(count("?to=2046-04-27"), ("2046-04-27".to_owned(), 1));
        assert_eq!(count("?from=2046-12-01"), ("2046-12-01".to_owned(), 14));
        assert_eq!(count("?from=2046-12-01&to=2047-03-02"), ("2046-12-01".to_owned(), 92));
        assert_eq!(count("?from=1999-12-31&to=2000-01-01").1, 2);
        for (query, fields) in [
            ("?from=2046-12-01&to=2047-03-03", vec![("?to", "date_too_late")]),
            ("?from=2046-12-01&to=2046-11-30", vec![("?to", "date_too_early")]),
            ("?to=2046-04-26", vec![("?to", "date_too_early")]),
            ("?from=2046-02-29", vec![("?from", "invalid_format")]),
            ("?from=", vec![("?from", "invalid_format")]),
            ("?from=20461201&to=soon", vec![("?from", "invalid_format"), ("?to", "invalid_format")]),
        ] {
            app.stranger().get(&format!("{CALENDAR}{query}")).expect(422).fields(&fields);
        }
        let late = app.stranger().get(&format!("{CALENDAR}?from=2046-12-01&to=2050-01-01")).expect(422);
        assert!(late.text("/errors/0/detail").contains("2047-03-02"), "it names the last day possible");
    }
}

/// RIS-CHG-03: days and hours are Japan's, wherever the server is.
#[test]
fn the_servers_own_zone_does_not_matter() {
    let folder = Folder::new();
    let process = Process::start(program(), &folder.0.join("a.db").display().to_string(), &[]);
    let stranger = process.stranger();
    let now: Timestamp = stranger.get(CALENDAR).expect(200).text("/now").parse().unwrap();
    // At noon in Japan it is still yesterday where the server is.
    let tomorrow = TOKYO.to_datetime(later(now, DAY)).date();
    let noon = format!("{tomorrow}T12:00:00+09:00");
    stranger.post("/v1/sandbox/clock", json!({ "advance_to": noon })).expect(200);
    let reply = stranger.get(CALENDAR).expect(200);
    assert!(reply.text("/now").starts_with(&noon[..16]), "{}", reply.text);
    assert_eq!(reply.text("/days/0/date"), tomorrow.to_string());
    for day in days(&reply).iter().filter(|day| day["open"] != json!([])) {
        assert_eq!(text(&day["open"][0]["from"]), format!("{}T00:00:00+09:00", text(&day["date"])));
    }
}
