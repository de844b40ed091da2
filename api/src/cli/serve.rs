//! `tegata serve`

use std::net::TcpListener;
use std::time::Duration;

use actix_web::{HttpServer, web};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

use super::say;
use crate::config::{Profile, Settings};
use crate::http::App;
use crate::operations::metrics_text;
use crate::server::{Running, StartError, compose, prepare_or_wait, serve};

/// Serves until a signal says stop.
pub fn run(settings: &Settings) -> Result<(), StartError> {
    start_log(&settings.log)?;
    let metrics = PrometheusBuilder::new()
        .install_recorder()
        .map_err(|error| StartError(error.to_string()))?;
    actix_web::rt::System::new().block_on(serve_until_stopped(settings, metrics))
}

async fn serve_until_stopped(
    settings: &Settings,
    metrics: PrometheusHandle,
) -> Result<(), StartError> {
    let elsewhere = settings.operations_bind;
    let shown =
        (elsewhere.is_none() && settings.profile == Profile::Sandbox).then(|| metrics.clone());
    let listener = TcpListener::bind(settings.bind)
        .map_err(|error| StartError(format!("bind: {}: {error}", settings.bind)))?;
    let app = web::Data::new(compose(settings, shown)?);
    prepare_or_wait(app.clone()).await?;
    let running = serve(app.clone(), listener)?;
    let operations = match elsewhere {
        Some(bind) => Some(serve_metrics(bind, app.clone(), metrics.clone())?),
        None => None,
    };
    let upkeep = tokio::spawn(keep_small(metrics));
    welcome(settings, &running);
    let served = running.wait().await;
    upkeep.abort();
    if let Some(operations) = operations {
        operations.stop(false).await;
    }
    served
}

/// Folds what was measured into its distributions, which nobody else does when nobody asks for them.
async fn keep_small(metrics: PrometheusHandle) {
    let mut every = tokio::time::interval(Duration::from_secs(5));
    loop {
        every.tick().await;
        metrics.run_upkeep();
    }
}

/// Serves `/metrics` at an address of its own.
fn serve_metrics(
    bind: std::net::SocketAddr,
    app: web::Data<App>,
    metrics: PrometheusHandle,
) -> Result<actix_web::dev::ServerHandle, StartError> {
    let server = HttpServer::new(move || {
        let (app, metrics) = (app.clone(), metrics.clone());
        let render = move || {
            let (app, metrics) = (app.clone(), metrics.clone());
            async move { metrics_text(&app, &metrics).await }
        };
        actix_web::App::new().route("/metrics", web::get().to(render))
    })
    .workers(1)
    .disable_signals()
    .bind(bind)
    .map_err(|error| StartError(format!("operations_bind: {bind}: {error}")))?
    .run();
    let handle = server.handle();
    tokio::spawn(server);
    Ok(handle)
}

fn welcome(settings: &Settings, running: &Running) {
    let address = running.address;
    if settings.profile == Profile::Production {
        tracing::info!(%address, "serving");
        return;
    }
    let database = if tegata_infra::database::is_postgres(&settings.database_url) {
        "PostgreSQL"
    } else {
        &settings.database_url
    };
    say(&format!(
        "Tegata sandbox on http://{address}\n\n  \
         docs     http://{address}/docs/\n  \
         mailbox  http://{address}/v1/sandbox/mails\n  \
         clock    http://{address}/v1/sandbox/clock\n  \
         data     {database}\n\n\
         Begin with docs/tutorial/1-account.md: ask for a registration link, then read it in the mailbox:\n\n  \
         curl -s http://{address}/v1/registrations -H 'Content-Type: application/json' \\\n       \
         -d '{{\"email\":\"taro@example.jp\",\"accept_terms\":true,\"terms_version\":\"{terms}\"}}'\n  \
         curl -s http://{address}/v1/sandbox/mails\n",
        terms = settings.terms_version,
    ));
}

/// Logs as JSON lines: a text log can be forged by what clients send.
fn start_log(filter: &str) -> Result<(), StartError> {
    let filter: Targets = filter.parse().map_err(|error| StartError(format!("log: {error}")))?;
    let lines = fmt::layer().json().flatten_event(true).with_writer(std::io::stderr);
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .try_init()
        .map_err(|error| StartError(error.to_string()))
}
