-- Accounts end to end. Ids are blobs, instants integer microseconds since 1970. The same tables, columns and constraint names stand in the postgres tree; a
-- test compares them. Compared text is stored folded beside the typed one.

CREATE TABLE companies (
    id blob PRIMARY KEY NOT NULL,
    name text NOT NULL,
    origin text NOT NULL CONSTRAINT companies_origin CHECK (origin IN ('self_registered', 'operator', 'operating')),
    created_at integer NOT NULL
) STRICT;
CREATE UNIQUE INDEX companies_one_operating ON companies (origin) WHERE origin = 'operating';

CREATE TABLE accounts (
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
-- ACC-REG-10: unique without regard to case, and not to be mistaken for another.
CREATE UNIQUE INDEX accounts_login_id_folded ON accounts (login_id_folded);
CREATE UNIQUE INDEX accounts_login_id_lookalike ON accounts (login_id_lookalike);
CREATE INDEX accounts_email_key ON accounts (email_key, created_at, id);
CREATE INDEX accounts_created ON accounts (created_at, id);
CREATE INDEX accounts_company ON accounts (company_id);

CREATE TABLE passwords (
    account_id blob NOT NULL REFERENCES accounts (id),
    generation integer NOT NULL,
    hash text NOT NULL,
    set_at integer NOT NULL,
    PRIMARY KEY (account_id, generation)
) STRICT;

CREATE TABLE links (
    id blob PRIMARY KEY NOT NULL,
    purpose text NOT NULL CONSTRAINT links_purpose CHECK (purpose IN ('registration', 'email_change', 'recovery', 'first_password')),
    digest blob NOT NULL,
    account_id blob REFERENCES accounts (id),
    email text,
    terms_version text,
    language text NOT NULL,
    created_at integer NOT NULL,
    expires_at integer NOT NULL,
    used_at integer,
    voided_at integer,
    tries integer NOT NULL
) STRICT;
CREATE UNIQUE INDEX links_digest ON links (digest);
CREATE INDEX links_account ON links (account_id);
CREATE INDEX links_expires ON links (expires_at);

CREATE TABLE inquiries (
    id blob PRIMARY KEY NOT NULL,
    account_id blob REFERENCES accounts (id),
    topic text NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    phone text,
    message text NOT NULL,
    language text NOT NULL,
    state text NOT NULL CONSTRAINT inquiries_state CHECK (state IN ('open', 'answered')),
    answer text,
    created_at integer NOT NULL,
    answered_at integer,
    answered_by blob REFERENCES accounts (id),
    CONSTRAINT inquiries_answer CHECK ((state = 'answered') = (answer IS NOT NULL))
) STRICT;
CREATE INDEX inquiries_created ON inquiries (created_at, id);
CREATE INDEX inquiries_state_created ON inquiries (state, created_at, id);
CREATE INDEX inquiries_account_created ON inquiries (account_id, created_at, id);

CREATE TABLE devices (
    id blob PRIMARY KEY NOT NULL,
    account_id blob NOT NULL REFERENCES accounts (id),
    digest blob NOT NULL,
    last_used_at integer NOT NULL
) STRICT;
CREATE UNIQUE INDEX devices_digest ON devices (digest);
CREATE INDEX devices_account ON devices (account_id);

CREATE TABLE sessions (
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
CREATE INDEX sessions_live ON sessions (account_id, last_used_at) WHERE ended_at IS NULL;
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    digest blob PRIMARY KEY NOT NULL,
    session_id blob NOT NULL REFERENCES sessions (id),
    issued_at integer NOT NULL,
    used_at integer
) STRICT;
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

-- The lock (ACC-LCK-01): before a login id, known or not, or a device.
CREATE TABLE guards (
    subject blob PRIMARY KEY NOT NULL,
    account_id blob REFERENCES accounts (id),
    failures integer NOT NULL,
    pending integer NOT NULL,
    pending_since integer,
    locked_at integer,
    touched_at integer NOT NULL
) STRICT;
CREATE INDEX guards_account ON guards (account_id);
CREATE INDEX guards_touched ON guards (touched_at) WHERE account_id IS NULL;

CREATE TABLE counters (
    bucket blob NOT NULL,
    since integer NOT NULL,
    hits integer NOT NULL,
    PRIMARY KEY (bucket, since)
) STRICT;
CREATE INDEX counters_since ON counters (since);

CREATE TABLE idempotency_keys (
    scope blob PRIMARY KEY NOT NULL,
    fingerprint blob NOT NULL,
    answer blob,
    created_at integer NOT NULL
) STRICT;
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

CREATE TABLE mails (
    id blob PRIMARY KEY NOT NULL,
    letter text NOT NULL,
    account_id blob REFERENCES accounts (id),
    recipient text NOT NULL,
    recipient_key blob NOT NULL,
    language text NOT NULL,
    content blob,
    state text NOT NULL CONSTRAINT mails_state CHECK (state IN ('queued', 'deferred', 'sent', 'bounced', 'failed', 'expired', 'withheld')),
    attempts integer NOT NULL,
    next_attempt_at integer,
    leased_until integer,
    created_at integer NOT NULL,
    expires_at integer NOT NULL,
    sent_at integer
) STRICT;
CREATE INDEX mails_due ON mails (next_attempt_at) WHERE state IN ('queued', 'deferred');
CREATE INDEX mails_created ON mails (created_at, id);
CREATE INDEX mails_state_created ON mails (state, created_at, id);
CREATE INDEX mails_recipient ON mails (recipient_key, created_at, id);
CREATE INDEX mails_account ON mails (account_id, created_at, id);

CREATE TABLE mail_attempts (
    mail_id blob NOT NULL REFERENCES mails (id) ON DELETE CASCADE,
    number integer NOT NULL,
    at integer NOT NULL,
    reply_code integer,
    reply text NOT NULL,
    PRIMARY KEY (mail_id, number)
) STRICT;

-- OPS-AUD-01: only ever added to.
CREATE TABLE audit_entries (
    id blob PRIMARY KEY NOT NULL,
    at integer NOT NULL,
    action text NOT NULL,
    caller text NOT NULL,
    account_id blob,
    session_id blob,
    subject_kind text,
    subject_id blob,
    refused text,
    reason text,
    detail text,
    network text NOT NULL,
    request_id blob NOT NULL
) STRICT;
CREATE INDEX audit_entries_at ON audit_entries (at, id);
CREATE INDEX audit_entries_account ON audit_entries (account_id, at, id);
CREATE INDEX audit_entries_subject ON audit_entries (subject_id, at, id);
CREATE INDEX audit_entries_action ON audit_entries (action, at, id);

CREATE TRIGGER audit_entries_append_only_update BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_entries_append_only_delete BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
-- REPLACE deletes without asking the trigger above.
CREATE TRIGGER audit_entries_append_only_replace BEFORE INSERT ON audit_entries
WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

CREATE TABLE signing_keys (
    id blob PRIMARY KEY NOT NULL,
    private_key blob NOT NULL,
    public_key blob NOT NULL,
    active_from integer NOT NULL,
    created_at integer NOT NULL
) STRICT;

-- OPS-SBX-01: what this database is for, and how far its sandbox clock was moved.
CREATE TABLE installation (
    singleton integer PRIMARY KEY NOT NULL CONSTRAINT installation_singleton CHECK (singleton),
    profile text NOT NULL CONSTRAINT installation_profile CHECK (profile IN ('sandbox', 'production')),
    clock_offset integer NOT NULL,
    created_at integer NOT NULL
) STRICT;
