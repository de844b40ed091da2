//! Assignments that wait: to be accepted, or to be stored as expired. Each is a batch of its own, of a
//! record of the company that has many, to an account of a company that owns nothing.

use std::fmt::Write as _;

use tegata_domain::env::Env;
use tegata_domain::kernel::Pin;

use super::stock::ADDRESSEES;
use crate::Outcome;
use crate::cluster::Cluster;

/// How many, and when they were sent.
#[derive(Debug, Clone, Copy)]
pub enum Sent {
    /// They can be accepted.
    Now(usize),
    /// Nobody can accept them any more.
    TenDaysAgo(usize),
}

/// Writes them: each record goes to every addressee before the next does. What is due has records of its
/// own.
const WRITE: &str = "
    SET session_replication_role = replica;
    CREATE TEMPORARY TABLE waiting AS
        SELECT k, decode(hex, 'hex') AS pin, gen_random_uuid() AS batch, gen_random_uuid() AS id,
               now() - interval '{days} days' AS sent, r.*, t.company_id AS to_company,
               t.email, t.email_key, o.account_id AS sender
          FROM unnest('{pins}'::text[]) WITH ORDINALITY AS pins (hex, k)
          JOIN (SELECT row_number() OVER () AS at, *
                  FROM (SELECT c.id AS record, c.company_id, registered_at, mawb FROM cargo_records c
                          JOIN bench_traders o ON o.company_id = c.company_id AND o.at = 0
                         ORDER BY registered_at, c.id OFFSET {skipped} LIMIT 500) oldest) r
            ON r.at = (k - 1) / {addressees} + 1
          JOIN bench_traders t ON t.at = {first} + (k - 1) % {addressees}
          JOIN bench_traders o ON o.at = 0;
    INSERT INTO assignment_batches
        SELECT batch, 'cargo', company_id, sender, email, email_key, NULL, 'ja', pin, true, 0, 0, batch,
               sent, sent FROM waiting;
    INSERT INTO assignments
        SELECT id, batch, 'cargo', company_id, record, registered_at, mawb, email_key, 'pending', sent,
               NULL, NULL, NULL, NULL, false FROM waiting;";

/// Sends so many; gives their PINs.
pub async fn send(
    env: &Env,
    cluster: &Cluster,
    database: &str,
    sent: Sent,
) -> Outcome<Vec<String>> {
    let (count, days, skipped) = match sent {
        Sent::Now(count) => (count, 0, 0),
        Sent::TenDaysAgo(count) => (count, 10, 500),
    };
    let pins: Vec<Pin> = (0..count).map(|_| Pin::new(&*env.entropy)).collect();
    let mut digests = Vec::new();
    for pin in &pins {
        let mut hex = String::new();
        for byte in pin.digest(&*env.keys).0 {
            write!(hex, "{byte:02x}")?;
        }
        digests.push(hex);
    }
    let script = WRITE
        .replace("{days}", &days.to_string())
        .replace("{skipped}", &skipped.to_string())
        .replace("{first}", &ADDRESSEES.start.to_string())
        .replace("{addressees}", &ADDRESSEES.len().to_string())
        .replace("{pins}", &format!("{{{}}}", digests.join(",")));
    cluster.run(database, &script).await?;
    Ok(pins.iter().map(Pin::shown).collect())
}
