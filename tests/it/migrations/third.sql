-- What the third version adds: something in every table of cargo and assignments, and an inquiry that names an
-- assignment.
INSERT INTO cargo_records (
    id, company_id, direction, mawb, hawb, duplicate, status, alert, alerts, reservation, special_handling, registered_at,
    version, updated_at
) VALUES
    (<id a1>, <id 01>, 'import', '13112345675', '', false, 'arrived', true, 'damage', false, 'PER', <at 21>, 2, <at 22>);
INSERT INTO cargo_steps (record_id, number, status, at, account_id) VALUES
    (<id a1>, 1, 'registered', <at 21>, <id 11>), (<id a1>, 2, 'arrived', <at 22>, <id 11>);
INSERT INTO dangerous_goods_declarations (record_id, declared_by, content, state, version, declared_at) VALUES
    (<id a1>, <id 11>, '{}', 'declared', 1, <at 22>);
INSERT INTO pickup_requests (
    id, company_id, shed, shed_key, scheduled_at, request_status, pickup_status, alert, alerts, version,
    created_at, updated_at
) VALUES
    (<id a2>, <id 01>, '上屋', '上屋', <at 30>, 'requested', 'waiting', false, '', 1, <at 21>, <at 21>);
INSERT INTO pickup_awbs (request_id, position, company_id, awb) VALUES (<id a2>, 0, <id 01>, '13112345675');
INSERT INTO pickup_steps (record_id, number, status, at, account_id) VALUES
    (<id a2>, 1, 'requested/waiting', <at 21>, <id 11>);
INSERT INTO master_entries (
    id, company_id, kind, name, name_key, version, created_at, updated_at
) VALUES
    (<id a3>, <id 01>, 'sheds', '上屋', '上屋', 1, <at 21>, <at 21>);
INSERT INTO assignment_batches (
    id, kind, company_id, sender_id, email, email_key, language, pin, live, wrong_pins, resends, mail_id, sent_at,
    mailed_at
) VALUES
    (<id a4>, 'cargo', <id 01>, <id 11>, 'B@example.jp', 'b@example.jp', 'ja', <bytes a4>, true, 1, 0, <id a9>,
     <at 23>, <at 23>);
INSERT INTO assignments (
    id, batch_id, kind, company_id, record_id, record_at, record_name, email_key, state, sent_at, released
) VALUES
    (<id a5>, <id a4>, 'cargo', <id 01>, <id a1>, <at 21>, '131-12345675', 'b@example.jp', 'pending', <at 23>,
     false);
INSERT INTO assignment_looks (assignment_id, first_seen_at, last_seen_at) VALUES (<id a5>, <at 23>, <at 23>);
UPDATE inquiries SET assignment_id = <id a5> WHERE email = 'm@example.jp';
