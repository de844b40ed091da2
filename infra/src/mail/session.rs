//! A connection to the mail server: opened, signed in, and used for one mail after another.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use tokio::time::timeout;

use super::reply::Fault;
use super::stream::{Encrypted, connect};
use super::{Security, SmtpSettings};

/// How to open a session: the settings, checked.
pub(super) struct Dialer {
    host: String,
    port: u16,
    security: Security,
    tls: TlsParameters,
    credentials: Option<Credentials>,
    hello: ClientId,
    limit: Duration,
}

impl Dialer {
    /// Checks the settings.
    ///
    /// # Errors
    /// What is wrong with them, for the operator.
    pub(super) fn new(settings: &SmtpSettings) -> Result<Self, String> {
        let credentials = match (&settings.username, &settings.password) {
            (None, None) => None,
            (Some(name), Some(password)) => {
                Some(Credentials::new(name.clone(), password.expose().to_owned()))
            }
            _ => return Err("give the mail server's user name and password, or neither".to_owned()),
        };
        let hello = match &settings.hello_name {
            None => ClientId::default(),
            Some(name) if name.bytes().all(|b| b.is_ascii_graphic()) && !name.is_empty() => {
                ClientId::Domain(name.clone())
            }
            Some(name) => return Err(format!("{name:?} is no host name")),
        };
        Ok(Self {
            host: settings.host.clone(),
            port: settings.port,
            security: settings.security,
            tls: tls(settings)?,
            credentials,
            hello,
            limit: Duration::from_secs(settings.timeout_seconds),
        })
    }

    /// Opens a session, signed in where the settings say so.
    pub(super) async fn dial(&self) -> Result<Session, Fault> {
        let limit = self.limit;
        let stream = connect(&self.host, self.port, limit)
            .await
            .map_err(|error| Fault::Silence(format!("cannot connect: {error}")))?;
        let stream: Box<dyn AsyncTokioStream> = match self.security {
            Security::Tls => {
                Box::new(within(limit, Encrypted::over(stream, self.tls.clone())).await?)
            }
            Security::None | Security::StartTls => Box::new(stream),
        };
        let hello = AsyncSmtpConnection::connect_with_transport(stream, &self.hello);
        let mut smtp = within(limit, hello).await?;
        if self.security == Security::StartTls {
            within(limit, smtp.starttls(self.tls.clone(), &self.hello)).await?;
        }
        if let Some(credentials) = &self.credentials {
            within(limit, smtp.auth(DEFAULT_MECHANISMS, credentials)).await?;
        }
        Ok(Session { smtp, limit })
    }
}

/// The certificates to believe: the public ones and the operator's own.
fn tls(settings: &SmtpSettings) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.extra_root {
        let wrong = |why: String| format!("{}: {why}", path.display());
        let pem = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let root = Certificate::from_pem(&pem).map_err(|error| wrong(error.to_string()))?;
        builder = builder.add_root_certificate(root);
    }
    builder.build().map_err(|error| error.to_string())
}

/// An open session.
pub(super) struct Session {
    smtp: AsyncSmtpConnection,
    limit: Duration,
}

impl Session {
    /// Begins a mail: names who sends it.
    pub(super) async fn begin(&mut self, from: &Address) -> Result<(), Fault> {
        let mail = Mail::new(Some(from.clone()), Vec::new());
        within(self.limit, self.smtp.command(mail)).await.map(drop)
    }

    /// Hands the mail over that was begun.
    pub(super) async fn deliver(
        &mut self,
        to: &Address,
        message: &[u8],
    ) -> Result<Response, Fault> {
        within(self.limit, self.smtp.command(Rcpt::new(to.clone(), Vec::new()))).await?;
        within(self.limit, self.smtp.command(Data)).await?;
        within(self.limit, self.smtp.message(message)).await
    }

    /// Drops the mail that was begun; the session is as new.
    pub(super) async fn reset(&mut self) -> Result<(), Fault> {
        within(self.limit, self.smtp.command(Rset)).await.map(drop)
    }

    /// Says goodbye. A server that does not answer is left all the same.
    pub(super) async fn quit(mut self) {
        let _ = within(self.limit, self.smtp.quit()).await;
    }
}

/// One step, within its time limit.
async fn within<T>(
    limit: Duration,
    step: impl Future<Output = Result<T, Error>>,
) -> Result<T, Fault> {
    match timeout(limit, step).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(Fault::Silence("no answer in time".to_owned())),
    }
}
