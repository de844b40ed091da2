//! Offices on the wire.

use serde::{Deserialize, Serialize};
use tegata_domain::identity::{Authority, Office};
use tegata_domain::organization::lifecycle::{Command, decide};
use utoipa::ToSchema;

use crate::problem::instant;
use crate::v1::action::ActionView;

/// Who acts on offices and terminal users, and where.
#[derive(Debug, Clone, Copy)]
pub struct Keeper {
    /// The path of the collection.
    pub base: &'static str,
    /// On whose authority.
    pub authority: Authority,
}

/// Who answers for an office, and gets its mails.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = OfficeManager)]
pub struct ManagerView {
    /// The name.
    #[schema(example = "山田 次郎")]
    pub name: String,
    /// The address: links to the office's password go there (RIS-OFC-01).
    #[schema(example = "jiro@minato.example.jp")]
    pub email: String,
    /// The telephone number.
    #[schema(example = "+81354321000")]
    pub phone: Option<String>,
}

/// An office.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Office)]
pub struct OfficeView {
    /// Its id.
    #[schema(example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// The office code, with which it signs in.
    #[schema(example = "1ATYO")]
    pub code: String,
    /// Its name.
    #[schema(example = "東京事業所")]
    pub name: String,
    /// Its name in Roman letters.
    #[schema(example = "MINATO TRADE COMPANY TOKYO OFFICE")]
    pub roman_name: String,
    /// Its address in Roman letters.
    #[schema(example = "TOKYO TO MINATO KU KOUNAN 10-100-1")]
    pub roman_address: String,
    /// The responsible manager.
    pub manager: ManagerView,
    /// The language of its mails.
    #[schema(example = "ja")]
    pub language: String,
    /// The company that it belongs to.
    #[schema(example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub company_id: String,
    /// That company's name.
    #[schema(example = "みなと通関株式会社")]
    pub company_name: String,
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

impl OfficeView {
    /// The office; `keeper` is who acts on it, if the reader may.
    pub fn new(office: Office, keeper: Option<Keeper>) -> Self {
        let id = office.id.to_string();
        let action = |keeper: Keeper, command: Command| {
            let href = format!("{}/{id}/{}", keeper.base, command.as_str());
            ActionView::new(
                command.as_str(),
                decide(office.state, command, keeper.authority),
                "POST",
                href,
            )
        };
        let actions = keeper.into_iter().flat_map(|keeper| {
            Command::OF_OFFICES.into_iter().map(move |command| (keeper, command))
        });
        Self {
            actions: actions.map(|(keeper, command)| action(keeper, command)).collect(),
            code: office.code,
            name: office.name,
            roman_name: office.roman_name,
            roman_address: office.roman_address,
            manager: ManagerView {
                name: office.manager.name,
                email: office.manager.email.as_str().to_owned(),
                phone: office.manager.phone,
            },
            language: office.language.tag().to_owned(),
            company_id: office.company.to_string(),
            company_name: office.company_name,
            state: office.state.as_str().to_owned(),
            version: office.version,
            created_at: instant(office.created_at),
            updated_at: instant(office.updated_at),
            id,
        }
    }
}

/// Declares the body of a request that makes an office, with further fields.
macro_rules! create_office_body {
    ($(#[$doc:meta])* $name:ident { $($more:tt)* }) => {
        $(#[$doc])*
        #[derive(serde::Deserialize, validator::Validate, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The office code: 5 to 8 letters A–Z and digits; case and width do not matter.
            #[schema(min_length = 1, max_length = 20, example = "1ATYO")]
            #[validate(length(min = 1, max = 20))]
            pub code: String,
            /// Its name.
            #[schema(min_length = 1, max_length = 100, example = "東京事業所")]
            #[validate(length(min = 1, max = 100))]
            pub name: String,
            /// Its name in Roman letters.
            #[schema(min_length = 1, max_length = 100, example = "MINATO TRADE COMPANY TOKYO OFFICE")]
            #[validate(length(min = 1, max = 100))]
            pub roman_name: String,
            /// Its address in Roman letters.
            #[schema(min_length = 1, max_length = 200, example = "TOKYO TO MINATO KU KOUNAN 10-100-1")]
            #[validate(length(min = 1, max = 200))]
            pub roman_address: String,
            /// The responsible manager's name.
            #[schema(min_length = 1, max_length = 60, example = "山田 次郎")]
            #[validate(length(min = 1, max = 60))]
            pub manager_name: String,
            /// The manager's address, to which the link to the password goes.
            #[schema(min_length = 1, max_length = 254, example = "jiro@minato.example.jp")]
            #[validate(length(min = 1, max = 254))]
            pub manager_email: String,
            /// The manager's telephone number.
            #[schema(max_length = 40, example = "03-5432-1000")]
            #[validate(length(max = 40))]
            pub manager_phone: Option<String>,
            /// Language of its mails: `ja` or `en`.
            #[schema(min_length = 1, max_length = 10, example = "ja")]
            #[validate(length(min = 1, max = 10))]
            pub language: String,
            $($more)*
        }

        impl From<&$name> for tegata_domain::organization::office::OfficeForm {
            fn from(body: &$name) -> Self {
                Self {
                    code: body.code.clone(),
                    name: body.name.clone(),
                    roman_name: body.roman_name.clone(),
                    roman_address: body.roman_address.clone(),
                    manager_name: body.manager_name.clone(),
                    manager_email: body.manager_email.clone(),
                    manager_phone: body.manager_phone.clone(),
                    language: body.language.clone(),
                }
            }
        }
    };
}
pub(crate) use create_office_body;

/// Declares the body of a request that changes an office, with further fields.
macro_rules! change_office_body {
    ($(#[$doc:meta])* $name:ident { $($more:tt)* }) => {
        $(#[$doc])*
        #[derive(serde::Deserialize, validator::Validate, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Its name.
            #[schema(min_length = 1, max_length = 100, nullable = false, example = "東京事業所")]
            #[validate(length(min = 1, max = 100))]
            pub name: Option<String>,
            /// Its name in Roman letters.
            #[schema(
                min_length = 1,
                max_length = 100,
                nullable = false,
                example = "MINATO TRADE COMPANY TOKYO OFFICE"
            )]
            #[validate(length(min = 1, max = 100))]
            pub roman_name: Option<String>,
            /// Its address in Roman letters.
            #[schema(
                min_length = 1,
                max_length = 200,
                nullable = false,
                example = "TOKYO TO MINATO KU KOUNAN 10-100-1"
            )]
            #[validate(length(min = 1, max = 200))]
            pub roman_address: Option<String>,
            /// The responsible manager's name.
            #[schema(min_length = 1, max_length = 60, nullable = false, example = "山田 次郎")]
            #[validate(length(min = 1, max = 60))]
            pub manager_name: Option<String>,
            /// The manager's address. Links that went to the old one become void.
            #[schema(
                min_length = 1,
                max_length = 254,
                nullable = false,
                example = "jiro@minato.example.jp"
            )]
            #[validate(length(min = 1, max = 254))]
            pub manager_email: Option<String>,
            /// The manager's telephone number; an empty one takes it away.
            #[schema(max_length = 40, nullable = false, example = "03-5432-1000")]
            #[validate(length(max = 40))]
            pub manager_phone: Option<String>,
            /// Language of its mails: `ja` or `en`.
            #[schema(min_length = 1, max_length = 10, nullable = false, example = "ja")]
            #[validate(length(min = 1, max = 10))]
            pub language: Option<String>,
            $($more)*
        }

        impl $name {
            /// The form with the given fields put in.
            fn put_in(
                &self,
                form: tegata_domain::organization::office::OfficeForm,
            ) -> tegata_domain::organization::office::OfficeForm {
                let text = |new: &Option<String>, old: String| new.clone().unwrap_or(old);
                tegata_domain::organization::office::OfficeForm {
                    code: form.code,
                    name: text(&self.name, form.name),
                    roman_name: text(&self.roman_name, form.roman_name),
                    roman_address: text(&self.roman_address, form.roman_address),
                    manager_name: text(&self.manager_name, form.manager_name),
                    manager_email: text(&self.manager_email, form.manager_email),
                    manager_phone: self.manager_phone.clone().or(form.manager_phone),
                    language: text(&self.language, form.language),
                }
            }
        }
    };
}
pub(crate) use change_office_body;
