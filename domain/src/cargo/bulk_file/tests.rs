//! Files in every format, whole and broken.

use super::*;

fn refused(row: &Row) -> Vec<(&str, FieldCode)> {
    let violations = row.read.as_ref().err().into_iter().flatten();
    violations.map(|one| (one.pointer.as_str(), one.code)).collect()
}

#[test]
fn cgo_rec_01_the_same_row_reads_alike_in_every_format() {
    let json = r#"{"mawb":"131-12345675","hawb":"H1","direction":"import","shipper":"山田","pieces":3,"weight_kg":1.5,"reservation":true,"special_handling":["PER","PES"]}"#;
    let csv = "mawb,hawb,direction,shipper,pieces,weight_kg,reservation,special_handling,status\r\n131-12345675,H1,import,山田,3,1.5,true,PER PES,\r\n";
    let (cp932, _, lossy) = encoding_rs::SHIFT_JIS.encode(csv);
    assert!(!lossy);
    let files = [
        (FileFormat::NdJson, json.as_bytes().to_vec()),
        (FileFormat::NdJson, format!("\u{FEFF}\n{json}\r\n\n").into_bytes()),
        (FileFormat::CsvUtf8, csv.as_bytes().to_vec()),
        (FileFormat::CsvUtf8, format!("\u{FEFF}{csv}").into_bytes()),
        (FileFormat::CsvCp932, cp932.into_owned()),
    ];
    let expected = CargoChange {
        mawb: Some("131-12345675".to_owned()),
        hawb: Some("H1".to_owned()),
        direction: Some("import".to_owned()),
        shipper: Some("山田".to_owned()),
        pieces: Some(3),
        weight_kg: Some(1.5),
        reservation: Some(true),
        special_handling: Some(vec!["PER".to_owned(), "PES".to_owned()]),
        ..CargoChange::default()
    };
    for (format, file) in files {
        let rows = read(format, &file).expect("a file");
        assert_eq!(rows.len(), 1, "{format:?}");
        assert_eq!(rows[0].read.as_ref(), Ok(&expected), "{format:?}");
    }
}

#[test]
fn cgo_rec_01_a_broken_row_names_itself_and_leaves_the_others() {
    let file = "{\"mawb\":\"x\"}\nnonsense\n[]\n{\"mawb\":1,\"mawb\":2,\"no\":3,\"pieces\":\"1\",\"alerts\":[1]}\n";
    let rows = read(FileFormat::NdJson, file.as_bytes()).expect("a file");
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(refused(&rows[0]), []);
    assert_eq!(refused(&rows[1]), [("", FieldCode::InvalidFormat)]);
    assert_eq!(refused(&rows[2]), [("", FieldCode::InvalidFormat)]);
    let expected = [
        ("/mawb", FieldCode::WrongType),
        ("/mawb", FieldCode::Duplicate),
        ("/no", FieldCode::UnknownField),
        ("/pieces", FieldCode::WrongType),
        ("/alerts", FieldCode::WrongType),
    ];
    assert_eq!(refused(&rows[3]), expected);
    let rows = read(FileFormat::CsvUtf8, b"mawb,pieces\nx,many\ny\nz,1,2\n").expect("a file");
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(refused(&rows[0]), [("/pieces", FieldCode::WrongType)]);
    assert_eq!(refused(&rows[1]), []);
    assert_eq!(refused(&rows[2]), [("/3", FieldCode::UnknownField)]);
}

#[test]
fn cgo_rec_01_rows_are_told_by_their_lines_however_lines_end() {
    let rows = ["mawb,shipper", "x,\"a", "b\"", "", "y,c", "z,d"];
    for end in ["\r\n", "\n", "\r"] {
        for last in [end, ""] {
            let file = rows.join(end) + last;
            let rows = read(FileFormat::CsvUtf8, file.as_bytes()).expect("a file");
            let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
            assert_eq!(lines, [2, 5, 6], "{file:?}");
        }
    }
}

#[test]
fn cgo_rec_01_a_column_that_a_spreadsheet_left_behind_is_blank() {
    let file = b"mawb,,pieces,\nx,,1,\nx, ,1\nx,,1,,\nx,a,1\nx,,1,b\nx,,1,,c\n";
    let rows = read(FileFormat::CsvUtf8, file).expect("a file");
    let pointers: Vec<_> = rows.iter().map(|row| refused(row).first().map(|one| one.0)).collect();
    assert_eq!(pointers, [None, None, None, Some("/2"), Some("/4"), Some("/5")]);
}

#[test]
fn cgo_rec_01_a_file_in_another_encoding_is_refused_as_such() {
    let refused = |format, file: &[u8]| {
        let violations = read(format, file).err().unwrap_or_default();
        assert_eq!(violations.len(), 1, "{format:?}");
        assert_eq!(
            (violations[0].pointer.as_str(), violations[0].code),
            ("", FieldCode::InvalidFormat)
        );
        violations[0].params["expected"].clone()
    };
    let (cp932, ..) = encoding_rs::SHIFT_JIS.encode("mawb,shipper\r\nx,山田\r\ny,z\r\n");
    assert!(refused(FileFormat::CsvUtf8, &cp932).contains("charset=shift_jis"));
    let (cp932, ..) = encoding_rs::SHIFT_JIS.encode("{\"shipper\":\"山田\"}\n{}\n");
    assert!(refused(FileFormat::NdJson, &cp932).contains("UTF-8"));
    let broken = [b"mawb,shipper\r\nx,".as_slice(), &[0x85, 0xFF]].concat();
    assert!(refused(FileFormat::CsvCp932, &broken).contains("CP932"));
}

#[test]
fn cgo_rec_01_a_file_as_a_whole_is_refused_for_its_header_and_its_length() {
    let codes = |format, file: &[u8]| {
        let violations = read(format, file).err().unwrap_or_default();
        violations.into_iter().map(|one| (one.pointer, one.code)).collect::<Vec<_>>()
    };
    let expected = [
        ("/no".to_owned(), FieldCode::UnknownField),
        ("/hawb".to_owned(), FieldCode::Duplicate),
        ("/mawb".to_owned(), FieldCode::Required),
    ];
    assert_eq!(codes(FileFormat::CsvUtf8, b"no,hawb,hawb\n"), expected);
    let rows = |count| "{}\n".repeat(count).into_bytes();
    assert_eq!(codes(FileFormat::NdJson, &rows(ROWS_MAX)), []);
    let expected = [(String::new(), FieldCode::TooLong)];
    assert_eq!(codes(FileFormat::NdJson, &rows(ROWS_MAX + 1)), expected);
}

/// What is larger than a record can be is refused unread, as a row; its neighbours are read.
#[test]
fn cgo_rec_01_a_row_has_its_bounds() {
    let long = "x".repeat(ROW_MAX);
    let files = [
        (FileFormat::NdJson, format!("{{}}\n{{\"shipper\":\"{long}\"}}\n{{}}")),
        (FileFormat::CsvUtf8, format!("mawb,shipper\nx,y\nx,\"{long}{long}\"\nx,y")),
        (
            FileFormat::CsvUtf8,
            format!("mawb,shipper\nx,y\nx,{}\nx,y\n", ",".repeat(2 * COLUMNS_MAX)),
        ),
    ];
    for ((format, file), max) in files.into_iter().zip([ROW_MAX, ROW_MAX, COLUMNS_MAX]) {
        let rows = read(format, file.as_bytes()).expect("a file");
        assert_eq!(rows.iter().map(|row| row.line).max(), Some(rows[0].line + 2), "{format:?}");
        assert_eq!(refused(&rows[1]), [("", FieldCode::TooLong)], "{format:?}");
        let violation = &rows[1].read.as_ref().expect_err("a refusal")[0];
        assert_eq!(violation.params["max"], max.to_string());
        assert_eq!((refused(&rows[0]), refused(&rows[2])), (vec![], vec![]), "{format:?}");
    }
}

/// A header is refused for its length before its columns are looked at; 64 of them are not too many.
#[test]
fn cgo_rec_01_a_header_has_its_bounds() {
    let header = |columns| format!("mawb{}\nx", ",".repeat(columns - 1)).into_bytes();
    assert_eq!(read(FileFormat::CsvUtf8, &header(COLUMNS_MAX)).expect("a file").len(), 1);
    let many = [header(COLUMNS_MAX + 1), "mawb,a,".repeat(1_000_000).into_bytes()];
    for file in many {
        let violations = read(FileFormat::CsvUtf8, &file).expect_err("a refusal");
        assert_eq!(violations.len(), 1);
        assert_eq!((violations[0].pointer.as_str(), violations[0].code), ("", FieldCode::TooLong));
        assert_eq!(violations[0].params["max"], COLUMNS_MAX.to_string());
    }
}

/// A list is read no further than it takes to see that it is too long, and nothing that nests is kept.
#[test]
fn cgo_rec_01_what_a_row_holds_is_what_a_record_holds() {
    let names = vec!["\"a\""; 4_000].join(",");
    let zeros = vec!["0"; 8_000].join(",");
    let file =
        format!("{{\"alerts\":[{names}]}}\n{{\"mawb\":[{zeros}]}}\n{{\"mawb\":{{\"a\":[[]]}}}}\n");
    let rows = read(FileFormat::NdJson, file.as_bytes()).expect("a file");
    let change = rows[0].read.as_ref().expect("a row");
    assert_eq!(change.alerts.as_ref().map(Vec::len), Some(NAMES_READ));
    for row in &rows[1..] {
        assert_eq!(refused(row), [("/mawb", FieldCode::WrongType)]);
    }
}
