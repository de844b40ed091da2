"""Who the fuzzer is, and what it is let loose on: people and companies, made as clients make them."""

import os
import subprocess
import uuid

import requests

BASE = os.environ["FUZZ_BASE_URL"]
BINARY = os.environ["FUZZ_BINARY"]
PASSWORD = "purple-window-tiger"
TERMINAL_PASSWORD = "KX7WQ2ZR"
REASON = "Contract 1."
http = requests.Session()


def call(method, path, body=None, token=None, status=200):
    """What is needed to get on; anything but `status` stops the run."""
    headers = bearer(token) if token else {}
    answer = http.request(method, BASE + path, json=body, headers=headers, timeout=10)
    if answer.status_code != status:
        raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
    return answer.json() if answer.content else None


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def post(path, body, status, token=None):
    return call("POST", path, body, token, status)


def new_name():
    return "fuzz." + uuid.uuid4().hex[:12]


def mail_of(name):
    return f"{name.lower()}@example.jp"


def mailed_token(email):
    """The token of the newest mail to an address."""
    return call("GET", f"/v1/sandbox/mails?to={email}&limit=1")["items"][0]["links"][0]["token"]


# Persons.


def form(token, login_id):
    """What a person fills in, but for what names the company."""
    return {
        "token": token,
        "login_id": login_id,
        "password": PASSWORD,
        "password_confirmation": PASSWORD,
        "family_name": "山田",
        "given_name": "太郎",
        "family_name_kana": "ヤマダ",
        "given_name_kana": "タロウ",
        "industry": "freight_forwarder",
        "phone": "03-1234-5678",
        "postal_code": "144-0041",
        "address": "東京都大田区羽田空港3-3-2",
        "notification_mail": True,
        "dangerous_goods_qualified": True,
    }


def terms():
    return {"accept_terms": True, "terms_version": call("GET", "/v1/terms")["version"]}


def register(login_id, email):
    """Registers as the manual says; gives the access token."""
    company = {"company_name": "山田航空貨物株式会社"}
    filled = form(registration_token(email), login_id) | company
    return post("/v1/registrations/complete", filled, 201)["session"]["access_token"]


def registration_token(email):
    """The token of a new registration link."""
    post("/v1/registrations", {"email": email} | terms(), 202)
    return mailed_token(email)


def recovery_token():
    """The token of a new recovery link of a new person."""
    name = new_name()
    register(name, mail_of(name))
    items = {"login_id": name, "email": mail_of(name)}
    post("/v1/recoveries", items | {"full_name": "山田 太郎", "phone": "03-1234-5678"}, 202)
    return mailed_token(mail_of(name))


def email_change_token():
    """The token of a new address of a new person."""
    email, person = mail_of(new_name()), new_person()
    post("/v1/me/password-proofs", {"password": PASSWORD}, 200, person)
    post("/v1/me/email-changes", {"email": email}, 202, person)
    return mailed_token(email)


def refresh_token():
    """The refresh token of a new session."""
    return post("/v1/sessions", {"login_id": STEADY, "password": PASSWORD}, 201)["refresh_token"]


def new_person():
    """A person whom nothing has happened to yet."""
    name = new_name()
    return register(name, mail_of(name))


def new_operator():
    """Makes an operator by the command line; gives the access token."""
    name = new_name()
    command = [BINARY, "admin", "create-operator", "--login-id", name]
    command += ["--email", f"{name}@example.com"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return set_password(dict(line.split(" ", 1) for line in said.splitlines())["token"])


def set_password(token):
    """Sets the password behind a mailed link; gives the access token."""
    body = {"token": token, "password": PASSWORD, "password_confirmation": PASSWORD}
    return post("/v1/recoveries/complete", body, 201)["session"]["access_token"]


def lives(token):
    """Whether a session does."""
    answer = http.get(BASE + "/v1/sessions?limit=1", headers=bearer(token), timeout=10)
    return answer.status_code == 200


def session_of(authorization):
    """The id of the newest session of who calls."""
    headers = {"Authorization": authorization}
    answer = http.get(BASE + "/v1/sessions?limit=1", headers=headers, timeout=10)
    return answer.json()["items"][0]["id"] if answer.status_code == 200 else None


# Companies.


def new_corporate_number():
    """A corporate number that nobody has: twelve digits behind their check digit."""
    digits = f"{uuid.uuid4().int % 10**12:012}"
    weighed = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return f"{9 - weighed % 9}{digits}"


class Firm:
    """A company with an administrator, an office and its terminal users."""

    operator = None

    def __init__(self):
        self.company = self.new_company()
        self.administrator = self.invited("administrator")
        self.office_id, code = self.new_office()
        self.office = set_password(mailed_token(mail_of(code)))
        self.user_code, self.terminals, self.filed = self.new_code(), 0, 0

    @classmethod
    def by_operator(cls, path, body, status=201):
        """What an operator makes, one who lives."""
        if cls.operator is None or not lives(cls.operator):
            cls.operator = new_operator()
        return post(path, body | {"reason": REASON}, status, cls.operator)

    @staticmethod
    def new_code():
        """A code of five that nobody has."""
        return uuid.uuid4().hex[:5].upper()

    @classmethod
    def new_company(cls):
        roles = ["consolidator", "customs_broker"]
        company = {"name": "ナックス通関株式会社", "business_roles": roles}
        return cls.by_operator("/v1/admin/companies", company)["id"]

    @classmethod
    def new_agency(cls):
        """Makes an account that may not edit all of itself; gives its id."""
        name = new_name()
        filled = form(None, name)
        for left_out in ("token", "password", "password_confirmation", "notification_mail"):
            del filled[left_out]
        filled |= {"kind": "agency", "email": mail_of(name), "company_name": "羽田代理店株式会社"}
        return cls.by_operator("/v1/admin/accounts", filled | {"language": "ja"})["id"]

    def new_office(self):
        """Makes an office; gives its id and code."""
        code = self.new_code()
        office = {
            "code": code,
            "name": "東京事業所",
            "roman_name": "TOKYO OFFICE",
            "roman_address": "TOKYO TO MINATO KU KOUNAN 10-100-1",
            "manager_name": "山田 次郎",
            "manager_email": mail_of(code),
            "language": "ja",
        }
        path = f"/v1/admin/companies/{self.company}/offices"
        return self.by_operator(path, office)["id"], code

    def invite(self, role="member"):
        """Invites somebody; gives the invitation's id, and its token."""
        email = mail_of(new_name())
        path = f"/v1/admin/companies/{self.company}/invitations"
        made = self.by_operator(path, {"email": email, "company_role": role})
        return made["id"], mailed_token(email)

    def invited(self, role="member"):
        """Somebody who accepted; gives the access token."""
        filled = form(self.invite(role)[1], new_name()) | terms()
        return post("/v1/invitations/accept", filled, 201)["session"]["access_token"]

    def terminal(self):
        """Makes a terminal user; gives its id, and the one with which it signs in."""
        self.terminals += 1
        identification = f"{self.terminals:03X}"
        made = {"user_code": self.user_code, "identification": identification}
        made |= {"business_kind": "customs_broker", "usage": "person"}
        made = self.by_operator(f"/v1/admin/offices/{self.office_id}/terminal-users", made)
        return made["id"], made["user_id"]

    def at_terminal(self):
        """A terminal user who changed the first password; gives the access token."""
        terminal, user_id = self.terminal()
        path = f"/v1/offices/current/terminal-users/{terminal}/notice"
        first = call("GET", path, token=self.office)["temporary_password"]
        body = {"realm": "terminal", "system": "air", "login_id": user_id, "password": first}
        token = post("/v1/sessions", body, 201)["access_token"]
        to_opening()
        body = {"user_id": user_id, "new_password": TERMINAL_PASSWORD}
        body["password_confirmation"] = TERMINAL_PASSWORD
        post("/v1/terminal/password", body, 204, token)
        return token

    def application(self, sent_back=False):
        """Files an application, and has it sent back for a correction; gives its id."""
        self.filed += 1
        wish = {
            "guidance_version": call("GET", "/v1/reissue-guidance")["version"],
            "contact": {
                "name": "佐々木 花子",
                "department": "輸出課",
                "phone": "03-1234-5678",
                "email": "hanako@example.jp",
            },
            "targets": [{"user_id": self.terminal()[1], "reason": "パスワードを失念したため"}],
        }
        filed = post("/v1/reissue-applications", wish, 201, self.office)["application"]["id"]
        if sent_back:
            path = f"/v1/review/reissue-applications/{filed}/request-correction"
            headers = bearer(self.operator) | {"If-Match": "*"}
            http.post(BASE + path, json={"note": "Which one?"}, headers=headers, timeout=10)
        return filed


def to_opening():
    """Moves the clock to when terminal users may change their passwords."""
    calendar = call("GET", "/v1/service-calendar")
    if not calendar["open_now"]:
        move_clock({"advance_to": calendar["next_opening"]})


def move_clock(by):
    """Moves the clock, which never goes back."""
    post("/v1/sandbox/clock", by, 200)


# Whom the document's examples sign in, recover and remind.
register("taro_cargo", "taro@example.jp")
# Whom no example names, so that nothing happens to this one.
STEADY = new_name()
register(STEADY, mail_of(STEADY))
