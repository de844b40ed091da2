//! What every move of an application leaves behind, in its transaction: a step of the history, news for
//! the office, mails to both contacts (RIS-REV-01), an entry of the audit trail.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Application, ApplicationDetail, NewsItem, NewsTopic, Step};
use crate::audit::Action;
use crate::env::Act;
use crate::identity::Office;
use crate::kernel::{Failure, Id, kind, tokyo_date};
use crate::mail::Letter;
use crate::mail::service::Recipient;

/// A move that was made.
pub(super) struct Moved<'a> {
    /// The office that filed, as it is now.
    pub office: &'a Office,
    /// The application after the move.
    pub application: &'a Application,
    /// Who moved it.
    pub by: Id<kind::Account>,
    /// What the reviewer wrote.
    pub note: Option<&'a str>,
    /// When.
    pub at: Timestamp,
}

/// What the move is in the audit trail, in the news, and in the mails.
pub(super) type Told = (Action, NewsTopic, Letter);

impl Moved<'_> {
    /// Writes everything down; gives the history with the new step.
    pub(super) fn tell(
        &self,
        act: &mut Act<'_>,
        mut steps: Vec<Step>,
        (action, topic, letter): Told,
    ) -> Result<ApplicationDetail, Failure> {
        let application = self.application;
        let step = Step {
            number: steps.last().map_or(1, |last| last.number + 1),
            state: application.state,
            at: self.at,
            by: self.by,
            note: self.note.map(str::to_owned),
        };
        act.tx.append_step(application.id, &step)?;
        steps.push(step);
        act.tx.insert_news(&NewsItem {
            id: act.env.id(),
            office: application.office,
            topic,
            application: Some((application.id, application.receipt_number)),
            terminal: None,
            at: self.at,
        })?;
        let receipt_number = application.receipt_number.to_string();
        act.audit(action.on(application.id).detail(receipt_number))?;
        self.mail(act, &letter)?;
        Ok(ApplicationDetail { application: application.clone(), steps })
    }

    /// Mails the responsible manager and the applicant contact; once, when both have one address.
    fn mail(&self, act: &mut Act<'_>, letter: &Letter) -> Result<(), Failure> {
        let (manager, contact) = (&self.office.manager.email, &self.application.contact.email);
        let other = (contact.key() != manager.key()).then_some(contact);
        for address in std::iter::once(manager).chain(other) {
            let account = Some(self.office.account());
            let recipient = Recipient { address, account, language: self.application.language };
            act.mail(recipient, letter)?;
        }
        Ok(())
    }
}

/// An application's receipt number and date, as its mails name them.
pub(super) fn receipt(application: &Application) -> (String, Date) {
    (application.receipt_number.to_string(), tokyo_date(application.filed_at))
}
