//! Companies, members, invitations and offices, changed by many at once.

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply, TestApp, at_once};
use tegata_tests::on_postgres;

use super::{count, one_wins, statuses};
use crate::organization::{COMPANIES, CURRENT, because, own_company, own_id};

/// An office as an operator types it.
fn office(code: &str) -> Value {
    because(json!({
        "code": code, "name": "東京事業所", "roman_name": "TOKYO OFFICE", "roman_address": "TOKYO",
        "manager_name": "山田 次郎", "manager_email": format!("{}@example.jp", code.to_lowercase()),
        "language": "ja"
    }))
}

/// Makes a member of somebody, by the version that is current.
fn demote(by: &Client, id: &str) -> Reply {
    let path = format!("{CURRENT}/members/{id}");
    by.with("if-match", "*").patch(&path, json!({ "company_role": "member" }))
}

fn merge(operator: &Client, company: &str, into: &str) -> Reply {
    let body = because(json!({ "into_company_id": into }));
    operator.post(&format!("{COMPANIES}/{company}/merge"), body)
}

/// Accounts, of whatever realm, in companies that are gone.
fn left_behind(app: &TestApp) -> i64 {
    app.sql_number(
        "(SELECT count(*) FROM accounts JOIN companies ON companies.id = company_id \
         WHERE companies.state = 'merged')",
    )
}

on_postgres! {
    /// ACC-REG-12: an invitation makes one account, however many accept it at once.
    fn one_invitation_makes_one_account(app) {
        let taro = app.person("taro_cargo");
        let body = json!({ "email": "hanako@example.jp", "company_role": "member" });
        taro.post(&format!("{CURRENT}/invitations"), body).expect(201);
        let token = app.mailed_token("hanako@example.jp", "invitation");
        let forms: Vec<Value> = ["hanako_a", "hanako_b", "hanako_c", "hanako_d", "hanako_e"]
            .map(|login_id| app.acceptance_form(&token, login_id))
            .into();
        let replies =
            at_once(20, |number| app.stranger().post("/v1/invitations/accept", forms[number % 5].clone()));
        one_wins(&replies, 201, &["invitation_ended", "invalid_fields"]);
        assert_eq!(app.sql_number("(SELECT count(*) FROM accounts)"), 2);
    }

    /// ACC-REG-12: accepted, declined or withdrawn: one of them, and the others are told.
    fn an_invitation_ends_once(app) {
        let taro = app.person("taro_cargo");
        for round in 0..5 {
            let email = format!("guest{round}@example.jp");
            let body = json!({ "email": email, "company_role": "member" });
            let sent = taro.post(&format!("{CURRENT}/invitations"), body).expect(201);
            let token = app.mailed_token(&email, "invitation");
            let form = app.acceptance_form(&token, &format!("guest_{round}_cargo"));
            let withdraw = format!("{CURRENT}/invitations/{}/withdraw", sent.text("/id"));
            let replies = at_once(3, |number| match number {
                0 => app.stranger().post("/v1/invitations/accept", form.clone()),
                1 => app.stranger().post("/v1/invitations/decline", json!({ "token": token.clone() })),
                _ => taro.send("POST", &withdraw, None),
            });
            let done = replies.iter().filter(|reply| reply.status < 300).count();
            assert_eq!(done, 1, "{:?}", statuses(&replies));
            assert_eq!(count(&replies, 410), 2, "{:?}", statuses(&replies));
        }
    }

    /// ACC-REG-12: an address is invited once, however many invite it.
    fn one_invitation_per_address(app) {
        let taro = app.person("taro_cargo");
        let replies = at_once(8, |_| {
            let body = json!({ "email": "hanako@example.jp", "company_role": "member" });
            taro.post(&format!("{CURRENT}/invitations"), body)
        });
        one_wins(&replies, 201, &["invalid_fields"]);
        assert_eq!(app.mails("hanako@example.jp").len(), 1);
    }

    /// ORG-03: the last two administrators demote each other: one of them stays.
    fn one_administrator_stays(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let company = own_company(&taro);
        let hanako = app.administrator(&operator, &company, "hanako_cargo");
        let ids = [own_id(&taro), own_id(&hanako)];
        for _ in 0..5 {
            let replies = at_once(2, |number| {
                let by = [&taro, &hanako][number];
                demote(by, &ids[1 - number])
            });
            let stays = "(SELECT count(*) FROM accounts WHERE company_role = 'administrator')";
            assert_eq!(app.sql_number(stays), 1, "{:?}", statuses(&replies));
            app.sql("UPDATE accounts SET company_role = 'administrator' WHERE kind = 'general'");
        }
    }

    /// An office code is one office's, however many want it.
    fn one_office_gets_a_code(app) {
        let operator = app.operator();
        let companies = ["一", "二"].map(|name| app.company(&operator, name));
        let replies = at_once(10, |number| {
            let path = format!("{COMPANIES}/{}/offices", companies[number % 2]);
            operator.post(&path, office("1ATYO"))
        });
        one_wins(&replies, 201, &["invalid_fields"]);
        assert_eq!(app.mails("1atyo@example.jp").len(), 1);
    }

    /// A user code is one office's, however many take it up at once.
    fn one_office_gets_a_user_code(app) {
        let operator = app.operator();
        let offices = ["1ATYO", "2BOSA"].map(|code| {
            let company = app.company(&operator, code);
            let made = operator.post(&format!("{COMPANIES}/{company}/offices"), office(code));
            made.expect(201).text("/id")
        });
        for code in ["1ANAC", "1BNAC", "1CNAC"] {
            let replies = at_once(8, |number| {
                let body = because(json!({
                    "user_code": code, "identification": format!("A0{number}"),
                    "business_kind": "other", "usage": "person"
                }));
                let path = format!("/v1/admin/offices/{}/terminal-users", offices[number % 2]);
                operator.post(&path, body)
            });
            assert_eq!(count(&replies, 201), 4, "{:?}", statuses(&replies));
            let of = format!(
                "(SELECT count(DISTINCT office_id) FROM terminal_users WHERE user_code = '{code}')"
            );
            assert_eq!(app.sql_number(&of), 1);
        }
    }

    /// ORG-02: nothing is left behind in a company that is merged while others add to it.
    fn a_merger_leaves_nobody_behind(app) {
        let operator = app.operator();
        let into = app.company(&operator, "残る会社");
        for round in 0..4 {
            let company = app.company(&operator, &format!("消える会社{round}"));
            let code = format!("{round}ATYO");
            let made = operator.post(&format!("{COMPANIES}/{company}/offices"), office(&code));
            let office_id = made.expect(201).text("/id");
            let email = format!("guest{round}@example.jp");
            let invite = because(json!({ "email": email, "company_role": "member" }));
            operator.post(&format!("{COMPANIES}/{company}/invitations"), invite).expect(201);
            let token = app.mailed_token(&email, "invitation");
            let form = app.acceptance_form(&token, &format!("guest_{round}_cargo"));
            let replies = at_once(4, |number| match number {
                0 => merge(&operator, &company, &into),
                1 => app.stranger().post("/v1/invitations/accept", form.clone()),
                2 => operator.post(&format!("{COMPANIES}/{company}/offices"), office(&format!("{round}BOSA"))),
                _ => {
                    let body = because(json!({
                        "user_code": format!("{round}ANAC"), "identification": "A0A",
                        "business_kind": "other", "usage": "person"
                    }));
                    operator.post(&format!("/v1/admin/offices/{office_id}/terminal-users"), body)
                }
            });
            assert_eq!(replies[0].status, 200, "{}", replies[0].text);
            assert!(replies.iter().all(|reply| reply.status < 500), "{:?}", statuses(&replies));
            assert_eq!(left_behind(app), 0, "{:?}", statuses(&replies));
        }
    }

    /// ORG-02: two companies that are merged into each other: one of them stays.
    fn companies_do_not_swallow_each_other(app) {
        let operator = app.operator();
        for round in 0..4 {
            let companies = ["甲", "乙"].map(|name| app.company(&operator, &format!("{name}{round}")));
            let replies = at_once(2, |number| merge(&operator, &companies[number], &companies[1 - number]));
            one_wins(&replies, 200, &["company_state_conflict", "concurrent_change"]);
        }
        assert_eq!(left_behind(app), 0);
    }
}
