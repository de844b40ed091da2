//! Terminal users on the wire, as who keeps them sees them.

use serde::{Deserialize, Serialize};
use tegata_domain::identity::{Office, TerminalUser};
use tegata_domain::organization::lifecycle::{Command, decide};
use utoipa::ToSchema;

use super::office_view::Keeper;

use crate::problem::instant;
use crate::v1::action::ActionView;

/// A terminal user.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = TerminalUser)]
pub struct TerminalUserView {
    /// Its id.
    #[schema(example = "term_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// The terminal user id: user code and identification number.
    #[schema(example = "1ANACA0A")]
    pub user_id: String,
    /// The user code.
    #[schema(example = "1ANAC")]
    pub user_code: String,
    /// The identification number.
    #[schema(example = "A0A")]
    pub identification: String,
    /// What is done with it.
    #[schema(example = "customs_broker")]
    pub business_kind: String,
    /// `person`, or `own_system` for an id of the office's own system, which takes no part in reissue
    /// (RIS-PEER-02).
    #[schema(example = "person")]
    pub usage: String,
    /// The office that it belongs to.
    #[schema(example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub office_id: String,
    /// That office's name in Roman letters.
    #[schema(example = "MINATO TRADE COMPANY TOKYO OFFICE")]
    pub roman_name: String,
    /// That office's address in Roman letters.
    #[schema(example = "TOKYO TO MINATO KU KOUNAN 10-100-1")]
    pub roman_address: String,
    /// `active`, `suspended` by its company, or `disabled` by an operator.
    #[schema(example = "active")]
    pub state: String,
    /// Its version.
    pub version: i64,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was changed last.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// What may be done with it now, by who reads it.
    pub actions: Vec<ActionView>,
}

impl TerminalUserView {
    /// The terminal user; `keeper` is who acts on it, if the reader may.
    pub fn new(terminal: TerminalUser, office: &Office, keeper: Option<Keeper>) -> Self {
        let id = terminal.id.to_string();
        let action = |keeper: Keeper, command: Command| {
            let href = format!("{}/{id}/{}", keeper.base, command.as_str());
            ActionView::new(
                command.as_str(),
                decide(terminal.state, command, keeper.authority),
                "POST",
                href,
            )
        };
        let actions = keeper.into_iter().flat_map(|keeper| {
            Command::OF_TERMINALS.into_iter().map(move |command| (keeper, command))
        });
        Self {
            actions: actions.map(|(keeper, command)| action(keeper, command)).collect(),
            user_id: terminal.user_id(),
            user_code: terminal.user_code,
            identification: terminal.identification,
            business_kind: terminal.business_kind.as_str().to_owned(),
            usage: terminal.usage.as_str().to_owned(),
            office_id: terminal.office.to_string(),
            roman_name: office.roman_name.clone(),
            roman_address: office.roman_address.clone(),
            state: terminal.state.as_str().to_owned(),
            version: terminal.version,
            created_at: instant(terminal.created_at),
            updated_at: instant(terminal.updated_at),
            id,
        }
    }
}

/// Declares the body of a request that makes a terminal user, with further fields.
macro_rules! create_terminal_body {
    ($(#[$doc:meta])* $name:ident { $($more:tt)* }) => {
        $(#[$doc])*
        #[derive(serde::Deserialize, validator::Validate, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The user code: 5 letters A–Z and digits. It belongs to one office.
            #[schema(min_length = 1, max_length = 20, example = "1ANAC")]
            #[validate(length(min = 1, max = 20))]
            pub user_code: String,
            /// The identification number: 3 letters A–Z and digits.
            #[schema(min_length = 1, max_length = 20, example = "A0A")]
            #[validate(length(min = 1, max = 20))]
            pub identification: String,
            /// What is done with it: `customs_broker`, `customs_specialist`, `consolidator`,
            /// `airline`, `shipping_company`, `bonded_warehouse`, `shed`, `trucking`, `trader`,
            /// `other`.
            #[schema(min_length = 1, max_length = 40, example = "customs_broker")]
            #[validate(length(min = 1, max = 40))]
            pub business_kind: String,
            /// `person`, or `own_system`.
            #[schema(min_length = 1, max_length = 40, example = "person")]
            #[validate(length(min = 1, max = 40))]
            pub usage: String,
            $($more)*
        }

        impl From<&$name> for tegata_domain::organization::terminal::TerminalForm {
            fn from(body: &$name) -> Self {
                Self {
                    user_code: body.user_code.clone(),
                    identification: body.identification.clone(),
                    business_kind: body.business_kind.clone(),
                    usage: body.usage.clone(),
                }
            }
        }
    };
}
pub(crate) use create_terminal_body;
