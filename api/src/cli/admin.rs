//! `tegata admin`: what must be possible without a signed-in operator. Everything is audited.

use clap::Subcommand;
use tegata_domain::account::admin::{self, Command, Creation};
use tegata_domain::account::profile::ProfileForm;
use tegata_domain::env::Env;
use tegata_domain::identity::{AccountFilter, AccountKind};
use tegata_domain::kernel::{Call, Caller, Failure, Language, PageRequest};

use super::say;
use crate::config::Settings;
use crate::problem::Problem;
use crate::server::{StartError, compose, prepare};

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Make an operator; prints the token that sets the first password.
    CreateOperator {
        /// Login id.
        #[arg(long)]
        login_id: String,
        /// E-mail address.
        #[arg(long)]
        email: String,
        /// Family name.
        #[arg(long, default_value = "運用")]
        family_name: String,
        /// Given name.
        #[arg(long, default_value = "担当")]
        given_name: String,
        /// Telephone number.
        #[arg(long, default_value = "03-0000-0001")]
        phone: String,
        /// Why.
        #[arg(long, default_value = "made by the command line")]
        reason: String,
    },
    /// Unlock an account.
    Unlock {
        /// Its login id.
        #[arg(long)]
        login_id: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Let the last operator in again: enables and unlocks the account and prints a token that sets a
    /// new password.
    BreakGlass {
        /// Its login id.
        #[arg(long)]
        login_id: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Add a key that signs access tokens; it is published ten minutes before it signs.
    RotateSigningKey,
}

/// Does it.
pub fn run(settings: &Settings, command: Admin) -> Result<(), StartError> {
    let app = compose(settings, None)?;
    prepare(&app)?;
    let env = &app.env;
    match command {
        Admin::CreateOperator { login_id, email, family_name, given_name, phone, reason } => {
            let form = ProfileForm {
                family_name,
                given_name,
                family_name_kana: "ウンヨウ".to_owned(),
                given_name_kana: "タントウ".to_owned(),
                company_name: "Tegata".to_owned(),
                department: None,
                industry: "other".to_owned(),
                phone,
                postal_code: "100-0001".to_owned(),
                address: "東京都千代田区千代田1-1".to_owned(),
                notification_mail: false,
                dangerous_goods_qualified: false,
                language: "ja".to_owned(),
            };
            let creation = Creation { kind: Some(AccountKind::Operator), login_id, email, form };
            let call = call(env, "admin create-operator");
            let created =
                admin::create_operator(env, &call, &creation, &reason).map_err(explained)?;
            say(&format!("account_id {}", created.view.account.id));
            say(&format!("token {}", created.token.expose()));
        }
        Admin::Unlock { login_id, reason } => {
            let id = find(env, &login_id)?;
            let call = call(env, "admin unlock");
            admin::act(env, &call, id, Command::Unlock, &reason).map_err(explained)?;
            say("unlocked");
        }
        Admin::BreakGlass { login_id, reason } => {
            let id = find(env, &login_id)?;
            let call = call(env, "admin break-glass");
            let token = admin::break_glass(env, &call, id, &reason).map_err(explained)?;
            say(&format!("token {}", token.expose()));
        }
        Admin::RotateSigningKey => {
            let kid = app.tokens.rotate()?;
            say(&format!("kid {kid}"));
        }
    }
    Ok(())
}

fn call(env: &Env, operation: &str) -> Call {
    Call::internal(env.id(), operation, Caller::CommandLine)
}

/// The account with a login id.
fn find(
    env: &Env,
    login_id: &str,
) -> Result<tegata_domain::kernel::Id<tegata_domain::kernel::kind::Account>, StartError> {
    let filter = AccountFilter { login_id: Some(login_id.to_owned()), ..AccountFilter::default() };
    let page = PageRequest { limit: 1, after: None };
    let found = admin::list(env, &filter, page).map_err(explained)?;
    let first = found.items.first().map(|view| view.account.id);
    first.ok_or_else(|| StartError(format!("there is no account {login_id}")))
}

/// A failure in words for a terminal.
fn explained(failure: Failure) -> StartError {
    let problem = Problem::from(failure);
    let body = problem.body(Language::En, "", "", "");
    let fields: Vec<String> = body
        .errors
        .iter()
        .map(|error| format!("\n  {}: {}", error.pointer, error.detail))
        .collect();
    let internal = problem.refusal.internal.unwrap_or_default();
    StartError(format!("{} {} {internal}{}", body.title, body.remedy, fields.join("")))
}
