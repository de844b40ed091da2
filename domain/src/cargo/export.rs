//! What a list is exported as (CGO-LST-05): exactly the rows and the order of the same search, read
//! page by page. Cells that a spreadsheet would run as a formula are made harmless.

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::SHIFT_JIS;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::list::{asked, note_seen};
use super::listing::Listing;
use super::search::{AssignmentFilter, Search, Seen};
use super::{
    AlertReason, CargoRecord, CargoStatus, Direction, PickupRequest, PickupStatus, RequestStatus,
};
use crate::access::SignedIn;
use crate::env::Env;
use crate::kernel::{Failure, Language, Page, PageRequest, Position, Standing, TOKYO, names};

/// Rows that are read at once, while those before them are written.
const ROWS: usize = 1_000;

names! {
    /// In which form.
    Format {
        /// CSV in UTF-8, with a byte order mark, so that spreadsheets know.
        Csv = "csv",
        /// CSV in code page 932 (Shift JIS as on Windows).
        CsvCp932 = "csv_cp932",
        /// One JSON object a line.
        Ndjson = "ndjson",
    }
}

/// A page of an export, for a reader who is still what they were when it began. A look at another
/// company's rows is noted (ASG-WHY-01).
///
/// # Errors
/// [`crate::kernel::Code::SessionEnded`], and when the store cannot be read.
pub fn page<R: Listing>(
    env: &Env,
    reader: Standing,
    search: &Search<R::Filter>,
    after: Option<Position>,
) -> Result<Page<Seen<R>>, Failure> {
    let page = read::<R>(env, reader, search, after)?;
    note_seen(env, &page.items.iter().collect::<Vec<_>>(), env.clock.now())?;
    Ok(page)
}

/// What of an export code page 932 has no character for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows of the export.
    pub rows: u64,
    /// Rows with such a character.
    pub affected: u64,
    /// How often each of them stands there.
    pub characters: BTreeMap<char, u64>,
}

fn read<R: Listing>(
    env: &Env,
    reader: Standing,
    search: &Search<R::Filter>,
    after: Option<Position>,
) -> Result<Page<Seen<R>>, Failure> {
    env.store.read(|tx| {
        reader.require(|session| tx.standing(session))?;
        Ok(R::page(tx, search, PageRequest { limit: ROWS, after })?)
    })
}

/// Looks what of an export code page 932 has no character for (CGO-LST-05).
///
/// # Errors
/// [`crate::kernel::Code::InvalidFields`] with every violation at once,
/// [`crate::kernel::Code::SessionEnded`] of a reader who is not what they were when it began.
pub fn report<R: Sheet>(
    env: &Env,
    who: &SignedIn,
    typed: &R::Typed,
    language: Language,
) -> Result<Report, Failure> {
    let search = asked::<R>(env, who, typed, env.clock.now())?;
    let (mut report, mut after) = (Report::default(), None);
    loop {
        let page = read::<R>(env, who.session.standing(), &search, after)?;
        for seen in &page.items {
            let missing = unmappable(&R::cells(seen, language).concat());
            report.rows += 1;
            report.affected += u64::from(!missing.is_empty());
            for character in missing {
                *report.characters.entry(character).or_default() += 1;
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(report);
        }
    }
}

/// Adds a line of CSV.
pub fn add_line(text: &mut String, cells: &[impl AsRef<str>]) {
    for (index, cell) in cells.iter().enumerate() {
        text.push_str(if index > 0 { "," } else { "" });
        add_cell(text, cell.as_ref());
    }
    text.push_str("\r\n");
}

/// Adds a cell that no spreadsheet takes for a formula, in either width and either encoding.
fn add_cell(text: &mut String, cell: &str) {
    let runs = |first: char| "=+-@\t\r\n＝＋－＠".contains(alike(first));
    let harmless = if cell.starts_with(runs) { "'" } else { "" };
    if cell.contains([',', '"', '\r', '\n']) {
        text.extend(["\"", harmless, &cell.replace('"', "\"\""), "\""]);
    } else {
        text.extend([harmless, cell]);
    }
}

/// The character of code page 932 that is read for another, which other systems type.
fn alike(typed: char) -> char {
    match typed {
        '\u{301C}' => '\u{FF5E}',
        '\u{2016}' => '\u{2225}',
        '\u{2014}' => '\u{2015}',
        '\u{00A2}' => '\u{FFE0}',
        '\u{00A3}' => '\u{FFE1}',
        '\u{00AC}' => '\u{FFE2}',
        '\u{2212}' => '\u{FF0D}',
        other => other,
    }
}

/// A text in code page 932. A character that it does not have stands there as `&#128666;`.
pub fn cp932(text: &str) -> Vec<u8> {
    let text: String = text.chars().map(alike).collect();
    SHIFT_JIS.encode(&text).0.into_owned()
}

/// The characters of a text that code page 932 does not have. Of the yen sign and the overline it has
/// the bytes of two others, `\` and `~`, and whoever reads them back gets those.
fn unmappable(text: &str) -> Vec<char> {
    let missing = |typed: &char| {
        let lost = SHIFT_JIS.encode(alike(*typed).encode_utf8(&mut [0; 4])).2;
        lost || matches!(typed, '\u{00A5}' | '\u{203E}')
    };
    text.chars().filter(missing).collect()
}

/// What a spreadsheet shows of a record (CGO-LST-08, and what else describes it).
pub trait Sheet: Listing {
    /// The headings.
    fn headings(language: Language) -> Vec<&'static str>;
    /// The cells, one for each heading.
    fn cells(seen: &Seen<Self>, language: Language) -> Vec<Cow<'_, str>>;
}

fn words(language: Language, words: &[(&'static str, &'static str)]) -> Vec<&'static str> {
    words.iter().map(|(ja, en)| language.pick(*ja, *en)).collect()
}

/// An instant as spreadsheets read it, in Japan time.
fn time(instant: Timestamp) -> String {
    let time = TOKYO.to_datetime(instant);
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

fn shown<T: ToString>(value: Option<T>) -> Cow<'static, str> {
    value.map(|value| value.to_string()).unwrap_or_default().into()
}

fn given(name: &Option<String>) -> Cow<'_, str> {
    name.as_deref().unwrap_or_default().into()
}

fn alerts(reasons: &[AlertReason], language: Language) -> String {
    let word = |reason: &AlertReason| match reason {
        AlertReason::Discrepancy => language.pick("不一致", "Discrepancy"),
        AlertReason::CustomsHold => language.pick("税関保留", "Customs hold"),
        AlertReason::Damage => language.pick("損傷", "Damage"),
        AlertReason::DocumentsMissing => language.pick("書類不足", "Documents missing"),
        AlertReason::Temperature => language.pick("温度", "Temperature"),
        AlertReason::DuplicateWaybill => language.pick("AWB重複", "Duplicate waybill"),
    };
    reasons.iter().map(word).collect::<Vec<_>>().join(language.pick("、", "; "))
}

fn assignment(state: AssignmentFilter, language: Language) -> &'static str {
    match state {
        AssignmentFilter::None => "",
        AssignmentFilter::Pending => language.pick("アサイン中", "Pending"),
        AssignmentFilter::Accepted => language.pick("受取済", "Accepted"),
        AssignmentFilter::Received => language.pick("アサイン受取", "Received"),
    }
}

const fn cargo_status(status: CargoStatus) -> (&'static str, &'static str) {
    match status {
        CargoStatus::Registered => ("登録", "Registered"),
        CargoStatus::Booked => ("予約", "Booked"),
        CargoStatus::Received => ("受託", "Received"),
        CargoStatus::Manifested => ("搭載確定", "Manifested"),
        CargoStatus::Departed => ("出発", "Departed"),
        CargoStatus::Arrived => ("到着", "Arrived"),
        CargoStatus::ReceivedFromFlight => ("搬入", "Received from flight"),
        CargoStatus::Notified => ("到着通知", "Notified"),
        CargoStatus::CustomsCleared => ("通関許可", "Customs cleared"),
        CargoStatus::Discrepancy => ("不一致", "Discrepancy"),
        CargoStatus::Delivered => ("引渡", "Delivered"),
    }
}

impl Sheet for CargoRecord {
    fn headings(language: Language) -> Vec<&'static str> {
        words(
            language,
            &[
                ("登録対象", "Direction"),
                ("貨物登録日時", "Registered at"),
                ("ステータス", "Status"),
                ("アサイン", "Assignment"),
                ("MAWB", "MAWB"),
                ("HAWB", "HAWB"),
                ("保税蔵置場", "Bonded warehouse"),
                ("荷主", "Shipper"),
                ("通関", "Customs broker"),
                ("予約", "Reservation"),
                ("アラート", "Alerts"),
                ("個数", "Pieces"),
                ("重量(kg)", "Weight (kg)"),
                ("便名", "Flight"),
                ("出発地", "Origin"),
                ("到着地", "Destination"),
                ("特殊取扱", "Special handling"),
                ("ID", "ID"),
            ],
        )
    }

    fn cells(seen: &Seen<Self>, language: Language) -> Vec<Cow<'_, str>> {
        let record = &seen.record;
        let direction = match record.direction {
            Direction::Import => language.pick("輸入", "Import"),
            Direction::Export => language.pick("輸出", "Export"),
        };
        let (ja, en) = cargo_status(record.status);
        let reserved = if record.reservation { language.pick("あり", "Yes") } else { "" };
        vec![
            direction.into(),
            time(record.registered_at).into(),
            language.pick(ja, en).into(),
            assignment(seen.assignment, language).into(),
            record.mawb.to_string().into(),
            given(&record.hawb),
            given(&record.bonded_warehouse),
            given(&record.shipper),
            given(&record.customs_broker),
            reserved.into(),
            alerts(&record.alerts, language).into(),
            shown(record.pieces),
            shown(record.weight_kg()),
            given(&record.flight),
            given(&record.origin),
            given(&record.destination),
            record.special_handling.join(" ").into(),
            record.id.to_string().into(),
        ]
    }
}

impl Sheet for PickupRequest {
    fn headings(language: Language) -> Vec<&'static str> {
        words(
            language,
            &[
                ("搬出依頼予定日時", "Scheduled at"),
                ("ステータス", "Request status"),
                ("アサイン", "Assignment"),
                ("AWB", "AWB"),
                ("上屋", "Shed"),
                ("搬出ステータス", "Pickup status"),
                ("運送会社", "Trucking company"),
                ("車両番号", "Vehicle number"),
                ("荷主", "Shipper"),
                ("アラート", "Alerts"),
                ("ID", "ID"),
            ],
        )
    }

    fn cells(seen: &Seen<Self>, language: Language) -> Vec<Cow<'_, str>> {
        let request = &seen.record;
        let request_status = match request.request_status {
            RequestStatus::Requested => language.pick("依頼中", "Requested"),
            RequestStatus::Confirmed => language.pick("確認済", "Confirmed"),
            RequestStatus::Cancelled => language.pick("取消", "Cancelled"),
        };
        let pickup_status = match request.pickup_status {
            PickupStatus::Waiting => language.pick("待機", "Waiting"),
            PickupStatus::Arrived => language.pick("車両到着", "Arrived"),
            PickupStatus::PartlyPickedUp => language.pick("一部搬出", "Partly picked up"),
            PickupStatus::PickedUp => language.pick("搬出済", "Picked up"),
        };
        let awbs: Vec<String> = request.awbs.iter().map(ToString::to_string).collect();
        vec![
            time(request.scheduled_at).into(),
            request_status.into(),
            assignment(seen.assignment, language).into(),
            awbs.join(" ").into(),
            request.shed.as_str().into(),
            pickup_status.into(),
            given(&request.trucking_company),
            given(&request.vehicle_number),
            given(&request.shipper),
            alerts(&request.alerts, language).into(),
            request.id.to_string().into(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(cells: &[String]) -> String {
        let mut text = String::new();
        add_line(&mut text, cells);
        text
    }

    #[test]
    fn cgo_lst_05_no_cell_is_a_formula() {
        for first in ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "\u{2212}"] {
            let line = line(&[format!("{first}cmd|' /C calc'!A0")]);
            assert!(line.trim_start_matches('"').starts_with('\''), "{line}");
        }
        // Whatever a character becomes on its way through the code page.
        for first in (0..=0xFFFF_u32).filter_map(char::from_u32) {
            let line = line(&[format!("{first}cmd")]);
            let read = SHIFT_JIS.decode(&cp932(&line)).0.into_owned();
            let cell = read.trim_start_matches('"');
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']),
                "{first:?}"
            );
        }
        assert_eq!(
            line(&["131-12345675".to_owned(), "a,\"b\"".to_owned()]),
            "131-12345675,\"a,\"\"b\"\"\"\r\n"
        );
    }

    #[test]
    fn cgo_lst_05_code_page_932_says_what_it_cannot_write() {
        assert_eq!(cp932("①髙﨑〜"), [0x87, 0x40, 0xFB, 0xFC, 0xFA, 0xB1, 0x81, 0x60]);
        assert!(unmappable("①髙﨑〜ﾊﾝｶｸ\\").is_empty());
        assert_eq!(unmappable("輸入🚚한"), ['🚚', '한']);
        assert_eq!(unmappable("¥100 ‾ −1"), ['¥', '‾']);
        // What the report does not name comes back as one that reads alike.
        for typed in (0..=0xFFFF_u32).filter_map(char::from_u32) {
            let text = typed.to_string();
            if unmappable(&text).is_empty() {
                let read = SHIFT_JIS.decode(&cp932(&text)).0.into_owned();
                assert_eq!(read, alike(typed).to_string(), "{typed:?}");
            }
        }
        assert_eq!(cp932("🚚"), b"&#128666;");
    }

    #[test]
    fn cgo_lst_08_every_heading_has_a_cell() {
        let company = crate::kernel::Id::from_uuid(uuid::Uuid::nil());
        for language in [Language::Ja, Language::En] {
            let none = AssignmentFilter::None;
            let cargo = Seen::own(super::super::form::blank(company), none);
            let cells = CargoRecord::cells(&cargo, language).len();
            assert_eq!(CargoRecord::headings(language).len(), cells);
            let pickup = Seen::own(super::super::pickup_form::blank(company), none);
            let cells = PickupRequest::cells(&pickup, language).len();
            assert_eq!(PickupRequest::headings(language).len(), cells);
        }
    }

    proptest! {
        /// A reader of CSV gets the cells back, but for the apostrophe.
        #[test]
        fn cgo_lst_05_cells_are_read_back(cells in prop::collection::vec(".*", 2..5)) {
            // As in a file, behind its mark.
            let written = format!("\u{FEFF}{}", line(&cells));
            let mut reader =
                csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_bytes());
            let read = reader.records().next().unwrap().unwrap();
            let runs = |first: char| "=+-@\t\r\n＝＋－＠".contains(alike(first));
            let harmless = |cell: &String| match cell.starts_with(runs) {
                true => format!("'{cell}"),
                false => cell.clone(),
            };
            let expected: Vec<String> = cells.iter().map(harmless).collect();
            prop_assert_eq!(read.iter().collect::<Vec<_>>(), expected);
        }
    }
}
