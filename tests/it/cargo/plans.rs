//! How PostgreSQL finds what lists show: along an index, a page at a time. A plan that reads a table
//! from end to end, or sorts what it does not show, fails here.

use tegata_tests::harness::{Cluster, TestApp};

use super::{CARGO, PICKUPS};
use crate::assignment::Community;

/// Twenty companies with records over two months, some of every kind; of every third one, another
/// company has sight. The sender and the addressee of the test are two of them.
const FILL: &str = "
    INSERT INTO companies SELECT (jsonb_populate_record(c, jsonb_build_object(
        'id', gen_random_uuid(), 'corporate_number', NULL))).*
      FROM companies c, generate_series(1, 18) WHERE c.name = 'B通関株式会社';
    CREATE TABLE traders AS
      SELECT row_number() OVER () - 1 AS at, id FROM companies
       WHERE name NOT IN ('Tegata', 'D物流株式会社') LIMIT 20;
    INSERT INTO cargo_records SELECT (jsonb_populate_record(c, jsonb_build_object(
        'id', gen_random_uuid(), 'company_id', t.id, 'hawb', 'H' || n,
        'mawb', '131' || lpad((n / 20)::text, 7, '0') || (n / 20) % 7,
        'registered_at', c.registered_at - n * interval '90 seconds',
        'direction', CASE WHEN n / 20 % 5 = 0 THEN 'export' ELSE 'import' END,
        'status', CASE WHEN n / 20 % 7 = 0 THEN 'arrived' ELSE 'registered' END,
        'alert', n / 20 % 50 = 0, 'alerts', CASE WHEN n / 20 % 50 = 0 THEN 'damage' ELSE '' END,
        'reservation', n / 20 % 20 = 0,
        'shipper_key', 'shipper' || n / 20 % 40, 'bonded_warehouse_key', 'shed' || n / 20 % 40,
        'customs_broker_key', 'broker' || n / 20 % 40))).*
      FROM cargo_records c, generate_series(1, 60000) n JOIN traders t ON t.at = n % 20;
    INSERT INTO assignments SELECT (jsonb_populate_record(a, jsonb_build_object(
        'id', gen_random_uuid(), 'record_id', r.id, 'record_at', r.registered_at,
        'company_id', r.company_id, 'accepted_company_id', t.id, 'email_key', 'x' || r.hawb))).*
      FROM assignments a, cargo_records r JOIN traders t ON t.at = (substr(r.hawb, 2)::int / 3 + 1) % 20
     WHERE r.hawb <> '' AND substr(r.hawb, 2)::int % 3 = 0 AND r.company_id <> t.id;
    INSERT INTO pickup_requests SELECT (jsonb_populate_record(p, jsonb_build_object(
        'id', gen_random_uuid(), 'company_id', t.id,
        'scheduled_at', p.scheduled_at - n * interval '90 seconds',
        'request_status', CASE WHEN n / 20 % 7 = 0 THEN 'confirmed' ELSE 'requested' END,
        'shed_key', 'shed' || n / 20 % 40, 'shipper_key', 'shipper' || n / 20 % 40,
        'vehicle_number_key', 'vehicle' || n / 20 % 40, 'alert', n / 20 % 50 = 0))).*
      FROM pickup_requests p, generate_series(1, 60000) n JOIN traders t ON t.at = n % 20;
    INSERT INTO pickup_awbs
        SELECT id, 0, company_id, '131' || lpad((n / 20)::text, 7, '0') || (n / 20) % 7
          FROM (SELECT p.*, row_number() OVER () n FROM pickup_requests p) p ON CONFLICT DO NOTHING;
    DROP TABLE traders;
    ANALYZE";

/// The plans of statements on cargo that were logged since the mark.
fn plans(cluster: &Cluster, mark: usize) -> Vec<String> {
    let log = cluster.log();
    let said = log[mark..].split("LOG:  duration:");
    let on_cargo = |said: &&str| {
        let statement = said.contains("Query Text: SELECT");
        statement
            && ["\"cargo_records\"", "\"pickup_requests\"", "\"assignments\""]
                .iter()
                .any(|table| said.contains(table))
    };
    said.filter(on_cargo).map(str::to_owned).collect()
}

/// CGO-LST-03, CGO-VIS-01: no list, count or look-up reads everything.
#[test]
fn lists_walk_their_indexes() {
    let Some(cluster) = Cluster::own() else { return };
    let url = cluster.migrated_database();
    let name = url.rsplit('/').next().expect("a name");
    for setting in [
        "session_preload_libraries = 'auto_explain'",
        "auto_explain.log_min_duration = '0'",
        "auto_explain.log_analyze = 'on'",
        "auto_explain.log_timing = 'off'",
        // A small table is cheap to read whole; on the disks of today an index is as cheap.
        "random_page_cost = '1.1'",
    ] {
        cluster.sql(&format!("ALTER DATABASE {name} SET {setting}"));
    }
    // Few connections, so that each comes to know its statements.
    let app = TestApp::on(&url, &[("DATABASE_CONNECTIONS", "2")]);
    let community = Community::new(&app);
    let (record, _) = community.assigned(1);
    community.accept().expect(200);
    let request = community.pickup(1, 0);
    app.sql(FILL);
    let period =
        format!("from={}&until={}", community.instant(-20, "")[..10].to_owned(), community.day_0);
    let cargo = [
        "",
        "&direction=export",
        "&status=arrived",
        "&alert=true",
        "&reservation=true",
        "&shipper=shipper7",
        "&bonded_warehouse=shed7",
        "&customs_broker=broker7",
        "&assignment=received",
        "&assignment=none",
        "&assignment=accepted",
        "&assignment=pending",
        "&status=arrived&alert=true&limit=5",
    ];
    let pickups = [
        "",
        "&request_status=confirmed",
        "&shed=shed7",
        "&shipper=shipper7",
        "&alert=true",
        "&assignment=received",
    ];
    let mut paths: Vec<String> =
        cargo.iter().map(|more| format!("{CARGO}?{period}{more}")).collect();
    paths.extend(pickups.iter().map(|more| format!("{PICKUPS}?{period}{more}")));
    paths.extend([
        format!("{CARGO}?awb=131-00000011"),
        format!("{CARGO}/{record}"),
        format!("{PICKUPS}?awb=131-00000011"),
        format!("{PICKUPS}/{request}"),
    ]);
    for person in [&community.sender, &community.addressee] {
        for path in &paths {
            let mark = cluster.log().len();
            // Often enough that a plan for any value would be taken, if it looked cheaper.
            for _ in 0..7 {
                let reply = person.get(path);
                assert!([200, 404].contains(&reply.status), "{path}: {}", reply.text);
                if let Some(cursor) = reply.body["next_cursor"].as_str() {
                    person.get(&format!("{path}&cursor={cursor}")).expect(200);
                }
            }
            let plans = plans(&cluster, mark);
            assert!(!plans.is_empty(), "no plan in the log for {path}");
            plans.iter().for_each(|plan| check(path, plan));
        }
    }
}

/// Rows that a plan may sort: about as many as a count counts.
const SORTED_MAX: usize = 1_100;

fn check(path: &str, plan: &str) {
    for table in ["cargo_records", "pickup_requests", "assignments", "pickup_awbs"] {
        assert!(!plan.contains(&format!("Seq Scan on {table}")), "{path}\n{plan}");
    }
    let mut nodes = plan.lines().filter(|line| line.contains("(actual rows="));
    while let Some(node) = nodes.next() {
        if node.contains("Sort  (cost") {
            let below = nodes.next().expect("what is sorted");
            let rows = below.split("(actual rows=").nth(1).and_then(|rows| rows.split(' ').next());
            let rows: usize = rows.and_then(|rows| rows.parse().ok()).expect("a number of rows");
            assert!(rows <= SORTED_MAX, "{path}\n{plan}");
        }
    }
}
