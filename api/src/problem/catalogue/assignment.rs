//! Refusals around assignments: their window, who accepts them, PINs.

use tegata_domain::kernel::Rule;

use super::{ACCEPT_CARGO, ACCEPT_PICKUP, ASSIGNMENTS, Entry, FILE_INQUIRY, INBOX, Words};

pub(super) const OWN_COMPANY_ASSIGNMENT: Entry = Entry::new(
    409,
    Words {
        title: "自社に対するアサインはできません",
        detail: "アサインは、他社へ閲覧権限を付与する操作です。自社の情報は、\
            アサインしなくても自社の全員が閲覧できます。",
        remedy: "他社の方のメールアドレスを宛先にすれば、すぐにアサインできます。\
            宛先の方が他社にも所属している場合は、その会社を指定してください。\
            すでにある自社へのアサインは、お問い合わせいただければ運営者が解除します。",
    },
    Words {
        title: "You cannot assign records to your own company",
        detail: "An assignment lets another company see a record. Everybody in your own company \
            sees its records without one.",
        remedy: "Assign to the address of somebody in another company, at once if you like; name \
            the company if the address is used in yours, too. An assignment to your own company \
            that exists already is removed by an operator: send an inquiry.",
    },
)
.rules(&[Rule::AsgSnd03, Rule::AsgAcc05, Rule::AsgSelf01])
.links(&[FILE_INQUIRY]);

pub(super) const ASSIGNMENT_STATE_CONFLICT: Entry = Entry::new(
    409,
    Words {
        title: "アサインの状態により操作できません",
        detail: "アサインの現在の状態では、この操作を行えません[（現在の状態：{state}）]。\
            ほかの方の操作が先に完了したか、期限が過ぎた可能性があります。",
        remedy: "最新の内容を取得し、行える操作をお確かめください。\
            終了したアサインは元に戻りません。必要な場合は、アサインし直してください。",
    },
    Words {
        title: "The state of the assignment does not allow this",
        detail: "This cannot be done to the assignment as it is now[ (its state: {state})]. \
            Somebody else may have been first, or its time is over.",
        remedy: "Read the assignment again to see what can be done with it, and when. One that \
            ended stays so; assign the record again if it is needed.",
    },
)
.rules(&[
    Rule::AsgAcc07,
    Rule::AsgCan01,
    Rule::AsgSnd04,
    Rule::AsgSnd05,
    Rule::AsgExp03,
    Rule::AsgRev01,
    Rule::AsgSelf01,
])
.params(&["state"])
.links(&[ASSIGNMENTS, INBOX]);

pub(super) const ASSIGNMENT_DAY_SEVEN: Entry = Entry::new(
    409,
    Words {
        title: "7日目のアサインはキャンセルできません",
        detail: "アサインをキャンセルできるのは、送信から6日目の終わりまでです。\
            7日目は、受け取られなければシステムが自動でキャンセルします\
            [（キャンセル日時：{expires_at}（日本時間））]。",
        remedy: "システムによるキャンセルの後、翌日（8日目）の朝から、アサインし直せます\
            [（{again_from}（日本時間）から）]。\
            お急ぎの場合は、アサインを指定してお問い合わせください。",
    },
    Words {
        title: "An assignment is not cancelled on day 7",
        detail: "An assignment can be cancelled until the end of day 6 after it was sent. On day 7 \
            the system does so by itself, if nobody accepts it[: at {expires_at} (Japan time)].",
        remedy: "After that, the record can be assigned again from the morning of day 8[: from \
            {again_from} (Japan time)]. If it is urgent, send an inquiry that names the \
            assignment.",
    },
)
.rules(&[Rule::AsgCan01])
.params(&["expires_at", "again_from"])
.links(&[FILE_INQUIRY]);

pub(super) const ASSIGNMENT_TOO_EARLY: Entry = Entry::new(
    409,
    Words {
        title: "再アサインは8日目の朝から可能です",
        detail: "同じ宛先へのアサインが、受け取られないままシステムにより自動でキャンセルされました。\
            再びアサインできるのは、翌日（8日目）の朝からです\
            [（{again_from}（日本時間）から）]。",
        remedy: "その日時以降に、もう一度アサインしてください。\
            お急ぎの場合は、アサインを指定してお問い合わせください。",
    },
    Words {
        title: "It can be assigned again from the morning of day 8",
        detail: "An assignment to the same address was not accepted, and the system cancelled it. \
            The record can be assigned there again from the morning of day 8[: from {again_from} \
            (Japan time)].",
        remedy: "Repeat the request from then on. If it is urgent, send an inquiry that names the \
            assignment.",
    },
)
.retryable()
.rules(&[Rule::AsgExp02])
.params(&["again_from"])
.links(&[FILE_INQUIRY]);

pub(super) const ASSIGNMENT_EXPIRED: Entry = Entry::new(
    409,
    Words {
        title: "受取期限を過ぎたアサインです",
        detail: "アサインを受け取れるのは、送信から7日目の終わりまでです。\
            受け取られなかったため、システムが自動でキャンセルしました\
            [（キャンセル日時：{expired_at}（日本時間））]。",
        remedy: "アサインし直されていないか、受取を待つアサインの一覧でお確かめください。\
            見当たらない場合は、アサインした会社に、再度のアサインを依頼してください\
            [（アサインした会社：{company}）][（{again_from}（日本時間）から可能）]。",
    },
    Words {
        title: "The assignment has expired",
        detail: "An assignment can be accepted until the end of day 7 after it was sent. Nobody \
            accepted this one, so the system cancelled it[ at {expired_at} (Japan time)].",
        remedy: "See in your inbox whether it was assigned again. If not, ask the company that \
            assigned it[ ({company})] to do so[: possible from {again_from} (Japan time)].",
    },
)
.rules(&[Rule::AsgExp01])
.params(&["again_from", "company", "expired_at"])
.links(&[INBOX]);

pub(super) const ASSIGNMENT_ENDED: Entry = Entry::new(
    409,
    Words {
        title: "受け取れるアサインは残っていません",
        detail: "このアサインは終了したか、すでに受け取られています[（現在の状態：{state}）]。",
        remedy: "アサインし直されていないか、受取を待つアサインの一覧でお確かめください。\
            見当たらない場合は、アサインした会社に、再度のアサインを依頼してください\
            [（アサインした会社：{company}）]。",
    },
    Words {
        title: "Nothing of the assignment can be accepted",
        detail: "The assignment was ended, or accepted before[ (its state: {state})].",
        remedy: "See in your inbox whether it was assigned again. If not, ask the company that \
            assigned it[ ({company})] to do so.",
    },
)
.rules(&[Rule::AsgAcc07, Rule::AsgSnd06])
.params(&["company", "state"])
.links(&[INBOX]);

pub(super) const ALREADY_GRANTED: Entry = Entry::new(
    409,
    Words {
        title: "宛先の会社はすでに閲覧できます",
        detail: "同じ宛先へのアサインが受け取られ、その会社は今も閲覧できます。",
        remedy: "アサインし直す必要はありません。アサインし直す場合は、\
            先に受取済みのアサインを終了してください。終了すれば、すぐにアサインできます。",
    },
    Words {
        title: "The company of this address sees it already",
        detail: "An assignment to the same address was accepted, and its company still sees the \
            record.",
        remedy: "Nothing needs to be done. To assign the record anew, end the accepted assignment \
            first; it is possible at once then.",
    },
)
.rules(&[Rule::AsgSnd04])
.links(&[ASSIGNMENTS]);

pub(super) const ASSIGNMENT_MAILS_LIMITED: Entry = Entry::new(
    429,
    Words {
        title: "この宛先に送る通知が上限に達しました",
        detail: "1つの宛先に送るアサインの通知メールには、\
            会社ごとに一定の時間の上限があります[（上限：{limit}通）]。何も送信していません。",
        remedy: "時間をおいてから、もう一度お試しください[（目安：{retry_after}秒後）]。\
            複数の情報は、1通の通知でまとめてアサインできます。",
    },
    Words {
        title: "Too many assignment mails to this address",
        detail: "One company sends a limited number of assignment mails to one address per span \
            of time[ ({limit})]. Nothing was sent.",
        remedy: "Wait, then try again[ (in {retry_after} seconds)]. Several records can be \
            assigned with one mail.",
    },
)
.retryable()
.rules(&[Rule::AsgSnd05])
.params(&["limit", "retry_after"]);

pub(super) const RESENDS_EXHAUSTED: Entry = Entry::new(
    409,
    Words {
        title: "アサインの通知を再送できる回数を超えました",
        detail: "アサインの通知メールは、決まった回数まで再送できます[（上限：{limit}回）]。",
        remedy: "宛先のメールアドレスに誤りがないか、迷惑メールとして扱われていないかをご確認ください。\
            送信した会社がキャンセルしてアサインし直せば、改めて通知が送られます。",
    },
    Words {
        title: "The assignment was sent again too often",
        detail: "The mail of an assignment is sent again a fixed number of times[ ({limit})].",
        remedy: "Check the address, and whether its mails are taken for spam. The company that \
            sent it can cancel it and assign the records again, which sends a new mail.",
    },
)
.rules(&[Rule::AsgSnd05])
.params(&["limit"])
.links(&[ASSIGNMENTS]);

pub(super) const PIN_UNKNOWN: Entry = Entry::new(
    404,
    Words {
        title: "PINコードを確認できません",
        detail: "このPINコードで受け取れるアサインはありません。入力の誤りか、\
            再送により新しいPINコードに置き換えられた可能性があります。",
        remedy: "最も新しいアサイン通知メールのPINコードを入力してください。\
            アサインを受け取れるのは、宛先のメールアドレスを登録したアカウントだけです。\
            受取を待つアサインは一覧で確認でき、PINコードの再送もできます。",
    },
    Words {
        title: "The PIN is not known",
        detail: "No assignment can be accepted with this PIN. It may be mistyped, or replaced by a \
            newer one.",
        remedy: "Enter the PIN of the newest mail, signed in with the account that holds the \
            addressed e-mail. The inbox shows what waits for your address, and can send the PIN \
            again.",
    },
)
.rules(&[Rule::AsgAcc04])
.links(&[INBOX]);

pub(super) const PIN_OF_OTHER_KIND: Entry = Entry::new(
    409,
    Words {
        title: "受け取る画面が異なります",
        detail: "貨物情報のアサインは貨物情報一覧、搬出依頼情報のアサインは搬出依頼情報一覧で受け取ります\
            [（このPINコードの種類：{kind}）]。この入力は、PINコードの誤りには数えません。",
        remedy: "リンク先で、同じPINコードを入力してください。すぐに受け取れます。",
    },
    Words {
        title: "This is accepted at the other list",
        detail: "Cargo assignments are accepted at the cargo list, pickup assignments at the \
            pickup list[ (this PIN is for {kind})]. This does not count as a wrong PIN.",
        remedy: "Send the same PIN to the linked place, at once if you like.",
    },
)
.rules(&[Rule::AsgAcc02])
.params(&["kind"])
.links(&[ACCEPT_CARGO, ACCEPT_PICKUP]);

pub(super) const ADDRESSED_TO_COLLEAGUE: Entry = Entry::new(
    403,
    Words {
        title: "同じ会社の別の方に宛てたアサインです",
        detail: "アサインを受け取れるのは、宛先のメールアドレスを登録したアカウントだけです\
            [（宛先：{email}）]。",
        remedy: "宛先の方に、受取を依頼してください。受け取られた後は、会社の全員が閲覧できます。\
            このアカウントのままでは、結果は変わりません。",
    },
    Words {
        title: "The assignment is addressed to a colleague",
        detail: "Only an account that holds the addressed e-mail can accept an assignment[ (here: \
            {email})].",
        remedy: "Ask that colleague to accept it. After that, everybody in your company sees the \
            record. With this account, the answer stays the same.",
    },
)
.rules(&[Rule::AsgAcc03])
.params(&["email"]);

pub(super) const PIN_CLOSED: Entry = Entry::new(
    409,
    Words {
        title: "PINコードの誤りが続いたため受け取れません",
        detail: "誤ったPINコードが続けて入力されたため、このアサインのPINコードは無効になりました。\
            アサイン自体は取り消されていません。",
        remedy: "PINコードの再送を行い、新しいメールのPINコードを入力してください。\
            届き次第、受け取れます。",
    },
    Words {
        title: "Wrong PINs closed the assignment",
        detail: "Several wrong PINs were entered, so the PIN of this assignment no longer works. \
            The assignment itself stands.",
        remedy: "Have the PIN sent again from the inbox and enter the new one. It works as soon as \
            the mail arrives.",
    },
)
.rules(&[Rule::AsgAcc06])
.links(&[INBOX]);

pub(super) const PIN_PAUSED: Entry = Entry::new(
    429,
    Words {
        title: "PINコードの入力を一時停止しています",
        detail: "誤ったPINコードの入力が続いたため、このアカウントからの入力を一時的に停止しています。\
            誤りが続くたびに、停止の時間は長くなります。",
        remedy: "時間をおいてから、もう一度お試しください[（目安：{retry_after}秒後）]。\
            受取を待つアサインの一覧からは、PINコードの再送を依頼し、すぐに受け取れます。",
    },
    Words {
        title: "Your PIN entries are paused",
        detail: "Several wrong PINs were entered from this account, so its entries are paused for \
            a while. Each further wrong one pauses them for longer.",
        remedy: "Wait, then try again[ (in {retry_after} seconds)]. What waits in your inbox can \
            be accepted at once by naming it: have its PIN sent again if you need to.",
    },
)
.retryable()
.rules(&[Rule::AsgAcc06])
.params(&["retry_after"])
.links(&[INBOX]);

pub(super) const ALREADY_VISIBLE: Entry = Entry::new(
    409,
    Words {
        title: "すでに閲覧できる情報です",
        detail: "同じ情報を、別のアサインにより貴社がすでに受け取っています。",
        remedy: "受け取りの操作は不要です。一覧で、期間を合わせて検索してください。\
            閲覧できる間は、結果は変わりません。",
    },
    Words {
        title: "Your company sees this already",
        detail: "Your company accepted the same record through another assignment.",
        remedy: "Nothing needs to be accepted: search the list with a period that fits. As long as \
            you see the record, the answer stays the same.",
    },
)
.rules(&[Rule::AsgAcc07]);
