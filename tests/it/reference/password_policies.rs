//! `GET /v1/password-policies`

use serde_json::{Value, json};
use tegata_tests::on_both;

on_both! {
    /// PWD-01, PWD-05: the policy of each kind, for machines and for people; that of terminals is data
    /// alone as yet.
    fn policies_are_readable_before_a_password_is_typed(app) {
        let read = |language: &str| {
            let client = app.stranger().with("accept-language", language);
            client.get("/v1/password-policies").expect(200).body["items"].as_array().unwrap().clone()
        };
        let (ja, en) = (read("ja"), read("en"));
        let facts = |policy: &Value| {
            let mut facts = policy.clone();
            for words in ["sentences", "deviations", "version"] {
                facts.as_object_mut().unwrap().remove(words).unwrap();
            }
            facts
        };
        assert_eq!(
            en.iter().map(facts).collect::<Vec<_>>(),
            [
                json!({
                    "name": "standard",
                    "account_kinds": [
                        "general", "agency", "deferred_payment", "operator", "office"
                    ],
                    "min_length": 12, "max_length": 128, "alphabet": "any",
                    "needs_letter_and_digit": false, "previous_refused": 1,
                    "refuses_common": true, "refuses_personal": true
                }),
                json!({
                    "name": "terminal", "account_kinds": ["terminal"],
                    "min_length": 6, "max_length": 8, "alphabet": "upper_and_digits",
                    "needs_letter_and_digit": true, "previous_refused": 3,
                    "refuses_common": true, "refuses_personal": true
                }),
            ]
        );
        for (ja, en) in ja.iter().zip(&en) {
            assert_eq!(facts(ja), facts(en));
            let sentences = |policy: &Value| policy["sentences"].as_array().unwrap().clone();
            assert_eq!(sentences(ja).len(), sentences(en).len());
            for (ja, en) in sentences(ja).iter().zip(sentences(en)) {
                assert!(!ja.as_str().unwrap().is_ascii() && en != *ja);
            }
            for limit in ["min_length", "max_length"] {
                let limit = en[limit].to_string();
                assert!([ja, en].iter().all(|p| p["sentences"][0].as_str().unwrap().contains(&limit)));
            }
        }
        // What is weak by rule says so, and what makes up for it (PWD-04).
        for deviation in en[1]["deviations"].as_array().unwrap() {
            for member in ["clause", "asks", "instead", "compensation"] {
                assert!(!deviation[member].as_str().unwrap().is_empty(), "{deviation}");
            }
        }
        assert_eq!(en[1]["deviations"].as_array().unwrap().len(), 6);
    }
}
