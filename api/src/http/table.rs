//! The operations by method and path, read from the API document: the routes are the document, and
//! what the document does not name is refused.

use std::collections::HashMap;

use actix_web::dev::ResourceDef;
use utoipa::openapi::path::{Operation as Documented, ParameterIn, PathItem};
use utoipa::openapi::{OpenApi, RefOr, Schema};

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its id in the document.
    pub id: String,
    /// Its path template.
    pub path: String,
    /// Whether it needs no token.
    pub open: bool,
    /// Whether it shows cargo or changes who sees it.
    pub cargo: bool,
    /// The query parameters that it takes.
    pub query: Vec<QueryParameter>,
}

/// A query parameter.
#[derive(Debug, Clone)]
pub struct QueryParameter {
    /// Its name.
    pub name: String,
    /// Characters of its value at most, where it is a text.
    pub max_length: Option<usize>,
}

/// All operations.
#[derive(Debug, Default)]
pub struct OperationTable {
    fixed: HashMap<String, HashMap<String, Operation>>,
    templates: Vec<(ResourceDef, HashMap<String, Operation>)>,
}

/// What operations on cargo are listed under.
const CARGO: &[&str] = &["cargo", "assignment"];

/// The methods of a path item, with their names.
pub fn methods(item: &PathItem) -> Vec<(&'static str, &Documented)> {
    [
        ("GET", &item.get),
        ("PUT", &item.put),
        ("POST", &item.post),
        ("DELETE", &item.delete),
        ("PATCH", &item.patch),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_ref().map(|operation| (method, operation)))
    .collect()
}

impl OperationTable {
    /// The operations of a document.
    pub fn new(document: &OpenApi) -> Self {
        let mut table = Self::default();
        for (path, item) in &document.paths.paths {
            let by_method: HashMap<String, Operation> = methods(item)
                .into_iter()
                .map(|(method, operation)| (method.to_owned(), read(path, operation)))
                .collect();
            if path.contains('{') {
                table.templates.push((ResourceDef::new(path.as_str()), by_method));
            } else {
                table.fixed.insert(path.clone(), by_method);
            }
        }
        table
    }

    /// The operations at a path, by method; `None` where there is nothing.
    pub fn at(&self, path: &str) -> Option<&HashMap<String, Operation>> {
        self.fixed.get(path).or_else(|| {
            self.templates.iter().find(|(template, _)| template.is_match(path)).map(|(_, ops)| ops)
        })
    }

    /// What `Allow` says of a path.
    pub fn allow(operations: &HashMap<String, Operation>) -> String {
        let mut methods: Vec<&str> = operations.keys().map(String::as_str).collect();
        if operations.contains_key("GET") {
            methods.push("HEAD");
        }
        methods.push("OPTIONS");
        methods.sort_unstable();
        methods.join(", ")
    }
}

fn read(path: &str, operation: &Documented) -> Operation {
    let query = operation
        .parameters
        .iter()
        .flatten()
        .filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some(parameter),
            RefOr::Ref(_) => None,
        })
        .filter(|parameter| parameter.parameter_in == ParameterIn::Query)
        .map(|parameter| QueryParameter {
            name: parameter.name.clone(),
            max_length: match &parameter.schema {
                Some(RefOr::T(Schema::Object(schema))) => schema.max_length,
                _ => None,
            },
        });
    Operation {
        id: operation.operation_id.clone().unwrap_or_default(),
        path: path.to_owned(),
        cargo: operation.tags.iter().flatten().any(|tag| CARGO.contains(&tag.as_str())),
        // The requirement's inside is private to its crate; what it is written as is not.
        open: !serde_json::to_value(&operation.security)
            .unwrap_or_default()
            .to_string()
            .contains("bearer"),
        query: query.collect(),
    }
}
