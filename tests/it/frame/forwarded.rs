//! Hosts and addresses that a request claims: nobody is believed but a configured proxy.

use serde_json::{Value, json};
use tegata_tests::harness::{Client, PASSWORD, TestApp};

use super::{answer, post};

const EVIL: &str = "evil.example";

/// The same client with every header that some framework believes.
fn claiming(client: &Client) -> Client {
    let claims = [
        ("x-forwarded-host", EVIL),
        ("x-forwarded-server", EVIL),
        ("x-original-host", EVIL),
        ("x-host", EVIL),
        ("x-forwarded-proto", "gopher"),
        ("x-forwarded-prefix", "/evil.example"),
        ("x-forwarded-for", "6.6.6.6"),
        ("x-real-ip", "6.6.6.6"),
        ("forwarded", "for=6.6.6.6;host=evil.example;proto=gopher"),
        ("origin", "https://evil.example"),
        ("referer", "https://evil.example/"),
    ];
    claims.into_iter().fold(client.clone(), |client, (name, value)| client.with(name, value))
}

#[test]
fn mailed_links_lead_to_the_configured_front_end_alone() {
    let app = TestApp::sqlite_with(&[("MAILS_PER_ADDRESS", "100")]);
    let (taro, operator) = (claiming(&app.person("taro_cargo")), claiming(&app.operator()));
    let stranger = claiming(&app.stranger());
    let email = "taro_cargo@example.jp";
    let terms = app.stranger().get("/v1/terms").expect(200).text("/version");
    let items = json!({
        "login_id": "taro_cargo", "email": email, "full_name": "山田太郎", "phone": "0312345678"
    });
    let agency = json!({
        "kind": "agency", "login_id": "haneda_agency", "email": "desk@agency.example.jp",
        "family_name": "佐藤", "given_name": "花子", "family_name_kana": "サトウ",
        "given_name_kana": "ハナコ", "company_name": "羽田代理店", "industry": "freight_forwarder",
        "phone": "03-9876-5432", "postal_code": "144-0041", "address": "東京都大田区羽田空港2-6-5",
        "dangerous_goods_qualified": true, "language": "ja", "reason": "Contract"
    });
    let inquiry = json!({ "topic": "other", "name": "n", "email": email, "message": "m" });
    let request = json!({ "email": email, "accept_terms": true, "terms_version": terms });
    let reply = stranger.post("/v1/registrations", request.clone()).expect(202);
    assert!(!reply.text.contains(EVIL));
    stranger.post("/v1/recoveries", items).expect(202);
    stranger.post("/v1/login-id-reminders", json!({ "email": email })).expect(202);
    stranger.post("/v1/support-inquiries", inquiry).expect(201);
    let change = json!({ "email": "new@example.jp" });
    taro.post("/v1/me/password-proofs", json!({ "password": PASSWORD })).expect(200);
    taro.post("/v1/me/email-changes", change).expect(202);
    let made = operator.post("/v1/admin/accounts", agency).expect(201);
    assert!(made.header("location").is_some_and(|path| path.starts_with("/v1/admin/accounts/")));
    // The Host itself, and an absolute address in its place.
    let absolute = post("http://evil.example/v1/registrations", "", &request.to_string());
    for bytes in [absolute, post("/v1/registrations", "", &request.to_string())] {
        answer(&app, bytes.replace("Host: localhost", "Host: evil.example")).expect(202);
    }

    let all = app.stranger().get("/v1/sandbox/mails?limit=200").expect(200);
    assert!(!all.text.contains(EVIL) && !all.text.contains("gopher"), "{}", all.text);
    let front_end = app.app.env.settings.front_end_url.clone();
    let mut letters = Vec::new();
    for mail in all.body["items"].as_array().expect("items") {
        letters.push(mail["letter"].as_str().expect("a letter").to_owned());
        for link in mail["links"].as_array().expect("links") {
            let url = link["url"].as_str().expect("an address");
            assert!(url.starts_with(&format!("{front_end}/")), "{url}");
        }
        let (text, html) =
            (mail["text"].as_str().expect("text"), mail["html"].as_str().expect("it"));
        for address in text.split("http").skip(1).chain(html.split("http").skip(1)) {
            assert!(format!("http{address}").starts_with(&front_end), "{address}");
        }
    }
    for letter in [
        "registration_link",
        "recovery_link",
        "login_id_reminder",
        "inquiry_received",
        "email_change_link",
        "first_password",
    ] {
        assert!(letters.iter().any(|one| one == letter), "no {letter} was written: {letters:?}");
    }
    let refused = stranger.get("/v1/me").refused(401, "unauthenticated", "");
    assert!(refused.text("/type").starts_with(&app.app.base_url()));
}

/// OPS-AUD-01: where a call came from is what the connection says, or a configured proxy.
#[test]
fn the_trail_names_the_true_network() {
    let networks = |app: &TestApp| -> Vec<Value> {
        let wrong = json!({ "login_id": "nobody_here", "password": "wrong" });
        let client = app.stranger().with("x-forwarded-for", "1.2.3.4, 198.51.100.7");
        let client = client.with("forwarded", "for=6.6.6.6");
        client.post("/v1/sessions", wrong).refused(401, "sign_in_refused", "ACC-LCK-01");
        let trail = app.audit(&app.operator());
        let refused = trail.iter().filter(|entry| entry["action"] == "session.refused");
        refused.map(|entry| entry["network"].clone()).collect()
    };
    assert_eq!(networks(&TestApp::sqlite()), ["127.0.0.1"]);
    let behind = TestApp::sqlite_with(&[("TRUSTED_PROXIES", "127.0.0.0/8")]);
    assert_eq!(networks(&behind), ["198.51.100.7"]);
}
