//! Refusals around accounts: registration, mailed links, inquiries.

use tegata_domain::kernel::Rule;

use super::{
    CHANGE_EMAIL, Entry, INQUIRE, Link, READ_PASSWORD_POLICIES, RECOVER, RECOVER_OFFICE, REGISTER,
    SIGN_IN, Words,
};

/// The rules of mailed links.
const LINK_RULES: &[Rule] = &[Rule::AccReg04, Rule::AccPro05, Rule::Rcv04];
/// Where a new link is asked for.
const NEW_LINK: &[Link] = &[REGISTER, RECOVER, RECOVER_OFFICE, CHANGE_EMAIL];

pub(super) const SELF_REGISTRATION_NOT_OFFERED: Entry = Entry::new(
    403,
    Words {
        title: "この種別のアカウントはご自身で登録できません",
        detail: "代理店様・後払法人様には専用アカウントが必要なため、運営者が作成します。",
        remedy: "アカウントの作成は、[{contact}または]お問い合わせ窓口までご依頼ください。\
            一般のアカウントは、いつでもご自身で登録できます。",
    },
    Words {
        title: "Accounts of this kind are not self-registered",
        detail: "Agencies and deferred-payment companies need a dedicated account, which an \
            operator makes.",
        remedy: "Ask [{contact} or ]the support desk for the account. A general account can be \
            registered at any time.",
    },
)
.rules(&[Rule::AccReg01])
.params(&["contact"])
.links(&[INQUIRE, REGISTER]);

pub(super) const LINK_UNKNOWN: Entry = Entry::new(
    404,
    Words {
        title: "リンクを確認できません",
        detail: "このリンクは、この手続きのために発行されたものではありません。\
            URLが途中で切れているか、別の手続きのリンクである可能性があります。",
        remedy: "メールに記載されたURLの全体を開いてください。\
            解決しない場合は、最初の手続きからやり直して、新しいリンクをお受け取りください。\
            手続きはいつでもやり直せます。",
    },
    Words {
        title: "The link is not known",
        detail: "The link was not issued for this step. Its address may have been cut short, or it \
            belongs to another step.",
        remedy: "Open the whole address in the mail. If that does not help, start again to get a \
            new link, at any time.",
    },
)
.rules(LINK_RULES)
.links(NEW_LINK);

pub(super) const LINK_EXPIRED: Entry = Entry::new(
    410,
    Words {
        title: "リンクの有効期限が切れています",
        detail: "メールのURLリンクの有効期限が過ぎました\
            [（有効期限：{expired_at}（日本時間））]。",
        remedy: "最初の手続きからやり直して、新しいリンクをお受け取りください。\
            手続きはいつでもやり直せます。",
    },
    Words {
        title: "The link has expired",
        detail: "The link in the mail is not good any more[: it expired at {expired_at} (Japan \
            time)].",
        remedy: "Start again to get a new link, at any time.",
    },
)
.rules(LINK_RULES)
.params(&["expired_at"])
.links(NEW_LINK);

pub(super) const LINK_USED: Entry = Entry::new(
    410,
    Words {
        title: "使用済みのリンクです",
        detail: "このリンクによる手続きは、すでに完了しています。リンクは1回限り有効です。",
        remedy: "完了した内容でログインしてください。お心当たりがない場合は、\
            すぐにパスワードの初期化を行ってください。\
            もう一度手続きする場合は、最初からやり直してください。",
    },
    Words {
        title: "The link was used already",
        detail: "What this link is for was completed with it. A link works once.",
        remedy: "Sign in with what you entered then. If that was not you, reset your password now. \
            To do it once more, start again to get a new link, at any time.",
    },
)
.rules(LINK_RULES)
.links(&[SIGN_IN, REGISTER, RECOVER, RECOVER_OFFICE, CHANGE_EMAIL]);

pub(super) const LINK_VOID: Entry = Entry::new(
    410,
    Words {
        title: "取り消されたリンクです",
        detail: "より新しいリンクが発行されたか、「心当たりがない」との申し出などにより、\
            このリンクは取り消されました。",
        remedy: "最も新しいメールのリンクを開いてください。お手元にない場合は、\
            最初の手続きからやり直してください。手続きはいつでもやり直せます。",
    },
    Words {
        title: "The link was cancelled",
        detail: "A newer link took its place, or it was cancelled, for example because its owner \
            had not asked for it.",
        remedy: "Open the link in the newest mail. If you have none, start again to get a new \
            link, at any time.",
    },
)
.rules(&[Rule::AccReg04, Rule::AccPro05, Rule::Rcv04, Rule::Rcv09])
.links(NEW_LINK);

pub(super) const LINK_EXHAUSTED: Entry = Entry::new(
    410,
    Words {
        title: "リンクで試せる回数を超えました",
        detail: "確認のみの場合も含め、パスワードの入力が上限の回数（既定では10回）に\
            達したため、このリンクは使用できなくなりました。",
        remedy: "最初の手続きからやり直して、新しいリンクをお受け取りください。\
            手続きはいつでもやり直せます。\
            使用できるパスワードの条件は、あらかじめ確認できます。",
    },
    Words {
        title: "The tries of the link are used up",
        detail: "Passwords were tried, previews counted, as often as a link allows (10 times by \
            default), so it no longer works.",
        remedy: "Start again to get a new link, at any time. What a password must be like can be \
            read beforehand.",
    },
)
.rules(&[Rule::Rcv06])
.links(&[RECOVER, RECOVER_OFFICE, READ_PASSWORD_POLICIES]);

pub(super) const ACCOUNT_STATE_CONFLICT: Entry = Entry::new(
    409,
    Words {
        title: "アカウントの状態により操作できません",
        detail: "アカウントの現在の状態では、この操作を行えません\
            [（現在の状態：{state}）][（ロック：{lock}）]。\
            ご自身のアカウントは停止できません。運営者が停止したものは、運営者だけが再開できます。",
        remedy: "最新の状態を取得し、行える操作をお確かめください。\
            状態が変われば操作できます。",
    },
    Words {
        title: "The state of the account does not allow this",
        detail: "This cannot be done to the account as it is now[ (its state: {state})][ (its lock: \
            {lock})]. You cannot disable your own account, and only operators enable what an operator \
            disabled.",
        remedy: "Read the account again to see what can be done with it. This becomes possible \
            when its state changes.",
    },
)
.rules(&[Rule::AccLck01, Rule::AccLck04, Rule::Rcv08, Rule::Org03])
.params(&["state", "lock"]);

pub(super) const INQUIRY_ANSWERED: Entry = Entry::new(
    409,
    Words {
        title: "このお問い合わせには回答済みです",
        detail: "このお問い合わせには、すでに回答が送られています。回答は1回限りです。",
        remedy: "最新の内容を取得し、送られた回答をお確かめください。\
            続きがある場合は、新しいお問い合わせとして扱ってください。",
    },
    Words {
        title: "The inquiry was answered already",
        detail: "An answer to this inquiry was sent before. An inquiry is answered once.",
        remedy: "Read the inquiry again to see the answer. What follows is a new inquiry, at any \
            time.",
    },
)
.rules(&[Rule::Rcv03]);
