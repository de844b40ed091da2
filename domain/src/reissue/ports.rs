//! What the room needs of the database.

use jiff::Timestamp;

use super::{
    Application, ApplicationDetail, ApplicationState, NewsItem, OpenTarget, ReceiptNumber,
    ReviewFilter, Reviewable, Step,
};
use crate::identity::TerminalUser;
use crate::kernel::{Guarded, Id, Page, PageRequest, StoreError, kind};
use crate::password::TemporaryPassword;

/// Applications in the database.
pub trait ApplicationStore {
    /// The next receipt number, held until the transaction ends, so that numbers have no gaps
    /// (RIS-APP-07). Taken last, as filings queue for it.
    fn next_receipt_number(&mut self) -> Result<ReceiptNumber, StoreError>;

    /// Adds an application with its targets. The schema refuses a target that another open one names.
    fn insert_application(&mut self, application: &Application) -> Result<(), StoreError>;

    /// Replaces what an application says, with its targets, if it is still in `from` with `version`;
    /// state and version become those given.
    fn replace_application(
        &mut self,
        application: &Application,
        from: ApplicationState,
        version: i64,
    ) -> Result<Guarded, StoreError>;

    /// Moves an application if it is still in the state and version given; the version grows by one.
    /// Its targets are free for another application when `to` is not open.
    fn move_application(
        &mut self,
        from: &Application,
        to: ApplicationState,
        at: Timestamp,
    ) -> Result<Guarded, StoreError>;

    /// Adds the next step to an application's history.
    fn append_step(&mut self, id: Id<kind::Application>, step: &Step) -> Result<(), StoreError>;

    /// An application of an office, with its history.
    fn application(
        &mut self,
        office: Id<kind::Office>,
        id: Id<kind::Application>,
    ) -> Result<Option<ApplicationDetail>, StoreError>;

    /// Applications of an office, newest first; in this state alone, if one is given.
    fn application_page(
        &mut self,
        office: Id<kind::Office>,
        state: Option<ApplicationState>,
        page: PageRequest,
    ) -> Result<Page<Application>, StoreError>;

    /// The terminal users of an office with these user ids; whichever there are.
    fn terminals_named(
        &mut self,
        office: Id<kind::Office>,
        user_ids: &[String],
    ) -> Result<Vec<TerminalUser>, StoreError>;

    /// Which of these terminal users open applications name (RIS-APP-08).
    fn open_targets(
        &mut self,
        terminals: &[Id<kind::Terminal>],
    ) -> Result<Vec<OpenTarget>, StoreError>;

    /// For each user code of these terminal users, the user id of another active person-used one of
    /// the office, where there is one (RIS-APP-05).
    fn peers_of(
        &mut self,
        office: Id<kind::Office>,
        terminals: &[&TerminalUser],
    ) -> Result<Vec<String>, StoreError>;

    /// The temporary passwords that an application issued to these terminal users, without those that
    /// were replaced since.
    fn temporaries_issued_by(
        &mut self,
        id: Id<kind::Application>,
        terminals: &[&TerminalUser],
    ) -> Result<Vec<TemporaryPassword>, StoreError>;
}

/// Applications as reviewers see them in the database.
pub trait ReviewStore {
    /// An application for reviewers.
    fn reviewable(&mut self, id: Id<kind::Application>) -> Result<Option<Reviewable>, StoreError>;

    /// Applications for reviewers, longest waiting first; without their histories.
    fn review_page(
        &mut self,
        filter: &ReviewFilter,
        page: PageRequest,
    ) -> Result<Page<Reviewable>, StoreError>;

    /// How many applications wait for a reviewer, how many of them since before `overdue`, and since
    /// when the oldest does.
    fn review_backlog(
        &mut self,
        overdue: Timestamp,
    ) -> Result<(i64, i64, Option<Timestamp>), StoreError>;
}

/// News in the database.
pub trait NewsStore {
    /// Adds a piece of news.
    fn insert_news(&mut self, news: &NewsItem) -> Result<(), StoreError>;

    /// The news of an office, newest first.
    fn news_page(
        &mut self,
        office: Id<kind::Office>,
        page: PageRequest,
    ) -> Result<Page<NewsItem>, StoreError>;
}
