//! When the worker is woken: for a mail, and for nothing else.

use std::sync::Arc;

use futures_util::FutureExt as _;
use tegata::server::{compose_with, database, prepare};
use tegata_domain::kernel::{Code, EmailAddress, Failure, HOUR, Language, Refusal, later};
use tegata_domain::mail::Letter;
use tegata_domain::mail::service::{Recipient, enqueue, withhold};
use tegata_tests::harness::{Folder, TestClock, settings};

/// OPS-MAIL-01: a request that writes no mail costs the worker no look into the outbox.
#[test]
fn the_worker_is_woken_by_mails_alone() {
    let folder = Folder::new();
    let settings = settings(&folder.0.join("wake.db").display().to_string(), &[]);
    let database = database(&settings);
    let clock = Arc::new(TestClock::new(Arc::clone(&database)));
    let app = compose_with(&settings, None, database, clock).expect("an application");
    prepare(&app).expect("a database");
    let env = &app.env;
    let woken = || app.database.mail_due().notified().now_or_never().is_some();
    let address = EmailAddress::parse("taro@example.jp").expect("an address");
    let taro = || Recipient { address: &address, account: None, language: Language::En };
    let token = env.token("tgreg");
    let letter = Letter::RegistrationLink { token, expires_at: later(env.clock.real(), HOUR) };

    env.store.read(|tx| Ok(tx.mail_backlog()?)).expect("a look");
    env.store.write(|tx| Ok(tx.sweep_keys(env.clock.real(), 1)?)).expect("a change");
    assert!(!woken(), "nobody wrote a mail");
    let refused = env.store.write(|tx| -> Result<(), Failure> {
        enqueue(env, tx, taro(), &letter)?;
        Err(Refusal::new(Code::NotFound).into())
    });
    assert!(refused.is_err() && !woken(), "the mail was taken back");
    env.store.write(|tx| enqueue(env, tx, taro(), &letter)).expect("a mail");
    assert!(woken(), "a mail was written");
    assert!(!woken(), "once");
    // The unknown must not be told from the known by what the server does next.
    env.store.write(|tx| withhold(env, tx, taro(), &letter)).expect("a mail to nobody");
    assert!(woken(), "a mail to nobody was written");
}
