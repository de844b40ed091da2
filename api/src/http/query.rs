//! Query parameters. Unknown and repeated ones are refused by the frame before a handler runs.

use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tegata_domain::kernel::{FieldCode, Violation};
use utoipa::IntoParams;

use crate::problem::Problem;

/// Typed query parameters.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let deserializer = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(
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
}
