//! Writes `openapi.yaml` as the routes make it: `cargo run -p tegata-tests --bin document`. The server
//! carries that file, and nothing of what makes it.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi.yaml");
    std::fs::write(file, tegata::openapi::text()?)?;
    Ok(())
}
