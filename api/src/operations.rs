//! Operations: `/livez`, `/readyz`, `/metrics`, the public keys.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use metrics_exporter_prometheus::PrometheusHandle;
use serde::{Deserialize, Serialize};
use tegata_domain::kernel::Code;
use tegata_domain::reissue::review;
use utoipa::ToSchema;

use crate::http::{Answer, App, Request, Routes, Stranger, json};
use crate::problem::instant;

/// The routes.
pub fn routes(routes: &mut impl Routes) {
    routes.service(livez).service(readyz).service(read_metrics).service(read_public_keys);
}

/// Whether the process lives.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Liveness {
    /// `alive`.
    #[schema(example = "alive")]
    pub state: String,
}

/// Whether the process lives.
///
/// Says nothing of the database.
#[utoipa::path(
    tag = "operations", operation_id = "livez", security(()),
    responses((status = 200, description = "It lives.", body = Liveness)),
)]
#[get("/livez")]
pub async fn livez() -> Answer {
    Ok(json(StatusCode::OK, &Liveness { state: "alive".to_owned() }))
}

/// Whether the process can do its work.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Readiness {
    /// `ready`.
    #[schema(example = "ready")]
    pub state: String,
    /// `postgresql` or `sqlite`.
    #[schema(example = "sqlite")]
    pub database: String,
    /// Mails that wait to be sent.
    pub mails_waiting: i64,
    /// Since when the oldest of them waits.
    #[schema(format = DateTime)]
    pub oldest_mail_at: Option<String>,
}

/// Whether the process can do its work.
///
/// The database answers, its migrations have run, and the mails wait in this backlog.
#[utoipa::path(
    tag = "operations", operation_id = "readyz", security(()),
    responses((status = 200, description = "It can.", body = Readiness)),
)]
#[get("/readyz")]
pub async fn readyz(app: web::Data<App>, request: Request<Stranger>) -> Answer {
    let database = app.database.clone();
    let kind = if database.is_postgres() { "postgresql" } else { "sqlite" };
    let done = request.run(&app, move |env, _| {
        database.ping()?;
        let pending = database.pending_migrations()?;
        if !pending.is_empty() {
            let why = format!("{} migrations are pending", pending.len());
            return Err(tegata_domain::kernel::StoreError::Unavailable(why).into());
        }
        env.store.read(|tx| Ok(tx.mail_backlog()?))
    });
    let (waiting, oldest) = done.await?.value;
    Ok(json(
        StatusCode::OK,
        &Readiness {
            state: "ready".to_owned(),
            database: kind.to_owned(),
            mails_waiting: waiting,
            oldest_mail_at: oldest.map(instant),
        },
    ))
}

/// Read the metrics.
///
/// In the Prometheus text format, by route and status, without addresses. Production serves them at
/// another address alone.
#[utoipa::path(
    tag = "operations", operation_id = "read_metrics", security(()),
    responses((status = 200, description = "The metrics.", body = String, content_type = "text/plain", example = json!("tegata_requests_total{operation=\"read_me\",status=\"200\"} 42"))),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/metrics")]
pub async fn read_metrics(app: web::Data<App>) -> Answer {
    let metrics = app.metrics.as_ref().ok_or(Code::NotFound)?;
    let text = metrics_text(&app, metrics).await;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .body(text))
}

/// The metrics as they are now, in the Prometheus text format.
pub async fn metrics_text(app: &App, metrics: &PrometheusHandle) -> String {
    let (used, open) = app.database.pool_state();
    metrics::gauge!("tegata_database_connections", "state" => "used").set(f64::from(used));
    metrics::gauge!("tegata_database_connections", "state" => "open").set(f64::from(open));
    let backlog = app.blocking(|env| env.store.read(|tx| Ok(tx.mail_backlog()?))).await;
    if let Ok((waiting, oldest)) = backlog {
        let now = app.env.clock.real().as_second();
        #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
        {
            metrics::gauge!("tegata_mails_waiting").set(waiting as f64);
            let age = oldest.map_or(0, |oldest| now - oldest.as_second());
            metrics::gauge!("tegata_oldest_mail_age_seconds").set(age as f64);
        }
    }
    if let Ok(backlog) = app.blocking(review::backlog).await {
        #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
        {
            metrics::gauge!("tegata_reissue_waiting").set(backlog.waiting as f64);
            metrics::gauge!("tegata_reissue_overdue").set(backlog.overdue as f64);
            metrics::gauge!("tegata_reissue_oldest_age_seconds").set(backlog.oldest_age as f64);
        }
    }
    metrics.render()
}

/// A public key (RFC 8037).
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Jwk {
    /// `OKP`.
    #[schema(example = "OKP")]
    pub kty: String,
    /// `Ed25519`.
    #[schema(example = "Ed25519")]
    pub crv: String,
    /// The key's id, `kid` in tokens.
    #[schema(example = "2026-11-21-1")]
    pub kid: String,
    /// `sig`.
    #[serde(rename = "use")]
    #[schema(example = "sig")]
    pub usage: String,
    /// `EdDSA`.
    #[schema(example = "EdDSA")]
    pub alg: String,
    /// The key in base64url.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    pub x: String,
}

/// A set of public keys (RFC 7517).
#[derive(Serialize, Deserialize, ToSchema)]
pub struct JwkSet {
    /// The keys; the next one is here before it signs.
    pub keys: Vec<Jwk>,
}

/// Read the public keys of access tokens.
///
/// For partners who verify tokens themselves.
#[utoipa::path(
    tag = "operations", operation_id = "read_public_keys", security(()),
    responses((status = 200, description = "The keys.", body = JwkSet)),
)]
#[get("/.well-known/jwks.json")]
pub async fn read_public_keys(app: web::Data<App>, request: Request<Stranger>) -> Answer {
    let tokens = app.tokens.clone();
    let keys = request.run(&app, move |_, _| Ok(tokens.published()?)).await?.value;
    let keys = keys.into_iter().map(|key| Jwk {
        kty: "OKP".to_owned(),
        crv: "Ed25519".to_owned(),
        kid: key.kid,
        usage: "sig".to_owned(),
        alg: "EdDSA".to_owned(),
        x: key.x,
    });
    let mut response = json(StatusCode::OK, &JwkSet { keys: keys.collect() });
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, header::HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}
