//! Authority that is taken away by those who lose theirs at the same moment.

use serde_json::json;
use tegata_tests::harness::at_once;
use tegata_tests::on_postgres;

use super::{count, one_wins, statuses};
use crate::organization::{CURRENT, own_id};

on_postgres! {
    /// OPS-AUT-01: two administrators who disable each other do not both succeed: one of them is left.
    fn mutual_disabling_leaves_one(app) {
        let operator = app.operator();
        for round in 0..4 {
            let company = app.company(&operator, &format!("みなと通関{round}株式会社"));
            let admins = ["boss", "chief"].map(|name| {
                app.administrator(&operator, &company, &format!("{name}_{round}_cargo"))
            });
            let ids = [own_id(&admins[0]), own_id(&admins[1])];
            let replies = at_once(2, |number| {
                let path = format!("{CURRENT}/members/{}/disable", ids[1 - number]);
                admins[number].post(&path, json!({}))
            });
            one_wins(&replies, 200, &["session_ended"]);
            let still = admins.iter().filter(|admin| admin.get("/v1/me").status == 200).count();
            assert_eq!(still, 1);
        }
    }

    /// OPS-AUT-01: a session that is ended by many at once was ended, and nobody waits in vain.
    fn a_session_is_signed_out_of_once(app) {
        let taro = app.person("taro_cargo");
        let replies = at_once(8, |_| taro.send("DELETE", "/v1/sessions/current", None));
        assert!(count(&replies, 204) >= 1, "{:?}", statuses(&replies));
        assert_eq!(count(&replies, 204) + count(&replies, 401), 8, "{:?}", statuses(&replies));
        taro.get("/v1/me").refused(401, "session_ended", "");
    }
}
