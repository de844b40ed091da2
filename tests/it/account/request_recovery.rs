//! `POST /v1/recoveries`

use serde_json::{Value, json};
use tegata_tests::harness::{HOUR, Reply, TestApp};
use tegata_tests::on_both;

use super::{act, four_items, lock, looks, next_hour, with, without};

const REQUEST: &str = "/v1/recoveries";
const ITEMS: [&str; 4] = ["login_id", "email", "full_name", "phone"];

/// How many recovery links an address was mailed.
fn links(app: &TestApp, login_id: &str) -> usize {
    let mails = app.mails(&format!("{login_id}@example.jp"));
    mails.iter().filter(|mail| mail["letter"] == "recovery_link").count()
}

/// Asks with these items on a fresh allowance.
fn ask(app: &TestApp, items: Value) -> Reply {
    next_hour(app);
    app.stranger().post(REQUEST, items)
}

on_both! {
    /// RCV-01: all four items are required, each named.
    fn all_four_items_are_required(app) {
        app.person("taro_cargo");
        for item in ITEMS {
            let pointer = format!("/{item}");
            let absent = without(four_items("taro_cargo"), item);
            let blank = with(four_items("taro_cargo"), json!({ item: " \u{3000} " }));
            let empty = with(four_items("taro_cargo"), json!({ item: "" }));
            for body in [absent, blank, empty] {
                app.stranger()
                    .post(REQUEST, body)
                    .refused(422, "invalid_fields", "RCV-01")
                    .fields(&[(&pointer, "required")]);
            }
        }
        app.stranger().post(REQUEST, json!({})).refused(422, "invalid_fields", "RCV-01").fields(&[
            ("/login_id", "required"),
            ("/email", "required"),
            ("/full_name", "required"),
            ("/phone", "required"),
        ]);
        assert_eq!(links(app, "taro_cargo"), 0);
    }

    /// RCV-01: the items are compared after normalisation: width, case, spaces, hyphens, E.164.
    fn items_are_compared_normalised(app) {
        app.person_with("taro-cargo", json!({ "family_name": "Van der Yamada", "given_name": "ﾀﾛｳ" }));
        let name = json!({ "full_name": "Van der Yamada タロウ" });
        let good = with(four_items("taro-cargo"), name);
        let spellings: [(&str, &[&str]); 4] = [
            ("login_id", &["TARO-CARGO", "ｔａｒｏ－ｃａｒｇｏ", " taro-cargo ", "taro‐cargo"]),
            ("email", &["Taro-Cargo@EXAMPLE.jp", " taro-cargo@example.jp "]),
            ("full_name", &["VAN DER YAMADA　タロウ", "vanderyamadaﾀﾛｳ", "van-der-yamada タロウ"]),
            ("phone", &["+81312345678", "０３－１２３４－５６７８", "03 1234 5678", "(03)1234-5678",
                "+81 (0)3 1234 5678", "03−1234−5678"]),
        ];
        let mut mailed = 0;
        for (item, spellings) in spellings {
            for spelling in spellings {
                ask(app, with(good.clone(), json!({ item: spelling }))).expect(202);
                mailed += 1;
                assert_eq!(links(app, "taro-cargo"), mailed, "{item}: {spelling}");
            }
        }
        // What is different is not made equal.
        let others: [(&str, &[&str]); 4] = [
            ("login_id", &["taro_cargo", "tarocarg0"]),
            ("email", &["tarocargo@example.jp", "taro-cargo@example.jp.", "taro-cargo+x@example.jp"]),
            ("full_name", &["タロウ Van der Yamada", "Van der Yamada", "Van der Yamada タロウ様"]),
            ("phone", &["+1 312345678", "03-1234-5679", "312345678", "+81-3-1234-567"]),
        ];
        for (item, spellings) in others {
            for spelling in spellings {
                ask(app, with(good.clone(), json!({ item: spelling }))).expect(202);
                assert_eq!(links(app, "taro-cargo"), mailed, "{item}: {spelling}");
            }
        }
    }

    /// RCV-02: whatever does not match gets the same answer, byte for byte, and no mail to anybody.
    fn any_mismatch_looks_like_a_match(app) {
        let operator = app.operator();
        for login_id in ["taro_cargo", "locked_one", "disabled_one"] {
            app.person(login_id);
        }
        lock(app, "locked_one");
        act(&operator, "disabled_one", "disable").expect(200);
        let all_mails = || {
            let page = app.stranger().get("/v1/sandbox/mails?limit=200").expect(200);
            let mails = page.body["items"].as_array().unwrap().clone();
            mails.into_iter().filter(|mail| mail["to"] != "nobody@nowhere.invalid").count()
        };

        let matching = ask(app, four_items("taro_cargo")).expect(202);
        assert_eq!(links(app, "taro_cargo"), 1);
        let asked = app.app.env.clock.now();
        let expires: jiff::Timestamp = matching.text("/link_expires_at").parse().unwrap();
        assert!((HOUR - 60..=HOUR).contains(&(expires - asked).get_seconds()), "{expires}");

        let wrong = json!({
            "login_id": "hanako_cargo", "email": "wrong@example.jp", "full_name": "山田 次郎",
            "phone": "03-9999-9999"
        });
        let before = all_mails();
        for mask in 1..16_u8 {
            let mut items = four_items("taro_cargo");
            for (bit, item) in ITEMS.iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0) {
                assert!(bit < 4);
                items[*item] = wrong[*item].clone();
            }
            assert_eq!(looks(&ask(app, items)), looks(&matching), "mask {mask:04b}");
        }
        for odd in [
            json!({ "email": "not an address" }),
            json!({ "phone": "not a number" }),
            json!({ "login_id": "x" }),
            json!({ "full_name": "' OR 1=1 --" }),
            // Somebody else's item is no better than a made-up one.
            json!({ "email": "locked_one@example.jp" }),
        ] {
            let reply = ask(app, with(four_items("taro_cargo"), odd.clone()));
            assert_eq!(looks(&reply), looks(&matching), "{odd}");
        }
        assert_eq!(all_mails(), before, "a mismatch mails nobody");
        assert_eq!(links(app, "taro_cargo"), 1);

        // A locked and a disabled account answer alike; the mailbox alone knows more.
        for login_id in ["locked_one", "disabled_one"] {
            let mut mismatch = four_items(login_id);
            mismatch["phone"] = json!("03-9999-9999");
            assert_eq!(looks(&ask(app, mismatch)), looks(&matching), "{login_id}");
            assert_eq!(links(app, login_id), 0);
            assert_eq!(looks(&ask(app, four_items(login_id))), looks(&matching), "{login_id}");
            assert_eq!(links(app, login_id), 1);
        }
    }

    /// RCV-02: an owner is mailed five links an hour; that there is no sixth mail does not show.
    fn mails_are_limited_and_the_answer_is_not(app) {
        app.person("taro_cargo");
        next_hour(app);
        // Who knows the login id alone does not use the owner's mails up.
        let guess = with(four_items("taro_cargo"), json!({ "phone": "03-9999-9999" }));
        for _ in 0..10 {
            app.stranger().post(REQUEST, guess.clone()).expect(202);
        }
        let ask = || app.stranger().post(REQUEST, four_items("taro_cargo")).expect(202);
        let answers: Vec<Reply> = (0..7).map(|_| ask()).collect();
        assert!(answers.iter().all(|answer| looks(answer) == looks(&answers[0])));
        assert_eq!(links(app, "taro_cargo"), 5);
        next_hour(app);
        ask();
        assert_eq!(links(app, "taro_cargo"), 6);
    }

    /// RCV-02: a client's requests are limited, whatever they match.
    fn requests_of_a_client_are_limited(app) {
        next_hour(app);
        for number in 0..60 {
            app.stranger().post(REQUEST, four_items(&format!("nobody_{number}"))).expect(202);
        }
        app.stranger()
            .post(REQUEST, four_items("nobody_60"))
            .refused(429, "too_many_requests", "RCV-02");
    }
}
