//! A customs desk: a company's office with its terminal users, as the reissue flow has them.

use serde_json::json;

use super::{Client, PASSWORD, Reply, TestApp};

/// The password to which terminal users of the tests change first.
pub const TERMINAL_PASSWORD: &str = "KX7WQ2ZR";

/// An office with terminal users.
pub struct Desk<'a> {
    /// The application.
    pub app: &'a TestApp,
    /// Who made it all, and reviews.
    pub operator: Client,
    /// The company's id.
    pub company: String,
    /// The office, signed in.
    pub office: Client,
    /// The office's id.
    pub office_id: String,
}

impl<'a> Desk<'a> {
    /// A company with the office `1ATYO`, on a business day at ten in the morning.
    pub fn new(app: &'a TestApp) -> Self {
        app.to_opening();
        let operator = app.operator();
        Self::of(app, operator, "みなと通関株式会社", "1ATYO")
    }

    /// Another company with an office of this code.
    pub fn of(app: &'a TestApp, operator: Client, company: &str, code: &str) -> Self {
        let company = app.company(&operator, company);
        let office = app.office(&operator, &company, code);
        let office_id = office.get("/v1/offices/current").expect(200).text("/id");
        Self { app, operator, company, office, office_id }
    }

    /// Makes a terminal user; gives its id.
    pub fn terminal(&self, user_id: &str) -> String {
        self.app.terminal(&self.operator, &self.office_id, user_id)
    }

    /// Makes an id of the office's own system; gives its id.
    pub fn own_system(&self, user_id: &str) -> String {
        self.app.make_terminal(&self.operator, &self.office_id, user_id, "own_system")
    }

    /// The id of a terminal user of the office.
    pub fn terminal_id(&self, user_id: &str) -> String {
        let list = self.office.get("/v1/offices/current/terminal-users?limit=200").expect(200);
        let found = list.body["items"].as_array().expect("items").iter();
        let found = found.clone().find(|one| one["user_id"] == user_id).expect("a terminal user");
        found["id"].as_str().expect("an id").to_owned()
    }

    /// What the office reads of a terminal user's first password.
    pub fn notice(&self, terminal: &str) -> Reply {
        self.office.get(&format!("/v1/offices/current/terminal-users/{terminal}/notice"))
    }

    /// Makes a terminal user who has changed the first password to [`TERMINAL_PASSWORD`].
    pub fn ready(&self, user_id: &str) -> Client {
        let terminal = self.terminal(user_id);
        let first = self.notice(&terminal).expect(200).text("/temporary_password");
        let client = self.app.at_terminal(user_id, &first);
        change(&client, user_id, TERMINAL_PASSWORD).expect(204);
        client
    }
}

/// Changes the own terminal password.
pub fn change(client: &Client, user_id: &str, password: &str) -> Reply {
    client.post(
        "/v1/terminal/password",
        json!({
            "user_id": user_id, "new_password": password, "password_confirmation": password
        }),
    )
}

impl TestApp {
    /// Makes a company; gives its id.
    pub fn company(&self, operator: &Client, name: &str) -> String {
        let body =
            json!({ "name": name, "business_roles": ["customs_broker"], "reason": "Contract 1." });
        operator.post("/v1/admin/companies", body).expect(201).text("/id")
    }

    /// Makes an office with this code, sets its password by the link that its manager was mailed, and
    /// signs it in.
    pub fn office(&self, operator: &Client, company: &str, code: &str) -> Client {
        let manager = format!("{}@example.jp", code.to_lowercase());
        let body = json!({
            "code": code, "name": "東京事業所", "roman_name": "TRADE COMPANY TOKYO OFFICE",
            "roman_address": "TOKYO TO MINATO KU KOUNAN 10-100-1", "manager_name": "山田 次郎",
            "manager_email": manager, "manager_phone": "03-5432-1000", "language": "ja",
            "reason": "Contract 1."
        });
        operator.post(&format!("/v1/admin/companies/{company}/offices"), body).expect(201);
        let token = self.mailed_token(&manager, "first_password");
        let body = json!({
            "token": token, "password": PASSWORD, "password_confirmation": PASSWORD
        });
        let reply = self.stranger().post("/v1/recoveries/complete", body).expect(201);
        self.with_token(&reply.text("/session/access_token"))
    }

    /// Makes a terminal user that a person uses; gives its id.
    pub fn terminal(&self, operator: &Client, office: &str, user_id: &str) -> String {
        self.make_terminal(operator, office, user_id, "person")
    }

    fn make_terminal(&self, operator: &Client, office: &str, user_id: &str, usage: &str) -> String {
        let (user_code, identification) = user_id.split_at(5);
        let body = json!({
            "user_code": user_code, "identification": identification,
            "business_kind": "customs_broker", "usage": usage, "reason": "Contract 1."
        });
        let path = format!("/v1/admin/offices/{office}/terminal-users");
        operator.post(&path, body).expect(201).text("/id")
    }

    /// Moves to ten in the morning of the next business day, so that a whole day lies ahead.
    pub fn to_opening(&self) {
        let calendar = self.stranger().get("/v1/service-calendar").expect(200);
        let days = calendar.body["days"].as_array().expect("days");
        let open = days.iter().skip(1).find(|day| day["closed_because"].is_null());
        let date = open.expect("an open day")["date"].as_str().expect("a date");
        self.advance_to(&format!("{date}T10:00:00+09:00"));
    }

    /// Tries to sign in at a terminal.
    pub fn try_terminal(&self, user_id: &str, password: &str) -> Reply {
        self.stranger().post(
            "/v1/sessions",
            json!({
                "realm": "terminal", "system": "air", "login_id": user_id, "password": password
            }),
        )
    }

    /// Signs in at a terminal.
    pub fn at_terminal(&self, user_id: &str, password: &str) -> Client {
        let reply = self.try_terminal(user_id, password).expect(201);
        self.with_token(&reply.text("/access_token"))
    }
}
