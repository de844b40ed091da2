//! Registering and updating many cargo records.

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply, TestApp, Wire, eventually};
use tegata_tests::on_both;

use super::{CARGO, all_turns, awb, consolidator, record, trader, with};

const BULK: &str = "/v1/cargo-records/bulk";

fn ndjson(person: &Client, rows: &[Value]) -> Reply {
    let file: Vec<String> = rows.iter().map(ToString::to_string).collect();
    let client = person.with("content-type", "application/x-ndjson");
    client.send("POST", BULK, Some(&file.join("\n")))
}

fn csv(person: &Client, file: &str) -> Reply {
    person.with("content-type", "text/csv").send("POST", BULK, Some(file))
}

/// A file on its way: its head, and what of it has arrived.
fn sent(app: &TestApp, person: &Client, length: usize, arrived: &str) -> Wire {
    let mut wire = Wire::open(app);
    let token = person.sends("authorization").expect("a token");
    wire.say(format!(
        "POST {BULK} HTTP/1.1\r\nhost: a\r\nauthorization: {token}\r\naccept-language: en\r\n\
         content-type: text/csv\r\ncontent-length: {length}\r\n\r\n{arrived}"
    ));
    wire
}

/// The same, when it has the account's place: another file was refused for it.
fn under_way(app: &TestApp, person: &Client, length: usize, arrived: &str) -> Wire {
    let mut wire = sent(app, person, length, arrived);
    eventually("a file is on its way", || {
        let holds = csv(person, "mawb\n").status == 429;
        if !holds {
            // The other one may have been first.
            wire = sent(app, person, length, arrived);
            person.get("/v1/me").expect(200);
        }
        holds
    });
    wire
}

fn statuses(reply: &Reply) -> Vec<&str> {
    let rows = reply.body["rows"].as_array().expect("rows");
    rows.iter().map(|row| row["status"].as_str().expect("a status")).collect()
}

on_both! {
    /// CGO-REC-01: new rows are registered, present ones updated by what they name, others left alone.
    fn rows_are_registered_and_updated(app) {
        let taro = consolidator(app);
        let first = with(record(1), json!({ "hawb": "H1", "shipper": "山田電子", "pieces": 3 }));
        let rows = [first, record(2)];
        let made = ndjson(&taro, &rows).expect(200);
        assert_eq!(statuses(&made), ["created", "created"]);
        assert_eq!(made.body["counts"], json!({ "created": 2, "updated": 0, "unchanged": 0, "refused": 0 }));
        assert_eq!(statuses(&ndjson(&taro, &rows).expect(200)), ["unchanged", "unchanged"]);
        let file = format!(
            "\u{feff}mawb,hawb,direction,pieces,status,special_handling\r\n{},h1,,5,arrived,PER PES\r\n{},,,,,\r\n{},,export,,,\r\n",
            awb(131, 1), awb(131, 2), awb(131, 3)
        );
        let again = csv(&taro, &file).expect(200);
        assert_eq!(statuses(&again), ["updated", "unchanged", "created"]);
        let lines: Vec<_> = again.body["rows"].as_array().expect("rows").iter().map(|row| row["line"].clone()).collect();
        assert_eq!(lines, [2, 3, 4]);
        assert_eq!(again.body["rows"][0]["id"], made.body["rows"][0]["id"]);
        let id = again.text("/rows/0/id");
        let patched = taro.with("if-match", "*").patch(&format!("{CARGO}/{id}"), json!({})).expect(200);
        let expected = json!({
            "shipper": "山田電子", "pieces": 5, "status": "arrived", "direction": "import",
            "special_handling": ["PER", "PES"], "version": 2
        });
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(&patched.body[name], value, "{name}");
        }
        let operator = app.operator_named("operator-2");
        let trail = app.audit(&operator);
        let done = |action: &str| trail.iter().filter(|one| one["action"] == action).count();
        assert_eq!((done("cargo.registered"), done("cargo.status_changed")), (3, 1));
    }

    /// CGO-REC-01: a row that is refused names everything that is wrong, and refuses no other.
    fn a_refused_row_refuses_no_other(app) {
        let taro = consolidator(app);
        let delivered = with(record(9), json!({ "status": "delivered" }));
        taro.post(CARGO, delivered.clone()).expect(201);
        let rows = [
            record(1),
            json!({ "mawb": "131-12345674", "pieces": -1, "direction": "x" }),
            record(1),
            json!({ "direction": "import" }),
            json!({ "mawb": awb(131, 2), "no": 1 }),
            delivered,
            with(record(9), json!({ "pieces": 1 })),
        ];
        let reply = ndjson(&taro, &rows).expect(200);
        assert_eq!(statuses(&reply), [
            "created", "refused", "refused", "refused", "refused", "unchanged", "refused",
        ]);
        let codes = |row: usize| {
            let errors = reply.body["rows"][row]["errors"].as_array().expect("errors");
            errors.iter().map(|one| {
                assert!(one["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{one}");
                format!("{} {}", one["pointer"].as_str().expect("it"), one["code"].as_str().expect("it"))
            }).collect::<Vec<_>>()
        };
        assert_eq!(codes(1), ["/direction not_allowed", "/mawb awb_check_digit", "/pieces too_short"]);
        assert_eq!(codes(2), ["/mawb duplicate"]);
        assert_eq!(codes(3), ["/mawb required"]);
        assert_eq!(codes(4), ["/no unknown_field"]);
        assert_eq!(codes(6), ["/mawb duplicate"]);
        let closed = ndjson(&taro, &[with(record(9), json!({ "pieces": 1 }))]).expect(200);
        assert_eq!(closed.body["rows"][0]["errors"][0]["code"], "record_closed");
    }

    /// CGO-REC-01: a row that was refused did nothing for its waybill: the next right one does, and those
    /// behind it are told its line.
    fn a_refused_row_is_none_of_two(app) {
        let taro = consolidator(app);
        let broken = |serial: u32| with(record(serial), json!({ "pieces": -1 }));
        let rows = [broken(1), record(1), with(record(1), json!({ "pieces": 2 }))];
        let reply = ndjson(&taro, &rows).expect(200);
        assert_eq!(statuses(&reply), ["refused", "created", "refused"]);
        assert_eq!(reply.body["rows"][2]["errors"][0]["code"], "duplicate");
        assert_eq!(reply.body["rows"][2]["errors"][0]["params"]["line"], "2");
        assert!(reply.text("/rows/2/errors/0/detail").contains("2"));
        // In another transaction, too.
        let mut rows: Vec<Value> = (100..700).map(record).collect();
        rows[0] = broken(2);
        rows.extend([record(2), record(101)]);
        let reply = ndjson(&taro, &rows).expect(200);
        let counts = json!({ "created": 600, "updated": 0, "unchanged": 0, "refused": 2 });
        assert_eq!(reply.body["counts"], counts);
        assert_eq!(reply.body["rows"][601]["errors"][0]["params"]["line"], "2");
    }

    /// CGO-REC-01: an answer does not outgrow its question, and hints are for what was mistyped.
    fn an_answer_does_not_outgrow_its_file(app) {
        let taro = consolidator(app);
        taro.post(CARGO, record(1)).expect(201);
        let row = json!({ "mawb": "131-00000012", "alerts": vec!["a"; 300], "special_handling": vec!["a"; 300] });
        let rows = vec![row; 500];
        let asked = rows.iter().map(|row| row.to_string().len()).sum::<usize>();
        let reply = ndjson(&taro, &rows).expect(200);
        assert!(reply.text.len() < asked, "{} for {asked}", reply.text.len());
        let similar = |row: &Value| {
            let errors = row["errors"].as_array().expect("errors").iter();
            errors.filter(|one| one["params"]["similar"] == "131-00000011").count()
        };
        let rows = reply.body["rows"].as_array().expect("rows");
        assert_eq!(rows.iter().map(similar).sum::<usize>(), 20);
        let many = with(record(1), json!({ "alerts": vec!["a"; 12_000] }));
        let refused = taro.post(CARGO, many).fields(&[("/alerts", "too_long")]);
        assert!(refused.text.len() < 2_000);
    }

    /// CGO-REC-01: ten thousand rows, in batches; the same file again changes nothing.
    fn ten_thousand_rows(app) {
        let taro = consolidator(app);
        let rows: Vec<Value> = (0..10_000)
            .map(|number| with(record(number / 100), json!({ "hawb": format!("H{number}") })))
            .collect();
        let made = ndjson(&taro, &rows).expect(200);
        assert_eq!(made.body["counts"]["created"], 10_000);
        assert_eq!(app.sql_number("(SELECT count(*) FROM cargo_records)"), 10_000);
        assert_eq!(app.sql_number("(SELECT count(*) FROM cargo_steps)"), 10_000);
        let again = ndjson(&taro, &rows).expect(200);
        assert_eq!(again.body["counts"]["unchanged"], 10_000);
        let more = [&rows[..], &[record(1)]].concat();
        ndjson(&taro, &more).refused(422, "invalid_fields", "CGO-REC-01").fields(&[("", "too_long")]);
    }

    /// CGO-REC-01: the limit of house waybills holds for rows, too.
    fn a_full_air_waybill_refuses_rows(app) {
        let taro = consolidator(app);
        let house = |number: u32| with(record(1), json!({ "hawb": format!("H{number}") }));
        let rows: Vec<Value> = (0..9_998).map(house).collect();
        ndjson(&taro, &rows).expect(200);
        let rows: Vec<Value> = (9_998..10_001).map(house).collect();
        let reply = ndjson(&taro, &rows).expect(200);
        assert_eq!(statuses(&reply), ["created", "refused", "refused"]);
        assert_eq!(reply.body["rows"][1]["errors"][0]["code"], "house_waybills_full");
    }

    /// A repeated call with its key gets the first answer.
    fn a_key_is_answered_once(app) {
        let taro = consolidator(app).with("idempotency-key", "k1");
        let first = ndjson(&taro, &[record(1)]).expect(200);
        let again = ndjson(&taro, &[record(1)]).expect(200);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(first.body, again.body);
        ndjson(&taro, &[record(2)]).refused(422, "idempotency_key_reused", "");
    }

    /// CGO-REC-01: the business role is needed here too, and rows are the company's own.
    fn rows_are_the_companys_own(app) {
        let taro = consolidator(app);
        ndjson(&taro, &[record(1)]).expect(200);
        ndjson(&app.person("jiro_cargo"), &[record(1)]).refused(403, "business_role_required", "CGO-REC-01");
        let operator = app.operator_named("operator-2");
        let hanako = trader(app, &operator, "hanako_cargo", &["customs_broker"]);
        assert_eq!(statuses(&ndjson(&hanako, &[record(1)]).expect(200)), ["created"]);
        ndjson(&operator, &[record(1)]).refused(403, "wrong_actor", "OPS-AUD-01");
    }

    /// CGO-REC-01: who may not send a file is told so before one is read, or even sent.
    fn who_may_not_send_a_file_sends_none(app) {
        let jiro = app.person("jiro_cargo");
        let reply = sent(app, &jiro, 8 * 1024 * 1024, "").reply();
        reply.refused(403, "business_role_required", "CGO-REC-01");
    }

    /// An account sends one file at a time; a second one is refused before it is read, others are not.
    fn one_file_at_a_time(app) {
        let operator = app.operator();
        let taro = trader(app, &operator, "taro_cargo", &["consolidator"]);
        let hanako = trader(app, &operator, "hanako_cargo", &["consolidator"]);
        let file = format!("mawb,direction\n{},import\n", awb(131, 1));
        let (begun, rest) = file.split_at(10);
        let mut first = under_way(app, &taro, file.len(), begun);
        let reply = csv(&taro, &file).refused(429, "already_running", "");
        assert_eq!(reply.header("retry-after"), Some("5"));
        assert_eq!(statuses(&csv(&hanako, &file).expect(200)), ["created"]);
        first.say(rest);
        assert_eq!(statuses(&first.reply().expect(200)), ["created"]);
        assert_eq!(statuses(&csv(&taro, &file).expect(200)), ["unchanged"]);
        // Who goes away leaves the place.
        drop(under_way(app, &taro, file.len(), begun));
        eventually("the place is free again", || csv(&taro, &file).status == 200);
    }

    /// Few files are read at once; who finds no turn waits for a moment only.
    fn few_files_at_once(app) {
        let taro = consolidator(app);
        let turns = all_turns(&app.app.files);
        let reply = csv(&taro, "mawb\n").refused(503, "overloaded", "");
        assert_eq!(reply.header("retry-after"), Some("5"));
        drop(turns);
        csv(&taro, "mawb\n").expect(200);
    }

    /// CGO-REC-01: a row has at most 16 KiB, a header 64 columns.
    fn rows_and_headers_have_their_bounds(app) {
        let taro = consolidator(app);
        let large = with(record(2), json!({ "mawb": vec![0; 10_000] }));
        let reply = ndjson(&taro, &[record(1), large, record(3)]).expect(200);
        assert_eq!(statuses(&reply), ["created", "refused", "created"]);
        let error = &reply.body["rows"][1]["errors"][0];
        assert_eq!((&error["code"], &error["rule"]), (&json!("too_long"), &json!("CGO-REC-01")));
        assert_eq!(error["params"]["max"], "16384");
        let wide = "mawb,".repeat(1_000_000);
        csv(&taro, &wide).refused(422, "invalid_fields", "CGO-REC-01").fields(&[("", "too_long")]);
    }

    /// A file is NDJSON or CSV of at most 8 MiB, with a header of known columns.
    fn a_file_as_a_whole_may_be_refused(app) {
        let taro = consolidator(app);
        taro.send("POST", BULK, Some("{}")).refused(415, "unsupported_media_type", "");
        let euc = taro.with("content-type", "text/csv; charset=euc-jp");
        euc.send("POST", BULK, Some("mawb\n")).refused(415, "unsupported_media_type", "");
        let trailing = format!("mawb,direction,,\r\n{},import,,\r\n{},import,x,\r\n", awb(131, 1), awb(131, 2));
        let blank = csv(&taro, &trailing).expect(200);
        assert_eq!(statuses(&blank), ["created", "refused"]);
        assert_eq!(blank.body["rows"][1]["errors"][0]["pointer"], "/3");
        csv(&taro, "hawb,no\n").fields(&[("/no", "unknown_field"), ("/mawb", "required")]);
        let large = "x".repeat(8 * 1024 * 1024 + 1);
        csv(&taro, &large).refused(413, "body_too_large", "");
        assert_eq!(csv(&taro, "mawb\n").expect(200).body["rows"], json!([]));
    }
}
