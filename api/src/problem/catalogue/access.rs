//! Refusals of sign-ins, sessions and tokens, and of those who may not do what they ask.

use tegata_domain::kernel::Rule;

use super::{
    APPLY_FOR_REISSUE, CHANGE_TERMINAL_PASSWORD, Entry, INITIALISE_PEER, INQUIRE, PROVE_PASSWORD,
    RECOVER, RECOVER_OFFICE, REFRESH, REMIND_LOGIN_ID, SERVICE_CALENDAR, SIGN_IN, Words,
};

pub(super) const UNAUTHENTICATED: Entry = Entry::new(
    401,
    Words {
        title: "ログインが必要です",
        detail: "アクセストークンが付いていないか、このシステムが発行したものではありません。",
        remedy: "ログインし、受け取ったアクセストークンをAuthorizationヘッダー（Bearer）に\
            付けて送信してください。ログイン後すぐに操作できます。",
    },
    Words {
        title: "Sign-in is needed",
        detail: "There is no access token, or it was not issued by this system.",
        remedy: "Sign in and send the access token in the Authorization header (Bearer). The \
            request works as soon as you are signed in.",
    },
)
.links(&[SIGN_IN]);

pub(super) const ACCESS_TOKEN_EXPIRED: Entry = Entry::new(
    401,
    Words {
        title: "アクセストークンの有効期限が切れています",
        detail: "アクセストークンは発行から10分間だけ有効です。\
            ログインそのものは終了していません。",
        remedy: "リフレッシュトークンで新しいアクセストークンを受け取り、\
            同じリクエストを送信してください。受け取り次第、操作を続けられます。",
    },
    Words {
        title: "The access token has expired",
        detail: "An access token is good for ten minutes. The session itself goes on.",
        remedy: "Get a new access token with the refresh token and repeat the request. It works \
            as soon as you have the new one.",
    },
)
.links(&[REFRESH, SIGN_IN]);

pub(super) const SESSION_ENDED: Entry = Entry::new(
    401,
    Words {
        title: "ログインは終了しています",
        detail: "ログアウト、パスワードの変更または初期化、別の端末や運営者からの操作などに\
            より、このログインは終了しました。",
        remedy: "もう一度ログインしてください。お心当たりがない場合は、\
            すぐにパスワードの初期化を行ってください。",
    },
    Words {
        title: "The session has ended",
        detail: "This session was ended by a sign-out, a new password, another device or an \
            operator.",
        remedy: "Sign in again, at any time. If you do not know why it ended, reset your password \
            now.",
    },
)
.rules(&[Rule::Rcv07, Rule::RisRev03, Rule::Org02])
.links(&[SIGN_IN, RECOVER]);

pub(super) const SIGN_IN_REFUSED: Entry = Entry::new(
    401,
    Words {
        title: "ログインできません",
        detail: "入力された内容ではログインできませんでした。\
            アカウントを守るため、詳しい理由はお知らせしていません。",
        remedy: "ユーザIDとパスワードをお確かめのうえ、もう一度入力してください。\
            パスワードを続けて誤ると（既定では5回）、アカウントはロックされます。\
            パスワードをお忘れの場合やロックを解除する場合は、パスワードの初期化を\
            行ってください。完了後すぐにログインできます。\
            初期化ができない場合は、お問い合わせください。",
    },
    Words {
        title: "Sign-in was refused",
        detail: "You cannot be signed in with these entries. To protect accounts, the exact \
            reason is not told.",
        remedy: "Check the login id and the password and try again. Wrong passwords in a row (5 \
            by default) lock an account. If you forgot the password, or to unlock, reset the \
            password: you can sign in right after. If you cannot reset it, send a support \
            inquiry.",
    },
)
.rules(&[Rule::AccLck01, Rule::AccLck02])
.links(&[RECOVER, REMIND_LOGIN_ID, INQUIRE]);

pub(super) const OFFICE_SIGN_IN_REFUSED: Entry = Entry::new(
    401,
    Words {
        title: "事業所としてログインできません",
        detail: "入力された内容ではログインできませんでした。\
            事業所を守るため、詳しい理由はお知らせしていません。",
        remedy: "事業所コードと事業所パスワードをお確かめのうえ、もう一度入力してください。\
            パスワードを続けて誤ると（既定では5回）ロックされますが、1分後に自動的に解除されます。\
            さらに誤ると、解除までの時間は5分、15分、60分と長くなります。\
            パスワードをお忘れの場合は、パスワードを設定するリンクを管理責任者にメールで\
            お送りします。設定後すぐにログインできます。\
            解決しない場合は、お問い合わせください。",
    },
    Words {
        title: "The office's sign-in was refused",
        detail: "The office cannot be signed in with these entries. To protect offices, the exact \
            reason is not told.",
        remedy: "Check the office code and the office password and try again. Wrong passwords in a \
            row (5 by default) lock the office code; the lock passes by itself after 1 minute, and \
            after 5, 15 and 60 minutes when it happens again. If the password was forgotten, have \
            a link to a new one mailed to the responsible manager: the office can sign in right \
            after. If that does not help, send a support inquiry.",
    },
)
.rules(&[Rule::AccLck04])
.links(&[RECOVER_OFFICE, INQUIRE]);

pub(super) const TERMINAL_SIGN_IN_REFUSED: Entry = Entry::new(
    401,
    Words {
        title: "利用者IDでログインできません",
        detail: "入力された内容ではログインできませんでした。\
            利用者IDを守るため、詳しい理由はお知らせしていません。",
        remedy: "利用者ID（利用者コード5桁と識別番号3桁）とパスワードをお確かめのうえ、\
            もう一度入力してください。\
            パスワードを続けて誤ると（既定では5回）ロックされますが、1分後に自動的に解除されます。\
            さらに誤ると、解除までの時間は5分、15分、60分と長くなります。\
            パスワードをお忘れの場合は、同じ利用者コードの別の利用者IDで初期化（URY「I」）を\
            行うか、事業所からパスワード初期化を申し込んでください。\
            自社システム用IDの場合は、社内システム管理者へご相談ください。",
    },
    Words {
        title: "The terminal user's sign-in was refused",
        detail: "The terminal user cannot be signed in with these entries. To protect terminal \
            users, the exact reason is not told.",
        remedy: "Check the terminal user id (user code of 5 and identification number of 3 \
            characters) and the password and try again. Wrong passwords in a row (5 by default) \
            lock the id; the lock passes by itself after 1 minute, and after 5, 15 and 60 minutes \
            when it happens again. If the password was forgotten, another terminal user of the \
            same user code can initialise it (URY \"I\"), or the office files an application. For \
            an own-system id, ask your own system administrator.",
    },
)
.rules(&[Rule::AccLck04])
.links(&[INITIALISE_PEER, APPLY_FOR_REISSUE, INQUIRE]);

pub(super) const TEMPORARY_PASSWORD_EXPIRED: Entry = Entry::new(
    403,
    Words {
        title: "仮パスワードの有効期限が切れています",
        detail: "仮パスワードは正しいものですが、変更されないまま有効期限が過ぎました\
            [（有効期限：{expired_at}（日本時間））]。",
        remedy: "同じ利用者コードの別の利用者IDで初期化（URY「I」）を行うか、\
            事業所からもう一度パスワード初期化を申し込んでください。\
            新しい仮パスワードで、すぐにログインできます。",
    },
    Words {
        title: "The temporary password has expired",
        detail: "The temporary password is right, but it was not changed in time[: it expired at \
            {expired_at} (Japan time)].",
        remedy: "Have another terminal user of the same user code initialise the password (URY \
            \"I\"), or have the office file an application again. The new temporary password works \
            at once.",
    },
)
.rules(&[Rule::RisTmp03])
.params(&["expired_at"])
.links(&[INITIALISE_PEER, APPLY_FOR_REISSUE]);

pub(super) const TEMPORARY_PASSWORD_MUST_CHANGE: Entry = Entry::new(
    403,
    Words {
        title: "先に仮パスワードの変更が必要です",
        detail: "仮パスワードでログインしています。利用者IDに誤りはありませんが、\
            新しいパスワードに変更するまで、ほかの操作は行えません。",
        remedy: "サービス時間内に新しいパスワードに変更してください（URY「C」）。\
            変更が完了すると、このログインのまますぐに操作できます。",
    },
    Words {
        title: "The temporary password must be changed first",
        detail: "You are signed in with a temporary password. Your id is right, but nothing else \
            can be done until the password is changed.",
        remedy: "Change it to a new one in service hours (URY \"C\"). Everything else works right \
            after, in this very session.",
    },
)
.rules(&[Rule::RisTmp02])
.links(&[CHANGE_TERMINAL_PASSWORD, SERVICE_CALENDAR]);

pub(super) const SIGN_IN_BUSY: Entry = Entry::new(
    429,
    Words {
        title: "ログインが集中しています",
        detail: "同じIDによるログインが、同時に多数行われています。\
            パスワードが正しいかどうかは、まだ確認していません。",
        remedy: "少し時間をおいてから、もう一度お試しください\
            [（目安：{retry_after}秒後）]。",
    },
    Words {
        title: "Too many sign-ins at the same moment",
        detail: "Many sign-ins with the same id are running at once. The password was not \
            looked at yet.",
        remedy: "Wait a moment and try again[ (in {retry_after} seconds)].",
    },
)
.retryable()
.rules(&[Rule::AccLck01, Rule::AccLck03])
.params(&["retry_after"]);

pub(super) const REFRESH_TOKEN_INVALID: Entry = Entry::new(
    401,
    Words {
        title: "リフレッシュトークンを使用できません",
        detail: "リフレッシュトークンが正しくないか、有効期限が切れているか、\
            すでに終了したログインのものです。",
        remedy: "もう一度ログインしてください。ログイン後すぐに操作できます。",
    },
    Words {
        title: "The refresh token is not valid",
        detail: "The refresh token is unknown, has expired, or belongs to a session that ended.",
        remedy: "Sign in again. The request works as soon as you are signed in.",
    },
)
.links(&[SIGN_IN]);

pub(super) const REFRESH_TOKEN_REUSED: Entry = Entry::new(
    401,
    Words {
        title: "使用済みのリフレッシュトークンです",
        detail: "新しいものと交換済みのリフレッシュトークンが、再び使われました。\
            第三者の手に渡ったおそれがあるため、このログインを終了しました。",
        remedy: "もう一度ログインしてください。お心当たりがない場合は、\
            すぐにパスワードの初期化を行ってください。",
    },
    Words {
        title: "The refresh token was used before",
        detail: "A refresh token that had been exchanged came back. Somebody else may hold it, so \
            the session was ended.",
        remedy: "Sign in again, at any time. If you do not know how this happened, reset your \
            password now.",
    },
)
.links(&[SIGN_IN, RECOVER]);

pub(super) const WRONG_ACTOR: Entry = Entry::new(
    403,
    Words {
        title: "このアカウントでは操作できません",
        detail: "ログイン中のアカウントの種別には、この操作が許可されていません。",
        remedy: "操作が許可されたアカウントでログインし直してください\
            [（貨物情報とアサインは、個人のアカウント（{realm}）だけが利用できます）]。\
            お持ちでない場合は、お問い合わせください。\
            このアカウントのままでは、結果は変わりません。",
    },
    Words {
        title: "This account cannot do that",
        detail: "The kind of account you are signed in with is not allowed to do this.",
        remedy: "Sign in with an account that is allowed to[ (cargo and assignments are for accounts \
            of realm {realm} alone)], or send a support inquiry. With this account, the answer stays \
            the same.",
    },
)
.rules(&[Rule::OpsAud01, Rule::RisRev02, Rule::CgoVis02])
.params(&["realm"])
.links(&[SIGN_IN, INQUIRE]);

pub(super) const PASSWORD_PROOF_REQUIRED: Entry = Entry::new(
    403,
    Words {
        title: "現在のパスワードの確認が必要です",
        detail: "メールアドレス、電話番号、氏名など本人確認に使う情報の変更には、\
            [直前の{minutes}分以内に]現在のパスワードを確認している必要があります。",
        remedy: "現在のパスワードを確認してから、[{minutes}分以内に]同じ操作をもう一度\
            行ってください。",
    },
    Words {
        title: "The current password is needed first",
        detail: "What proves who you are (such as e-mail, phone and name) changes only after the \
            current password was given[ in the last {minutes} minutes].",
        remedy: "Give the current password, then repeat the request[ within {minutes} minutes].",
    },
)
.params(&["minutes"])
.rules(&[Rule::AccPro07])
.links(&[PROVE_PASSWORD]);

pub(super) const PASSWORD_PROOF_WRONG: Entry = Entry::new(
    403,
    Words {
        title: "現在のパスワードが一致しません",
        detail: "確認のために入力されたパスワードが、現在のパスワードと異なります。",
        remedy: "お確かめのうえ、もう一度入力してください。\
            続けて誤ると、アカウントがロックされることがあります。\
            お忘れの場合は、パスワードの初期化を行ってください。完了後すぐに操作できます。",
    },
    Words {
        title: "The current password is wrong",
        detail: "The password given as proof is not the current one.",
        remedy: "Check it and try again. Wrong passwords in a row may lock the account. If you \
            forgot it, reset the password: you can go on right after.",
    },
)
.rules(&[Rule::AccPro07, Rule::AccLck01])
.links(&[PROVE_PASSWORD, RECOVER]);
