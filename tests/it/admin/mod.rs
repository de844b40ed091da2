//! What operators do.

mod act_on_account;
mod closures;
mod correct_account;
mod create_account;
mod list_accounts;
mod list_audit_entries;
mod mails;

use serde_json::{Value, json};

/// An account of a dedicated kind, as an operator makes it.
pub fn dedicated(kind: &str, login_id: &str) -> Value {
    json!({
        "kind": kind, "login_id": login_id, "email": format!("{login_id}@example.jp"),
        "family_name": "佐藤", "given_name": "花子", "family_name_kana": "サトウ",
        "given_name_kana": "ハナコ", "company_name": "羽田代理店株式会社", "department": null,
        "industry": "freight_forwarder", "phone": "03-9876-5432", "postal_code": "144-0041",
        "address": "東京都大田区羽田空港2-6-5", "dangerous_goods_qualified": false,
        "language": "ja", "reason": "Contract 2026-118."
    })
}
