//! The letters to offices in Japanese: reissue of terminal users' passwords, and temporary locks.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{INQUIRE, time};
use crate::mail::letter::{Block, Draft};

const THANKS: &str = "いつもご利用いただき、ありがとうございます。";
const PORTAL: Block<'_> = Block::Portal { label: "ポータルを開く" };
const NO_PASSWORD_BY_MAIL: &str =
    "仮パスワードを、メールや電話でお知らせしたり、おたずねしたりすることはありません。";
const TO_CONTACTS: &str = "システム設定申込の管理責任者および申込担当者にお送りしています。";
const NOT_APPLIED: &str = "ポータルにログインして申込の内容をお確かめのうえ、お問い合わせください。\
    事業所にかかわりのない方は、このメールを破棄してください。";

fn date(day: Date) -> String {
    day.strftime("%Y年%m月%d日").to_string()
}

fn receipt(number: &str, filed_on: Date) -> Vec<(&'static str, String)> {
    vec![("申込受付年月日", date(filed_on)), ("申込受付番号", number.to_owned())]
}

/// An application was received (RIS-APP-07).
pub(super) fn received<'a>(number: &str, filed_on: Date, answer_from: Date) -> Draft<'a> {
    let mut facts = receipt(number, filed_on);
    let answer = format!("翌営業日（{}）以降になることがあります", date(answer_from));
    facts.push(("回答の時期", answer));
    Draft {
        subject: "システム設定申込の受付のお知らせ",
        blocks: vec![
            Block::Text(THANKS),
            Block::Text(
                "利用者IDのパスワード初期化について、システム設定申込を受け付けました。\
                 審査が終わりましたら、メールでお知らせいたします。",
            ),
            Block::Facts(facts),
            Block::Text("申込の内容と審査の状況は、次のポータルでご確認いただけます。"),
            PORTAL,
        ],
        purpose: TO_CONTACTS,
        stranger: NOT_APPLIED,
    }
}

/// A reviewer approved an application (RIS-REV-01).
pub(super) fn approved<'a>(number: &str, filed_on: Date) -> Draft<'a> {
    Draft {
        subject: "システム設定申込の確認完了のお知らせ",
        blocks: vec![
            Block::Text(THANKS),
            Block::Text("システム設定申込について、内容の確認が完了しました。"),
            Block::Facts(receipt(number, filed_on)),
            Block::Text(
                "仮パスワードなどの通知内容は、次のポータルにログインし、新着情報の「詳細」から\
                 ご確認ください。",
            ),
            PORTAL,
            Block::Text(
                "登録希望日にかかわらず、仮パスワードですぐにログインできます。有効期限がありますので、\
                 ログイン後、お早めにURY「C」で新しいパスワードに変更してください。",
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
        subject: "システム設定申込の確認依頼",
        blocks: vec![
            Block::Text(THANKS),
            Block::Text("お申し込みの内容について、確認させていただきたい事項があります。"),
            Block::Facts(receipt(number, filed_on)),
            Block::Text(
                "お手数ですが、次のポータルにログインし、新着情報の「詳細」から内容をご確認のうえ、\
                 修正または取り下げを行ってくださいますようお願いいたします。\
                 それまで、審査は進みません。",
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
        subject: "システム設定申込の取り下げのお知らせ",
        blocks: vec![
            Block::Text(THANKS),
            Block::Text(
                "システム設定申込の取り下げを受け付けました。審査は行われず、\
                 対象の利用者IDのパスワードは変わりません。",
            ),
            Block::Facts(receipt(number, filed_on)),
            Block::Text("必要な場合は、次のポータルから、あらためてお申し込みください。"),
            PORTAL,
        ],
        purpose: TO_CONTACTS,
        stranger: NOT_APPLIED,
    }
}

/// A peer initialised the password of a terminal user (RIS-PEER-03).
pub(super) fn peer_initialised<'a>(user_id: &str, by_user_id: &str, at: Timestamp) -> Draft<'a> {
    Draft {
        subject: "利用者IDのパスワード初期化のお知らせ",
        blocks: vec![
            Block::Text(
                "同じ利用者コードの別の利用者IDにより、利用者IDのパスワードが初期化されました\
                 （URY「I」）。仮パスワードは、初期化を行った方の画面に1回だけ表示されています。",
            ),
            Block::Facts(vec![
                ("初期化された利用者ID", user_id.to_owned()),
                ("初期化を行った利用者ID", by_user_id.to_owned()),
                ("初期化日時", time(at)),
            ]),
            Block::Text(
                "初期化された利用者IDのロックは解除され、ログインはすべて終了しました。\
                 仮パスワードでログイン後、URY「C」で新しいパスワードに変更してください。",
            ),
            Block::Text(NO_PASSWORD_BY_MAIL),
            PORTAL,
        ],
        purpose: "利用者IDを守るため、事業所の管理責任者にお送りしています。",
        stranger: "初期化を行った利用者IDをお使いの方に、お確かめください。\
            心当たりのある方がいない場合は、両方の利用者IDの使用を停止するよう会社の管理者に依頼し、\
            お問い合わせください。",
    }
}

/// Wrong passwords locked an office code or terminal user id for a while (ACC-LCK-04).
pub(super) fn temporary_lock<'a>(login_id: &str, at: Timestamp, until: Timestamp) -> Draft<'a> {
    Draft {
        subject: "一時的なロックのお知らせ",
        blocks: vec![
            Block::Text(
                "パスワードの誤りが続いたため、次の事業所コードまたは利用者IDを、\
                 一時的にロックしました。ロックは自動的に解除され、パスワードは変わりません。",
            ),
            Block::Facts(vec![
                ("事業所コードまたは利用者ID", login_id.to_owned()),
                ("ロック日時", time(at)),
                ("解除日時", time(until)),
            ]),
            Block::Text(
                "事業所のパスワードをお忘れの場合は、ログイン画面の「パスワードをお忘れの方」から、\
                 パスワードを設定するリンクを管理責任者あてにお送りできます。\
                 設定が完了すると、ロックは解除されます。",
            ),
            Block::Text(
                "利用者IDのパスワードをお忘れの場合は、同じ利用者コードの別の利用者IDで\
                 初期化（URY「I」）を行うか、次のポータルからパスワード初期化をお申し込みください。",
            ),
            PORTAL,
        ],
        purpose: "事業所と利用者IDを守るため、事業所の管理責任者にお送りしています。",
        stranger: INQUIRE,
    }
}
