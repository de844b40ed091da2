//! `/v1/companies/current/members`

use serde_json::{Value, json};
use tegata_tests::harness::{Client, PASSWORD, Reply};
use tegata_tests::on_both;

use super::{CURRENT, act, own_company, own_id, told, trail, versioned};
use crate::account::sign_in;

fn path(member: &Client) -> String {
    format!("{CURRENT}/members/{}", own_id(member))
}

/// Gives a member a role.
fn give(administrator: &Client, path: &str, role: &str) -> Reply {
    versioned(administrator, path).patch(path, json!({ "company_role": role }))
}

on_both! {
    /// ORG-03: an administrator sees the members of their company, page by page.
    fn an_administrator_sees_the_members(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let company = own_company(&taro);
        let hanako = app.member(&operator, &company, "hanako_cargo");
        app.person("somebody_else");
        // Neither offices nor terminal users are members.
        app.office(&operator, &company, "1ATYO");
        let list = taro.get(&format!("{CURRENT}/members")).expect(200);
        let ids: Vec<&Value> = list.body["items"].as_array().unwrap().iter().map(|one| &one["login_id"]).collect();
        assert_eq!(ids, ["hanako_cargo", "taro_cargo"]);
        let first = taro.get(&format!("{CURRENT}/members?limit=1")).expect(200);
        let next = format!("{CURRENT}/members?limit=1&cursor={}", first.text("/next_cursor"));
        assert_eq!(taro.get(&next).expect(200).text("/items/0/login_id"), "taro_cargo");
        let read = taro.get(&path(&hanako)).expect(200);
        assert_eq!(read.body, list.body["items"][0]);
        assert_eq!(read.text("/company_role"), "member");
        assert_eq!(read.text("/email"), "hanako_cargo@example.jp");
        taro.with("if-none-match", read.header("etag").unwrap()).get(&path(&hanako)).expect(304);
        // What a colleague told of themselves alone is not their company's.
        assert!(!read.text.contains("phone"));
    }

    /// ORG-03: a member manages nobody, themselves neither.
    fn a_member_manages_nobody(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let hanako = app.member(&operator, &own_company(&taro), "hanako_cargo");
        for path in [path(&taro), path(&hanako)] {
            for reply in [
                hanako.get(&path),
                hanako.with("if-match", "*").patch(&path, json!({ "company_role": "administrator" })),
                act(&hanako, &format!("{path}/disable")),
                act(&hanako, &format!("{path}/enable")),
            ] {
                reply.refused(403, "not_company_administrator", "ORG-03");
            }
        }
        hanako.get(&format!("{CURRENT}/members")).refused(403, "not_company_administrator", "ORG-03");
    }

    /// ORG-03: roles are given and taken, and count at once.
    fn a_role_counts_at_once(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let hanako = app.member(&operator, &own_company(&taro), "hanako_cargo");
        let promoted = give(&taro, &path(&hanako), "administrator").expect(200);
        assert_eq!(promoted.text("/company_role"), "administrator");
        hanako.get(&format!("{CURRENT}/members")).expect(200);
        // The same role again changes nothing.
        let again = give(&taro, &path(&hanako), "administrator").expect(200);
        assert_eq!(again.header("etag"), promoted.header("etag"));
        give(&hanako, &path(&taro), "member").expect(200);
        taro.get(&format!("{CURRENT}/members")).refused(403, "not_company_administrator", "ORG-03");
        let written = trail(&operator, "member.changed", &own_id(&hanako));
        assert_eq!(written.len(), 1);
        assert_eq!(written[0]["detail"], "administrator");
        assert_eq!(written[0]["account_id"], own_id(&taro).as_str());

        // ACC-PRO-06
        let (to, body) = (path(&taro), json!({ "company_role": "member" }));
        hanako.patch(&to, body.clone()).refused(428, "version_required", "ACC-PRO-06");
        hanako.with("if-match", "\"1\"").patch(&to, body).refused(412, "version_stale", "ACC-PRO-06");
        give(&hanako, &to, "owner")
            .refused(422, "invalid_fields", "ORG-03")
            .fields(&[("/company_role", "not_allowed")]);
    }

    /// ORG-03: a company keeps an administrator; what is told is what happens.
    fn a_company_keeps_an_administrator(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let company = own_company(&taro);
        let hanako = app.member(&operator, &company, "hanako_cargo");
        let change = |who: &Client| told(&who.get(&path(&taro)).expect(200).body, "change");
        assert_eq!(change(&taro)["code"], "last_administrator");
        give(&taro, &path(&taro), "member").refused(409, "last_administrator", "ORG-03");
        // An administrator who is disabled counts as none.
        give(&taro, &path(&hanako), "administrator").expect(200);
        act(&taro, &format!("{}/disable", path(&hanako))).expect(200);
        assert_eq!(change(&taro)["allowed"], false);
        give(&taro, &path(&taro), "member").refused(409, "last_administrator", "ORG-03");
        // A disabled one may be made a member.
        let hanakos = format!("{CURRENT}/members/{}", {
            let list = taro.get(&format!("{CURRENT}/members")).expect(200);
            list.text("/items/0/id")
        });
        assert_eq!(told(&taro.get(&hanakos).expect(200).body, "change")["allowed"], true);
        act(&taro, &format!("{hanakos}/enable")).expect(200);
        assert_eq!(change(&taro)["allowed"], true);
        give(&taro, &path(&taro), "member").expect(200);
    }

    /// ORG-03: disabling ends sessions and shuts the door; enabling opens it. Nobody disables themselves.
    fn members_are_disabled_and_enabled(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let hanako = app.member(&operator, &own_company(&taro), "hanako_cargo");
        let (id, at) = (own_id(&hanako), path(&hanako));
        let seen = taro.get(&at).expect(200);
        assert_eq!(told(&seen.body, "disable")["allowed"], true);
        assert_eq!(told(&seen.body, "enable")["code"], "account_state_conflict");
        act(&taro, &format!("{at}/enable")).refused(409, "account_state_conflict", "ORG-03");
        let disabled = act(&taro, &format!("{at}/disable")).expect(200);
        assert_eq!(disabled.text("/state"), "suspended");
        hanako.get("/v1/me").refused(401, "session_ended", "");
        sign_in(app, "hanako_cargo", PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");
        act(&taro, &format!("{at}/disable")).refused(409, "account_state_conflict", "ORG-03");
        assert_eq!(told(&taro.get(&at).expect(200).body, "enable")["allowed"], true);
        act(&taro, &format!("{at}/enable")).expect(200);
        sign_in(app, "hanako_cargo", PASSWORD).expect(201);
        for action in ["account.disabled", "account.enabled"] {
            assert_eq!(trail(&operator, action, &id)[0]["account_id"], own_id(&taro).as_str());
        }

        let own = path(&taro);
        assert_eq!(told(&taro.get(&own).expect(200).body, "disable")["allowed"], false);
        act(&taro, &format!("{own}/disable")).refused(409, "account_state_conflict", "ORG-03");
        taro.get("/v1/me").expect(200);
    }
}
