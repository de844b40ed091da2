//! `GET /v1/sandbox/mails`

use serde_json::json;
use tegata_tests::on_both;

on_both! {
    /// OPS-SBX-01: every mail that was written can be read, newest first, by recipient, in pages.
    fn the_mailbox_shows_every_mail(app) {
        for number in 0..3 {
            app.registration_link(&format!("taro{number}@example.jp"));
        }
        app.registration_link("taro1@example.jp");
        assert_eq!(app.mails("taro1@example.jp").len(), 2);
        // An address is found however it is written.
        assert_eq!(app.mails("TARO1@Example.JP").len(), 2);
        assert_eq!(app.mails("nobody@example.jp").len(), 0);
        let mail = app.mail("taro0@example.jp", "registration_link");
        assert!(mail["subject"].as_str().unwrap().starts_with("[Tegata] "));
        assert!(mail["text"].as_str().unwrap().contains(mail["links"][0]["url"].as_str().unwrap()));
        assert!(mail["html"].as_str().unwrap().starts_with("<!doctype html>"));

        let mut seen = Vec::new();
        let mut path = "/v1/sandbox/mails?limit=1".to_owned();
        loop {
            let page = app.stranger().get(&path).expect(200);
            seen.push(page.body["items"][0]["to"].as_str().unwrap().to_owned());
            if page.body["has_more"] == false {
                break;
            }
            let cursor = page.text("/next_cursor");
            assert!(page.header("link").is_some_and(|link| link.contains("rel=\"next\"")));
            path = format!("/v1/sandbox/mails?limit=1&cursor={cursor}");
        }
        let newest_first = ["taro1", "taro2", "taro1", "taro0"].map(|name| format!("{name}@example.jp"));
        assert_eq!(seen, newest_first);
        app.stranger()
            .get("/v1/sandbox/mails?to=nonsense")
            .fields(&[("?to", "not_allowed")]);
    }

    /// OPS-SBX-01: a mail that goes to nobody is in nobody's mailbox.
    fn withheld_mails_do_not_show(app) {
        let unknown = json!({
            "login_id": "nobody_here", "email": "nobody@example.jp", "full_name": "n",
            "phone": "03-1234-5678"
        });
        app.stranger().post("/v1/recoveries", unknown).expect(202);
        let all = app.stranger().get("/v1/sandbox/mails").expect(200);
        assert_eq!(all.body["items"], json!([]));
    }
}
