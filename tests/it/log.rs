//! The log of this process, as the server writes it: JSON, from debug upwards.

use std::io::Write;
use std::sync::{Mutex, MutexGuard, OnceLock};

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static STARTED: OnceLock<()> = OnceLock::new();

struct Sink;

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        held().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn held() -> MutexGuard<'static, Vec<u8>> {
    LOG.lock().expect("nobody panics while writing")
}

/// Captures what every test of this process logs from now on.
pub fn capture() {
    STARTED.get_or_init(|| {
        tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
            .with_writer(|| Sink)
            .try_init()
            .expect("the only log");
    });
}

/// What was captured so far.
pub fn captured() -> String {
    String::from_utf8_lossy(&held()).into_owned()
}
