//! The guidance that an office reads before it applies (RIS-APP-02), after slides 3 to 5 of the source.
//!
//! An application names the version that was read. Whoever changes the text gives it a new version.

use crate::kernel::Language;

/// The version of the text.
pub const VERSION: &str = "2026-11";

/// The guidance in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guidance {
    /// Its title.
    pub title: &'static str,
    /// What it says, in order.
    pub paragraphs: &'static [&'static str],
}

const JA: Guidance = Guidance {
    title: "利用者IDのパスワード初期化のお申し込みにあたって",
    paragraphs: &[
        "同じ利用者コード（5桁）の利用者IDをほかにもお持ちの場合は、その利用者IDでURY「I」を実施すると、\
         お申し込みより早く初期化できます。",
        "自社システム用IDは、このお申し込みの対象ではありません。貴社の社内システム管理者へご相談ください。",
        "申込担当者には、実際にお申し込みをされる方の連絡先を入力してください。お申し込みの内容について、\
         審査担当者から確認のご連絡を差し上げることがあります。",
        "受付と審査結果は、申込担当者と管理責任者の両方へメールでお知らせします。",
        "審査は受付順に、できるだけ早く行います。回答は翌営業日以降になることがあります。",
        "登録希望日は、翌日以降の日付を指定できます（省略できます）。当日の日付は指定できません。\
         日付を指定された場合は、電話で確認のご連絡を差し上げることがあります。",
        "審査が終わりましたら、登録希望日にかかわらず、仮パスワードですぐにログインできます。",
        "仮パスワードは、このポータルの通知内容でのみ確認できます。メールや電話でお知らせすることはありません。",
        "仮パスワードでログインしたあとは、URY「C」で新しいパスワードに変更してください。URYを実施できるのは、\
         平日（土曜日、日曜日、祝日および休業日を除く日）の0:00から23:00までです。",
    ],
};

const EN: Guidance = Guidance {
    title: "Before you apply for the initialisation of a terminal user's password",
    paragraphs: &[
        "If you have another terminal user id of the same user code (5 characters), initialise the \
         password with it (URY \"I\"): that is faster than an application.",
        "Ids of an own system are no part of this. Ask your own system administrator.",
        "As the applicant contact, enter the person who applies. The reviewer may contact that \
         person to confirm what the application says.",
        "Both the applicant contact and the responsible manager are told by mail that the \
         application was received, and what the review found.",
        "Applications are reviewed in their order, as soon as possible. The answer may take until \
         the next business day or later.",
        "A desired registration date is optional. It is tomorrow or later, never today. If you give \
         one, the reviewer may ring you to confirm it.",
        "Once the review has ended, the temporary password signs in at once, whatever the desired \
         registration date.",
        "The temporary password is shown in the notice of this portal alone. It is never sent by \
         mail and never told by telephone.",
        "Signed in with the temporary password, change it to a new one (URY \"C\"). URY runs on \
         weekdays from 0:00 to 23:00, Japan time; not on Saturdays, Sundays, national holidays and \
         days on which the service is closed.",
    ],
};

/// The current guidance.
pub const fn current(language: Language) -> Guidance {
    match language {
        Language::Ja => JA,
        Language::En => EN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ris_app_02_both_languages_say_the_same_things() {
        let (ja, en) = (current(Language::Ja), current(Language::En));
        assert_eq!(ja.paragraphs.len(), en.paragraphs.len());
        assert!(ja.paragraphs.iter().all(|text| !text.contains(' ') && text.ends_with('。')));
        assert!(en.paragraphs.iter().all(|text| text.is_ascii() && !text.contains("  ")));
    }
}
