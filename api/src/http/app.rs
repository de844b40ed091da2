//! What handlers share: the use cases' environment and what the process itself offers.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use actix_web::web;
use metrics_exporter_prometheus::PrometheusHandle;
use tegata_domain::env::Env;
use tegata_domain::kernel::{Code, Failure};
use tegata_infra::{Database, SignedTokens};

use super::{FloodLimit, OperationTable, Turns};
use crate::config::{Profile, Settings};
use crate::problem::Problem;

/// The application.
pub struct App {
    /// The use cases' ports and settings.
    pub env: Env,
    /// The settings of this process.
    pub settings: Settings,
    /// The database, for its health and the sandbox clock.
    pub database: Arc<Database>,
    /// The access tokens, for their public keys.
    pub tokens: Arc<SignedTokens>,
    /// The operations of the document.
    pub operations: OperationTable,
    /// The bound on floods.
    pub flood: FloodLimit,
    /// Turns at exports.
    pub exports: Turns,
    /// Turns at files of rows.
    pub files: Turns,
    /// Whether the database was found to be the one for this profile; until then nothing is served.
    pub prepared: AtomicBool,
    /// The metrics; absent when another server of this process has them.
    pub metrics: Option<PrometheusHandle>,
}

impl App {
    /// Exports that read at once, and files that are read at once. Two of them leave room for others
    /// on two processors; more would not be done sooner.
    pub const TURNS: usize = 2;

    /// Runs blocking work on its own thread.
    ///
    /// # Errors
    /// The work's refusal; [`Code::Internal`] when it panicked.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Env) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Problem> {
        let env = self.env.clone();
        match web::block(move || work(&env)).await {
            Ok(result) => result.map_err(Problem::from),
            Err(_) => Err(Code::Internal.into()),
        }
    }

    /// Where clients reach the API, without a slash at the end.
    pub fn base_url(&self) -> String {
        self.settings.public_url.as_str().trim_end_matches('/').to_owned()
    }

    /// Whether this is a sandbox (OPS-SBX-01).
    pub fn is_sandbox(&self) -> bool {
        self.settings.profile == Profile::Sandbox
    }
}
