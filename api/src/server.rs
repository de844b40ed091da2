//! The composition root: settings become ports, ports become the application, the application serves.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_cors::Cors;
use actix_web::middleware::from_fn;
use actix_web::{App as Server, HttpServer, web};
use tegata_domain::access::AccessPolicy;
use tegata_domain::account::AccountPolicy;
use tegata_domain::assignment::{self, AssignmentPolicy};
use tegata_domain::cargo::code;
use tegata_domain::env::{Env, Settings as DomainSettings};
use tegata_domain::kernel::{Clock, DAY, Keys, MINUTE, PlainPassword, later};
use tegata_domain::password::temporary;
use tegata_infra::mail::{MailTransport, SmtpPool, SmtpSettings};
use tegata_infra::{
    Argon2Settings, Database, DatabaseSettings, HashLanes, SandboxClock, SecretKey, ServerKeys,
    SignedTokens, SystemClock, SystemEntropy, TokenSettings,
};
use tokio::sync::watch;

use crate::config::{Profile, Settings};
use crate::docs::{self, Docs};
use crate::http::frame::{fallback, frame, gate};
use crate::http::{App, Dispatch, FloodLimit, OperationTable, Turns};
use crate::openapi::{self, Served};

/// Why a server cannot be put together.
#[derive(Debug)]
pub struct StartError(pub String);

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}

impl<E: Into<Box<dyn std::error::Error>>> From<E> for StartError
where
    E: NotStartError,
{
    fn from(error: E) -> Self {
        Self(error.into().to_string())
    }
}

/// The errors that starting can meet.
pub trait NotStartError {}
impl NotStartError for std::io::Error {}
impl NotStartError for tegata_domain::kernel::StoreError {}
impl NotStartError for matchit::InsertError {}
impl NotStartError for String {}

/// Opens the database that the settings name.
pub fn database(settings: &Settings) -> Arc<Database> {
    Arc::new(Database::new(&DatabaseSettings {
        url: settings.database_url.clone(),
        connections: settings.database_connections,
        connection_timeout: Duration::from_millis(settings.database_timeout_ms),
        lock_timeout: Duration::from_millis(settings.database_lock_timeout_ms),
    }))
}

/// The keys that the settings name.
///
/// # Errors
/// For a secret that is not 32 bytes in base64.
pub fn keys(settings: &Settings) -> Result<Arc<dyn Keys>, StartError> {
    let read = |text: &str| {
        SecretKey::parse(text)
            .ok_or_else(|| StartError("secret: not 32 bytes in base64".to_owned()))
    };
    let present = read(&settings.secret.0)?;
    let previous: Vec<SecretKey> =
        settings.previous_secrets.0.iter().map(|one| read(&one.0)).collect::<Result<_, _>>()?;
    Ok(Arc::new(ServerKeys::new(&present, &previous, Arc::new(SystemEntropy))))
}

/// How the settings reach the mail server.
pub fn smtp(settings: &Settings) -> Option<SmtpSettings> {
    Some(SmtpSettings {
        host: settings.smtp_host.clone()?,
        port: settings.smtp_port,
        security: settings.smtp_security,
        username: settings.smtp_username.clone(),
        password: settings.smtp_password.as_ref().map(|one| PlainPassword::new(one.0.clone())),
        from: settings.smtp_from.clone(),
        hello_name: settings.smtp_hello_name.clone(),
        timeout_seconds: settings.smtp_timeout_seconds,
        connections: settings.smtp_connections,
        extra_root: settings.smtp_extra_root.clone(),
    })
}

/// What the rules read of the settings.
pub fn domain_settings(settings: &Settings) -> DomainSettings {
    let without_slash = |url: &url::Url| url.as_str().trim_end_matches('/').to_owned();
    DomainSettings {
        front_end_url: without_slash(&settings.front_end_url),
        terms_version: settings.terms_version.clone(),
        terms_url: without_slash(&settings.terms_url),
        contact: settings.contact.clone(),
        access: AccessPolicy {
            lock_after: settings.lock_after,
            failures_per_client: settings.failures_per_client,
            access_token: settings.access_token_seconds,
            session_idle: settings.session_idle_seconds,
            session_absolute: settings.session_absolute_seconds,
            refresh_window: settings.refresh_window_seconds,
            ..AccessPolicy::default()
        },
        account: AccountPolicy {
            registration_link: settings.registration_link_seconds,
            recovery_link: settings.recovery_link_seconds,
            first_password_link: settings.first_password_link_seconds,
            mails_per_address: settings.mails_per_address,
            requests_per_client: settings.requests_per_client,
            ..AccountPolicy::default()
        },
        assignment: AssignmentPolicy {
            last_cancel_day: settings.assignment_cancel_days,
            last_accept_day: settings.assignment_accept_days,
            again_hour: settings.assignment_again_hour,
            ..AssignmentPolicy::default()
        },
    }
}

/// Puts the code lists of the settings in the place of the built-in ones.
///
/// # Errors
/// When a file cannot be read or used.
pub fn load_codes(settings: &Settings) -> Result<(), StartError> {
    let text = |key: &str, path: &Option<PathBuf>| {
        let read = path.as_ref().map(std::fs::read_to_string).transpose();
        read.map_err(|error| StartError(format!("{key}: {error}")))
    };
    let airports = text("airports", &settings.airports)?;
    let cargo = text("cargo_codes", &settings.cargo_codes)?;
    code::load(airports.as_deref(), cargo.as_deref())
        .map_err(|fault| StartError(format!("airports, cargo_codes: {fault}")))
}

/// Puts the application together. Connects to nothing.
///
/// # Errors
/// When a setting cannot be used.
pub fn compose(
    settings: &Settings,
    metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
) -> Result<App, StartError> {
    let database = database(settings);
    let clock: Arc<dyn Clock> = match settings.profile {
        Profile::Sandbox => Arc::new(SandboxClock::new(Arc::clone(&database))),
        Profile::Production => Arc::new(SystemClock),
    };
    compose_with(settings, metrics, database, clock)
}

/// Puts the application together on this database and clock.
///
/// # Errors
/// When a setting cannot be used.
pub fn compose_with(
    settings: &Settings,
    metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
    database: Arc<Database>,
    clock: Arc<dyn Clock>,
) -> Result<App, StartError> {
    load_codes(settings)?;
    let keys = keys(settings)?;
    let lanes = Argon2Settings {
        memory_kib: settings.argon2_memory_kib,
        passes: settings.argon2_passes,
        lanes: settings.argon2_lanes,
        queue: settings.argon2_queue,
        quiet: Duration::from_secs(60),
    };
    let tokens = Arc::new(SignedTokens::new(
        Arc::clone(&database),
        Arc::clone(&keys),
        Arc::clone(&clock),
        TokenSettings {
            issuer: settings.public_url.as_str().trim_end_matches('/').to_owned(),
            audience: settings.audience.clone(),
            publish_ahead: 10 * MINUTE,
            keep_old: settings.access_token_seconds + 10 * MINUTE,
        },
    ));
    let env = Env {
        store: database.clone(),
        clock,
        entropy: Arc::new(SystemEntropy),
        hasher: Arc::new(HashLanes::start(lanes, Arc::new(SystemEntropy))?),
        keys,
        signer: tokens.clone(),
        settings: Arc::new(domain_settings(settings)),
    };
    Ok(App {
        env,
        settings: settings.clone(),
        database,
        tokens,
        operations: OperationTable::new(openapi::routes)?,
        flood: FloodLimit::new(settings.strangers_per_second),
        exports: Turns::new(App::TURNS),
        files: Turns::new(App::TURNS),
        prepared: AtomicBool::new(false),
        metrics,
    })
}

/// Makes the database ready: a sandbox is migrated by itself, and a database is used for what it was
/// stamped for alone (OPS-SBX-01).
///
/// # Errors
/// When the database says no, or was made for another profile.
pub fn prepare(app: &App) -> Result<(), StartError> {
    let profile = app.settings.profile;
    if profile == Profile::Sandbox {
        app.database.migrate()?;
    }
    let pending = app.database.pending_migrations()?;
    if !pending.is_empty() {
        let count = pending.len();
        return Err(StartError(format!("{count} migrations have not run: tegata migrate")));
    }
    let stamp = app.database.stamp(profile.as_str(), app.env.clock.real())?;
    if stamp != profile.as_str() {
        return Err(StartError(format!("database_url: this database is a {stamp} database")));
    }
    app.prepared.store(true, Ordering::Release);
    Ok(())
}

/// Makes the database ready at the start. Production waits for one that cannot be reached: it says "not
/// ready" until it is there.
///
/// # Errors
/// Those of [`prepare`].
pub async fn prepare_or_wait(app: web::Data<App>) -> Result<(), StartError> {
    let prepared = web::block(move || match prepare(&app) {
        Err(error)
            if app.settings.profile == Profile::Production && app.database.ping().is_err() =>
        {
            tracing::warn!(%error, "the database cannot be reached yet");
            Ok(())
        }
        prepared => prepared,
    });
    prepared.await.map_err(|broken| StartError(broken.to_string()))?
}

/// Waits for a database that could not be reached at the start.
async fn prepare_later(app: web::Data<App>, mut stopping: watch::Receiver<bool>) {
    let mut every = tokio::time::interval(Duration::from_secs(1));
    while !app.prepared.load(Ordering::Acquire) {
        tokio::select! {
            _ = stopping.changed() => return,
            _ = every.tick() => {}
        }
        let tried = app.clone();
        match web::block(move || prepare(&tried)).await {
            Ok(Ok(())) => tracing::info!("the database is there"),
            Ok(Err(error)) => tracing::warn!(%error, "not ready to serve"),
            Err(error) => tracing::error!(%error, "preparing the database broke"),
        }
    }
}

/// A server that runs.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Stops it: requests and the mail in hand are finished.
    pub handle: actix_web::dev::ServerHandle,
    /// Ends when it has stopped.
    pub served: tokio::task::JoinHandle<std::io::Result<()>>,
    stop_background: watch::Sender<bool>,
    background: Vec<tokio::task::JoinHandle<()>>,
}

impl Running {
    /// Waits until the server stops, by signal or handle, and then for its background work.
    ///
    /// # Errors
    /// When serving failed.
    pub async fn wait(self) -> Result<(), StartError> {
        let served = self.served.await;
        let _nobody_listens = self.stop_background.send(true);
        for task in self.background {
            let _already_gone = task.await;
        }
        match served {
            Ok(result) => Ok(result?),
            Err(error) => Err(StartError(error.to_string())),
        }
    }
}

/// Serves an application on a listener, with its mail worker and its tidying.
///
/// # Errors
/// When the mail server's settings cannot be used, or nothing can be served.
pub fn serve(app: web::Data<App>, listener: TcpListener) -> Result<Running, StartError> {
    let address = listener.local_addr()?;
    let transport = match smtp(&app.settings) {
        Some(smtp) => MailTransport::Smtp(SmtpPool::new(&smtp)?),
        None => MailTransport::Capture,
    };
    let (stop_background, stopping) = watch::channel(false);
    let worker = tegata_infra::mail::run(
        app.env.clone(),
        transport,
        stopping.clone(),
        Arc::clone(app.database.mail_due()),
    );
    let background = vec![
        tokio::spawn(worker),
        tokio::spawn(tidy(app.clone(), stopping.clone())),
        tokio::spawn(prepare_later(app.clone(), stopping)),
    ];
    let settings = app.settings.clone();
    let (document, docs) = (web::Data::new(Served::default()), web::Data::new(Docs::default()));
    let server = HttpServer::new(move || {
        let mut dispatch = Dispatch::default();
        openapi::routes(&mut dispatch);
        Server::new()
            .app_data(app.clone())
            .app_data(document.clone())
            .app_data(docs.clone())
            .service(dispatch)
            .service(web::redirect("/docs", "/docs/"))
            .service(docs::page())
            .default_service(web::to(fallback))
            .wrap(from_fn(gate))
            .wrap(cors(&app.settings))
            .wrap(from_fn(frame))
    })
    .workers(settings.workers.max(1))
    .worker_max_blocking_threads(256)
    .client_request_timeout(Duration::from_millis(settings.body_timeout_ms))
    .keep_alive(Duration::from_secs(settings.keep_alive_seconds))
    .shutdown_timeout(settings.shutdown_seconds)
    .listen(listener)?
    .run();
    let handle = server.handle();
    Ok(Running { address, handle, served: tokio::spawn(server), stop_background, background })
}

/// Which pages of other origins may call the API: none unless configured.
fn cors(settings: &Settings) -> Cors {
    let exposed = [
        "etag",
        "link",
        "location",
        "request-id",
        "ratelimit",
        "ratelimit-policy",
        "retry-after",
        "idempotent-replayed",
        "www-authenticate",
        "content-language",
    ];
    let cors =
        Cors::default().allow_any_method().allow_any_header().expose_headers(exposed).max_age(600);
    settings.cors_origins.0.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

/// Removes what is over, in small pieces, every ten minutes. No rule depends on it.
async fn tidy(app: web::Data<App>, mut stopping: watch::Receiver<bool>) {
    let mut every = tokio::time::interval(Duration::from_secs(600));
    loop {
        tokio::select! {
            _ = stopping.changed() => return,
            _ = every.tick() => {}
        }
        app.flood.tidy();
        let tidied = app.blocking(tidy_all).await;
        if let Err(problem) = tidied {
            tracing::warn!(why = ?problem.refusal.internal, "tidying failed");
        }
    }
}

/// Rows that one tidying removes of each kind at most.
const PIECE: i64 = 1_000;

/// Batches of assignments that one tidying stores as expired at most: each may hold many.
const BATCHES: i64 = 100;

/// Pieces that are removed in one go at most, so that tidying never keeps others from writing long.
const PIECES: usize = 200;

fn tidy_all(env: &Env) -> Result<(), tegata_domain::kernel::Failure> {
    for _ in 0..PIECES {
        if tidy_once(env)? == 0 {
            break;
        }
    }
    Ok(())
}

fn tidy_once(env: &Env) -> Result<usize, tegata_domain::kernel::Failure> {
    let real = env.clock.real();
    let erased = temporary::sweep(env, PIECE)?;
    let expired = assignment::expiry::expire(env, BATCHES)?;
    let removed = env.store.write(|tx| {
        let day = later(real, -DAY);
        let month = later(real, -30 * DAY);
        Ok(tx.sweep_keys(day, PIECE)?
            + tx.sweep_counters(day, PIECE)?
            + tx.sweep_withheld(day, PIECE)?
            + tx.erase_ended(month, PIECE)?
            + tx.sweep_access(month, later(real, -env.settings.access.device_idle), PIECE)?
            + tx.sweep_links(month, PIECE)?)
    })?;
    Ok(erased + expired + removed)
}
