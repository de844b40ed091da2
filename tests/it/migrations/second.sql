-- What the second version adds to it: an office with its terminal users, and something in every new table. The
-- office and the terminal user share a login id with a person, or look like one.
UPDATE companies SET corporate_number = '1234567890123', business_roles = 'shed' WHERE id = <id 01>;
UPDATE companies SET state = 'merged', merged_into = <id 01> WHERE id = <id 03>;
INSERT INTO accounts (
    id, company_id, kind, login_id, login_id_folded, login_id_lookalike, email, email_key,
    language, state, version, created_at, updated_at, realm, company_role
) VALUES
    (<id 14>, <id 01>, 'office', 'TARO_10', 'taro_10', 'tar0_10', 'm@example.jp', 'm@example.jp',
     'ja', 'active', 1, <at 10>, <at 10>, 'office', 'member'),
    (<id 15>, <id 01>, 'terminal', 'AB0DE001', 'ab0de001', 'ab0de001', NULL, NULL,
     'ja', 'active', 1, <at 10>, <at 10>, 'terminal', 'member'),
    (<id 16>, <id 01>, 'terminal', 'ABODE001', 'abode001', 'ab0de001', NULL, NULL,
     'ja', 'active', 1, <at 10>, <at 10>, 'terminal', 'member');
INSERT INTO offices (id, name, roman_name, roman_address, manager_name, manager_phone) VALUES
    (<id 14>, '成田', 'NARITA', 'NARITA CHIBA', '管理', NULL);
INSERT INTO user_codes (code, office_id) VALUES ('AB0DE', <id 14>), ('ABODE', <id 14>);
INSERT INTO terminal_users (
    id, office_id, user_code, identification, business_kind, usage, created_at
) VALUES
    (<id 15>, <id 14>, 'AB0DE', '001', 'customs_broker', 'person', <at 10>),
    (<id 16>, <id 14>, 'ABODE', '001', 'customs_broker', 'own_system', <at 10>);
INSERT INTO invitations (
    id, company_id, email, email_key, company_role, language, digest, state, sent, invited_by,
    created_at, sent_at, expires_at
) VALUES
    (<id c1>, <id 01>, 'new@example.jp', 'new@example.jp', 'member', 'ja', <bytes c1>, 'pending', 1, <id 11>,
     <at 10>, <at 10>, <at 20>);
UPDATE receipt_numbers SET last = 1;
INSERT INTO reissue_applications (
    id, office_id, company_id, receipt_number, state, guidance_version, contact_name,
    contact_department, contact_phone, contact_email, language, version, filed_at, submitted_at,
    updated_at
) VALUES
    (<id d1>, <id 14>, <id 01>, 1, 'approved', '1', '担当', '輸入課', '+81312345678', 'c@example.jp',
     'ja', 2, <at 11>, <at 11>, <at 12>);
INSERT INTO reissue_targets (application_id, terminal_id, position, reason, open) VALUES
    (<id d1>, <id 15>, 1, 'forgotten', false);
INSERT INTO reissue_steps (application_id, number, state, at, account_id) VALUES
    (<id d1>, 1, 'filed', <at 11>, <id 14>), (<id d1>, 2, 'approved', <at 12>, <id 12>);
INSERT INTO temporary_passwords (account_id, source, application_id, generation, sealed, issued_at) VALUES
    (<id 15>, 'reissue', <id d1>, 2, <bytes e1>, <at 12>);
INSERT INTO news (id, office_id, topic, application_id, terminal_id, at) VALUES
    (<id f1>, <id 14>, 'approved', <id d1>, <id 15>, <at 12>);
INSERT INTO closures (id, from_date, to_date, yearly, reason, created_at) VALUES
    (<id f2>, '12-29', '01-03', true, '年末年始', <at 10>);
-- What hangs on them in the tables that there were.
INSERT INTO passwords (account_id, generation, hash, set_at, issued) VALUES
    (<id 14>, 1, 'office', <at 10>, false), (<id 15>, 2, 'temporary', <at 12>, true);
INSERT INTO links (id, purpose, digest, account_id, language, created_at, expires_at, tries) VALUES
    (<id 23>, 'first_password', <bytes 24>, <id 14>, 'ja', <at 10>, <at 20>, 0);
INSERT INTO inquiries (id, account_id, topic, email, name, message, language, state, created_at) VALUES
    (<id 33>, <id 14>, 'other', 'm@example.jp', '管理', '質問', 'ja', 'open', <at 12>);
INSERT INTO devices (id, account_id, digest, last_used_at) VALUES (<id 42>, <id 15>, <bytes 42>, <at 12>);
INSERT INTO sessions (
    id, account_id, device_id, network, created_at, last_used_at, expires_at, proved_at, system,
    restricted
) VALUES
    (<id 53>, <id 14>, NULL, '192.0.2.0/24', <at 11>, <at 11>, <at 20>, <at 11>, NULL, false),
    (<id 54>, <id 15>, <id 42>, '192.0.2.0/24', <at 12>, <at 12>, <at 20>, <at 12>, 'air', true);
INSERT INTO refresh_tokens (digest, session_id, issued_at) VALUES
    (<bytes 63>, <id 53>, <at 11>), (<bytes 64>, <id 54>, <at 12>);
INSERT INTO guards (subject, account_id, failures, pending, touched_at) VALUES
    (<bytes 77>, <id 15>, 2, 0, <at 12>);
INSERT INTO mails (
    id, letter, account_id, recipient, recipient_key, language, state, attempts, created_at,
    expires_at, sent_at
) VALUES
    (<id 84>, 'reissue_filed', <id 14>, 'm***@e***.jp', <bytes 84>, 'ja', 'sent', 1, <at 11>, <at 20>, <at 11>);
INSERT INTO mail_attempts (mail_id, number, at, reply_code, reply) VALUES
    (<id 84>, 1, <at 11>, 250, 'thanks');
