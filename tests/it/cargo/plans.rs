//! How PostgreSQL finds what the lists of cargo show: see `crate::plans`.

use super::{CARGO, PICKUPS};
use crate::assignment::Community;
use crate::plans::Explained;

/// Twenty companies with records over two months, some of every kind; of every third one, another
/// company has sight. The sender and the addressee of the test are two of them, and the sender has twelve
/// thousand more in the period that is asked for.
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
    INSERT INTO cargo_records SELECT (jsonb_populate_record(NULL::cargo_records, to_jsonb(c) || jsonb_build_object(
        'id', gen_random_uuid(), 'hawb', 'H' || 100000 + n,
        'mawb', '131' || lpad((100000 + n / 20)::text, 7, '0') || (100000 + n / 20) % 7,
        'registered_at', c.registered_at - n * interval '90 seconds', 'shipper_key', 'shipper' || n % 40))).*
      FROM (SELECT * FROM cargo_records WHERE hawb = '' LIMIT 1) c, generate_series(1, 12000) n;
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

/// Tables that it fills.
const TABLES: &[&str] = &["cargo_records", "pickup_requests", "assignments", "pickup_awbs"];

/// CGO-LST-03, CGO-VIS-01: no list, count or look-up reads everything.
#[test]
fn lists_walk_their_indexes() {
    let Some(explained) = Explained::new(TABLES) else { return };
    let app = explained.app();
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
        "&hawb=H100007",
        "&hawb=H9",
        "&assignment=received",
        "&assignment=none",
        "&assignment=accepted",
        "&assignment=pending",
        "&status=arrived&alert=true&limit=5",
        "&direction=export&bonded_warehouse=shed7",
    ];
    let pickups = [
        "",
        "&request_status=confirmed",
        "&pickup_status=waiting",
        "&pickup_status=arrived",
        "&shed=shed7",
        "&trucking_company=truck7",
        "&vehicle_number=vehicle7",
        "&shipper=shipper7",
        "&alert=true",
        "&assignment=received",
        "&assignment=none",
        "&assignment=accepted",
        "&assignment=pending",
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
    let mut faults = Vec::new();
    for person in [&community.sender, &community.addressee] {
        for path in &paths {
            faults.extend(explained.faults(person, path));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
