//! Assignments: sending, the window, accepting, the inbox, operators.

mod accept;
mod actions;
mod actors;
mod admin;
mod again;
mod faq;
mod inbox;
mod inquiry;
mod late;
mod pins;
mod received;
mod send;
mod window;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use tegata_domain::kernel::{Clock as _, tokyo_date};
use tegata_tests::harness::{Client, Reply, TestApp};

/// Where the addressee of the tests gets mail.
pub const ADDRESSEE: &str = "broker_b@example.jp";

/// Companies that share cargo: A consolidates, B brokers customs, D is another one.
pub struct Community<'a> {
    /// The application.
    pub app: &'a TestApp,
    /// An operator.
    pub operator: Client,
    /// An account of A.
    pub sender: Client,
    /// The account of B that holds the address.
    pub addressee: Client,
    /// Another account of B.
    pub colleague: Client,
    /// An account of D.
    pub other: Client,
    /// Day 0.
    pub day_0: Date,
}

impl<'a> Community<'a> {
    /// At noon of day 0.
    pub fn new(app: &'a TestApp) -> Self {
        let day_0 = tokyo_date(app.clock.now()).saturating_add(1.day());
        app.advance_to(&format!("{day_0}T12:00:00+09:00"));
        let operator = app.operator();
        let sender = app.person_with("sender_a", json!({ "company_name": "A航空貨物株式会社" }));
        let addressee = app.person_with("broker_b", json!({ "company_name": "B通関株式会社" }));
        let other = app.person_with("trader_d", json!({ "company_name": "D物流株式会社" }));
        app.person("broker_c");
        let mut community = Self {
            app,
            operator,
            sender: sender.clone(),
            addressee,
            colleague: sender,
            other,
            day_0,
        };
        community.colleague = community.move_to("broker_c", &community.addressee);
        community.qualify(&community.sender);
        community.qualify(&community.other);
        community
    }

    /// The id of a person's company.
    pub fn company_of(&self, person: &Client) -> String {
        person.get("/v1/companies/current").expect(200).text("/id")
    }

    /// Lets a person's company register everything.
    pub fn qualify(&self, person: &Client) {
        let path = format!("/v1/admin/companies/{}", self.company_of(person));
        let body = json!({ "business_roles": ["consolidator"], "reason": "Contract 1." });
        self.operator.with("if-match", "*").patch(&path, body).expect(200);
    }

    /// Moves an account to somebody's company, and signs it in there.
    pub fn move_to(&self, login_id: &str, person: &Client) -> Client {
        let found = self.operator.get(&format!("/v1/admin/accounts?login_id={login_id}"));
        let id = found.expect(200).text("/items/0/id");
        let body = json!({
            "company_id": self.company_of(person), "company_role": "administrator",
            "reason": "Transferred."
        });
        self.operator.post(&format!("/v1/admin/accounts/{id}/move"), body).expect(200);
        self.app.sign_in(login_id)
    }

    /// Goes to a time of day so many days after day 0.
    pub fn go_to(&self, day: i32, time: &str) {
        self.app.advance_to(&self.instant(day, time));
    }

    /// A time of day so many days after day 0.
    pub fn instant(&self, day: i32, time: &str) -> String {
        format!("{}T{time}+09:00", self.day_0.saturating_add(day.days()))
    }

    /// Now, in whole seconds.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Registers the cargo record of this serial number; gives its id.
    pub fn cargo(&self, serial: u32) -> String {
        cargo_of(&self.sender, serial)
    }

    /// Makes a pickup request; gives its id.
    pub fn pickup(&self, serial: u32, day: i32) -> String {
        let body = json!({
            "awbs": [awb(serial)], "shed": "成田第一上屋",
            "scheduled_at": self.instant(day, "10:00:00")
        });
        self.sender.post("/v1/pickup-requests", body).expect(201).text("/id")
    }

    /// Assigns records of a kind to an address.
    pub fn try_assign(&self, kind: &str, records: &[&str], email: &str) -> Reply {
        let body = json!({ "kind": kind, "record_ids": records, "email": email });
        self.sender.post("/v1/assignments", body)
    }

    /// Assigns cargo records to the addressee; gives the assignments' ids.
    pub fn assign(&self, records: &[&str]) -> Vec<String> {
        let sent = self.try_assign("cargo", records, ADDRESSEE).expect(201);
        let items = sent.body["items"].as_array().expect("items").iter();
        items.map(|item| item["assignment_id"].as_str().expect("an id").to_owned()).collect()
    }

    /// Registers a cargo record and assigns it to the addressee; gives record and assignment.
    pub fn assigned(&self, serial: u32) -> (String, String) {
        let record = self.cargo(serial);
        let assignment = self.assign(&[&record]).remove(0);
        (record, assignment)
    }

    /// The PIN of the newest mail to the addressee.
    pub fn pin(&self) -> String {
        pin_of(self.app, ADDRESSEE)
    }

    /// Accepts with the newest PIN.
    pub fn accept(&self) -> Reply {
        accept_cargo(&self.addressee, &self.pin())
    }

    /// The state of an assignment, as its sender sees it.
    pub fn state(&self, assignment: &str) -> String {
        let path = format!("/v1/assignments/{assignment}");
        self.sender.get(&path).expect(200).text("/state")
    }

    /// Does something to an assignment, for its sender.
    pub fn act(&self, assignment: &str, command: &str) -> Reply {
        self.sender.post(&format!("/v1/assignments/{assignment}/{command}"), json!({}))
    }
}

/// An air waybill with its check digit.
pub fn awb(serial: u32) -> String {
    format!("131-{serial:07}{}", serial % 7)
}

/// Registers a cargo record; gives its id.
pub fn cargo_of(person: &Client, serial: u32) -> String {
    let body = json!({ "direction": "import", "mawb": awb(serial) });
    person.post("/v1/cargo-records", body).expect(201).text("/id")
}

/// The PIN of the newest mail to an address.
pub fn pin_of(app: &TestApp, email: &str) -> String {
    let mail = app.mail(email, "assignment_pin");
    let text = mail["text"].as_str().expect("a text");
    let at = text.find("PINコード：").expect("a PIN") + "PINコード：".len();
    text[at..at + 9].to_owned()
}

/// Accepts cargo assignments.
pub fn accept_cargo(person: &Client, pin: &str) -> Reply {
    person.post("/v1/cargo-records/assignment-acceptances", json!({ "pin": pin }))
}

/// Accepts cargo assignments, naming one of them.
pub fn accept_named(person: &Client, pin: &str, assignment: &str) -> Reply {
    let body = json!({ "pin": pin, "assignment_id": assignment });
    person.post("/v1/cargo-records/assignment-acceptances", body)
}

/// A refusal without what differs from request to request.
pub fn bare(reply: &Reply) -> Value {
    let mut body = reply.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("request_id");
    }
    body
}

/// A PIN that nobody has, another one for each number.
pub fn wrong_pin(number: usize) -> String {
    const LETTERS: &[u8] = b"34679ACDEFGHJKMN";
    let last = char::from(LETTERS[number % LETTERS.len()]);
    format!("XXXX-XXX{last}")
}
