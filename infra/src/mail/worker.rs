//! The loop that sends what is due.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join;
use futures_util::{StreamExt as _, stream};
use tegata_domain::env::Env;
use tegata_domain::kernel::Failure;
use tegata_domain::mail::service::Tried;
use tegata_domain::mail::{Due, service};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

use super::MailTransport;
use super::reply::{Fault, unsendable};

/// How long to sleep when nothing is due and nobody wakes: a retry or another process's mail waits
/// at most this long.
const POLL: Duration = Duration::from_secs(1);
/// How long to leave a store alone that failed.
const STORE_REST: Duration = Duration::from_secs(2);
/// How long one try may take. It ends well before its lease, after which another worker would send
/// the same mail.
const TRY: Duration = Duration::from_secs(120);
/// Mails leased at a time for each connection: enough to make leasing cheap, few enough that a killed
/// process leaves little behind. One that is told to stop gives back what it did not try.
const BATCH: usize = 64;
/// Tries that are written down in one transaction at most.
const RECORDED: usize = 256;

/// Sends due mails until `shutdown` says so; then finishes those in hand and leaves the rest to be
/// leased again. `wake` is notified when a mail was written, so that it need not wait for the poll.
pub async fn run(
    env: Env,
    transport: MailTransport,
    mut shutdown: watch::Receiver<bool>,
    wake: Arc<Notify>,
) {
    let limit = i64::try_from(transport.connections() * BATCH).unwrap_or(i64::MAX);
    while !stopping(&shutdown) {
        let pause = match blocking(&env, move |env| service::lease(env, limit)).await {
            Ok(batch) if batch.is_empty() => POLL,
            Ok(batch) => {
                send_all(&env, &transport, &shutdown, batch).await;
                continue;
            }
            Err(error) => {
                warn!(error, "no mails can be leased");
                STORE_REST
            }
        };
        transport.close_idle().await;
        tokio::select! {
            _ = shutdown.wait_for(|stop| *stop) => {}
            () = wake.notified() => {}
            () = sleep(pause) => {}
        }
    }
    transport.close().await;
}

/// Whether to stop: told so, or nobody is left to tell.
fn stopping(shutdown: &watch::Receiver<bool>) -> bool {
    *shutdown.borrow() || shutdown.has_changed().is_err()
}

/// Tries leased mails, and writes down how it went while others are still tried.
async fn send_all(
    env: &Env,
    transport: &MailTransport,
    shutdown: &watch::Receiver<bool>,
    batch: Vec<Due>,
) {
    let (tell, told) = mpsc::channel(batch.len());
    let left = Mutex::new(Vec::new());
    let untried = |due| {
        if let Ok(mut left) = left.lock() {
            left.push(due);
        }
    };
    let sending = async {
        let tell = tell;
        stream::iter(batch.into_iter().map(Arc::new))
            .for_each_concurrent(transport.connections(), |due| {
                let (tell, untried) = (&tell, &untried);
                async move {
                    // Only what is ours for long enough.
                    if stopping(shutdown) || env.clock.real() + TRY > due.leased_until {
                        return untried(due);
                    }
                    let tried = attempt(env, transport, &due).await;
                    let code = tried.reply_code;
                    info!(mail = %due.id, outcome = ?tried.outcome, reply_code = code, "mail tried");
                    let _nobody_listens = tell.send((due, tried)).await;
                }
            })
            .await;
    };
    join(sending, record_all(env, shutdown, told, transport.keeps_content())).await;
    let left = left.into_inner().unwrap_or_default();
    if let Err(error) = blocking(env, move |env| service::give_back(env, &left)).await {
        warn!(error, "mails that were not tried wait for the end of their lease");
    }
}

/// Writes down what is told, as much at once as there is.
async fn record_all(
    env: &Env,
    shutdown: &watch::Receiver<bool>,
    mut told: mpsc::Receiver<(Arc<Due>, Tried)>,
    keep: bool,
) {
    let mut tries = Vec::new();
    while told.recv_many(&mut tries, RECORDED).await > 0 {
        let tries: Arc<[_]> = std::mem::take(&mut tries).into();
        // What was sent but not written down is sent again, so this is worth repeating.
        while let Err(error) = record(env, &tries, keep).await {
            warn!(mails = tries.len(), error, "tries cannot be recorded");
            let now = env.clock.real();
            if stopping(shutdown) || tries.iter().all(|(due, _)| now >= due.leased_until) {
                break;
            }
            sleep(STORE_REST).await;
        }
    }
}

/// One try, in a task of its own: a mail that breaks the program breaks only its own try.
async fn attempt(env: &Env, transport: &MailTransport, due: &Arc<Due>) -> Tried {
    let (env, transport, due) = (env.clone(), transport.clone(), Arc::clone(due));
    let task = tokio::spawn(async move {
        match service::open(&env, &due) {
            Some(_) if due.expires_at <= env.clock.real() => {
                Some(Fault::Silence("too late to send".to_owned()).before_mail())
            }
            Some(content) => {
                timeout(TRY, transport.send(due.id, &content, env.clock.real())).await.ok()
            }
            None => Some(unsendable("sealed under a secret that is gone".to_owned())),
        }
    });
    match task.await {
        Ok(Some(tried)) => tried,
        Ok(None) => Fault::Silence("no end in time".to_owned()).before_mail(),
        Err(broken) if broken.is_panic() => unsendable("it breaks the program".to_owned()),
        Err(_) => Fault::Silence("the program ends".to_owned()).before_mail(),
    }
}

async fn record(env: &Env, tries: &Arc<[(Arc<Due>, Tried)]>, keep: bool) -> Result<(), String> {
    let tries = Arc::clone(tries);
    blocking(env, move |env| service::record(env, &tries, keep)).await
}

/// Calls the store on a thread that may block.
async fn blocking<T: Send + 'static>(
    env: &Env,
    work: impl FnOnce(&Env) -> Result<T, Failure> + Send + 'static,
) -> Result<T, String> {
    let env = env.clone();
    match spawn_blocking(move || work(&env)).await {
        Ok(done) => done.map_err(|failure| failure.to_string()),
        Err(broken) => Err(broken.to_string()),
    }
}
