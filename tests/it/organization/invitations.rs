//! `/v1/companies/current/invitations`, `/v1/admin/companies/{id}/invitations`

use serde_json::{Value, json};
use tegata_tests::harness::{Client, DAY, MINUTE, Reply};
use tegata_tests::on_both;

use super::{COMPANIES, CURRENT, act, because, own_company, own_id, told, trail, versioned};
use crate::account::next_hour;

const INSPECT: &str = "/v1/invitations/inspect";

/// Invites an address as a member.
fn invite(who: &Client, email: &str) -> Reply {
    let body = json!({ "email": email, "company_role": "member" });
    who.post(&format!("{CURRENT}/invitations"), body)
}

on_both! {
    /// ACC-REG-12: an administrator invites; the mail brings the token, the answer does not.
    fn an_administrator_invites(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let body = json!({
            "email": "hanako@example.jp", "company_role": "administrator", "language": "en"
        });
        let sent = taro.post(&format!("{CURRENT}/invitations"), body).expect(201);
        let path = format!("{CURRENT}/invitations/{}", sent.text("/id"));
        assert_eq!(sent.header("location"), Some(path.as_str()));
        assert_eq!(sent.text("/company_role"), "administrator");
        assert_eq!([sent.text("/state"), sent.text("/language")], ["pending", "en"]);
        let token = app.mailed_token("hanako@example.jp", "invitation");
        assert!(token.starts_with("tginv_") && !sent.text.contains(&token));
        assert_eq!(taro.get(&path).expect(200).text("/id"), sent.text("/id"));
        for (query, found) in [("", 1), ("?state=pending", 1), ("?state=accepted", 0)] {
            let list = taro.get(&format!("{CURRENT}/invitations{query}")).expect(200);
            assert_eq!(list.body["items"].as_array().unwrap().len(), found);
        }
        taro.get(&format!("{CURRENT}/invitations?state=lost"))
            .expect(422)
            .fields(&[("?state", "not_allowed")]);
        let written = trail(&operator, "invitation.sent", &sent.text("/id"));
        assert_eq!(written[0]["account_id"], own_id(&taro).as_str());
        assert!(!written[0].to_string().contains("hanako"), "no address in the trail");
    }

    /// ORG-01: the mail marks a company whose name nobody verified, and no other.
    fn the_mail_marks_an_unverified_name(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let text = |email: &str| app.mail(email, "invitation")["text"].as_str().unwrap().to_owned();
        let mark = "確認していません";
        invite(&taro, "a@example.jp").expect(201);
        assert!(text("a@example.jp").contains(mark), "{}", text("a@example.jp"));
        let path = format!("{COMPANIES}/{}", own_company(&taro));
        let verify = because(json!({ "name": "山田航空貨物株式会社" }));
        versioned(&operator, &path).patch(&path, verify).expect(200);
        invite(&taro, "b@example.jp").expect(201);
        assert!(!text("b@example.jp").contains(mark), "{}", text("b@example.jp"));
        for words in ["山田航空貨物株式会社", "山田 太郎"] {
            assert!(text("b@example.jp").contains(words), "{words}");
        }
    }

    /// ORG-03: a member cannot invite at all; nobody gives a role that there is not.
    fn a_member_cannot_invite(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let hanako = app.member(&operator, &own_company(&taro), "hanako_cargo");
        invite(&hanako, "a@example.jp").refused(403, "not_company_administrator", "ORG-03");
        let sent = invite(&taro, "a@example.jp").expect(201);
        let path = format!("{CURRENT}/invitations/{}", sent.text("/id"));
        hanako.get(&path).refused(403, "not_company_administrator", "ORG-03");
        for command in ["resend", "withdraw"] {
            act(&hanako, &format!("{path}/{command}")).refused(403, "not_company_administrator", "ORG-03");
        }
        let wrong = json!({ "email": "no", "company_role": "operator", "language": "fr" });
        taro.post(&format!("{CURRENT}/invitations"), wrong).expect(422).fields(&[
            ("/email", "email_invalid"),
            ("/company_role", "not_allowed"),
            ("/language", "not_allowed"),
        ]);
        assert_eq!(app.mails("a@example.jp").len(), 1);
    }

    /// ACC-REG-12: one pending invitation per address and company; one that is over makes room.
    fn an_address_is_invited_once(app) {
        let (taro, other) = (app.person("taro_cargo"), app.person("jiro_cargo"));
        let first = invite(&taro, "hanako@example.jp").expect(201);
        invite(&taro, "HANAKO@example.jp")
            .refused(422, "invalid_fields", "ACC-REG-12")
            .fields(&[("/email", "already_invited")]);
        invite(&other, "hanako@example.jp").expect(201);
        app.advance(7 * DAY);
        let path = format!("{CURRENT}/invitations/{}", first.text("/id"));
        assert_eq!(taro.get(&path).expect(200).text("/state"), "expired");
        invite(&taro, "hanako@example.jp").expect(201);
        assert_eq!(taro.get(&path).expect(200).text("/state"), "withdrawn");
    }

    /// ACC-REG-12: sent again with a new link for another seven days, a minute apart; the old link is void.
    fn an_invitation_is_sent_again(app) {
        let taro = app.person("taro_cargo");
        let sent = invite(&taro, "hanako@example.jp").expect(201);
        let old = app.mailed_token("hanako@example.jp", "invitation");
        let path = format!("{CURRENT}/invitations/{}", sent.text("/id"));
        let early = told(&taro.get(&path).expect(200).body, "resend");
        assert_eq!((&early["allowed"], &early["code"]), (&json!(false), &json!("too_many_requests")));
        let refused =
            act(&taro, &format!("{path}/resend")).refused(429, "too_many_requests", "ACC-REG-12");
        assert_eq!(refused.body["available_from"], early["available_from"]);
        assert!(refused.header("retry-after").is_some());
        app.advance(MINUTE);
        let again = act(&taro, &format!("{path}/resend")).expect(200);
        assert_eq!(again.body["sent"], 2);
        assert_ne!(again.text("/expires_at"), sent.text("/expires_at"));
        let new = app.mailed_token("hanako@example.jp", "invitation");
        assert_ne!(new, old);
        let inspect = |token: &str| app.stranger().post(INSPECT, json!({ "token": token }));
        inspect(&old).refused(404, "invitation_unknown", "ACC-REG-12");
        // Expired, it may still be sent again.
        app.advance(7 * DAY);
        inspect(&new).refused(410, "invitation_expired", "ACC-REG-12");
        act(&taro, &format!("{path}/resend")).expect(200);
        inspect(&app.mailed_token("hanako@example.jp", "invitation")).expect(200);
    }

    /// ACC-REG-12: a withdrawn invitation is void, and what is told is what happens.
    fn an_invitation_is_withdrawn(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let sent = invite(&taro, "hanako@example.jp").expect(201);
        let token = app.mailed_token("hanako@example.jp", "invitation");
        let path = format!("{CURRENT}/invitations/{}", sent.text("/id"));
        assert_eq!(told(&sent.body, "withdraw")["href"], format!("{path}/withdraw"));
        let withdrawn = act(&taro, &format!("{path}/withdraw")).expect(200);
        assert_eq!(withdrawn.text("/state"), "withdrawn");
        assert!(withdrawn.body["ended_at"].is_string());
        let ended = app.stranger().post(INSPECT, json!({ "token": token }));
        ended.refused(410, "invitation_ended", "ACC-REG-12");
        app.advance(MINUTE);
        for command in ["resend", "withdraw"] {
            let action = told(&taro.get(&path).expect(200).body, command);
            assert_eq!(action["code"], "invitation_ended");
            act(&taro, &format!("{path}/{command}")).refused(410, "invitation_ended", "ACC-REG-12");
        }
        assert_eq!(trail(&operator, "invitation.withdrawn", &sent.text("/id")).len(), 1);
        invite(&taro, "hanako@example.jp").expect(201);
    }

    /// ACC-REG-12: nobody's mailbox is flooded in a company's name.
    fn mails_to_one_address_are_limited(app) {
        next_hour(app);
        for number in 0..6 {
            let who = app.person(&format!("person_{number}"));
            let reply = invite(&who, "hanako@example.jp");
            if number < 5 {
                reply.expect(201);
            } else {
                reply.refused(429, "too_many_requests", "ACC-REG-12");
            }
        }
        assert_eq!(app.mails("hanako@example.jp").len(), 5);
    }

    /// ACC-REG-12, ORG-03: an operator invites a company's first administrator, with a reason.
    fn an_operator_invites_the_first_administrator(app) {
        let operator = app.operator();
        let company = app.company(&operator, "みなと通関株式会社");
        let path = format!("{COMPANIES}/{company}/invitations");
        let body = json!({ "email": "taro_cargo@example.jp", "company_role": "administrator" });
        operator
            .post(&path, body.clone())
            .refused(422, "invalid_fields", "OPS-AUD-01")
            .fields(&[("/reason", "required")]);
        let sent = operator.post(&path, because(body)).expect(201);
        assert_eq!(trail(&operator, "invitation.sent", &sent.text("/id"))[0]["reason"], "Ticket 4711.");
        let listed = operator.get(&path).expect(200);
        assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(1));
        // Staff are not named to strangers: their company is.
        let text = app.mail("taro_cargo@example.jp", "invitation")["text"].as_str().unwrap().to_owned();
        assert!(text.contains("Tegata") && !text.contains("運用"), "{text}");

        let at = format!("/v1/admin/invitations/{}", sent.text("/id"));
        assert_eq!(told(&sent.body, "withdraw")["href"], format!("{at}/withdraw"));
        app.advance(MINUTE);
        operator.post(&format!("{at}/resend"), because(json!({}))).expect(200);
        operator.post(&format!("{at}/withdraw"), because(json!({}))).expect(200);
        let unknown = "/v1/admin/invitations/invi_00000000000000000000000000/withdraw";
        operator.post(unknown, because(json!({}))).refused(404, "not_found", "");
        let nowhere = format!("{COMPANIES}/comp_00000000000000000000000000/invitations");
        operator.get(&nowhere).refused(404, "not_found", "");
        let body = json!({ "email": "a@example.jp", "company_role": "member" });
        operator.post(&nowhere, because(body.clone())).refused(404, "not_found", "");
        // Nobody joins the staff this way.
        let operating = operator.get("/v1/me").expect(200).text("/company_id");
        operator
            .post(&format!("{COMPANIES}/{operating}/invitations"), because(body))
            .refused(409, "company_state_conflict", "ORG-02");

        let administrator = app.administrator(&operator, &company, "taro_cargo");
        assert_eq!(own_company(&administrator), company);
        invite(&administrator, "hanako@example.jp").expect(201);
    }

    /// A repeated call is answered with the first invitation; no second mail goes.
    fn a_repeated_invitation_is_one(app) {
        let taro = app.person("taro_cargo").with("idempotency-key", "first");
        let one = invite(&taro, "hanako@example.jp").expect(201);
        let again = invite(&taro, "hanako@example.jp").expect(201);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.body["id"], one.body["id"]);
        assert_eq!(app.mails("hanako@example.jp").len(), 1);
        let other: Value = invite(&taro, "jiro@example.jp").expect(422).body;
        assert_eq!(other["code"], "idempotency_key_reused");
    }
}
