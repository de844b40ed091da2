//! What the API document promises, driven from the document itself, and what the source tree
//! promises.

mod actors;
mod catalogue;
mod conventions;
mod coverage;
mod currency;
mod layers;
mod limits;
mod methods;

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use tegata_tests::harness::{Client, Reply};

/// An operation of the document.
struct Operation {
    id: String,
    method: String,
    /// The path, with examples in place of its parameters.
    path: String,
    /// The path as the document has it.
    template: String,
    /// Whether it needs an access token.
    signed_in: bool,
    /// Its query parameters.
    query: Vec<Value>,
    /// The schema of its body.
    body: Option<Value>,
}

impl Operation {
    fn is_admin(&self) -> bool {
        self.path.starts_with("/v1/admin/")
    }

    /// A body of the schema's examples: every required field, and every other that has one.
    fn example(&self) -> Option<Map<String, Value>> {
        let schema = self.body.as_ref()?;
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let properties = schema["properties"].as_object().expect("properties");
        let needed = properties.iter().filter(|(name, _)| required.contains(&name.as_str()));
        Some(needed.map(|(name, property)| (name.clone(), example_of(property))).collect())
    }

    fn call(&self, client: &Client) -> Reply {
        let body = self.example().map(|body| Value::Object(body).to_string());
        client.send(&self.method, &self.path, body.as_deref())
    }
}

fn example_of(property: &Value) -> Value {
    match (&property["example"], property["type"].as_str()) {
        (Value::Null, Some("boolean")) => json!(true),
        (Value::Null, Some("integer")) => json!(1),
        (Value::Null, _) => json!("example"),
        (example, _) => example.clone(),
    }
}

/// Every operation of the document.
fn operations() -> Vec<Operation> {
    let document = tegata::openapi::document();
    let mut all = Vec::new();
    for (template, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("a path item") {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let mut path = template.clone();
            for parameter in parameters.iter().filter(|parameter| parameter["in"] == "path") {
                let name = parameter["name"].as_str().expect("a name");
                let example = parameter["example"].as_str().expect("an example");
                path = path.replace(&format!("{{{name}}}"), example);
            }
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let body = body.as_str().and_then(|reference| reference.strip_prefix('#'));
            all.push(Operation {
                id: operation["operationId"].as_str().expect("an operationId").to_owned(),
                method: method.to_ascii_uppercase(),
                path,
                template: template.clone(),
                signed_in: operation["security"].to_string().contains("bearer"),
                query: parameters.into_iter().filter(|one| one["in"] == "query").collect(),
                body: body.map(|at| document.pointer(at).expect("a schema").clone()),
            });
        }
    }
    assert!(all.len() > 40, "the document is nearly empty");
    all
}

/// Where the repository is.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust source under a folder of the repository, with its path from the root.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source");
                let name = path.strip_prefix(root()).expect("in the repository");
                found.push((name.display().to_string().replace('\\', "/"), text));
            }
        }
    }
    assert!(!found.is_empty(), "no sources under {folder}");
    found.sort();
    found
}
