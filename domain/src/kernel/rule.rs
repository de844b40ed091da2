//! The register of business rules: every id with its sentence. `docs/reference/rules.md` is printed from it.
//!
//! The id stands at the decision, in the test that proves it and in the refusal a client receives.

use std::fmt;

macro_rules! rules {
    ($($variant:ident = $id:literal, $text:literal;)*) => {
        /// A business rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $text] $variant,)*
        }

        impl Rule {
            /// Every rule, in the order of the register.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The id, as in `ACC-REG-04`.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                }
            }

            /// The rule in a sentence.
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

rules! {
    AccReg01 = "ACC-REG-01",
        "Only `general` accounts register themselves. `agency` and `deferred_payment` accounts are made by an operator; asking for one is refused with whom to contact.";
    AccReg02 = "ACC-REG-02",
        "A registration request needs an e-mail address and acceptance of the current terms (version and time are kept). Either missing: refused, no mail.";
    AccReg03 = "ACC-REG-03",
        "One e-mail address may hold any number of accounts.";
    AccReg04 = "ACC-REG-04",
        "A request mails a link, single use, valid 24 hours. Expired: refused, and the refusal says to start again.";
    AccReg05 = "ACC-REG-05",
        "The link opens the customer form (login id and password are chosen there too): all required fields or no account. No account exists before completion.";
    AccReg06 = "ACC-REG-06",
        "Confirm step: a preview validates everything, shows the exact result read-only and changes nothing. Completion accepts exactly what a preview accepts.";
    AccReg07 = "ACC-REG-07",
        "During registration the e-mail is the one the link was sent to; it cannot be changed. Afterwards it can (ACC-PRO-05).";
    AccReg08 = "ACC-REG-08",
        "The dangerous-goods qualification (yes/no) is a required answer.";
    AccReg09 = "ACC-REG-09",
        "Completion signs the new account in (returns a session).";
    AccReg10 = "ACC-REG-10",
        "Login ids: 6–20 of a–z, 0–9, `-`, `_`, `.`; unique without regard to case; zero/oh and one/el look-alikes of a taken id are refused too.";
    AccReg11 = "ACC-REG-11",
        "A request for an address, known or not, gets the same answer in the same time class.";
    AccReg12 = "ACC-REG-12",
        "Self-registration makes a new company of one (named by the form) unless the link came from an invitation of an existing company. A typed company name never gives membership.";
    AccPro01 = "ACC-PRO-01",
        "\"My page\" shows what is stored now, and per field whether this account may edit it.";
    AccPro02 = "ACC-PRO-02",
        "The login id never changes.";
    AccPro03 = "ACC-PRO-03",
        "Editable by kind: company name, department, industry, phone, address, notification-mail wish depend on the account kind (one table: general all of these; agency and deferred_payment: department, phone, notification wish). Name, kana and the dangerous-goods answer: general only, audited. A refused field names itself.";
    AccPro04 = "ACC-PRO-04",
        "Confirm step and completion as in ACC-REG-06; the session goes on.";
    AccPro05 = "ACC-PRO-05",
        "A new e-mail counts only after its own link (24 h) was followed; the old address is told. Until then the old one stands.";
    AccPro06 = "ACC-PRO-06",
        "Two editors: a stale version is refused (`If-Match`), nothing is overwritten silently.";
    AccPro07 = "ACC-PRO-07",
        "What recovery compares (e-mail, phone, name) changes only with the current password given in the last 5 minutes.";
    AccDg01 = "ACC-DG-01",
        "Only an account whose dangerous-goods qualification is yes may file a dangerous-goods declaration for a cargo record.";
    AccDg02 = "ACC-DG-02",
        "The qualification shows in the session's capabilities, so that a client knows before it asks.";
    AccLck01 = "ACC-LCK-01",
        "Repeated wrong passwords lock the account (default 5 in a row, until it is unlocked by recovery, reissue or an operator). Unknown ids cost the same time and answer.";
    AccLck02 = "ACC-LCK-02",
        "A lock never tells a stranger whether the id exists; the owner is told by mail, at most once per lock.";
    AccLck03 = "ACC-LCK-03",
        "Locking out someone else on purpose must not be cheap: failures from a client are limited before the account locks, and a device that signed in before keeps its own budget.";
    AccLck04 = "ACC-LCK-04",
        "Office codes and terminal ids can be guessed, so their locks are temporary and growing (1, 5, 15, 60 minutes); failures never void a temporary password.";
    Rcv01 = "RCV-01",
        "Four items, all required: login id, e-mail, full name, phone. Compared after normalisation (width, case, spaces, hyphens, E.164).";
    Rcv02 = "RCV-02",
        "All four match: a link is mailed. Anything else: the same answer, the same time class, no link.";
    Rcv03 = "RCV-03",
        "Who cannot give all four uses a support inquiry, open to the unauthenticated, limited, kept and answered by operators.";
    Rcv04 = "RCV-04",
        "The link is single use and expires (default 1 h); expired: refused, start again. A newer link makes older ones void.";
    Rcv05 = "RCV-05",
        "New password and its confirmation must be equal.";
    Rcv06 = "RCV-06",
        "The new password must differ from the previous one. A refused password does not use up the link; 10 tries per link, previews counted.";
    Rcv07 = "RCV-07",
        "Completion unlocks the account, ends all its other sessions and signs it in. The owner is told by mail.";
    Rcv08 = "RCV-08",
        "Recovery does not enable an account that an operator disabled, nor remove a second factor.";
    Rcv09 = "RCV-09",
        "Opening the link any number of times (mail scanners, previews) uses nothing up; it works signed in, in another browser, on another device; \"this was not me\" voids it and tells us.";
    Rcv10 = "RCV-10",
        "Who forgot the login id gets, by mail, the login ids that hold the address.";
    Pwd01 = "PWD-01",
        "`general`, `agency`, `deferred_payment`, `office`, `operator`: 12–128 characters (any Unicode, NFC), no composition rule, refused when it is common or breached (list shipped inside, at least 100,000 entries, and 3,000 of the terminal shape), or contains login id, e-mail name or company name; previous password refused.";
    Pwd02 = "PWD-02",
        "`terminal`: 6–8 characters, only A–Z and 0–9, at least one of each.";
    Pwd03 = "PWD-03",
        "`terminal`: the last 3 generations are refused.";
    Pwd04 = "PWD-04",
        "`terminal` being weak by rule, it is compensated: strict lock, slow rate, no self recovery, restricted session until changed.";
    Pwd05 = "PWD-05",
        "The active policy of a kind is readable by API (machine and human form, ja/en), so that a client shows it before the user types.";
    Pwd06 = "PWD-06",
        "A refusal names every rule that the candidate breaks at once, never echoes it.";
    RisOfc01 = "RIS-OFC-01",
        "An office's password is set, and recovered, by a link mailed to its responsible manager (or by an operator); policy PWD-01.";
    RisOfc02 = "RIS-OFC-02",
        "The office lists its own terminal ids (business kind, roman name and address, state) and selects from them.";
    RisApp01 = "RIS-APP-01",
        "An office signs in with office code + office password and files a system settings application of type password initialisation.";
    RisApp02 = "RIS-APP-02",
        "The guidance text is read first; its version is acknowledged in the application.";
    RisApp03 = "RIS-APP-03",
        "Applicant contact (name, department, phone, e-mail) is required; it is who the reviewer contacts.";
    RisApp04 = "RIS-APP-04",
        "Target: user code (5 alphanumerics) + identification number (3 alphanumerics) of a terminal id of this office; one application may hold several targets, each with its reason.";
    RisApp05 = "RIS-APP-05",
        "If another person-used id of the same user code exists, the preview says that peer initialisation (RIS-PEER) is the faster way.";
    RisApp06 = "RIS-APP-06",
        "Desired registration date: optional; tomorrow or later, never today. Review does not wait for it; the preview warns that with a date the reviewer may ring to ask.";
    RisApp07 = "RIS-APP-07",
        "Confirm step, then filing gives a receipt number (7 digits + `C`) and mails both the responsible manager and the applicant contact, saying that the answer may take until the next business day or later (with that date).";
    RisApp08 = "RIS-APP-08",
        "One open application per target; a second is refused and names the first's receipt number.";
    RisRev01 = "RIS-REV-01",
        "A reviewer (operator) either approves or requests correction; both mail both contacts (send-only mail, with receipt date and number and the portal's address, never a password).";
    RisRev02 = "RIS-REV-02",
        "Asked for correction: the office corrects and files again, or withdraws. Nothing else moves the application.";
    RisRev03 = "RIS-REV-03",
        "Approval gives each target a temporary password, unlocks it and ends its sessions.";
    RisRev04 = "RIS-REV-04",
        "A reviewer cannot review an application of a company they belong to, and two reviewers cannot both decide: exactly one wins.";
    RisRev05 = "RIS-REV-05",
        "The office sees a news list, the application's state history, the progress notice and the id notice.";
    RisTmp01 = "RIS-TMP-01",
        "The temporary password is shown only to the signed-in filing office (id notice), or once to the peer (RIS-PEER-01); never mailed, never logged; each view is audited; it can be used at once whatever the desired date.";
    RisTmp02 = "RIS-TMP-02",
        "Signed in with it, a terminal user can do nothing but change it. Refusals elsewhere say so (not \"invalid id\").";
    RisTmp03 = "RIS-TMP-03",
        "It stops being shown once changed, and stops working after 7 days, but not before the end of the third day on which RIS-CHG-03 was open.";
    RisLog01 = "RIS-LOG-01",
        "A terminal user signs in choosing `sea` or `air`.";
    RisChg01 = "RIS-CHG-01",
        "Own change (\"C\"): the id typed must be the id signed in.";
    RisChg02 = "RIS-CHG-02",
        "New password twice, equal; PWD-02 and PWD-03 hold.";
    RisChg03 = "RIS-CHG-03",
        "Own change and peer initialisation run only on weekdays (Mon–Fri, no Japanese national holidays, no operator-set closures) from 0:00 to 23:00. Refused outside, with the next opening.";
    RisPeer01 = "RIS-PEER-01",
        "A signed-in terminal user may initialise (\"I\") another id of the same user code; the temporary password is shown once to the peer.";
    RisPeer02 = "RIS-PEER-02",
        "Own-system ids take no part: no own change, no peer initialisation (as actor or target), no reissue; each refusal points to the office's own system administrator.";
    RisPeer03 = "RIS-PEER-03",
        "Not one's own id; the owner office is notified.";
    RisHint01 = "RIS-HINT-01",
        "Unknown id within the caller's own office or user code: the refusal offers zero/oh look-alikes that exist there. Never across offices.";
    Org01 = "ORG-01",
        "Business roles are set by operators only; mails mark a company whose name nobody verified.";
    Org02 = "ORG-02",
        "Moving an account or merging companies ends its sessions and carries the grants of its company; grants that thereby become own-company ones fall to ASG-SELF-01.";
    Org03 = "ORG-03",
        "Company administrators manage members, offices and terminal ids of their own company only, never above their own rights.";
    CgoAwb01 = "CGO-AWB-01",
        "An AWB number is 11 digits: airline prefix 3 + serial 7 + check digit (serial mod 7). Hyphens, spaces and full-width digits are accepted everywhere and stored canonically.";
    CgoAwb02 = "CGO-AWB-02",
        "A wrong check digit is refused; the hint offers only records the caller can already see.";
    CgoRec01 = "CGO-REC-01",
        "Consolidators and customs brokers register cargo records (import/export, MAWB, HAWB, bonded warehouse, shipper, customs broker, reservation, alert, status). HAWB unique under its MAWB, at most 9,999 per MAWB, both counted within the owner company (another company's records never show through a refusal).";
    CgoRec02 = "CGO-REC-02",
        "Pickup requests: AWBs, shed, trucking company, vehicle number, scheduled time, status, alert.";
    CgoMst01 = "CGO-MST-01",
        "Master data per company (import / export / master management): warehouses, sheds, shippers, brokers, trucking companies.";
    CgoLst01 = "CGO-LST-01",
        "The cargo list is by registration time, the pickup list by scheduled pickup time. Accepting an assignment does not move a record in time.";
    CgoLst02 = "CGO-LST-02",
        "A list search covers at most one calendar month (Jan 31 → Feb 28/29). Longer is refused, naming the nearest legal range.";
    CgoLst03 = "CGO-LST-03",
        "Filters, cargo: period, AWB, alert, assignment state, bonded warehouse, shipper, customs broker, reservation, direction. Pickup: period, status, shed, trucking company, vehicle number, AWB, shipper, assignment state, alert.";
    CgoLst04 = "CGO-LST-04",
        "The list gives the number of hits and how many pending assignments the caller could accept now.";
    CgoLst05 = "CGO-LST-05",
        "The result can be exported (CSV in UTF-8 with BOM, or CP932; spreadsheet-formula cells made harmless), exactly the rows and order of the same search.";
    CgoLst06 = "CGO-LST-06",
        "An empty or short list explains itself: hints such as `outside_period` with a query that does find the record the caller named, only for records the caller may see.";
    CgoLst07 = "CGO-LST-07",
        "Looking up one exact AWB number needs no period.";
    CgoLst08 = "CGO-LST-08",
        "Columns. Cargo: direction (登録対象), registered at, status, assignment state, MAWB, HAWB, bonded warehouse. Pickup: scheduled time, request status, assignment state, AWB, shed, pickup status.";
    CgoLst09 = "CGO-LST-09",
        "No period given: today, 00:00–23:59.";
    CgoVis02 = "CGO-VIS-02",
        "Office and terminal sessions see no cargo. API clients act for their company and never accept an assignment.";
    CgoVis01 = "CGO-VIS-01",
        "A record is visible to its owner company and to companies with a live accepted assignment. To everyone else it does not exist (the same 404 as an unknown id).";
    AsgSnd01 = "ASG-SND-01",
        "An account of the owner company assigns one or more records of one kind to an e-mail address; this grants sight to the company that accepts, nothing else. An assignment is one record × one address; what is sent together is a batch with one PIN and one mail; acceptance takes what of it is still pending; cancel and revoke are per record.";
    AsgSnd02 = "ASG-SND-02",
        "The mail carries a PIN and says which kind it is and where to accept it. The PIN has 8 characters of an alphabet without look-alikes, shown as `XXXX-XXXX`, read without regard to case, width, spaces and hyphens.";
    AsgSnd03 = "ASG-SND-03",
        "Assigning to one's own company is refused: the own company named, or an address of an own-company account with no other company named. A named company is never checked against the address (no probing). Named: only that company's accounts may accept. Not named: the accepting account's company gets the grant.";
    AsgSnd04 = "ASG-SND-04",
        "One pending assignment per record and address.";
    AsgSnd05 = "ASG-SND-05",
        "The sender sees the mail's delivery state (`queued`, `sent`, `deferred`, `bounced`, `failed`) and may resend (new PIN, old one void, 60 s apart, at most 5 per assignment; mails per address limited); the window does not restart. `bounced` means a 5xx answer; bounce mails are not read.";
    AsgSnd06 = "ASG-SND-06",
        "The addressee's signed-in inbox lists pending assignments, so acceptance works even when no mail arrived (the PIN is then sent again on request). Before acceptance it shows sender, kind and count, no record data.";
    AsgAcc01 = "ASG-ACC-01",
        "Only an account whose verified e-mail is the addressed one may accept; with PIN.";
    AsgAcc02 = "ASG-ACC-02",
        "Cargo assignments are accepted at the cargo list, pickup assignments at the pickup list. At the wrong one the addressee is told which is right; no PIN try is used up.";
    AsgAcc03 = "ASG-ACC-03",
        "A colleague (same company, other address) cannot accept and is told who can (masked); sees the record after acceptance.";
    AsgAcc04 = "ASG-ACC-04",
        "Another company can neither accept nor see: the same answer as for a PIN that does not exist.";
    AsgAcc05 = "ASG-ACC-05",
        "Acceptance by an account of the sender's own company is refused (ASG-SND-03 again, at the other end).";
    AsgAcc06 = "ASG-ACC-06",
        "Acceptance takes a PIN and optionally the assignment's id. With the id: 5 wrong PINs close it to PINs until resent. Without: wrong PINs are counted per account and pause that account's tries (growing), closing nothing. PINs are unique among live ones.";
    AsgAcc07 = "ASG-ACC-07",
        "Exactly one acceptance wins, however many race; the same account repeating it gets the first answer while the grant lives, a conflict afterwards.";
    AsgAcc08 = "ASG-ACC-08",
        "The answer tells where and under which period the records now list.";
    AsgCan01 = "ASG-CAN-01",
        "The sender's company may cancel a pending assignment up to the end of day 6 after sending (day 0 = the day of sending). On day 7 nobody but the system can.";
    AsgExp01 = "ASG-EXP-01",
        "Not accepted by the end of day 7: cancelled by the system. Evaluated at read; no sweep needed for it to hold.";
    AsgExp02 = "ASG-EXP-02",
        "After ASG-EXP-01 the same record may be assigned to the same address again from the morning of day 8 (default 06:00).";
    AsgExp03 = "ASG-EXP-03",
        "An operator may cancel on day 7 and release ASG-EXP-02 early on request (audited).";
    AsgInq01 = "ASG-INQ-01",
        "A signed-in sender may file an inquiry that names an assignment (urgent re-assignment, removal); operators see it with the assignment.";
    AsgSelf01 = "ASG-SELF-01",
        "Should an own-company assignment exist all the same, only the system side (operator) can remove it.";
    AsgAct01 = "ASG-ACT-01",
        "Every assignment carries the actions open to the caller now: allowed or not, why not, from when, until when. What it says is what the endpoint then does.";
    AsgRev01 = "ASG-REV-01",
        "The owner company may end an accepted assignment; sight ends at once on every replica.";
    AsgLife01 = "ASG-LIFE-01",
        "An accepted assignment belongs to the company: it outlives the accepting account's deletion, disabling or e-mail change. A pending one follows the address, not the account.";
    AsgWhy01 = "ASG-WHY-01",
        "Explain: for a record the caller may see, through what; for one the caller may not, nothing. Owners may ask who sees a record, who saw it, and who could see it at a time.";
    OpsMail01 = "OPS-MAIL-01",
        "A mail is written in the same transaction as what it tells of, and sent at least once, with retries; a mail server that is down loses nothing and fails no request.";
    OpsAud01 = "OPS-AUD-01",
        "Every state change and every refused security-relevant try is in an append-only audit trail: who, what, on whom, when, from where, outcome. No secrets in it.";
    OpsAut01 = "OPS-AUT-01",
        "Authority is judged in the transaction that acts: what was taken away (sign-out, disabling, suspension, demotion, move, merger, lock) stops every call that has not committed, streams and repeated answers included.";
    OpsErr01 = "OPS-ERR-01",
        "Every refusal says: code, rule id, what, why, remedy, when it will be possible, where to go; in Japanese or English as asked.";
    OpsSbx01 = "OPS-SBX-01",
        "In sandbox mode (never in production) a client can read the mails sent and move the clock forward (stored, never back), so that every time rule can be tried in minutes. Business rules follow it; token, refresh, rate-limit and idempotency lifetimes stay on real time. A sandbox database is stamped and production refuses it; a sandbox binds to loopback unless told otherwise.";
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
