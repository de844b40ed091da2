//! `GET /v1/cargo-records`, `GET /v1/pickup-requests`

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Desk, Reply};
use tegata_tests::{on_both, on_postgres};

use super::{CARGO, PICKUPS, awb, with};
use crate::assignment::{ADDRESSEE, Community};

/// The air waybills of a page, in its order.
fn mawbs(page: &Reply) -> Vec<String> {
    let items = page.body["items"].as_array().expect("items").iter();
    items.map(|item| item["mawb"].as_str().expect("a number").to_owned()).collect()
}

fn numbers(serials: &[u32]) -> Vec<String> {
    serials.iter().map(|serial| awb(131, *serial)).collect()
}

/// Every page of a list, each of so many rows.
fn all(client: &Client, path: &str, limit: usize) -> Vec<Value> {
    let (mut rows, mut next) = (Vec::new(), format!("{path}&limit={limit}"));
    loop {
        let page = client.get(&next).expect(200);
        let items = page.body["items"].as_array().expect("items").clone();
        assert!(items.len() <= limit);
        rows.extend(items);
        let Some(cursor) = page.body["next_cursor"].as_str() else {
            assert_eq!(page.body["has_more"], false);
            return rows;
        };
        assert_eq!(page.body["has_more"], true);
        next = format!("{path}&limit={limit}&cursor={cursor}");
        assert!(page.header("link").expect("a link").contains("rel=\"next\""));
    }
}

on_both! {
    /// CGO-LST-01, CGO-LST-04: own records and accepted ones in one order, newest first; what could be
    /// accepted is counted, and accepting moves nothing.
    fn own_and_received_records_are_one_list(app) {
        let community = Community::new(app);
        community.qualify(&community.addressee);
        let first = community.cargo(1);
        app.advance(60);
        crate::assignment::cargo_of(&community.addressee, 2);
        app.advance(60);
        let third = community.cargo(3);
        app.advance(60);
        crate::assignment::cargo_of(&community.other, 4);
        community.assign(&[&first, &third]);
        let before = community.addressee.get(CARGO).expect(200);
        assert_eq!(mawbs(&before), numbers(&[2]));
        assert_eq!(before.body["acceptable"], json!({ "count": 2, "more": false }));
        assert_eq!(community.colleague.get(CARGO).expect(200).body["acceptable"]["count"], 0);
        app.advance(60);
        community.accept().expect(200);
        for person in [&community.addressee, &community.colleague] {
            let page = person.get(CARGO).expect(200);
            assert_eq!(mawbs(&page), numbers(&[3, 2, 1]));
            assert_eq!(page.body["hits"], json!({ "count": 3, "more": false }));
            assert_eq!(page.body["acceptable"]["count"], 0);
            assert_eq!(page.body["hints"], json!([]));
            let states: Vec<&Value> = page.body["items"].as_array().unwrap().iter()
                .map(|item| &item["assignment"]).collect();
            assert_eq!(states, ["received", "none", "received"]);
            assert_eq!(page.body["items"][0]["own"], false);
            assert!(page.body["items"][0]["assignment_id"].is_string());
        }
        assert_eq!(mawbs(&community.other.get(CARGO).expect(200)), numbers(&[4]));
        assert_eq!(mawbs(&community.sender.get(CARGO).expect(200)), numbers(&[3, 1]));
    }

    /// CGO-LST-01: pages of any size hold the same rows in the same order.
    fn pages_are_cut_out_of_one_order(app) {
        let community = Community::new(app);
        community.qualify(&community.addressee);
        let mut shared = Vec::new();
        for serial in 1..=9 {
            if serial % 2 == 0 {
                shared.push(community.cargo(serial));
            } else {
                crate::assignment::cargo_of(&community.addressee, serial);
            }
            app.advance(i64::from(serial % 3));
        }
        community.assign(&shared.iter().map(String::as_str).collect::<Vec<_>>());
        community.accept().expect(200);
        let path = format!("{CARGO}?from={}", community.day_0);
        let whole = all(&community.addressee, &path, 200);
        assert_eq!(whole.len(), 9);
        for limit in [1, 2, 4, 8] {
            assert_eq!(all(&community.addressee, &path, limit), whole, "{limit}");
        }
        let page = community.addressee.get(&format!("{path}&limit=2")).expect(200);
        assert_eq!(page.body["hits"]["count"], 9);
        let cursor = page.text("/next_cursor");
        let other = community.addressee.get(&format!("{path}&alert=true&cursor={cursor}"));
        other.refused(400, "cursor_invalid", "");
    }

    /// CGO-LST-09: a list that is read over midnight is the one of the day on which it began.
    fn pages_are_of_the_day_on_which_they_began(app) {
        let community = Community::new(app);
        for serial in 1..=3 {
            community.cargo(serial);
            community.pickup(serial, 0);
        }
        for path in [CARGO, PICKUPS] {
            let day = if path == CARGO { 0 } else { 1 };
            community.go_to(day, "23:59:00");
            if path == PICKUPS {
                (1..=3).for_each(|serial| drop(community.pickup(serial, 1)));
            }
            let first = community.sender.get(&format!("{path}?limit=1")).expect(200);
            assert_eq!(first.body["hits"]["count"], 3, "{path}");
            community.go_to(day + 1, "00:01:00");
            let next = format!("{path}?limit=1&cursor={}", first.text("/next_cursor"));
            let second = community.sender.get(&next).expect(200);
            assert_eq!(second.body["hits"]["count"], 3, "{path}");
            let last = format!("{path}?limit=1&cursor={}", second.text("/next_cursor"));
            let third = community.sender.get(&last).expect(200);
            assert_eq!((third.body["items"].as_array().unwrap().len(), &third.body["has_more"]), (1, &json!(false)));
        }
    }

    /// CGO-LST-04: hits are counted with the first page; whoever begins again sees what came since.
    fn hits_are_those_of_the_first_page(app) {
        let community = Community::new(app);
        (1..=2).for_each(|serial| drop(community.cargo(serial)));
        let path = format!("{CARGO}?limit=1");
        let first = community.sender.get(&path).expect(200);
        community.cargo(3);
        let next = format!("{path}&cursor={}", first.text("/next_cursor"));
        let counted = |path: &str| community.sender.get(path).expect(200).body["hits"]["count"].clone();
        assert_eq!((counted(&next), counted(&path)), (json!(2), json!(3)));
        // Who gets hold of the cursor learns nothing of another company's list.
        let other = community.other.get(&next).expect(200);
        assert_eq!((&other.body["hits"]["count"], &other.body["items"]), (&json!(0), &json!([])));
    }

    /// CGO-LST-03, CGO-LST-08: each filter alone and all of them together, of own and received records
    /// alike; names in any width and case.
    fn every_filter_of_the_cargo_list(app) {
        let community = Community::new(app);
        community.qualify(&community.addressee);
        let body = |serial: u32, more: Value| {
            with(json!({ "direction": "import", "mawb": awb(131, serial) }), more)
        };
        let special = json!({
            "direction": "export", "status": "arrived", "alerts": ["damage"], "reservation": true,
            "hawb": "NAX1", "bonded_warehouse": "ＡＢＣ 上屋", "shipper": "山田電子",
            "customs_broker": "Nax-Broker"
        });
        for (who, from) in [(&community.sender, 1), (&community.addressee, 3)] {
            who.post(CARGO, body(from, special.clone())).expect(201);
            who.post(CARGO, body(from + 1, json!({}))).expect(201);
        }
        let page = community.sender.get(CARGO).expect(200);
        let ids: Vec<&str> = page.body["items"].as_array().unwrap().iter()
            .map(|item| item["id"].as_str().unwrap()).collect();
        community.assign(&ids);
        community.accept().expect(200);
        let found = |query: &str| {
            let page = community.addressee.get(&format!("{CARGO}?{query}")).expect(200);
            let mut found = mawbs(&page);
            assert_eq!(page.body["hits"]["count"], found.len(), "{query}");
            found.sort_unstable();
            found
        };
        let together = [
            "direction=export", "status=arrived", "alert=true", "reservation=true", "hawb=nax-1",
            "bonded_warehouse=abc%E4%B8%8A%E5%B1%8B", "shipper=%E5%B1%B1%E7%94%B0%E9%9B%BB%E5%AD%90",
            "customs_broker=NAXBROKER",
        ];
        for query in together {
            assert_eq!(found(query), numbers(&[1, 3]), "{query}");
        }
        assert_eq!(found(&together.join("&")), numbers(&[1, 3]));
        for query in ["direction=import", "status=registered", "alert=false", "reservation=false"] {
            assert_eq!(found(query), numbers(&[2, 4]), "{query}");
        }
        assert_eq!(found("assignment=received"), numbers(&[1, 2]));
        assert_eq!(found("assignment=none"), numbers(&[3, 4]));
        assert_eq!(found("assignment=received&alert=true"), numbers(&[1]));
        assert_eq!(found("shipper="), numbers(&[1, 2, 3, 4]));
    }

    /// CGO-LST-03: every record is in one assignment state, and what expired is pending no more before
    /// anybody tidied it up.
    fn the_assignment_state_of_own_records(app) {
        let community = Community::new(app);
        let [_, pending, accepted, both] = [1, 2, 3, 4].map(|serial| community.cargo(serial));
        community.assign(&[&accepted, &both]);
        community.accept().expect(200);
        community.try_assign("cargo", &[&pending, &both], "somebody@example.com").expect(201);
        let found = |state: &str| {
            let path = format!("{CARGO}?from={}&assignment={state}", community.day_0);
            let page = community.sender.get(&path).expect(200);
            for item in page.body["items"].as_array().unwrap() {
                assert_eq!(item["assignment"], state);
            }
            assert_eq!(page.body["hits"]["count"], page.body["items"].as_array().unwrap().len());
            mawbs(&page)
        };
        assert_eq!(found("none"), numbers(&[1]));
        assert_eq!(found("pending"), numbers(&[2]));
        assert_eq!(found("accepted"), numbers(&[4, 3]));
        assert_eq!(found("received"), numbers(&[]));
        community.go_to(7, "23:59:59");
        assert_eq!(found("pending"), numbers(&[2]));
        community.go_to(8, "00:00:00");
        assert_eq!(found("pending"), numbers(&[]));
        assert_eq!(found("none"), numbers(&[2, 1]));
    }

    /// CGO-LST-02, CGO-LST-03: everything wrong with a search is named at once; a period that is too
    /// long with the nearest that is not.
    fn what_is_wrong_with_a_search(app) {
        let taro = app.person("taro_cargo");
        let refused = taro.get(&format!("{CARGO}?from=2027-01-31&until=2027-03-01&direction=up&alert=1"));
        let refused = refused.fields(&[
            ("?until", "period_too_long"), ("?direction", "not_allowed"), ("?alert", "not_allowed"),
        ]);
        let errors = refused.body["errors"].as_array().unwrap();
        let long = errors.iter().find(|error| error["code"] == "period_too_long").unwrap();
        assert_eq!(long["rule"], "CGO-LST-02");
        assert_eq!(long["params"], json!({ "from": "2027-01-31", "until": "2027-02-28" }));
        taro.get(&format!("{CARGO}?from=2027-01-31&until=2027-02-28")).expect(200);
        taro.get(&format!("{PICKUPS}?from=2028-01-31&until=2028-02-29")).expect(200);
        // The same in instants; what is refused is told in Japan time.
        let instants = |from: &str, until: &str| {
            let [from, until] = [from, until].map(|at| at.replace('+', "%2B"));
            taro.get(&format!("{CARGO}?from={from}&until={until}"))
        };
        instants("2027-01-31T00:00:00+09:00", "2027-03-01T00:00:00+09:00").expect(200);
        instants("2027-01-30T15:00:00Z", "2027-02-28T15:00:00Z").expect(200);
        let long = instants("2027-01-31T10:00:00+09:00", "2027-03-01T00:00:01+09:00");
        let long = long.fields(&[("?until", "period_too_long")]);
        let nearest = json!({ "from": "2027-01-31T10:00:00+09:00", "until": "2027-03-01T00:00:00+09:00" });
        assert_eq!(long.body["errors"][0]["params"], nearest);
        assert!(long.text("/errors/0/detail").contains("2027-01-31 10:00～2027-03-01 00:00"));
        for path in [CARGO, PICKUPS] {
            taro.get(&format!("{path}?from=-009998-01-01T00:00:00Z&until=-009998-01-20T00:00:00Z"))
                .fields(&[("?from", "invalid_format"), ("?until", "invalid_format")]);
            taro.get(&format!("{path}?from=9999-12-31&until=9999-12-31")).expect(200);
        }
        for hawb in ["-", "_", "ABCDEFGHIJKLM"] {
            taro.get(&format!("{CARGO}?hawb={hawb}")).fields(&[("?hawb", "hawb_form")]);
        }
        taro.get(&format!("{CARGO}?from=2027-02-01&until=2027-01-01"))
            .fields(&[("?until", "period_reversed")]);
        taro.get(&format!("{CARGO}?from=1.2.2027&until=now"))
            .fields(&[("?from", "invalid_format"), ("?until", "invalid_format")]);
        taro.get(&format!("{PICKUPS}?request_status=lost&pickup_status=lost&assignment=lost&awb=1"))
            .fields(&[
                ("?request_status", "not_allowed"), ("?pickup_status", "not_allowed"),
                ("?assignment", "not_allowed"), ("?awb", "awb_form"),
            ]);
        taro.get(&format!("{CARGO}?limit=0&status=arrived")).fields(&[("?limit", "too_short")]);
    }

    /// CGO-LST-07: one exact air waybill needs no period. CGO-AWB-02: a wrong check digit is refused,
    /// and hinted at with own records alone.
    fn an_air_waybill_needs_no_period(app) {
        let community = Community::new(app);
        let shared = community.cargo(1);
        community.cargo(2);
        community.assign(&[&shared]);
        community.accept().expect(200);
        community.go_to(90, "12:00:00");
        let wide: String = "１３１－００００００１１".bytes().map(|b| format!("%{b:02X}")).collect();
        for typed in ["131-00000011", "13100000011", &wide, "131%200000%200011"] {
            for person in [&community.sender, &community.colleague] {
                let page = person.get(&format!("{CARGO}?awb={typed}")).expect(200);
                assert_eq!(mawbs(&page), numbers(&[1]), "{typed}");
            }
            let nothing = community.other.get(&format!("{CARGO}?awb={typed}")).expect(200);
            assert_eq!(nothing.body["hits"]["count"], 0);
            assert_eq!(nothing.body["hints"], json!([]));
        }
        let wrong = format!("{CARGO}?awb=131-00000012");
        let own = community.sender.get(&wrong).fields(&[("?awb", "awb_check_digit")]);
        assert_eq!(own.body["errors"][0]["params"]["similar"], "131-00000011, 131-00000022");
        let other = community.other.get(&wrong).fields(&[("?awb", "awb_check_digit")]);
        assert_eq!(other.body["errors"][0]["params"], json!({ "expected": "1" }));
    }

    /// CGO-LST-09: without a period it is today, in Japan, to its last moment.
    fn no_period_is_today(app) {
        let community = Community::new(app);
        community.cargo(1);
        community.go_to(0, "23:59:59");
        community.cargo(2);
        assert_eq!(mawbs(&community.sender.get(CARGO).expect(200)), numbers(&[2, 1]));
        community.go_to(1, "00:00:00");
        community.cargo(3);
        assert_eq!(mawbs(&community.sender.get(CARGO).expect(200)), numbers(&[3]));
        let since = format!("{CARGO}?from={}", community.day_0);
        assert_eq!(mawbs(&community.sender.get(&since).expect(200)), numbers(&[3, 2, 1]));
        let noon = community.instant(0, "23:59:59").replace('+', "%2B");
        let until = format!("{CARGO}?from={}&until={noon}", community.day_0);
        assert_eq!(mawbs(&community.sender.get(&until).expect(200)), numbers(&[1]));
    }

    /// CGO-LST-01, CGO-LST-03: the pickup list is by the time at which the vehicle is to come, and a
    /// request that is put off moves for everybody.
    fn the_pickup_list_is_by_scheduled_time(app) {
        let community = Community::new(app);
        let make = |serial: u32, day: i32, more: Value| {
            let body = json!({
                "awbs": [awb(131, serial), awb(131, serial + 50)], "shed": "成田第一上屋",
                "scheduled_at": community.instant(day, "10:00:00")
            });
            community.sender.post(PICKUPS, with(body, more)).expect(201).text("/id")
        };
        let special = json!({
            "shed": "関西 第二", "trucking_company": "東京運送", "shipper": "ヤマダ",
            "vehicle_number": "品川 100 あ 12-34", "alerts": ["damage"]
        });
        let (late, soon) = (make(1, 5, special), make(2, 3, json!({})));
        community.try_assign("pickup", &[&late, &soon], ADDRESSEE).expect(201);
        let path = "/v1/pickup-requests/assignment-acceptances";
        community.addressee.post(path, json!({ "pin": community.pin() })).expect(200);
        let period = |from: i32, until: i32| {
            let day = |days: i32| community.instant(days, "00:00:00")[..10].to_owned();
            format!("{PICKUPS}?from={}&until={}", day(from), day(until))
        };
        let ids = |person: &Client, path: &str| -> Vec<String> {
            let page = person.get(path).expect(200);
            let items = page.body["items"].as_array().unwrap().clone();
            assert_eq!(page.body["hits"]["count"], items.len());
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
        };
        for person in [&community.sender, &community.colleague] {
            assert_eq!(ids(person, PICKUPS), [""; 0]);
            assert_eq!(ids(person, &period(0, 10)), [&*late, &*soon]);
            assert_eq!(ids(person, &period(3, 4)), [&*soon]);
            for query in [
                "awb=131-00000011", "awb=131-00000512", "shed=%E9%96%A2%E8%A5%BF%E7%AC%AC%E4%BA%8C",
                "trucking_company=%E6%9D%B1%E4%BA%AC%E9%81%8B%E9%80%81", "alert=true",
                "shipper=%EF%BE%94%EF%BE%8F%EF%BE%80%EF%BE%9E",
                "vehicle_number=%E5%93%81%E5%B7%9D100%E3%81%82%EF%BC%91234",
            ] {
                assert_eq!(ids(person, &format!("{}&{query}", period(0, 10))), [&*late], "{query}");
            }
            let waiting = format!("{}&request_status=requested&pickup_status=waiting", period(0, 10));
            assert_eq!(ids(person, &waiting), [&*late, &*soon]);
            assert_eq!(ids(person, &format!("{}&request_status=confirmed", period(0, 10))), [""; 0]);
        }
        assert_eq!(ids(&community.other, &period(0, 10)), [""; 0]);
        let put_off = json!({ "scheduled_at": community.instant(8, "10:00:00") });
        community.sender.with("if-match", "*").patch(&format!("{PICKUPS}/{soon}"), put_off).expect(200);
        for person in [&community.sender, &community.colleague] {
            assert_eq!(ids(person, &period(0, 10)), [&*soon, &*late]);
            assert_eq!(ids(person, &period(3, 4)), [""; 0]);
        }
    }

    /// CGO-VIS-02: offices, terminal users and operators see no cargo.
    fn offices_and_terminals_see_no_cargo(app) {
        let desk = Desk::new(app);
        let terminal = desk.ready("1ATYOA0A");
        for (client, rule) in
            [(&desk.office, "CGO-VIS-02"), (&terminal, "CGO-VIS-02"), (&desk.operator, "OPS-AUD-01")]
        {
            for path in [CARGO, PICKUPS] {
                let one = if path == CARGO { "carg" } else { "pick" };
                let one = format!("{path}/{one}_01kabd3ns8e9bv4r8j7xq7s0yz");
                for path in [path, &format!("{path}/export"), &one, &format!("{one}/visibility")] {
                    client.get(path).refused(403, "wrong_actor", rule);
                }
            }
        }
        let refused = desk.office.with("accept-language", "en").get(CARGO);
        assert!(refused.text("/remedy").contains("accounts of realm person alone"));
        let sent = desk.office.post("/v1/assignments", json!({}));
        sent.refused(403, "wrong_actor", "CGO-VIS-02");
        app.stranger().get(CARGO).refused(401, "unauthenticated", "");
    }
}

on_postgres! {
    /// CGO-LST-04: hits are exact up to a thousand.
    fn hits_are_exact_up_to_a_bound(app) {
        let community = Community::new(app);
        community.cargo(1);
        // As many as the bound with the one that is there, then one more.
        let copies = |from: u32, to: u32| format!(
            "INSERT INTO cargo_records SELECT (jsonb_populate_record(c, jsonb_build_object(\
               'id', gen_random_uuid(), 'hawb', 'H' || n))).* \
             FROM cargo_records c, generate_series({from}, {to}) n WHERE hawb = ''"
        );
        app.sql(&copies(1, 999));
        let hits = || community.sender.get(CARGO).expect(200).body["hits"].clone();
        assert_eq!(hits(), json!({ "count": 1000, "more": false }));
        app.sql(&copies(1000, 1000));
        assert_eq!(hits(), json!({ "count": 1000, "more": true }));
    }
}
