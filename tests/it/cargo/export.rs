//! `GET /v1/cargo-records/export`, `GET /v1/pickup-requests/export`

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tegata_tests::harness::{Client, TestApp, Wire, eventually};
use tegata_tests::on_both;

use super::{CARGO, PICKUPS, all_turns, awb, with};
use crate::assignment::{ADDRESSEE, Community};

/// The bytes of an answer.
fn bytes(app: &TestApp, client: &Client, path: &str) -> Vec<u8> {
    let token = client.sends("authorization").expect("a token");
    let request = ureq::get(format!("{}{path}", app.base)).header("authorization", token);
    let mut reply = request.call().expect("an answer");
    reply.body_mut().read_to_vec().expect("a body")
}

/// The rows of a CSV file, as Python reads them in this encoding; nothing where there is no Python.
fn parsed(file: &[u8], encoding: &str) -> Option<Vec<Vec<String>>> {
    const PROGRAM: &str = "import csv, io, json, sys\n\
        text = sys.stdin.buffer.read().decode(sys.argv[1])\n\
        json.dump(list(csv.reader(io.StringIO(text, newline=''))), sys.stdout)";
    let mut python = Command::new("python3")
        .args(["-c", PROGRAM, encoding])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    python.stdin.take()?.write_all(file).ok()?;
    let output = python.wait_with_output().ok()?;
    assert!(output.status.success());
    Some(serde_json::from_slice(&output.stdout).expect("rows"))
}

/// Records of two companies that the addressee sees, with names of all sorts.
fn shared(app: &TestApp) -> Community<'_> {
    let community = Community::new(app);
    community.qualify(&community.addressee);
    let mut ids = Vec::new();
    for (serial, shipper) in (1..).zip([
        "株式会社山田電子",
        "=HYPERLINK(\"http://evil.example\")",
        "+81-3-1234-5678",
        "@SUM(A1)",
        "-2+3",
        "髙﨑①商店〜",
        "運送🚚社",
        "A, \"B\"",
        "",
    ]) {
        let body = json!({ "direction": "import", "mawb": awb(131, serial), "shipper": shipper });
        let owner = if serial % 2 == 0 { &community.addressee } else { &community.sender };
        let id = owner.post(CARGO, body).expect(201).text("/id");
        if serial % 2 == 1 {
            ids.push(id);
        }
        app.advance(1);
    }
    community.assign(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    community.accept().expect(200);
    community
}

/// The items of the whole list.
fn listed(client: &Client, path: &str) -> Vec<Value> {
    let separator = if path.contains('?') { '&' } else { '?' };
    let page = client.get(&format!("{path}{separator}limit=200")).expect(200);
    page.body["items"].as_array().expect("items").clone()
}

/// The column of a heading.
fn column<'a>(rows: &'a [Vec<String>], heading: &str) -> Vec<&'a str> {
    let at = rows[0].iter().position(|one| one == heading).expect("a heading");
    rows[1..].iter().map(|row| row[at].as_str()).collect()
}

on_both! {
    /// CGO-LST-05: exactly the rows and the order of the same search, in every form.
    fn the_rows_and_order_of_the_search(app) {
        let community = shared(app);
        let person = &community.colleague;
        for query in ["", "?assignment=received", "?direction=export", "?awb=131-00000033"] {
            let rows = listed(person, &format!("{CARGO}{query}"));
            let ids: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
            let with = |format: &str| {
                let separator = if query.is_empty() { '?' } else { '&' };
                person.get(&format!("{CARGO}/export{query}{separator}format={format}")).expect(200)
            };
            let lines = with("ndjson");
            assert_eq!(lines.header("content-type"), Some("application/x-ndjson"));
            let lines: Vec<Value> =
                lines.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(lines, rows, "{query}");
            let csv = with("csv");
            assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
            let disposition = "attachment; filename=\"cargo-records.csv\"";
            assert_eq!(csv.header("content-disposition"), Some(disposition));
            assert_eq!(csv.text.lines().count(), rows.len() + 1, "{query}");
            for (line, id) in csv.text.lines().skip(1).zip(ids) {
                assert!(line.ends_with(id.as_str().unwrap()), "{line}");
            }
        }
    }

    /// CGO-LST-05: a spreadsheet shows Japanese as it is and runs nothing, in both encodings.
    fn a_spreadsheet_reads_it(app) {
        let community = shared(app);
        let utf_8 = bytes(app, &community.sender, &format!("{CARGO}/export"));
        assert!(utf_8.starts_with(b"\xEF\xBB\xBF"));
        let cp932 = bytes(app, &community.colleague, &format!("{CARGO}/export?format=csv_cp932"));
        let Some(utf_8) = parsed(&utf_8, "utf-8-sig") else { return };
        let rows = parsed(&cp932, "cp932").expect("Python");
        assert_eq!(column(&utf_8, "荷主"), ["", "運送🚚社", "'-2+3", "'+81-3-1234-5678", "株式会社山田電子"]);
        assert_eq!(column(&rows, "荷主"), [
            "", "A, \"B\"", "運送&#128666;社", "髙﨑①商店～", "'-2+3", "'@SUM(A1)", "'+81-3-1234-5678",
            "'=HYPERLINK(\"http://evil.example\")", "株式会社山田電子",
        ]);
        assert_eq!(column(&rows, "登録対象"), ["輸入"; 9]);
        assert_eq!(column(&rows, "MAWB")[8], "131-00000011");
        assert_eq!(column(&rows, "アサイン")[..2], ["アサイン受取", ""]);
        let english = community.sender.with("accept-language", "en").get(&format!("{CARGO}/export"));
        assert!(english.expect(200).text.contains("Bonded warehouse"));
    }

    /// CGO-LST-05: a report tells beforehand what code page 932 cannot write.
    fn what_code_page_932_cannot_write(app) {
        let community = shared(app);
        let report = community.colleague.get(&format!("{CARGO}/export?report=true")).expect(200);
        assert_eq!(report.body, json!({
            "rows": 9, "affected_rows": 1,
            "characters": [{ "character": "🚚", "code_point": "U+1F69A", "count": 1 }]
        }));
        community.colleague.get(&format!("{CARGO}/export?format=xlsx&report=1"))
            .fields(&[("?format", "not_allowed"), ("?report", "not_allowed")]);
        community.colleague.get(&format!("{CARGO}/export?from=2026-01-01&until=2026-03-01"))
            .fields(&[("?until", "period_too_long")]);
    }

    /// CGO-LST-05, ASG-WHY-01: each exported row of another company counts as looked at.
    fn exported_rows_are_seen(app) {
        let community = Community::new(app);
        let (record, _) = community.assigned(1);
        community.accept().expect(200);
        let seen = || {
            let path = format!("{CARGO}/{record}/visibility");
            community.sender.get(&path).expect(200).body["grants"][0]["first_seen_at"].clone()
        };
        community.colleague.get(&format!("{CARGO}/export?report=true")).expect(200);
        assert!(seen().is_null());
        community.colleague.get(&format!("{CARGO}/export")).expect(200);
        assert!(seen().is_string());
    }

    /// CGO-LST-05: an export of several reads has no gap and no repetition.
    fn a_long_export_is_whole(app) {
        let community = Community::new(app);
        for part in 0..5_u32 {
            let line = |n: u32| format!("import,131-00000011,H{}\n", part * 500 + n);
            let file: String = (0..500).map(line).collect();
            let client = community.sender.with("content-type", "text/csv; charset=utf-8");
            let file = format!("direction,mawb,hawb\n{file}");
            client.send("POST", &format!("{CARGO}/bulk"), Some(&file)).expect(200);
        }
        let lines = community.sender.get(&format!("{CARGO}/export?format=ndjson")).expect(200);
        let mut houses: Vec<String> = lines.text.lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["hawb"].to_string()).collect();
        assert_eq!(houses.len(), 2500);
        houses.sort_unstable();
        houses.dedup();
        assert_eq!(houses.len(), 2500);
    }

    /// An account has one export at a time, however slowly its client takes the rows. Others have theirs
    /// meanwhile, and who goes away leaves the place.
    fn one_export_at_a_time(app) {
        let community = Community::new(app);
        community.qualify(&community.addressee);
        // More than the buffers on the way to a client hold.
        let name = "山".repeat(100);
        let line = |n: u32| format!("import,131-00000011,H{n},{name},{name},{name}\n");
        let file: String = (0..7_000).map(line).collect();
        let client = community.sender.with("content-type", "text/csv; charset=utf-8");
        let file = format!("direction,mawb,hawb,shipper,customs_broker,bonded_warehouse\n{file}");
        client.send("POST", &format!("{CARGO}/bulk"), Some(&file)).expect(200);
        let path = format!("{CARGO}/export?format=ndjson");
        let mut slow = Wire::open(app);
        let token = community.sender.sends("authorization").expect("a token");
        slow.say(format!("GET {path} HTTP/1.1\r\nhost: a\r\nauthorization: {token}\r\n\r\n"));
        assert_eq!(slow.head().0, 200);
        let refused = community.sender.get(&path).refused(429, "already_running", "");
        assert_eq!(refused.header("retry-after"), Some("5"));
        community.sender.get(&format!("{PICKUPS}/export")).refused(429, "already_running", "");
        community.sender.get(&format!("{path}&report=true")).refused(429, "already_running", "");
        community.addressee.get(&path).expect(200);
        drop(slow);
        eventually("the place is free again", || community.sender.get(&path).status == 200);
    }

    /// Few exports are read at once; who finds no turn waits for a moment only.
    fn few_exports_at_once(app) {
        let community = Community::new(app);
        let turns = all_turns(&app.app.exports);
        for path in [format!("{CARGO}/export"), format!("{PICKUPS}/export?report=true")] {
            let refused = community.sender.get(&path).refused(503, "overloaded", "");
            assert_eq!(refused.header("retry-after"), Some("5"));
            assert!(refused.body["remedy"].as_str().is_some_and(|remedy| remedy.contains("5")));
        }
        drop(turns);
        community.sender.get(&format!("{CARGO}/export")).expect(200);
    }

    /// CGO-LST-05, CGO-LST-08: pickup requests likewise.
    fn pickup_requests_are_exported(app) {
        let community = Community::new(app);
        let body = |serial: u32, hour: u32| json!({
            "awbs": [awb(131, serial), awb(131, serial + 1)], "shed": "成田第一上屋",
            "scheduled_at": community.instant(0, &format!("{hour}:00:00"))
        });
        let one = community.sender.post(PICKUPS, body(1, 15)).expect(201).text("/id");
        community.sender.post(PICKUPS, with(body(3, 16), json!({ "shipper": "=1" }))).expect(201);
        community.try_assign("pickup", &[&one], ADDRESSEE).expect(201);
        let path = "/v1/pickup-requests/assignment-acceptances";
        community.addressee.post(path, json!({ "pin": community.pin() })).expect(200);
        for (person, count) in [(&community.sender, 2), (&community.colleague, 1)] {
            let lines = person.get(&format!("{PICKUPS}/export?format=ndjson")).expect(200);
            let lines: Vec<Value> =
                lines.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(lines, listed(person, PICKUPS));
            assert_eq!(lines.len(), count);
            let csv = person.get(&format!("{PICKUPS}/export")).expect(200).text;
            assert_eq!(csv.lines().count(), count + 1);
            assert!(csv.contains("搬出依頼予定日時") && csv.contains("131-00000011 131-00000022"));
        }
    }
}
