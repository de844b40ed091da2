//! Many at once, on PostgreSQL: SQLite's single writer hides races.

mod assignments;
mod changes;
mod links;
mod organization;
mod reissue;
mod sign_in;
mod standing;

use tegata_tests::harness::Reply;

/// How many answers have this status.
fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

/// Goes on when exactly one has `won`, and every other was refused with one of these codes.
#[track_caller]
fn one_wins(replies: &[Reply], won: u16, codes: &[&str]) {
    assert_eq!(count(replies, won), 1, "{:?}", statuses(replies));
    for reply in replies.iter().filter(|reply| reply.status != won) {
        let code = reply.body["code"].as_str().unwrap_or_default();
        assert!(codes.contains(&code), "{} {}", reply.status, reply.text);
    }
}

/// The statuses, for a failure's text.
fn statuses(replies: &[Reply]) -> Vec<u16> {
    replies.iter().map(|reply| reply.status).collect()
}
