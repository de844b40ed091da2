//! Support inquiries.

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::account::InquiryStore;
use tegata_domain::account::inquiry::{Inquiry, InquiryState, Topic};
use tegata_domain::kernel::{
    EmailAddress, Guarded, Id, Language, Page, PageRequest, Position, StoreError, kind,
};

use crate::database::schema::inquiries;
use crate::database::types::{DbId, DbInstant};
use crate::store::{SqlTx, corrupt, newest_first};

/// An inquiry's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = inquiries, treat_none_as_default_value = false)]
struct InquiryRow {
    id: DbId,
    account_id: Option<DbId>,
    topic: String,
    email: String,
    name: String,
    phone: Option<String>,
    message: String,
    language: String,
    state: String,
    answer: Option<String>,
    created_at: DbInstant,
    answered_at: Option<DbInstant>,
    answered_by: Option<DbId>,
    assignment_id: Option<DbId>,
}

impl TryFrom<InquiryRow> for Inquiry {
    type Error = StoreError;

    fn try_from(row: InquiryRow) -> Result<Self, StoreError> {
        let fault = |column| corrupt("inquiries", column, row.id.0);
        Ok(Self {
            id: row.id.id(),
            account: row.account_id.map(DbId::id),
            topic: Topic::named(&row.topic).ok_or_else(|| fault("topic"))?,
            email: EmailAddress::parse(&row.email).ok_or_else(|| fault("email"))?,
            language: Language::from_tag(&row.language).ok_or_else(|| fault("language"))?,
            state: InquiryState::named(&row.state).ok_or_else(|| fault("state"))?,
            name: row.name,
            phone: row.phone,
            message: row.message,
            answer: row.answer,
            created_at: row.created_at.0,
            answered_at: row.answered_at.map(Into::into),
            answered_by: row.answered_by.map(DbId::id),
            assignment: row.assignment_id.map(DbId::id),
        })
    }
}

impl InquiryStore for SqlTx<'_> {
    fn insert_inquiry(&mut self, inquiry: &Inquiry) -> Result<(), StoreError> {
        let row = InquiryRow {
            id: inquiry.id.into(),
            account_id: inquiry.account.map(Into::into),
            topic: inquiry.topic.as_str().to_owned(),
            email: inquiry.email.as_str().to_owned(),
            name: inquiry.name.clone(),
            phone: inquiry.phone.clone(),
            message: inquiry.message.clone(),
            language: inquiry.language.tag().to_owned(),
            state: inquiry.state.as_str().to_owned(),
            answer: inquiry.answer.clone(),
            created_at: inquiry.created_at.into(),
            answered_at: inquiry.answered_at.map(Into::into),
            answered_by: inquiry.answered_by.map(Into::into),
            assignment_id: inquiry.assignment.map(Into::into),
        };
        self.run(|c| diesel::insert_into(inquiries::table).values(&row).execute(c)).map(drop)
    }

    fn inquiry(&mut self, id: Id<kind::Inquiry>) -> Result<Option<Inquiry>, StoreError> {
        let row: Option<InquiryRow> = self.run(|c| {
            inquiries::table
                .find(DbId::from(id))
                .select(InquiryRow::as_select())
                .first(c)
                .optional()
        })?;
        row.map(Inquiry::try_from).transpose()
    }

    fn inquiry_page(
        &mut self,
        state: Option<InquiryState>,
        account: Option<Id<kind::Account>>,
        page: PageRequest,
    ) -> Result<Page<Inquiry>, StoreError> {
        let rows: Vec<InquiryRow> = self.run(|c| {
            let mut query = inquiries::table.select(InquiryRow::as_select()).into_boxed();
            if let Some(state) = state {
                query = query.filter(inquiries::state.eq(state.as_str()));
            }
            if let Some(account) = account {
                query = query.filter(inquiries::account_id.eq(DbId::from(account)));
            }
            newest_first!(query, page, inquiries::created_at, inquiries::id).load(c)
        })?;
        let items = rows.into_iter().map(Inquiry::try_from).collect::<Result<_, _>>()?;
        Ok(Page::cut(items, page.limit, |inquiry: &Inquiry| Position {
            at: inquiry.created_at,
            id: inquiry.id.uuid(),
        }))
    }

    fn answer_inquiry(
        &mut self,
        id: Id<kind::Inquiry>,
        answer: &str,
        by: Id<kind::Account>,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(inquiries::table)
                .filter(inquiries::id.eq(DbId::from(id)))
                .filter(inquiries::state.eq(InquiryState::Open.as_str()))
                .set((
                    inquiries::state.eq(InquiryState::Answered.as_str()),
                    inquiries::answer.eq(answer),
                    inquiries::answered_at.eq(DbInstant(at)),
                    inquiries::answered_by.eq(DbId::from(by)),
                ))
                .execute(c)
        })
    }
}
