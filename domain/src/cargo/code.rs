//! Code lists of air cargo: airports, and those of the IATA code file (`data/README.md` says where
//! they come from). Read once, when first asked for.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::kernel::names;

const CARGO_CODES: &str = include_str!("../../data/iata_cargo_codes.csv");
const AIRPORTS: &str = include_str!("../../data/airports_iata.csv");

names! {
    /// A list of codes.
    CodeList {
        /// Airports.
        Airport = "airport",
        /// Special handling, such as `PER`.
        SpecialHandling = "special_handling",
        /// Status of a consignment, such as `RCF`.
        Status = "status",
        /// Dangerous goods, such as `RFL`.
        DangerousGoods = "dangerous_goods",
        /// Compatibility groups of explosives.
        ExplosiveCompatibilityGroup = "explosive_compatibility_group",
        /// Packing groups of dangerous goods.
        PackagingDangerLevel = "packaging_danger_level",
        /// Categories of radioactive material.
        RadioactiveMaterial = "radioactive_material",
        /// Who takes part, such as a consignee.
        Participant = "participant",
        /// Modes of transport.
        Mode = "mode",
        /// Types of goods.
        GoodsType = "goods_type",
        /// Security status of a consignment.
        SecurityStatus = "security_status",
        /// Whether a shipment has been secured.
        ShipmentSecurityStatus = "shipment_security_status",
        /// How full a unit load device is.
        UldLoading = "uld_loading",
    }
}

impl CodeList {
    /// Its name in the IATA code file.
    const fn in_file(self) -> Option<&'static str> {
        Some(match self {
            Self::Airport => return None,
            Self::SpecialHandling => "SpecialHandlingCode",
            Self::Status => "StatusCode",
            Self::DangerousGoods => "DangerousGoodsCode",
            Self::ExplosiveCompatibilityGroup => "ExplosiveCompatibilityGroupCode",
            Self::PackagingDangerLevel => "PackagingDangerLevelCode",
            Self::RadioactiveMaterial => "RadioactiveMaterialClassification",
            Self::Participant => "ParticipantIdentifier",
            Self::Mode => "ModeCode",
            Self::GoodsType => "GoodsTypeCode",
            Self::SecurityStatus => "SecurityStatus",
            Self::ShipmentSecurityStatus => "ShipmentSecurityStatus",
            Self::UldLoading => "ULDLoadingIndicator",
        })
    }
}

/// A code of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeEntry {
    /// The list.
    pub list: CodeList,
    /// The code.
    pub code: String,
    /// What it stands for.
    pub meaning: String,
    /// The city of an airport.
    pub city: Option<String>,
    /// The country of an airport, two letters.
    pub country: Option<String>,
}

#[derive(Deserialize)]
struct CargoCodeRow {
    list: String,
    code: String,
    comment: String,
}

#[derive(Deserialize)]
struct AirportRow {
    iata: String,
    name: String,
    city: String,
    country: String,
}

fn rows<T: DeserializeOwned>(file: &'static str) -> impl Iterator<Item = T> {
    csv::Reader::from_reader(file.as_bytes()).into_deserialize().filter_map(Result::ok)
}

/// Every code, by list and code.
static CODES: LazyLock<Vec<CodeEntry>> = LazyLock::new(|| {
    let named = |name: &str| CodeList::ALL.iter().copied().find(|l| l.in_file() == Some(name));
    let cargo = rows::<CargoCodeRow>(CARGO_CODES).filter_map(|row| {
        let (city, country) = (None, None);
        Some(CodeEntry {
            list: named(&row.list)?,
            code: row.code,
            meaning: row.comment,
            city,
            country,
        })
    });
    let airports = rows::<AirportRow>(AIRPORTS).map(|row| CodeEntry {
        list: CodeList::Airport,
        code: row.iata,
        meaning: row.name,
        city: Some(row.city).filter(|city| !city.is_empty()),
        country: Some(row.country).filter(|country| !country.is_empty()),
    });
    let mut codes: Vec<CodeEntry> = cargo.chain(airports).collect();
    codes.sort_by(|a, b| (a.list.as_str(), &a.code).cmp(&(b.list.as_str(), &b.code)));
    codes
});

/// The codes of a list that begin so, in their order.
pub fn codes(list: CodeList, prefix: &str) -> impl Iterator<Item = &'static CodeEntry> {
    let at =
        |entry: &CodeEntry| (entry.list.as_str(), entry.code.as_str()) < (list.as_str(), prefix);
    let from = CODES.partition_point(at);
    CODES[from..]
        .iter()
        .take_while(move |entry| entry.list == list && entry.code.starts_with(prefix))
}

/// Whether a list has this code.
pub fn is_code(list: CodeList, code: &str) -> bool {
    !code.is_empty() && codes(list, code).next().is_some_and(|entry| entry.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cargo::CargoStatus;

    #[test]
    fn every_line_of_the_files_is_a_code() {
        let lines = |file: &str| file.lines().count() - 1;
        assert_eq!(CODES.len(), lines(CARGO_CODES) + lines(AIRPORTS));
        for list in CodeList::ALL {
            assert!(codes(*list, "").next().is_some(), "{list:?}");
        }
        assert!(CODES.iter().all(|entry| !entry.code.is_empty() && !entry.meaning.is_empty()));
    }

    #[test]
    fn codes_are_found_and_only_they() {
        assert!(is_code(CodeList::Airport, "NRT") && is_code(CodeList::Airport, "HND"));
        assert!(is_code(CodeList::SpecialHandling, "PER"));
        for code in ["", "N", "NR", "NRTX", "nrt", "XXX?"] {
            assert!(!is_code(CodeList::Airport, code), "{code}");
        }
        assert!(!is_code(CodeList::SpecialHandling, "NRT"));
        let begun: Vec<&str> =
            codes(CodeList::Airport, "NR").map(|one| one.code.as_str()).collect();
        assert!(begun.contains(&"NRT") && begun.iter().all(|code| code.starts_with("NR")));
    }

    #[test]
    fn every_status_has_a_code_of_the_list() {
        for status in CargoStatus::ALL {
            let Some(iata) = status.iata() else { continue };
            assert!(codes(CodeList::Status, iata).next().is_some(), "{iata}");
        }
    }
}
