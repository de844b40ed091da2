//! Getting back into an office: reissue applications, their review, and the service hours.

mod apply;
mod bodies;
mod correct;
mod hints;
mod metrics;
mod news;
mod notice;
mod preview;
mod review;
mod secrets;
mod service_calendar;
mod table;

use serde_json::{Value, json};
use tegata_domain::kernel::{Id, kind};
use tegata_tests::harness::{Client, Desk, PASSWORD, Reply, TestApp};

/// Where offices file.
pub const APPLICATIONS: &str = "/v1/reissue-applications";
/// Where reviewers look.
pub const QUEUE: &str = "/v1/review/reissue-applications";
/// The address of the applicant contact in [`form`].
pub const CONTACT: &str = "hanako@example.jp";
/// The address of the responsible manager of the harness's office `1ATYO`.
pub const MANAGER: &str = "1atyo@example.jp";

/// A complete application for these terminal users.
pub fn form(user_ids: &[&str]) -> Value {
    let target = |id: &&str| json!({ "user_id": id, "reason": "パスワードを失念したため" });
    let targets: Vec<Value> = user_ids.iter().map(target).collect();
    json!({
        "guidance_version": "2026-11",
        "contact": {
            "name": "佐々木 花子", "department": "輸出課",
            "phone": "03-1234-5678", "email": CONTACT
        },
        "targets": targets
    })
}

/// Tries to file an application for these terminal users.
pub fn try_file(office: &Client, user_ids: &[&str]) -> Reply {
    office.post(APPLICATIONS, form(user_ids))
}

/// An application that was filed.
#[derive(Debug, Clone)]
pub struct Filed {
    /// Its id.
    pub id: String,
    /// Its receipt number.
    pub number: String,
}

/// Files an application for these terminal users.
#[track_caller]
pub fn file(office: &Client, user_ids: &[&str]) -> Filed {
    Filed::of(&try_file(office, user_ids).expect(201))
}

/// A reviewer who goes by the version that they name, or by any.
fn seeing(reviewer: &Client) -> Client {
    match reviewer.sends("if-match") {
        Some(_) => reviewer.clone(),
        None => reviewer.with("if-match", "*"),
    }
}

impl Filed {
    /// The application in an answer.
    #[track_caller]
    pub fn of(reply: &Reply) -> Self {
        Self {
            id: reply.text("/application/id"),
            number: reply.text("/application/receipt_number"),
        }
    }

    /// Where its office finds it.
    pub fn path(&self) -> String {
        format!("{APPLICATIONS}/{}", self.id)
    }

    /// Where reviewers find it.
    pub fn review(&self) -> String {
        format!("{QUEUE}/{}", self.id)
    }

    /// A reviewer approves it.
    pub fn approve(&self, reviewer: &Client) -> Reply {
        seeing(reviewer).post(&format!("{}/approve", self.review()), json!({}))
    }

    /// A reviewer asks for a correction.
    pub fn request_correction(&self, reviewer: &Client) -> Reply {
        let note = json!({ "note": "対象の利用者IDをご確認ください。" });
        seeing(reviewer).post(&format!("{}/request-correction", self.review()), note)
    }

    /// Its office withdraws it.
    pub fn withdraw(&self, office: &Client) -> Reply {
        office.send("POST", &format!("{}/withdraw", self.path()), None)
    }

    /// Its office corrects whatever version there is.
    pub fn correct(&self, office: &Client, form: Value) -> Reply {
        office.with("if-match", "*").put(&self.path(), form)
    }

    /// What its office reads.
    pub fn notice(&self, office: &Client) -> Reply {
        office.get(&format!("{}/notice", self.path()))
    }

    /// The temporary password of its only target, as its office reads it.
    #[track_caller]
    pub fn password(&self, office: &Client) -> String {
        self.notice(office).expect(200).text("/issued/0/temporary_password")
    }
}

/// A desk with these terminal users, who never signed in.
pub fn desk_with<'a>(app: &'a TestApp, user_ids: &[&str]) -> Desk<'a> {
    let desk = Desk::new(app);
    for user_id in user_ids {
        desk.terminal(user_id);
    }
    desk
}

/// How many rows the tables of applications, news, mails and the audit trail have.
pub fn rows(app: &TestApp) -> Vec<i64> {
    let tables = [
        "reissue_applications",
        "reissue_targets",
        "reissue_steps",
        "news",
        "mails",
        "audit_entries",
        "receipt_numbers WHERE last > 0",
        "temporary_passwords",
    ];
    tables.map(|table| app.sql_number(&format!("(SELECT count(*) FROM {table})"))).to_vec()
}

/// The letters to an address, newest first.
pub fn letters(app: &TestApp, to: &str) -> Vec<String> {
    app.mails(to).iter().map(|mail| mail["letter"].as_str().unwrap().to_owned()).collect()
}

/// Signs the office with this code in.
pub fn office_again(app: &TestApp, code: &str) -> Client {
    let body = json!({ "realm": "office", "login_id": code, "password": PASSWORD });
    let reply = app.stranger().post("/v1/sessions", body).expect(201);
    app.with_token(&reply.text("/access_token"))
}

/// An id as SQL writes it.
pub fn sql_id(app: &TestApp, id: &str) -> String {
    let (_, number) = id.split_once('_').unwrap();
    let id: Id<kind::Account> = format!("acct_{number}").parse().unwrap();
    let uuid = id.uuid();
    if app.postgres { format!("'{uuid}'") } else { format!("X'{}'", uuid.simple()) }
}
