//! `/v1/offices/current`: what an office sees of itself.

use serde_json::{Value, json};
use tegata_tests::harness::{DAY, Desk, change};
use tegata_tests::on_both;

use super::{own_company, trail};

const TERMINALS: &str = "/v1/offices/current/terminal-users";

on_both! {
    /// RIS-OFC-02: the office lists its own terminal ids with business kind, roman name and address, and
    /// state; another's do not exist.
    fn an_office_lists_its_own_terminal_ids(app) {
        let desk = Desk::new(app);
        let [first, second] = ["1ANACA0A", "1ANACA0B"].map(|user_id| desk.terminal(user_id));
        let own = desk.office.get("/v1/offices/current").expect(200);
        assert_eq!([own.text("/code"), own.text("/company_name")], ["1ATYO", "みなと通関株式会社"]);
        let list = desk.office.get(TERMINALS).expect(200);
        let items = list.body["items"].as_array().unwrap();
        let ids: Vec<&Value> = items.iter().map(|one| &one["user_id"]).collect();
        assert_eq!(ids, ["1ANACA0B", "1ANACA0A"]);
        for item in items {
            assert_eq!(item["business_kind"], "customs_broker");
            assert_eq!(item["roman_name"], "TRADE COMPANY TOKYO OFFICE");
            assert_eq!(item["roman_address"], "TOKYO TO MINATO KU KOUNAN 10-100-1");
            assert_eq!(item["state"], "active");
        }
        let page = desk.office.get(&format!("{TERMINALS}?limit=1")).expect(200);
        let next = format!("{TERMINALS}?limit=1&cursor={}", page.text("/next_cursor"));
        assert_eq!(desk.office.get(&next).expect(200).text("/items/0/id"), first);
        let read = desk.office.get(&format!("{TERMINALS}/{second}")).expect(200);
        assert_eq!(&read.body, &items[0]);

        // Another office of the same company, and one of another company.
        let jiro = app.person("jiro_cargo");
        for (company, code) in [(desk.company.clone(), "3CNGO"), (own_company(&jiro), "2BOSA")] {
            let other = app.office(&desk.operator, &company, code);
            assert_eq!(other.get(TERMINALS).expect(200).body["items"], json!([]));
            for path in [format!("{TERMINALS}/{first}"), format!("{TERMINALS}/{first}/notice")] {
                other.get(&path).refused(404, "not_found", "");
            }
        }
        // Nobody else has a portal.
        for other in [&jiro, &desk.operator] {
            other.get(TERMINALS).refused(403, "wrong_actor", "OPS-AUD-01");
            other.get(&format!("{TERMINALS}/{first}/notice")).refused(403, "wrong_actor", "OPS-AUD-01");
        }
        app.stranger().get(TERMINALS).refused(401, "unauthenticated", "");
    }

    /// RIS-TMP-01: the office reads the first password until it was changed; each view is written down,
    /// the password nowhere.
    fn the_office_reads_the_first_password(app) {
        let desk = Desk::new(app);
        let terminal = desk.terminal("1ANACA0A");
        let notice = desk.notice(&terminal).expect(200);
        assert_eq!([notice.text("/source"), notice.text("/state")], ["first", "live"]);
        assert_eq!(notice.text("/user_id"), "1ANACA0A");
        let password = notice.text("/temporary_password");
        assert_eq!(desk.notice(&terminal).expect(200).text("/temporary_password"), password);
        let views = trail(&desk.operator, "temporary_password.viewed", &terminal);
        assert_eq!(views.len(), 2);
        assert_eq!(views[0]["account_id"], desk.office_id.replace("offc_", "acct_"));
        assert!(!app.audit(&desk.operator).iter().any(|entry| entry.to_string().contains(&password)));

        let client = app.at_terminal("1ANACA0A", &password);
        change(&client, "1ANACA0A", "KX7WQ2ZR").expect(204);
        let notice = desk.notice(&terminal).expect(200);
        assert_eq!(notice.text("/state"), "changed");
        assert_eq!(notice.body["temporary_password"], Value::Null);
        assert_eq!(trail(&desk.operator, "temporary_password.viewed", &terminal).len(), 2);
    }

    /// RIS-TMP-03: it is shown for its time; the one of an own system goes on working after that.
    fn a_first_password_is_shown_for_its_time(app) {
        let desk = Desk::new(app);
        let (terminal, own_system) = (desk.terminal("1ANACA0A"), desk.own_system("1ANACZ9Z"));
        let password = |id: &str| desk.notice(id).expect(200).text("/temporary_password");
        let (persons, systems) = (password(&terminal), password(&own_system));
        app.at_terminal("1ANACZ9Z", &systems).get("/v1/terminal").expect(200);
        app.advance(31 * DAY);
        for id in [&terminal, &own_system] {
            let notice = desk.notice(id).expect(200);
            assert_eq!(notice.text("/state"), "expired");
            assert_eq!(notice.body["temporary_password"], Value::Null);
        }
        app.try_terminal("1ANACA0A", &persons)
            .refused(403, "temporary_password_expired", "RIS-TMP-03");
        app.at_terminal("1ANACZ9Z", &systems).get("/v1/terminal").expect(200);
    }
}
