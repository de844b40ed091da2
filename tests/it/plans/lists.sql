-- Twenty thousand of everything: copies of what the test made through the API. Of each twenty-five hundred
-- one is of a rare kind.
CREATE FUNCTION copy_key(n bigint, kind text) RETURNS text LANGUAGE sql AS
$$ SELECT kind || '-copy-' || n $$;

INSERT INTO companies SELECT (jsonb_populate_record(c, jsonb_build_object(
    'id', gen_random_uuid(), 'corporate_number', lpad(n::text, 13, '0'),
    'created_at', c.created_at - n * interval '1 minute'))).*
  FROM companies c, generate_series(1, 20000) n WHERE c.name = 'D物流株式会社';

-- Members of one company; offices of one; terminal users of one office.
INSERT INTO accounts SELECT (jsonb_populate_record(a, jsonb_build_object(
    'id', gen_random_uuid(), 'login_id', copy_key(n, a.login_id), 'login_id_folded', copy_key(n, a.login_id),
    'login_id_lookalike', copy_key(n, a.login_id), 'email', copy_key(n, a.login_id) || '@example.jp',
    'email_key', copy_key(n, a.login_id) || '@example.jp',
    'created_at', a.created_at - n * interval '1 minute',
    'state', CASE WHEN n % 2500 = 0 THEN 'disabled' ELSE a.state END,
    'kind', CASE WHEN n % 2500 = 1 AND a.realm = 'person' THEN 'agency' ELSE a.kind END))).*
  FROM accounts a, generate_series(1, 20000) n
 WHERE a.login_id IN ('broker_b', '1ATYO', '1ANACA0A');
INSERT INTO offices SELECT (jsonb_populate_record(o, jsonb_build_object('id', c.id))).*
  FROM offices o JOIN accounts a ON a.id = o.id JOIN accounts c ON c.login_id LIKE a.login_id || '-copy-%';
INSERT INTO terminal_users SELECT (jsonb_populate_record(t, jsonb_build_object(
    'id', c.id, 'created_at', c.created_at))).*
  FROM terminal_users t JOIN accounts a ON a.id = t.id
  JOIN accounts c ON c.login_id LIKE a.login_id || '-copy-%';

INSERT INTO invitations SELECT (jsonb_populate_record(i, jsonb_build_object(
    'id', gen_random_uuid(), 'email_key', copy_key(n, 'invited'), 'digest', sha256(n::text::bytea),
    'created_at', i.created_at - n * interval '1 minute',
    'state', CASE WHEN n % 2500 = 0 THEN 'withdrawn' ELSE 'pending' END,
    'ended_at', CASE WHEN n % 2500 = 0 THEN i.created_at END))).*
  FROM invitations i, generate_series(1, 20000) n WHERE i.state = 'pending';

INSERT INTO sessions SELECT (jsonb_populate_record(NULL::sessions, to_jsonb(s) || jsonb_build_object(
    'id', gen_random_uuid(), 'ended_at', s.created_at, 'end_reason', 'signed_out',
    'created_at', s.created_at - n * interval '1 minute'))).*
  FROM (SELECT s.* FROM sessions s JOIN accounts a ON a.id = s.account_id
         WHERE a.login_id = 'broker_b' LIMIT 1) s, generate_series(1, 20000) n;

INSERT INTO inquiries SELECT (jsonb_populate_record(i, jsonb_build_object(
    'id', gen_random_uuid(), 'created_at', i.created_at - n * interval '1 minute',
    'state', CASE WHEN n % 2500 = 0 THEN 'open' ELSE 'answered' END,
    'answer', CASE WHEN n % 2500 <> 0 THEN 'Yes.' END))).*
  FROM inquiries i, generate_series(1, 20000) n;

INSERT INTO mails SELECT (jsonb_populate_record(NULL::mails, to_jsonb(m) || jsonb_build_object(
    'id', gen_random_uuid(), 'recipient_key', sha256(n::text::bytea), 'next_attempt_at', NULL,
    'created_at', m.created_at - n * interval '1 minute', 'content', NULL,
    'state', CASE WHEN n % 2500 = 0 THEN 'bounced' ELSE 'sent' END))).*
  FROM (SELECT m.* FROM mails m JOIN accounts a ON a.id = m.account_id
         WHERE a.login_id = 'sender_a' LIMIT 1) m, generate_series(1, 20000) n;

INSERT INTO audit_entries SELECT (jsonb_populate_record(NULL::audit_entries, to_jsonb(e) || jsonb_build_object(
    'id', gen_random_uuid(), 'at', e.at - n * interval '1 minute'))).*
  FROM (SELECT e.* FROM audit_entries e JOIN accounts a ON a.id = e.account_id
         WHERE a.login_id = 'broker_b' AND e.action = 'session.started' LIMIT 1) e, generate_series(1, 20000) n;

INSERT INTO reissue_applications SELECT (jsonb_populate_record(r, jsonb_build_object(
    'id', gen_random_uuid(), 'receipt_number', 1000 + n,
    'state', CASE WHEN n % 2500 = 0 THEN 'withdrawn' WHEN n % 2500 = 1 THEN 'filed' ELSE 'approved' END,
    'filed_at', r.filed_at - n * interval '1 minute',
    'submitted_at', r.submitted_at - n * interval '1 minute'))).*
  FROM reissue_applications r, generate_series(1, 20000) n;
INSERT INTO reissue_targets SELECT r.id, t.terminal_id, 0, t.reason, false
  FROM reissue_applications r, reissue_targets t WHERE r.receipt_number > 1000;
INSERT INTO reissue_steps SELECT r.id, 1, 'filed', r.filed_at, s.account_id, NULL
  FROM reissue_applications r, (SELECT * FROM reissue_steps LIMIT 1) s WHERE r.receipt_number > 1000;
INSERT INTO news SELECT (jsonb_populate_record(NULL::news, to_jsonb(w) || jsonb_build_object(
    'id', gen_random_uuid(), 'at', w.at - n * interval '1 minute'))).*
  FROM (SELECT * FROM news LIMIT 1) w, generate_series(1, 20000) n;

-- An entry's search looks at three names of it, in all entries of a kind: a company has 9,999 at most.
INSERT INTO master_entries SELECT (jsonb_populate_record(m, jsonb_build_object(
    'id', gen_random_uuid(), 'name', copy_key(n, 'shed'), 'name_key', copy_key(n, 'shed'),
    'kana_key', NULL, 'code_key', NULL, 'created_at', m.created_at - n * interval '1 minute'))).*
  FROM master_entries m, generate_series(1, 3000) n;

-- One company sent sixty thousand assignments of cargo, three in a batch; a thousand wait for one address.
INSERT INTO assignment_batches SELECT (jsonb_populate_record(NULL::assignment_batches, to_jsonb(b) || jsonb_build_object(
    'id', ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'pin', sha256(n::text::bytea),
    'live', n <= 1000, 'sent_at', b.sent_at - n * interval '1 second'))).*
  FROM (SELECT * FROM assignment_batches LIMIT 1) b, generate_series(1, 20000) n;
INSERT INTO assignments SELECT (jsonb_populate_record(NULL::assignments, to_jsonb(a) || jsonb_build_object(
    'id', gen_random_uuid(), 'batch_id', ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
    'record_id', gen_random_uuid(), 'sent_at', a.sent_at - n * interval '1 second'))).*
  FROM (SELECT * FROM assignments WHERE state = 'pending' LIMIT 1) a, generate_series(1, 1000) n, generate_series(1, 3);
INSERT INTO assignments SELECT (jsonb_populate_record(NULL::assignments, to_jsonb(a) || jsonb_build_object(
    'id', gen_random_uuid(), 'batch_id', ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
    'record_id', gen_random_uuid(), 'sent_at', a.sent_at - n * interval '1 second',
    'record_at', a.record_at - n * interval '1 minute'))).*
  FROM (SELECT * FROM assignments WHERE state = 'accepted' LIMIT 1) a, generate_series(1001, 20000) n, generate_series(1, 3);
DROP FUNCTION copy_key;
ANALYZE;
