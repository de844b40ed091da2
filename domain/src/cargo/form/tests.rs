//! What is typed, right and wrong.

use super::*;

fn form() -> CargoForm {
    CargoForm {
        direction: Some("import".to_owned()),
        mawb: Some("131-12345675".to_owned()),
        ..CargoForm::default()
    }
}

fn parsed(form: &CargoForm) -> Result<CargoRecord, Vec<Violation>> {
    read(form, &blank(Id::from_uuid(uuid::Uuid::nil())))
}

fn refused(form: &CargoForm) -> Vec<(String, FieldCode)> {
    violations(form).into_iter().map(|one| (one.pointer, one.code)).collect()
}

#[test]
fn cgo_rec_01_codes_are_read_without_regard_to_width_case_and_hyphens() {
    let form = CargoForm {
        hawb: Some("ａｂｃ-001".to_owned()),
        flight: Some("nh 8401".to_owned()),
        origin: Some("nrt".to_owned()),
        special_handling: ["per", "PER", "ｐｅｓ"].map(str::to_owned).to_vec(),
        weight_kg: Some(1250.125),
        pieces: Some(0),
        shipper: Some("　".to_owned()),
        ..form()
    };
    let record = parsed(&form).expect("a record");
    assert_eq!(record.hawb.as_deref(), Some("ABC001"));
    assert_eq!(record.flight.as_deref(), Some("NH8401"));
    assert_eq!(record.origin.as_deref(), Some("NRT"));
    assert_eq!(record.special_handling, ["PER", "PES"]);
    assert_eq!(record.weight_grams, Some(1_250_125));
    assert_eq!((record.pieces, record.shipper), (None, None));
}

#[test]
fn cgo_rec_01_everything_wrong_is_named_at_once() {
    let form = CargoForm {
        direction: None,
        mawb: Some("131-12345674".to_owned()),
        hawb: Some("ABCDEFGHIJKLM".to_owned()),
        status: Some("lost".to_owned()),
        alerts: ["damage", "discrepancy"].map(str::to_owned).to_vec(),
        pieces: Some(-1),
        weight_kg: Some(1.0005),
        flight: Some("8401".to_owned()),
        origin: Some("XX".to_owned()),
        special_handling: vec!["QQQ".to_owned()],
        ..form()
    };
    let expected = [
        ("/direction", FieldCode::Required),
        ("/mawb", FieldCode::AwbCheckDigit),
        ("/hawb", FieldCode::HawbForm),
        ("/status", FieldCode::NotAllowed),
        ("/alerts/1", FieldCode::NotAllowed),
        ("/pieces", FieldCode::TooShort),
        ("/weight_kg", FieldCode::InvalidFormat),
        ("/flight", FieldCode::InvalidFormat),
        ("/origin", FieldCode::CodeUnknown),
        ("/special_handling/0", FieldCode::CodeUnknown),
    ];
    assert_eq!(refused(&form), expected.map(|(at, code)| (at.to_owned(), code)));
}

#[test]
fn cgo_rec_01_a_form_of_a_record_reads_as_the_record() {
    let form = CargoForm {
        hawb: Some("H1".to_owned()),
        status: Some("discrepancy".to_owned()),
        alerts: vec!["temperature".to_owned(), "customs_hold".to_owned()],
        weight_kg: Some(0.001),
        pieces: Some(99_999),
        ..form()
    };
    let record = parsed(&form).expect("a record");
    let names: Vec<&str> = record.alerts.iter().map(|one| one.as_str()).collect();
    assert_eq!(names, ["discrepancy", "customs_hold", "temperature"]);
    assert_eq!(read(&CargoForm::from(&record), &record), Ok(record));
}

#[test]
fn cgo_rec_01_lists_that_are_too_long_are_refused_as_such() {
    let many = |text: &str| vec![text.to_owned(); 1_000];
    let form = CargoForm { alerts: many("x"), special_handling: many("QQQ"), ..form() };
    let expected = [("/alerts", FieldCode::TooLong), ("/special_handling", FieldCode::TooLong)];
    assert_eq!(refused(&form), expected.map(|(at, code)| (at.to_owned(), code)));
}

#[test]
fn cgo_rec_01_a_weight_of_less_than_a_gram_is_refused_and_not_forgotten() {
    for weight in [1e-9, 0.0004, 0.0005, f64::MIN_POSITIVE] {
        let form = CargoForm { weight_kg: Some(weight), ..form() };
        let expected = [("/weight_kg".to_owned(), FieldCode::InvalidFormat)];
        assert_eq!(refused(&form), expected, "{weight}");
    }
    // What a sum of decimals makes of 0.3.
    let form = CargoForm { weight_kg: Some(0.1 + 0.2), ..form() };
    assert_eq!(parsed(&form).map(|record| record.weight_grams), Ok(Some(300)));
}

#[test]
fn cgo_rec_01_flights_have_a_designator_and_a_number() {
    for (typed, fits) in [
        ("NH1", true),
        ("5X123A", true),
        ("NH8401", true),
        ("NH", false),
        ("NH84010", false),
        ("12345", false),
        ("NHA", false),
    ] {
        let form = CargoForm { flight: Some(typed.to_owned()), ..form() };
        assert_eq!(refused(&form).is_empty(), fits, "{typed}");
    }
}
