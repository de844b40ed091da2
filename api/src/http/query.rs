//! Query parameters. Unknown, repeated and overlong ones are refused by the frame before a handler
//! runs.

use std::borrow::Cow;

use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tegata_domain::kernel::{FieldCode, Refusal, Violation};
use url::form_urlencoded;
use utoipa::IntoParams;

use super::body::{NAMED, cut};
use super::table::QueryParameter;
use crate::problem::Problem;

/// What an operation refuses in its query, each name once. No operation takes [`NAMED`] parameters, so
/// that among more than these is one to refuse, and nobody reads the rest.
pub fn refuse(known: &[QueryParameter], query: &str) -> Option<Problem> {
    let mut seen: Vec<Cow<'_, str>> = Vec::new();
    let mut violations = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()).take(NAMED + 1) {
        let refuse = |code| Violation::new(format!("?{}", cut(&name)), code);
        let times = seen.iter().filter(|seen| **seen == name).count();
        violations.extend(match known.iter().find(|known| known.name == name) {
            None => (times == 0).then(|| refuse(FieldCode::UnknownField)),
            Some(_) if times > 0 => (times == 1).then(|| refuse(FieldCode::Duplicate)),
            Some(QueryParameter { max_length: Some(max), .. }) if value.chars().count() > *max => {
                Some(refuse(FieldCode::TooLong).with("max", max))
            }
            Some(_) if value.contains('\0') => Some(refuse(FieldCode::UnprintableCharacter)),
            Some(_) => None,
        });
        seen.push(name);
    }
    violations.truncate(NAMED);
    (!violations.is_empty()).then(|| Refusal::fields(violations).into())
}

/// Typed query parameters.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let deserializer = serde_urlencoded::Deserializer::new(form_urlencoded::parse(
            request.query_string().as_bytes(),
        ));
        std::future::ready(serde_path_to_error::deserialize(deserializer).map(Self).map_err(
            |error: serde_path_to_error::Error<_>| {
                Violation::new(format!("?{}", error.path()), FieldCode::InvalidFormat).into()
            },
        ))
    }
}

/// Whether a call only looks at what it would do.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DryRun {
    /// `true` shows the exact result and changes nothing: the confirm screen.
    #[serde(default)]
    pub dry_run: Option<bool>,
}

impl DryRun {
    /// Whether it is one.
    pub fn wanted(self) -> bool {
        self.dry_run.unwrap_or(false)
    }

    /// Whether a query asks for one, before anything of it is read, however it is encoded.
    pub fn asked_by(query: &str) -> bool {
        form_urlencoded::parse(query.as_bytes())
            .any(|(name, value)| name == "dry_run" && value == "true")
    }
}

/// Reads an optional value of a closed list.
pub fn one_of<T>(
    name: &str,
    text: Option<&String>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let refuse = || Violation::new(format!("?{name}"), FieldCode::NotAllowed);
    text.map(|text| read(text).ok_or_else(|| refuse().into())).transpose()
}
