"""What companies share: records, requests, master data and assignments, made as clients make them.

Each function takes the access token of somebody of a company that may register cargo.
"""

import re
import uuid

from people import Firm, call, mail_of, move_clock, new_name, post, register

AWB = "131-12345675"
MASTER_DATA = ("bonded-warehouses", "sheds", "shippers", "customs-brokers", "trucking-companies")
LISTS = {"cargo": "/v1/cargo-records", "pickup": "/v1/pickup-requests"}


def new_code():
    """Twelve letters and digits that nobody has."""
    return uuid.uuid4().hex[:12].upper()


def record(token, **more):
    """Registers a cargo record; gives its id."""
    body = {"direction": "import", "mawb": AWB, "hawb": new_code()} | more
    return post("/v1/cargo-records", body, 201, token)["id"]


def to_declare(token):
    """A record that says what the document's example of a declaration declares: paint."""
    return record(token, special_handling=["RFL"], weight_kg=100)


def declared(token):
    """A record of which dangerous goods are declared."""
    made = to_declare(token)
    paint = {
        "un_number": "UN1263",
        "proper_shipping_name": "Paint",
        "hazard_class": "3",
        "packing_group": "II",
        "packing_instruction": "353",
        "quantity": 5,
        "unit": "l",
        "packages": 4,
    }
    body = {
        "items": [paint],
        "aircraft": "passenger_and_cargo",
        "emergency_contact": {"name": "山田化学 当直", "phone": "03-1234-5678"},
        "place": "成田",
        "date": "2026-11-20",
        "signatory": {"name": "山田 太郎"},
    }
    call("PUT", f"/v1/cargo-records/{made}/dangerous-goods-declaration", body, token, 201)
    return made


def pickup(token):
    """Makes a pickup request; gives its id."""
    body = {"awbs": [AWB], "shed": "成田第一上屋", "scheduled_at": "2026-11-24T10:00:00+09:00"}
    return post("/v1/pickup-requests", body, 201, token)["id"]


def master_entry(token, kind):
    """Adds an entry of master data; gives its id."""
    return post(f"/v1/master-data/{kind}", {"name": new_code()}, 201, token)["id"]


def assign(token, email=None, kind="cargo"):
    """Assigns something new to an address; gives the assignment's id."""
    made = record(token) if kind == "cargo" else pickup(token)
    body = {"kind": kind, "record_ids": [made], "email": email or mail_of(new_name())}
    return post("/v1/assignments", body, 201, token)["items"][0]["assignment_id"]


def mailed_pin(email):
    """The PIN of the newest mail to an address."""
    text = call("GET", f"/v1/sandbox/mails?to={email}&limit=1")["items"][0]["text"]
    return re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", text).group()


class Addressee:
    """Somebody of another company, to whom things are assigned."""

    def __init__(self):
        name = new_name()
        self.email = mail_of(name)
        self.token = register(name, self.email)

    def accept(self, kind="cargo"):
        """Accepts what was assigned last."""
        path = LISTS[kind] + "/assignment-acceptances"
        post(path, {"pin": mailed_pin(self.email)}, 200, self.token)


def to_resend(token, email=None):
    """An assignment whose mail may be sent again."""
    made = assign(token, email)
    move_clock({"advance_seconds": 60})
    return made


def accepted(token):
    """An assignment that another company accepted."""
    other = Addressee()
    made = assign(token, other.email)
    other.accept()
    return made


def expired(token):
    """An assignment that nobody accepted in time; it waits for the morning of day 8."""
    made = assign(token)
    until = call("GET", f"/v1/assignments/{made}", token=token)["accept_until"]
    move_clock({"advance_to": until})
    return made


def own(token):
    """An assignment that the own company accepted, because it took the other one over."""
    other = Addressee()
    made = assign(token, other.email)
    other.accept()
    company = call("GET", "/v1/companies/current", token=other.token)["id"]
    into = call("GET", "/v1/companies/current", token=token)["id"]
    Firm.by_operator(f"/v1/admin/companies/{company}/merge", {"into_company_id": into}, 200)
    return made
