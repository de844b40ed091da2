//! The business rules behind the shape of a request: why a field must be there, and why another is
//! not part of it on purpose.

use tegata_domain::kernel::Rule;

/// The rule that a field breaks by being absent, out of its limits, or there at all; `None` where
/// only the form is at fault. `request` is the name of the body's schema.
pub fn rule_of(request: &str, field: &str) -> Option<Rule> {
    let rule = match (request, field) {
        ("RequestRegistration", "email" | "accept_terms" | "terms_version") => Rule::AccReg02,
        ("CompleteRegistration", "kind") => Rule::AccReg01,
        ("CompleteRegistration", "email") => Rule::AccReg07,
        ("CompleteRegistration", "company_id") => Rule::AccReg12,
        ("CompleteRegistration", "dangerous_goods_qualified") => Rule::AccReg08,
        ("CompleteRegistration", _) => Rule::AccReg05,
        ("ChangeMe", "login_id") => Rule::AccPro02,
        ("ChangeMe", "email") => Rule::AccPro05,
        ("RequestRecovery", "login_id" | "email" | "full_name" | "phone") => Rule::Rcv01,
        ("Reason" | "CreateAccount" | "AddClosure" | "CreateCompany", "reason")
        | (
            "AdminChangeCompany" | "CorrectAccount" | "MergeCompany" | "MoveAccount"
            | "AdminInvite",
            "reason",
        )
        | ("AdminCreateOffice" | "AdminChangeOffice" | "AdminCreateTerminalUser", "reason") => {
            Rule::OpsAud01
        }
        ("ChangeCompany", "business_roles" | "corporate_number") => Rule::Org01,
        ("AcceptInvitation", "accept_terms" | "terms_version") => Rule::AccReg02,
        ("AcceptInvitation", "email") => Rule::AccReg07,
        ("AcceptInvitation", "company_name" | "company_id") => Rule::AccReg12,
        ("AcceptInvitation", "dangerous_goods_qualified") => Rule::AccReg08,
        ("AcceptInvitation", _) => Rule::AccReg05,
        ("ReissueForm", "guidance_version") => Rule::RisApp02,
        ("ReissueForm", "desired_date") => Rule::RisApp06,
        ("ReissueForm", field) if field.starts_with("contact") => Rule::RisApp03,
        ("ReissueForm", field) if field.starts_with("targets") => Rule::RisApp04,
        ("RegisterCargoRecord" | "ChangeCargoRecord" | "SetCargoStatus", _) => Rule::CgoRec01,
        ("DeclareDangerousGoods", _) => Rule::AccDg01,
        ("CreatePickupRequest" | "ChangePickupRequest" | "SetPickupStatus", _) => Rule::CgoRec02,
        ("AddMasterEntry" | "ChangeMasterEntry", _) => Rule::CgoMst01,
        ("PutAirline", "reason") => Rule::OpsAud01,
        ("Assign", "company_id") => Rule::AsgSnd03,
        ("Assign", _) => Rule::AsgSnd01,
        ("AcceptAssignments", "pin") => Rule::AsgSnd02,
        ("AcceptAssignments", _) => Rule::AsgAcc06,
        ("FileInquiry", "assignment_id") => Rule::AsgInq01,
        ("RequestCorrection" | "ApproveApplication", "note") => Rule::RisRev01,
        _ => return None,
    };
    Some(rule)
}
