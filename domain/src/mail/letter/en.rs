//! The letters in English.

mod assignment;
mod reissue;

use super::{Block, Draft, Letter, minute};

const WHEN_OVER: &str = "When the link has expired, please start again from the beginning.";
const NEVER_SHARE: &str =
    "The link works once. Do not forward this mail: whoever has the link can use it.";
const RECOVER_NOW: &str = "Somebody else may be using your account. Reset your password now \
    through \"Forgot your password?\" on the sign-in page, then send us an inquiry.";
const IGNORE: &str = "Somebody may have entered your address by mistake. Delete this mail. As long \
    as the link is not opened, nothing is registered or changed.";
const SECURITY: &str = "We send it to protect your account, whenever something important happens.";

const LOGIN_ID: &str = "Login id or office code";
const INQUIRE: &str = "Somebody may have tried to sign in, but did not get in. Each further lock \
    lasts longer. If this mail keeps coming, send us an inquiry.";

/// Whether somebody verified the company's name (ORG-01).
const fn company_name(verified: bool) -> Block<'static> {
    Block::Text(if verified {
        "An operator verified the company's name."
    } else {
        "Take care: the company entered this name itself, and no operator verified it. Make sure \
         that the mail comes from a company you know before you go on."
    })
}

fn time(instant: jiff::Timestamp) -> String {
    format!("{} (Japan time)", minute(instant))
}

/// The letter in English.
pub(super) fn draft(letter: &Letter) -> Draft<'_> {
    match letter {
        Letter::RegistrationLink { token, expires_at } => Draft {
            subject: "Complete your registration",
            blocks: vec![
                Block::Text(
                    "Thank you for your request to register. Open the link below and enter your \
                     details to complete it.",
                ),
                Block::Link { label: "Enter your details", path: "register", token },
                Block::Facts(vec![("Good until", time(*expires_at))]),
                Block::Text(WHEN_OVER),
                Block::Text(NEVER_SHARE),
            ],
            purpose: "You get this mail because a registration was asked for with this address.",
            stranger: IGNORE,
        },
        Letter::FirstPassword { login_id, company, company_verified, token, expires_at } => Draft {
            subject: "Your account is ready",
            blocks: vec![
                Block::Text(
                    "An account was made for you or your office. Open the link below and set a password to sign \
                     in.",
                ),
                Block::Facts(vec![
                    (LOGIN_ID, login_id.clone()),
                    ("Company", company.clone()),
                    ("Link good until", time(*expires_at)),
                ]),
                company_name(*company_verified),
                Block::Link { label: "Set your password", path: "first-password", token },
                Block::Text(
                    "When the link has expired, set your password through \"Forgot your \
                     password?\" on the sign-in page, or send us an inquiry.",
                ),
                Block::Text(NEVER_SHARE),
            ],
            purpose: "You get this mail because an account was made for you or your office.",
            stranger: "Do not open the link, and send us an inquiry. Until a password is set, \
                nobody can use the account.",
        },
        Letter::RecoveryLink { login_id, token, expires_at } => Draft {
            subject: "Reset your password",
            blocks: vec![
                Block::Text(
                    "We received a request to reset your password. Open the link below and set a \
                     new one. If your account is locked, this unlocks it.",
                ),
                Block::Facts(vec![(LOGIN_ID, login_id.clone()), ("Good until", time(*expires_at))]),
                Block::Link { label: "Set a new password", path: "recover", token },
                Block::Text(WHEN_OVER),
                Block::Text(NEVER_SHARE),
                Block::Link { label: "Cancel: this was not me", path: "recover/not-me", token },
            ],
            purpose: "You get this mail because a password reset was asked for.",
            stranger: "Tell us through the link \"Cancel: this was not me\". The link to a new \
                password then stops working, and your present password stays.",
        },
        Letter::PasswordChanged { login_id, at, unlocked } => Draft {
            subject: "Your password was set",
            blocks: vec![
                Block::Text(if *unlocked {
                    "A new password was set, and your account was unlocked."
                } else {
                    "A new password was set."
                }),
                Block::Facts(vec![(LOGIN_ID, login_id.clone()), ("Set at", time(*at))]),
                Block::Text(
                    "For safety, every session was ended but the one that set it. On your other \
                     devices, sign in with the new password.",
                ),
            ],
            purpose: SECURITY,
            stranger: RECOVER_NOW,
        },
        Letter::AccountLocked { login_id, at } => Draft {
            subject: "Your account was locked",
            blocks: vec![
                Block::Text("Your account was locked after several wrong passwords in a row."),
                Block::Facts(vec![("Login id", login_id.clone()), ("Locked at", time(*at))]),
                Block::Text(
                    "To unlock it, reset your password through \"Forgot your password?\" on the \
                     sign-in page. You can sign in right after. If you cannot reset it, send us an \
                     inquiry.",
                ),
            ],
            purpose: SECURITY,
            stranger: "Somebody may have tried to sign in, but did not get in. Unlock the account, \
                and do not use a password that you use elsewhere.",
        },
        Letter::EmailChangeLink { login_id, token, expires_at } => Draft {
            subject: "Confirm your new e-mail address",
            blocks: vec![
                Block::Text(
                    "We received a request to use this e-mail address. Open the link below to \
                     complete the change. Until then the previous address stands.",
                ),
                Block::Facts(vec![
                    ("Login id", login_id.clone()),
                    ("Good until", time(*expires_at)),
                ]),
                Block::Link { label: "Complete the change", path: "email-change", token },
                Block::Text(WHEN_OVER),
                Block::Text(NEVER_SHARE),
            ],
            purpose: "You get this mail because a change to this address was asked for.",
            stranger: IGNORE,
        },
        Letter::EmailChangeRequested { login_id, new_address_masked } => Draft {
            subject: "A new e-mail address was requested",
            blocks: vec![
                Block::Text(
                    "We received a request to change your e-mail address and sent a link to the \
                     new one. Until that link is followed, this address stands.",
                ),
                Block::Facts(vec![
                    ("Login id", login_id.clone()),
                    ("New address (partly hidden)", new_address_masked.clone()),
                ]),
            ],
            purpose: SECURITY,
            stranger: RECOVER_NOW,
        },
        Letter::EmailChanged { login_id, new_address_masked, at } => Draft {
            subject: "Your e-mail address was changed",
            blocks: vec![
                Block::Text(
                    "Your e-mail address was changed. From now on, mails go to the new one.",
                ),
                Block::Facts(vec![
                    (LOGIN_ID, login_id.clone()),
                    ("New address (partly hidden)", new_address_masked.clone()),
                    ("Changed at", time(*at)),
                ]),
            ],
            purpose: SECURITY,
            stranger: "Somebody else may be using your account. The password can no longer be \
                reset with this address, so send us an inquiry now.",
        },
        Letter::LoginIdReminder { items } => Draft {
            subject: "Your login ids",
            blocks: [Block::Text(
                "Here are the login ids that you asked for: those that hold this e-mail address.",
            )]
            .into_iter()
            .chain(items.iter().map(|item| {
                Block::Facts(vec![
                    ("Login id", item.login_id.clone()),
                    ("Company", item.company.clone()),
                ])
            }))
            .collect(),
            purpose: "You get this mail because a reminder of login ids was asked for.",
            stranger: "The login ids are told to this address alone, and were shown to nobody \
                else. Delete this mail.",
        },
        Letter::SessionReuse { login_id, at } => Draft {
            subject: "A session was ended",
            blocks: vec![
                Block::Text(
                    "Sign-in data that was used up (a refresh token) came back. For safety, that \
                     session was ended. To go on, please sign in again.",
                ),
                Block::Facts(vec![
                    ("Login id, office code or terminal user id", login_id.clone()),
                    ("Ended at", time(*at)),
                ]),
            ],
            purpose: SECURITY,
            stranger: RECOVER_NOW,
        },
        Letter::InquiryReceived { number, message } => Draft {
            subject: "We received your inquiry",
            blocks: received(
                vec![
                    Block::Text(
                        "We received your inquiry and will send the answer to this address.",
                    ),
                    Block::Facts(vec![("Inquiry number", number.clone())]),
                ],
                message.as_deref(),
            ),
            purpose: "You get this mail because an inquiry was sent with this address.",
            stranger: "Somebody may have entered your address by mistake. Open no link in the text \
                above, and delete this mail.",
        },
        Letter::InquiryAnswered { number, answer } => Draft {
            subject: "The answer to your inquiry",
            blocks: vec![
                Block::Text("This is our answer to your inquiry:"),
                Block::Facts(vec![("Inquiry number", number.clone())]),
                Block::Quote(answer),
                Block::Text(
                    "If you have more to ask, send a new inquiry that names this inquiry number.",
                ),
            ],
            purpose: "You get this mail because an inquiry was sent with this address.",
            stranger: "Somebody may have entered your address by mistake. Delete this mail.",
        },
        Letter::Invitation {
            company,
            company_verified,
            inviter,
            administrator,
            token,
            expires_at,
        } => Draft {
            subject: "You are invited to a company",
            blocks: vec![
                Block::Text(
                    "The company below invites you to be a member of it. Open the link, enter your \
                     details and choose a password: that makes your account.",
                ),
                Block::Facts(vec![
                    ("Company", company.clone()),
                    ("Invited by", inviter.clone()),
                    (
                        "Role",
                        if *administrator {
                            "administrator (manages members, offices and terminal users)"
                        } else {
                            "member"
                        }
                        .to_owned(),
                    ),
                    ("Good until", time(*expires_at)),
                ]),
                company_name(*company_verified),
                Block::Link { label: "See the invitation", path: "invitation", token },
                Block::Text(
                    "To decline, open the same link and choose to decline. If you do nothing, the \
                     invitation ends by itself. Either way, nothing is registered.",
                ),
                Block::Text("When it has expired, ask who invited you to send it again."),
                Block::Text(NEVER_SHARE),
            ],
            purpose: "You get this mail because an administrator of the company, or an operator, \
                invited this address.",
            stranger: IGNORE,
        },
        Letter::ApplicationReceived { receipt_number, filed_on, answer_from } => {
            reissue::received(receipt_number, *filed_on, *answer_from)
        }
        Letter::ApplicationApproved { receipt_number, filed_on } => {
            reissue::approved(receipt_number, *filed_on)
        }
        Letter::CorrectionRequested { receipt_number, filed_on } => {
            reissue::correction(receipt_number, *filed_on)
        }
        Letter::ApplicationWithdrawn { receipt_number, filed_on } => {
            reissue::withdrawn(receipt_number, *filed_on)
        }
        Letter::PeerInitialised { user_id, by_user_id, at } => {
            reissue::peer_initialised(user_id, by_user_id, *at)
        }
        Letter::TemporaryLock { login_id, at, until } => {
            reissue::temporary_lock(login_id, *at, *until)
        }
        Letter::AssignmentPin { kind, company, company_verified, count, pin, accept_until } => {
            assignment::pin(*kind, (company, *company_verified), *count, pin, *accept_until)
        }
        Letter::AssignmentAccepted { kind, company, email_masked, count, at } => {
            assignment::accepted(*kind, company, email_masked, *count, *at)
        }
        Letter::AssignmentExpired { kind, email_masked, count, expired_at, again_from } => {
            assignment::expired(*kind, email_masked, *count, (*expired_at, *again_from))
        }
    }
}

/// An inquiry's mail with the message quoted, where there is one to quote.
fn received<'a>(mut blocks: Vec<Block<'a>>, message: Option<&'a str>) -> Vec<Block<'a>> {
    if let Some(message) = message {
        blocks.push(Block::Text("This is what you wrote:"));
        blocks.push(Block::Quote(message));
    }
    blocks
}
