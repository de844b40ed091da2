//! Code lists of air cargo: airports, and those of the IATA code file (`data/README.md` says where
//! they come from). Whoever runs the server may put newer files in their place when it starts.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::CargoStatus;
use crate::kernel::{names, text};

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

/// What is wrong with a file of codes.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeFileError(String);

impl std::fmt::Display for CodeFileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CodeFileError {}

fn rows<T: DeserializeOwned>(file: &str) -> Result<Vec<T>, CodeFileError> {
    let rows = csv::Reader::from_reader(file.as_bytes()).into_deserialize();
    rows.collect::<Result<_, csv::Error>>().map_err(|error| CodeFileError(error.to_string()))
}

fn airport(row: AirportRow) -> CodeEntry {
    CodeEntry {
        list: CodeList::Airport,
        code: row.iata,
        meaning: row.name,
        city: Some(row.city).filter(|city| !city.is_empty()),
        country: Some(row.country).filter(|country| !country.is_empty()),
    }
}

fn cargo_code(row: CargoCodeRow) -> Result<CodeEntry, CodeFileError> {
    let named = CodeList::ALL.iter().copied().find(|list| list.in_file() == Some(&row.list));
    let Some(list) = named else {
        return Err(CodeFileError(format!("there is no list {:?}", row.list)));
    };
    Ok(CodeEntry { list, code: row.code, meaning: row.comment, city: None, country: None })
}

/// Reads two files into codes by list and code; `None` is the built-in file.
///
/// # Errors
/// The first fault: a row that is none, an unknown or empty list, no code, a code twice, a status that
/// records have without its code.
fn read(airports: Option<&str>, cargo: Option<&str>) -> Result<Vec<CodeEntry>, CodeFileError> {
    let mut codes: Vec<CodeEntry> =
        rows(airports.unwrap_or(AIRPORTS))?.into_iter().map(airport).collect();
    for row in rows(cargo.unwrap_or(CARGO_CODES))? {
        codes.push(cargo_code(row)?);
    }
    codes.sort_by(|a, b| (a.list.as_str(), &a.code).cmp(&(b.list.as_str(), &b.code)));
    let fault = |entry: &CodeEntry, fault: &str| {
        CodeFileError(format!("{} {:?}: {fault}", entry.list.as_str(), entry.code))
    };
    for entry in &codes {
        let code = entry.code.replace('_', "");
        if !text::is_code(&code, 1..=40) || entry.meaning.trim().is_empty() {
            return Err(fault(entry, "a code is capitals, digits and `_`, and means something"));
        }
    }
    for pair in codes.windows(2) {
        if let [one, next] = pair
            && (one.list, &one.code) == (next.list, &next.code)
        {
            return Err(fault(next, "it stands there twice"));
        }
    }
    for list in CodeList::ALL {
        if !codes.iter().any(|entry| entry.list == *list) {
            return Err(CodeFileError(format!("the list {} is empty", list.as_str())));
        }
    }
    // Codes of discrepancies go on after `DIS`.
    for code in CargoStatus::ALL.iter().filter_map(|status| status.iata()) {
        let begun = |entry: &CodeEntry| entry.code.starts_with(code);
        if !codes.iter().any(|entry| entry.list == CodeList::Status && begun(entry)) {
            return Err(CodeFileError(format!("the status {code} is missing")));
        }
    }
    Ok(codes)
}

/// Every code of this process.
static CODES: OnceLock<Vec<CodeEntry>> = OnceLock::new();

fn all() -> &'static [CodeEntry] {
    // A test reads the built-in files.
    CODES.get_or_init(|| read(None, None).unwrap_or_default())
}

/// Puts files in the place of the built-in ones, before any code is asked for; `None` leaves a file as
/// it is. They have the columns of those in `data`.
///
/// # Errors
/// What is wrong with a file, or that the process uses other codes already.
pub fn load(airports: Option<&str>, cargo: Option<&str>) -> Result<(), CodeFileError> {
    let codes = read(airports, cargo)?;
    if *CODES.get_or_init(|| codes.clone()) == codes {
        Ok(())
    } else {
        Err(CodeFileError("other codes are in use already".to_owned()))
    }
}

/// The codes of a list that begin so, in their order.
pub fn codes(list: CodeList, prefix: &str) -> impl Iterator<Item = &'static CodeEntry> {
    let at =
        |entry: &CodeEntry| (entry.list.as_str(), entry.code.as_str()) < (list.as_str(), prefix);
    let codes = all();
    let from = codes.partition_point(at);
    codes[from..]
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

    #[test]
    fn every_line_of_the_files_is_a_code() {
        let lines = |file: &str| file.lines().count() - 1;
        assert_eq!(read(None, None).unwrap().len(), lines(CARGO_CODES) + lines(AIRPORTS));
    }

    #[test]
    fn files_are_read_or_refused_with_what_is_wrong() {
        let airports = "iata,name,city,country,remark\nNRT,Narita,Tokyo,JP,x\n";
        let read_airports = read(Some(airports), None).unwrap();
        let found = read_airports.iter().filter(|entry| entry.list == CodeList::Airport);
        assert_eq!(found.map(|entry| entry.code.as_str()).collect::<Vec<_>>(), ["NRT"]);
        let more = |line: &str| format!("{CARGO_CODES}{line}\n");
        assert!(read(None, Some(&more("StatusCode,ZZZ,ZZZ,Something new"))).is_ok());
        for (airports, cargo, said) in [
            (Some("iata,name\nNRT,Narita\n"), None, "missing field"),
            (Some("iata,name,city,country\n"), None, "the list airport is empty"),
            (Some("iata,name,city,country\nnrt,Narita,,\n"), None, "a code is"),
            (Some("iata,name,city,country\nNRT,,,\n"), None, "a code is"),
            (None, Some(more("StatusCode,RCF,RCF,Once more")), "it stands there twice"),
            (None, Some(more("NoSuchCode,A,A,Something")), "there is no list"),
            (None, Some(CARGO_CODES.replace("StatusCode,RCF", "StatusCode,RCX")), "RCF is missing"),
        ] {
            let fault = read(airports, cargo.as_deref()).unwrap_err().to_string();
            assert!(fault.contains(said), "{fault}");
        }
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
}
