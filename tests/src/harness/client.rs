//! A client with an identity, and what it is answered.

use std::time::Duration;

use serde_json::Value;

/// Somebody who calls the API.
#[derive(Clone)]
pub struct Client {
    base: String,
    agent: ureq::Agent,
    headers: Vec<(String, String)>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub text: String,
    /// The body as JSON; null for anything else.
    pub body: Value,
}

impl Client {
    /// A client of the application at `base`.
    pub fn new(base: &str, token: Option<&str>) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .new_agent();
        let headers = token.map(|token| ("authorization".to_owned(), format!("Bearer {token}")));
        Self { base: base.to_owned(), agent, headers: headers.into_iter().collect() }
    }

    /// The same client with one more header on every call.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.push((name.to_owned(), value.to_owned()));
        client
    }

    /// The value of a header that it sends on every call.
    pub fn sends(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// `GET`
    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None)
    }

    /// `POST` with a JSON body.
    #[expect(clippy::needless_pass_by_value, reason = "json! at the call reads best")]
    pub fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, Some(&body.to_string()))
    }

    /// `PUT` with a JSON body.
    #[expect(clippy::needless_pass_by_value, reason = "json! at the call reads best")]
    pub fn put(&self, path: &str, body: Value) -> Reply {
        self.send("PUT", path, Some(&body.to_string()))
    }

    /// `PATCH` with a JSON body.
    #[expect(clippy::needless_pass_by_value, reason = "json! at the call reads best")]
    pub fn patch(&self, path: &str, body: Value) -> Reply {
        self.send("PATCH", path, Some(&body.to_string()))
    }

    /// `DELETE`
    pub fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, None)
    }

    /// Any method, with a body as it is written.
    pub fn send(&self, method: &str, path: &str, body: Option<&str>) -> Reply {
        self.try_send(method, path, body).expect("an answer")
    }

    /// The same to a server that may be gone: nothing when no answer came.
    pub fn try_send(&self, method: &str, path: &str, body: Option<&str>) -> Option<Reply> {
        let mut request =
            ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let typed = self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let answered = match body {
            Some(body) => {
                if !typed {
                    request = request.header("content-type", "application/json");
                }
                self.agent.run(request.body(body.to_owned()).expect("a request"))
            }
            None => self.agent.run(request.body(()).expect("a request")),
        };
        let mut response = answered.ok()?;
        let headers = response.headers().iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        let headers = headers.collect();
        let status = response.status().as_u16();
        let text = response.body_mut().read_to_string().unwrap_or_default();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Some(Reply { status, headers, text, body })
    }
}

impl Reply {
    /// Goes on when the status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// Goes on when it is a refusal with this status, code and rule (`""` for none), in the form that
    /// every refusal has (OPS-ERR-01).
    #[track_caller]
    pub fn refused(self, status: u16, code: &str, rule: &str) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.body["code"], code, "{}", self.text);
        assert_eq!(self.body["rule"].as_str().unwrap_or_default(), rule, "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(self.body["status"], status);
        for member in ["type", "title", "detail", "remedy", "instance"] {
            let text = self.body[member].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{member} is missing: {}", self.text);
        }
        assert_eq!(self.header("request-id"), self.body["request_id"].as_str());
        self
    }

    /// Goes on when exactly these fields are refused, as `("/email", "email_invalid")`.
    #[track_caller]
    pub fn fields(self, expected: &[(&str, &str)]) -> Self {
        assert_eq!(self.body["code"], "invalid_fields", "{}", self.text);
        let errors = self.body["errors"].as_array().expect("errors");
        let mut found: Vec<(&str, &str)> = errors
            .iter()
            .map(|error| {
                assert!(!error["detail"].as_str().unwrap_or_default().is_empty());
                (error["pointer"].as_str().expect("it"), error["code"].as_str().expect("it"))
            })
            .collect();
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{}", self.text);
        self
    }

    /// The text at a JSON pointer.
    #[track_caller]
    pub fn text(&self, pointer: &str) -> String {
        let value = self.body.pointer(pointer).and_then(Value::as_str);
        value.unwrap_or_else(|| panic!("no text at {pointer}: {}", self.text)).to_owned()
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
