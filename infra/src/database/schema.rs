//! The tables, as `migrations/` makes them on both databases.

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    companies (id) {
        id -> SqlId,
        name -> Text,
        origin -> Text,
        created_at -> SqlInstant,
        corporate_number -> Nullable<Text>,
        name_verified -> Bool,
        business_roles -> Text,
        state -> Text,
        merged_into -> Nullable<SqlId>,
        version -> BigInt,
        updated_at -> SqlInstant,
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
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        family_name -> Nullable<Text>,
        given_name -> Nullable<Text>,
        family_name_kana -> Nullable<Text>,
        given_name_kana -> Nullable<Text>,
        department -> Nullable<Text>,
        industry -> Nullable<Text>,
        phone -> Nullable<Text>,
        postal_code -> Nullable<Text>,
        address -> Nullable<Text>,
        notification_mail -> Nullable<Bool>,
        dangerous_goods_qualified -> Nullable<Bool>,
        language -> Text,
        state -> Text,
        terms_version -> Nullable<Text>,
        terms_accepted_at -> Nullable<SqlInstant>,
        version -> BigInt,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        realm -> Text,
        company_role -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    passwords (account_id, generation) {
        account_id -> SqlId,
        generation -> BigInt,
        hash -> Text,
        issued -> Bool,
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
        assignment_id -> Nullable<SqlId>,
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
        system -> Nullable<Text>,
        restricted -> Bool,
        standing -> BigInt,
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

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::SqlId;
    offices (id) {
        id -> SqlId,
        name -> Text,
        roman_name -> Text,
        roman_address -> Text,
        manager_name -> Text,
        manager_phone -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::SqlId;
    user_codes (code) {
        code -> Text,
        office_id -> SqlId,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    terminal_users (id) {
        id -> SqlId,
        office_id -> SqlId,
        user_code -> Text,
        identification -> Text,
        business_kind -> Text,
        usage -> Text,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    invitations (id) {
        id -> SqlId,
        company_id -> SqlId,
        email -> Text,
        email_key -> Text,
        company_role -> Text,
        language -> Text,
        digest -> Binary,
        state -> Text,
        sent -> BigInt,
        invited_by -> SqlId,
        created_at -> SqlInstant,
        sent_at -> SqlInstant,
        expires_at -> SqlInstant,
        ended_at -> Nullable<SqlInstant>,
        account_id -> Nullable<SqlId>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    receipt_numbers (singleton) {
        singleton -> Bool,
        last -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    reissue_applications (id) {
        id -> SqlId,
        office_id -> SqlId,
        company_id -> SqlId,
        receipt_number -> BigInt,
        state -> Text,
        guidance_version -> Text,
        contact_name -> Text,
        contact_department -> Text,
        contact_phone -> Text,
        contact_email -> Text,
        desired_date -> Nullable<Text>,
        language -> Text,
        version -> BigInt,
        filed_at -> SqlInstant,
        submitted_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::SqlId;
    reissue_targets (application_id, terminal_id) {
        application_id -> SqlId,
        terminal_id -> SqlId,
        position -> BigInt,
        reason -> Text,
        open -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    reissue_steps (application_id, number) {
        application_id -> SqlId,
        number -> BigInt,
        state -> Text,
        at -> SqlInstant,
        account_id -> SqlId,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    temporary_passwords (account_id) {
        account_id -> SqlId,
        source -> Text,
        application_id -> Nullable<SqlId>,
        generation -> BigInt,
        sealed -> Nullable<Binary>,
        issued_at -> SqlInstant,
        changed_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    news (id) {
        id -> SqlId,
        office_id -> SqlId,
        topic -> Text,
        application_id -> Nullable<SqlId>,
        terminal_id -> Nullable<SqlId>,
        at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    closures (id) {
        id -> SqlId,
        from_date -> Text,
        to_date -> Text,
        yearly -> Bool,
        reason -> Text,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    cargo_records (id) {
        id -> SqlId,
        company_id -> SqlId,
        direction -> Text,
        mawb -> Text,
        hawb -> Text,
        duplicate -> Bool,
        status -> Text,
        alert -> Bool,
        alerts -> Text,
        reservation -> Bool,
        bonded_warehouse -> Nullable<Text>,
        bonded_warehouse_key -> Nullable<Text>,
        shipper -> Nullable<Text>,
        shipper_key -> Nullable<Text>,
        customs_broker -> Nullable<Text>,
        customs_broker_key -> Nullable<Text>,
        pieces -> Nullable<BigInt>,
        weight_grams -> Nullable<BigInt>,
        flight -> Nullable<Text>,
        origin -> Nullable<Text>,
        destination -> Nullable<Text>,
        special_handling -> Text,
        registered_at -> SqlInstant,
        version -> BigInt,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    cargo_steps (record_id, number) {
        record_id -> SqlId,
        number -> BigInt,
        status -> Text,
        at -> SqlInstant,
        account_id -> SqlId,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    dangerous_goods_declarations (record_id) {
        record_id -> SqlId,
        declared_by -> SqlId,
        content -> Text,
        state -> Text,
        version -> BigInt,
        declared_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    pickup_requests (id) {
        id -> SqlId,
        company_id -> SqlId,
        shed -> Text,
        shed_key -> Text,
        trucking_company -> Nullable<Text>,
        trucking_company_key -> Nullable<Text>,
        shipper -> Nullable<Text>,
        shipper_key -> Nullable<Text>,
        vehicle_number -> Nullable<Text>,
        vehicle_number_key -> Nullable<Text>,
        scheduled_at -> SqlInstant,
        request_status -> Text,
        pickup_status -> Text,
        alert -> Bool,
        alerts -> Text,
        version -> BigInt,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::SqlId;
    pickup_awbs (request_id, position) {
        request_id -> SqlId,
        position -> BigInt,
        company_id -> SqlId,
        awb -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    pickup_steps (record_id, number) {
        record_id -> SqlId,
        number -> BigInt,
        status -> Text,
        at -> SqlInstant,
        account_id -> SqlId,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    master_entries (id) {
        id -> SqlId,
        company_id -> SqlId,
        kind -> Text,
        name -> Text,
        name_key -> Text,
        kana -> Nullable<Text>,
        kana_key -> Nullable<Text>,
        code -> Nullable<Text>,
        code_key -> Nullable<Text>,
        version -> BigInt,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    airlines (prefix) {
        prefix -> Text,
        designator -> Text,
        name -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    assignment_batches (id) {
        id -> SqlId,
        kind -> Text,
        company_id -> SqlId,
        sender_id -> SqlId,
        email -> Text,
        email_key -> Text,
        named_company_id -> Nullable<SqlId>,
        language -> Text,
        pin -> Binary,
        live -> Bool,
        wrong_pins -> BigInt,
        resends -> BigInt,
        mail_id -> SqlId,
        sent_at -> SqlInstant,
        mailed_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    assignment_looks (assignment_id) {
        assignment_id -> SqlId,
        first_seen_at -> SqlInstant,
        last_seen_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::database::types::{SqlId, SqlInstant};
    assignments (id) {
        id -> SqlId,
        batch_id -> SqlId,
        kind -> Text,
        company_id -> SqlId,
        record_id -> SqlId,
        record_at -> SqlInstant,
        record_name -> Text,
        email_key -> Text,
        state -> Text,
        sent_at -> SqlInstant,
        accepted_by -> Nullable<SqlId>,
        accepted_company_id -> Nullable<SqlId>,
        accepted_at -> Nullable<SqlInstant>,
        ended_at -> Nullable<SqlInstant>,
        released -> Bool,
    }
}

diesel::joinable!(accounts -> companies (company_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(guards -> accounts (account_id));
// An office and a terminal user are accounts with the same id.
diesel::joinable!(offices -> accounts (id));
diesel::joinable!(terminal_users -> accounts (id));
diesel::joinable!(terminal_users -> offices (office_id));
diesel::joinable!(terminal_users -> user_codes (user_code));
diesel::joinable!(user_codes -> offices (office_id));
diesel::joinable!(invitations -> companies (company_id));
diesel::joinable!(reissue_applications -> offices (office_id));
diesel::joinable!(reissue_applications -> companies (company_id));
diesel::joinable!(reissue_targets -> reissue_applications (application_id));
diesel::joinable!(reissue_targets -> terminal_users (terminal_id));
diesel::joinable!(reissue_steps -> reissue_applications (application_id));
diesel::joinable!(reissue_steps -> accounts (account_id));
diesel::joinable!(temporary_passwords -> accounts (account_id));
diesel::joinable!(temporary_passwords -> terminal_users (account_id));
diesel::joinable!(temporary_passwords -> reissue_applications (application_id));
diesel::joinable!(news -> offices (office_id));
diesel::joinable!(news -> reissue_applications (application_id));
diesel::joinable!(news -> terminal_users (terminal_id));
diesel::joinable!(cargo_steps -> cargo_records (record_id));
diesel::joinable!(dangerous_goods_declarations -> cargo_records (record_id));
diesel::joinable!(pickup_awbs -> pickup_requests (request_id));
diesel::joinable!(pickup_steps -> pickup_requests (record_id));
diesel::joinable!(assignments -> assignment_batches (batch_id));
diesel::joinable!(assignment_batches -> companies (company_id));
diesel::joinable!(assignments -> cargo_records (record_id));
diesel::joinable!(assignments -> pickup_requests (record_id));
diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    assignment_batches,
    assignment_looks,
    assignments,
    cargo_records,
    cargo_steps,
    dangerous_goods_declarations,
    mails,
    pickup_awbs,
    pickup_requests,
    pickup_steps,
    companies,
    guards,
    invitations,
    news,
    offices,
    passwords,
    reissue_applications,
    reissue_steps,
    reissue_targets,
    sessions,
    temporary_passwords,
    terminal_users,
    user_codes,
);
