//! How the schema spells what is unique. PostgreSQL says the index, SQLite its columns.

use tegata_domain::kernel::Unique;

/// Each rule: the index, its table and columns. A test compares them with both migration trees.
pub const UNIQUE: &[(Unique, &str, &str, &[&str])] = &[
    (Unique::OperatingCompany, "companies_one_operating", "companies", &["origin"]),
    (Unique::CorporateNumber, "companies_corporate_number", "companies", &["corporate_number"]),
    (Unique::LoginId, "accounts_login_id_folded", "accounts", &["realm", "login_id_folded"]),
    (Unique::LoginIdLookalike, "accounts_login_id_lookalike", "accounts", &["login_id_lookalike"]),
    (Unique::Link, "links_digest", "links", &["digest"]),
    (Unique::Device, "devices_digest", "devices", &["digest"]),
    (Unique::InvitationToken, "invitations_digest", "invitations", &["digest"]),
    (Unique::PendingInvitation, "invitations_pending", "invitations", &["company_id", "email_key"]),
    (
        Unique::ReceiptNumber,
        "reissue_applications_receipt_number",
        "reissue_applications",
        &["receipt_number"],
    ),
    (Unique::ReissueTarget, "reissue_targets_open", "reissue_targets", &["terminal_id"]),
    (Unique::Waybill, "cargo_records_awb", "cargo_records", &["company_id", "mawb", "hawb"]),
    (
        Unique::Declaration,
        "dangerous_goods_declarations_pkey",
        "dangerous_goods_declarations",
        &["record_id"],
    ),
    (
        Unique::MasterName,
        "master_entries_name",
        "master_entries",
        &["company_id", "kind", "name_key"],
    ),
    (Unique::Pin, "assignment_batches_pin", "assignment_batches", &["pin"]),
    (Unique::PendingAssignment, "assignments_pending", "assignments", &["record_id", "email_key"]),
    (Unique::Grant, "assignments_grant", "assignments", &["record_id", "accepted_company_id"]),
];

/// The rule of an index, as PostgreSQL names it.
pub(super) fn by_index(index: &str) -> Option<Unique> {
    UNIQUE.iter().find(|(_, known, ..)| *known == index).map(|(rule, ..)| *rule)
}

/// The rule of a message, as SQLite puts it: `UNIQUE constraint failed: links.digest`.
pub(super) fn by_message(message: &str) -> Option<Unique> {
    let columns = message.strip_prefix("UNIQUE constraint failed: ")?;
    let said: Vec<&str> = columns.split(", ").collect();
    let fits = |table: &str, columns: &[&str]| {
        said.len() == columns.len()
            && said.iter().zip(columns).all(|(said, column)| {
                said.split_once('.').is_some_and(|(t, c)| t == table && c == *column)
            })
    };
    UNIQUE.iter().find(|(_, _, table, columns)| fits(table, columns)).map(|(rule, ..)| *rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_told_by_its_exact_name() {
        for (rule, index, table, columns) in UNIQUE {
            assert_eq!(by_index(index), Some(*rule));
            let columns: Vec<String> = columns.iter().map(|c| format!("{table}.{c}")).collect();
            let message = format!("UNIQUE constraint failed: {}", columns.join(", "));
            assert_eq!(by_message(&message), Some(*rule), "{message}");
        }
        assert_eq!(by_index("cargo_records_awb_2"), None);
        assert_eq!(by_message("UNIQUE constraint failed: cargo_records.mawb"), None);
        assert_eq!(by_message("FOREIGN KEY constraint failed"), None);
    }
}
