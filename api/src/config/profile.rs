//! What a server is for: a sandbox to try things in, or production (OPS-SBX-01).

use tegata_infra::mail::Security;
use url::form_urlencoded;

use super::Settings;

/// What a server is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// To try things in: readable mailbox, movable clock, loopback.
    Sandbox,
    /// For real.
    Production,
}

impl Profile {
    /// How it is written and stamped into a database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Production => "production",
        }
    }

    /// Reads what is written.
    pub fn named(text: &str) -> Option<Self> {
        [Self::Sandbox, Self::Production].into_iter().find(|profile| profile.as_str() == text)
    }
}

/// The secret of every sandbox. It is printed here, so it protects nothing and production refuses it.
pub const SANDBOX_SECRET: &str = "dGVnYXRhLXNhbmRib3gtc2VjcmV0LW5vdC1zZWNyZXQ=";

/// Everything that the profile refuses, by key. Protection is on; a sandbox takes it off.
pub fn check_profile(settings: &Settings) -> Vec<String> {
    let mut faults = Vec::new();
    let mut refuse = |wrong: bool, fault: &str| {
        if wrong {
            faults.push(fault.to_owned());
        }
    };
    match settings.profile {
        Profile::Sandbox => refuse(
            !settings.bind.ip().is_loopback() && !settings.sandbox_beyond_loopback,
            "bind: a sandbox shows its mails to everybody who reaches it, so it binds to loopback \
             unless sandbox_beyond_loopback is true",
        ),
        Profile::Production => {
            refuse(
                settings.secret.0 == SANDBOX_SECRET,
                "secret: production needs a secret of its own (32 random bytes in base64)",
            );
            refuse(
                settings.public_url.scheme() != "https",
                "public_url: production is reached by https alone",
            );
            refuse(
                settings.front_end_url.scheme() != "https",
                "front_end_url: mailed links lead to https alone",
            );
            refuse(
                !tegata_infra::database::is_postgres(&settings.database_url),
                "database_url: production runs on PostgreSQL",
            );
            refuse(settings.smtp_host.is_none(), "smtp_host: production needs a mail server");
            refuse(
                settings.smtp_security == Security::None && settings.smtp_username.is_some(),
                "smtp_security: credentials are not sent over an unprotected connection",
            );
            refuse(
                !says_how_it_is_protected(&settings.database_url),
                "database_url: say how the connection is protected (sslmode=verify-full)",
            );
            refuse(
                settings.terms_url.scheme() != "https",
                "terms_url: the terms are read by https alone",
            );
            refuse(
                settings.contact.ends_with("@example.com"),
                "contact: production needs a contact of its own",
            );
            refuse(
                settings.smtp_from.trim_end_matches('>').ends_with("@example.com"),
                "smtp_from: production needs a sender of its own",
            );
            refuse(
                settings.sandbox_beyond_loopback,
                "sandbox_beyond_loopback: production is no sandbox",
            );
            refuse(
                settings.argon2_memory_kib < 19_456 || settings.argon2_passes < 2,
                "argon2_memory_kib, argon2_passes: at least 19456 and 2 in production",
            );
        }
    }
    check_always(&mut faults, settings);
    faults
}

/// Whether a database URL has a parameter `sslmode`; in a password or a name it says nothing.
fn says_how_it_is_protected(url: &str) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "sslmode")
}

/// What no profile takes.
fn check_always(faults: &mut Vec<String>, settings: &Settings) {
    if settings.smtp_username.is_some() != settings.smtp_password.is_some() {
        faults.push("smtp_username, smtp_password: both or neither".to_owned());
    }
    let whole = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
    let at_least_one = [
        ("database_connections", i64::from(settings.database_connections)),
        ("workers", whole(settings.workers)),
        ("body_limit_bytes", whole(settings.body_limit_bytes)),
        ("argon2_lanes", whole(settings.argon2_lanes)),
        ("argon2_queue", whole(settings.argon2_queue)),
        ("smtp_connections", whole(settings.smtp_connections)),
        ("strangers_per_second", i64::from(settings.strangers_per_second)),
        ("lock_after", i64::from(settings.lock_after)),
        ("failures_per_client", i64::from(settings.failures_per_client)),
        ("mails_per_address", i64::from(settings.mails_per_address)),
        ("requests_per_client", i64::from(settings.requests_per_client)),
        ("access_token_seconds", settings.access_token_seconds),
        ("session_idle_seconds", settings.session_idle_seconds),
        ("session_absolute_seconds", settings.session_absolute_seconds),
        ("registration_link_seconds", settings.registration_link_seconds),
        ("recovery_link_seconds", settings.recovery_link_seconds),
        ("first_password_link_seconds", settings.first_password_link_seconds),
    ];
    let too_small = at_least_one.iter().filter(|(_, value)| *value < 1);
    faults.extend(too_small.map(|(key, _)| format!("{key}: at least 1")));
    if !(0..=settings.assignment_accept_days).contains(&settings.assignment_cancel_days) {
        faults.push("assignment_cancel_days: from 0 to assignment_accept_days".to_owned());
    }
    if !(1..=365).contains(&settings.assignment_accept_days) {
        faults.push("assignment_accept_days: from 1 to 365".to_owned());
    }
    if !(0..=23).contains(&settings.assignment_again_hour) {
        faults.push("assignment_again_hour: an hour of the day".to_owned());
    }
    if settings.terms_version.is_empty() {
        faults.push("terms_version: not empty".to_owned());
    }
    if settings.trusted_proxies.0.iter().any(|network| network.prefix_len() == 0) {
        faults.push("trusted_proxies: not the whole internet".to_owned());
    }
    let is_origin = |text: &String| {
        text.parse::<url::Url>().is_ok_and(|url| url.origin().ascii_serialization() == *text)
    };
    let bad = settings.cors_origins.0.iter().filter(|text| !is_origin(text));
    faults.extend(bad.map(|text| format!("cors_origins: {text} is no origin (https://host)")));
}
