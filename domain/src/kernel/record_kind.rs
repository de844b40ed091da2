//! The two kinds of record that a company can let another see.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Id, kind, names};

names! {
    /// What is assigned. A batch has one kind (ASG-SND-01).
    RecordKind {
        /// A cargo record (貨物情報).
        Cargo = "cargo",
        /// A pickup request (搬出依頼).
        Pickup = "pickup",
    }
}

impl RecordKind {
    /// A record's id as clients know it.
    pub fn record_id(self, record: Uuid) -> String {
        match self {
            Self::Cargo => Id::<kind::Cargo>::from_uuid(record).to_string(),
            Self::Pickup => Id::<kind::Pickup>::from_uuid(record).to_string(),
        }
    }

    /// The other kind.
    pub const fn other(self) -> Self {
        match self {
            Self::Cargo => Self::Pickup,
            Self::Pickup => Self::Cargo,
        }
    }

    /// Reads the id of a record of this kind.
    pub fn record(self, text: &str) -> Option<Uuid> {
        match self {
            Self::Cargo => text.parse::<Id<kind::Cargo>>().ok().map(|id| id.uuid()),
            Self::Pickup => text.parse::<Id<kind::Pickup>>().ok().map(|id| id.uuid()),
        }
    }
}
