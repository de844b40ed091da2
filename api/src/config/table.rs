//! The table of settings: key, type, default and meaning of each.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use tegata_infra::mail::Security;
use url::Url;

use super::Profile;
use super::value::{List, Masked, Value};

/// One setting, as it is documented.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its key in the file.
    pub key: &'static str,
    /// What kind of value it has.
    pub kind: &'static str,
    /// Its default; empty for none.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

macro_rules! settings {
    ($($key:ident: $type:ty = $default:expr, $meaning:literal;)*) => {
        /// All settings.
        #[derive(Debug, Clone)]
        pub struct Settings {
            $(#[doc = $meaning] pub $key: $type,)*
        }

        /// All settings, as they are documented.
        pub const SETTINGS: &[Setting] = &[
            $(Setting {
                key: stringify!($key),
                kind: <$type as Value>::KIND,
                default: $default,
                meaning: $meaning,
            },)*
        ];

        impl Settings {
            /// Reads the values; what is not given has its default. Every fault is added.
            pub(super) fn from_values(
                values: &BTreeMap<String, String>,
                faults: &mut Vec<String>,
            ) -> Option<Self> {
                $(let $key = read::<$type>(values, stringify!($key), $default, faults);)*
                Some(Self { $($key: $key?,)* })
            }
        }
    };
}

fn read<T: Value>(
    values: &BTreeMap<String, String>,
    key: &str,
    default: &str,
    faults: &mut Vec<String>,
) -> Option<T> {
    let text = values.get(key).map_or(default, String::as_str);
    T::read(text).map_err(|fault| faults.push(format!("{key}: {fault}"))).ok()
}

settings! {
    profile: Profile = "sandbox", "What the server is for. A sandbox has a readable mailbox and a movable clock; production refuses both.";
    bind: SocketAddr = "127.0.0.1:8080", "Where the API listens.";
    operations_bind: Option<SocketAddr> = "", "Where `/metrics` listens. Without it, a sandbox shows metrics at the API's address and production shows none.";
    sandbox_beyond_loopback: bool = "false", "Lets a sandbox listen beyond loopback, where others can read its mails.";
    database_url: String = "tegata-sandbox.db", "`postgres://user:password@host/database?sslmode=verify-full`, or the path of a SQLite file.";
    database_connections: u32 = "16", "Connections to the database at most. SQLite has one more, for its writes.";
    database_timeout_ms: u64 = "2000", "Milliseconds that a request waits for a free connection before it is refused with 503.";
    database_lock_timeout_ms: u64 = "5000", "Milliseconds that a transaction waits for another's row.";
    secret: Masked = super::profile::SANDBOX_SECRET, "The server's secret: 32 random bytes in base64, the same for all processes. The default protects nothing; production refuses it.";
    previous_secrets: List<Masked> = "", "Earlier secrets, which still open what they sealed.";
    public_url: Url = "http://127.0.0.1:8080", "Where clients reach the API; the issuer of access tokens and the base of problem types.";
    front_end_url: Url = "http://127.0.0.1:3000", "Where mailed links lead: the front end. Never taken from a request.";
    audience: String = "tegata", "The audience of access tokens.";
    terms_version: String = "2026-11", "The version of the terms that a registration must accept.";
    terms_url: Url = "http://127.0.0.1:3000/terms", "Where the terms can be read.";
    contact: String = "sales@example.com", "Whom to ask for an agency or deferred-payment account.";
    trusted_proxies: List<IpNet> = "", "Proxies whose `X-Forwarded-For` is believed.";
    cors_origins: List<String> = "", "Origins whose pages may call the API, such as `https://portal.example.com`. None by default.";
    strangers_per_second: u32 = "50", "Requests without an access token that one client network may send in a second, on average; four times as many at once.";
    workers: usize = "2", "Threads that serve requests.";
    body_limit_bytes: usize = "65536", "The largest request body.";
    body_timeout_ms: u64 = "10000", "Milliseconds in which a request body must arrive.";
    keep_alive_seconds: u64 = "75", "Seconds that a connection without a request stays open: longer than a proxy in front keeps it (commonly 60), or a request meets a connection that is just being closed.";
    shutdown_seconds: u64 = "30", "Seconds that requests and the mail in hand get to finish when the server stops.";
    log: String = "info,actix_http=off", "What is logged, as `target=level` pairs. Malformed requests of strangers fill no log by default.";
    argon2_memory_kib: u32 = "19456", "Memory of one password hash, in KiB.";
    argon2_passes: u32 = "2", "Passes of one password hash.";
    argon2_lanes: usize = "2", "Password hashes at once; no more than cores.";
    argon2_queue: usize = "64", "Password hashes that wait; the next is refused with 503.";
    smtp_host: Option<String> = "", "The mail server. Without one, a sandbox keeps mails in its mailbox.";
    smtp_port: u16 = "587", "The mail server's port.";
    smtp_security: Security = "starttls", "How the connection to the mail server is protected.";
    smtp_username: Option<String> = "", "The name to sign in to the mail server with.";
    smtp_password: Option<Masked> = "", "The password of that name.";
    smtp_from: String = "Tegata <noreply@example.com>", "Who mails come from.";
    smtp_hello_name: Option<String> = "", "What the server calls itself to the mail server; the host name by default.";
    smtp_timeout_seconds: u64 = "20", "Seconds to wait for the mail server's connection and each of its answers.";
    smtp_connections: usize = "2", "Connections to the mail server at a time.";
    smtp_extra_root: Option<PathBuf> = "", "Certificates in PEM to believe beside the public ones.";
    lock_after: u32 = "5", "Wrong passwords in a row that lock an account (ACC-LCK-01).";
    failures_per_client: u32 = "20", "Failed sign-ins of one client network in a quarter of an hour (ACC-LCK-03).";
    access_token_seconds: i64 = "600", "Life of an access token.";
    session_idle_seconds: i64 = "1209600", "Life of a session that is not refreshed.";
    session_absolute_seconds: i64 = "7776000", "Life of a session whatever it does.";
    refresh_window_seconds: i64 = "30", "How long a spent refresh token still gives the same successor.";
    registration_link_seconds: i64 = "86400", "Life of a registration or e-mail-change link (ACC-REG-04).";
    recovery_link_seconds: i64 = "3600", "Life of a recovery link (RCV-04).";
    first_password_link_seconds: i64 = "604800", "Life of the link to the first password of an account that an operator made.";
    mails_per_address: u32 = "5", "Mails that strangers can have sent to one address or login id in an hour.";
    airports: Option<PathBuf> = "", "A CSV file with the columns of `domain/data/airports_iata.csv` in place of the airports that are built in.";
    cargo_codes: Option<PathBuf> = "", "A CSV file with the columns of `domain/data/iata_cargo_codes.csv` in place of the code lists that are built in.";
    assignment_cancel_days: i32 = "6", "The last day after sending on which a company may cancel what it assigned (ASG-CAN-01).";
    assignment_accept_days: i32 = "7", "The last day after sending on which an assignment may be accepted (ASG-EXP-01).";
    assignment_again_hour: i8 = "6", "The hour of the next day, in Japan, from which it may be assigned again (ASG-EXP-02).";
    requests_per_client: u32 = "60", "Links, reminders and inquiries that one client network may ask for in an hour.";
}
