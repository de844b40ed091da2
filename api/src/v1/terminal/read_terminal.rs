//! `GET /v1/terminal`

use actix_web::http::StatusCode;
use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use tegata_domain::access::SignedInTerminal;
use tegata_domain::calendar::Calendar;
use tegata_domain::kernel::Refusal;
use tegata_domain::reissue::own_change;
use utoipa::ToSchema;

use crate::http::{Answer, App, Request, Terminal, json};
use crate::v1::action::ActionView;

/// A terminal user, as it sees itself.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Terminal)]
pub struct TerminalView {
    /// The terminal user id.
    #[schema(example = "1ANACA0A")]
    pub user_id: String,
    /// The user code.
    #[schema(example = "1ANAC")]
    pub user_code: String,
    /// The identification number.
    #[schema(example = "A0A")]
    pub identification: String,
    /// The system that was chosen, `sea` or `air`.
    #[schema(example = "air")]
    pub system: Option<String>,
    /// What is done with it.
    #[schema(example = "customs_broker")]
    pub business_kind: String,
    /// `person`, or `own_system`.
    #[schema(example = "person")]
    pub usage: String,
    /// The office that it belongs to.
    #[schema(example = "東京事業所")]
    pub office_name: String,
    /// That office's company.
    #[schema(example = "みなと通関株式会社")]
    pub company_name: String,
    /// What may be done now; while the service is closed, from when.
    pub actions: Vec<ActionView>,
}

impl TerminalView {
    fn new(who: SignedInTerminal, decision: &Result<(), Refusal>) -> Self {
        let action =
            |name, path: &str| ActionView::new(name, decision.clone(), "POST", path.to_owned());
        let actions = vec![
            action("change_password", "/v1/terminal/password"),
            action("initialise_peer", "/v1/terminal/peer-initialisations"),
        ];
        Self {
            user_id: who.terminal.user_id(),
            user_code: who.terminal.user_code,
            identification: who.terminal.identification,
            system: who.session.system.map(|system| system.as_str().to_owned()),
            business_kind: who.terminal.business_kind.as_str().to_owned(),
            usage: who.terminal.usage.as_str().to_owned(),
            office_name: who.office.name,
            company_name: who.office.company_name,
            actions,
        }
    }
}

/// Read who is signed in at the terminal.
///
/// With what may be done now.
#[utoipa::path(
    tag = "terminal", operation_id = "read_terminal", security(("bearer" = [])),
    responses((status = 200, description = "The terminal user.", body = TerminalView)),
)]
#[get("/v1/terminal")]
pub async fn read_terminal(app: web::Data<App>, request: Request<Terminal>) -> Answer {
    let done = request.run(&app, |env, request| {
        let who = request.actor.0.clone();
        let calendar = Calendar::new(env.store.read(|tx| Ok(tx.closures()?))?);
        let decision = own_change::decide(&who.terminal, &calendar, env.clock.now());
        Ok((who, decision))
    });
    let (who, decision) = done.await?.value;
    Ok(json(StatusCode::OK, &TerminalView::new(who, &decision)))
}
