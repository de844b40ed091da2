//! What a server is for: a sandbox to try things in, or production (OPS-SBX-01).

use tegata_infra::mail::Security;

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
                settings.sandbox_beyond_loopback,
                "sandbox_beyond_loopback: production is no sandbox",
            );
            refuse(
                settings.argon2_memory_kib < 19_456 || settings.argon2_passes < 2,
                "argon2_memory_kib, argon2_passes: at least 19456 and 2 in production",
            );
        }
    }
    refuse_nothing(&mut faults, settings);
    faults
}

/// What no profile takes.
fn refuse_nothing(faults: &mut Vec<String>, settings: &Settings) {
    if settings.smtp_username.is_some() != settings.smtp_password.is_some() {
        faults.push("smtp_username, smtp_password: both or neither".to_owned());
    }
    if settings.database_connections == 0 {
        faults.push("database_connections: at least 1".to_owned());
    }
}
