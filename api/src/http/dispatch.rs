//! How a request reaches its handler: by the number of its route, which the frame looked up.
//!
//! actix asks one resource after the other whether it takes a request, and matches its pattern for
//! that. So that a request does not pay for the place of its route, each route stands behind a guard
//! that compares numbers, and so does each block of them: of all patterns, its own alone is matched.

use std::ops::Range;
use std::rc::Rc;

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::guard::{Guard, GuardContext};
use actix_web::{Scope, web};
use utoipa_actix_web::OpenApiFactory;

use super::Routes;
use super::frame::Facts;

/// Routes in a block: about the square root of all, so that blocks and routes of a block are equally few.
const BLOCK: usize = 12;

/// The routes, as the server finds them.
#[derive(Default)]
pub struct Dispatch {
    blocks: Vec<Scope>,
    routes: usize,
}

impl Routes for Dispatch {
    fn service(&mut self, route: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        let number = self.routes;
        self.routes += 1;
        if number.is_multiple_of(BLOCK) {
            self.blocks.push(numbered(number..number + BLOCK));
        }
        if let Some(block) = self.blocks.pop() {
            self.blocks.push(block.service(numbered(number..number + 1).service(route)));
        }
        self
    }
}

impl HttpServiceFactory for Dispatch {
    fn register(self, config: &mut AppService) {
        for block in self.blocks {
            block.register(config);
        }
    }
}

/// A scope that adds nothing to its routes' paths and lets these numbers in.
fn numbered(numbers: Range<usize>) -> Scope {
    web::scope("").guard(Numbered(numbers))
}

struct Numbered(Range<usize>);

impl Guard for Numbered {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        #[cfg(test)]
        tests::ASKED.set(tests::ASKED.get() + 1);
        let known = context.req_data();
        let operation = known.get::<Rc<Facts>>().and_then(|facts| facts.operation.as_ref());
        operation.is_some_and(|operation| self.0.contains(&operation.number))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::net::{IpAddr, Ipv4Addr};

    use actix_web::http::Method;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpMessage as _};
    use tegata_domain::kernel::{Id, Language, Origin};

    use super::*;
    use crate::http::OperationTable;
    use crate::openapi;

    thread_local! {
        /// Guards that were asked.
        pub(super) static ASKED: Cell<usize> = const { Cell::new(0) };
    }

    /// Every route by method and path.
    #[derive(Default)]
    struct Listed(Vec<(Method, String)>);

    impl Routes for Listed {
        fn service(
            &mut self,
            route: impl HttpServiceFactory + OpenApiFactory + 'static,
        ) -> &mut Self {
            for (path, item) in route.paths().paths {
                let methods = [
                    (Method::GET, item.get),
                    (Method::PUT, item.put),
                    (Method::POST, item.post),
                    (Method::DELETE, item.delete),
                    (Method::PATCH, item.patch),
                ];
                let used = methods.into_iter().filter(|(_, operation)| operation.is_some());
                self.0.extend(used.map(|(method, _)| (method, path.clone())));
            }
            self
        }
    }

    fn facts(table: &OperationTable, method: &Method, path: &str) -> Rc<Facts> {
        let place = table.at(path);
        let operation = place.as_ref().and_then(|place| place.operation(method)).cloned();
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        Rc::new(Facts {
            request: Id::from_uuid(uuid::Uuid::nil()),
            place,
            operation,
            origin: Origin { address, user_agent: None },
            language: Language::En,
        })
    }

    /// Whatever a request asks for, few guards are asked, and the pattern of its own route alone is
    /// matched: no route costs more than another, nor does a path that is none.
    #[actix_web::test]
    async fn every_operation_is_reached_by_its_number() {
        let mut listed = Listed::default();
        openapi::routes(&mut listed);
        let table = OperationTable::new(openapi::routes).expect("no two paths are one");
        let mut dispatch = Dispatch::default();
        openapi::routes(&mut dispatch);
        let few = dispatch.blocks.len() + BLOCK;
        assert!(few * 4 < listed.0.len(), "{few} are not few of {}", listed.0.len());
        let server = init_service(App::new().service(dispatch)).await;

        for (number, (method, template)) in listed.0.iter().enumerate() {
            let path = template.replace("{id}", "x").replace("{kind}", "x");
            let path = path.replace("{code}", "x").replace("{prefix}", "x");
            assert!(!path.contains('{'), "{path} has a parameter that this test does not know");
            let facts = facts(&table, method, &path);
            let operation = facts.operation.as_ref().expect("an operation");
            let found = (operation.number, &operation.path, operation.method);
            assert_eq!(found, (number, template, method.as_str()));

            ASKED.set(0);
            let request = TestRequest::with_uri(&path).method(method.clone()).to_request();
            request.extensions_mut().insert(Rc::clone(&facts));
            let answer = call_service(&server, request).await;
            let reached = answer.request().match_pattern();
            assert_eq!(reached.as_ref(), Some(template), "{method} {path}");
            assert!(ASKED.get() <= few, "{method} {path} asks {}", ASKED.get());
        }

        ASKED.set(0);
        let request = TestRequest::with_uri("/v1/nowhere").to_request();
        request.extensions_mut().insert(facts(&table, &Method::GET, "/v1/nowhere"));
        assert_eq!(call_service(&server, request).await.status(), 404);
        assert!(ASKED.get() <= few, "what is nowhere asks {}", ASKED.get());
    }
}
