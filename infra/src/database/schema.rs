//! The tables, as `migrations/` makes them on both databases.

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    companies (id) {
        id -> SqlId,
        name -> Text,
        origin -> Text,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    accounts (id) {
        id -> SqlId,
        company_id -> SqlId,
        kind -> Text,
        login_id -> Text,
        login_id_folded -> Text,
        login_id_lookalike -> Text,
        email -> Text,
        email_key -> Text,
        family_name -> Text,
        given_name -> Text,
        family_name_kana -> Text,
        given_name_kana -> Text,
        department -> Nullable<Text>,
        industry -> Text,
        phone -> Text,
        postal_code -> Text,
        address -> Text,
        notification_mail -> Bool,
        dangerous_goods_qualified -> Bool,
        language -> Text,
        state -> Text,
        terms_version -> Nullable<Text>,
        terms_accepted_at -> Nullable<SqlInstant>,
        version -> BigInt,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    passwords (account_id, generation) {
        account_id -> SqlId,
        generation -> BigInt,
        hash -> Text,
        set_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    links (id) {
        id -> SqlId,
        purpose -> Text,
        digest -> Binary,
        account_id -> Nullable<SqlId>,
        email -> Nullable<Text>,
        terms_version -> Nullable<Text>,
        language -> Text,
        created_at -> SqlInstant,
        expires_at -> SqlInstant,
        used_at -> Nullable<SqlInstant>,
        voided_at -> Nullable<SqlInstant>,
        tries -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    inquiries (id) {
        id -> SqlId,
        account_id -> Nullable<SqlId>,
        topic -> Text,
        email -> Text,
        name -> Text,
        phone -> Nullable<Text>,
        message -> Text,
        language -> Text,
        state -> Text,
        answer -> Nullable<Text>,
        created_at -> SqlInstant,
        answered_at -> Nullable<SqlInstant>,
        answered_by -> Nullable<SqlId>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    devices (id) {
        id -> SqlId,
        account_id -> SqlId,
        digest -> Binary,
        last_used_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    sessions (id) {
        id -> SqlId,
        account_id -> SqlId,
        device_id -> Nullable<SqlId>,
        user_agent -> Nullable<Text>,
        network -> Text,
        created_at -> SqlInstant,
        last_used_at -> SqlInstant,
        expires_at -> SqlInstant,
        proved_at -> SqlInstant,
        ended_at -> Nullable<SqlInstant>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    refresh_tokens (digest) {
        digest -> Binary,
        session_id -> SqlId,
        issued_at -> SqlInstant,
        used_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    guards (subject) {
        subject -> Binary,
        account_id -> Nullable<SqlId>,
        failures -> BigInt,
        pending -> BigInt,
        pending_since -> Nullable<SqlInstant>,
        locked_at -> Nullable<SqlInstant>,
        touched_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::SqlInstant;
    counters (bucket, since) {
        bucket -> Binary,
        since -> SqlInstant,
        hits -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::SqlInstant;
    idempotency_keys (scope) {
        scope -> Binary,
        fingerprint -> Binary,
        answer -> Nullable<Binary>,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    mails (id) {
        id -> SqlId,
        letter -> Text,
        account_id -> Nullable<SqlId>,
        recipient -> Text,
        recipient_key -> Binary,
        language -> Text,
        content -> Nullable<Binary>,
        state -> Text,
        attempts -> BigInt,
        next_attempt_at -> Nullable<SqlInstant>,
        leased_until -> Nullable<SqlInstant>,
        created_at -> SqlInstant,
        expires_at -> SqlInstant,
        sent_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    mail_attempts (mail_id, number) {
        mail_id -> SqlId,
        number -> BigInt,
        at -> SqlInstant,
        reply_code -> Nullable<BigInt>,
        reply -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    audit_entries (id) {
        id -> SqlId,
        at -> SqlInstant,
        action -> Text,
        caller -> Text,
        account_id -> Nullable<SqlId>,
        session_id -> Nullable<SqlId>,
        subject_kind -> Nullable<Text>,
        subject_id -> Nullable<SqlId>,
        refused -> Nullable<Text>,
        reason -> Nullable<Text>,
        detail -> Nullable<Text>,
        network -> Text,
        request_id -> SqlId,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    signing_keys (id) {
        id -> SqlId,
        private_key -> Binary,
        public_key -> Binary,
        active_from -> SqlInstant,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::SqlInstant;
    installation (singleton) {
        singleton -> Bool,
        profile -> Text,
        clock_offset -> BigInt,
        created_at -> SqlInstant,
    }
}

diesel::joinable!(accounts -> companies (company_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(guards -> accounts (account_id));
diesel::allow_tables_to_appear_in_same_query!(accounts, companies, guards, passwords, sessions);
