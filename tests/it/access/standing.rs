//! Who may call is judged again in the transaction that acts: what was taken away while the body was on
//! its way does not outlive its end.

use serde_json::{Value, json};
use tegata_domain::access::Who;
use tegata_domain::access::service::authenticate;
use tegata_domain::cargo::CargoRecord;
use tegata_domain::cargo::export::{page, report};
use tegata_domain::cargo::filter::TypedCargoSearch;
use tegata_domain::cargo::list::asked;
use tegata_domain::kernel::Language;
use tegata_tests::harness::{Client, TestApp, Wire};
use tegata_tests::on_both;

use crate::organization::{COMPANIES, CURRENT, act, because, own_company, own_id, versioned};

/// Those who meet.
struct Cast {
    operator: Client,
    /// Another administrator of the company.
    boss: Client,
    /// Who calls.
    caller: Client,
    /// Somebody of another company.
    elsewhere: Client,
}

/// What is done to the caller while the call is on its way, and what the caller is then told.
type Blow = (fn(&Cast), u16, &'static str);

/// From the least to the most; the first is the positive control.
const BLOWS: &[Blow] = &[
    (|_| (), 201, ""),
    (disabled, 401, "session_ended"),
    (suspended, 401, "session_ended"),
    (demoted, 403, "not_company_administrator"),
    (signed_out, 401, "session_ended"),
    (moved, 401, "session_ended"),
    (merged, 401, "session_ended"),
    // They may still call; but what they were let in for is read anew.
    (roles_changed, 409, "concurrent_change"),
    (qualified, 409, "concurrent_change"),
];

fn disabled(cast: &Cast) {
    let path = format!("/v1/admin/accounts/{}/disable", own_id(&cast.caller));
    cast.operator.post(&path, because(json!({}))).expect(200);
}

fn suspended(cast: &Cast) {
    act(&cast.boss, &format!("{CURRENT}/members/{}/disable", own_id(&cast.caller))).expect(200);
}

fn demoted(cast: &Cast) {
    let path = format!("{CURRENT}/members/{}", own_id(&cast.caller));
    cast.boss.with("if-match", "*").patch(&path, json!({ "company_role": "member" })).expect(200);
}

fn signed_out(cast: &Cast) {
    cast.caller.send("DELETE", "/v1/sessions/current", None).expect(204);
}

fn moved(cast: &Cast) {
    let path = format!("/v1/admin/accounts/{}/move", own_id(&cast.caller));
    let body = because(json!({ "company_id": own_company(&cast.elsewhere) }));
    cast.operator.post(&path, body).expect(200);
}

fn merged(cast: &Cast) {
    let path = format!("{COMPANIES}/{}/merge", own_company(&cast.caller));
    let body = because(json!({ "into_company_id": own_company(&cast.elsewhere) }));
    cast.operator.post(&path, body).expect(200);
}

fn qualified(cast: &Cast) {
    let change = json!({ "dangerous_goods_qualified": true });
    cast.caller.with("if-match", "*").patch("/v1/me", change).expect(200);
}

fn roles_changed(cast: &Cast) {
    let path = format!("{COMPANIES}/{}", own_company(&cast.caller));
    let change = because(json!({ "business_roles": ["consolidator"] }));
    versioned(&cast.operator, &path).patch(&path, change).expect(200);
}

/// A call of which the caller sent the head and half of the body.
fn half_sent(app: &TestApp, caller: &Client, path: &str, body: &Value) -> (Wire, String) {
    let body = body.to_string();
    let token = caller.sends("authorization").expect("signed in");
    let mut wire = Wire::open(app);
    let (first, rest) = body.split_at(body.len() / 2);
    wire.say(format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Authorization: {token}\r\nContent-Length: {}\r\n\r\n{first}",
        body.len()
    ));
    // Time to be let in; whoever is not yet is refused at the door, which is right as well.
    std::thread::park_timeout(std::time::Duration::from_millis(200));
    (wire, rest.to_owned())
}

on_both! {
    /// OPS-AUT-01: an administrator who is none any more when the transaction begins changes nothing.
    fn what_was_taken_away_meanwhile_is_gone(app) {
        let operator = app.operator();
        let elsewhere = app.person("jiro_cargo");
        for (number, (blow, status, code)) in BLOWS.iter().enumerate() {
            let company = app.company(&operator, &format!("みなと通関{number}株式会社"));
            let boss = app.administrator(&operator, &company, &format!("boss_{number}_cargo"));
            let caller = app.administrator(&operator, &company, &format!("caller_{number}_cargo"));
            let cast = Cast { operator: operator.clone(), boss, caller, elsewhere: elsewhere.clone() };
            let email = format!("guest{number}@example.jp");
            let body = json!({ "email": email, "company_role": "member" });
            let path = format!("{CURRENT}/invitations");
            let (mut wire, rest) = half_sent(app, &cast.caller, &path, &body);
            blow(&cast);
            let reply = wire.say(rest).reply();
            assert_eq!(reply.status, *status, "{number}: {}", reply.text);
            assert_eq!(reply.body["code"].as_str().unwrap_or_default(), *code, "{number}");
            assert_eq!(reply.body["rule"] == "OPS-AUT-01", *status == 409, "{number}: {}", reply.text);
            let sent = app.sql_number(&format!(
                "(SELECT count(*) FROM invitations WHERE email = '{email}')"
            ));
            assert_eq!(sent, i64::from(*status == 201), "{number}: {}", reply.text);
            // As at the door, it is written down who tried.
            let tried = app.sql_number("(SELECT count(*) FROM audit_entries WHERE refused = 'not_company_administrator')");
            assert_eq!(tried > 0, number >= 3, "{number}");
        }
    }

    /// OPS-AUT-01: an export, and the report about one, ends with what its reader may do, page by page.
    fn a_long_read_ends_with_its_reader(app) {
        let operator = app.operator();
        let taro = app.person("taro_cargo");
        let env = &app.app.env;
        let token = taro.sends("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let token = token.expect("signed in");
        let Ok(Who::Person(who)) = authenticate(env, token) else { panic!("nobody") };
        let standing = who.session.standing();
        let typed = TypedCargoSearch::default();
        let reads = || {
            let search = asked::<CargoRecord>(env, &who, &typed, env.clock.now()).expect("a search");
            let page = page::<CargoRecord>(env, standing, &search, None).map(drop);
            let report = report::<CargoRecord>(env, &who, &typed, Language::Ja).map(drop);
            [page, report].map(|read| read.map_err(|failure| format!("{failure:?}")))
        };
        assert_eq!(reads(), [Ok(()), Ok(())]);
        operator
            .post(&format!("/v1/admin/accounts/{}/disable", own_id(&taro)), because(json!({})))
            .expect(200);
        for read in reads() {
            assert!(read.is_err_and(|why| why.contains("SessionEnded")));
        }
    }

    /// OPS-AUT-01, CGO-VIS-01: what was answered to a member of one company is not for who is another's by now.
    fn a_kept_answer_stays_in_its_company(app) {
        let operator = app.operator();
        let company = app.company(&operator, "みなと通関株式会社");
        app.member(&operator, &company, "taro_cargo");
        let record = json!({ "direction": "import", "mawb": "131-00000011" });
        let register = || {
            let keyed = app.sign_in("taro_cargo").with("idempotency-key", "key-1");
            keyed.post("/v1/cargo-records", record.clone()).expect(201)
        };
        let first = register();
        let again = register();
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.text("/id"), first.text("/id"));
        let other = app.company(&operator, "うみべ通関株式会社");
        let body = because(json!({ "company_id": other }));
        let id = own_id(&app.sign_in("taro_cargo"));
        operator.post(&format!("/v1/admin/accounts/{id}/move"), body).expect(200);
        let there = register();
        assert_eq!(there.header("idempotent-replayed"), None);
        assert_ne!(there.text("/id"), first.text("/id"));
    }
}
