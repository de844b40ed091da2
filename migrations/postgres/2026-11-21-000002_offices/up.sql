-- Offices get back in: organisations, realms of sign-in, reviewed reissue, the service calendar.
-- The same tables, columns and constraint names stand in the sqlite tree; a test compares them.

ALTER TABLE companies
    ADD COLUMN corporate_number text,
    ADD COLUMN name_verified boolean NOT NULL DEFAULT false,
    ADD COLUMN business_roles text NOT NULL DEFAULT '',
    ADD COLUMN state text NOT NULL DEFAULT 'active' CONSTRAINT companies_state CHECK (state IN ('active', 'merged')),
    ADD COLUMN merged_into uuid REFERENCES companies (id),
    ADD COLUMN version bigint NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz,
    ADD CONSTRAINT companies_merged CHECK ((state = 'merged') = (merged_into IS NOT NULL));
UPDATE companies SET updated_at = created_at, name_verified = (origin <> 'self_registered');
ALTER TABLE companies
    ALTER COLUMN name_verified DROP DEFAULT,
    ALTER COLUMN business_roles DROP DEFAULT,
    ALTER COLUMN state DROP DEFAULT,
    ALTER COLUMN version DROP DEFAULT,
    ALTER COLUMN updated_at SET NOT NULL;
CREATE UNIQUE INDEX companies_corporate_number ON companies (corporate_number);
CREATE INDEX companies_created ON companies (created_at, id);

-- Offices and terminal users are accounts, too: they sign in. Their realm has login ids of its own,
-- and only persons have a profile.
ALTER TABLE accounts
    DROP CONSTRAINT accounts_kind,
    DROP CONSTRAINT accounts_state,
    ADD CONSTRAINT accounts_state CHECK (state IN ('active', 'suspended', 'disabled')),
    ADD CONSTRAINT accounts_kind CHECK (kind IN ('general', 'agency', 'deferred_payment', 'operator', 'office', 'terminal')),
    ADD COLUMN realm text NOT NULL DEFAULT 'person' CONSTRAINT accounts_realm CHECK (realm IN ('person', 'office', 'terminal')),
    ADD COLUMN company_role text NOT NULL DEFAULT 'member' CONSTRAINT accounts_company_role CHECK (company_role IN ('administrator', 'member')),
    ALTER COLUMN email DROP NOT NULL,
    ALTER COLUMN email_key DROP NOT NULL,
    ALTER COLUMN family_name DROP NOT NULL,
    ALTER COLUMN given_name DROP NOT NULL,
    ALTER COLUMN family_name_kana DROP NOT NULL,
    ALTER COLUMN given_name_kana DROP NOT NULL,
    ALTER COLUMN industry DROP NOT NULL,
    ALTER COLUMN phone DROP NOT NULL,
    ALTER COLUMN postal_code DROP NOT NULL,
    ALTER COLUMN address DROP NOT NULL,
    ALTER COLUMN notification_mail DROP NOT NULL,
    ALTER COLUMN dangerous_goods_qualified DROP NOT NULL;
-- Whoever registered, or was given, a company of one administers it.
UPDATE accounts SET company_role = 'administrator' WHERE kind <> 'operator';
ALTER TABLE accounts
    ALTER COLUMN realm DROP DEFAULT,
    ALTER COLUMN company_role DROP DEFAULT,
    ADD CONSTRAINT accounts_person CHECK (realm <> 'person' OR (
        email IS NOT NULL AND family_name IS NOT NULL AND given_name IS NOT NULL
        AND family_name_kana IS NOT NULL AND given_name_kana IS NOT NULL AND industry IS NOT NULL
        AND phone IS NOT NULL AND postal_code IS NOT NULL AND address IS NOT NULL
        AND notification_mail IS NOT NULL AND dangerous_goods_qualified IS NOT NULL)),
    ADD CONSTRAINT accounts_email CHECK ((email IS NULL) = (email_key IS NULL)),
    ADD CONSTRAINT accounts_kind_realm CHECK ((realm = 'office') = (kind = 'office') AND (realm = 'terminal') = (kind = 'terminal'));
DROP INDEX accounts_login_id_folded;
DROP INDEX accounts_login_id_lookalike;
DROP INDEX accounts_created;
DROP INDEX accounts_company;
-- ACC-REG-10: of a person, unique and not to be mistaken for another. Offices and terminal users are
-- given theirs, which may look alike (RIS-HINT-01).
CREATE UNIQUE INDEX accounts_login_id_folded ON accounts (realm, login_id_folded);
CREATE UNIQUE INDEX accounts_login_id_lookalike ON accounts (login_id_lookalike) WHERE realm = 'person';
CREATE INDEX accounts_created ON accounts (realm, created_at, id);
CREATE INDEX accounts_company ON accounts (company_id, realm, created_at, id);

ALTER TABLE sessions
    ADD COLUMN system text CONSTRAINT sessions_system CHECK (system IN ('sea', 'air')),
    ADD COLUMN restricted boolean NOT NULL DEFAULT false;
ALTER TABLE sessions ALTER COLUMN restricted DROP DEFAULT;

-- PWD-03: what is issued pushes none of the generations out that their owner chose.
ALTER TABLE passwords ADD COLUMN issued boolean NOT NULL DEFAULT false;
ALTER TABLE passwords ALTER COLUMN issued DROP DEFAULT;

-- An office is an account with the same id: its code is the login id, its manager's address the e-mail.
CREATE TABLE offices (
    id uuid PRIMARY KEY REFERENCES accounts (id),
    name text NOT NULL,
    roman_name text NOT NULL,
    roman_address text NOT NULL,
    manager_name text NOT NULL,
    manager_phone text
);

-- A user code belongs to one office.
CREATE TABLE user_codes (
    code text PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES offices (id)
);
CREATE INDEX user_codes_office ON user_codes (office_id);

-- A terminal user is an account with the same id: its login id is user code and identification number.
CREATE TABLE terminal_users (
    id uuid PRIMARY KEY REFERENCES accounts (id),
    office_id uuid NOT NULL REFERENCES offices (id),
    user_code text NOT NULL REFERENCES user_codes (code),
    identification text NOT NULL,
    business_kind text NOT NULL,
    usage text NOT NULL CONSTRAINT terminal_users_usage CHECK (usage IN ('person', 'own_system')),
    created_at timestamptz NOT NULL
);
CREATE INDEX terminal_users_office ON terminal_users (office_id, created_at, id);
CREATE INDEX terminal_users_user_code ON terminal_users (user_code, created_at, id);

CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    company_id uuid NOT NULL REFERENCES companies (id),
    email text NOT NULL,
    email_key text NOT NULL,
    company_role text NOT NULL CONSTRAINT invitations_company_role CHECK (company_role IN ('administrator', 'member')),
    language text NOT NULL,
    digest bytea NOT NULL,
    state text NOT NULL CONSTRAINT invitations_state CHECK (state IN ('pending', 'accepted', 'declined', 'withdrawn')),
    sent bigint NOT NULL,
    invited_by uuid NOT NULL REFERENCES accounts (id),
    created_at timestamptz NOT NULL,
    sent_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    account_id uuid REFERENCES accounts (id),
    CONSTRAINT invitations_end CHECK ((state = 'pending') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX invitations_digest ON invitations (digest);
CREATE UNIQUE INDEX invitations_pending ON invitations (company_id, email_key) WHERE state = 'pending';
CREATE INDEX invitations_company ON invitations (company_id, created_at, id);

-- RIS-APP-07: the last receipt number given. One row, so that numbers have no gaps.
CREATE TABLE receipt_numbers (
    singleton boolean PRIMARY KEY CONSTRAINT receipt_numbers_singleton CHECK (singleton),
    last bigint NOT NULL
);
INSERT INTO receipt_numbers (singleton, last) VALUES (true, 0);

CREATE TABLE reissue_applications (
    id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES offices (id),
    company_id uuid NOT NULL REFERENCES companies (id),
    receipt_number bigint NOT NULL,
    state text NOT NULL CONSTRAINT reissue_applications_state CHECK (state IN ('filed', 'correction_requested', 'approved', 'withdrawn')),
    guidance_version text NOT NULL,
    contact_name text NOT NULL,
    contact_department text NOT NULL,
    contact_phone text NOT NULL,
    contact_email text NOT NULL,
    desired_date text,
    language text NOT NULL,
    version bigint NOT NULL,
    filed_at timestamptz NOT NULL,
    submitted_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX reissue_applications_receipt_number ON reissue_applications (receipt_number);
CREATE INDEX reissue_applications_office ON reissue_applications (office_id, filed_at, id);
CREATE INDEX reissue_applications_queue ON reissue_applications (state, submitted_at, id);
CREATE INDEX reissue_applications_filed ON reissue_applications (filed_at, id);

-- RIS-APP-08: one open application per target.
CREATE TABLE reissue_targets (
    application_id uuid NOT NULL REFERENCES reissue_applications (id),
    terminal_id uuid NOT NULL REFERENCES terminal_users (id),
    position bigint NOT NULL,
    reason text NOT NULL,
    open boolean NOT NULL,
    PRIMARY KEY (application_id, terminal_id)
);
CREATE UNIQUE INDEX reissue_targets_open ON reissue_targets (terminal_id) WHERE open;

-- RIS-REV-05: the state history.
CREATE TABLE reissue_steps (
    application_id uuid NOT NULL REFERENCES reissue_applications (id),
    number bigint NOT NULL,
    state text NOT NULL,
    at timestamptz NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts (id),
    note text,
    PRIMARY KEY (application_id, number)
);

-- The latest password that was issued to a terminal user; sealed while it may be shown.
CREATE TABLE temporary_passwords (
    account_id uuid PRIMARY KEY REFERENCES accounts (id),
    source text NOT NULL CONSTRAINT temporary_passwords_source CHECK (source IN ('first', 'reissue', 'peer')),
    application_id uuid REFERENCES reissue_applications (id),
    generation bigint NOT NULL,
    sealed bytea,
    issued_at timestamptz NOT NULL,
    changed_at timestamptz,
    CONSTRAINT temporary_passwords_application CHECK ((source = 'reissue') = (application_id IS NOT NULL)),
    CONSTRAINT temporary_passwords_changed CHECK (changed_at IS NULL OR sealed IS NULL)
);
CREATE INDEX temporary_passwords_sealed ON temporary_passwords (issued_at) WHERE sealed IS NOT NULL;

CREATE TABLE news (
    id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES offices (id),
    topic text NOT NULL,
    application_id uuid REFERENCES reissue_applications (id),
    terminal_id uuid REFERENCES terminal_users (id),
    at timestamptz NOT NULL
);
CREATE INDEX news_office ON news (office_id, at, id);

CREATE TABLE closures (
    id uuid PRIMARY KEY,
    from_date text NOT NULL,
    to_date text NOT NULL,
    yearly boolean NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT closures_order CHECK (yearly OR from_date <= to_date)
);
