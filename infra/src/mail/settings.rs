//! What operators say about the mail server.

use std::path::PathBuf;

use tegata_domain::kernel::PlainPassword;

/// How a connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all: a mail catcher, or a relay on this machine.
    None,
    /// Begins in the clear and must change to TLS before anything is said.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// A mail server and how to speak to it.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Its host name, which its certificate must carry.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The name to sign in with; absent for a server that asks for none.
    pub username: Option<String>,
    /// The password of that name.
    pub password: Option<PlainPassword>,
    /// Who mails come from: `Name <address>` or an address.
    pub from: String,
    /// What this machine calls itself to the server; its host name when absent.
    pub hello_name: Option<String>,
    /// Seconds to wait for a connection and for each answer.
    pub timeout_seconds: u64,
    /// How many connections are used at a time.
    pub connections: usize,
    /// Certificates, as PEM, to believe beside the public ones.
    pub extra_root: Option<PathBuf>,
}
