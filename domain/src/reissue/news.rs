//! The news of an office (新着情報, RIS-REV-05): facts are stored, words are made when they are read.

use super::{NewsItem, NewsTopic};
use crate::access::SignedInOffice;
use crate::env::Env;
use crate::kernel::{Failure, Language, Page, PageRequest};

/// The news of an office, newest first.
///
/// # Errors
/// When the store cannot be read.
pub fn list(env: &Env, who: &SignedInOffice, page: PageRequest) -> Result<Page<NewsItem>, Failure> {
    env.store.read(|tx| Ok(tx.news_page(who.office.id, page)?))
}

/// What a piece of news says.
pub fn text(news: &NewsItem, language: Language) -> String {
    let number = news.application.map(|(_, number)| number.to_string()).unwrap_or_default();
    let user_id = news.terminal.as_ref().map(|(_, id)| id.as_str()).unwrap_or_default();
    match news.topic {
        NewsTopic::ApplicationReceived => language.pick(
            format!("システム設定申込（申込受付番号：{number}）を受け付けました。"),
            format!("The system settings application {number} was received."),
        ),
        NewsTopic::CorrectionRequested => language.pick(
            format!("システム設定申込（申込受付番号：{number}）に確認事項があります。修正または取り下げを行ってください。"),
            format!("The system settings application {number} needs a correction: correct or withdraw it."),
        ),
        NewsTopic::ApplicationApproved => language.pick(
            format!("システム設定申込（申込受付番号：{number}）の確認が完了しました。通知内容をご確認ください。"),
            format!("The system settings application {number} was approved. Read its notice."),
        ),
        NewsTopic::ApplicationWithdrawn => language.pick(
            format!("システム設定申込（申込受付番号：{number}）は取り下げられました。"),
            format!("The system settings application {number} was withdrawn."),
        ),
        NewsTopic::PeerInitialised => language.pick(
            format!("利用者ID {user_id} のパスワードが、URY「I」により初期化されました。"),
            format!("The password of the terminal user {user_id} was initialised (URY \"I\")."),
        ),
    }
}
