"""Who the fuzzer is, and what it holds in its hands.

Schemathesis loads this file (`hooks` in schemathesis.toml). It finds ways to disable and sign out
whoever it is, so every request asks first whether its session still lives, and begins a new one with
a new account when not. Where a request carries a token of the document's examples it gets a real one
instead, so that it reaches what lies behind.
"""

import os
import subprocess
import uuid

import requests
import schemathesis

BASE = os.environ["FUZZ_BASE_URL"]
BINARY = os.environ["FUZZ_BINARY"]
PASSWORD = "purple-window-tiger"
http = requests.Session()


def post(path, body, status):
    """Posts what is needed to get on; anything but `status` stops the run."""
    answer = http.post(BASE + path, json=body, timeout=10)
    if answer.status_code != status:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text}")
    return answer.json()


def register(login_id, email):
    """Registers as the manual says; gives the access token."""
    form = {
        "token": registration_token(email),
        "login_id": login_id,
        "password": PASSWORD,
        "password_confirmation": PASSWORD,
        "family_name": "山田",
        "given_name": "太郎",
        "family_name_kana": "ヤマダ",
        "given_name_kana": "タロウ",
        "company_name": "山田航空貨物株式会社",
        "industry": "freight_forwarder",
        "phone": "03-1234-5678",
        "postal_code": "144-0041",
        "address": "東京都大田区羽田空港3-3-2",
        "notification_mail": True,
        "dangerous_goods_qualified": False,
    }
    return post("/v1/registrations/complete", form, 201)["session"]["access_token"]


def mailed_token(email):
    """The token of the newest mail to an address."""
    mails = http.get(BASE + "/v1/sandbox/mails", params={"to": email}, timeout=10).json()
    return mails["items"][0]["links"][0]["token"]


def registration_token(email):
    """The token of a new registration link."""
    terms = http.get(BASE + "/v1/terms", timeout=10).json()["version"]
    wish = {"email": email, "accept_terms": True, "terms_version": terms}
    post("/v1/registrations", wish, 202)
    return mailed_token(email)


def recovery_token():
    """The token of a new recovery link of a new person."""
    name = new_name()
    register(name, f"{name}@example.jp")
    items = {"login_id": name, "email": f"{name}@example.jp"}
    items |= {"full_name": "山田 太郎", "phone": "03-1234-5678"}
    post("/v1/recoveries", items, 202)
    return mailed_token(f"{name}@example.jp")


def refresh_token():
    """The refresh token of a new session."""
    sign_in = {"login_id": STEADY, "password": PASSWORD}
    return post("/v1/sessions", sign_in, 201)["refresh_token"]


def new_name():
    return "fuzz." + uuid.uuid4().hex[:12]


def new_person():
    """A person whom nothing has happened to yet."""
    name = new_name()
    return register(name, f"{name}@example.jp")


def new_operator():
    """Makes an operator by the command line; gives the access token."""
    name = new_name()
    command = [BINARY, "admin", "create-operator", "--login-id", name]
    command += ["--email", f"{name}@example.com"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    token = dict(line.split(" ", 1) for line in said.splitlines())["token"]
    body = {"token": token, "password": PASSWORD, "password_confirmation": PASSWORD}
    return post("/v1/recoveries/complete", body, 201)["session"]["access_token"]


# Whom the document's examples sign in, recover and remind.
register("taro_cargo", "taro@example.jp")
# Whom no example names, so that nothing happens to this one.
STEADY = new_name()
register(STEADY, f"{STEADY}@example.jp")


@schemathesis.auth(refresh_interval=None)
class Actor:
    """The access token of who may call the operation."""

    def __init__(self):
        self.tokens = {}

    def get(self, case, _context):
        make = new_operator if case.operation.path.startswith("/v1/admin/") else new_person
        token = self.tokens.get(make)
        if token is None or not self.lives(token):
            token = self.tokens[make] = make()
        return token

    @staticmethod
    def lives(token):
        bearer = {"Authorization": f"Bearer {token}"}
        return http.get(BASE + "/v1/me", headers=bearer, timeout=10).status_code == 200

    def set(self, case, data, _context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(_context, case, _kwargs):
    """Puts real tokens in the place of the examples'."""
    body = case.body if isinstance(case.body, dict) else {}
    token = str(body.get("token"))
    if token.startswith("tgreg_"):
        body["token"] = registration_token(f"{new_name()}@example.jp")
        if body.get("login_id") == "taro_cargo":
            body["login_id"] = new_name()
    elif token.startswith("tgrec_"):
        body["token"] = recovery_token()
    if str(body.get("refresh_token")).startswith("tgref_"):
        body["refresh_token"] = refresh_token()
    if (case.headers or {}).get("If-Match") == '"1"':
        bearer = {"Authorization": case.headers.get("Authorization", "")}
        etag = http.get(BASE + "/v1/me", headers=bearer, timeout=10).headers.get("ETag")
        if etag:
            case.headers["If-Match"] = etag
