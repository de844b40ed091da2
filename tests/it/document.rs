//! The API document as it is served, and the page that shows it.

use std::io::Read as _;

use flate2::read::GzDecoder;
use tegata_tests::harness::{TestApp, Wire};

/// Status, headers and bytes of what a client gets that takes this encoding.
fn get(app: &TestApp, path: &str, more: &str) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let mut wire = Wire::open(app);
    wire.say(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{more}\r\n"));
    let (status, headers) = wire.head();
    (status, headers, wire.rest())
}

fn value<'a>(headers: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    let of_name = headers.iter().filter(|(known, _)| known == name);
    of_name.map(|(_, value)| value.as_str()).collect()
}

/// What a client gets that takes gzip, unpacked; it is the same that others get as it is.
fn unpacked(app: &TestApp, path: &str, kind: &str) -> String {
    let (status, plain, as_it_is) = get(app, path, "");
    assert_eq!((status, value(&plain, "content-type")), (200, vec![kind]), "{path}");
    assert_eq!(value(&plain, "content-encoding"), Vec::<&str>::new(), "{path}");
    let (status, headers, bytes) = get(app, path, "Accept-Encoding: br, gzip;q=0.9\r\n");
    assert_eq!((status, value(&headers, "content-type")), (200, vec![kind]), "{path}");
    assert_eq!(value(&headers, "content-encoding"), ["gzip"], "{path}");
    for headers in [&plain, &headers] {
        let vary = value(headers, "vary").join(", ");
        assert!(vary.contains("accept-encoding"), "{path}: a cache would mix them up: {vary}");
    }
    let mut text = Vec::new();
    GzDecoder::new(&bytes[..]).read_to_end(&mut text).expect("gzip");
    assert_eq!(text, as_it_is, "{path}");
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn the_document_is_shown_packed_or_as_it_is() {
    let app = TestApp::sqlite();
    let json = unpacked(&app, "/openapi.json", "application/json");
    assert_eq!(json, tegata::openapi::document().to_string());
    let yaml = tegata::openapi::text().expect("the document");
    assert_eq!(unpacked(&app, "/openapi.yaml", "application/yaml"), yaml);
    // Who refuses gzip gets none.
    let (_, headers, _) = get(&app, "/openapi.yaml", "Accept-Encoding: gzip;q=0\r\n");
    assert_eq!(value(&headers, "content-encoding"), Vec::<&str>::new());
}

/// Whoever holds it in either encoding is shown nothing of its megabytes.
#[test]
fn the_document_is_shown_only_to_who_does_not_hold_it() {
    let app = TestApp::sqlite();
    for path in ["/openapi.json", "/openapi.yaml"] {
        let shown = app.stranger().get(path).expect(200);
        let tag = shown.header("etag").expect("an entity tag").to_owned();
        let (_, headers, _) = get(&app, path, "Accept-Encoding: gzip\r\n");
        let weak = format!("W/{tag}");
        assert_eq!(value(&headers, "etag"), [&weak]);
        for held in [&tag, &weak] {
            let again = app.stranger().with("if-none-match", held).get(path).expect(304);
            assert_eq!((again.text.as_str(), again.header("etag")), ("", Some(tag.as_str())));
        }
        app.stranger().with("if-none-match", "\"another\"").get(path).expect(200);
    }
}

/// The page and whatever it names comes from here: it works without internet.
#[test]
fn the_page_shows_the_document_without_internet() {
    let app = TestApp::sqlite();
    let page = unpacked(&app, "/docs/", "text/html");
    assert_eq!(unpacked(&app, "/docs/index.html", "text/html"), page);
    let named: Vec<&str> = page
        .split(['"', '\''])
        .zip(page.split(['"', '\'']).skip(1))
        .filter(|(before, _)| before.ends_with("src=") || before.ends_with("href="))
        .map(|(_, named)| named.trim_start_matches("./"))
        .collect();
    assert_eq!(named.len(), 7, "{named:?}");
    for name in named {
        assert!(!name.contains("//"), "{name} is elsewhere");
        let kind = match name.rsplit('.').next() {
            Some("css") => "text/css",
            Some("js") => "text/javascript",
            _ => "image/png",
        };
        let text = unpacked(&app, &format!("/docs/{name}"), kind);
        assert_ne!(text, "", "{name}");
    }
    let begin = unpacked(&app, "/docs/swagger-initializer.js", "text/javascript");
    assert!(begin.contains("url: \"/openapi.json\""), "{begin}");
    // A validator elsewhere would be sent the document.
    assert!(begin.contains("validatorUrl: \"none\""), "{begin}");
    // What the page does not ask for is not carried along.
    app.stranger().get("/docs/swagger-ui-es-bundle.js").refused(404, "not_found", "");
    app.stranger().get("/docs/../docs/nothing").expect(404);
    let redirect = get(&app, "/docs", "");
    assert_eq!((redirect.0, value(&redirect.1, "location")), (307, vec!["/docs/"]));
}
