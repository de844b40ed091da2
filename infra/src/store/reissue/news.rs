//! The news of offices.

use diesel::prelude::*;
use tegata_domain::kernel::{Id, Page, PageRequest, Position, StoreError, kind};
use tegata_domain::reissue::{NewsItem, NewsStore, NewsTopic, ReceiptNumber};

use crate::database::schema::{news, reissue_applications as applications, terminal_users};
use crate::database::types::{DbId, DbInstant};
use crate::store::{SqlTx, corrupt, newest_first};

/// A piece of news.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = news, treat_none_as_default_value = false)]
struct NewsRow {
    id: DbId,
    office_id: DbId,
    topic: String,
    application_id: Option<DbId>,
    terminal_id: Option<DbId>,
    at: DbInstant,
}

/// What a piece of news is read from: itself, the receipt number, the user id in its two parts.
type NewsRows = (NewsRow, Option<i64>, Option<(String, String)>);

fn item((row, number, user_id): NewsRows) -> Result<NewsItem, StoreError> {
    let topic = NewsTopic::named(&row.topic);
    let number = number.map(ReceiptNumber);
    let user_id = user_id.map(|(code, identification)| format!("{code}{identification}"));
    Ok(NewsItem {
        id: row.id.id(),
        office: row.office_id.id(),
        topic: topic.ok_or_else(|| corrupt("news", "topic", row.id.0))?,
        application: row.application_id.map(DbId::id).zip(number),
        terminal: row.terminal_id.map(DbId::id).zip(user_id),
        at: row.at.0,
    })
}

impl NewsStore for SqlTx<'_> {
    fn insert_news(&mut self, item: &NewsItem) -> Result<(), StoreError> {
        let row = NewsRow {
            id: item.id.into(),
            office_id: item.office.into(),
            topic: item.topic.as_str().to_owned(),
            application_id: item.application.map(|(id, _)| id.into()),
            terminal_id: item.terminal.as_ref().map(|(id, _)| (*id).into()),
            at: item.at.into(),
        };
        self.run(|c| diesel::insert_into(news::table).values(&row).execute(c)).map(drop)
    }

    fn news_page(
        &mut self,
        office: Id<kind::Office>,
        page: PageRequest,
    ) -> Result<Page<NewsItem>, StoreError> {
        let rows: Vec<NewsRows> = self.run(|c| {
            let query = news::table
                .left_join(applications::table)
                .left_join(terminal_users::table)
                .filter(news::office_id.eq(DbId::from(office)))
                .select((
                    NewsRow::as_select(),
                    applications::receipt_number.nullable(),
                    (terminal_users::user_code, terminal_users::identification).nullable(),
                ))
                .into_boxed();
            newest_first!(query, page, news::at, news::id).load(c)
        })?;
        let items = rows.into_iter().map(item).collect::<Result<_, _>>()?;
        Ok(Page::cut(items, page.limit, |item: &NewsItem| Position {
            at: item.at,
            id: item.id.uuid(),
        }))
    }
}
