//! The frame around every request, over raw sockets where that is how a fault shows.

mod bodies;
mod faults;
mod flood;
mod forwarded;
mod headers;
mod queries;

use tegata_tests::harness::{Reply, TestApp, Wire};

/// A request as bytes; `body` with its length.
fn post(path: &str, headers: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The answer to these bytes on a connection of their own.
fn answer(app: &TestApp, bytes: impl AsRef<[u8]>) -> Reply {
    Wire::open(app).say(bytes).reply()
}

/// The server still serves.
#[track_caller]
fn lives(app: &TestApp) {
    app.stranger().get("/livez").expect(200);
    app.stranger().get("/v1/terms").expect(200);
}
