//! What the API document promises, driven from the document itself, and what the source tree
//! promises.

mod actors;
mod cast;
mod catalogue;
mod conventions;
mod coverage;
mod currency;
mod documents;
mod glossary;
mod layers;
mod limits;
mod methods;
mod rooms;

use std::collections::BTreeSet;
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
    /// The schema of its body, with what it refers to put in.
    body: Option<Value>,
    /// The codes with which it refuses.
    refusals: BTreeSet<String>,
}

impl Operation {
    /// The path with a query: this one, and examples of the other parameters that it needs.
    fn with(&self, query: &str) -> String {
        let missing = self.query.iter().filter(|parameter| {
            let name = parameter["name"].as_str().expect("a name");
            parameter["required"] == true && !query.contains(&format!("{name}="))
        });
        let missing = missing.map(|parameter| {
            let example = parameter["example"].as_str().expect("an example");
            format!("{}={example}", parameter["name"].as_str().expect("a name"))
        });
        let given = Some(query.to_owned()).filter(|query| !query.is_empty());
        let query = given.into_iter().chain(missing).collect::<Vec<_>>().join("&");
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// Whether it has this query parameter.
    fn asks(&self, name: &str) -> bool {
        self.query.iter().any(|parameter| parameter["name"] == name)
    }

    /// A body of the schema's examples: every required field.
    fn example(&self) -> Option<Value> {
        self.body.as_ref().map(example_of)
    }

    /// Calls it as its examples do. It refuses with nothing that the document does not name.
    #[track_caller]
    fn call(&self, client: &Client) -> Reply {
        let body = self.example().map(|body| body.to_string());
        let reply = client.send(&self.method, &self.with(""), body.as_deref());
        if let Some(code) = reply.body["code"].as_str().filter(|_| reply.status >= 400) {
            assert!(self.refusals.contains(code), "{} does not name {code}", self.id);
        }
        reply
    }
}

/// A value that fits a schema.
fn example_of(schema: &Value) -> Value {
    match (&schema["example"], schema["type"].as_str()) {
        (Value::Null, Some("boolean")) => json!(true),
        (Value::Null, Some("integer")) => json!(1),
        (Value::Null, Some("array")) => json!([example_of(&schema["items"])]),
        (Value::Null, Some("object")) => {
            let names = schema["required"].as_array().into_iter().flatten();
            let names = names.filter_map(Value::as_str);
            names.map(|name| (name.to_owned(), example_of(&schema["properties"][name]))).collect()
        }
        (Value::Null, _) => json!("example"),
        (example, _) => example.clone(),
    }
}

/// A schema with what it refers to put in.
fn resolved(schema: &Value, document: &Value) -> Value {
    let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
    let mut schema = match target {
        Some(target) => document.pointer(target).expect("a schema").clone(),
        None => schema.clone(),
    };
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties.into_iter().flat_map(Map::values_mut) {
        *property = resolved(property, document);
    }
    if let Some(items) = schema.get_mut("items") {
        *items = resolved(items, document);
    }
    schema
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
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            let responses = operation["responses"].as_object().expect("responses").values();
            let refusals = responses.filter_map(|response| {
                response["content"]["application/problem+json"]["examples"].as_object()
            });
            all.push(Operation {
                id: operation["operationId"].as_str().expect("an operationId").to_owned(),
                method: method.to_ascii_uppercase(),
                path,
                template: template.clone(),
                signed_in: operation["security"].to_string().contains("bearer"),
                query: parameters.into_iter().filter(|one| one["in"] == "query").collect(),
                body: (!body.is_null()).then(|| resolved(body, &document)),
                refusals: refusals.flat_map(Map::keys).cloned().collect(),
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
