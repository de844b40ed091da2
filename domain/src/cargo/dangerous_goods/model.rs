//! What a dangerous-goods declaration is.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::kernel::{Id, kind, names};

names! {
    /// A hazard class, or division of one, of the UN Model Regulations.
    HazardClass {
        /// Mass explosion hazard.
        MassExplosion = "1.1",
        /// Projection hazard.
        Projection = "1.2",
        /// Fire hazard and minor blast or projection.
        ExplosiveFire = "1.3",
        /// No significant hazard.
        MinorExplosion = "1.4",
        /// Very insensitive, with a mass explosion hazard.
        VeryInsensitive = "1.5",
        /// Extremely insensitive.
        ExtremelyInsensitive = "1.6",
        /// Flammable gas.
        FlammableGas = "2.1",
        /// Non-flammable, non-toxic gas.
        OtherGas = "2.2",
        /// Toxic gas.
        ToxicGas = "2.3",
        /// Flammable liquid.
        FlammableLiquid = "3",
        /// Flammable solid.
        FlammableSolid = "4.1",
        /// Spontaneously combustible.
        SpontaneouslyCombustible = "4.2",
        /// Dangerous when wet.
        DangerousWhenWet = "4.3",
        /// Oxidizer.
        Oxidizer = "5.1",
        /// Organic peroxide.
        OrganicPeroxide = "5.2",
        /// Toxic substance.
        Toxic = "6.1",
        /// Infectious substance.
        Infectious = "6.2",
        /// Radioactive material.
        Radioactive = "7",
        /// Corrosive.
        Corrosive = "8",
        /// Miscellaneous.
        Miscellaneous = "9",
    }
}

names! {
    /// On which aircraft a consignment may go.
    Aircraft {
        /// On any.
        PassengerAndCargo = "passenger_and_cargo",
        /// On cargo aircraft alone.
        CargoOnly = "cargo_aircraft_only",
    }
}

names! {
    /// The unit of a quantity.
    QuantityUnit {
        /// Kilograms, net.
        Kilogram = "kg",
        /// Kilograms, gross.
        KilogramGross = "kg_gross",
        /// Grams.
        Gram = "g",
        /// Litres.
        Litre = "l",
        /// Millilitres.
        Millilitre = "ml",
        /// Megabecquerels.
        Megabecquerel = "mbq",
        /// Gigabecquerels.
        Gigabecquerel = "gbq",
        /// Terabecquerels.
        Terabecquerel = "tbq",
    }
}

names! {
    /// The category of a package of radioactive material.
    RadioactiveCategory {
        /// I-White.
        White = "i_white",
        /// II-Yellow.
        YellowTwo = "ii_yellow",
        /// III-Yellow.
        YellowThree = "iii_yellow",
    }
}

/// One line of a declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The UN number, such as `UN1263`, or `ID8000`.
    pub un_number: String,
    /// The proper shipping name.
    pub proper_shipping_name: String,
    /// The technical name.
    pub technical_name: Option<String>,
    /// The class or division.
    pub hazard_class: HazardClass,
    /// The compatibility group of an explosive.
    pub compatibility_group: Option<String>,
    /// Subsidiary hazards.
    pub subsidiary_hazards: Vec<HazardClass>,
    /// The packing group: `I`, `II` or `III`.
    pub packing_group: Option<String>,
    /// The packing instruction, such as `353`, `Y344` or `965-IA`.
    pub packing_instruction: Option<String>,
    /// Whether it goes as an excepted quantity.
    pub excepted_quantity: bool,
    /// The category of packages of radioactive material.
    pub radioactive_category: Option<RadioactiveCategory>,
    /// The approval or exemption of the States concerned.
    pub approval: Option<String>,
    /// The quantity in one package, in thousandths of its unit.
    pub quantity_thousandths: i64,
    /// The unit.
    pub unit: QuantityUnit,
    /// How many packages.
    pub packages: u32,
}

impl Item {
    /// The quantity in one package.
    pub fn quantity(&self) -> f64 {
        // Exact: thousandths are whole and far below 2^53.
        self.quantity_thousandths as f64 / 1000.0
    }

    /// What its packages weigh net, in grams, where its unit tells.
    pub(super) const fn net_grams(&self) -> Option<i64> {
        let grams = match self.unit {
            QuantityUnit::Kilogram => self.quantity_thousandths,
            QuantityUnit::Gram => self.quantity_thousandths / 1000,
            _ => return None,
        };
        Some(grams.saturating_mul(self.packages as i64))
    }
}

/// Whom to ring in an emergency, at any hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyContact {
    /// The name.
    pub name: String,
    /// The telephone number in E.164 form.
    pub phone: String,
}

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    /// The name.
    pub name: String,
    /// The title.
    pub title: Option<String>,
}

/// What is declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// The goods, 1 to 50 lines.
    pub items: Vec<Item>,
    /// On which aircraft they may go.
    pub aircraft: Aircraft,
    /// Whom to ring in an emergency.
    pub emergency_contact: EmergencyContact,
    /// How they are to be handled.
    pub handling_information: Option<String>,
    /// Where it was signed.
    pub place: String,
    /// On which day, in Japan.
    pub date: Date,
    /// Who signed.
    pub signatory: Signatory,
}

names! {
    /// Whether a declaration stands.
    DeclarationState {
        /// It stands.
        Declared = "declared",
        /// It was taken back.
        Withdrawn = "withdrawn",
    }
}

/// A declaration as it was filed for a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// The record.
    pub record: Id<kind::Cargo>,
    /// Who filed it.
    pub declared_by: Id<kind::Account>,
    /// What is declared.
    pub declaration: Declaration,
    /// Whether it stands.
    pub state: DeclarationState,
    /// Grows with every change.
    pub version: i64,
    /// When it was filed, or taken back.
    pub declared_at: Timestamp,
}

impl Filed {
    /// Whether it stands.
    pub fn stands(&self) -> bool {
        self.state == DeclarationState::Declared
    }
}
