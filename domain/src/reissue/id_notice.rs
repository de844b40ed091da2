//! The progress notice and the id notice (進行状況通知・ID通知内容, RIS-REV-05): the one place where an
//! office reads its temporary passwords (RIS-TMP-01).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::application::find;
use super::{Application, ApplicationState};
use crate::access::SignedInOffice;
use crate::audit::Action;
use crate::calendar::{Calendar, closure};
use crate::env::Env;
use crate::identity::TerminalUser;
use crate::kernel::{Call, Failure, Id, Language, PlainPassword, kind, names};
use crate::organization::issue;
use crate::password::temporary::state as state_of;
use crate::password::{TemporaryPassword, TemporaryState};

names! {
    /// Where the temporary password is that an approval issued.
    IssuedState {
        /// It signs in, and waits to be changed.
        Live = "live",
        /// Its terminal user changed it.
        Changed = "changed",
        /// Its time is over (RIS-TMP-03).
        Expired = "expired",
        /// Another one was issued since.
        Replaced = "replaced",
    }
}

/// What became of one target.
#[derive(Debug)]
pub struct IssuedTo {
    /// The terminal user.
    pub user_id: String,
    /// Where its temporary password is.
    pub state: IssuedState,
    /// Itself, while it is live.
    pub temporary_password: Option<PlainPassword>,
    /// Until when it is good, or was.
    pub valid_until: Option<Timestamp>,
}

/// Progress and outcome of an application.
#[derive(Debug)]
pub struct IdNotice {
    /// The application.
    pub application: Application,
    /// What the reviewer wrote with the last step.
    pub note: Option<String>,
    /// Its targets, once it was approved.
    pub issued: Vec<IssuedTo>,
}

/// Reads the notice. That passwords were shown is written down with it.
///
/// # Errors
/// [`crate::kernel::Code::NotFound`], also for an application of another office.
pub fn read(
    env: &Env,
    call: &Call,
    who: &SignedInOffice,
    id: Id<kind::Application>,
) -> Result<IdNotice, Failure> {
    env.write(call, |act| {
        let detail = find(act.tx, who.office.id, id)?;
        let note = detail.steps.last().and_then(|step| step.note.clone());
        let application = detail.application;
        if application.state != ApplicationState::Approved {
            return Ok(IdNotice { application, note, issued: Vec::new() });
        }
        let terminals: Vec<&TerminalUser> =
            application.targets.iter().map(|target| &target.terminal).collect();
        let passwords = act.tx.temporaries_issued_by(id, &terminals)?;
        let calendar = closure::calendar(act.tx)?;
        let issued: Vec<IssuedTo> = terminals
            .into_iter()
            .map(|terminal| {
                let password = passwords.iter().find(|one| one.account == terminal.account());
                issued_to(env, &calendar, terminal, password, act.now)
            })
            .collect();
        let shown = issued.iter().filter(|one| one.temporary_password.is_some());
        let shown: Vec<&str> = shown.map(|one| one.user_id.as_str()).collect();
        if !shown.is_empty() {
            act.audit(Action::TemporaryPasswordViewed.on(id).detail(shown.join(",")))?;
        }
        Ok(IdNotice { application, note, issued })
    })
}

/// What became of a target; its password is shown while it is live and nothing else replaced it.
fn issued_to(
    env: &Env,
    calendar: &Calendar,
    terminal: &TerminalUser,
    password: Option<&TemporaryPassword>,
    now: Timestamp,
) -> IssuedTo {
    let user_id = terminal.user_id();
    let Some(password) = password else {
        let state = IssuedState::Replaced;
        return IssuedTo { user_id, state, temporary_password: None, valid_until: None };
    };
    let valid_until = calendar.temporary_password_expires_at(password.issued_at);
    let state = match state_of(password.changed_at.is_some(), valid_until, now) {
        TemporaryState::Live => IssuedState::Live,
        TemporaryState::Changed => IssuedState::Changed,
        TemporaryState::Expired => IssuedState::Expired,
    };
    let temporary_password =
        if state == IssuedState::Live { issue::reveal(env, password) } else { None };
    IssuedTo { user_id, state, temporary_password, valid_until: Some(valid_until) }
}

/// What the progress notice says of a state.
pub fn progress(state: ApplicationState, language: Language) -> &'static str {
    match state {
        ApplicationState::Filed => language.pick(
            "お申し込みを受け付けました。審査が終わるまで、しばらくお待ちください。\
             回答は翌営業日以降になることがあります。",
            "The application was received. Please wait until the review has ended; the answer may \
             take until the next business day or later.",
        ),
        ApplicationState::CorrectionRequested => language.pick(
            "お申し込みの内容に確認事項があります。内容をご確認のうえ、修正または取り下げを行ってください。",
            "The reviewer asks for a correction. Read what is asked, then correct the application \
             or withdraw it.",
        ),
        ApplicationState::Approved => language.pick(
            "お申し込み内容の確認が完了しました。仮パスワードは、登録希望日にかかわらず、すぐに使用できます。\
             仮パスワードでログイン後、URY「C」で新しいパスワードに変更してください。",
            "The application was approved. The temporary password can be used at once, whatever \
             the desired date. Sign in with it and change it to a new one (URY \"C\").",
        ),
        ApplicationState::Withdrawn => {
            language.pick("お申し込みは取り下げられました。", "The application was withdrawn.")
        }
    }
}
