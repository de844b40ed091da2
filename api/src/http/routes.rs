//! Whom the routes are told: the document, the table of operations, the server. Each is told all of
//! them in the same order, so that a route's number means the same to all.

use actix_web::dev::HttpServiceFactory;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig;

/// What is told the routes, one after the other.
pub trait Routes {
    /// Takes the next route.
    fn service(&mut self, route: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self;
}

/// The document.
impl Routes for ServiceConfig<'_> {
    fn service(&mut self, route: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        ServiceConfig::service(self, route)
    }
}
