//! Refusals around cargo records and pickup requests: who registers them, who changes them, until when.

use tegata_domain::kernel::Rule;

use super::{Entry, FILE_INQUIRY, INQUIRE, READ_ME, Words};

pub(super) const BUSINESS_ROLE_REQUIRED: Entry = Entry::new(
    403,
    Words {
        title: "会社の業務区分では登録できません",
        detail: "この登録を行えるのは、対象の業務区分を持つ会社だけです\
            [（対象の業務区分：{roles}）]。何も登録していません。",
        remedy: "会社の業務区分は運営者が設定します。実際の業務と異なる場合は、\
            お問い合わせください。設定が済めば、すぐに登録できます。",
    },
    Words {
        title: "The company has no business role for this",
        detail: "Only a company with a certain business role registers \
            this[ (one of: {roles})]. Nothing was registered.",
        remedy: "Operators set what a company does. If it does this, send a support inquiry; it \
            works as soon as the role is set.",
    },
)
.rules(&[Rule::CgoRec01, Rule::CgoRec02])
.params(&["roles"])
.links(&[INQUIRE]);

pub(super) const NOT_RECORD_OWNER: Entry = Entry::new(
    403,
    Words {
        title: "登録した会社だけが行える操作です",
        detail: "アサインで共有された情報は、閲覧だけができます。\
            変更やアサインを行えるのは、登録した会社の方だけです。",
        remedy: "登録した会社に変更を依頼してください。\
            アサインを受け取った側では、いつ操作しても結果は変わりません。",
    },
    Words {
        title: "Only the company that owns the record can do that",
        detail: "What was shared by an assignment can be seen, and nothing else. Only the company \
            that registered it changes or assigns it.",
        remedy: "Ask the company that registered it. For a company that only sees it, the answer \
            stays the same.",
    },
)
.rules(&[Rule::CgoVis01]);

pub(super) const RECORD_CLOSED: Entry = Entry::new(
    409,
    Words {
        title: "完了しているため変更できません",
        detail: "現在のステータスでは、この操作を行えません[（現在のステータス：{status}）]。\
            引渡済みの貨物情報、取消済みまたは搬出済みの搬出依頼は変更できません。\
            搬出を始めた搬出依頼は取り消せません。",
        remedy: "最新の内容を取得し、行える操作をお確かめください。\
            完了した情報は、いつ操作しても変わりません。誤って完了とした場合は、\
            お問い合わせください。",
    },
    Words {
        title: "It is complete and does not change any more",
        detail: "The status does not allow this[ (it is {status})]. A delivered cargo record and a \
            cancelled or picked up pickup request stay as they are; a pickup request of which \
            something was picked up cannot be cancelled.",
        remedy: "Read it again to see what can be done with it. What is complete stays complete; \
            if that was a mistake, send a support inquiry.",
    },
)
.rules(&[Rule::CgoRec01, Rule::CgoRec02])
.params(&["status"])
.links(&[INQUIRE]);

pub(super) const HOUSE_WAYBILLS_FULL: Entry = Entry::new(
    409,
    Words {
        title: "MAWBに登録できるHAWBの上限に達しています",
        detail: "1件のMAWBに登録できるHAWBの件数が上限に達しました[（上限：{max}件）]。\
            何も登録していません。",
        remedy: "MAWB番号をお確かめください。正しい場合は、別のMAWBに登録してください。\
            このMAWBのままでは、結果は変わりません。",
    },
    Words {
        title: "The air waybill holds as many house waybills as it may",
        detail: "An air waybill holds no more house waybills[ than {max}]. Nothing was registered.",
        remedy: "Check the number of the air waybill. If it is right, use another one; under this \
            one, the answer stays the same.",
    },
)
.rules(&[Rule::CgoRec01])
.params(&["max"]);

pub(super) const DANGEROUS_GOODS_NOT_QUALIFIED: Entry = Entry::new(
    403,
    Words {
        title: "危険物貨物申告資格がありません",
        detail: "危険物貨物の申告を行えるのは、危険物貨物申告資格を「有」として登録した\
            アカウントだけです。",
        remedy: "資格をお持ちの場合は、マイページで危険物貨物申告資格を「有」に変更してください。\
            変更すると、すぐに申告できます。代理店・後払法人アカウントの資格は変更できませんので、\
            運営者にお問い合わせください。資格をお持ちでない場合は、資格のある方に依頼してください。",
    },
    Words {
        title: "The account is not qualified for dangerous goods",
        detail: "Only an account whose dangerous-goods qualification is yes files a declaration.",
        remedy: "If you are qualified, say so on your page, and declare at once. For agency and \
            deferred-payment accounts file an inquiry: the operators answer for theirs. Otherwise \
            ask somebody who is qualified.",
    },
)
.rules(&[Rule::AccDg01])
.links(&[READ_ME, FILE_INQUIRY]);
