//! Master data.

use serde_json::json;
use tegata_tests::harness::Client;
use tegata_tests::on_both;

const SHEDS: &str = "/v1/master-data/sheds";

fn names(person: &Client, path: &str) -> Vec<String> {
    let list = person.get(path).expect(200);
    let items = list.body["items"].as_array().expect("items");
    items.iter().map(|one| one["name"].as_str().expect("a name").to_owned()).collect()
}

on_both! {
    /// CGO-MST-01: an entry is added, read, changed and removed by anybody of the company.
    fn an_entry_lives(app) {
        let taro = app.person("taro_cargo");
        let body = json!({ "name": "成田第一上屋", "kana": "ﾅﾘﾀだいいち", "code": "S-01" });
        let made = taro.post(SHEDS, body).expect(201);
        assert_eq!((&made.body["kana"], &made.body["kind"]), (&json!("ナリタダイイチ"), &json!("sheds")));
        let path = format!("{SHEDS}/{}", made.text("/id"));
        assert_eq!(made.header("location"), Some(path.as_str()));
        assert_eq!(taro.get(&path).expect(200).body, made.body);
        taro.with("if-none-match", "\"1\"").get(&path).expect(304);
        let change = |version: &str, body| taro.with("if-match", version).patch(&path, body);
        let changed = change("\"1\"", json!({ "name": "成田第二上屋", "code": "" })).expect(200);
        assert_eq!((&changed.body["name"], &changed.body["version"]), (&json!("成田第二上屋"), &json!(2)));
        assert!(changed.body["code"].is_null());
        assert_eq!(change("\"2\"", json!({})).expect(200).body["version"], 2);
        change("\"1\"", json!({ "code": "x" })).refused(412, "version_stale", "ACC-PRO-06");
        change("\"2\"", json!({ "name": " ", "kana": "Narita" }))
            .refused(422, "invalid_fields", "CGO-MST-01")
            .fields(&[("/name", "required"), ("/kana", "not_katakana")]);
        let remove = |version: &str| taro.with("if-match", version).delete(&path);
        taro.delete(&path).refused(428, "version_required", "ACC-PRO-06");
        remove("\"1\"").refused(412, "version_stale", "ACC-PRO-06");
        remove("\"2\"").expect(204);
        remove("*").refused(404, "not_found", "");
        taro.get(&path).refused(404, "not_found", "");
        let trail = app.audit(&app.operator());
        let done = trail.iter().filter(|one| one["action"] == "master_data.changed");
        let done: Vec<&str> = done.map(|one| one["detail"].as_str().expect("it")).collect();
        assert_eq!(done, ["removed sheds", "changed sheds", "added sheds"]);
    }

    /// CGO-MST-01: a name is there once in its kind, whatever its width and case.
    fn a_name_is_unique_in_its_kind(app) {
        let taro = app.person("taro_cargo");
        let add = |kind: &str, name: &str| {
            taro.post(&format!("/v1/master-data/{kind}"), json!({ "name": name }))
        };
        let id = add("shippers", "NCA Trading").expect(201).text("/id");
        add("shippers", "ｎｃａ-trading").fields(&[("/name", "taken")]);
        add("customs-brokers", "NCA Trading").expect(201);
        add("shippers", "Other").expect(201);
        taro.with("if-match", "*").patch(&format!("/v1/master-data/shippers/{id}"), json!({ "name": "other" }))
            .fields(&[("/name", "taken")]);
        for kind in ["bonded-warehouses", "sheds", "trucking-companies"] {
            add(kind, "NCA Trading").expect(201);
        }
        let unknown = add("ships", "x").refused(404, "not_found", "");
        assert!(unknown.text("/remedy").contains("bonded-warehouses, sheds, shippers"));
        app.person("hanako_cargo").post("/v1/master-data/shippers", json!({ "name": "NCA Trading" })).expect(201);
    }

    /// CGO-MST-01: what begins so is found by name, kana and code, in every width, kana as hiragana.
    fn entries_are_searched(app) {
        let taro = app.person("taro_cargo");
        for body in [
            json!({ "name": "成田第一上屋", "kana": "ナリタダイイチウワヤ", "code": "NRT-1" }),
            json!({ "name": "ABC上屋", "kana": "エービーシーウワヤ" }),
            json!({ "name": "100%上屋" }),
        ] {
            taro.post(SHEDS, body).expect(201);
        }
        let found = |q: &str| {
            let q: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
            names(&taro, &format!("{SHEDS}?q={q}"))
        };
        for q in ["なりた", "ナリタ", "ﾅﾘﾀ", "成田", "nrt", "ＮＲＴ１"] {
            assert_eq!(found(q), ["成田第一上屋"], "{q}");
        }
        assert_eq!(found("ａｂｃ"), ["ABC上屋"]);
        assert_eq!(found("100%"), ["100%上屋"]);
        for q in ["%", "_", "上屋", "\\", "リタ", "-"] {
            assert_eq!(found(q), [""; 0], "{q}");
        }
        assert_eq!(names(&taro, SHEDS), ["100%上屋", "ABC上屋", "成田第一上屋"]);
        assert_eq!(names(&taro, &format!("{SHEDS}?q=%20")).len(), 3);
        let page = taro.get(&format!("{SHEDS}?limit=2")).expect(200);
        let rest = format!("{SHEDS}?limit=2&cursor={}", page.text("/next_cursor"));
        assert_eq!(names(&taro, &rest), ["成田第一上屋"]);
    }

    /// CGO-MST-01: master data are a company's own.
    fn another_company_sees_none(app) {
        let (taro, hanako) = (app.person("taro_cargo"), app.person("hanako_cargo"));
        let id = taro.post(SHEDS, json!({ "name": "成田第一上屋" })).expect(201).text("/id");
        let path = format!("{SHEDS}/{id}");
        assert!(names(&hanako, SHEDS).is_empty());
        hanako.get(&path).refused(404, "not_found", "");
        hanako.with("if-match", "*").delete(&path).refused(404, "not_found", "");
        hanako.with("if-match", "*").patch(&path, json!({ "name": "x1" })).refused(404, "not_found", "");
        // Of another kind it is nothing either.
        taro.get(&format!("/v1/master-data/shippers/{id}")).refused(404, "not_found", "");
        app.operator().get(SHEDS).refused(403, "wrong_actor", "OPS-AUD-01");
    }
}
