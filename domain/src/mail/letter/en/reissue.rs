//! The letters to offices in English: reissue of terminal users' passwords, and temporary locks.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{INQUIRE, time};
use crate::mail::letter::{Block, Draft};

const PORTAL: Block<'_> = Block::Portal { label: "Open the portal" };
const NO_PASSWORD_BY_MAIL: &str =
    "A temporary password is never sent by mail, told by telephone, or asked for.";
const TO_CONTACTS: &str = "You get this mail as the responsible manager or the applicant contact \
    of the application.";
const NOT_APPLIED: &str = "Sign in to the portal, read the application, and send us an inquiry. \
    If you have nothing to do with the office, delete this mail.";

fn receipt(number: &str, filed_on: Date) -> Vec<(&'static str, String)> {
    vec![("Received on", filed_on.to_string()), ("Receipt number", number.to_owned())]
}

/// An application was received (RIS-APP-07).
pub(super) fn received<'a>(number: &str, filed_on: Date, answer_from: Date) -> Draft<'a> {
    let mut facts = receipt(number, filed_on);
    facts
        .push(("Answer", format!("may take until the next business day ({answer_from}) or later")));
    Draft {
        subject: "Your application was received",
        blocks: vec![
            Block::Text(
                "Thank you. We received your system settings application for the initialisation \
                 of terminal users' passwords. When the review has ended, we tell you by mail.",
            ),
            Block::Facts(facts),
            Block::Text("What you applied for and how the review goes can be read in the portal."),
            PORTAL,
        ],
        purpose: TO_CONTACTS,
        stranger: NOT_APPLIED,
    }
}

/// A reviewer approved an application (RIS-REV-01).
pub(super) fn approved<'a>(number: &str, filed_on: Date) -> Draft<'a> {
    Draft {
        subject: "Your application was approved",
        blocks: vec![
            Block::Text("Your system settings application was reviewed and approved."),
            Block::Facts(receipt(number, filed_on)),
            Block::Text(
                "To read the notice with the temporary passwords, sign in to the portal and open \
                 the details in its news.",
            ),
            PORTAL,
            Block::Text(
                "A temporary password works at once, whatever the desired registration date, and \
                 for some days only. Sign in with it and change it to a new one (URY \"C\") soon.",
            ),
            Block::Text(NO_PASSWORD_BY_MAIL),
        ],
        purpose: TO_CONTACTS,
        stranger: NOT_APPLIED,
    }
}

/// A reviewer asked for a correction (RIS-REV-01).
pub(super) fn correction<'a>(number: &str, filed_on: Date) -> Draft<'a> {
    Draft {
        subject: "Your application needs a correction",
        blocks: vec![
            Block::Text("We have a question about your system settings application."),
            Block::Facts(receipt(number, filed_on)),
            Block::Text(
                "Please sign in to the portal and open the details in its news to see what is \
                 asked. Then correct the application, or withdraw it. Until then the review does \
                 not go on.",
            ),
            PORTAL,
        ],
        purpose: TO_CONTACTS,
        stranger: NOT_APPLIED,
    }
}

/// The office withdrew an application (RIS-REV-02).
pub(super) fn withdrawn<'a>(number: &str, filed_on: Date) -> Draft<'a> {
    Draft {
        subject: "Your application was withdrawn",
        blocks: vec![
            Block::Text(
                "Your system settings application was withdrawn. It is not reviewed, and the \
                 passwords of its terminal users stay as they are.",
            ),
            Block::Facts(receipt(number, filed_on)),
            Block::Text("If it is needed after all, file a new application in the portal."),
            PORTAL,
        ],
        purpose: TO_CONTACTS,
        stranger: NOT_APPLIED,
    }
}

/// A peer initialised the password of a terminal user (RIS-PEER-03).
pub(super) fn peer_initialised<'a>(user_id: &str, by_user_id: &str, at: Timestamp) -> Draft<'a> {
    Draft {
        subject: "A terminal user's password was initialised",
        blocks: vec![
            Block::Text(
                "Another terminal user of the same user code initialised the password of a \
                 terminal user (URY \"I\"). The temporary password was shown to that person, once.",
            ),
            Block::Facts(vec![
                ("Initialised", user_id.to_owned()),
                ("Initialised by", by_user_id.to_owned()),
                ("Initialised at", time(at)),
            ]),
            Block::Text(
                "The initialised terminal user was unlocked, and all of its sessions were ended. \
                 Sign in with the temporary password and change it to a new one (URY \"C\").",
            ),
            Block::Text(NO_PASSWORD_BY_MAIL),
            PORTAL,
        ],
        purpose: "You get this mail as the responsible manager of the office, to protect its \
            terminal users.",
        stranger: "Ask whoever uses the terminal user id that initialised the other. If nobody \
            knows of it, have both ids disabled by an administrator of your company, and send us \
            an inquiry.",
    }
}

/// Wrong passwords locked an office code or terminal user id for a while (ACC-LCK-04).
pub(super) fn temporary_lock<'a>(login_id: &str, at: Timestamp, until: Timestamp) -> Draft<'a> {
    Draft {
        subject: "A temporary lock",
        blocks: vec![
            Block::Text(
                "After several wrong passwords in a row, the office code or terminal user id below \
                 was locked for a while. The lock passes by itself, and the password stays.",
            ),
            Block::Facts(vec![
                ("Office code or terminal user id", login_id.to_owned()),
                ("Locked at", time(at)),
                ("Open again at", time(until)),
            ]),
            Block::Text(
                "If the office's password was forgotten, \"Forgot your password?\" on the sign-in \
                 page mails a link to the responsible manager. Setting a new password opens the \
                 lock.",
            ),
            Block::Text(
                "If a terminal user's password was forgotten, another terminal user of the same \
                 user code can initialise it (URY \"I\"), or the office applies for it in the \
                 portal.",
            ),
            PORTAL,
        ],
        purpose: "You get this mail as the responsible manager of the office, to protect its \
            sign-in.",
        stranger: INQUIRE,
    }
}
