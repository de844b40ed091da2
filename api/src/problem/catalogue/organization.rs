//! Refusals around companies: who administers them, their state, invitations to them.

use tegata_domain::kernel::Rule;

use super::{Entry, INQUIRE, LIST_MEMBERS, SIGN_IN, Words};

pub(super) const NOT_COMPANY_ADMINISTRATOR: Entry = Entry::new(
    403,
    Words {
        title: "会社の管理者だけが行える操作です",
        detail: "会社の情報、メンバー、招待、事業所、利用者IDを管理できるのは、\
            その会社の管理者だけです。",
        remedy: "会社の管理者に依頼するか、管理者のアカウントでログインし直してください。\
            管理者がわからない場合は、お問い合わせください。\
            このアカウントが管理者になるまで、結果は変わりません。",
    },
    Words {
        title: "Only an administrator of the company can do that",
        detail: "A company's data, members, invitations, offices and terminal users are managed by \
            its administrators alone.",
        remedy: "Ask an administrator of your company, or sign in as one. If you do not know who \
            they are, send a support inquiry. Until this account becomes an administrator, the \
            answer stays the same.",
    },
)
.rules(&[Rule::Org03])
.links(&[SIGN_IN, INQUIRE]);

pub(super) const LAST_ADMINISTRATOR: Entry = Entry::new(
    409,
    Words {
        title: "会社の最後の管理者です",
        detail: "会社には、利用できる状態の管理者が1名以上必要です。\
            この操作を行うと、管理者がいなくなります。",
        remedy: "先に別のメンバーを管理者にしてから、もう一度操作してください。\
            管理者が2名以上になれば、すぐに操作できます。",
    },
    Words {
        title: "This is the company's last administrator",
        detail: "A company needs at least one administrator who can sign in. This would leave it \
            without one.",
        remedy: "Make another member an administrator first, then repeat the request. It works as \
            soon as there are two.",
    },
)
.rules(&[Rule::Org03])
.links(&[LIST_MEMBERS]);

pub(super) const COMPANY_UNVERIFIED: Entry = Entry::new(
    403,
    Words {
        title: "会社名の確認が済んでいません",
        detail: "事業所コードと利用者コードは、運営者が会社名を確認した会社だけが登録できます。\
            登録した会社名は、まだ確認されていません。",
        remedy: "お問い合わせから、会社名の確認を依頼してください。確認が済むと、すぐに登録できます。",
    },
    Words {
        title: "The company's name is not verified yet",
        detail: "Office codes and user codes are registered by companies alone whose name an \
            operator has verified. Nobody has verified this one's.",
        remedy: "Ask the operators by an inquiry to verify your company. It works as soon as they \
            have.",
    },
)
.rules(&[Rule::Org01])
.links(&[INQUIRE]);

pub(super) const COMPANY_STATE_CONFLICT: Entry = Entry::new(
    409,
    Words {
        title: "会社の状態により操作できません",
        detail: "会社の現在の状態では、この操作を行えません[（現在の状態：{state}）]。\
            統合済みの会社は、ほかの会社に引き継がれています。\
            運営会社は統合できず、運営会社への招待もできません。",
        remedy: "最新の状態を取得し、行える操作をお確かめください。\
            統合済みの会社の代わりに、統合先の会社を指定すれば、すぐに操作できます。",
    },
    Words {
        title: "The state of the company does not allow this",
        detail: "This cannot be done to the company as it is now[ (its state: {state})]. A merged \
            company was taken over by another one. The operating company is not merged, and nobody \
            is invited to it.",
        remedy: "Read the company again to see what can be done with it. In place of a merged \
            company name the one that took it over, at once if you like.",
    },
)
.rules(&[Rule::Org02])
.params(&["state"]);

pub(super) const INVITATION_UNKNOWN: Entry = Entry::new(
    404,
    Words {
        title: "招待を確認できません",
        detail: "このリンクは、有効な招待のものではありません。URLが途中で切れているか、\
            招待が再送され、新しいリンクに置き換えられた可能性があります。",
        remedy: "最も新しい招待メールに記載されたURLの全体を開いてください。\
            解決しない場合は、招待した会社の管理者に再送を依頼してください。\
            新しいメールが届けば、すぐに手続きできます。",
    },
    Words {
        title: "The invitation is not known",
        detail: "The link belongs to no invitation. Its address may have been cut short, or the \
            invitation was sent again with a new link.",
        remedy: "Open the whole address in the newest mail. If that does not help, ask the \
            administrator who invited you to send it again. You can go on as soon as the new mail \
            arrives.",
    },
)
.rules(&[Rule::AccReg12])
.links(&[INQUIRE]);

pub(super) const INVITATION_EXPIRED: Entry = Entry::new(
    410,
    Words {
        title: "招待の有効期限が切れています",
        detail: "招待の有効期限が過ぎました[（有効期限：{expired_at}（日本時間））]。\
            何も登録されていません。",
        remedy: "招待した会社の管理者に、招待の再送を依頼してください。\
            新しいメールが届けば、すぐに手続きできます。",
    },
    Words {
        title: "The invitation has expired",
        detail: "The invitation is not good any more[: it expired at {expired_at} (Japan time)]. \
            Nothing was registered.",
        remedy: "Ask the administrator who invited you to send it again. You can go on as soon as \
            the new mail arrives.",
    },
)
.rules(&[Rule::AccReg12])
.params(&["expired_at"])
.links(&[INQUIRE]);

pub(super) const INVITATION_ENDED: Entry = Entry::new(
    410,
    Words {
        title: "終了した招待です",
        detail: "この招待は、すでに承諾、辞退または取り消しされています\
            [（現在の状態：{state}）]。",
        remedy: "承諾した方は、そのとき設定したユーザIDでログインしてください。\
            それ以外の場合は、会社の管理者が新しい招待をいつでも送れます。\
            新しいメールが届けば、すぐに手続きできます。",
    },
    Words {
        title: "The invitation has ended",
        detail: "The invitation was accepted, declined or withdrawn before[ (its state: {state})].",
        remedy: "Who accepted it signs in with the login id chosen then. Otherwise an \
            administrator of the company can send a new invitation at any time; it can be \
            answered as soon as its mail arrives.",
    },
)
.rules(&[Rule::AccReg12])
.params(&["state"])
.links(&[SIGN_IN, INQUIRE]);
