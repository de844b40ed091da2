//! What is counted of an operation: its requests by status, and how long they took.

use std::sync::{OnceLock, RwLock};

use actix_web::http::StatusCode;
use metrics::{Counter, Histogram, SharedString};

/// The counters of one operation. Each is looked up among all metrics once, when it first counts, and
/// held from then on.
#[derive(Debug)]
pub struct Tally {
    operation: SharedString,
    seconds: OnceLock<Histogram>,
    answers: RwLock<Vec<(StatusCode, Counter)>>,
}

impl Tally {
    /// The tally of an operation that nobody called yet.
    pub fn new(operation: &str) -> Self {
        let operation = SharedString::from_shared(operation.into());
        Self { operation, seconds: OnceLock::new(), answers: RwLock::default() }
    }

    /// The operation's name in metrics and log.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// Counts an answer.
    pub fn count(&self, status: StatusCode, seconds: f64) {
        let name = || self.operation.clone();
        let histogram = || metrics::histogram!("tegata_request_seconds", "operation" => name());
        self.seconds.get_or_init(histogram).record(seconds);
        if !self.count_known(status) {
            let counter = metrics::counter!(
                "tegata_requests_total",
                "operation" => name(),
                "status" => status.as_str().to_owned()
            );
            counter.increment(1);
            if let Ok(mut answers) = self.answers.write() {
                answers.push((status, counter));
            }
        }
    }

    /// Counts an answer of a status that was counted before.
    fn count_known(&self, status: StatusCode) -> bool {
        let Ok(answers) = self.answers.read() else { return false };
        let known = answers.iter().find(|(known, _)| *known == status);
        known.inspect(|(_, counter)| counter.increment(1)).is_some()
    }
}
