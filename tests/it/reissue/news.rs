//! `GET /v1/news`

use serde_json::Value;
use tegata_tests::on_both;

use super::{Filed, desk_with, file, form};

/// The topics of a page, newest first.
fn topics(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["topic"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    /// RIS-REV-05: the office sees what happened to its applications, newest first, in the language that
    /// it asks for, each with the way to its details.
    fn the_news_tell_what_happened(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let step = |done: &dyn Fn()| {
            app.advance(1);
            done();
        };
        let empty = desk.office.get("/v1/news").expect(200);
        assert_eq!(topics(&empty.body), Vec::<String>::new());
        let filed = file(&desk.office, &["1ANACA0A"]);
        step(&|| drop(filed.request_correction(&desk.operator).expect(200)));
        step(&|| drop(filed.correct(&desk.office, form(&["1ANACA0A"])).expect(200)));
        step(&|| drop(filed.approve(&desk.operator).expect(200)));
        app.advance(1);
        let other = file(&desk.office, &["1ANACA0B"]);
        step(&|| drop(other.withdraw(&desk.office).expect(200)));

        let news = desk.office.get("/v1/news").expect(200);
        assert_eq!(topics(&news.body), [
            "application_withdrawn",
            "application_received",
            "application_approved",
            "application_received",
            "correction_requested",
            "application_received",
        ]);
        for (at, about) in [(0, &other), (2, &filed), (4, &filed)] {
            let item = |member: &str| news.text(&format!("/items/{at}/{member}"));
            let Filed { number, .. } = about;
            assert_eq!(&item("receipt_number"), number);
            assert_eq!(item("href"), about.path());
            assert!(item("text").contains(number.as_str()), "{}", item("text"));
            desk.office.get(&item("href")).expect(200);
        }
        let english = desk.office.with("accept-language", "en").get("/v1/news").expect(200);
        assert_eq!(topics(&english.body), topics(&news.body));
        let text = english.text("/items/2/text");
        assert!(text.is_ascii() && text.contains(&filed.number), "{text}");

        // In pages.
        let first = desk.office.get("/v1/news?limit=4").expect(200);
        let cursor = first.text("/next_cursor");
        let second = desk.office.get(&format!("/v1/news?limit=4&cursor={cursor}")).expect(200);
        assert_eq!([topics(&first.body), topics(&second.body)].concat(), topics(&news.body));
    }
}
