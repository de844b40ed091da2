//! What a company sees, against a naive model: random companies, records, grants and times. Lists,
//! look-ups, counts, exports and explanations must all agree with it (CGO-VIS-01).

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tegata_domain::assignment::{Assignment, AssignmentState, Batch};
use tegata_domain::cargo::{AwbNumber, CargoRecord, CargoStatus, Direction};
use tegata_domain::kernel::{
    Clock as _, Digest, EmailAddress, Id, Language, RecordKind, kind, tokyo_date,
};
use tegata_tests::harness::{Client, TestApp};
use tegata_tests::on_both;

use super::{CARGO, awb};

/// Companies, records and assignments of one run.
const COMPANIES: usize = 4;
const RECORDS: usize = 60;
const ASSIGNMENTS: usize = 150;
const SEARCHES: usize = 40;

/// A generator of numbers that gives the same ones each time.
struct Dice(u64);

impl Dice {
    /// A number below this.
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }
}

/// Somebody of a company.
struct Member {
    client: Client,
    company: Id<kind::Company>,
    account: Id<kind::Account>,
}

/// An assignment as the model knows it.
struct Grant {
    record: usize,
    from: usize,
    to: usize,
    sent_at: Timestamp,
    accepted: Option<Timestamp>,
    ended: Option<Timestamp>,
}

/// Everything there is.
struct World<'a> {
    app: &'a TestApp,
    now: Timestamp,
    members: Vec<Member>,
    records: Vec<CargoRecord>,
    grants: Vec<Grant>,
}

/// What a search asks for.
struct Question {
    viewer: usize,
    /// Days of Japan from today, both included; none with an air waybill.
    days: Option<(i64, i64)>,
    awb: Option<AwbNumber>,
    direction: Option<Direction>,
    alert: Option<bool>,
    state: Option<&'static str>,
}

fn days(number: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * number)
}

impl<'a> World<'a> {
    fn new(app: &'a TestApp, dice: &mut Dice) -> Self {
        // Noon, so that days do not turn during the test.
        let tomorrow = tokyo_date(app.clock.now() + days(1));
        app.advance_to(&format!("{tomorrow}T12:00:00+09:00"));
        let members = (0..COMPANIES).map(|number| {
            let client = app.person(&format!("person-{number}"));
            let company = client.get("/v1/companies/current").expect(200).text("/id");
            let env = &app.app.env;
            let account =
                env.store.read(|tx| Ok(tx.account_by_login_id(&format!("person-{number}"))?));
            let account = account.expect("a store").expect("an account");
            Member { client, company: company.parse().unwrap(), account: account.id }
        });
        let members: Vec<Member> = members.collect();
        let mut world =
            Self { app, now: app.clock.now(), members, records: Vec::new(), grants: Vec::new() };
        for _ in 0..RECORDS {
            world.register(dice);
        }
        for _ in 0..ASSIGNMENTS {
            world.assign(dice);
        }
        world
    }

    fn register(&mut self, dice: &mut Dice) {
        let owner = dice.below(COMPANIES);
        // Whole minutes, so that records meet at the same instant.
        let minutes = i64::try_from(dice.below(45 * 24 * 60)).unwrap() / 90 * 90;
        let at = self.now - SignedDuration::from_mins(minutes);
        let number = u32::try_from(dice.below(8)).unwrap();
        let alert = dice.one_in(3);
        let record = CargoRecord {
            id: self.app.app.env.id(),
            company: self.members[owner].company,
            direction: if dice.one_in(2) { Direction::Import } else { Direction::Export },
            mawb: AwbNumber::parse(&awb(131, number)).unwrap(),
            hawb: Some(format!("H{}", self.records.len())),
            status: CargoStatus::Registered,
            alerts: alert
                .then_some(tegata_domain::cargo::AlertReason::Damage)
                .into_iter()
                .collect(),
            reservation: false,
            bonded_warehouse: None,
            shipper: None,
            customs_broker: None,
            pieces: None,
            weight_grams: None,
            flight: None,
            origin: None,
            destination: None,
            special_handling: Vec::new(),
            registered_at: at,
            version: 1,
            updated_at: at,
        };
        let by = self.members[owner].account;
        self.app.app.env.store.write(|tx| Ok(tx.insert_cargo(&record, by)?)).expect("a record");
        self.records.push(record);
    }

    fn owner(&self, record: usize) -> usize {
        let company = self.records[record].company;
        self.members.iter().position(|member| member.company == company).unwrap()
    }

    /// A live grant of a record to a company.
    fn grant(&self, record: usize, to: usize) -> Option<&Grant> {
        let live = |grant: &&Grant| grant.accepted.is_some() && grant.ended.is_none();
        self.grants.iter().filter(live).find(|grant| grant.record == record && grant.to == to)
    }

    fn assign(&mut self, dice: &mut Dice) {
        let (record, to) = (dice.below(RECORDS), dice.below(COMPANIES));
        let from = self.owner(record);
        // Companies that were merged leave grants of the own company behind, and nothing else does.
        if (from == to && !dice.one_in(4)) || self.grant(record, to).is_some() {
            return;
        }
        let sent_at = self.now - days(i64::try_from(dice.below(12)).unwrap());
        let accepted = (!dice.one_in(4)).then(|| sent_at + SignedDuration::from_hours(1));
        let ended =
            accepted.filter(|_| dice.one_in(4)).map(|at| at + SignedDuration::from_hours(7));
        self.store(record, from, to, sent_at, accepted, ended);
        self.grants.push(Grant { record, from, to, sent_at, accepted, ended });
    }

    fn store(
        &self,
        record: usize,
        from: usize,
        to: usize,
        sent_at: Timestamp,
        accepted: Option<Timestamp>,
        ended: Option<Timestamp>,
    ) {
        let env = &self.app.app.env;
        let email = format!("to-{}@example.jp", self.grants.len());
        let batch = Batch {
            id: env.id(),
            kind: RecordKind::Cargo,
            company: self.members[from].company,
            company_name: String::new(),
            company_verified: false,
            sender: self.members[from].account,
            email: EmailAddress::parse(&email).unwrap(),
            named_company: None,
            language: Language::Ja,
            sent_at,
            mailed_at: sent_at,
            resends: 0,
            wrong_pins: 0,
            mail: env.id(),
            mail_state: None,
            live: true,
        };
        let assignment = Assignment {
            id: env.id(),
            batch: batch.clone(),
            record: self.records[record].id.uuid(),
            record_at: self.records[record].registered_at,
            record_name: String::new(),
            state: AssignmentState::Pending,
            accepted_by: None,
            accepted_company: None,
            accepted_company_name: None,
            accepted_at: None,
            ended_at: None,
            released: false,
            first_seen_at: None,
            last_seen_at: None,
            latest: true,
            to_own: false,
        };
        let mut pin = [0; 32];
        env.entropy.fill(&mut pin);
        let (member, ids) = (&self.members[to], [assignment.id]);
        let moved = (AssignmentState::Accepted, AssignmentState::Revoked);
        let stored = env.store.write(|tx| {
            tx.insert_batch(&batch, Digest(pin), std::slice::from_ref(&assignment))?;
            if let Some(at) = accepted {
                tx.accept_assignments(batch.id, &ids, member.account, member.company, at)?;
            }
            if let Some(at) = ended {
                tx.end_assignments(batch.id, &ids, moved, at)?;
            }
            Ok(())
        });
        stored.expect("an assignment");
    }

    fn sees(&self, viewer: usize, record: usize) -> bool {
        self.owner(record) == viewer || self.grant(record, viewer).is_some()
    }

    /// The assignment state of a record that a company sees.
    fn state(&self, viewer: usize, record: usize) -> &'static str {
        if self.owner(record) != viewer {
            return "received";
        }
        let of_it = || self.grants.iter().filter(|grant| grant.record == record);
        let today = tokyo_date(self.now);
        let pending = |grant: &Grant| {
            let age = tokyo_date(grant.sent_at).until(today).unwrap().get_days();
            grant.accepted.is_none() && age <= 7
        };
        if (0..COMPANIES).any(|other| other != viewer && self.grant(record, other).is_some()) {
            "accepted"
        } else if of_it().any(pending) {
            "pending"
        } else {
            "none"
        }
    }

    /// The ids that a question finds, in order: looked for one by one.
    fn expected(&self, question: &Question) -> Vec<String> {
        let today = tokyo_date(self.now);
        let mut found: Vec<&CargoRecord> = self
            .records
            .iter()
            .enumerate()
            .filter(|(at, record)| {
                let age =
                    i64::from(tokyo_date(record.registered_at).until(today).unwrap().get_days());
                self.sees(question.viewer, *at)
                    && question.days.is_none_or(|(from, until)| from >= age && age >= until)
                    && question.awb.is_none_or(|awb| awb == record.mawb)
                    && question.direction.is_none_or(|direction| direction == record.direction)
                    && question.alert.is_none_or(|alert| alert != record.alerts.is_empty())
                    && question.state.is_none_or(|state| state == self.state(question.viewer, *at))
            })
            .map(|(_, record)| record)
            .collect();
        found.sort_by_key(|record| std::cmp::Reverse((record.registered_at, record.id.uuid())));
        found.iter().map(|record| record.id.to_string()).collect()
    }

    fn ask(&self, dice: &mut Dice) {
        let awb = dice.one_in(3).then(|| awb(131, u32::try_from(dice.below(8)).unwrap()));
        let from = i64::try_from(dice.below(45)).unwrap();
        let length = i64::try_from(dice.below(28)).unwrap().min(from);
        let question = Question {
            viewer: dice.below(COMPANIES),
            days: (awb.is_none() || dice.one_in(2)).then_some((from, from - length)),
            awb: awb.as_deref().map(|awb| AwbNumber::parse(awb).unwrap()),
            direction: dice.one_in(3).then_some(Direction::Import),
            alert: dice.one_in(3).then(|| dice.one_in(2)),
            state: dice
                .one_in(3)
                .then(|| ["none", "pending", "accepted", "received"][dice.below(4)]),
        };
        let query = self.query(&question);
        let expected = self.expected(&question);
        let client = &self.members[question.viewer].client;
        let lines = client.get(&format!("{CARGO}/export?format=ndjson{query}")).expect(200).text;
        let exported: Vec<String> = lines
            .lines()
            .map(|line| {
                serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(exported, expected, "{query}");
        let limit = 1 + dice.below(12);
        let (mut listed, mut next) = (Vec::new(), String::new());
        loop {
            let path = format!("{CARGO}?limit={limit}{query}{next}");
            let page = client.get(&path).expect(200);
            assert_eq!(page.body["hits"]["count"], expected.len(), "{query}");
            for item in page.body["items"].as_array().unwrap() {
                let at = self.records.iter().position(|one| item["id"] == one.id.to_string());
                assert_eq!(item["assignment"], self.state(question.viewer, at.unwrap()));
                listed.push(item["id"].as_str().unwrap().to_owned());
            }
            for hint in page.body["hints"].as_array().unwrap() {
                let found = client.get(hint["href"].as_str().unwrap()).expect(200);
                assert!(!found.body["items"].as_array().unwrap().is_empty(), "{hint}");
            }
            let Some(cursor) = page.body["next_cursor"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(listed, expected, "{query}");
    }

    fn query(&self, question: &Question) -> String {
        let day = |ago: i64| tokyo_date(self.now - days(ago));
        let parts = [
            question.days.map(|(from, until)| format!("&from={}&until={}", day(from), day(until))),
            question.awb.map(|awb| format!("&awb={awb}")),
            question.direction.map(|direction| format!("&direction={}", direction.as_str())),
            question.alert.map(|alert| format!("&alert={alert}")),
            question.state.map(|state| format!("&assignment={state}")),
        ];
        parts.into_iter().flatten().collect()
    }

    /// One record, looked at and explained by everybody.
    fn look(&self, record: usize, dice: &mut Dice) {
        let path = format!("{CARGO}/{}", self.records[record].id);
        let at =
            self.now - days(i64::try_from(dice.below(12)).unwrap()) + SignedDuration::from_mins(30);
        let at = at.min(self.now);
        for (viewer, member) in self.members.iter().enumerate() {
            let explained = member.client.get(&format!("{path}/visibility?at={at}"));
            if !self.sees(viewer, record) {
                explained.refused(404, "not_found", "");
                member.client.get(&path).refused(404, "not_found", "");
                continue;
            }
            let detail = member.client.get(&path).expect(200);
            assert_eq!(detail.body["record"]["assignment"], self.state(viewer, record));
            let explained = explained.expect(200);
            let own = self.owner(record) == viewer;
            assert_eq!(explained.body["own"], own);
            assert_eq!(explained.body["through"].is_null(), own);
            let existed = self.records[record].registered_at <= at;
            let told = |grant: &&Grant| {
                grant.record == record && grant.accepted.is_some() && (own || grant.to == viewer)
            };
            let mut expected: Vec<(String, bool)> = self
                .grants
                .iter()
                .filter(told)
                .map(|grant| {
                    let sees = grant.accepted.is_some_and(|accepted| accepted <= at)
                        && grant.ended.is_none_or(|ended| at < ended);
                    (self.members[grant.to].company.to_string(), existed && sees)
                })
                .collect();
            let mut found: Vec<(String, bool)> = explained.body["grants"]
                .as_array()
                .unwrap()
                .iter()
                .map(|grant| {
                    (grant["company_id"].as_str().unwrap().to_owned(), grant["sees"] == true)
                })
                .collect();
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{at}");
        }
    }
}

on_both! {
    /// CGO-VIS-01, ASG-WHY-01: everything that shows a record agrees with the model.
    fn everything_agrees_with_the_model(app) {
        let mut dice = Dice(20_261_121);
        let world = World::new(app, &mut dice);
        assert!(world.grants.iter().any(|grant| grant.from == grant.to && grant.ended.is_none()));
        for _ in 0..SEARCHES {
            world.ask(&mut dice);
        }
        for record in 0..RECORDS {
            world.look(record, &mut dice);
        }
    }
}
