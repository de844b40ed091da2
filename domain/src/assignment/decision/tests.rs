//! The whole table, day by day.

use uuid::Uuid;

use super::*;
use crate::assignment::Batch;
use crate::kernel::{EmailAddress, Id, Language, RecordKind, kind};

/// Noon of day 0.
const SENT: &str = "2026-12-01T12:00:00+09:00";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A time of day so many days after the sending, in Japan.
fn day(days: i8, time: &str) -> Timestamp {
    at(&format!("2026-12-{:02}T{time}+09:00", 1 + days))
}

fn company(number: u128) -> Id<kind::Company> {
    Id::from_uuid(Uuid::from_u128(number))
}

fn assignment(state: AssignmentState) -> Assignment {
    let ever_accepted = matches!(
        state,
        AssignmentState::Accepted | AssignmentState::Revoked | AssignmentState::Removed
    );
    let batch = Batch {
        id: Id::from_uuid(Uuid::from_u128(1)),
        kind: RecordKind::Cargo,
        company: company(2),
        company_name: "A".to_owned(),
        company_verified: true,
        sender: Id::from_uuid(Uuid::from_u128(3)),
        email: EmailAddress::parse("taro@example.jp").unwrap(),
        named_company: None,
        language: Language::Ja,
        sent_at: at(SENT),
        mailed_at: at(SENT),
        resends: 0,
        wrong_pins: 0,
        mail: Id::from_uuid(Uuid::from_u128(4)),
        mail_state: None,
        live: state == AssignmentState::Pending,
    };
    Assignment {
        id: Id::from_uuid(Uuid::from_u128(5)),
        batch,
        record: Uuid::from_u128(6),
        record_at: at(SENT),
        record_name: "131-12345675".to_owned(),
        state,
        accepted_by: ever_accepted.then(|| Id::from_uuid(Uuid::from_u128(7))),
        accepted_company: ever_accepted.then(|| company(8)),
        accepted_company_name: ever_accepted.then(|| "D".to_owned()),
        accepted_at: ever_accepted.then(|| at(SENT)),
        ended_at: None,
        released: false,
        first_seen_at: None,
        last_seen_at: None,
        latest: true,
        to_own: false,
    }
}

fn own(mut assignment: Assignment) -> Assignment {
    assignment.accepted_company = Some(assignment.batch.company);
    assignment
}

type Decided = Result<AssignmentState, Code>;

fn decided(
    assignment: &Assignment,
    command: Command,
    relation: Relation,
    now: Timestamp,
) -> Decided {
    decide(assignment, command, relation, &AssignmentPolicy::default(), now)
        .map_err(|refusal| refusal.code)
}

/// Whose command it is.
fn whose(command: Command) -> Relation {
    if Command::OF_SENDER.contains(&command) {
        Relation::Sender
    } else if Command::OF_ADDRESSEE.contains(&command) {
        Relation::Addressee
    } else {
        Relation::Operator
    }
}

const CONFLICT: Decided = Err(Code::AssignmentStateConflict);
const NO: [Decided; 9] = [CONFLICT; 9];

/// Cancel, Resend, Revoke, AssignAgain, Accept, SendPin, OperatorCancel, Release, Remove.
fn expected(state: AssignmentState, own: bool, now: Timestamp) -> [Decided; 9] {
    use AssignmentState::{Accepted, Cancelled, Expired, Pending, Removed, Revoked};
    let [cancel, resend, revoke, again, _, _, operator, release, remove] = NO;
    // Its addressee is told what became of it.
    let over = if state == Pending || state == Expired {
        Err(Code::AssignmentExpired)
    } else {
        Err(Code::AssignmentEnded)
    };
    let (accept, pin) = (over, over);
    let mail = if now < day(0, "12:01:00") { Err(Code::TooManyRequests) } else { Ok(Pending) };
    let cancelled =
        if now < day(7, "00:00:00") { Ok(Cancelled) } else { Err(Code::AssignmentDaySeven) };
    match state {
        Pending if now < day(8, "00:00:00") => {
            [cancelled, mail, revoke, again, Ok(Accepted), mail, Ok(Cancelled), release, remove]
        }
        Pending | Expired if now < day(8, "06:00:00") => {
            let early = Err(Code::AssignmentTooEarly);
            [cancel, resend, revoke, early, accept, pin, operator, Ok(Expired), remove]
        }
        Accepted if own => {
            let refused = Err(Code::OwnCompanyAssignment);
            [cancel, resend, refused, Ok(Pending), accept, pin, operator, release, Ok(Removed)]
        }
        Accepted => {
            let granted = Err(Code::AlreadyGranted);
            [cancel, resend, Ok(Revoked), granted, accept, pin, operator, release, remove]
        }
        Pending | Expired | Cancelled | Revoked | Removed => {
            [cancel, resend, revoke, Ok(Pending), accept, pin, operator, release, remove]
        }
    }
}

/// Every edge of the window, and a second on either side.
fn instants() -> Vec<Timestamp> {
    let mut instants = vec![at(SENT), day(0, "12:00:59"), day(0, "12:01:00")];
    for days in 0..10 {
        instants.push(day(days, "23:59:59"));
        instants.extend([day(days + 1, "00:00:00"), day(days + 1, "05:59:59")]);
        instants.extend([day(days + 1, "06:00:00"), day(days + 1, "12:00:00")]);
    }
    instants
}

#[test]
fn asg_act_01_the_whole_table_day_by_day() {
    for now in instants() {
        for state in AssignmentState::ALL {
            // One that was stored as expired is over, whatever the clock says.
            if *state == AssignmentState::Expired && now < day(8, "00:00:00") {
                continue;
            }
            for (assignment, is_own) in
                [(assignment(*state), false), (own(assignment(*state)), true)]
            {
                for (command, expected) in Command::ALL.iter().zip(expected(*state, is_own, now)) {
                    let decided = decided(&assignment, *command, whose(*command), now);
                    assert_eq!(decided, expected, "{state:?} {command:?} {now} own {is_own}");
                }
            }
        }
    }
}

#[test]
fn asg_acc_03_04_and_05_who_may_try_what() {
    let pending = assignment(AssignmentState::Pending);
    for command in Command::ALL {
        for relation in [
            Relation::Sender,
            Relation::Addressee,
            Relation::Colleague,
            Relation::Other,
            Relation::Operator,
        ] {
            if relation == whose(command) {
                continue;
            }
            let expected = match (command, relation) {
                (_, Relation::Operator) => Code::WrongActor,
                (command, _) if Command::OF_OPERATOR.contains(&command) => Code::WrongActor,
                (Command::Accept, Relation::Sender) => Code::OwnCompanyAssignment,
                (Command::Accept, Relation::Colleague) => Code::AddressedToColleague,
                (Command::Accept, _) => Code::PinUnknown,
                _ => Code::NotFound,
            };
            let decided = decided(&pending, command, relation, day(1, "00:00:00"));
            assert_eq!(decided, Err(expected), "{command:?} {relation:?}");
        }
    }
}

#[test]
fn asg_acc_03_a_colleague_is_told_who_can() {
    let pending = assignment(AssignmentState::Pending);
    let (policy, now) = (AssignmentPolicy::default(), day(1, "00:00:00"));
    let refusal = decide(&pending, Command::Accept, Relation::Colleague, &policy, now);
    assert_eq!(refusal.unwrap_err().params["email"], "t***@e***.jp");
}

#[test]
fn asg_acc_04_another_company_learns_nothing() {
    let now = day(1, "00:00:00");
    for state in AssignmentState::ALL {
        let policy = AssignmentPolicy::default();
        let refusal = decide(&assignment(*state), Command::Accept, Relation::Other, &policy, now);
        assert_eq!(refusal, Err(unknown()));
    }
}

#[test]
fn asg_exp_02_and_03_too_early_says_when_and_a_release_ends_it() {
    let (policy, now) = (AssignmentPolicy::default(), day(8, "05:59:59"));
    let mut expired = assignment(AssignmentState::Pending);
    let refusal = decide(&expired, Command::AssignAgain, Relation::Sender, &policy, now);
    assert_eq!(refusal.unwrap_err().available_from, Some(day(8, "06:00:00")));
    expired.released = true;
    let again = |relation, command| decided(&expired, command, relation, now);
    assert_eq!(again(Relation::Sender, Command::AssignAgain), Ok(AssignmentState::Pending));
    assert_eq!(again(Relation::Operator, Command::Release), CONFLICT);
}

#[test]
fn asg_snd_05_five_more_mails_a_minute_apart() {
    let mut pending = assignment(AssignmentState::Pending);
    pending.batch.resends = 4;
    pending.batch.mailed_at = day(3, "12:00:00");
    let send = |pending: &Assignment, now| decided(pending, Command::Resend, Relation::Sender, now);
    assert_eq!(send(&pending, day(3, "12:00:59")), Err(Code::TooManyRequests));
    assert_eq!(send(&pending, day(3, "12:01:00")), Ok(AssignmentState::Pending));
    pending.batch.resends = 5;
    assert_eq!(send(&pending, day(4, "12:00:00")), Err(Code::ResendsExhausted));
}

#[test]
fn asg_acc_06_wrong_pins_close_it_to_pins_alone() {
    let (mut pending, now) = (assignment(AssignmentState::Pending), day(1, "00:00:00"));
    pending.batch.wrong_pins = 5;
    let refused = decided(&pending, Command::Accept, Relation::Addressee, now);
    assert_eq!(refused, Err(Code::PinClosed));
    let mail = decided(&pending, Command::SendPin, Relation::Addressee, now);
    assert_eq!(mail, Ok(AssignmentState::Pending));
}

#[test]
fn what_was_assigned_again_later_is_not_assigned_again() {
    for state in [AssignmentState::Cancelled, AssignmentState::Expired, AssignmentState::Revoked] {
        let old = Assignment { latest: false, ..assignment(state) };
        let again = decided(&old, Command::AssignAgain, Relation::Sender, day(8, "01:00:00"));
        assert_eq!(again, CONFLICT, "{state:?}");
    }
}

#[test]
fn asg_snd_03_nothing_is_assigned_again_to_what_became_the_own_company() {
    for state in AssignmentState::ALL {
        let own = Assignment { to_own: true, ..assignment(*state) };
        let again = decided(&own, Command::AssignAgain, Relation::Sender, day(9, "00:00:00"));
        assert_eq!(again, Err(Code::OwnCompanyAssignment), "{state:?}");
    }
}

#[test]
fn asg_exp_01_the_addressee_is_told_since_when_and_whom_to_ask() {
    let (policy, now) = (AssignmentPolicy::default(), day(8, "00:00:00"));
    let mut expired = assignment(AssignmentState::Pending);
    let told = |expired: &Assignment| {
        decide(expired, Command::Accept, Relation::Addressee, &policy, now).unwrap_err().params
    };
    let params = told(&expired);
    assert_eq!(params["company"], "A");
    assert_eq!(params["expired_at"], day(8, "00:00:00").to_string());
    assert_eq!(params["again_from"], day(8, "06:00:00").to_string());
    // Released, nobody waits for the morning.
    expired.released = true;
    assert!(!told(&expired).contains_key("again_from"));
}

/// What is possible until an instant is not from there on.
#[test]
fn asg_act_01_a_command_ends_when_it_says() {
    let (policy, pending) = (AssignmentPolicy::default(), assignment(AssignmentState::Pending));
    let window = pending.window(&policy);
    for command in Command::ALL {
        let Some(until) = available_until(command, window) else { continue };
        let just = |now| decided(&pending, command, whose(command), now);
        assert!(just(later(until, -1)).is_ok(), "{command:?}");
        assert!(just(until).is_err(), "{command:?}");
    }
}
