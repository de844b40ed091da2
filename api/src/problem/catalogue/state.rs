//! Refusals of changes that do not fit what is stored: versions, races, repeated requests.

use tegata_domain::kernel::Rule;

use super::{Entry, Words};

pub(super) const MAIL_NOT_RETRYABLE: Entry = Entry::new(
    409,
    Words {
        title: "このメールは再送できません",
        detail: "再送できるのは、不達（bounced）または送信失敗（failed）のメールだけです\
            [（現在の状態：{state}）]。",
        remedy: "送信待ちのメールは自動的に送信されますので、そのままお待ちください。\
            期限切れのメールは、元の手続きからやり直してください。",
    },
    Words {
        title: "The mail cannot be retried",
        detail: "Only a mail that is bounced or failed can be retried[ (its state: {state})].",
        remedy: "A waiting mail is sent by itself: wait for it. In place of an expired one, repeat \
            what it was about.",
    },
)
.rules(&[Rule::OpsMail01])
.params(&["state"]);

pub(super) const CONCURRENT_CHANGE: Entry = Entry::new(
    409,
    Words {
        title: "ほかの操作と重なりました",
        detail: "同じ対象への別の操作が先に完了したため、この操作は行われませんでした。",
        remedy: "最新の内容を取得し、必要であればもう一度操作してください\
            [（目安：{retry_after}秒後）]。",
    },
    Words {
        title: "Somebody else was first",
        detail: "Another request changed the same thing first, so this one did nothing.",
        remedy: "Read it again and repeat the request if it is still \
            needed[ (in {retry_after} seconds)].",
    },
)
.rules(&[Rule::OpsAut01])
.retryable()
.params(&["retry_after"]);

pub(super) const VERSION_STALE: Entry = Entry::new(
    412,
    Words {
        title: "内容が更新されています",
        detail: "If-Matchに指定された版は、最新の版ではありません。\
            取得された後に、ほかの操作で内容が変更されました。",
        remedy: "最新の内容とETagを取得し、変更をやり直してください。\
            取得後すぐに操作できます。",
    },
    Words {
        title: "It was changed meanwhile",
        detail: "The version in If-Match is not the current one: it was changed after you read it.",
        remedy: "Read it again with its new ETag and repeat the change, at once if you like.",
    },
)
.rules(&[Rule::AccPro06]);

pub(super) const VERSION_REQUIRED: Entry = Entry::new(
    428,
    Words {
        title: "If-Matchの指定が必要です",
        detail: "ほかの人の変更を上書きしないよう、\
            変更する内容の版をIf-Matchヘッダーで指定する必要があります。",
        remedy: "最新の内容を取得し、そのETagをIf-Matchに指定して送信してください。\
            取得後すぐに操作できます。",
    },
    Words {
        title: "If-Match is needed",
        detail: "A change must name the version it is made to, so that nobody's change is \
            overwritten.",
        remedy: "Read the resource and send its ETag as If-Match, at once if you like.",
    },
)
.rules(&[Rule::AccPro06]);

pub(super) const IDEMPOTENCY_KEY_REUSED: Entry = Entry::new(
    422,
    Words {
        title: "Idempotency-Keyが重複しています",
        detail: "このIdempotency-Keyは、内容の異なる別のリクエストで使用されています。",
        remedy: "新しいIdempotency-Keyを付けて送信してください。\
            同じキーは、最初の使用から24時間後に再び使用できます。",
    },
    Words {
        title: "The Idempotency-Key was used for another request",
        detail: "The same Idempotency-Key came before with other content.",
        remedy: "Use a new Idempotency-Key. The same one is free again 24 hours after its first \
            use.",
    },
);

pub(super) const IDEMPOTENCY_IN_PROGRESS: Entry = Entry::new(
    409,
    Words {
        title: "同じリクエストを処理中です",
        detail: "同じIdempotency-Keyの最初のリクエストが、まだ完了していません。",
        remedy: "少し時間をおいてから、同じIdempotency-Keyでもう一度送信してください\
            [（目安：{retry_after}秒後）]。最初の結果をお返しします。",
    },
    Words {
        title: "The same request is still running",
        detail: "The first request with this Idempotency-Key has not ended yet.",
        remedy: "Wait a moment and repeat it with the same \
            Idempotency-Key[ (in {retry_after} seconds)]: you get the first answer.",
    },
)
.retryable()
.params(&["retry_after"]);

pub(super) const IDEMPOTENCY_NOT_REPLAYABLE: Entry = Entry::new(
    409,
    Words {
        title: "最初の結果をもう一度お返しできません",
        detail: "同じIdempotency-Keyのリクエストは、すでに完了しています。\
            結果にはトークンや仮パスワードなどの秘密の情報が含まれることがあるため、\
            保存していません。",
        remedy: "現在の状態を取得し、完了していることをお確かめください。\
            結果が必要な場合は、新しいIdempotency-Keyを付けてすぐにやり直せます。",
    },
    Words {
        title: "The first answer cannot be given again",
        detail: "A request with this Idempotency-Key was completed. Its answer may hold a secret, \
            such as a token or a temporary password, and was not kept.",
        remedy: "Read the present state to see that it is done. If you need an answer, repeat it \
            with a new Idempotency-Key, at once if you like.",
    },
);

pub(super) const LIST_FULL: Entry = Entry::new(
    409,
    Words {
        title: "これ以上追加できません",
        detail: "登録できる件数の上限に達しています[（上限：{max}件）]。",
        remedy: "不要になったものを削除してから、もう一度追加してください。\
            空きができれば、すぐに追加できます。",
    },
    Words {
        title: "The list is full",
        detail: "This list holds as many entries as it may[ (at most {max})].",
        remedy: "Remove entries that are no longer needed, then add this one again. It works as \
            soon as there is room.",
    },
)
.params(&["max"]);

pub(super) const CLOCK_BACKWARDS: Entry = Entry::new(
    422,
    Words {
        title: "時計を戻すことはできません",
        detail: "サンドボックスの時計は、進めることだけができます\
            [（現在：{now}（日本時間））]。",
        remedy: "現在の時計より後の日時を指定してください。\
            指定を直せば、すぐに進めることができます。",
    },
    Words {
        title: "The clock does not go back",
        detail: "The sandbox clock only moves forward[ (it shows {now}, Japan time)].",
        remedy: "Give an instant after what the clock shows. It can be moved at any time.",
    },
)
.rules(&[Rule::OpsSbx01])
.params(&["now"]);
