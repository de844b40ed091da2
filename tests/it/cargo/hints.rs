//! Why a list is empty or short (CGO-LST-06).

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply};
use tegata_tests::on_both;

use super::{CARGO, PICKUPS};
use crate::assignment::{ADDRESSEE, Community};

/// The codes of the hints.
fn codes(page: &Reply) -> Vec<&str> {
    let hints = page.body["hints"].as_array().expect("hints").iter();
    hints.map(|hint| hint["code"].as_str().expect("a code")).collect()
}

/// What the search of a hint finds.
fn followed(client: &Client, page: &Reply) -> Vec<Value> {
    let found = client.get(&page.text("/hints/0/href")).expect(200);
    found.body["items"].as_array().expect("items").iter().map(|item| item["id"].clone()).collect()
}

on_both! {
    /// CGO-LST-06: question 5. Received, and not in the list of today: the hint leads to it.
    fn question_5_the_period_is_another(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        community.go_to(4, "09:00:00");
        community.assign(&[&record]);
        let before = community.addressee.get(CARGO).expect(200);
        assert_eq!(codes(&before), ["assignments_waiting"]);
        assert_eq!(before.text("/hints/0/href"), "/v1/assignments/inbox");
        community.accept().expect(200);
        let day_0 = community.day_0;
        for query in ["", "?awb=131-00000011&from=2026-01-01&until=2026-01-02", "?assignment=received"] {
            for person in [&community.addressee, &community.colleague] {
                let page = person.get(&format!("{CARGO}{query}")).expect(200);
                assert_eq!(page.body["hits"]["count"], 0);
                assert_eq!(codes(&page), ["outside_period"], "{query}");
                assert_eq!(followed(person, &page), [json!(record)], "{query}");
            }
        }
        let page = community.addressee.get(CARGO).expect(200);
        assert_eq!(page.text("/hints/0/href"), format!("{CARGO}?from={day_0}&until={day_0}"));
        assert!(page.text("/hints/0/detail").contains("期間"));
        let english = community.addressee.with("accept-language", "en").get(CARGO).expect(200);
        assert!(english.text("/hints/0/detail").contains("period"));
    }

    /// CGO-LST-06: the pickup is on another day.
    fn a_pickup_on_another_day(app) {
        let community = Community::new(app);
        let request = community.pickup(1, 6);
        community.try_assign("pickup", &[&request], ADDRESSEE).expect(201);
        let path = "/v1/pickup-requests/assignment-acceptances";
        community.addressee.post(path, json!({ "pin": community.pin() })).expect(200);
        let page = community.colleague.get(PICKUPS).expect(200);
        assert_eq!(codes(&page), ["outside_period"]);
        assert_eq!(followed(&community.colleague, &page), [json!(request)]);
    }

    /// CGO-LST-06: the other direction, or less, finds what was named.
    fn less_finds_it(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        for (query, code) in [
            ("awb=131-00000011&direction=export", "other_direction"),
            ("direction=export", "other_direction"),
            ("awb=131-00000011&status=delivered", "other_filters"),
            ("awb=131-00000011&direction=export&alert=true", "other_filters"),
            ("status=delivered", "other_filters"),
        ] {
            let page = community.sender.get(&format!("{CARGO}?{query}")).expect(200);
            assert_eq!(codes(&page), [code], "{query}");
            assert_eq!(followed(&community.sender, &page), [json!(record)], "{query}");
        }
    }

    /// CGO-LST-06: question 5, asked by a front end that always names something: the direction of its tab,
    /// and what else is chosen. What is received lies in the past, as do own records.
    fn question_5_with_filters(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        community.assign(&[&record]);
        community.accept().expect(200);
        community.go_to(40, "09:00:00");
        for query in [
            "direction=import", "direction=import&assignment=received", "alert=false", "status=registered",
            "reservation=false&direction=import", "assignment=received&alert=false&status=registered",
        ] {
            for person in [&community.colleague, &community.sender] {
                if query.contains("received") && person.sends("authorization") == community.sender.sends("authorization") {
                    continue;
                }
                let page = person.get(&format!("{CARGO}?{query}")).expect(200);
                assert_eq!(page.body["hits"]["count"], 0);
                assert_eq!(codes(&page), ["outside_period"], "{query}");
                assert_eq!(followed(person, &page), [json!(record)], "{query}");
            }
        }
        for query in ["direction=export", "alert=true", "assignment=received&status=delivered"] {
            let page = community.colleague.get(&format!("{CARGO}?{query}")).expect(200);
            assert_eq!(codes(&page), [""; 0], "{query}");
        }
        let request = community.pickup(1, 60);
        for query in ["request_status=requested", "shed=%E6%88%90%E7%94%B0%E7%AC%AC%E4%B8%80%E4%B8%8A%E5%B1%8B&alert=false"] {
            let page = community.sender.get(&format!("{PICKUPS}?{query}")).expect(200);
            assert_eq!(codes(&page), ["outside_period"], "{query}");
            assert_eq!(followed(&community.sender, &page), [json!(request)], "{query}");
        }
    }

    /// CGO-LST-06: a short list says that there is more of the air waybill outside its period.
    fn a_short_list_says_so(app) {
        let community = Community::new(app);
        let house = |hawb: &str| {
            let body = json!({ "direction": "import", "mawb": "131-00000011", "hawb": hawb });
            community.sender.post(CARGO, body).expect(201)
        };
        house("H1");
        community.go_to(2, "09:00:00");
        house("H2");
        let today = format!("{CARGO}?awb=131-00000011&from={0}&until={0}", &community.instant(2, "")[..10]);
        let page = community.sender.get(&today).expect(200);
        assert_eq!(page.body["hits"]["count"], 1);
        assert_eq!(codes(&page), ["outside_period"]);
        assert_eq!(followed(&community.sender, &page).len(), 2);
        assert_eq!(codes(&community.sender.get(&format!("{CARGO}?awb=131-00000011")).expect(200)), [""; 0]);
    }

    /// CGO-LST-06, CGO-VIS-01: no hint shows what the company may not see.
    fn no_hint_shows_what_may_not_be_seen(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        let queries = [
            "", "?awb=131-00000011", "?awb=131-00000011&from=2026-01-01&until=2026-01-02",
            "?awb=131-00000011&direction=export", "?status=delivered", "?assignment=received",
        ];
        let empty = |person: &Client| {
            for query in queries {
                let page = person.get(&format!("{CARGO}{query}")).expect(200);
                assert_eq!(page.body["hits"]["count"], 0);
                assert_eq!(codes(&page), [""; 0], "{query}");
            }
        };
        empty(&community.other);
        let assignment = community.assign(&[&record]).remove(0);
        community.accept().expect(200);
        community.act(&assignment, "revoke").expect(200);
        empty(&community.addressee);
    }
}
