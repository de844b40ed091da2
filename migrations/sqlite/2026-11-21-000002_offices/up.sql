-- Offices get back in: organisations, realms of sign-in, reviewed reissue, the service calendar.
-- The same tables, columns and constraint names stand in the postgres tree; a test compares them.

-- SQLite cannot change what a column or a table demands, so three tables are made anew, copied and
-- renamed. Other tables refer to them by name and so to the new ones; whoever runs this has foreign
-- keys off meanwhile and checks them before the commit.
CREATE TABLE companies_new (
    id blob PRIMARY KEY NOT NULL,
    name text NOT NULL,
    origin text NOT NULL CONSTRAINT companies_origin CHECK (origin IN ('self_registered', 'operator', 'operating')),
    created_at integer NOT NULL,
    corporate_number text,
    name_verified integer NOT NULL,
    business_roles text NOT NULL,
    state text NOT NULL CONSTRAINT companies_state CHECK (state IN ('active', 'merged')),
    merged_into blob REFERENCES companies (id),
    version integer NOT NULL,
    updated_at integer NOT NULL,
    CONSTRAINT companies_merged CHECK ((state = 'merged') = (merged_into IS NOT NULL))
) STRICT;
INSERT INTO companies_new (
    id, name, origin, created_at, name_verified, business_roles, state, version, updated_at
) SELECT
    id, name, origin, created_at, origin <> 'self_registered', '', 'active', 1, created_at
FROM companies;
DROP TABLE companies;
ALTER TABLE companies_new RENAME TO companies;
CREATE UNIQUE INDEX companies_one_operating ON companies (origin) WHERE origin = 'operating';
CREATE UNIQUE INDEX companies_corporate_number ON companies (corporate_number);
CREATE INDEX companies_created ON companies (created_at, id);

-- Offices and terminal users are accounts, too: they sign in. Their realm has login ids of its own,
-- and only persons have a profile.
CREATE TABLE accounts_new (
    id blob PRIMARY KEY NOT NULL,
    company_id blob NOT NULL REFERENCES companies (id),
    kind text NOT NULL CONSTRAINT accounts_kind CHECK (kind IN ('general', 'agency', 'deferred_payment', 'operator', 'office', 'terminal')),
    login_id text NOT NULL,
    login_id_folded text NOT NULL,
    login_id_lookalike text NOT NULL,
    email text,
    email_key text,
    family_name text,
    given_name text,
    family_name_kana text,
    given_name_kana text,
    department text,
    industry text,
    phone text,
    postal_code text,
    address text,
    notification_mail integer,
    dangerous_goods_qualified integer,
    language text NOT NULL CONSTRAINT accounts_language CHECK (language IN ('ja', 'en')),
    state text NOT NULL CONSTRAINT accounts_state CHECK (state IN ('active', 'suspended', 'disabled')),
    terms_version text,
    terms_accepted_at integer,
    version integer NOT NULL,
    created_at integer NOT NULL,
    updated_at integer NOT NULL,
    realm text NOT NULL CONSTRAINT accounts_realm CHECK (realm IN ('person', 'office', 'terminal')),
    company_role text NOT NULL CONSTRAINT accounts_company_role CHECK (company_role IN ('administrator', 'member')),
    CONSTRAINT accounts_terms CHECK ((terms_version IS NULL) = (terms_accepted_at IS NULL)),
    CONSTRAINT accounts_person CHECK (realm <> 'person' OR (
        email IS NOT NULL AND family_name IS NOT NULL AND given_name IS NOT NULL
        AND family_name_kana IS NOT NULL AND given_name_kana IS NOT NULL AND industry IS NOT NULL
        AND phone IS NOT NULL AND postal_code IS NOT NULL AND address IS NOT NULL
        AND notification_mail IS NOT NULL AND dangerous_goods_qualified IS NOT NULL)),
    CONSTRAINT accounts_email CHECK ((email IS NULL) = (email_key IS NULL)),
    CONSTRAINT accounts_kind_realm CHECK ((realm = 'office') = (kind = 'office') AND (realm = 'terminal') = (kind = 'terminal'))
) STRICT;
-- Whoever registered, or was given, a company of one administers it.
INSERT INTO accounts_new (
    id, company_id, kind, login_id, login_id_folded, login_id_lookalike,
    email, email_key, family_name, given_name, family_name_kana, given_name_kana, department,
    industry, phone, postal_code, address, notification_mail, dangerous_goods_qualified,
    language, state, terms_version, terms_accepted_at, version, created_at, updated_at,
    realm, company_role
) SELECT
    id, company_id, kind, login_id, login_id_folded, login_id_lookalike,
    email, email_key, family_name, given_name, family_name_kana, given_name_kana, department,
    industry, phone, postal_code, address, notification_mail, dangerous_goods_qualified,
    language, state, terms_version, terms_accepted_at, version, created_at, updated_at,
    'person', CASE WHEN kind <> 'operator' THEN 'administrator' ELSE 'member' END
FROM accounts;
DROP TABLE accounts;
ALTER TABLE accounts_new RENAME TO accounts;
-- ACC-REG-10: of a person, unique and not to be mistaken for another. Offices and terminal users are
-- given theirs, which may look alike (RIS-HINT-01).
CREATE UNIQUE INDEX accounts_login_id_folded ON accounts (realm, login_id_folded);
CREATE UNIQUE INDEX accounts_login_id_lookalike ON accounts (login_id_lookalike) WHERE realm = 'person';
CREATE INDEX accounts_email_key ON accounts (email_key, created_at, id);
CREATE INDEX accounts_created ON accounts (realm, created_at, id);
CREATE INDEX accounts_company ON accounts (company_id, realm, created_at, id);

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
    system text CONSTRAINT sessions_system CHECK (system IN ('sea', 'air')),
    restricted integer NOT NULL,
    CONSTRAINT sessions_end CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) STRICT;
INSERT INTO sessions_new (
    id, account_id, device_id, user_agent, network, created_at,
    last_used_at, expires_at, proved_at, ended_at, end_reason,
    restricted
) SELECT
    id, account_id, device_id, user_agent, network, created_at,
    last_used_at, expires_at, proved_at, ended_at, end_reason,
    0
FROM sessions;
DROP TABLE sessions;
ALTER TABLE sessions_new RENAME TO sessions;
CREATE INDEX sessions_live ON sessions (account_id, last_used_at) WHERE ended_at IS NULL;
CREATE INDEX sessions_expires ON sessions (expires_at);

-- PWD-03: what is issued pushes none of the generations out that their owner chose.
CREATE TABLE passwords_new (
    account_id blob NOT NULL REFERENCES accounts (id),
    generation integer NOT NULL,
    hash text NOT NULL,
    set_at integer NOT NULL,
    issued integer NOT NULL,
    PRIMARY KEY (account_id, generation)
) STRICT;
INSERT INTO passwords_new (account_id, generation, hash, set_at, issued)
SELECT account_id, generation, hash, set_at, 0 FROM passwords;
DROP TABLE passwords;
ALTER TABLE passwords_new RENAME TO passwords;

-- An office is an account with the same id: its code is the login id, its manager's address the e-mail.
CREATE TABLE offices (
    id blob PRIMARY KEY NOT NULL REFERENCES accounts (id),
    name text NOT NULL,
    roman_name text NOT NULL,
    roman_address text NOT NULL,
    manager_name text NOT NULL,
    manager_phone text
) STRICT;

-- A user code belongs to one office.
CREATE TABLE user_codes (
    code text PRIMARY KEY NOT NULL,
    office_id blob NOT NULL REFERENCES offices (id)
) STRICT;
CREATE INDEX user_codes_office ON user_codes (office_id);

-- A terminal user is an account with the same id: its login id is user code and identification number.
CREATE TABLE terminal_users (
    id blob PRIMARY KEY NOT NULL REFERENCES accounts (id),
    office_id blob NOT NULL REFERENCES offices (id),
    user_code text NOT NULL REFERENCES user_codes (code),
    identification text NOT NULL,
    business_kind text NOT NULL,
    usage text NOT NULL CONSTRAINT terminal_users_usage CHECK (usage IN ('person', 'own_system')),
    created_at integer NOT NULL
) STRICT;
CREATE INDEX terminal_users_office ON terminal_users (office_id, created_at, id);
CREATE INDEX terminal_users_user_code ON terminal_users (user_code, created_at, id);

CREATE TABLE invitations (
    id blob PRIMARY KEY NOT NULL,
    company_id blob NOT NULL REFERENCES companies (id),
    email text NOT NULL,
    email_key text NOT NULL,
    company_role text NOT NULL CONSTRAINT invitations_company_role CHECK (company_role IN ('administrator', 'member')),
    language text NOT NULL,
    digest blob NOT NULL,
    state text NOT NULL CONSTRAINT invitations_state CHECK (state IN ('pending', 'accepted', 'declined', 'withdrawn')),
    sent integer NOT NULL,
    invited_by blob NOT NULL REFERENCES accounts (id),
    created_at integer NOT NULL,
    sent_at integer NOT NULL,
    expires_at integer NOT NULL,
    ended_at integer,
    account_id blob REFERENCES accounts (id),
    CONSTRAINT invitations_end CHECK ((state = 'pending') = (ended_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX invitations_digest ON invitations (digest);
CREATE UNIQUE INDEX invitations_pending ON invitations (company_id, email_key) WHERE state = 'pending';
CREATE INDEX invitations_company ON invitations (company_id, created_at, id);

-- RIS-APP-07: the last receipt number given. One row, so that numbers have no gaps.
CREATE TABLE receipt_numbers (
    singleton integer PRIMARY KEY NOT NULL CONSTRAINT receipt_numbers_singleton CHECK (singleton),
    last integer NOT NULL
) STRICT;
INSERT INTO receipt_numbers (singleton, last) VALUES (1, 0);

CREATE TABLE reissue_applications (
    id blob PRIMARY KEY NOT NULL,
    office_id blob NOT NULL REFERENCES offices (id),
    company_id blob NOT NULL REFERENCES companies (id),
    receipt_number integer NOT NULL,
    state text NOT NULL CONSTRAINT reissue_applications_state CHECK (state IN ('filed', 'correction_requested', 'approved', 'withdrawn')),
    guidance_version text NOT NULL,
    contact_name text NOT NULL,
    contact_department text NOT NULL,
    contact_phone text NOT NULL,
    contact_email text NOT NULL,
    desired_date text,
    language text NOT NULL,
    version integer NOT NULL,
    filed_at integer NOT NULL,
    submitted_at integer NOT NULL,
    updated_at integer NOT NULL
) STRICT;
CREATE UNIQUE INDEX reissue_applications_receipt_number ON reissue_applications (receipt_number);
CREATE INDEX reissue_applications_office ON reissue_applications (office_id, filed_at, id);
CREATE INDEX reissue_applications_queue ON reissue_applications (state, submitted_at, id);
CREATE INDEX reissue_applications_filed ON reissue_applications (filed_at, id);

-- RIS-APP-08: one open application per target.
CREATE TABLE reissue_targets (
    application_id blob NOT NULL REFERENCES reissue_applications (id),
    terminal_id blob NOT NULL REFERENCES terminal_users (id),
    position integer NOT NULL,
    reason text NOT NULL,
    open integer NOT NULL,
    PRIMARY KEY (application_id, terminal_id)
) STRICT;
CREATE UNIQUE INDEX reissue_targets_open ON reissue_targets (terminal_id) WHERE open;

-- RIS-REV-05: the state history.
CREATE TABLE reissue_steps (
    application_id blob NOT NULL REFERENCES reissue_applications (id),
    number integer NOT NULL,
    state text NOT NULL,
    at integer NOT NULL,
    account_id blob NOT NULL REFERENCES accounts (id),
    note text,
    PRIMARY KEY (application_id, number)
) STRICT;

-- The latest password that was issued to a terminal user; sealed while it may be shown.
CREATE TABLE temporary_passwords (
    account_id blob PRIMARY KEY NOT NULL REFERENCES accounts (id),
    source text NOT NULL CONSTRAINT temporary_passwords_source CHECK (source IN ('first', 'reissue', 'peer')),
    application_id blob REFERENCES reissue_applications (id),
    generation integer NOT NULL,
    sealed blob,
    issued_at integer NOT NULL,
    changed_at integer,
    CONSTRAINT temporary_passwords_application CHECK ((source = 'reissue') = (application_id IS NOT NULL)),
    CONSTRAINT temporary_passwords_changed CHECK (changed_at IS NULL OR sealed IS NULL)
) STRICT;
CREATE INDEX temporary_passwords_sealed ON temporary_passwords (issued_at) WHERE sealed IS NOT NULL;

CREATE TABLE news (
    id blob PRIMARY KEY NOT NULL,
    office_id blob NOT NULL REFERENCES offices (id),
    topic text NOT NULL,
    application_id blob REFERENCES reissue_applications (id),
    terminal_id blob REFERENCES terminal_users (id),
    at integer NOT NULL
) STRICT;
CREATE INDEX news_office ON news (office_id, at, id);

CREATE TABLE closures (
    id blob PRIMARY KEY NOT NULL,
    from_date text NOT NULL,
    to_date text NOT NULL,
    yearly integer NOT NULL,
    reason text NOT NULL,
    created_at integer NOT NULL,
    CONSTRAINT closures_order CHECK (yearly OR from_date <= to_date)
) STRICT;
