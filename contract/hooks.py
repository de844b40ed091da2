"""What becomes of the fuzzer's requests before they are sent.

Schemathesis loads this file (`hooks` in schemathesis.toml). It finds ways to disable and sign out
whoever it is, so every request asks first whether its session still lives, and begins a new one when
not. Where a request carries an id, a token or a version of the document's examples it gets a real one
instead, so that it reaches what lies behind. At the end it tells which operations never succeeded.
"""

import atexit
import os

import cargo
import people
import schemathesis
from people import BASE, Firm, call, http, lives, mail_of, new_name

# How the ids of the document's examples go on after their kind.
EXAMPLE = "_01kabd3ns8e9bv4r8j7xq7s0yz"
OTHER_EXAMPLE = "_01kabd3ns9fbqtfgz2vd0tqzqr"

# Who calls what: the first beginning of a path that fits; a person calls the rest.
REALMS = {
    "/v1/cargo-records/assignment-acceptances": "addressee",
    "/v1/pickup-requests/assignment-acceptances": "addressee",
    "/v1/assignments/inbox": "addressee",
    "/v1/assignments/{id}/pin": "addressee",
    "/v1/assignments": "administrator",
    "/v1/cargo-records": "administrator",
    "/v1/pickup-requests": "administrator",
    "/v1/master-data": "administrator",
    "/v1/inquiries": "administrator",
    "/v1/admin/": "operator",
    "/v1/review/": "operator",
    "/v1/companies/current/": "administrator",
    "/v1/offices/current": "office",
    "/v1/reissue-applications": "office",
    "/v1/news": "office",
    "/v1/terminal": "terminal",
}

# A file of rows goes as the text that it is.
schemathesis.serializer.alias("application/x-ndjson", "text/plain")


def realm_of(path):
    realms = (realm for start, realm in REALMS.items() if path.startswith(start))
    return next(realms, "person")


class World:
    """The people and the company of the moment."""

    # Offices and terminal users may do some things so often an hour only.
    FILINGS, CALLS_AT_A_TERMINAL = 40, 8
    # Wrong PINs pause whoever types five of them.
    CALLS_OF_AN_ADDRESSEE = 4

    def __init__(self):
        self.tokens = {}
        self.company = None
        self.calls_at_terminal = 0
        self.addressees = {}
        self.calls_of_addressee = 0

    def firm(self):
        """The company, whose people live."""
        firm = self.company
        worn_out = firm is None or firm.filed >= self.FILINGS
        if worn_out or not (lives(firm.office) and lives(firm.administrator)):
            self.company = Firm()
            self.tokens.pop("terminal", None)
        return self.company

    def token(self, realm):
        """The access token of somebody who lives."""
        if realm in ("administrator", "office"):
            return getattr(self.firm(), realm)
        token = self.tokens.get(realm)
        if realm == "terminal":
            self.calls_at_terminal += 1
            if self.calls_at_terminal > self.CALLS_AT_A_TERMINAL:
                token = None
        if realm == "addressee":
            self.calls_of_addressee += 1
            if self.calls_of_addressee > self.CALLS_OF_AN_ADDRESSEE:
                token = None
        if token is None or not lives(token):
            token = self.tokens[realm] = self.make(realm)
        return token

    def make(self, realm):
        if realm == "operator":
            return people.new_operator()
        if realm == "terminal":
            self.calls_at_terminal = 0
            return self.firm().at_terminal()
        if realm == "addressee":
            self.calls_of_addressee = 0
            made = cargo.Addressee()
            self.addressees[made.token] = made
            return made.token
        return people.new_person()


WORLD = World()


def addressee_of(case):
    """To whom things are assigned: who calls."""
    token = case.headers.get("Authorization", "").removeprefix("Bearer ")
    return WORLD.addressees.get(token) or WORLD.addressees[WORLD.token("addressee")]


@schemathesis.auth(refresh_interval=None)
class Actor:
    """The access token of who may call the operation."""

    def get(self, case, _context):
        realm = realm_of(case.operation.path)
        if realm == "office" and case.method != "GET":
            WORLD.firm().filed += 1
        return WORLD.token(realm)

    def set(self, case, data, _context):
        case.headers["Authorization"] = f"Bearer {data}"


def listed(path):
    """The newest of what operators list."""
    items = call("GET", path, token=WORLD.token("operator"))["items"]
    return items[0]["id"] if items else None


# What an assignment must be for an operation to succeed; a pending one where it is not said.
ASSIGNMENTS = {
    "/v1/assignments/{id}/resend": cargo.to_resend,
    "/v1/assignments/{id}/revoke": cargo.accepted,
    "/v1/admin/assignments/{id}/release": cargo.expired,
    "/v1/admin/assignments/{id}/remove": cargo.own,
}


def assignment_for(case):
    """The id of an assignment with which the operation can succeed."""
    sender, path = WORLD.token("administrator"), case.operation.path
    if path == "/v1/assignments/{id}/pin":
        return cargo.to_resend(sender, addressee_of(case).email)
    return ASSIGNMENTS.get(path, cargo.assign)(sender)


def record_for(case):
    """The id of a cargo record with which the operation can succeed."""
    token = WORLD.token("administrator")
    if case.operation.path.endswith("/dangerous-goods-declaration"):
        return cargo.to_declare(token) if case.method == "PUT" else cargo.declared(token)
    if case.method == "PATCH" and isinstance(case.body, dict) and case.body.get("hawb") == "NAX0001":
        # A record keeps its waybill: a change says the one that it has.
        case.body["hawb"] = cargo.new_code()
        return cargo.record(token, hawb=case.body["hawb"])
    return cargo.record(token)


def account_for(case):
    """The id of an account with which the operation can succeed."""
    if case.method == "PATCH" and case.operation.path == "/v1/admin/accounts/{id}":
        return Firm.new_agency()
    return call("GET", "/v1/me", token=WORLD.firm().invited())["id"]


def invitation_for(path):
    """The id of an invitation with which the operation can succeed."""
    made = WORLD.firm().invite()[0]
    if path.endswith("/resend"):
        people.move_clock({"advance_seconds": 60})
    return made


def master_entry(kind):
    """The id of an entry of this kind, if there is such a kind."""
    known = kind in cargo.MASTER_DATA
    return cargo.master_entry(WORLD.token("administrator"), kind) if known else None


def real_id(kind, case):
    """The id of something of this kind that there is."""
    made = {
        "asgn": lambda: assignment_for(case),
        "carg": lambda: record_for(case),
        "mast": lambda: master_entry(case.path_parameters["kind"]),
        "pick": lambda: cargo.pickup(WORLD.token("administrator")),
        "acct": lambda: account_for(case),
        "comp": Firm.new_company,
        "invi": lambda: invitation_for(case.operation.path),
        "offc": lambda: WORLD.firm().new_office()[0],
        "rapp": lambda: WORLD.firm().application(sent_back=case.method == "PUT"),
        "term": lambda: WORLD.firm().terminal()[0],
        "clos": lambda: listed("/v1/admin/closures"),
        "inqu": lambda: listed("/v1/admin/inquiries"),
        "mail": lambda: listed("/v1/admin/mails"),
        "sess": lambda: people.session_of(case.headers.get("Authorization", "")),
    }
    return made[kind]() if kind in made else None


def new_token(path):
    """What a new mail of the right kind holds."""
    if path.startswith("/v1/invitations/"):
        return WORLD.firm().invite()[1]
    if path.startswith("/v1/recoveries/"):
        return people.recovery_token()
    if path.startswith("/v1/me/email-changes/"):
        return people.email_change_token()
    return people.registration_token(mail_of(new_name()))


def real_value(name, value, case):
    """What stands for an example in a body or query."""
    if not isinstance(value, str):
        return value
    if value == "1ANACA0A":
        if case.operation.path == "/v1/terminal/password":
            return call("GET", "/v1/terminal", token=WORLD.token("terminal"))["user_id"]
        return WORLD.firm().terminal()[1]
    if value == "asgn" + EXAMPLE:
        return cargo.assign(WORLD.token("administrator"))
    if value == "carg" + EXAMPLE:
        return cargo.record(WORLD.token("administrator"))
    if name == "corporate_number" and value == "7000012050002":
        return people.new_corporate_number()
    if name == "hawb" and value == "NAX0001":
        return cargo.new_code()
    if name == "email" and value == "broker@example.jp":
        return mail_of(new_name())
    if value == "offc" + EXAMPLE:
        return WORLD.firm().office_id
    if value in ("comp" + EXAMPLE, "comp" + OTHER_EXAMPLE):
        return Firm.new_company()
    if name in ("code", "user_code") and value in ("1ATYO", "1ANAC"):
        return Firm.new_code()
    if name == "desired_date" and value == "2026-11-24":
        return call("GET", "/v1/service-calendar")["days"][-1]["date"]
    if name == "token" and value.startswith("tg"):
        return new_token(case.operation.path)
    if value.startswith("tgref_"):
        return people.refresh_token()
    chooses_login_id = isinstance(case.body, dict) and "token" in case.body
    if name == "login_id" and value == "taro_cargo" and chooses_login_id:
        return new_name()
    return value


def with_real_values(value, case, name=None):
    """A body with what there is in the place of examples."""
    if isinstance(value, dict):
        for member, one in value.items():
            value[member] = with_real_values(one, case, member)
        return value
    if isinstance(value, list):
        value[:] = [with_real_values(one, case, name) for one in value]
        return value
    return real_value(name, value, case)


def with_real_pin(case):
    """A body with the PIN of what was just assigned, and its id, in the place of examples."""
    path, body = case.operation.path, case.body
    kind = next((kind for kind, start in cargo.LISTS.items() if path.startswith(start)), None)
    if isinstance(body, dict) and body.get("pin") == "3467-9ACD":
        email = addressee_of(case).email
        made = cargo.assign(WORLD.token("administrator"), email, kind)
        body["pin"] = cargo.mailed_pin(email)
        if body.get("assignment_id") == "asgn" + EXAMPLE:
            body["assignment_id"] = made


def version_of(case):
    """The present version of what a request is about."""
    path = case.operation.path.removesuffix("/approve").removesuffix("/request-correction")
    path = path.format(**(case.path_parameters or {}))
    headers = {"Authorization": case.headers.get("Authorization", "")}
    return http.get(BASE + path, headers=headers, timeout=10).headers.get("ETag")


@schemathesis.hook
def before_call(_context, case, _kwargs):
    """Puts what there is in the place of the examples."""
    place = str((case.path_parameters or {}).get("id"))
    kind = place.removesuffix(EXAMPLE)
    if kind != place and (real := real_id(kind, case)):
        case.path_parameters = case.path_parameters | {"id": real}
    if case.operation.path.endswith("/assignment-acceptances"):
        with_real_pin(case)
    with_real_values(case.body, case)
    if isinstance(case.query, dict):
        with_real_values(case.query, case)
    if (case.headers or {}).get("If-Match") in ('"1"', '"2"') and (version := version_of(case)):
        case.headers["If-Match"] = version


# Which operations were called, and whether they succeeded once.
SUCCEEDED = {}


@schemathesis.hook
def after_call(_context, case, response):
    """Notes what succeeded."""
    label = case.operation.label
    SUCCEEDED[label] = SUCCEEDED.get(label, False) or response.status_code < 400


@atexit.register
def tell_what_never_succeeded():
    never = sorted(label for label, once in SUCCEEDED.items() if not once)
    with open(os.environ["FUZZ_NEVER_SUCCEEDED"], "w", encoding="utf-8") as file:
        file.writelines(f"{label}\n" for label in never)
