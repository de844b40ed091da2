//! Packs what is served as it is. Swagger UI for `src/docs.rs`: the files that its page asks for; a file
//! in `src/docs` stands in for Swagger UI's own. And the API document for `src/openapi.rs`, as it stands
//! in the repository, so that a server does not carry what makes it; a test compares it with the routes.

use std::borrow::Cow;
use std::error::Error;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;

/// What the page asks for, with its media types.
const FILES: [(&str, &str); 8] = [
    ("index.html", "text/html"),
    ("index.css", "text/css"),
    ("swagger-ui.css", "text/css"),
    ("swagger-ui-bundle.js", "text/javascript"),
    ("swagger-ui-standalone-preset.js", "text/javascript"),
    ("swagger-initializer.js", "text/javascript"),
    ("favicon-16x16.png", "image/png"),
    ("favicon-32x32.png", "image/png"),
];

/// Our files.
const OWN: &str = "src/docs";

/// The API document.
const DOCUMENT: &str = "../openapi.yaml";

fn main() -> Result<(), Box<dyn Error>> {
    let out = told_by_cargo()?;
    let mut archive = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED))?;
    let mut listed = String::new();
    for (name, kind) in FILES {
        let own = Path::new(OWN).join(name);
        let content = if own.exists() { fs::read(own)? } else { vendored(&mut archive, name)? };
        let packed = pack(&out, name, &content)?;
        listed += &format!("    ({name:?}, {kind:?}, include_bytes!({packed:?})),\n");
    }
    let list = format!("const FILES: &[(&str, &str, &[u8])] = &[\n{listed}];\n");
    fs::write(out.join("docs.rs"), list)?;
    let yaml = fs::read(DOCUMENT)?;
    pack(&out, "openapi.yaml", &yaml)?;
    let document: serde_json::Value = serde_norway::from_slice(&yaml)?;
    pack(&out, "openapi.json", &serde_json::to_vec(&document)?)?;
    Ok(())
}

/// Writes a file packed; says where.
fn pack(out: &Path, name: &str, content: &[u8]) -> Result<PathBuf, Box<dyn Error>> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(content)?;
    let packed = out.join(format!("{name}.gz"));
    fs::write(&packed, gzip.finish()?)?;
    Ok(packed)
}

/// A file of Swagger UI.
fn vendored(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
) -> Result<Vec<u8>, Box<dyn Error>> {
    // The first folder is named by its version.
    let is_it = |path: &Cow<'_, str>| path.split('/').skip(1).eq(["dist", name]);
    let path = archive.file_names().flatten().find(is_it);
    let path = path.ok_or_else(|| format!("Swagger UI has no {name}"))?.into_owned();
    let mut content = Vec::new();
    archive.by_name(&path)?.read_to_end(&mut content)?;
    Ok(content)
}

/// Where to write; and tells cargo what this depends on.
#[expect(clippy::disallowed_methods, reason = "cargo names the folder in the environment")]
fn told_by_cargo() -> Result<PathBuf, Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={OWN}");
    println!("cargo::rerun-if-changed={DOCUMENT}");
    Ok(std::env::var_os("OUT_DIR").ok_or("cargo names no folder")?.into())
}
