//! The letters about assignments in Japanese.

use jiff::Timestamp;

use super::{company_name, time};
use crate::kernel::{Pin, RecordKind};
use crate::mail::letter::{Block, Draft};

const WISH: &str = "アサインを送信した方のうち、通知メールを希望された方にお送りしています。";
const NOT_SENT: &str = "同じ会社の方が、あなたのアカウントで送信した可能性があります。\
    アサインの一覧をお確かめのうえ、お問い合わせください。";

/// What is assigned, as the source names it.
const fn what(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Cargo => "貨物情報",
        RecordKind::Pickup => "搬出依頼情報",
    }
}

/// Where it is accepted.
const fn place(kind: RecordKind) -> Block<'static> {
    match kind {
        RecordKind::Cargo => {
            Block::Page { label: "貨物情報一覧を開く", path: "cargo-records" }
        }
        RecordKind::Pickup => {
            Block::Page { label: "搬出依頼情報一覧を開く", path: "pickup-requests" }
        }
    }
}

/// How it is accepted.
const fn how(kind: RecordKind) -> Block<'static> {
    Block::Text(match kind {
        RecordKind::Cargo => {
            "このメールアドレスを登録したアカウントでログインし、「貨物情報一覧」画面の\
             「AWBアサイン受取」にPINコードを入力してください。「搬出依頼情報一覧」画面では受け取れません。"
        }
        RecordKind::Pickup => {
            "このメールアドレスを登録したアカウントでログインし、「搬出依頼情報一覧」画面の\
             「搬出依頼アサイン受取」にPINコードを入力してください。「貨物情報一覧」画面では受け取れません。"
        }
    })
}

fn facts(kind: RecordKind, count: usize) -> Vec<(&'static str, String)> {
    vec![("アサインの種類", what(kind).to_owned()), ("件数", format!("{count}件"))]
}

/// Records were assigned to the address (ASG-SND-02).
pub(super) fn pin<'a>(
    kind: RecordKind,
    (company, verified): (&str, bool),
    count: usize,
    pin: &Pin,
    accept_until: Timestamp,
) -> Draft<'a> {
    let mut named = vec![("アサインした会社", company.to_owned())];
    named.extend(facts(kind, count));
    named.extend([("PINコード", pin.shown()), ("受取期限", time(accept_until))]);
    Draft {
        subject: match kind {
            RecordKind::Cargo => "貨物情報がアサインされました",
            RecordKind::Pickup => "搬出依頼情報がアサインされました",
        },
        blocks: vec![
            Block::Text(
                "次の会社から、情報がアサインされました。受け取ると、貴社のアカウントで閲覧できるようになります。",
            ),
            Block::Facts(named),
            company_name(verified),
            how(kind),
            place(kind),
            Block::Text(
                "受取期限までに受け取られない場合、アサインはシステムにより自動でキャンセルされます。\
                 アサインした会社がキャンセルすることもあります。",
            ),
            Block::Text(
                "受け取れるのは、このメールアドレスを登録したアカウントだけです。\
                 このメールを転送しても、ほかの方は受け取れません。",
            ),
        ],
        purpose: "このメールアドレス宛にアサインが行われたため、お送りしています。",
        stranger: "ほかの方が誤って入力した可能性があります。このメールを破棄してください。\
            受け取らない限り、何も起こりません。",
    }
}

/// An assignment was accepted, told to its sender.
pub(super) fn accepted<'a>(
    kind: RecordKind,
    company: &str,
    email_masked: &str,
    count: usize,
    at: Timestamp,
) -> Draft<'a> {
    let mut named = facts(kind, count);
    named.extend([
        ("受け取った会社", company.to_owned()),
        ("宛先（一部を伏せています）", email_masked.to_owned()),
        ("受取日時", time(at)),
    ]);
    Draft {
        subject: "アサインが受け取られました",
        blocks: vec![
            Block::Text(
                "送信されたアサインが受け取られました。受け取った会社は、対象の情報を閲覧できます。",
            ),
            Block::Facts(named),
            Block::Text("閲覧を終了させるには、アサインの一覧から閲覧の終了を行ってください。"),
            place(kind),
        ],
        purpose: WISH,
        stranger: NOT_SENT,
    }
}

/// The system cancelled an assignment that nobody accepted (ASG-EXP-01).
pub(super) fn expired<'a>(
    kind: RecordKind,
    email_masked: &str,
    count: usize,
    (expired_at, again_from): (Timestamp, Timestamp),
) -> Draft<'a> {
    let mut named = facts(kind, count);
    named.extend([
        ("宛先（一部を伏せています）", email_masked.to_owned()),
        ("キャンセル日時", time(expired_at)),
        ("再アサインが可能になる日時", time(again_from)),
    ]);
    Draft {
        subject: "アサインが自動でキャンセルされました",
        blocks: vec![
            Block::Text(
                "期限までに受け取られなかったため、システムによりアサインをキャンセルしました。",
            ),
            Block::Facts(named),
            Block::Text(
                "同じ宛先への再アサインは、上の日時から行えます。お急ぎの場合は、お問い合わせください。",
            ),
            place(kind),
        ],
        purpose: WISH,
        stranger: NOT_SENT,
    }
}
