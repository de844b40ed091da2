-- What a database of the first version holds: something in every table.
INSERT INTO companies (id, name, origin, created_at) VALUES
    (<id 01>, '山田運送', 'self_registered', <at 1>),
    (<id 02>, '空港運営', 'operating', <at 2>),
    (<id 03>, '鈴木通関', 'operator', <at 3>);
INSERT INTO accounts (
    id, company_id, kind, login_id, login_id_folded, login_id_lookalike, email, email_key,
    family_name, given_name, family_name_kana, given_name_kana, department, industry, phone,
    postal_code, address, notification_mail, dangerous_goods_qualified, language, state,
    terms_version, terms_accepted_at, version, created_at, updated_at
) VALUES
    (<id 11>, <id 01>, 'general', 'Taro_10', 'taro_10', 'tar0_10', 'Taro@example.jp', 'taro@example.jp',
     '山田', '太郎', 'ヤマダ', 'タロウ', '輸出課', 'trucking', '+81312345678',
     '1000001', '東京都千代田区', true, false, 'ja', 'active', '2026-1', <at 4>, 3, <at 4>, <at 5>),
    (<id 12>, <id 02>, 'operator', 'unei', 'unei', 'unei', 'unei@example.jp', 'unei@example.jp',
     '運営', '花子', 'ウンエイ', 'ハナコ', NULL, 'operating', '+81312345679',
     '1000002', '東京都港区', false, true, 'en', 'active', NULL, NULL, 1, <at 6>, <at 6>),
    (<id 13>, <id 03>, 'agency', 'suzuki', 'suzuki', 'suzuki', 'taro@example.jp', 'taro@example.jp',
     '鈴木', '次郎', 'スズキ', 'ジロウ', NULL, 'customs', '+81312345670',
     '1000003', '千葉県成田市', true, true, 'ja', 'disabled', NULL, NULL, 2, <at 7>, <at 8>);
INSERT INTO passwords (account_id, generation, hash, set_at) VALUES
    (<id 11>, 1, 'first', <at 4>), (<id 11>, 2, 'second', <at 5>), (<id 12>, 1, 'only', <at 6>);
INSERT INTO links (
    id, purpose, digest, account_id, email, terms_version, language, created_at, expires_at,
    used_at, voided_at, tries
) VALUES
    (<id 21>, 'registration', <bytes 21>, NULL, 'new@example.jp', '2026-1', 'ja', <at 1>, <at 9>, NULL, NULL, 0),
    (<id 22>, 'first_password', <bytes 22>, <id 13>, NULL, NULL, 'ja', <at 7>, <at 9>, <at 8>, NULL, 1);
INSERT INTO inquiries (
    id, account_id, topic, email, name, phone, message, language, state, answer, created_at,
    answered_at, answered_by
) VALUES
    (<id 31>, <id 11>, 'other', 'taro@example.jp', '山田', NULL, '質問', 'ja', 'answered', '回答', <at 5>, <at 6>, <id 12>),
    (<id 32>, NULL, 'recovery', 'who@example.jp', '誰か', '+81312345671', '質問', 'ja', 'open', NULL, <at 5>, NULL, NULL);
INSERT INTO devices (id, account_id, digest, last_used_at) VALUES (<id 41>, <id 11>, <bytes 41>, <at 5>);
INSERT INTO sessions (
    id, account_id, device_id, user_agent, network, created_at, last_used_at, expires_at,
    proved_at, ended_at, end_reason
) VALUES
    (<id 51>, <id 11>, <id 41>, 'browser', '192.0.2.0/24', <at 5>, <at 6>, <at 9>, <at 5>, NULL, NULL),
    (<id 52>, <id 12>, NULL, NULL, '192.0.2.0/24', <at 6>, <at 6>, <at 9>, <at 6>, <at 7>, 'signed_out');
INSERT INTO refresh_tokens (digest, session_id, issued_at, used_at) VALUES
    (<bytes 61>, <id 51>, <at 5>, <at 6>), (<bytes 62>, <id 51>, <at 6>, NULL);
INSERT INTO guards (subject, account_id, failures, pending, pending_since, locked_at, touched_at) VALUES
    (<bytes 71>, <id 13>, 5, 0, NULL, <at 8>, <at 8>), (<bytes 72>, NULL, 1, 1, <at 8>, NULL, <at 8>);
INSERT INTO counters (bucket, since, hits) VALUES (<bytes 73>, <at 8>, 4);
INSERT INTO idempotency_keys (scope, fingerprint, answer, created_at) VALUES
    (<bytes 74>, <bytes 75>, <bytes 76>, <at 8>);
INSERT INTO mails (
    id, letter, account_id, recipient, recipient_key, language, content, state, attempts,
    next_attempt_at, leased_until, created_at, expires_at, sent_at
) VALUES
    (<id 81>, 'password_changed', <id 11>, 't***@e***.jp', <bytes 81>, 'ja', NULL, 'sent', 2, NULL, NULL, <at 5>, <at 9>, <at 6>),
    (<id 82>, 'registration_link', NULL, 'n***@e***.jp', <bytes 82>, 'ja', <bytes 83>, 'queued', 0, <at 1>, NULL, <at 1>, <at 9>, NULL);
INSERT INTO mail_attempts (mail_id, number, at, reply_code, reply) VALUES
    (<id 81>, 1, <at 5>, 450, 'later'), (<id 81>, 2, <at 6>, 250, 'thanks');
INSERT INTO audit_entries (
    id, at, action, caller, account_id, session_id, subject_kind, subject_id, refused, reason,
    detail, network, request_id
) VALUES
    (<id 91>, <at 4>, 'account_registered', 'stranger', NULL, NULL, 'account', <id 11>, NULL, NULL, '{}', '192.0.2.0/24', <id a1>),
    (<id 92>, <at 5>, 'signed_in', 'account', <id 11>, <id 51>, NULL, NULL, 'credentials_wrong', 'typed', NULL, '192.0.2.0/24', <id a2>);
INSERT INTO signing_keys (id, private_key, public_key, active_from, created_at) VALUES
    (<id b1>, <bytes b1>, <bytes b2>, <at 1>, <at 1>);
INSERT INTO installation (singleton, profile, clock_offset, created_at) VALUES (true, 'sandbox', 60, <at 1>);
