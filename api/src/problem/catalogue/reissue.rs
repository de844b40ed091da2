//! Refusals around the reissue of terminal users' passwords: service hours, who takes part,
//! applications and their review.

use tegata_domain::kernel::Rule;

use super::{APPLY_FOR_REISSUE, Entry, INQUIRE, SERVICE_CALENDAR, Words};

pub(super) const OUTSIDE_SERVICE_HOURS: Entry = Entry::new(
    403,
    Words {
        title: "サービス時間外です",
        detail: "パスワードの変更（URY「C」）と初期化（URY「I」）を実施できるのは、\
            平日（祝日および休業日を除く月曜日から金曜日）の0:00から23:00まで（日本時間）です。",
        remedy: "サービス時間内に、もう一度お試しください\
            [（次の開始：{opens}（日本時間））]。\
            それまでの開始と終了の日時は、サービスカレンダーで確認できます。",
    },
    Words {
        title: "The service is closed at this hour",
        detail: "Passwords are changed (URY \"C\") and initialised (URY \"I\") on weekdays from \
            0:00 to 23:00, Japan time: Monday to Friday, not on national holidays and not on days \
            that were closed.",
        remedy: "Try again in service hours[: the next ones begin at {opens} (Japan time)]. The \
            service calendar shows all of them.",
    },
)
.retryable()
.rules(&[Rule::RisChg03])
.params(&["opens"])
.links(&[SERVICE_CALENDAR]);

pub(super) const OWN_SYSTEM_TERMINAL: Entry = Entry::new(
    403,
    Words {
        title: "自社システム用IDでは行えません",
        detail: "自社システム用IDは、パスワードの変更（URY「C」）、初期化（URY「I」）、\
            再発行のいずれの対象にもなりません。",
        remedy: "事業所の社内システム管理者へご相談ください。\
            この利用者IDのままでは、結果は変わりません。",
    },
    Words {
        title: "An own-system id takes no part in this",
        detail: "An id of an office's own system has no own password change (URY \"C\"), no peer \
            initialisation (URY \"I\") and no reissue.",
        remedy: "Ask the system administrator of your own office. With this id, the answer stays \
            the same.",
    },
)
.rules(&[Rule::RisPeer02]);

pub(super) const APPLICATION_STATE_CONFLICT: Entry = Entry::new(
    409,
    Words {
        title: "申込の状態により操作できません",
        detail: "申込の現在の状態では、この操作を行えません\
            [（申込受付番号：{receipt_number}、現在の状態：{state}）]。\
            ほかの方の操作が先に完了した可能性があります。",
        remedy: "最新の内容を取得し、行える操作をお確かめください。\
            確認が完了した申込と取り下げた申込は、もう変わりません。\
            必要な場合は、新しい申込をいつでも行えます。",
    },
    Words {
        title: "The state of the application does not allow this",
        detail: "This cannot be done to the application as it is \
            now[ (receipt number {receipt_number}, its state: {state})]. Somebody else may have \
            been first.",
        remedy: "Read the application again to see what can be done with it. One that was approved \
            or withdrawn stays as it is; a new one can be filed at any time.",
    },
)
.rules(&[Rule::RisRev02, Rule::RisRev04])
.params(&["receipt_number", "state"])
.links(&[APPLY_FOR_REISSUE]);

pub(super) const OWN_COMPANY_REVIEW: Entry = Entry::new(
    403,
    Words {
        title: "所属する会社の申込は審査できません",
        detail: "審査を公正に行うため、ご自身が所属する会社の申込について、\
            確認完了または確認依頼とすることはできません。",
        remedy: "別の会社に所属する審査担当者に依頼してください。\
            このアカウントのままでは、結果は変わりません。",
    },
    Words {
        title: "Reviewers cannot review applications of their own company",
        detail: "To keep the review fair, an application is neither approved nor sent back for \
            correction by somebody who belongs to its company.",
        remedy: "Ask a reviewer who belongs to another company. With this account, the answer \
            stays the same.",
    },
)
.rules(&[Rule::RisRev04]);

pub(super) const TARGET_INELIGIBLE: Entry = Entry::new(
    409,
    Words {
        title: "仮パスワードを発行できない利用者IDがあります",
        detail: "申込の後に使用を停止されたか、自社システム用IDに変わった利用者IDには、\
            仮パスワードを発行できません[（対象：{user_ids}）]。何も発行していません。",
        remedy: "確認依頼とし、対象から外すよう事業所に依頼するか、\
            会社の管理者に利用者IDの使用を再開するよう依頼してください。\
            対象が整えば、すぐに確認完了にできます。",
    },
    Words {
        title: "A target cannot get a temporary password",
        detail: "A terminal user that was disabled, or became an own-system id, after the \
            application was filed gets no temporary password[ (here: {user_ids})]. Nothing was \
            issued.",
        remedy: "Request a correction that leaves it out, or have it enabled by an administrator \
            of its company. The application can be approved as soon as every target is in order.",
    },
)
.rules(&[Rule::RisRev03])
.params(&["user_ids"]);

pub(super) const RECEIPT_NUMBERS_EXHAUSTED: Entry = Entry::new(
    409,
    Words {
        title: "申込受付番号を払い出せません",
        detail: "7桁の申込受付番号をすべて払い出したため、新しい申込を受け付けられません。\
            申込は登録されていません。",
        remedy: "お手数ですが、お問い合わせください。運営者が対応を終えるまで、結果は変わりません。\
            同じ利用者コードの利用者IDがほかにあれば、URY「I」で初期化できます。",
    },
    Words {
        title: "No receipt number is left",
        detail: "All receipt numbers of seven digits were given, so no new application can be \
            received. Nothing was filed.",
        remedy: "Send a support inquiry; until an operator has seen to it, the answer stays the \
            same. Another terminal user of the same user code can initialise the password (URY \
            \"I\") meanwhile.",
    },
)
.rules(&[Rule::RisApp07])
.links(&[INQUIRE]);
