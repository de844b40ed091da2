//! The operations by path and method, read from the routes: the routes are the document, and what
//! the document does not name is refused. A request looks its operation up once, in the frame.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::dev::HttpServiceFactory;
use actix_web::http::Method;
use matchit::{InsertError, Router};
use utoipa::openapi::path::{Operation as Documented, ParameterIn, PathItem};
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

use super::{Routes, Tally};

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// The number of its route.
    pub number: usize,
    /// Its id in the document.
    pub id: String,
    /// Its method.
    pub method: &'static str,
    /// Its path template.
    pub path: String,
    /// Whether it needs no token.
    pub open: bool,
    /// Whether it shows cargo or changes who sees it.
    pub cargo: bool,
    /// The query parameters that it takes.
    pub query: Vec<QueryParameter>,
    /// What is counted of it.
    pub tally: Tally,
}

/// A query parameter.
#[derive(Debug)]
pub struct QueryParameter {
    /// Its name.
    pub name: String,
    /// Characters of its value at most, where it is a text.
    pub max_length: Option<usize>,
}

/// What there is at a path.
#[derive(Debug)]
pub struct Place {
    operations: Vec<Arc<Operation>>,
    /// What `Allow` says of it.
    pub allow: String,
}

/// All operations.
pub struct OperationTable {
    places: Router<Arc<Place>>,
    /// What is counted of requests for none of them.
    pub none: Tally,
}

/// What operations on cargo are listed under.
const CARGO: &[&str] = &["cargo", "assignment"];

impl OperationTable {
    /// The operations of the routes that are told.
    ///
    /// # Errors
    /// When the templates of two paths contradict each other.
    pub fn new(tell: impl FnOnce(&mut Told)) -> Result<Self, InsertError> {
        let mut told = Told::default();
        tell(&mut told);
        let mut places = Router::new();
        for (path, operations) in told.by_path {
            places.insert(path, Arc::new(Place::new(operations)))?;
        }
        Ok(Self { places, none: Tally::new("none") })
    }

    /// What there is at a path; `None` for nothing.
    pub fn at(&self, path: &str) -> Option<Arc<Place>> {
        self.places.at(path).ok().map(|found| Arc::clone(found.value))
    }
}

impl Place {
    fn new(operations: Vec<Arc<Operation>>) -> Self {
        let mut methods: Vec<&str> = operations.iter().map(|one| one.method).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        methods.push("OPTIONS");
        methods.sort_unstable();
        Self { allow: methods.join(", "), operations }
    }

    /// The operation by which a method is answered: HEAD by that of GET.
    pub fn operation(&self, method: &Method) -> Option<&Arc<Operation>> {
        let method = if method == Method::HEAD { "GET" } else { method.as_str() };
        self.operations.iter().find(|operation| operation.method == method)
    }
}

/// The operations that were told so far.
#[derive(Default)]
pub struct Told {
    by_path: BTreeMap<String, Vec<Arc<Operation>>>,
    routes: usize,
}

impl Routes for Told {
    fn service(&mut self, route: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        for (path, item) in route.paths().paths {
            let operations = methods(&item)
                .into_iter()
                .map(|(method, documented)| Arc::new(read(self.routes, method, &path, documented)));
            let operations: Vec<_> = operations.collect();
            self.by_path.entry(path).or_default().extend(operations);
        }
        self.routes += 1;
        self
    }
}

/// The methods of a path item, with their names.
fn methods(item: &PathItem) -> Vec<(&'static str, &Documented)> {
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

fn read(number: usize, method: &'static str, path: &str, documented: &Documented) -> Operation {
    let query = documented
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
    let id = documented.operation_id.as_deref().unwrap_or_default();
    Operation {
        number,
        id: id.to_owned(),
        method,
        path: path.to_owned(),
        cargo: documented.tags.iter().flatten().any(|tag| CARGO.contains(&tag.as_str())),
        // The requirement's inside is private to its crate; what it is written as is not.
        open: !serde_json::to_value(&documented.security)
            .unwrap_or_default()
            .to_string()
            .contains("bearer"),
        query: query.collect(),
        tally: Tally::new(id),
    }
}
