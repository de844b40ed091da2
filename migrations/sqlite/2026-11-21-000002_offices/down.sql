DROP TABLE closures;
DROP TABLE news;
DROP TABLE temporary_passwords;
DROP TABLE reissue_steps;
DROP TABLE reissue_targets;
DROP TABLE reissue_applications;
DROP TABLE receipt_numbers;
DROP TABLE invitations;
DROP TABLE terminal_users;
DROP TABLE user_codes;
DROP TABLE offices;

-- Offices and terminal users go, and what hangs on them; a support inquiry stands without its asker.
DELETE FROM refresh_tokens WHERE session_id IN (
    SELECT id FROM sessions WHERE account_id IN (SELECT id FROM accounts WHERE realm <> 'person')
);
DELETE FROM sessions WHERE account_id IN (SELECT id FROM accounts WHERE realm <> 'person');
DELETE FROM devices WHERE account_id IN (SELECT id FROM accounts WHERE realm <> 'person');
DELETE FROM guards WHERE account_id IN (SELECT id FROM accounts WHERE realm <> 'person');
DELETE FROM links WHERE account_id IN (SELECT id FROM accounts WHERE realm <> 'person');
DELETE FROM passwords WHERE account_id IN (SELECT id FROM accounts WHERE realm <> 'person');
DELETE FROM mail_attempts WHERE mail_id IN (
    SELECT id FROM mails WHERE account_id IN (SELECT id FROM accounts WHERE realm <> 'person')
);
DELETE FROM mails WHERE account_id IN (SELECT id FROM accounts WHERE realm <> 'person');
UPDATE inquiries SET account_id = NULL WHERE account_id IN (SELECT id FROM accounts WHERE realm <> 'person');
DELETE FROM accounts WHERE realm <> 'person';
UPDATE accounts SET state = 'disabled' WHERE state = 'suspended';

-- Made anew as on the way up.
ALTER TABLE passwords DROP COLUMN issued;
CREATE TABLE sessions_new (
    id blob PRIMARY KEY NOT NULL,
    account_id blob NOT NULL REFERENCES accounts (id),
    device_id blob,
    user_agent text,
    network text NOT NULL,
    created_at integer NOT NULL,
    last_used_at integer NOT NULL,
    expires_at integer NOT NULL,
    proved_at integer NOT NULL,
    ended_at integer,
    end_reason text,
    CONSTRAINT sessions_end CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) STRICT;
INSERT INTO sessions_new (
    id, account_id, device_id, user_agent, network, created_at,
    last_used_at, expires_at, proved_at, ended_at, end_reason
) SELECT
    id, account_id, device_id, user_agent, network, created_at,
    last_used_at, expires_at, proved_at, ended_at, end_reason
FROM sessions;
DROP TABLE sessions;
ALTER TABLE sessions_new RENAME TO sessions;
CREATE INDEX sessions_live ON sessions (account_id, last_used_at) WHERE ended_at IS NULL;
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE accounts_new (
    id blob PRIMARY KEY NOT NULL,
    company_id blob NOT NULL REFERENCES companies (id),
    kind text NOT NULL CONSTRAINT accounts_kind CHECK (kind IN ('general', 'agency', 'deferred_payment', 'operator')),
    login_id text NOT NULL,
    login_id_folded text NOT NULL,
    login_id_lookalike text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    family_name text NOT NULL,
    given_name text NOT NULL,
    family_name_kana text NOT NULL,
    given_name_kana text NOT NULL,
    department text,
    industry text NOT NULL,
    phone text NOT NULL,
    postal_code text NOT NULL,
    address text NOT NULL,
    notification_mail integer NOT NULL,
    dangerous_goods_qualified integer NOT NULL,
    language text NOT NULL CONSTRAINT accounts_language CHECK (language IN ('ja', 'en')),
    state text NOT NULL CONSTRAINT accounts_state CHECK (state IN ('active', 'disabled')),
    terms_version text,
    terms_accepted_at integer,
    version integer NOT NULL,
    created_at integer NOT NULL,
    updated_at integer NOT NULL,
    CONSTRAINT accounts_terms CHECK ((terms_version IS NULL) = (terms_accepted_at IS NULL))
) STRICT;
INSERT INTO accounts_new (
    id, company_id, kind, login_id, login_id_folded, login_id_lookalike,
    email, email_key, family_name, given_name, family_name_kana, given_name_kana, department,
    industry, phone, postal_code, address, notification_mail, dangerous_goods_qualified,
    language, state, terms_version, terms_accepted_at, version, created_at, updated_at
) SELECT
    id, company_id, kind, login_id, login_id_folded, login_id_lookalike,
    email, email_key, family_name, given_name, family_name_kana, given_name_kana, department,
    industry, phone, postal_code, address, notification_mail, dangerous_goods_qualified,
    language, state, terms_version, terms_accepted_at, version, created_at, updated_at
FROM accounts;
DROP TABLE accounts;
ALTER TABLE accounts_new RENAME TO accounts;
CREATE UNIQUE INDEX accounts_login_id_folded ON accounts (login_id_folded);
CREATE UNIQUE INDEX accounts_login_id_lookalike ON accounts (login_id_lookalike);
CREATE INDEX accounts_email_key ON accounts (email_key, created_at, id);
CREATE INDEX accounts_created ON accounts (created_at, id);
CREATE INDEX accounts_company ON accounts (company_id);

CREATE TABLE companies_new (
    id blob PRIMARY KEY NOT NULL,
    name text NOT NULL,
    origin text NOT NULL CONSTRAINT companies_origin CHECK (origin IN ('self_registered', 'operator', 'operating')),
    created_at integer NOT NULL
) STRICT;
INSERT INTO companies_new (id, name, origin, created_at)
SELECT id, name, origin, created_at FROM companies;
DROP TABLE companies;
ALTER TABLE companies_new RENAME TO companies;
CREATE UNIQUE INDEX companies_one_operating ON companies (origin) WHERE origin = 'operating';
