//! `tegata doctor`: looks at everything that the server depends on, and says what is wrong.

use tegata_domain::kernel::Clock as _;
use tegata_infra::SystemClock;

use super::say;
use crate::config::{Profile, Settings};
use crate::server::{StartError, database, keys, smtp};

/// Looks at everything; fails when anything is wrong.
pub fn run(settings: &Settings) -> Result<(), StartError> {
    let mut wrong = 0_u32;
    let mut report = |name: &str, result: Result<String, String>| match result {
        Ok(fact) => say(&format!("ok    {name}: {fact}")),
        Err(fault) => {
            wrong += 1;
            say(&format!("FAIL  {name}: {fault}"));
        }
    };
    report("settings", Ok(format!("{} profile", settings.profile.as_str())));
    let database = database(settings);
    let kind = if database.is_postgres() { "PostgreSQL answers" } else { "SQLite answers" };
    report("database", database.ping().map(|()| kind.to_owned()).map_err(|e| e.to_string()));
    report(
        "migrations",
        match database.pending_migrations() {
            Ok(pending) if pending.is_empty() => Ok("all have run".to_owned()),
            Ok(pending) => Err(format!("{} have not run: tegata migrate", pending.len())),
            Err(error) => Err(error.to_string()),
        },
    );
    report(
        "clock",
        match database.clock_skew(SystemClock.real()) {
            Ok(seconds) if seconds.abs() <= 5 => Ok(format!("{seconds} s from the database's")),
            Ok(seconds) => Err(format!("{seconds} s from the database's")),
            Err(error) => Err(error.to_string()),
        },
    );
    report("keys", check_keys(settings));
    report("mail server", check_mail(settings));
    if wrong == 0 { Ok(()) } else { Err(StartError(format!("{wrong} of these need attention"))) }
}

fn check_keys(settings: &Settings) -> Result<String, String> {
    keys(settings).map_err(|error| error.to_string())?;
    let app = crate::server::compose(settings, None).map_err(|error| error.to_string())?;
    let published = app.tokens.published().map_err(|error| error.to_string())?;
    Ok(format!("the secret is usable, {} signing keys are published", published.len()))
}

fn check_mail(settings: &Settings) -> Result<String, String> {
    let Some(smtp) = smtp(settings) else {
        return match settings.profile {
            Profile::Sandbox => Ok("none; mails stay in the sandbox mailbox".to_owned()),
            Profile::Production => Err("none".to_owned()),
        };
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(tegata_infra::mail::probe(&smtp))?;
    Ok(format!("{}:{} takes our sign-in", smtp.host, smtp.port))
}
