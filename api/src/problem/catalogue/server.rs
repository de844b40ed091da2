//! Refusals that say more about the server's load and health than about the request.

use tegata_domain::kernel::Rule;

use super::{Entry, INQUIRE, Words};

pub(super) const REQUEST_TIMEOUT: Entry = Entry::new(
    408,
    Words {
        title: "リクエストの受信が時間内に終わりませんでした",
        detail: "制限時間内に、リクエスト本文のすべてを受信できませんでした。\
            処理は行われていません。",
        remedy: "通信状況をお確かめのうえ、もう一度送信してください。すぐに送信できます。",
    },
    Words {
        title: "The request did not arrive in time",
        detail: "The whole request body did not arrive within the time limit. Nothing was done.",
        remedy: "Check your connection and send the request again, at once if you like.",
    },
)
.retryable();

pub(super) const TOO_MANY_REQUESTS: Entry = Entry::new(
    429,
    Words {
        title: "リクエストの回数が上限を超えました",
        detail: "アカウントとシステムを守るため、\
            一定の時間に受け付ける回数に上限を設けています[（上限：{limit}回）]。",
        remedy: "時間をおいてから、もう一度お試しください\
            [（目安：{retry_after}秒後）]。",
    },
    Words {
        title: "Too many requests",
        detail: "To protect accounts and the system, there is a limit of requests per span of \
            time[ ({limit})].",
        remedy: "Wait, then try again[ (in {retry_after} seconds)].",
    },
)
.retryable()
.rules(&[
    Rule::AccLck03,
    Rule::AccReg10,
    Rule::AccReg11,
    Rule::AccReg12,
    Rule::AccPro05,
    Rule::Rcv02,
    Rule::Rcv03,
    Rule::Rcv10,
    Rule::Pwd04,
    Rule::RisOfc01,
    Rule::RisApp07,
    Rule::AsgSnd05,
])
.params(&["limit", "retry_after"]);

pub(super) const ALREADY_RUNNING: Entry = Entry::new(
    429,
    Words {
        title: "前の処理がまだ終わっていません",
        detail: "同じアカウントの前の処理（一覧の出力、またはファイルによる登録）が続いています。\
            時間のかかる処理は、アカウントごとに一度に1件だけ受け付けています。\
            今回の処理は行われていません。",
        remedy: "前の処理が終わるのを待つか、その接続を閉じてから、もう一度お試しください\
            [（目安：{retry_after}秒後）]。",
    },
    Words {
        title: "The previous one is still running",
        detail: "Your account has an export or a file of this kind under way, and what takes long \
            is accepted one at a time for each account. Nothing was done this time.",
        remedy: "Wait until the previous one has ended or close its connection, then try again[ \
            (in {retry_after} seconds)].",
    },
)
.retryable()
.params(&["retry_after"]);

pub(super) const INTERNAL: Entry = Entry::new(
    500,
    Words {
        title: "システムエラーが発生しました",
        detail: "システム内部の問題により、処理を完了できませんでした。\
            リクエストの誤りではありません。",
        remedy: "時間をおいて現在の状態を確認してから、やり直してください。\
            解決しない場合は、request_idを添えてお問い合わせください。",
    },
    Words {
        title: "Something broke on our side",
        detail: "The request could not be completed because of a fault in the system, not in the \
            request.",
        remedy: "Read the present state after a while before you try again. If it keeps failing, \
            send a support inquiry with the request_id.",
    },
)
.links(&[INQUIRE]);

pub(super) const OVERLOADED: Entry = Entry::new(
    503,
    Words {
        title: "ただいま混み合っています",
        detail: "アクセスが集中しているため、受け付けられませんでした。\
            処理は行われていません。",
        remedy: "少し時間をおいてから、もう一度お試しください\
            [（目安：{retry_after}秒後）]。",
    },
    Words {
        title: "The system is busy",
        detail: "There are more requests than can be served at this moment. Nothing was done.",
        remedy: "Wait a moment, then try again[ (in {retry_after} seconds)].",
    },
)
.retryable()
.params(&["retry_after"]);

pub(super) const UNAVAILABLE: Entry = Entry::new(
    503,
    Words {
        title: "ただいまご利用いただけません",
        detail: "データベースに接続できないため、処理を完了できませんでした。",
        remedy: "復旧までお待ちのうえ、もう一度お試しください\
            [（目安：{retry_after}秒後）]。\
            同じIdempotency-Keyを付ければ、二重に処理されることはありません。",
    },
    Words {
        title: "The service is not available now",
        detail: "The database cannot be reached, so the request could not be completed.",
        remedy: "Wait until the service is back, then try again[ (in {retry_after} seconds)]. With \
            the same Idempotency-Key nothing is done twice.",
    },
)
.retryable()
.params(&["retry_after"]);
