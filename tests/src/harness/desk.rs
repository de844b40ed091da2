//! A customs desk: a company's office with its terminal users, as the reissue flow has them.

use serde_json::json;

use super::{Client, Reply, TestApp};

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
        Self::of(app, operator, "ナックス通関株式会社", "1ATYO")
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
