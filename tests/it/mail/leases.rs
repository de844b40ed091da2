//! Which worker has a mail.

use std::sync::Arc;

use tegata::server::{compose_with, database, prepare};
use tegata_domain::account::registration;
use tegata_domain::kernel::{Call, Caller};
use tegata_domain::mail::service;
use tegata_tests::harness::{TestClock, own_folder, settings};

/// OPS-MAIL-01: what a worker leased and did not try before it stopped, the next one has at once; what
/// it tried is not tried again.
#[test]
fn what_was_not_tried_is_given_back() {
    let folder = own_folder();
    let settings = settings(&folder.join("leases.db").display().to_string(), &[]);
    let database = database(&settings);
    let clock = Arc::new(TestClock::new(Arc::clone(&database)));
    // Nobody serves it, so that no other worker is there.
    let app = compose_with(&settings, None, database, clock).expect("an application");
    prepare(&app).expect("a database");
    let env = &app.env;
    for number in 0..3 {
        let command = registration::Request {
            email: format!("taro{number}@example.jp"),
            kind: "general".to_owned(),
            terms: registration::Terms { accepted: true, version: settings.terms_version.clone() },
        };
        let call = Call::internal(env.id(), "test", Caller::Stranger);
        registration::request(env, &call, &command).expect("a mail");
    }

    let mut leased = service::lease(env, 10).expect("a lease");
    assert_eq!(leased.len(), 3);
    assert_eq!(service::lease(env, 10).expect("a lease").len(), 0);
    let sent = service::Tried {
        outcome: tegata_domain::mail::Outcome::Accepted,
        reply_code: Some(250),
        reply: "2.0.0 kept".to_owned(),
    };
    let tried = leased.pop().expect("a mail");
    service::record(env, &[(Arc::new(tried), sent)], false).expect("written down");
    let untried: Vec<_> = leased.into_iter().map(Arc::new).collect();
    service::give_back(env, &untried).expect("given back");
    assert_eq!(service::lease(env, 10).expect("a lease").len(), 2);
    // Whoever gave them back has them no more: a late word of it changes nothing.
    service::give_back(env, &untried).expect("nothing to give");
    assert_eq!(service::lease(env, 10).expect("a lease").len(), 0);
    std::fs::remove_dir_all(folder).expect("it was there");
}
