//! Where PostgreSQL is and how it is reached: the URL that libpq's users write.
//!
//! The driver reads most of it. What it does not know, or reads otherwise than libpq, is read here:
//! `sslmode` with its verifying modes, `sslrootcert`, `sslcert`, `sslkey`, `keepalives_count`, and
//! `tcp_user_timeout` in milliseconds. What the URL leaves open is set so that a dead host is noticed.

use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::tls::{self, Trust};

/// How long one host may take to connect where the URL does not say.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// When an idle connection is first asked whether it lives, and how often, where the URL does not say.
const KEEPALIVES_IDLE: Duration = Duration::from_secs(5);
const KEEPALIVES_INTERVAL: Duration = Duration::from_secs(2);
const KEEPALIVES_COUNT: u32 = 3;
/// How long sent data may stay unacknowledged where the URL does not say.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(5);

/// How the URL's `sslmode` is spelt for the driver, and what is asked of the server's certificate.
const MODES: [(&str, SslMode, Check); 6] = [
    ("disable", SslMode::Disable, Check::Nothing),
    // The driver cannot try without TLS first; with it first is no weaker.
    ("allow", SslMode::Prefer, Check::Nothing),
    ("prefer", SslMode::Prefer, Check::Nothing),
    ("require", SslMode::Require, Check::Nothing),
    ("verify-ca", SslMode::Require, Check::Chain),
    ("verify-full", SslMode::Require, Check::ChainAndName),
];

/// What is asked of the server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Check {
    Nothing,
    Chain,
    ChainAndName,
}

/// Reads a URL.
pub(super) fn read(url: &str) -> Result<(Config, MakeRustlsConnect), String> {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let mut mode = ("prefer", SslMode::Prefer, Check::Nothing);
    let (mut root, mut certificate, mut key) = (None, None, None);
    let (mut count, mut user_timeout) = (KEEPALIVES_COUNT, TCP_USER_TIMEOUT);
    let mut rest = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let number = || value.parse::<u32>().map_err(|_| format!("{name}: not a number"));
        let file = || percent_decoded(value).map(Some);
        match name {
            "sslmode" => {
                let known = MODES.into_iter().find(|(known, ..)| *known == value);
                mode = known.ok_or_else(|| format!("sslmode: {value} is none"))?;
            }
            "sslrootcert" => root = file()?,
            "sslcert" => certificate = file()?,
            "sslkey" => key = file()?,
            "keepalives_count" => count = number()?,
            "tcp_user_timeout" => user_timeout = Duration::from_millis(number()?.into()),
            _ => rest.push(pair),
        }
    }
    let mut config: Config = format!("{place}?{}", rest.join("&"))
        .parse()
        .map_err(|error| super::with_sources(&error))?;
    let (_, ssl, check) = mode;
    config.ssl_mode(ssl).keepalives_retries(count).tcp_user_timeout(user_timeout);
    let says = |name: &str| rest.iter().any(|pair| pair.starts_with(&format!("{name}=")));
    if !says("application_name") {
        config.application_name("tegata");
    }
    if !says("connect_timeout") {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if !says("keepalives_idle") {
        config.keepalives_idle(KEEPALIVES_IDLE);
    }
    if !says("keepalives_interval") {
        config.keepalives_interval(KEEPALIVES_INTERVAL);
    }
    let trust = match check {
        // As libpq: whoever names a root wants it looked at.
        Check::Nothing if root.is_none() || ssl != SslMode::Require => Trust::Anybody,
        Check::Nothing | Check::Chain => Trust::Chain,
        Check::ChainAndName => Trust::ChainAndName,
    };
    let root = root.filter(|root| root != "system");
    let identity = certificate.zip(key);
    Ok((config, tls::connector(trust, root.as_deref(), identity)?))
}

fn percent_decoded(value: &str) -> Result<String, String> {
    let decoded = percent_encoding::percent_decode_str(value).decode_utf8();
    decoded.map(Into::into).map_err(|_| "a file's name in the URL is no text".to_owned())
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::{Host, TargetSessionAttrs};

    use super::*;

    fn config(url: &str) -> Config {
        read(url).expect("a URL").0
    }

    #[test]
    fn what_the_url_leaves_open_notices_a_dead_host() {
        let open = config("postgres://app@db.example/tegata");
        assert_eq!(open.get_connect_timeout(), Some(&Duration::from_secs(2)));
        assert_eq!(open.get_keepalives_idle(), Duration::from_secs(5));
        assert_eq!(open.get_keepalives_retries(), Some(3));
        assert_eq!(open.get_tcp_user_timeout(), Some(&Duration::from_secs(5)));
        assert_eq!(open.get_application_name(), Some("tegata"));
        assert_eq!(open.get_ssl_mode(), SslMode::Prefer);
    }

    #[test]
    fn what_the_url_says_is_kept_in_the_units_of_libpq() {
        let said = config(
            "postgres://app@db.example/tegata?connect_timeout=7&keepalives_idle=60&\
             keepalives_interval=11&keepalives_count=9&tcp_user_timeout=1500&application_name=desk",
        );
        assert_eq!(said.get_connect_timeout(), Some(&Duration::from_secs(7)));
        assert_eq!(said.get_keepalives_idle(), Duration::from_secs(60));
        assert_eq!(said.get_keepalives_interval(), Some(Duration::from_secs(11)));
        assert_eq!(said.get_keepalives_retries(), Some(9));
        assert_eq!(said.get_tcp_user_timeout(), Some(&Duration::from_millis(1500)));
        assert_eq!(said.get_application_name(), Some("desk"));
    }

    #[test]
    fn several_hosts_are_tried_for_one_that_writes() {
        let several = config("postgres://app@a,b:5433,c/tegata?target_session_attrs=read-write");
        let hosts = ["a", "b", "c"].map(|host| Host::Tcp(host.to_owned()));
        assert_eq!(several.get_hosts(), hosts);
        assert_eq!(several.get_ports(), [5432, 5433, 5432]);
        assert_eq!(several.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
    }

    #[test]
    fn a_mode_is_never_weaker_than_it_says() {
        for (mode, expected) in [
            ("disable", SslMode::Disable),
            ("allow", SslMode::Prefer),
            ("prefer", SslMode::Prefer),
            ("require", SslMode::Require),
            ("verify-ca", SslMode::Require),
            ("verify-full", SslMode::Require),
        ] {
            let url = format!("postgres://app@db.example/tegata?sslmode={mode}");
            assert_eq!(config(&url).get_ssl_mode(), expected, "{mode}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused_and_no_password_repeated() {
        for query in ["sslmode=maybe", "gssencmode=disable", "tcp_user_timeout=soon"] {
            let url = format!("postgres://app:hunter2@db.example/tegata?{query}");
            let refused = read(&url).err().expect("a refusal");
            assert!(!refused.contains("hunter2"), "{refused}");
        }
        let missing = "postgres://app@db.example/tegata?sslmode=verify-full&sslrootcert=/no/such";
        assert!(read(missing).err().expect("a refusal").contains("sslrootcert"));
    }
}
