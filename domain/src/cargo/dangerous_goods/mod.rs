//! Dangerous-goods declarations on cargo records.
//!
//! An account whose dangerous-goods qualification is yes declares for a record of its company
//! (ACC-DG-01), as long as the record may change:
//!
//! ```text
//!   none ──declare──► declared ──replace──► declared (next version)
//!                        │  ▲
//!               withdraw │  │ declare again
//!                        ▼  │
//!                     withdrawn: nobody sees it; its version goes on, so that no stale one fits again
//! ```
//!
//! What is declared is checked against a table of rules, `data/dangerous_goods_rules.csv`, and against
//! the record. A record may change afterwards; what no longer fits then is told by whoever reads the
//! declaration, and refuses nothing until it is declared anew.
//!
//! The table is a help: it is no copy of the regulations in force and takes nobody's duty from them.

mod check;
mod declaration;
mod form;
mod model;
mod rules;
#[cfg(test)]
mod tests;

pub use check::{Finding, findings};
pub use declaration::{
    Condition, Declared, Draft, declare, may_declare, read, violations, withdraw,
};
pub use form::{TypedDeclaration, TypedItem, TypedPerson};
pub use model::{
    Aircraft, Declaration, DeclarationState, EmergencyContact, Filed, HazardClass, Item,
    QuantityUnit, RadioactiveCategory, Signatory,
};
pub use rules::{Fault, GoodsRule, RuleKind, notice, remedy, rules};
