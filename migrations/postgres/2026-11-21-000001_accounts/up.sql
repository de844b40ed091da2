-- Accounts end to end. The same tables, columns and constraint names stand in the sqlite tree; a
-- test compares them. Compared text is stored folded beside the typed one.

CREATE TABLE companies (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    origin text NOT NULL CONSTRAINT companies_origin CHECK (origin IN ('self_registered', 'operator', 'operating')),
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX companies_one_operating ON companies (origin) WHERE origin = 'operating';

CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    company_id uuid NOT NULL REFERENCES companies (id),
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
    notification_mail boolean NOT NULL,
    dangerous_goods_qualified boolean NOT NULL,
    language text NOT NULL CONSTRAINT accounts_language CHECK (language IN ('ja', 'en')),
    state text NOT NULL CONSTRAINT accounts_state CHECK (state IN ('active', 'disabled')),
    terms_version text,
    terms_accepted_at timestamptz,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT accounts_terms CHECK ((terms_version IS NULL) = (terms_accepted_at IS NULL))
);
-- ACC-REG-10: unique without regard to case, and not to be mistaken for another.
CREATE UNIQUE INDEX accounts_login_id_folded ON accounts (login_id_folded);
CREATE UNIQUE INDEX accounts_login_id_lookalike ON accounts (login_id_lookalike);
CREATE INDEX accounts_email_key ON accounts (email_key, created_at, id);
CREATE INDEX accounts_created ON accounts (created_at, id);
CREATE INDEX accounts_company ON accounts (company_id);

CREATE TABLE passwords (
    account_id uuid NOT NULL REFERENCES accounts (id),
    generation bigint NOT NULL,
    hash text NOT NULL,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, generation)
);

CREATE TABLE links (
    id uuid PRIMARY KEY,
    purpose text NOT NULL CONSTRAINT links_purpose CHECK (purpose IN ('registration', 'email_change', 'recovery', 'first_password')),
    digest bytea NOT NULL,
    account_id uuid REFERENCES accounts (id),
    email text,
    terms_version text,
    language text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    voided_at timestamptz,
    tries bigint NOT NULL
);
CREATE UNIQUE INDEX links_digest ON links (digest);
CREATE INDEX links_account ON links (account_id);
CREATE INDEX links_expires ON links (expires_at);

CREATE TABLE inquiries (
    id uuid PRIMARY KEY,
    account_id uuid REFERENCES accounts (id),
    topic text NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    phone text,
    message text NOT NULL,
    language text NOT NULL,
    state text NOT NULL CONSTRAINT inquiries_state CHECK (state IN ('open', 'answered')),
    answer text,
    created_at timestamptz NOT NULL,
    answered_at timestamptz,
    answered_by uuid REFERENCES accounts (id),
    CONSTRAINT inquiries_answer CHECK ((state = 'answered') = (answer IS NOT NULL))
);
CREATE INDEX inquiries_created ON inquiries (created_at, id);
CREATE INDEX inquiries_state_created ON inquiries (state, created_at, id);
CREATE INDEX inquiries_account_created ON inquiries (account_id, created_at, id);

CREATE TABLE devices (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    digest bytea NOT NULL,
    last_used_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX devices_digest ON devices (digest);
CREATE INDEX devices_account ON devices (account_id);

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    device_id uuid,
    user_agent text,
    network text NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    proved_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text,
    CONSTRAINT sessions_end CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX sessions_live ON sessions (account_id, last_used_at) WHERE ended_at IS NULL;
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    digest bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions (id),
    issued_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

-- The lock (ACC-LCK-01): before a login id, known or not, or a device.
CREATE TABLE guards (
    subject bytea PRIMARY KEY,
    account_id uuid REFERENCES accounts (id),
    failures bigint NOT NULL,
    pending bigint NOT NULL,
    pending_since timestamptz,
    locked_at timestamptz,
    touched_at timestamptz NOT NULL
);
CREATE INDEX guards_account ON guards (account_id);
CREATE INDEX guards_touched ON guards (touched_at) WHERE account_id IS NULL;

CREATE TABLE counters (
    bucket bytea NOT NULL,
    since timestamptz NOT NULL,
    hits bigint NOT NULL,
    PRIMARY KEY (bucket, since)
);
CREATE INDEX counters_since ON counters (since);

CREATE TABLE idempotency_keys (
    scope bytea PRIMARY KEY,
    fingerprint bytea NOT NULL,
    answer bytea,
    created_at timestamptz NOT NULL
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

CREATE TABLE mails (
    id uuid PRIMARY KEY,
    letter text NOT NULL,
    account_id uuid REFERENCES accounts (id),
    recipient text NOT NULL,
    recipient_key bytea NOT NULL,
    language text NOT NULL,
    content bytea,
    state text NOT NULL CONSTRAINT mails_state CHECK (state IN ('queued', 'deferred', 'sent', 'bounced', 'failed', 'expired', 'withheld')),
    attempts bigint NOT NULL,
    next_attempt_at timestamptz,
    leased_until timestamptz,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    sent_at timestamptz
);
CREATE INDEX mails_due ON mails (next_attempt_at) WHERE state IN ('queued', 'deferred');
CREATE INDEX mails_created ON mails (created_at, id);
CREATE INDEX mails_state_created ON mails (state, created_at, id);
CREATE INDEX mails_recipient ON mails (recipient_key, created_at, id);
CREATE INDEX mails_account ON mails (account_id, created_at, id);

CREATE TABLE mail_attempts (
    mail_id uuid NOT NULL REFERENCES mails (id) ON DELETE CASCADE,
    number bigint NOT NULL,
    at timestamptz NOT NULL,
    reply_code bigint,
    reply text NOT NULL,
    PRIMARY KEY (mail_id, number)
);

-- OPS-AUD-01: only ever added to.
CREATE TABLE audit_entries (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    action text NOT NULL,
    caller text NOT NULL,
    account_id uuid,
    session_id uuid,
    subject_kind text,
    subject_id uuid,
    refused text,
    reason text,
    detail text,
    network text NOT NULL,
    request_id uuid NOT NULL
);
CREATE INDEX audit_entries_at ON audit_entries (at, id);
CREATE INDEX audit_entries_account ON audit_entries (account_id, at, id);
CREATE INDEX audit_entries_subject ON audit_entries (subject_id, at, id);
CREATE INDEX audit_entries_action ON audit_entries (action, at, id);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$;
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_entries_append_only_truncate BEFORE TRUNCATE ON audit_entries
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

CREATE TABLE signing_keys (
    id uuid PRIMARY KEY,
    private_key bytea NOT NULL,
    public_key bytea NOT NULL,
    active_from timestamptz NOT NULL,
    created_at timestamptz NOT NULL
);

-- OPS-SBX-01: what this database is for, and how far its sandbox clock was moved.
CREATE TABLE installation (
    singleton boolean PRIMARY KEY CONSTRAINT installation_singleton CHECK (singleton),
    profile text NOT NULL CONSTRAINT installation_profile CHECK (profile IN ('sandbox', 'production')),
    clock_offset bigint NOT NULL,
    created_at timestamptz NOT NULL
);
