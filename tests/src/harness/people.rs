//! People with accounts: a general account registers itself, an operator is made by the command line.

use serde_json::{Value, json};
use tegata_domain::account::admin::{Creation, create_operator};
use tegata_domain::account::profile::ProfileForm;
use tegata_domain::identity::AccountKind;
use tegata_domain::kernel::{Call, Caller};

use super::{Client, TestApp};

/// The password of everybody in the tests.
pub const PASSWORD: &str = "purple-window-tiger";

/// A complete customer form.
pub fn registration_form(token: &str, login_id: &str) -> Value {
    json!({
        "token": token,
        "login_id": login_id,
        "password": PASSWORD,
        "password_confirmation": PASSWORD,
        "family_name": "山田",
        "given_name": "太郎",
        "family_name_kana": "ヤマダ",
        "given_name_kana": "タロウ",
        "company_name": "山田航空貨物株式会社",
        "department": "輸出課",
        "industry": "freight_forwarder",
        "phone": "03-1234-5678",
        "postal_code": "144-0041",
        "address": "東京都大田区羽田空港3-3-2",
        "notification_mail": true,
        "dangerous_goods_qualified": false
    })
}

impl TestApp {
    /// Asks for a registration link and reads its token from the mailbox.
    pub fn registration_link(&self, email: &str) -> String {
        let terms = self.stranger().get("/v1/terms").expect(200).text("/version");
        let body = json!({ "email": email, "accept_terms": true, "terms_version": terms });
        self.stranger().post("/v1/registrations", body).expect(202);
        self.mailed_token(email, "registration_link")
    }

    /// Registers `{login_id}@example.jp`; gives the signed-in client.
    pub fn person(&self, login_id: &str) -> Client {
        self.person_with(login_id, json!({}))
    }

    /// Registers a person with other answers in the form.
    pub fn person_with(&self, login_id: &str, answers: Value) -> Client {
        let token = self.registration_link(&format!("{login_id}@example.jp"));
        let mut form = registration_form(&token, login_id);
        if let (Some(form), Value::Object(answers)) = (form.as_object_mut(), answers) {
            form.extend(answers);
        }
        let reply = self.stranger().post("/v1/registrations/complete", form).expect(201);
        self.with_token(&reply.text("/session/access_token"))
    }

    /// A complete form behind an invitation.
    pub fn acceptance_form(&self, token: &str, login_id: &str) -> Value {
        let terms = self.stranger().get("/v1/terms").expect(200).text("/version");
        let mut form = registration_form(token, login_id);
        if let Some(form) = form.as_object_mut() {
            form.remove("company_name");
            form.insert("accept_terms".to_owned(), json!(true));
            form.insert("terms_version".to_owned(), json!(terms));
        }
        form
    }

    /// Has `{login_id}@example.jp` invited to a company by an operator, and accepts; gives the
    /// signed-in client.
    pub fn colleague(
        &self,
        operator: &Client,
        company: &str,
        login_id: &str,
        role: &str,
    ) -> Client {
        let email = format!("{login_id}@example.jp");
        let body = json!({ "email": email, "company_role": role, "reason": "Contract 1." });
        operator.post(&format!("/v1/admin/companies/{company}/invitations"), body).expect(201);
        let token = self.mailed_token(&email, "invitation");
        let form = self.acceptance_form(&token, login_id);
        let reply = self.stranger().post("/v1/invitations/accept", form).expect(201);
        self.with_token(&reply.text("/session/access_token"))
    }

    /// An administrator of a company.
    pub fn administrator(&self, operator: &Client, company: &str, login_id: &str) -> Client {
        self.colleague(operator, company, login_id, "administrator")
    }

    /// A member of a company who does not administer it.
    pub fn member(&self, operator: &Client, company: &str, login_id: &str) -> Client {
        self.colleague(operator, company, login_id, "member")
    }

    /// Signs in with the tests' password.
    pub fn sign_in(&self, login_id: &str) -> Client {
        let body = json!({ "login_id": login_id, "password": PASSWORD });
        let reply = self.stranger().post("/v1/sessions", body).expect(201);
        self.with_token(&reply.text("/access_token"))
    }

    /// Makes an operator and signs in.
    pub fn operator(&self) -> Client {
        self.operator_named("operator-1")
    }

    /// Makes an operator with this login id and signs in.
    pub fn operator_named(&self, login_id: &str) -> Client {
        let env = &self.app.env;
        let call = Call::internal(env.id(), "admin create-operator", Caller::CommandLine);
        let creation = Creation {
            kind: Some(AccountKind::Operator),
            login_id: login_id.to_owned(),
            email: format!("{login_id}@tegata.example"),
            form: ProfileForm {
                family_name: "運用".to_owned(),
                given_name: "担当".to_owned(),
                family_name_kana: "ウンヨウ".to_owned(),
                given_name_kana: "タントウ".to_owned(),
                company_name: "Tegata".to_owned(),
                department: None,
                industry: "other".to_owned(),
                phone: "03-0000-0001".to_owned(),
                postal_code: "100-0001".to_owned(),
                address: "東京都千代田区千代田1-1".to_owned(),
                notification_mail: false,
                dangerous_goods_qualified: false,
                language: "ja".to_owned(),
            },
        };
        let created = create_operator(env, &call, &creation, "test").expect("an operator");
        let body = json!({
            "token": created.token.expose(),
            "password": PASSWORD,
            "password_confirmation": PASSWORD
        });
        let reply = self.stranger().post("/v1/recoveries/complete", body).expect(201);
        self.with_token(&reply.text("/session/access_token"))
    }
}
