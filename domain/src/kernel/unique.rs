//! What the schema keeps unique, by name: the port says which rule a write met, never how the schema
//! spells it.

/// A rule of the schema that at most one row fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unique {
    /// The company that runs this system.
    OperatingCompany,
    /// A company of a corporate number.
    CorporateNumber,
    /// An account of a login id, office code or terminal user id, whatever its case (ACC-REG-10).
    LoginId,
    /// A person's account of a login id that reads like this one (ACC-REG-10).
    LoginIdLookalike,
    /// A mailed link of a token.
    Link,
    /// A device of a token.
    Device,
    /// An invitation of a token.
    InvitationToken,
    /// A pending invitation of a company to an address (ACC-REG-12).
    PendingInvitation,
    /// An application of a receipt number (RIS-APP-07).
    ReceiptNumber,
    /// An open application that names a terminal user (RIS-APP-08).
    ReissueTarget,
    /// A company's record of a waybill (CGO-REC-01).
    Waybill,
    /// The dangerous-goods declaration of a record.
    Declaration,
    /// A company's entry of master data of a name (CGO-MST-01).
    MasterName,
    /// A live batch of a PIN (ASG-ACC-06).
    Pin,
    /// A pending assignment of a record to an address.
    PendingAssignment,
    /// A company's grant of a record.
    Grant,
}
