-- A community that has shared cargo for three years: {rows} records and as many grants, a tenth as many
-- pickup requests. Beside it three companies that have the same at any size, so that a question has the
-- same answer in small tables and in large ones. Numbers decide everything: n a record, g its air
-- waybill of twenty records.
--
--   trader 0          a tenth of everything
--   trader 1          500 own and 1,500 granted records of the last 26 days, and 600 and 600 pickups
--   trader 2          20 and 20
--   trader 240        2,000 own records of the same days, and nobody else's
--   traders 3 to 199  the rest
SET session_replication_role = replica;
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';

CREATE TABLE bench_traders AS
    SELECT row_number() OVER (ORDER BY login_id) - 1 AS at, company_id, id AS account_id, email, email_key
      FROM accounts WHERE login_id LIKE 'person%';
CREATE UNIQUE INDEX bench_traders_at ON bench_traders (at);

CREATE FUNCTION bench_id(kind int, ms bigint, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(kind), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid $$;
CREATE FUNCTION bench_awb(g bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (ARRAY['131', '205', '933', '618', '160', '297', '180', '988', '016', '020'])[1 + g % 10]
       || lpad(g::text, 7, '0') || g % 7 $$;
-- Who gets sight of what a trader has: never himself.
CREATE FUNCTION bench_other(owner bigint, by bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT 3 + (owner + 195 + by % 196) % 197 $$;

-- Indexes are made faster at once than row by row.
CREATE TABLE bench_indexes AS
    SELECT indexname, indexdef FROM pg_indexes
     WHERE tablename IN ('cargo_records', 'cargo_steps', 'assignments', 'assignment_batches',
                         'pickup_requests', 'pickup_awbs')
       AND indexname NOT IN (SELECT conname FROM pg_constraint);
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM bench_indexes LOOP EXECUTE format('DROP INDEX %I', one.indexname); END LOOP;
END $$;

CREATE UNLOGGED TABLE bench_records AS
    SELECT n, n / 20 AS g, owner, to_timestamp(ms / 1000.0) AS place, bench_id(1, ms, n) AS id,
           least(to_timestamp((ms + 60000) / 1000.0), to_timestamp({now} / 1000.0)) AS sent,
           CASE WHEN n >= {rows} + 2020 AND n < {rows} + 2040 THEN 2
                WHEN n >= {rows} + 500 AND n < {rows} + 2000 THEN 1
                WHEN n / 20 % 10 = 5 THEN 0 ELSE bench_other(owner, n / 20 * 31) END AS grantee
      FROM (SELECT n,
                   CASE WHEN n < {rows} THEN {now} - ({rows} - n) * ({span} / {rows})
                        WHEN n < {rows} + 500 THEN {now} - (n - {rows} + 1) * 4492800
                        WHEN n < {rows} + 2000 THEN {now} - (n - {rows} - 499) * 1497600
                        WHEN n < {rows} + 2040 THEN {now} - (n - {rows} - 1999) * 56160000
                        ELSE {now} - (n - {rows} - 2039) * 1123200 END AS ms,
                   CASE WHEN n >= {rows} + 2040 THEN 240
                        WHEN n >= {rows} + 2000 AND n < {rows} + 2020 THEN 2
                        WHEN n >= {rows} AND n < {rows} + 500 THEN 1
                        WHEN n < {rows} AND n / 20 % 10 = 0 THEN 0
                        ELSE 3 + n / 20 * 104729 % 197 END AS owner
              FROM generate_series(0::bigint, {rows} + 4039) n) numbered;
ANALYZE bench_records;

INSERT INTO cargo_records
    SELECT r.id, t.company_id, CASE WHEN n % 5 = 0 THEN 'export' ELSE 'import' END, bench_awb(g),
           CASE WHEN n % 20 = 0 THEN '' ELSE 'TGT' || lpad(n::text, 8, '0') END, false,
           (ARRAY['registered', 'booked', 'received', 'manifested', 'departed', 'arrived',
                  'received_from_flight', 'notified', 'customs_cleared', 'discrepancy',
                  'delivered'])[1 + n % 11],
           n % 47 = 0, CASE WHEN n % 47 = 0 THEN 'damage' ELSE '' END, n % 19 = 0,
           '成田第' || n % 40 || '保税蔵置場', '成田第' || n % 40 || '保税蔵置場',
           '荷主' || n % 97 || '株式会社', '荷主' || n % 97 || '株式会社',
           '通関' || n % 41 || '株式会社', '通関' || n % 41 || '株式会社',
           1 + n % 200, 1000 + n * 7919 % 900000, 'NH' || lpad((n % 9000)::text, 4, '0'), 'HKG', 'NRT',
           CASE WHEN n % 9 = 0 THEN 'PER' ELSE '' END, place, 1, place
      FROM bench_records r JOIN bench_traders t ON t.at = r.owner;
INSERT INTO cargo_steps
    SELECT r.id, 1, 'registered', place, t.account_id
      FROM bench_records r JOIN bench_traders t ON t.at = r.owner;

-- Three sendings of each air waybill: to one company, to another, and one that nobody took up.
INSERT INTO assignment_batches
    SELECT bench_id(3 + k, g, g), 'cargo', o.company_id, o.account_id, a.email, a.email_key, NULL, 'ja',
           sha256((g || '/' || k)::bytea), false, 0, 0, bench_id(6, g, g), sent, sent
      FROM bench_records r CROSS JOIN generate_series(0, 2) k
      JOIN bench_traders o ON o.at = r.owner
      JOIN bench_traders a ON a.at = CASE k WHEN 0 THEN r.grantee ELSE bench_other(r.owner, g * 31 + 65 * k) END
     WHERE n % 20 = 0;
-- A quarter of the records is shared with nobody, a quarter with two companies.
INSERT INTO assignments
    SELECT bench_id(7 + k, (extract(epoch FROM sent) * 1000)::bigint, n), bench_id(3 + k, g, g), 'cargo',
           o.company_id, r.id, place, bench_awb(g), a.email_key, 'accepted', sent, a.account_id,
           a.company_id, sent + interval '1 hour', NULL, false
      FROM bench_records r CROSS JOIN generate_series(0, 1) k
      JOIN bench_traders o ON o.at = r.owner
      JOIN bench_traders a ON a.at = CASE k WHEN 0 THEN r.grantee ELSE bench_other(r.owner, g * 31 + 65) END
     WHERE CASE k WHEN 0 THEN n % 4 <> 0 OR r.grantee IN (1, 2) ELSE n % 4 = 3 END;
INSERT INTO assignments
    SELECT bench_id(9, (extract(epoch FROM sent) * 1000)::bigint, n), bench_id(5, g, g), 'cargo',
           o.company_id, r.id, place, bench_awb(g), a.email_key,
           CASE WHEN live THEN 'pending' ELSE 'expired' END, sent, NULL, NULL, NULL,
           CASE WHEN live THEN NULL ELSE sent + interval '8 days' END, false
      FROM (SELECT *, sent > to_timestamp({now} / 1000.0) - interval '5 days' AS live FROM bench_records) r
      JOIN bench_traders o ON o.at = r.owner
      JOIN bench_traders a ON a.at = bench_other(r.owner, g * 31 + 130)
     WHERE n % 8 = 0;
UPDATE assignment_batches SET live = true
 WHERE id IN (SELECT batch_id FROM assignments WHERE state = 'pending');
DROP TABLE bench_records;

CREATE UNLOGGED TABLE bench_pickups AS
    SELECT n, owner, to_timestamp(ms / 1000.0) AS place, bench_id(10, ms, n) AS id,
           CASE WHEN n >= {rows} / 10 + 600 THEN 1 WHEN n % 10 = 5 THEN 0 ELSE bench_other(owner, n * 31) END
               AS grantee
      FROM (SELECT n,
                   CASE WHEN n < {rows} / 10 THEN {now} - ({rows} / 10 - n) * ({span} / ({rows} / 10))
                        ELSE {now} - ((n - {rows} / 10) % 600 + 1) * 3744000 END AS ms,
                   CASE WHEN n >= {rows} / 10 AND n < {rows} / 10 + 600 THEN 1
                        WHEN n < {rows} / 10 AND n % 10 = 0 THEN 0
                        ELSE 3 + n * 104729 % 197 END AS owner
              FROM generate_series(0::bigint, {rows} / 10 + 1199) n) numbered;
INSERT INTO pickup_requests
    SELECT p.id, t.company_id, '成田第' || n % 20 || '上屋', '成田第' || n % 20 || '上屋',
           '運送' || n % 30 || '株式会社', '運送' || n % 30 || '株式会社',
           '荷主' || n % 97 || '株式会社', '荷主' || n % 97 || '株式会社',
           '品川 100 あ 12-' || lpad((n % 100)::text, 2, '0'), '品川100あ12' || lpad((n % 100)::text, 2, '0'),
           place, (ARRAY['requested', 'confirmed', 'cancelled'])[1 + n % 3],
           (ARRAY['waiting', 'arrived', 'partly_picked_up', 'picked_up'])[1 + n % 4],
           n % 47 = 0, CASE WHEN n % 47 = 0 THEN 'damage' ELSE '' END, 1, place, place
      FROM bench_pickups p JOIN bench_traders t ON t.at = p.owner;
INSERT INTO pickup_awbs
    SELECT p.id, k, t.company_id, bench_awb(n + k)
      FROM bench_pickups p CROSS JOIN generate_series(0, 1) k JOIN bench_traders t ON t.at = p.owner;
INSERT INTO assignment_batches
    SELECT bench_id(11, n, n), 'pickup', o.company_id, o.account_id, a.email, a.email_key, NULL, 'ja',
           sha256((n || '/p')::bytea), false, 0, 0, bench_id(6, n, n), place, place
      FROM bench_pickups p JOIN bench_traders o ON o.at = p.owner JOIN bench_traders a ON a.at = p.grantee;
INSERT INTO assignments
    SELECT bench_id(12, (extract(epoch FROM place) * 1000)::bigint, n), bench_id(11, n, n), 'pickup',
           o.company_id, p.id, place, bench_awb(n), a.email_key, 'accepted', place, a.account_id,
           a.company_id, place + interval '1 hour', NULL, false
      FROM bench_pickups p JOIN bench_traders o ON o.at = p.owner JOIN bench_traders a ON a.at = p.grantee;
DROP TABLE bench_pickups;

DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM bench_indexes LOOP EXECUTE one.indexdef; END LOOP;
END $$;
DROP TABLE bench_indexes;
